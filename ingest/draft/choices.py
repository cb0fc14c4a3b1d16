"""Fields whose values come from a vocabulary: status, task, area, network, sourcing, personal information."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from casebase.record.fields import VOCABULARIES
from ingest.draft.lexicon import lexicon, plain_label, read_yaml
from ingest.draft.records import Proposal, Reading, Unit

_ENDED = re.compile(
    r"(?:運用|事業|提供|サービス|利用|実験|試験運用|試行)(?:を|は)?[^。]{0,10}(?:終了|廃止|中止|停止|取りやめ)(?:し|と)"
    r"|を(?:もって|以て)[^。]{0,12}(?:終了|廃止|中止|停止)|(?:終了|廃止|中止)(?:に至った|について|の理由)"
    r"|\b(?:was|has been) (?:discontinued|ended|stopped|retired)\b",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(
    r"見送(?:る|り|った)|導入しない|検討(?:中|段階)|導入を?検討し(?:た|て)|under consideration|not to introduce",
    re.IGNORECASE,
)
_RUNNING = re.compile(
    r"本格(?:的に|的な)?(?:導入|運用|稼働|利用)|本稼働|本運用|本番|運用中|実運用|運用を開始|(?:全庁|全職員|全ての(?:所属|職員))[^。]{0,14}(?:運用|稼働|利用)(?:し|を)"
    r"|\bin (?:full )?(?:operation|production)\b|\brolled out\b|\bfully deployed\b",
    re.IGNORECASE,
)
_TRIAL = re.compile(
    r"実証|試行|試験(?:運用|導入|的)|トライアル|PoC|検証(?:期間|を(?:続け|行|終え))|試しの段階|\bpilot\b|\btrial\b",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"可否|する場合|に向け|を目指|検討(?:する|し|中)|(?:導入|運用|稼働|利用)(?:前|後)|に先立|予定|見込|次年度|であれば|を判断|経て、|を踏まえ"
)
_STAGE = re.compile(r"(?:状況|段階)は(?P<stage>本番|実証|検討|終了|試行|運用)")
_STATUS_LABELS = lexicon()["status"].label
_NO = re.compile(
    r"(?:含(?:まない|めない|んでいない)|入力(?:しない|を禁|させない)|投入しない|取り?扱わない|扱わない|用いず|使わず|読み込ませていない|保存しない|除(?:く|き|いて)"
    r"|削除して|禁じ|対象外|なし$|ぼかし|作らせない|入力しないよう)|\b(?:no|not|never|removed|without)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"含(?:む|まれ)|取り?扱(?:う|い|っ)|扱(?:う|い|っ)|記されて|要配慮|あり$|\b(?:contain|process|include|handle)",
    re.IGNORECASE,
)
_IN_ENGLISH = {
    "task_type": re.compile(r"\btask is (?P<said>[^,.;]+)"),
    "policy_area": re.compile(r"\b(?:policy )?(?:field|area) (?:is )?(?P<said>[^.;]+)"),
}
"""Sentences of a summary that name a value of a vocabulary in English."""

_TITLE, _LABEL, _STORY = 3.0, 6.0, 1.0


def choices(reading: Reading, title: Unit | None) -> Iterator[Proposal]:
    """Yield the fields of vocabularies as far as they are said."""
    if (status := status_of(reading, title)) is not None:
        value, unit = status
        yield Proposal("status", value, (unit.span.proof,), 0.8)
    if (task := _in_english("task_type", reading) or _by_words("task_type", reading, title)) is not None:
        yield task
    for field in ("policy_area", "network_zone", "sourcing"):
        if (said := _by_label(field, reading) or _in_english(field, reading)) is not None:
            yield said
        elif field != "policy_area" and (told := _told(field, reading)) is not None:
            yield told
    if (personal := _personal(reading)) is not None:
        yield personal


def status_of(reading: Reading, title: Unit | None) -> tuple[str, Unit] | None:
    """Return where a case stands, and what says so: an end before anything else, then a decision against it."""
    units = [unit for unit in reading.units if not unit.appendix]
    for unit in units:
        if unit.label and _STATUS_LABELS.fullmatch(plain_label(unit.label)) and (said := _status_said(unit.text)):
            return said, unit
        stage = _STAGE.search(unit.text)
        if stage and (said := _status_said(stage["stage"])):
            return said, unit
    told = [unit for unit in units if not unit.label or unit is title]
    for value, words in (("終了", _ENDED), ("検討", _PUT_OFF)):
        if (found := _first(told, words, value)) is not None:
            return value, found
    sure = [unit for unit in told if _RUNNING.search(unit.text) and not _HYPOTHETICAL.search(unit.text)]
    using = [
        unit
        for unit in told
        if re.search(r"(?:全庁|全ての所属|全職員)[^。]{0,8}で[^。]{0,6}(?:利用|運用)している", unit.text)
    ]
    running = _best(sure or using)
    trial = _best([unit for unit in told if _TRIAL.search(unit.text)])
    if running is not None:
        return "本番", running
    return ("実証", trial) if trial is not None else None


def _status_said(text: str) -> str:
    if _ENDED.search(text) or re.match(r"終了|廃止|中止", text):
        return "終了"
    if _RUNNING.search(text):
        return "本番"
    if _TRIAL.search(text):
        return "実証"
    return "検討" if re.search(r"検討|見送|企画", text) else ""


def _first(units: Iterable[Unit], words: re.Pattern[str], value: str) -> Unit | None:
    found = [unit for unit in units if words.search(unit.text) and not re.search(r"他|各団体", unit.heading)]
    sentences = [unit for unit in found if re.search(r"[。．.）)]$|(?:終了|廃止)$", unit.text) and not unit.opening]
    if value == "検討":
        return next((unit for unit in sentences if "導入" in unit.text or "consider" in unit.text), None)
    return next((one for one in sentences if re.search(r"した|discontinued|ended", one.text)), next(iter(found), None))


def _best(units: list[Unit]) -> Unit | None:
    """Return the unit that tells most: a sentence with a date before one without, a heading last."""

    def rank(unit: Unit) -> tuple[bool, bool, int]:
        dated = bool(re.search(r"[年月]|20[0-9]{2}", unit.text))
        told = bool(re.search(r"[。．]|し(?:て|た)|開始|稼働|移行|\.", unit.text))
        return not dated, not told, unit.place

    return min(units, key=rank, default=None)


def _by_label(field: str, reading: Reading) -> Proposal | None:
    for unit in reading.labelled():
        if lexicon()[field].label.fullmatch(plain_label(unit.label)):
            for value, words in vocabulary(field).items():
                if words.search(unit.text):
                    return Proposal(field, value, (unit.span.proof,), 0.9)
    return None


def _in_english(field: str, reading: Reading) -> Proposal | None:
    """Return a value that a summary names in the words of the record's own vocabulary."""
    if field not in _IN_ENGLISH:
        return None
    for unit in reading.units:
        match = None if unit.appendix else _IN_ENGLISH[field].search(unit.text)
        if match is None:
            continue
        words = match["said"].strip().casefold()
        for value, term in VOCABULARIES[field].values.items():
            if words.startswith(term.en.casefold()) or term.en.casefold().startswith(words):
                return Proposal(field, value, (unit.span.proof,), 0.9)
        for value, speaks in vocabulary(field).items():
            if speaks.search(words):
                return Proposal(field, value, (unit.span.proof,), 0.8)
    return None


