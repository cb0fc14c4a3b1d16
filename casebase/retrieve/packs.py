"""What the reader reads in one run: a text, and the parts of it that are judged one by one.

Several sentences in one run cost half of what each by itself costs, as question and titles are read once; and each of them is
read beside what stands around it. A whole text is a pack with one part.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from casebase.embedding import clean

Span = tuple[int, int]

MOST_BYTES = 1_100
"""Bytes of the sentences of a pack (about four and a half of them are a token, in any script), so that one reading holds it."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A text, and the characters of it that are judged: `parts`, none of them empty."""

    text: str
    parts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and the titles above it. Lines under the same titles are read in the order of their `place`."""

    titles: str
    text: str
    place: tuple[int | str, ...]


def whole(text: str) -> Pack:
    """Return a text that is judged as one."""
    text = clean(text)
    return Pack(text, ((0, len(text)),))


def packed(lines: Sequence[Line], runs: int) -> list[tuple[Pack, list[int]]]:
    """Return `runs` packs of about the same length, more where lines are long and fewer where there are few lines, with the
    numbers of the lines that their parts are.

    Lines under the same titles stand together, where the first of them stands.
    """
    lines = [replace(line, titles=clean(line.titles), text=clean(line.text)) for line in lines]
    first: dict[str, int] = {}
    for number, line in enumerate(lines):
        first.setdefault(line.titles, number)
    order = sorted(range(len(lines)), key=lambda number: (first[lines[number].titles], lines[number].place))
    sizes = [len(line.text.encode()) for line in lines]
    runs = max(runs, math.ceil(sum(sizes) / MOST_BYTES))
    groups: list[list[int]] = []
    filled = 0.0
    for number in order:
        if not groups or (filled + sizes[number] / 2 >= sum(sizes) * len(groups) / runs and len(groups) < runs):
            groups.append([])
        groups[-1].append(number)
        filled += sizes[number]
    return [(_joined([lines[number] for number in group]), group) for group in groups]


def _joined(lines: Sequence[Line]) -> Pack:
    text, titles = "", ""
    parts: list[Span] = []
    for line in lines:
        if line.titles and line.titles != titles:
            text += f"{line.titles}\n"
        titles = line.titles
        parts.append((len(text), len(text) + len(line.text)))
        text += f"{line.text}\n"
    return Pack(text.rstrip("\n") or text, tuple(parts))
