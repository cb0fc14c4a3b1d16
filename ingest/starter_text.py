"""Write a starter record as a Markdown document whose every sentence can be quoted alone.

Each sentence of a record is a paragraph of its own behind a label that names what it is about
(「世田谷区のチャットボット「Hideki」の教訓：…」), because an answer shows single sentences, out of their section.
What the record does not know (「不明」) is left out rather than said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casebase.guidelines.topics import IN_ENGLISH

Record = Mapping[str, Any]

STATUSES = {
    "検討": ("検討中", "is under consideration"),
    "実証": ("実証段階", "is a trial"),
    "本番": ("本番運用", "is in operation"),
    "終了": ("終了", "has ended"),
}
METHODS = {"measured": "実測", "estimated": "試算", "claimed": "利用者や発表者の申告"}

_UNKNOWN = re.compile(r"^(?:不明|該当なし)(?:\((.*)\))?$")
_ASIDE_UNKNOWN = re.compile(r"\([^()]*不明[^()]*\)")
_TO_VERIFY = re.compile(r"\(要確認[:：]\s*(.*)\)\s*$")
_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)")
_AMOUNT = re.compile(r"^(約?)(-?[\d,.]+)(超|以上|以下)?$")
_SHARE = re.compile(r"^(\d+)/(\d+)$")
_PER = {"日": "1日当たり", "回": "1回当たり", "年": "年"}


def case_text(record: Record) -> str:
    """Write a case as Markdown."""
    name = record["short_name_ja"]
    status = STATUSES.get(record["status"])
    when = known(record["status_date"])
    who = _who(record["org"], known(record["bureau"]))
    stage = f"、状況は{status[0]}{f'({when})' if when else ''}" if status else ""
    overview = [
        *_said(name, "結果", record["one_line_result_ja"]),
        f"{name}は{who}が行い{stage}である。" if stage else f"{name}は{who}が行っている。",
        *_said(name, "AIの種類", record["ai_type"]),
        *_said(name, "製品・モデル", record["model_or_product"]),
    ]
    care = [
        *_said(name, "情報の扱い", record["data_sensitivity"]),
        *_said(name, "人による確認", record["human_review"]),
        *_said(name, "リスク", record["risks_ja"]),
    ]
    texts = [value for key, value in record.items() if isinstance(value, str) and key.endswith("_ja")]
    sections = [
        ("概要", overview),
        ("課題", _said(name, "課題", record["problem_ja"])),
        ("取組", _said(name, "取組", record["solution_ja"])),
        ("効果", [f"{name}の効果：{effect_sentence(effect, record['sources'])}" for effect in record["effect"]]),
        ("費用", _said(name, "費用", record.get("cost_ja", ""))),
        ("安全対策・リスク", care),
        ("教訓", _said(name, "教訓", record["lessons_ja"])),
        ("確認が必要な点", [line for text in texts for line in _to_verify(name, text)]),
        ("英語の要約(English summary)", [record["summary_en"]]),
    ]
    return _document(record, sections)


def guideline_text(record: Record) -> str:
    """Write a guideline as Markdown: a section a topic, each rule in Japanese and English, with where it was read."""
    name = f"{record['org']}の「{record['title_ja']}」"
    name_en = f"{record['title_en']} ({record['org_en']})"
    about = [*_said(name, "版", record["version"]), *_said(name, "日付", record["date"])]
    topics: dict[str, list[str]] = {}
    for clause in record["clauses"]:
        publisher = _publisher(clause["source_url"], record["sources"])
        lines = topics.setdefault(clause["topic"], [])
        for sentence in sentences(clause["rule_ja"]):
            lines.append(f"{name}({clause['topic']})：{sentence.removesuffix('。')}(出典：{publisher})。")
        lines.append(f"{name_en}, on {IN_ENGLISH[clause['topic']]}: {clause['rule_en']}")
    return _document(record, [("概要", about), *topics.items()])


def training_text(record: Record) -> str:
    """Write a training measure or an exchange of staff as Markdown."""
    name = record["short_name_ja"]
    about = [
        f"{name}の実施団体は{record['org']}、種類は{record['type']}である。",
        *_said(name, "時期", record["date"]),
        *_said(name, "状況", record["status"]),
        *_said(name, "対象", record["audience_ja"]),
        *_said(name, "規模", record["scale_ja"]),
        f"{name}に当たる基本協定の項目：{record['agreement_item']}。",
    ]
    sections = [
        ("概要", about),
        ("内容", _said(name, "内容", record["content_ja"])),
        ("教訓", _said(name, "教訓", record["lessons_ja"])),
        ("確認が必要な点", _to_verify(name, record["lessons_ja"])),
        ("英語の要約(English summary)", [record["summary_en"]]),
    ]
    return _document(record, sections)


def effect_sentence(effect: Record, sources: Sequence[Record]) -> str:
    """Say one effect in full: what, from what to what, when, how it is known and who published it."""
    after = amount(effect["after"], effect["unit"])
    before = "" if effect["before"] is None else f"{amount(effect['before'], effect['unit'])}から"
    became = "になる" if effect["method"] == "estimated" else "になった"
    verb = f"{before}{after}{became}" if before else f"{after}である"
    basis = METHODS.get(effect["method"], "測り方は確認できていない")
    period, publisher = dates(effect["period"]), _publisher(effect["quote_url"], sources)
    return f"{effect['metric']}は{verb}(時期：{period}、根拠：{basis}、出典：{publisher})。"


def amount(value: object, unit: str) -> str:
    """Write a figure with its unit as read aloud: ('約34', '分/日') → '1日当たり約34分', (-23.6, '%') → '23.6%減'."""
    text = str(value)
    if share := _SHARE.match(text):
        return f"{share[2]}{unit}のうち{share[1]}{unit}"
    figure = _AMOUNT.match(text)
    if figure is None:  # the value is written with its own unit: '8割超', '約240時間', '数か月'
        return text
    about, digits, beyond = figure[1], figure[2], figure[3] or ""
    fall = digits.startswith("-")
    digits = digits.removeprefix("-")
    digits = f"{int(digits):,}" if digits.isdigit() else digits
    unit, _, per = unit.partition("/")
    return f"{_PER.get(per, per)}{about}{digits}{unit}{beyond}{'減' if fall else ''}"


def dates(text: str) -> str:
    """Write ISO dates within `text` the Japanese way: 2024-01-22 → 2024年1月22日, 2024-01 → 2024年1月."""
    return _DATE.sub(lambda m: f"{m[1]}年{int(m[2])}月" + (f"{int(m[3])}日" if m[3] else ""), text)


def known(value: str) -> str:
    """Return what a field knows, dates in words: '不明' → '', '不明(4月中旬開始)' → '4月中旬開始'."""
    if unknown := _UNKNOWN.match(value):
        return dates(unknown[1] or "")
    return dates(_ASIDE_UNKNOWN.sub("", value))


def sentences(text: str) -> Iterator[str]:
    """Cut text at its full stops, except within brackets; each sentence ends with one."""
    depth, start = 0, 0
    for position, character in enumerate(text):
        depth += (character in "(（「『") - (character in ")）」』")
        if character == "。" and depth <= 0:
            yield text[start : position + 1].strip()
            start = position + 1
    if rest := text[start:].strip():
        yield f"{rest}。"


def _who(organization: str, bureau: str) -> str:
    """Name the bureau with its organisation, once: some bureaus are written with it."""
    if not bureau or bureau.startswith(re.split("[・/]", organization)[0]):
        return bureau or organization
    return f"{organization}の{bureau}"


def _said(name: str, what: str, text: str) -> list[str]:
    """Write each sentence of a field as a line of its own; what awaits verification is said elsewhere."""
    if text.startswith("不明(報告資料"):  # the field says only that nothing could be read
        return []
    return [f"{name}の{what}：{sentence}" for sentence in sentences(known(_TO_VERIFY.sub("", text)))]


def _to_verify(name: str, text: str) -> list[str]:
    note = _TO_VERIFY.search(text)
    return [f"{name}で確認が必要な点：{sentence}" for sentence in sentences(note[1])] if note else []


def _publisher(url: str, sources: Sequence[Record]) -> str:
    return next(str(source["publisher"]) for source in sources if source["url"] == url)


def _document(record: Record, sections: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Join the sections that say something, and end with the sources and the call to verify."""
    parts = [f"# {record['title_ja']}", record["title_en"]]
    for heading, lines in sections:
        if lines:
            parts += [f"## {heading}", *lines]
    parts += [
        "## 出典",
        "\n".join(_source(source) for source in record["sources"]),
        "この文書は公表資料の要約であり、リスクと教訓には編集上の読み取りを含む。業務で使う前に、出典のページで確かめること。",
        "This document summarises published sources; verify every statement against them before use.",
    ]
    return "\n\n".join(parts) + "\n"


def _source(source: Record) -> str:
    published = known(source["published"])
    seen = f"{dates(source['seen'])}閲覧"
    when = f"{published}公表、{seen}" if published else seen
    return f"- {source['publisher']}「{source['title']}」({when}) {source['url']}"
