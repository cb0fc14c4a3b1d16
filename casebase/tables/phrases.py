"""What of a table a question may say word for word: names of columns, and cells, whole or without what is in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

from casebase.tables.columns import Type
from casebase.tables.operations import Span
from casebase.tables.sheet import Table
from casebase.text.remembered import remembered
from casebase.text.tables import LEVELS
from casebase.text.tokens import word_edges

WHOLE, PART = 2, 1
SHORTEST_PART = 3
"""Characters of a part of a name that is one."""

LONGEST = 60
"""Characters of a cell that a question may say."""

_BRACKETS = re.compile(r"[(「『\[【][^()「」『』\[\]【】]*[)」』\]】]")
_INNER = re.compile(r"[(「『\[【]([^()「」『』\[\]【】]{3,})[)」』\]】]")
_COMPANY = re.compile(
    r"\(?(?:株式会社|有限会社|合同会社|\(株\)|\(有\)|(?<!\w)(?:co\.?,? ?ltd|inc|ltd|corp(?:oration)?|llc)\.?$)\)?",
    re.IGNORECASE,
)
_SCRIPTS = tuple(map(re.compile, ("[ぁ-ん]", "[ァ-ヶー]", "[一-鿿々]", "[a-z0-9]")))
_HAN, _OFFICE = re.compile("[一-鿿]"), re.compile("[部課局室係署](?![一-鿿])")
"""What makes 福祉 another name: 福祉部."""

_BARE = re.compile(r"[\d\s.,:/%~\-+]*")
_GENERIC = frozenset(
    [
        "ai",
        "生成ai",
        "システム",
        "ツール",
        "サービス",
        "業務",
        "全庁",
        "その他",
        "other",
        "none",
        "なし",
        "あり",
        "有",
        "無",
        "yes",
        "no",
        "不明",
        "未定",
        "all",
    ]
) - {"生成ai"}


@cache
def noise() -> frozenset[str]:
    """Return tokens that say nothing of which rows, columns or tables are meant."""
    return frozenset((files("casebase") / "tables" / "noise.txt").read_text("utf-8").split())


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of a question that says a column, or cells: `columns` with those values of each. `weight`: 2 for the whole name
    of a column, 1 for part of it, or for the name of its group."""

    span: Span
    columns: tuple[int, ...]
    weight: int = 0
    values: frozenset[str] = frozenset()

    @property
    def is_column(self) -> bool:
        """Whether it is the name of a column."""
        return not self.values


@remembered(64)
def cell_phrases(table: Table) -> Mapping[str, Mapping[int, frozenset[str]]]:
    """Return what questions may say of the cells of a table: by phrase the columns, and the cells in them that it stands for."""
    found: dict[str, dict[int, set[str]]] = {}
    for at, column in enumerate(table.columns):
        if column.type is not Type.TEXT or "note" in column.about:
            continue
        for cell in column.distinct:
            for phrase in _variants(cell):
                found.setdefault(phrase, {}).setdefault(at, set()).add(cell)
    return {phrase: {at: frozenset(cells) for at, cells in of.items()} for phrase, of in found.items()}


@remembered(64)
def name_parts(table: Table) -> Mapping[str, int]:
    """Return parts of the names of columns that only one of them has: 「時間外」 of 「うち開庁時間外」."""
    found: dict[str, set[int]] = {}
    for at, column in enumerate(table.columns):
        for name in column.names:
            edges = sorted(word_edges(name)) if not name.isascii() else []
            for start, end in combinations(edges, 2):
                part = name[start:end]
                if end - start >= SHORTEST_PART and part != name and part not in noise():
                    found.setdefault(part, set()).add(at)
    whole = {name for column in table.columns for name in column.names}
    return {part: columns.pop() for part, columns in found.items() if len(columns) == 1 and part not in whole}


def _variants(cell: str) -> Iterator[str]:
    if not 2 <= len(cell) <= LONGEST:
        return
    bare = _COMPANY.sub("", cell).strip(" 　,")
    sides = re.split(r"\s+[/／]\s+", cell)
    kept = {cell, bare, _BRACKETS.sub("", bare).strip(" 　"), *(inner.strip() for inner in _INNER.findall(cell))}
    kept |= {*sides, *(_COMPANY.sub("", side).strip(" 　,") for side in sides)} if len(sides) == 2 else set()
    for phrase in kept:
        if len(phrase) >= 2 and not _BARE.fullmatch(phrase) and phrase not in _GENERIC:
            yield phrase


def said_in(text: str, table: Table) -> list[Said]:
    """Return what `text` (in search form) says of a table word for word, the longest first, none within another."""
    edges = frozenset[int]() if text.isascii() else word_edges(text)
    found: list[Said] = []
    for at, column in enumerate(table.columns):
        for name in column.names:
            weight = WHOLE if name == column.names[0] or LEVELS not in column.name else PART
            found += [Said(span, (at,), weight) for span in _places(text, name, edges)]
    for part, at in name_parts(table).items():
        found += [Said(span, (at,), PART) for span in _places(text, part, edges)] if part in text else []
    for phrase, of in cell_phrases(table).items():
        if phrase in text:
            values = frozenset(cell for cells in of.values() for cell in cells)
            found += [Said(span, tuple(sorted(of)), 0, values) for span in _places(text, phrase, edges)]
    found.sort(key=lambda one: (one.span[0] - one.span[1], one.is_column))
    kept: list[Said] = []
    for one in found:
        if all(
            one.span[1] <= other.span[0] or other.span[1] <= one.span[0] or one.span == other.span for other in kept
        ):
            kept.append(one)
    return _merged(kept)


def _merged(found: list[Said]) -> list[Said]:
    """Return columns of the same name as one, and what is a cell as well as a column as the cell."""
    by_span: dict[Span, Said] = {}
    for one in found:
        other = by_span.get(one.span)
        if other is None or (other.is_column and not one.is_column):
            by_span[one.span] = one
        elif other.is_column == one.is_column:
            columns = tuple(sorted({*other.columns, *one.columns}))
            by_span[one.span] = Said(one.span, columns, max(other.weight, one.weight), other.values | one.values)
    return list(by_span.values())


def _is_edge(text: str, at: int, edges: frozenset[int]) -> bool:
    """Tell whether a word may end at a place: by the dictionary, where the script changes, or in hiragana, as in names."""
    if at in edges:
        return True
    before, after = (next((n for n, one in enumerate(_SCRIPTS) if one.match(c)), -1) for c in (text[at - 1], text[at]))
    return before != after or before == 0


def _places(text: str, phrase: str, edges: frozenset[int]) -> Iterator[Span]:
    """Yield where a phrase stands as whole words; one in Latin letters may be in the plural."""
    if len(phrase) < 2 or (phrase.isascii() and len(phrase) < 2):
        return
    if phrase.isascii():
        pattern = rf"(?<![a-z0-9]){re.escape(phrase)}(?:e?s)?(?![a-z0-9])"
        yield from (found.span() for found in re.finditer(pattern, text))
        return
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        beside_digit = text[start - 1 : start].isdigit() and phrase[0].isdigit()
        beside_office = _HAN.match(phrase[-1]) is not None and _OFFICE.match(text, end) is not None
        if not beside_office and _is_edge(text, start, edges) and _is_edge(text, end, edges) and not beside_digit:
            yield start, end
        start = text.find(phrase, start + 1)
