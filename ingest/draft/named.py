"""What a report calls by name: its title, who made it and when, products, companies, the team's mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casebase.access import ORGANIZATIONS, organization_key
from casebase.models import Page
from casebase.personal.contacts import contacts
from casebase.personal.mailboxes import personal_mailboxes
from casebase.personal.names import people
from casebase.personal.numbers import folded
from ingest.draft.dates import dates_in
from ingest.draft.lexicon import lexicon, plain_label
from ingest.draft.records import Proposal, Reading, Span, Unit

_FORM = re.compile(r"起案用紙|評価シート|調書$|様式|添付資料\)?$|個票|^(?:報告書|資料)$|^form\b", re.IGNORECASE)
_SIGN = r"一-鿿々ァ-ヶーぁ-んA-Za-z"
_BODY = (
    r"(?:広域連合|(?:広域)?(?:行政)?(?:事務|企業)組合|教育委員会|GovTech東京|庁(?![舎内議用])|省(?![略エ力])"
    r"|(?<=東京)都|(?<=北海)道|[府県市区町村](?:(?=広域)広域(?:行政)?事務組合|教育委員会|議会)?)"
)
_ORGANIZATION = re.compile(
    rf"(?<![{_SIGN}])(?P<name>(?![本当各同全他両自])(?:[一-鿿々ヶケァ-ヴーぁ-ん]{{1,8}}?){_BODY})"
)
_DOER = re.compile(
    rf"[はが](?P<name>[一-鿿々ヶケァ-ヴーA-Za-z]{{1,12}}?{_BODY})(?=の[^。、]{{2,30}}が(?:行|実施|進め|取り組)|が(?:行|実施|進め|取り組))"
)
_OFFICE = r"(?:公室|センター|事務局|推進室|ラボ|[部局課室係]|本部)"
_BUREAU = re.compile(
    rf"[\s\u3000のはがに、]*(?P<bureau>[一-鿿々ァ-ヶーぁ-んA-Za-z・]{{1,14}}?{_OFFICE}(?:[\s\u3000]?[一-鿿々ァ-ヶーA-Za-z・]{{1,14}}?{_OFFICE})*)(?![一-鿿々])"
)
_ENGLISH = re.compile(
    r"\b(?P<name>(?:[A-Z][a-z]+(?: [A-Z][a-z]+)? )(?:Prefecture|City|Ward|Town|Village|Metropolitan Government|County|Council))\b"
)
_ENGLISH_BUREAU = re.compile(
    r"\b(?P<bureau>(?:[A-Z][a-z]+(?: (?:and|of) )?[ ]?){1,4}(?:Bureau|Division|Department|Section|Office|Unit))\b"
)
_COMPANY = (
    r"(?:(?:株式会社|合同会社|有限会社|一般社団法人|国立大学法人"
    r"|公益財団法人)[一-鿿々ァ-ヶーぁ-んA-Za-z0-9・]{1,16}?(?=[がでとへのにはを、。（(\s\u3000/／]|$)"
    r"|[一-鿿々ァ-ヶーぁ-んA-Za-z0-9・]{1,16}?(?:株式会社|合同会社|有限会社)|[A-Z][\w& ]{1,30}?,? (?:Ltd"
    r"|Inc|Corp|LLC|GmbH)\b\.?)"
)
_VENDOR = re.compile(
    rf"(?:受託者|委託先|受注者|協力企業|事業者|契約相手方|相手|会社|委託)(?:は|：|:|[\s\u3000])[\s\u3000]?(?P<a>{_COMPANY})|(?P<b>{_COMPANY})(?:と(?:契約|共同)|に(?:委託|発注)|の提供)"
)
_KNOWN_MODEL = re.compile(
    r"(?:Azure OpenAI(?: Service)?|GPT-?[0-9][\w.]*(?: mini)?|ChatGPT|Claude(?: [0-9][\w.]*)?"
    r"|Gemini(?: [0-9][\w.]*(?: Pro| Flash)?)?|Copilot|Llama ?[0-9.]*|tsuzumi|PLaMo)(?:(?:及び|と|、"
    r"| and )(?:GPT-?[0-9][\w.]*|Claude|Gemini))?"
)
_TOLD_MODEL = re.compile(
    r"(?:言語モデル|モデル|製品|ツール|サービス)は[、\s]?(?P<model>[^、。\s]{2,24}?)(?:である|で|、|。|を)"
)
_TOLD_PLATFORM = re.compile(
    r"(?:基盤の名称|開発環境|利用環境の名称|構築基盤)は[、\s]?(?P<platform>[^、。]{2,30}?)(?:である|で[、あ]|、|。)"
)
_VERSION = re.compile(r"(?:バージョン|\bVer\.?|\bversion)\s?(?P<version>[0-9][\w.]*)", re.IGNORECASE)
_PERIOD = re.compile(r"\s*(?:から|～|〜|~|ー|まで|以降|に(?!公表)|より|をもって|－)")
_LABELLED = 0.9


def title_of(reading: Reading) -> Unit | None:
    """Return the unit that names the case: what a form's label says, else the first line of the first document."""
    labelled = next((unit for unit in reading.labelled() if _says("title", unit) and len(unit.text) > 5), None)
    first = next((unit for unit in reading.units if not unit.label and len(unit.text) > 3), None)
    if labelled is not None and (first is None or _FORM.search(first.text)):
        return labelled
    return first


