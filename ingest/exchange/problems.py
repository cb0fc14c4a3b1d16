"""Why a row of a file is refused, in words: the field, what is wrong there, and the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casebase.access import organization_name
from casebase.record.fields import FIELDS, VOCABULARIES

_VALUE = re.compile(r"^(?P<value>.*) is none of ", re.DOTALL)
_DAY = re.compile(r"^(?P<value>.*) is no day;", re.DOTALL)
_UNKNOWN = "Extra inputs"


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a row from being taken in. `field` is its name as people know it."""

    field: str
    cause: str
    way_out: str


def problem_of(refused: str, language: str) -> Problem:
    """Return what a reason (`field: reason`) says, in `language`."""
    where, _, reason = refused.partition(": ")
    japanese = language == "ja"
    base = where.partition(".")[0]
    field = FIELDS.get(base)
    label = field.label(language) if field else where
    if base == "owner":
        return _foreign(reason, language)
    if found := _VALUE.match(reason):
        words = "、".join(_values(base, reason)) if japanese else ", ".join(_values(base, reason))
        if japanese:
            return Problem(label, f"「{found['value'][:80]}」は使えない値です。", f"次のどれかにしてください：{words}")
        return Problem(label, f"“{found['value'][:80]}” cannot be used here.", f"Use one of: {words}.")
    if found := _DAY.match(reason):
        if japanese:
            return Problem(
                label, f"「{found['value'][:80]}」は日付ではありません。", "2026-04-01 のように書いてください。"
            )
        return Problem(label, f"“{found['value'][:80]}” is no day.", "Write it as 2026-04-01.")
    if reason == "missing":
        label = FIELDS["title_ja"].label(language)
        if japanese:
            return Problem(label, "題名がありません。", "title_ja か title_en に題名を書いてください。")
        return Problem(label, "There is no title.", "Write one as title_ja or title_en.")
    if _UNKNOWN in reason:
        if japanese:
            return Problem(where, "この名前の項目はありません。", "項目名を確かめるか、この項目を除いてください。")
        return Problem(where, "There is no field of this name.", "Check its name, or leave it out.")
    if base == "effect":
        if japanese:
            return Problem(
                label,
                "効果の書き方が違います。",
                '[{"metric": "作業時間", "after": 120, "unit": "時間/月"}] のように書いてください。',
            )
        return Problem(
            label,
            "This is no effect as the record has it.",
            'Write it as [{"metric": "hours", "after": 120, "unit": "hours/month"}].',
        )
    if japanese:
        return Problem(label, f"値の形が違います（{reason}）。", "公開しているスキーマの形に直してください。")
    return Problem(
        label, f"The value has another shape ({reason}).", "Give it the shape that the published schema asks for."
    )


def problem_text(refused: str, language: str) -> str:
    """Return a problem as one line."""
    one = problem_of(refused, language)
    joint = "：" if language == "ja" else ": "
    return f"{one.field}{joint}{one.cause}{'' if language == 'ja' else ' '}{one.way_out}"


def _foreign(owner: str, language: str) -> Problem:
    name = organization_name(owner, language) or owner
    if language == "ja":
        return Problem(
            "所有する団体",
            f"{name}の事例は、{name}の人だけが取り込めます。",
            "所有する団体を選び直すか、その団体の人に頼んでください。",
        )
    return Problem(
        "Owner",
        f"Only people of {name} import cases of {name}.",
        "Choose another owner, or ask somebody of that organisation.",
    )


def _values(base: str, reason: str) -> list[str]:
    field = FIELDS.get(base)
    name = field.vocabulary if field and field.vocabulary else "method"
    listed = reason.partition(" is none of ")[2]
    return list(VOCABULARIES[name].values) if name in VOCABULARIES and not listed else listed.split(", ")
