"""The judge: characters of a sentence laid along the original file, as it was handed in.

The engine scores words and vectors of stored passages, its gate compares stored pages; both use Sudachi and the product's numbers
and names. The judge uses none of these and nothing of the store but the file's bytes: it decodes them itself, drops marks and
spaces, finds the runs of characters that sentence and file have in common (difflib, Ratcliff and Obershelp's matching), and asks
that they cover nearly all of the sentence within one stretch of the file, and that every figure and every word in katakana or
Latin letters stands there. A row of a table may be told with the names of its columns, in any order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

COVERED = 0.9
"""Share of a sentence's characters that must lie in common runs."""

SHORTEST_RUN = 3
"""Characters of a common run that counts; two letters in common say nothing."""

STRETCH = 3.0
"""Length of the stretch of the file, in lengths of the sentence, within which the runs must lie."""

_MARKS = re.compile(r"[\s*_#`|>\[\]()（）「」『』【】、。，．,:：;；・\-‐–—ー~〜\"'“”‘’!！?？/／]+")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_NAME = re.compile(r"[ァ-ヴ]{3,}|[A-Za-z]{3,}")
_NO = re.compile(r"ない|なかった|ません|せず|禁止|不可|\b(?:not|no|never|cannot)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge found: the share of the sentence that the file holds, and what it misses there."""

    covered: float
    missing: tuple[str, ...]
    denied: bool = False

    @property
    def supported(self) -> bool:
        """Whether the file says what the sentence says."""
        return self.covered >= COVERED and not self.missing and not self.denied


def judge(sentence: str, original: str) -> Verdict:
    """Judge a sentence by the text of the original file that it cites."""
    said, (held, places) = plain(sentence), _plain_with_places(original)
    if not said:
        return Verdict(0.0, ())
    at = _densest(said, held)
    margin = int(len(said) * (STRETCH - 1) / 2) + 20
    begin, end = max(0, at - margin), min(len(held), at + 50 + len(said) + margin)
    stretch, as_written = held[begin:end], original[places[begin] : places[end]]
    matcher = SequenceMatcher(None, said, stretch, autojunk=False)
    runs = [block for block in matcher.get_matching_blocks() if block.size >= SHORTEST_RUN]
    covered = sum(block.size for block in runs) / len(said)
    names = _NAME.findall(said)
    if covered < COVERED and "|" in as_written:
        stretch = plain(_column_names(original[: places[begin]])) + stretch
        covered, names = _pieces_covered(said, stretch), [name.lower() for name in _NAME.findall(sentence)]
    figures = {figure for figure in _FIGURE.findall(said) if figure not in _FIGURE.findall(stretch)}
    unknown = {name for name in names if name not in stretch}
    denied = bool(_NO.search(sentence)) and not _NO.search(as_written)
    return Verdict(round(covered, 3), tuple(sorted(figures | unknown)), denied)


def _column_names(above: str) -> str:
    """Return the header of the last table in a text: the line over the last rule."""
    rules = list(re.finditer(r"^(?P<names>\|.*\|)[ ]*\n\|(?:[ :]*-{2,}[ :]*\|)+[ ]*$", above, re.MULTILINE))
    return rules[-1]["names"] if rules else ""


def _pieces_covered(said: str, stretch: str) -> float:
    """Return the share of a told row, plain, that is made of pieces of the table: its cells and the names of its columns."""
    at, covered = 0, 0
    while at < len(said):
        size = next((n for n in range(len(said) - at, 1, -1) if said[at : at + n] in stretch), 0)
        covered += size
        at += size or 1
    return covered / len(said)


def plain(text: str) -> str:
    """Return text without marks and spaces, full-width digits and letters in their plain form, lower case."""
    return _plain_with_places(text)[0]


def _plain_with_places(text: str) -> tuple[str, list[int]]:
    """Return plain text, and where in `text` each of its characters stands (and its end)."""
    folded = text.translate({0xFF01 + offset: 0x21 + offset for offset in range(94)})
    parts, places, done = [], [], 0
    for marks in _MARKS.finditer(folded):
        kept = _between(marks)
        parts += [folded[done : marks.start()], kept]
        places += [*range(done, marks.start()), *[marks.start()] * len(kept)]
        done = marks.end()
    joined = "".join([*parts, folded[done:]])
    lowered = "".join(char.lower()[:1] for char in joined)
    return lowered, [*places, *range(done, len(folded)), len(folded)]


def _between(marks: re.Match[str]) -> str:
    """Return what stays of marks: nothing, but two figures must not become one (3,900 is one)."""
    before, after = marks.string[: marks.start()][-1:], marks.string[marks.end() :][:1]
    return "|" if before.isdigit() and after.isdigit() and marks[0] not in {",", "，"} else ""


def _densest(said: str, held: str) -> int:
    """Return where in the file most pieces of eight characters of the sentence stand together."""
    size = 8 if len(said) >= 16 else max(2, len(said) // 2)
    votes: dict[int, float] = {}
    for offset in range(max(1, len(said) - size + 1)):
        piece, found, places = said[offset : offset + size], -1, []
        while (found := held.find(piece, found + 1)) >= 0:
            places.append((found - offset) // 50)
        for place in places:
            votes[place] = votes.get(place, 0.0) + 1 / len(places)  # what stands everywhere tells nothing of where
    return max(0, max(votes, key=lambda place: votes[place], default=0) * 50)
