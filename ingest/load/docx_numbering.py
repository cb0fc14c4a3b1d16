"""The numbers of Word's automatic lists and headings, which the file holds only as counters: 第1章, (2), ア, 一."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.load.office import Element, Package, attribute, child, local
from ingest.mend import mend

_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_KANJI = "〇一二三四五六七八九"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_LARGEST = 3_999


def _kanji(number: int) -> str:
    if number >= 100:
        return "".join(_KANJI[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_KANJI[tens]}十") + (_KANJI[ones] if ones else "")


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        while number >= value:
            written += letters
            number -= value
    return written


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _half(text: str) -> str:
    return text.translate(
        str.maketrans(
            "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
            "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
        )
    )


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": lambda number: chr(0x2460 + number - 1) if number <= 20 else f"({number})",
    "decimalEnclosedCircleChinese": lambda number: chr(0x2460 + number - 1) if number <= 20 else f"({number})",
    "decimalEnclosedParen": lambda number: f"({number})",
    "japaneseCounting": _kanji,
    "japaneseDigitalTenThousand": _kanji,
    "ideographDigital": lambda number: "".join(_KANJI[int(digit)] for digit in str(number)),
    "chineseCounting": _kanji,
    "aiueoFullWidth": _of(_AIUEO),
    "aiueo": lambda number: _half(_of(_AIUEO)(number)),
    "irohaFullWidth": _of(_IROHA),
    "iroha": lambda number: _half(_of(_IROHA)(number)),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda number: "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered: format, pattern with %1 for its first level's number, first number."""

    format: str
    pattern: str
    first: int


@dataclass(slots=True)
class Numbering:
    """Counts the lists of a document, paragraph by paragraph."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def read(cls, package: Package, part: str) -> Numbering:
        """Read the numbering part of a document, if there is one."""
        numbering = cls()
        if part not in package:
            return numbering
        for element in package.tree(part):
            if local(element) == "abstractNum":
                numbering.levels[attribute(element, "abstractNumId")] = dict(_levels(element))
            elif local(element) == "num":
                abstract = child(element, "abstractNumId")
                if abstract is not None:
                    numbering.lists[attribute(element, "numId")] = attribute(abstract, "val")
        return numbering

    def next(self, number: str, depth: int) -> str:
        """Return the number of the next paragraph of a list at a depth; an empty string where it has none."""
        abstract = self.lists.get(number, "")
        level = self.levels.get(abstract, {}).get(depth)
        if level is None:
            return ""
        counts = self._counts[abstract]
        counts[depth] = counts.get(depth, level.first - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.format == "bullet":
            return mend(level.pattern[:1]) if level.pattern.strip() else ""
        return re.sub(r"%([1-9])", lambda match: self._shown(abstract, int(match[1]) - 1), level.pattern).strip()

    def _shown(self, abstract: str, depth: int) -> str:
        level = self.levels[abstract].get(depth)
        if level is None:
            return ""
        number = self._counts[abstract].get(depth, level.first)
        write = _FORMATS.get(level.format, str)
        return write(number) if 0 < number <= _LARGEST else str(number)


def _levels(abstract: Element) -> list[tuple[int, _Level]]:
    found = []
    for element in abstract:
        if local(element) != "lvl":
            continue
        depth = attribute(element, "ilvl", "0")
        shape, pattern, start = (child(element, name) for name in ("numFmt", "lvlText", "start"))
        first = attribute(start, "val", "1") if start is not None else "1"
        found.append(
            (
                int(depth) if depth.isdecimal() else 0,
                _Level(
                    attribute(shape, "val", "decimal") if shape is not None else "decimal",
                    attribute(pattern, "val") if pattern is not None else "",
                    int(first) if first.isdecimal() else 1,
                ),
            )
        )
    return found
