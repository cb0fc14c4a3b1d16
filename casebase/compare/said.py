"""What stands in a cell of the table of cases, and where; and how an effect is known by its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIELDS = ("tool", "effect", "cost", "safety")
"""Columns of the table."""

USE = "use"
"""What AI is used for, in the column of tasks where the document says no task of its own."""

_GRADED = (
    ("estimated", re.compile(r"試算|見込|想定|推計|推定|期待|estimat|expect|forecast|project(?:ed|ion)")),
    (
        "claimed",
        re.compile(
            r"アンケート|回答した|と答え|実感|感じ|という声|申告|survey|respondents?|said|felt|report(?:ed)? that"
        ),
    ),
    ("measured", re.compile(r"実測|計測|測定|実績|集計|measured|recorded|counted")),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a cell, and where: characters `start`..`end` of a page. `grade` says how an effect is known."""

    text: str
    version: str
    page: int
    start: int
    end: int
    grade: str = ""


def grade_of(text: str) -> str:
    """Return how an effect is known by the words of the sentence that says it; `unknown` where none tells."""
    return next((grade for grade, pattern in _GRADED if pattern.search(text)), "unknown")