def _told(field: str, reading: Reading) -> Proposal | None:
    for value, words in vocabulary(field).items():
        for unit in reading.units:
            told = not unit.appendix and words.search(unit.text)
            if told and not (field == "sourcing" and _not_about_sourcing(unit)):
                return Proposal(field, value, (unit.span.proof,), 0.6)
    return None


def _not_about_sourcing(unit: Unit) -> bool:
    return bool(re.search(r"円|検討|改修|前|発注額", unit.text)) or "課題" in unit.heading


def _by_words(field: str, reading: Reading, title: Unit | None) -> Proposal | None:
    """Weigh what labels, the title and the solution say; the value's best unit proves it."""
    weights: dict[str, float] = {}
    proofs: dict[str, tuple[float, Unit]] = {}
    lex = lexicon()
    for unit in reading.units:
        if unit.appendix:
            continue
        labelled = bool(unit.label and lex[field].label.fullmatch(plain_label(unit.label)))
        weight = _weight(unit, unit is title, labelled)
        if not weight:
            continue
        for order, (value, words) in enumerate(vocabulary(field).items()):
            hits = len({match.group() for match in words.finditer(unit.text)})
            if hits:
                gain = weight * (1 + 0.2 * (hits - 1)) - 0.001 * order
                weights[value] = weights.get(value, 0.0) + gain
                if gain > proofs.get(value, (0.0, unit))[0]:
                    proofs[value] = gain, unit
    if not weights:
        return None
    value = max(weights, key=lambda one: weights[one])
    rest = sum(weights.values()) - weights[value]
    return Proposal(
        field, value, (proofs[value][1].span.proof,), min(0.9, 0.4 + 0.5 * weights[value] / (weights[value] + rest))
    )


def _weight(unit: Unit, is_title: bool, is_label: bool) -> float:
    if is_label:
        return _LABEL
    if is_title:
        return _TITLE
    if unit.label or unit.opening:
        return 0.0
    if re.search(
        r"目的とし|に当たる。|(?:task|業務)(?:の(?:区分|種別|類型))?\s?(?:is|は)|^[^。]{2,24}$", unit.text
    ) and not re.search(r"[0-9]", unit.text):
        return 1.5
    return _STORY if lexicon()["solution"].heading.search(unit.heading) else 0.0


def _personal(reading: Reading) -> Proposal | None:
    """Say whether the AI works on personal information, by the sentence that says most clearly that it does or does not."""
    words, found = lexicon()["has_personal_info"], []
    for unit in reading.units:
        if unit.appendix or unit.is_heading or not words.cue_count(unit.text) or words.against.search(unit.text):
            continue
        no, yes = _NO.search(unit.text), _YES.search(unit.text)
        about = bool(re.search(r"個人情報|personal", unit.heading + unit.text, re.IGNORECASE))
        if no or yes or about:
            found.append((about + bool(unit.label) + words.cue_count(unit.text), unit, not no))
    if not found:
        return None
    _, unit, value = max(found, key=lambda one: (one[0], -one[1].place))
    return Proposal("has_personal_info", value, (unit.span.proof,), 0.7)


@cache
def vocabulary(field: str) -> Mapping[str, re.Pattern[str]]:
    """Return the patterns that speak for each value of a field."""
    said: Mapping[str, Mapping[str, list[str]]] = read_yaml("choices.yaml")
    return {value: re.compile("|".join(words), re.IGNORECASE) for value, words in said[field].items()}
