"""Write a case record as a Markdown document whose every sentence can be quoted alone.

As with the starter records, each sentence is a paragraph behind a label that names what it is about. A record that says
nothing in Japanese is written in English. `brief` keeps the searched text of a record short: of each field the opening
sentences; everything else stands in the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from casebase.record.fields import FIELDS, said_value
from casebase.record.model import Asset, CaseRecord, Effect, Lineage
from casebase.text.sentences import sentence_spans
from ingest.characters import one_line
from ingest.starter_text import METHODS, STATUSES, amount, dates

METHODS_EN = {"measured": "measured", "estimated": "estimated", "claimed": "as claimed"}
BRIEF = {"problem": 300, "one_line_result": 180}
"""Characters of a field that a brief text keeps, up to the end of a sentence; other fields 120 and without the name."""

LONGEST_NAME = 80
"""Characters of a name that stand before a sentence."""

_SECTIONS = (
    ("課題", "Problem", ("problem",)),
    ("取組", "Solution", ("solution", "alternatives", "users_scale", "sourcing")),
    ("効果", "Effect", ("effect",)),
    ("費用", "Cost", ("cost", "run_cost", "cost_band")),
    (
        "安全対策・リスク",
        "Safety and risks",
        ("network_zone", "has_personal_info", "data_sensitivity", "human_review", "risks"),
    ),
    ("中止・見送りの理由", "Why it was stopped", ("stop_reason",)),
    ("教訓・再利用", "Lessons and reuse", ("reusable_assets", "reused_from", "lessons", "skills_needed", "training")),
)
_ABOUT = ("one_line_result", "summary", "ai_type", "model_or_product", "platform", "vendor")


def case_language(record: CaseRecord) -> str:
    """Return the language that a record is written in: Japanese where anything is."""
    return "ja" if any(value for name, value in record if name.endswith("_ja")) else "en"


def case_text(record: CaseRecord, organization: str, brief: bool = False) -> str:
    """Write a record as Markdown; `organization` is the name of its owner as shown."""
    language = case_language(record)
    name = _shortened(one_line(record.short_name_ja or record.title if language == "ja" else record.title_en))
    opening = _overview(record, name, record.organization_name or organization, language)
    about = [opening, *_fields(record, name, _ABOUT, language, brief)]
    parts = [f"# {one_line(record.title_ja or record.title_en)}"]
    if record.title_ja and record.title_en:
        parts.append(one_line(record.title_en))
    if brief:
        lines = [line for _, _, fields in _SECTIONS for line in _fields(record, name, fields, language, brief)]
        return "\n\n".join((*parts, *about, *lines)) + "\n"
    parts += ["## 概要" if language == "ja" else "## Overview", *about]
    for japanese, english, fields in _SECTIONS:
        if lines := list(_fields(record, name, fields, language, brief)):
            parts += [f"## {japanese if language == 'ja' else english}", *lines]
    if language == "ja" and (lines := list(_english(record))):
        parts += ["## 英語の要約(English summary)", *lines]
    if sources := [_source(record, number) for number in range(len(record.sources))]:
        parts += ["## 出典" if language == "ja" else "## Sources", "\n".join(sources)]
    return "\n\n".join(parts) + "\n"


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _overview(record: CaseRecord, name: str, organization: str, language: str) -> str:
    """Say who does it and at which stage, in one sentence."""
    who, stage = one_line(organization), STATUSES.get(record.status)
    if language == "en":
        where = f"{who}, {one_line(record.bureau)}" if record.bureau else who
        return f"“{name}” ({where}) {stage[1]}." if stage else f"“{name}” is a use of AI by {where}."
    where = f"{who}の{record.bureau}" if record.bureau and not record.bureau.startswith(who) else record.bureau or who
    when = f"({dates(record.status_date)})" if record.status_date else ""
    return f"{name}は{where}が行い、状況は{stage[0]}{when}である。" if stage else f"{name}は{where}が行っている。"


def _fields(record: CaseRecord, name: str, bases: Sequence[str], language: str, brief: bool) -> Iterator[str]:
    for base in bases:
        if base == "effect":
            yield from (_effect(effect, name, language) for effect in record.effect)
            continue
        field = FIELDS.get(f"{base}_{language}") or FIELDS[base]
        value = _value(getattr(record, field.key), field.vocabulary, language)
        label = field.en if language == "en" else field.ja
        named = "" if brief and base not in BRIEF else name
        yield from _said(named, label, value, language, BRIEF.get(base, 120) if brief else 0)


def _value(value: object, vocabulary: str, language: str) -> str:
    """Write what a field holds: words, yes or no, what can be used again, or the cases that one was taken over from."""
    if isinstance(value, bool):
        return {"ja": "はい" if value else "いいえ", "en": "yes" if value else "no"}[language]
    if isinstance(value, tuple):
        return ("、" if language == "ja" else ", ").join(_part(one, language) for one in value)
    said = "" if value is None else str(value)
    return said_value(vocabulary, said, language) if vocabulary else said


def _part(one: object, language: str) -> str:
    if isinstance(one, Asset):
        kind, title = said_value("asset_kind", one.kind, language), one_line(one.title)
        named = f"「{title}」" if language == "ja" else f" “{title}”"
        return f"{kind}{named}" if title else kind
    if isinstance(one, Lineage):
        changed = one_line(one.changed).rstrip("。")
        return one.case + (f"（{changed}）" if language == "ja" else f" ({changed})") * bool(changed)
    return str(one)


def _said(name: str, label: str, text: str, language: str, most: int) -> Iterator[str]:
    """Write a field: in Japanese a paragraph a sentence, in English one paragraph; at most `most` characters (0: all)."""
    sentences = [one_line(text[start:end]) for start, end in sentence_spans(text)]
    kept = list(_within(filter(None, sentences), most))
    if language == "en":
        if kept:
            yield f"{label}{f' of “{name}”' if name else ''}: {' '.join(kept)}"
        return
    opening = f"{name}の{label}" if name else label
    for sentence in kept:
        yield f"{opening}：{dates(sentence)}{'' if sentence.endswith(('。', '？', '?', '！')) else '。'}"


def _within(sentences: Iterable[str], most: int) -> Iterator[str]:
    length = 0
    for sentence in sentences:
        length += len(sentence)
        if most and length > most:
            if length == len(sentence):  # the first one alone is longer
                yield sentence[:most].rsplit(" ", 1)[0] + " …"
            return
        yield sentence


def _effect(effect: Effect, name: str, language: str) -> str:
    """Say one effect in full: what, from what to what, when and how it is known."""
    if language == "en":
        change = [f"from {effect.before}" if effect.before not in (None, "") else "", f"to {effect.after}"]
        figures = " ".join(part for part in change if part) if effect.after not in (None, "") else ""
        rest = "; ".join(filter(None, (effect.period, METHODS_EN.get(effect.method, ""))))
        return f"Effect of “{name}”: {effect.metric} {figures} {effect.unit}".strip() + (f" ({rest})." if rest else ".")
    after = amount(effect.after, effect.unit) if effect.after not in (None, "") else ""
    before = f"{amount(effect.before, effect.unit)}から" if effect.before not in (None, "") else ""
    verb = f"{before}{after}になった" if before else f"{after}である"
    basis = METHODS.get(effect.method, "測り方は確認できていない")
    when = f"時期：{dates(effect.period)}、" if effect.period else ""
    said = f"{effect.metric}は{verb}" if after else effect.metric.removesuffix("。")
    return f"{name}の効果：{said}({when}根拠：{basis})。"


def _english(record: CaseRecord) -> Iterator[str]:
    for base in ("summary", "one_line_result", "problem", "solution", "stop_reason", "lessons"):
        text = one_line(str(getattr(record, f"{base}_en")))
        if text:
            yield text if base == "summary" else f"{FIELDS[f'{base}_en'].en}: {text}"


def _source(record: CaseRecord, number: int) -> str:
    source = record.sources[number]
    named = "、".join(filter(None, (source.publisher, f"「{source.title}」" if source.title else "")))
    when = f"({source.published}公表)" if source.published else ""
    return f"- {one_line(f'{named}{when} {source.url}')}"
