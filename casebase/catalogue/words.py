"""Everyday words for stages, kinds of organisations, topics and whatever else the records know, as conditions on cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from casebase.catalogue import conditions as on
from casebase.catalogue import figures, offices, stages, traits
from casebase.catalogue.conditions import Condition
from casebase.models import Kind
from casebase.record.fields import VOCABULARIES
from casebase.text.normalize import search_form

_FOLDER = files("casebase") / "catalogue"

_NOT_BEHIND = re.compile(
    r"^(?:し|され|にし|になっ|なっ|っ)?(?:て|た|に|は|で|で?は)?(?:い|は)?(?:ない|なかった|ません|ぬ|ずに|じゃない)"
    r"|^[^。]{0,2}以外|^(?:では|じゃ|で)な"
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:not|never|nothing|without|outside|other than|except(?: for)?|non)\b|n't)[\s-](?:\w+\s){0,2}$"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A pattern on texts in search form, and the condition that who says it means."""

    pattern: re.Pattern[str]
    means: Condition

    def said_in(self, text: str) -> Iterator[tuple[int, int, Condition]]:
        """Yield from where to where `text` says it, each with the condition, turned round where it is denied."""
        for found in self.pattern.finditer(text):
            start, end = found.span()
            denied = is_denied(text, start, end)
            behind = _NOT_BEHIND.match(text[end:])
            yield start, end + (behind.end() if behind else 0), on.negated(self.means) if denied else self.means


def is_denied(text: str, start: int, end: int) -> bool:
    """Tell whether what stands at a place of a question, in search form, is said not to be so."""
    return _NOT_BEHIND.match(text[end:]) is not None or _NOT_BEFORE.search(text[:start]) is not None


def of_stages() -> tuple[Words, ...]:
    """Return words for the stage of a case; those for given up come before those for ended."""
    return _words()["stages"]


def of_owners() -> tuple[Words, ...]:
    """Return words for kinds of organisations."""
    return _words()["owners"]


def of_others() -> tuple[Words, ...]:
    """Return words for effects, costs, personal data, networks and what can be used again."""
    return _words()["others"]


@cache
def topics() -> tuple[Words, ...]:
    """Return words for what cases are about."""
    return tuple(map(_topic, _read("topics.yaml")))


@cache
def values() -> tuple[Words, ...]:
    """Return the values of the record's task and field by their own names: 「環境保護」, "answering enquiries"."""
    return tuple(
        Words(
            _pattern(f"{re.escape(search_form(term.ja))}", re.escape(search_form(term.en))),
            _OF_VALUE[name](value, term.ja, term.en),
        )
        for name in _OF_VALUE
        for value, term in VOCABULARIES[name].values.items()
        if len(term.ja) >= SHORTEST_VALUE or name == "policy_area"
    )


_OF_VALUE = {"policy_area": traits.of_area, "task_type": traits.of_task}
SHORTEST_VALUE = 5
"""Letters of a task from which its name is no everyday word: 要約, 翻訳."""


@cache
def saying_little(of_most: bool) -> frozenset[str]:
    """Return tokens that say nothing of which cases are meant; `of_most`: where most or least of something is asked for."""
    names = ("noise.txt", "noise_of_most.txt") if of_most else ("noise.txt",)
    return frozenset(" ".join((_FOLDER / name).read_text("utf-8") for name in names).split())


@cache
def _words() -> Mapping[str, tuple[Words, ...]]:
    return {part: tuple(map(_of_record, said)) for part, said in _read("words.yaml").items()}


def _read(name: str) -> Any:
    return yaml.safe_load((_FOLDER / name).read_text("utf-8"))


def _pattern(japanese: str, english: str) -> re.Pattern[str]:
    return re.compile(rf"{japanese}|(?<![a-z0-9])(?:{english})(?![a-z])")


def _topic(one: Mapping[str, Any]) -> Words:
    pattern = _pattern(one["ja"], one["en"])
    said = one["said"]
    topic = on.on_topic(said["ja"], said["en"], pattern, one.get("tasks", ()), one.get("areas", ()))
    return Words(pattern, replace(topic, kind=Kind(one["kind"])) if "kind" in one else topic)


def _of_record(one: Mapping[str, Any]) -> Words:
    means, said = one["means"], (one["said"]["ja"], one["said"]["en"])
    kind, value = next(iter(means.items())) if isinstance(means, dict) else (means, None)
    return Words(_pattern("|".join(one["ja"]), "|".join(one["en"])), _MEANINGS[kind](said, means, value))


def _says(said: tuple[str, str], means: Any, value: str) -> Condition:
    pattern = re.compile(value)
    return on.says(*said, lambda text: pattern.search(search_form(text)) is not None, about="")


_MEANINGS: Mapping[str, Callable[[tuple[str, str], Any, Any], Condition]] = {
    "stopped": lambda said, means, value: stages.stopped(*said),
    "status": lambda said, means, value: stages.in_status(*said, *value),
    "level": lambda said, means, value: offices.of_level(value, *said),
    "grade": lambda said, means, value: figures.graded(value, *said),
    "figures": lambda said, means, value: figures.with_figures(*said),
    "time_saved": lambda said, means, value: figures.time_saved(*said),
    "free": lambda said, means, value: figures.free_of_cost(*said),
    "cost_told": lambda said, means, value: figures.cost_told(*said),
    "personal_data": lambda said, means, value: traits.personal_data(value, *said),
    "public": lambda said, means, value: traits.open_to_public(*said),
    "checked": lambda said, means, value: traits.checked_by_people(*said),
    "field": lambda said, means, value: traits.with_field(value, *said),
    "says": _says,
}
