"""Take stored pages apart into sentences, items, values behind labels, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from casebase.models import Page
from casebase.text.sentences import sentence_spans
from ingest.draft.figures import only_figure
from ingest.draft.lexicon import is_label
from ingest.draft.records import Material, Reading, Row, Span, Table, Unit

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(
    r"[\s\u3000]*(?:[•・‣◦■□◆◇○●▪*–\-][\s\u3000]*|[（(][0-9０-９一二三四五六七八九十]{1,2}[)）][\s\u3000]*)?"
)
_COLON = re.compile(r"(?P<label>[^：:。、|「」の\n]{1,24}?)[\s\u3000]*[：:][\s\u3000]*(?P<value>\S.*)")
_GAP = re.compile(r"(?P<label>[^：:。、|「」\s\u3000]{2,12})[\u3000 ]+(?P<value>\S.*)")
_NAMED = re.compile(r"(?P<label>[^：:。|\n]{2,80})[：:]\s*(?P<value>\S.*)")
_CELL = re.compile(r"\|\s*(?P<cell>(?:\\\||[^|])*?)\s*(?=\|)")
_RULE = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|)+\s*$")
_APPENDIX = re.compile(
    r"[\s\u3000]*(?:別紙|別添|別表|付録|附属資料|参考資料|資料編|用語|(?:参考[\s\u3000：:]+.*)?(?:検討の経過|他の?(?:団体|自治体|都市)|関係する?規程|関係例規)"
    r"|Annex|Appendix|Glossary)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"[\s\u3000]*(?:※|注|＊|\*|なお|いずれも|\(注|（注|Note)")
NOTES = 3
"""Lines after a table that may explain it."""


def read_units(materials: Sequence[Material]) -> Reading:
    """Read materials, in the order of their pages."""
    units: list[Unit] = []
    tables: list[Table] = []
    for material in materials:
        state = _Reader(material, len(units), len(tables))
        for page in material.pages:
            state.read(page)
        units += state.units
        tables += state.finished()
    return Reading(tuple(materials), tuple(units), tuple(tables))


class _Reader:
    """Reads the pages of one material; headings and tables go on from page to page."""

    def __init__(self, material: Material, place: int, tables: int) -> None:
        self._material = material
        self._place = place
        self._headings: list[tuple[int, str]] = []
        self._title_seen = False
        self._opening = True
        self._appendix = 0
        self._open: Table | None = None
        self._tables: list[Table] = []
        self._since = NOTES + 1
        self.units: list[Unit] = []

    def read(self, page: Page) -> None:
        """Read one page."""
        levels = {heading.start: (heading.level, heading.end) for heading in page.headings}
        inside = 0
        for line in _LINE.finditer(page.text):
            start, end = line.span()
            if start < inside:
                continue
            if start in levels:
                level, inside = levels[start]
                self._heading(Span(self._material, page, start, inside), level)
            elif page.text.startswith("|", start):
                self._table_line(Span(self._material, page, start, end))
            else:
                self._text_line(Span(self._material, page, start, end))

    def finished(self) -> list[Table]:
        """Return the tables."""
        self._close()
        return self._tables

    def _heading(self, span: Span, level: int) -> None:
        self._close()
        self._since = NOTES + 1
        text = span.text.replace("\n", "")
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, text))
        is_title = not self._title_seen
        if not is_title:
            self._opening = False
        self._title_seen = True
        if _APPENDIX.match(text) and not is_title:  # an annex that is a file of its own is read like any other
            self._appendix = level
        elif self._appendix and level <= self._appendix and not _inside_rules(text):
            self._appendix = 0
        self._add(span, "", heading=True)

    def _text_line(self, span: Span) -> None:
        self._close()
        self._since += 1
        if self._since <= NOTES and self._tables and (self._since == 1 or _NOTE.match(span.text)):
            last = self._tables[-1]
            self._tables[-1] = replace(last, notes=(*last.notes, span.text))
        mark = _MARK.match(span.text)
        body = span.part(mark.end() if mark else 0, span.end - span.start)
        if (named := _named_pair(body)) is not None:
            self._add(*named)
            return
        for pair in _pairs(body):
            self._add(*pair)
        for start, end in sentence_spans(body.text):
            self._add(body.part(start, end), "")

    def _table_line(self, span: Span) -> None:
        if _RULE.match(span.text):
            return
        cells = tuple(span.part(*match.span("cell")) for match in _CELL.finditer(span.text))
        if len(cells) < 2:
            return
        row = Row(span, cells)
        if self._open is None:
            goes_on = self._tables and self._since == 0 and not _has_rule(span)
            if goes_on and len(self._tables[-1].header.cells) == len(cells):
                self._open = self._tables.pop()
                self._open = replace(self._open, rows=(*self._open.rows, row))
            else:
                self._open = self._table(row)
        else:
            self._open = replace(self._open, rows=(*self._open.rows, row))
        if cells[0].text and cells[1].text:
            self._add(cells[1], cells[0].text)

    def _table(self, first: Row) -> Table:
        """Begin a table; a header that was left behind at the foot of the page before is put back."""
        header, rows = first, tuple[Row, ...]()
        left = self.units[-1].span if self.units and not self.units[-1].is_heading else None
        if left is not None and left.page is not first.span.page and _is_data(first):
            words = [left.part(*match.span()) for match in re.finditer(r"\S+", left.text)]
            if len(words) == len(first.cells):
                header, rows = Row(left, tuple(words)), (first,)
        return Table(header, rows, self._path(), appendix=bool(self._appendix))

    def _close(self) -> None:
        if self._open is not None:
            self._tables.append(self._open)
            self._open, self._since = None, 0

    def _path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._headings)

    def _add(self, span: Span, label: str, heading: bool = False) -> None:
        path = self._path()[:-1] if heading else self._path()
        place = self._place + len(self.units)
        self.units.append(Unit(span, path, place, label, self._opening, bool(self._appendix), heading))


def _pairs(line: Span) -> Iterator[tuple[Span, str]]:
    """Yield the value of a line with its label: 「製品名：…」, or 「委託先　…」 where the label is a known one."""
    for form in (_COLON, _GAP):
        match = form.match(line.text)
        if match and (form is _COLON or is_label(match["label"])):
            yield line.part(*match.span("value")), match["label"].strip()
            return


def _named_pair(line: Span) -> tuple[Span, str] | None:
    """Return the value of 「(事例の名)の課題：…」, where a known label ends what stands before the colon."""
    match = _NAMED.match(line.text)
    if match is None:
        return None
    parts = match["label"].split("の")
    for at in range(1, len(parts)):
        label = "の".join(parts[at:])
        if is_label(label):
            return line.part(*match.span("value")), label
    return None


def _is_data(row: Row) -> bool:
    """Tell whether a row holds figures, so that it can be no header."""
    return sum(only_figure(text) is not None for text in row.texts[1:]) >= 2


def _has_rule(row: Span) -> bool:
    """Tell whether a row is the header of a Markdown table: the line after it is the rule."""
    rest = row.page.text[row.end : row.end + 200].lstrip("\n").split("\n", 1)[0]
    return bool(_RULE.match(rest))


def _inside_rules(text: str) -> bool:
    """Tell whether a heading belongs to rules that are quoted in an appendix: 「（目的）」, 「第3条」."""
    return bool(
        re.match(
            r"[\s\u3000]*(?:[（(][^（）()]{1,12}[)）]|第[0-9０-９一二三四五六七八九十]+条|附則|[0-9０-９]{1,2}[\s\u3000])",
            text,
        )
    )