def named(reading: Reading, title: Unit | None) -> Iterator[Proposal]:
    """Yield what the documents call by name."""
    if title is not None:
        yield Proposal(f"title_{reading.language}", _one_line(title.text), (title.span.proof,), 0.8)
        if (other := _other_title(reading, title)) is not None:
            language = "ja" if reading.language == "en" else "en"
            yield Proposal(f"title_{language}", _one_line(other.text), (other.span.proof,), 0.7)
    yield from organization(reading)
    for field in ("ai_type", "model_or_product", "platform", "vendor", "procurement", "version"):
        if (found := _labelled(field, reading) or _told(field, reading)) is not None:
            yield found
    if (contact := mailbox(reading)) is not None:
        yield Proposal("contact", contact.text, (contact.proof,), 0.8)


def _other_title(reading: Reading, title: Unit) -> Unit | None:
    """Return the line right after the title that says it in the other language."""
    after = next((unit for unit in reading.units[title.place + 1 :] if not unit.label), None)
    if after is None or not after.opening or len(after.text) > 150:
        return None
    english = bool(re.fullmatch(r"[\x20-\x7e\u2018-\u201d]+", after.text))
    written = english and re.search(r"[a-z]{3}.* ", after.text) and not re.search(r"[.:@]\s*$|synthetic", after.text)
    return after if written and reading.language == "ja" else None


def organization(reading: Reading) -> Iterator[Proposal]:
    """Yield organisation and bureau: labelled, or together at the head of a document."""
    ranked = sorted(_organizations(reading), key=lambda one: -one[0])
    if not ranked:
        return
    weight, _unit, name, bureau = ranked[0]
    confidence = min(0.9, 0.5 + 0.1 * weight)
    key = organization_key(name.text)
    yield Proposal("organization", key if key in ORGANIZATIONS else "other", (name.proof,), confidence)
    field = "organization_name_en" if reading.language == "en" else "organization_name"
    yield Proposal(field, name.text, (name.proof,), confidence)
    labelled = next((one for one in reading.labelled() if _says("bureau", one) and _is_office(one.text)), None)
    if labelled is not None:
        yield Proposal("bureau", _one_line(labelled.text), (labelled.span.proof,), _LABELLED)
    elif bureau is not None:
        yield Proposal("bureau", _one_line(bureau.text), (bureau.proof,), confidence)


def document_date(reading: Reading) -> tuple[str, Span] | None:
    """Return the date of the document: labelled, else the first at its head that begins no period."""
    for unit in reading.labelled():
        if _says("date", unit) and (found := dates_in(unit.text)) and len(found[0].iso) > 4:
            return found[0].iso, unit.span.part(found[0].start, found[0].end)
    for unit in reading.units:
        if not unit.opening and unit.place > 14:
            break
        for one in dates_in(unit.text):
            if len(one.iso) > 4 and not _PERIOD.match(unit.text, one.end) and len(unit.text) < 60:
                return one.iso, unit.span.part(one.start, one.end)
    return None


def mailbox(reading: Reading) -> Span | None:
    """Return the mailbox of an office: official by the health check, and with nobody's name beside it."""
    for material in reading.materials:
        for page in material.pages:
            for start, end in _mailboxes(page):
                return Span(material, page, start, end)
    return None


