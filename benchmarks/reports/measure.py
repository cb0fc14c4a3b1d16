"""Compare drafts with what reports state: the share of stated fields that are right, what is wrong, whose passage is right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.reports.model import Stated
from ingest.draft.figures import same_unit
from ingest.draft.money import amounts_in, band_of
from ingest.draft.records import Draft, Material, Proof

FREE = frozenset(
    {"problem", "solution", "alternatives", "users_scale", "risks", "lessons", "stop_reason", "one_line_result"}
)
RENAMED = {"alternatives_considered": "alternatives", "risks_mitigations": "risks"}
VALUES = {"LGWAN": "LGWAN系", "インターネット": "インターネット系", "専用線": "閉域", "共同": "共同利用"}
PROVED_BY = {
    "task_type": ("title_ja", "title_en", "solution"),
    "policy_area": ("title_ja", "title_en"),
    "organization": ("contact",),
    "sourcing": ("title_ja", "title_en"),
    "has_personal_info": ("data_sensitivity",),
}
"""Fields whose value other marked passages prove as well: a title that names the task proves the task, a title that says
that something was built in-house proves how it was procured, and "being personal, it is classed as …" that it is personal."""

NOT_STATED = frozenset({"golden_questions", "organization"})
"""Proposals that no report states: made of others."""

LEAST_OVERLAP = 0.5
"""Share of the character pairs of proposed and stated text, of the shorter one, from which a text is the right one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one field of one report came out: `outcome` is right, wrong, missed or extra; `proved` only if right."""

    file: str
    field: str
    outcome: str
    proved: bool
    stated: str
    proposed: str


def verdicts(
    file: str, language: str, stated: Sequence[Stated], draft: Draft, materials: Sequence[Material]
) -> list[Verdict]:
    """Compare a draft with what its report states, field by field; every stated effect counts as a field."""
    wanted: dict[str, list[Stated]] = {}
    for one in stated:
        wanted.setdefault(one.field, []).append(one)
    passages = {field: [quote for one in some for quote in one.quotes] for field, some in wanted.items()}
    found = [*_effects(file, wanted.pop("effect", []), draft, materials)]
    seen = {"effect"}
    for field, some in wanted.items():
        quotes = [*passages[field], *(quote for other in PROVED_BY.get(field, ()) for quote in passages.get(other, ()))]
        for key, values in _keys(field, language, [one.value for one in some]):
            seen.add(key)
            proposal = draft.of(key)
            if proposal is None:
                found.append(Verdict(file, key, "missed", False, values[0], ""))
                continue
            right = any(_same(field, value, proposal.value, quotes) for value in values)
            proved = right and proves(proposal.evidence, quotes, materials)
            found.append(Verdict(file, key, "right" if right else "wrong", proved, values[0], str(proposal.value)))
    extra = [one for one in draft.proposals if one.field not in seen | NOT_STATED]
    return found + [Verdict(file, one.field, "extra", False, "", str(one.value)) for one in extra]


def proves(evidence: Sequence[Proof], quotes: Sequence[str], materials: Sequence[Material]) -> bool:
    """Tell whether evidence is a slice of its page and lies where one of the quotes stands."""
    for proof in evidence:
        material = next(one for one in materials if one.version == proof.version)
        text = next(page.text for page in material.pages if page.number == proof.page)
        if text[proof.start : proof.end] != proof.quote:
            return False
        for quote in quotes:
            if any(start < proof.end and proof.start < end for start, end in map(_row_of(text), places(quote, text))):
                return True
    return False


def _row_of(text: str) -> Callable[[tuple[int, int]], tuple[int, int]]:
    """Return what widens a place within a table to its row: the label and the value of a row prove each other."""

    def widened(place: tuple[int, int]) -> tuple[int, int]:
        start, end = text.rfind("\n", 0, place[0]) + 1, text.find("\n", place[1])
        return (start, end if end >= 0 else len(text)) if text.startswith("|", start) else place

    return widened


def places(quote: str, text: str) -> list[tuple[int, int]]:
    """Return where a quote stands in a text, whatever blanks either of them has."""
    at = [index for index, char in enumerate(text) if not char.isspace()]
    dense, wanted = "".join(text[index] for index in at), re.sub(r"\s", "", quote)
    found, start = [], dense.find(wanted)
    while wanted and start >= 0:
        found.append((at[start], at[start + len(wanted) - 1] + 1))
        start = dense.find(wanted, start + 1)
    return found


def _keys(field: str, language: str, values: list[str]) -> list[tuple[str, list[str]]]:
    """Return the fields of the record that a stated field fills."""
    field = RENAMED.get(field, field)
    if field == "organization":
        return [("organization_name_en" if language == "en" else "organization_name", values)]
    if field == "cost_band":
        return [(f"cost_{language}", values), ("cost_band", [band_of(int(values[0]))])]
    if field in FREE:
        return [(f"{field}_{language}", values)]
    return [(field, [VALUES.get(value, value) for value in values])]


def _same(field: str, stated: str, proposed: Any, quotes: Sequence[str]) -> bool:
    if field == "has_personal_info":
        return proposed is (stated == "yes")
    if field in {"cost_band", "run_cost"}:
        return _money(field, stated, str(proposed))
    if field in {"status", "status_date", "task_type", "policy_area", "network_zone", "sourcing", "version", "contact"}:
        return stated == proposed
    if field == "reusable_assets":
        proposed = proposed[0]["title"]
    if field == "procurement":
        return stated in str(proposed) or str(proposed) in stated
    if field in {"model_or_product", "vendor", "platform", "bureau"}:  # without what stands in brackets behind the name
        return re.sub(r"[(（].*", "", _folded(stated)) == re.sub(r"[(（].*", "", _folded(str(proposed)))
    if field in {"organization", "title_ja", "title_en"}:
        return _folded(stated) == _folded(str(proposed))
    return any(_overlap(text, str(proposed)) >= LEAST_OVERLAP for text in (stated, *quotes))


def _money(field: str, stated: str, proposed: str) -> bool:
    if not stated.isdigit():
        return stated == proposed
    amounts = amounts_in(proposed)
    yen = amounts[0].yen if amounts else 0
    if field == "cost_band":
        return stated == proposed or (proposed not in {"なし"} and yen == int(stated))
    monthly = re.search(r"月|month", proposed) is not None
    return int(stated) == (12 * yen if monthly else yen)


def _overlap(one: str, other: str) -> float:
    a, b = _pairs(_folded(one)), _pairs(_folded(other))
    return len(a & b) / max(1, min(len(a), len(b)))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def _folded(text: str) -> str:
    return re.sub(r"[\s「」]", "", unicodedata.normalize("NFKC", text)).casefold()


def _effects(file: str, stated: Sequence[Stated], draft: Draft, materials: Sequence[Material]) -> list[Verdict]:
    proposal = draft.of("effect")
    proposed: list[Mapping[str, Any]] = list(proposal.value) if proposal else []
    found = []
    for one in stated:
        figures, unit, method = one.value.split(" ") if one.value.count(" ") == 2 else (*one.value.split(" "), "")
        before, after = figures.replace(",", "").split(">")
        near = [effect for effect in proposed if str(effect["after"]) == after or _metric_fits(one, effect)]
        near.sort(key=lambda effect: (str(effect["after"]) == after) + _metric_fits(one, effect), reverse=True)
        if not near:
            found.append(Verdict(file, "effect", "missed", False, one.value, ""))
            continue
        effect = near[0]
        proposed.remove(effect)
        right = (
            str(effect["after"]) == after
            and ("" if effect["before"] is None else str(effect["before"])) == before
            and same_unit(unit, effect["unit"])
            and effect["method"] == method
        )
        evidence = [Proof(**passage) for passage in effect["evidence"]]
        proved = right and proves(evidence, one.quotes, materials)
        found.append(Verdict(file, "effect", "right" if right else "wrong", proved, one.value, _shown(effect)))
    return found + [Verdict(file, "effect", "extra", False, "", _shown(effect)) for effect in proposed]


def _metric_fits(one: Stated, effect: Mapping[str, Any]) -> bool:
    return any(_overlap(quote, effect["metric"]) >= 0.7 for quote in one.quotes)


def _shown(effect: Mapping[str, Any]) -> str:
    return f"{effect['metric']}: {effect['before']}>{effect['after']} {effect['unit']} {effect['method']}"
