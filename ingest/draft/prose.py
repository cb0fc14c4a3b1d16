"""Fields told in sentences: every sentence goes to the field that its heading and its words speak for most."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.draft.lexicon import lexicon, plain_label
from ingest.draft.records import Proposal, Reading, Span, Unit

BILINGUAL = frozenset(
    {"problem", "solution", "alternatives", "users_scale", "risks", "lessons", "stop_reason", "one_line_result"}
)
"""Fields that the record has in two languages."""

FIELDS = (
    *("stop_reason", "problem", "solution", "alternatives", "users_scale", "human_review", "risks", "data_sensitivity"),
    *("training", "skills_needed", "reusable_assets", "lessons", "one_line_result"),
)
"""Fields that are filled from sentences."""

_BY_WORDS = frozenset(
    {
        "users_scale",
        "human_review",
        "risks",
        "data_sensitivity",
        "training",
        "skills_needed",
        "reusable_assets",
        "one_line_result",
        "alternatives",
    }
)
"""Fields for which a heading alone is not enough: sections about safety hold several of them."""

_STRONG = _BY_WORDS - {"one_line_result", "data_sensitivity"}
"""Fields whose words alone are enough, under whatever heading."""

LEAST = 2.0
"""Weight from which a sentence is proposed: that of a heading, or of two cues."""

_LABEL, _HEADING, _ABOVE, _AGAINST = 4.0, 2.0, 0.7, 2.0
_MOST_CUES = 3
_LONGEST = 240
_SENTENCES = 3
_SENSITIVITY = re.compile(r"機密性\s?[0-9０-９](?:[ABCＡＢＣ])?|自治体機密性[0-9][ABC]")
_ASSETS = (
    ("指示文", re.compile(r"指示文|プロンプト|prompt", re.IGNORECASE)),
    ("アプリ定義", re.compile(r"アプリの?定義|定義ファイル|app definition", re.IGNORECASE)),
    ("仕様書", re.compile(r"仕様書|設計書|設定書|specification", re.IGNORECASE)),
    ("手引", re.compile(r"手引|手順書|教材|点検表|マニュアル|guide|training", re.IGNORECASE)),
    ("ソースコード", re.compile(r"ソースコード|source code", re.IGNORECASE)),
    ("データ", re.compile(r"データ|辞書|画像|Q&A|glossary|dataset|list", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class _Fit:
    weight: float
    field: str
    unit: Unit


def told(reading: Reading, taken: Sequence[Span]) -> Iterator[Proposal]:
    """Yield what sentences tell; `taken` are spans that other fields rest on already, such as the title."""
    fits = _fits(reading, taken)
    best: dict[int, _Fit] = {}
    for fit in fits:
        held = best.get(fit.unit.place)
        if held is None or fit.weight > held.weight:
            best[fit.unit.place] = fit
    chosen: dict[str, _Fit] = {}
    for fit in sorted(fits, key=lambda one: (-one.weight, one.unit.place)):
        used = {one.unit.place for one in chosen.values()}
        if fit.field not in chosen and fit.unit.place not in used and fit.weight >= LEAST - 0.01:
            strongest = best[fit.unit.place]
            if strongest.field == fit.field or strongest.weight - fit.weight < 1.0 or strongest.field in chosen:
                chosen[fit.field] = fit
    for field in FIELDS:
        if field in chosen:
            fit = chosen[field]
            others = {one.unit.place for one in chosen.values()}
            span = _extended(fit, reading, best, others)
            yield _proposal(field, span, fit.weight, reading.language)


def _fits(reading: Reading, taken: Sequence[Span]) -> list[_Fit]:
    found = []
    for unit in reading.units:
        if unit.appendix or unit.is_heading or unit.opening or unit.span in taken or not _is_told(unit, reading):
            continue
        for field in FIELDS:
            weight = _weight(field, unit)
            if weight >= 1.0:
                found.append(_Fit(weight, field, unit))
    return found


def _is_told(unit: Unit, reading: Reading) -> bool:
    """Tell whether a unit is long enough and in the language of the record: a summary in another one repeats it."""
    other = (reading.language == "ja") == unit.text.isascii()
    return len(unit.text) >= (4 if unit.label else 6) and (not other or len(unit.text) < 24)


def _weight(field: str, unit: Unit) -> float:
    words = lexicon()[field]
    if unit.label:
        is_told = words.label.fullmatch(plain_label(unit.label)) is not None
        return _LABEL if is_told and (field in {"users_scale", "data_sensitivity"} or len(unit.text) > 12) else 0.0
    cues = min(_MOST_CUES, words.cue_count(unit.text))
    if field in _BY_WORDS and not cues:
        return 0.0
    weight = float(cues) + (field in _STRONG)
    if words.heading.search(plain_label(unit.heading)):
        weight += _HEADING
    elif any(words.heading.search(plain_label(one)) for one in unit.headings[:-1]):
        weight += _ABOVE
    if words.against.search(unit.text):
        weight -= _AGAINST
    if field == "stop_reason" and not re.search(
        r"理由|終了|廃止|見送|中止|ため|because|reason", unit.text + unit.heading
    ):
        return 0.0
    return weight


def _extended(fit: _Fit, reading: Reading, best: dict[int, _Fit], others: set[int]) -> Span:
    """Add the sentences that go on about the same, as long as they follow at once under the same heading."""
    span, at, count = fit.unit.span, fit.unit.place, 1
    while not fit.unit.label and fit.field in {"problem", "solution", "lessons", "stop_reason"} and count < _SENTENCES:
        at += 1
        following = reading.units[at] if at < len(reading.units) else None
        if following is None or following.is_heading or following.label or following.place in others:
            break
        same = following.headings == fit.unit.headings and following.span.page is fit.unit.span.page
        again = best.get(at)
        if not same or again is None or again.field != fit.field or again.weight < LEAST + 1:
            break
        if following.span.end - span.start > _LONGEST or "|" in span.page.text[span.end : following.span.start]:
            break
        span, count = span.until(following.span), count + 1
    return span


def _proposal(field: str, span: Span, weight: float, language: str) -> Proposal:
    text = one_line(span.text)
    confidence = min(0.9, 0.35 + 0.1 * weight)
    value: Any = text
    if field == "data_sensitivity" and (level := _SENSITIVITY.search(text)):
        value = level.group().replace(" ", "")
        span = span if len(text) < 80 else span.part(*level.span())
    if field == "reusable_assets":
        kind = next((name for name, words in _ASSETS if words.search(text)), "データ")
        value = [{"kind": kind, "title": text}]
    return Proposal(f"{field}_{language}" if field in BILINGUAL else field, value, (span.proof,), confidence)


def one_line(text: str) -> str:
    """Return a passage as one line, without the marks of list items."""
    return re.sub(r"\s*\n\s*[•・]?\s*", "" if re.search(r"[ぁ-ん]", text) else " ", text).strip()