def _mailboxes(page: Page) -> Iterator[tuple[int, int]]:
    for finding in contacts(page, folded(page.text)):
        text = page.text[finding.start : finding.end]
        if finding.code != "CONTACT_POINT" or "@" not in text:
            continue
        line = page.text[page.text.rfind("\n", 0, finding.start) + 1 : finding.start]
        if not people(line) and not personal_mailboxes(text):
            yield finding.start, finding.end


def _organizations(reading: Reading) -> Iterator[tuple[float, Unit, Span, Span | None]]:
    """Yield organisations with a weight: at the head, behind a label, with an office after the name."""
    for unit in reading.units:
        if unit.appendix:
            continue
        labelled = bool(unit.label) and _says("organization", unit)
        if not labelled and not unit.opening and unit.place > 12 and not _says("contact", unit):
            continue
        english = reading.language == "en"
        doer = None if english else _DOER.search(unit.text)
        match = doer or (_ENGLISH if english else _ORGANIZATION).search(unit.text)
        if match is None:
            continue
        name = unit.span.part(*match.span("name"))
        after = _ENGLISH_BUREAU.search(unit.text) if english else _BUREAU.match(unit.text, match.end())
        bureau = unit.span.part(*after.span("bureau")) if after else None
        short = len(unit.text) < 60
        yield (
            3.0 * labelled + 2.0 * (after is not None) + short + 0.5 * unit.opening - 0.01 * unit.place,
            unit,
            name,
            bureau,
        )


def _labelled(field: str, reading: Reading) -> Proposal | None:
    for unit in reading.labelled():
        if _says(field, unit) and (span := _cleaned(field, unit)) is not None:
            return Proposal(field, _one_line(span.text), (span.proof,), _LABELLED)
    return None


def _cleaned(field: str, unit: Unit) -> Span | None:
    """Return the part of a labelled value that names the thing, None where the value cannot be one."""
    text = unit.text.rstrip("。")
    if field == "vendor" and not re.search(_COMPANY, text) and (len(text) > 24 or re.search(r"[は。]", text)):
        return None
    if field == "procurement" and not re.search(r"入札|契約|プロポーザル|tender|contract|bought", text, re.IGNORECASE):
        return None
    if field in {"ai_type", "platform"} and (len(text) > 40 or (field == "platform" and not _names_platform(text))):
        return None
    if field == "ai_type" and not re.search(
        r"AI|ＡＩ|生成|認識|学習|解析|最適化|予測|model|learning|recognition", text, re.IGNORECASE
    ):
        return None
    if field == "model_or_product":
        text = re.split(r"[（(]|\s?(?:バージョン|Ver\.)|で、|で[あす]", text)[0].strip()
        if len(text) > 30 or re.search(r"[を、。]|は[、\s]|^[0-9]", text):
            return None
    if field == "version":
        text = text if re.match(r"[0-9]", text) else ""
    if field == "platform":
        text = re.split(r"上の|上に|で構築|を利用", text)[0]
    return unit.span.part(0, len(text)) if text else None


def _names_platform(text: str) -> bool:
    return not re.search(r"LGWAN|インターネット|回線|専用線|閉域", text)


def _told(field: str, reading: Reading) -> Proposal | None:
    forms = {
        "vendor": (_VENDOR,),
        "model_or_product": (_TOLD_MODEL, _KNOWN_MODEL),
        "platform": (_TOLD_PLATFORM,),
        "version": (_VERSION,),
        "procurement": (re.compile(r"(?:指名|一般)競争入札|随意契約|公募型プロポーザル"),),
        "ai_type": (
            re.compile(
                r"(?:用いた(?:手法|技術)は[、]?)(?P<type>[^、。]{2,24}?)(?=[、。]|による|である)|(?P<b>(?:画像|音声|文字)認識(?:（[^）]+）)?$|機械学習(?:（[^）]+）)|数理最適化)"
            ),
        ),
    }
    for form in forms.get(field, ()):
        for unit in reading.units:
            match = None if unit.appendix else form.search(unit.text)
            if match is not None:
                group = next((name for name, said in match.groupdict().items() if said), 0)
                span = unit.span.part(*match.span(group))
                return Proposal(field, _one_line(span.text).strip("「」"), (span.proof,), 0.6)
    return None


def _says(field: str, unit: Unit) -> bool:
    return lexicon()[field].label.fullmatch(plain_label(unit.label)) is not None


def _is_office(text: str) -> bool:
    return bool(re.search(_OFFICE, text)) and len(text) < 40 and "。" not in text


def _one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*|\u3000", " ", text).strip()
