"""Word: paragraphs, headings, lists with their numbers, tables, text boxes, notes; one page, since layout is not stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ingest.characters import one_line, tidy
from ingest.load.docx_numbering import Numbering
from ingest.load.docx_visible import is_bare, is_on, way_of_a_box, way_of_properties
from ingest.load.office import Element, Package, attribute, child, local
from ingest.load.office_visible import Color, color_of, is_pale, is_unreadable
from ingest.load.tables import table_blocks
from ingest.mend import mend
from ingest.notes import Mark, note_text, with_marks
from ingest.records import MOST_HIDDEN, Block, HiddenText, Loaded, LoadedPage

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_HEADING_NAME = re.compile(r"(?:heading|見出し)\s*([1-9])", re.IGNORECASE)
_LONGEST_HEADING = 100
_SPACES = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " "}
_WIDEST_SPAN = 60
_LETTER = re.compile(r"[^\W\d_]")
_NO_FILL = frozenset({"", "auto"})

_SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "rt", "Fallback", "commentReference", "sectPr", "pPr", "rPr"}
)


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says: the level of a heading (0: none), a list's number, how it hides text, whether it colours the
    ground, and its parent."""

    level: int
    numbering: tuple[str, int] | None
    hiding: str
    shaded: bool
    parent: str


@dataclass(slots=True)
class _Reader:
    """Walks a document; collects what is hidden and the notes that it comes by."""

    package: Package
    styles: dict[str, _Style]
    numbering: Numbering
    notes: dict[str, str]
    hidden: list[HiddenText] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    boxes: list[Element] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    in_cell: bool = False
    cell_readings: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    readings: list[tuple[int, str]] = field(default_factory=list)
    ground: Color | None = None
    unsure: bool = False

    def blocks(self, body: Element) -> Iterator[Block]:
        """Yield the blocks of a body, a cell, a text box."""
        for element in body:
            name = local(element)
            if name == "p":
                yield from self.paragraph(element)
            elif name == "tbl":
                yield from self.table(element)
            elif name in {
                "sdt",
                "sdtContent",
                "ins",
                "moveTo",
                "customXml",
                "smartTag",
                "AlternateContent",
                "Choice",
                "body",
            }:
                yield from self.blocks(element)

    def paragraph(self, element: Element) -> Iterator[Block]:
        """Yield a paragraph, then what its text boxes hold."""
        outer, self.boxes = self.boxes, []
        outer_marks, self.marks = self.marks, []
        outer_readings, self.readings = self.readings, []
        properties = child(element, "pPr")
        style = attribute(found, "val") if (found := child(properties, "pStyle")) is not None else ""
        inherited = next((one.hiding for one in self._lineage(style) if one.hiding), "")
        with self._on_ground(child(properties, "shd"), any(one.shaded for one in self._lineage(style))):
            # Offsets are counted as the pieces come; where `tidy` takes characters out, a mark still stands after its sentence.
            text = self.tidied("".join(self._counted(self.text(element, self._pale(inherited)))))
        level, number = self._role(properties)
        marks, self.marks = self.marks, outer_marks
        readings, self.readings = self.readings, outer_readings
        if text.strip():
            # The number of a list item is part of what a reader sees, though the file holds only a counter.
            shown = f"{number} {text.strip()}" if number else text.rstrip()
            moved = len(number) + 1 - (len(text) - len(text.lstrip())) if number else 0
            block = Block(
                shown,
                level if level and len(shown) <= _LONGEST_HEADING else 0,
                readings=tuple((max(0, min(at + moved, len(shown) - 1)), kana) for at, kana in readings),
            )
            yield with_marks(block, [(min(at + moved, len(shown)), mark) for at, mark in marks])
        if not self.in_cell:
            yield from self.note_blocks()
        boxes, self.boxes = self.boxes, outer
        for box in boxes:
            kind = way_of_a_box(box)
            if kind:
                self._keep_hidden(kind, " ".join("".join(self.text(part)) for part in box.iter("{*}p")))
                continue
            with self._on_ground(None, not is_bare(box)):
                yield from self.blocks(box)

    def table(self, element: Element) -> Iterator[Block]:
        """Yield a table; one with a single cell is a frame round ordinary paragraphs."""
        rows = []
        for row in _inner(element, "tr"):
            if (hides := child(row, "trPr", "hidden")) is not None and is_on(hides):
                self._keep_hidden("object", " ".join(part.text or "" for part in row.iter("{*}t")))
            else:
                rows.append(list(_cells(row)))
        named = child(element, "tblPr", "tblStyle")
        style = attribute(named, "val") if named is not None else ""
        with self._on_ground(child(element, "tblPr", "shd"), any(one.shaded for one in self._lineage(style))):
            if sum(len(row) for row in rows) == 1:
                only = next(cell for row in rows for cell in row)
                with self._on_ground(child(only, "tcPr", "shd"), False):
                    yield from self.blocks(only)
                return
            outer, self.in_cell = self.in_cell, True
            texts = [[text for cell in row for text in (self.cell(cell), *[""] * (_span(cell) - 1))] for row in rows]
            self.in_cell = outer
        readings, self.cell_readings = self.cell_readings, []
        for index, block in enumerate(table_blocks(texts)):
            yield replace(block, readings=tuple((0, kana) for kana in readings)) if index == 0 else block
        if not self.in_cell:
            yield from self.note_blocks()

    def cell(self, element: Element) -> str:
        """Return the text of a cell, with what stands in tables inside it; a cell merged upwards is empty."""
        merge = child(element, "tcPr", "vMerge")
        if merge is not None and attribute(merge, "val", "continue") == "continue":
            return ""
        with self._on_ground(child(element, "tcPr", "shd"), False):
            texts = []
            for block in self.blocks(element):
                self.cell_readings.extend(kana for _, kana in block.readings)
                texts.append(_nested(block.text) if block.text.startswith("|") else block.text)
            return "\n".join(texts)

    def text(self, element: Element, hiding: str = "") -> Iterator[str]:
        """Yield the visible text of a paragraph's runs; `hiding` is how its style hides it, unless a run says otherwise."""
        for inner in element:
            name = local(inner)
            if name == "r":
                properties = child(inner, "rPr")
                text = "".join(part.text or "" for part in inner if local(part) == "t")
                kind = self._way(properties, hiding, text)
                if kind:
                    self._keep_hidden(kind, text)
                else:
                    yield from self.text(inner)
            elif name == "t":
                yield inner.text or ""
            elif name in _SPACES:
                yield _SPACES[name]
            elif name in {"noBreakHyphen", "sym"}:
                yield "-" if name == "noBreakHyphen" else _symbol(inner)
            elif name in {"footnoteReference", "endnoteReference"}:
                self._refer(f"{name[:-9]}:{attribute(inner, 'id')}")
            elif name == "ruby":
                yield from self._with_reading(inner, hiding)
            elif name == "txbxContent":
                self.boxes.append(inner)
            elif name not in _SKIPPED:
                yield from self.text(inner, hiding)

    def note_blocks(self) -> Iterator[Block]:
        """Yield the notes that the text has come to refer to since the last time, in the order of their references."""
        for note in self.waiting:
            yield Block(note_text(self._number(note), self.tidied(self.notes[note])))
        self.waiting = []

    def _refer(self, note: str) -> None:
        """Remember that the text refers to a note here."""
        if self.notes.get(note):
            self.marks.append((self.length, self._number(note)))

    def _number(self, note: str) -> str:
        """Return the number of a note, which waits to be written after the paragraph when it is cited first."""
        if note not in self.cited:
            self.cited.append(note)
            self.waiting.append(note)
        return str(self.cited.index(note) + 1)

    def _counted(self, pieces: Iterable[str]) -> Iterator[str]:
        """Pass on the pieces of a paragraph, counting its characters."""
        self.length = 0
        for piece in pieces:
            self.length += len(piece)
            yield piece

    def _with_reading(self, ruby: Element, hiding: str) -> Iterator[str]:
        """Yield a word that a reading stands over; the reading is kept apart."""
        reading, base = child(ruby, "rt"), child(ruby, "rubyBase")
        if base is None:
            return
        hidden, at = len(self.hidden), self.length
        kana = "".join(self.text(reading, hiding)) if reading is not None else ""
        del self.hidden[hidden:]
        if kana.strip():
            self.readings.append((at, self.tidied(kana).strip()))
        yield from self.text(base, hiding)

    def tidied(self, text: str) -> str:
        """Return text as it may be shown, remembering what was removed."""
        clean, removed = tidy(text)
        self.removed |= removed
        return re.sub(r"\n\s*\n+", "\n", clean)

    def _keep_hidden(self, kind: str, text: str) -> None:
        clean = one_line(text)
        if not clean:
            return
        if self.hidden and self.hidden[-1].kind == kind and len(self.hidden[-1].text) < MOST_HIDDEN:
            self.hidden[-1] = HiddenText(1, kind, f"{self.hidden[-1].text}\n{clean}"[:MOST_HIDDEN])
        else:
            self.hidden.append(HiddenText(1, kind, clean[:MOST_HIDDEN]))

    @contextmanager
    def _on_ground(self, shade: Element | None, unsure: bool) -> Iterator[None]:
        """Within, text stands on the colour of `shade`; where it is unsure what is beneath, pale text counts as seen."""
        before = self.ground, self.unsure
        if shade is not None and (color := color_of(attribute(shade, "fill"))) is not None:
            self.ground, self.unsure = color, False
        elif unsure or (shade is not None and attribute(shade, "val") not in {"clear", "nil", ""}):
            self.unsure = True
        yield
        self.ground, self.unsure = before

    def _pale(self, hiding: str) -> str:
        return "" if hiding == "color" and (self.unsure or self.ground is not None) else hiding

    def _role(self, properties: Element | None) -> tuple[int, str]:
        style = attribute(found, "val") if (found := child(properties, "pStyle")) is not None else ""
        level = _own_level(properties) or self._inherited_level(style)
        numbering = _own_numbering(properties) or self._inherited_numbering(style)
        return level, self.numbering.next(*numbering) if numbering else ""

    def _lineage(self, style: str) -> Iterator[_Style]:
        for _ in range(20):
            if style not in self.styles:
                return
            yield self.styles[style]
            style = self.styles[style].parent

    def _inherited_level(self, style: str) -> int:
        return next((found.level for found in self._lineage(style) if found.level), 0)

    def _inherited_numbering(self, style: str) -> tuple[str, int] | None:
        return next((found.numbering for found in self._lineage(style) if found.numbering), None)

    def _way(self, properties: Element | None, inherited: str, text: str) -> str:
        """Return the way in which a run is hidden, or nothing where it is shown."""
        if properties is None:
            return inherited
        if (vanish := child(properties, "vanish")) is not None:
            return "invisible" if is_on(vanish) else ""
        if (web := child(properties, "webHidden")) is not None and is_on(web) and _LETTER.search(text):
            return "invisible"  # page numbers of a table of contents are hidden from the web as a matter of course
        kind = way_of_properties(properties)
        if kind and kind != "color":
            return kind
        if (colored := child(properties, "color")) is not None:
            shade, mark = child(properties, "shd"), child(properties, "highlight")
            grounds = [color_of(attribute(shade, "fill"))] if shade is not None else []
            grounds += [color_of(attribute(mark, "val"))] if mark is not None else []
            ground = next((one for one in grounds if one is not None), self.ground)
            sure = ground is not None or not (self.unsure or mark is not None)
            return "color" if sure and is_unreadable(color_of(attribute(colored, "val")), ground) else ""
        style = child(properties, "rStyle")
        if style is not None:
            named = next((one.hiding for one in self._lineage(attribute(style, "val")) if one.hiding), "")
            return self._pale(named) or inherited
        return inherited


def load_docx(name: str, content: bytes) -> Loaded:
    """Read a Word file. Tracked deletions and comments are left out; hidden runs are left out with a warning."""
    package = Package(name, content)
    main = package.main_part()
    related = {relationship.kind: relationship.target for relationship in package.relationships(main).values()}
    root = package.tree(main)
    styles = _styles(package, related.get("styles", ""))
    reader = _Reader(package, styles, Numbering.read(package, related.get("numbering", "")), {})
    for kind, part in (("footnote", related.get("footnotes", "")), ("endnote", related.get("endnotes", ""))):
        if part in package:
            for note in package.tree(part):
                reader.notes[f"{kind}:{attribute(note, 'id')}"] = " ".join(
                    "".join(reader.text(paragraph)) for paragraph in note if local(paragraph) == "p"
                ).strip()
    reader.cited.clear()
    reader.waiting.clear()
    reader.marks.clear()
    reader.readings.clear()
    body = child(root, "body")
    blocks = tuple(reader.blocks(body)) if body is not None else ()
    blocks += tuple(reader.note_blocks())
    return package.loaded(MEDIA_TYPE, (LoadedPage(1, blocks),), reader.hidden, reader.removed)


def _inner(element: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, also those wrapped in content controls or tracked insertions."""
    for inner in element:
        if local(inner) == name:
            yield inner
        elif local(inner) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _inner(inner, name)


def _span(cell: Element) -> int:
    """Return how many columns a cell reaches over."""
    span = child(cell, "tcPr", "gridSpan")
    value = attribute(span, "val") if span is not None else ""
    return max(1, min(int(value), _WIDEST_SPAN)) if value.isdecimal() and len(value) < 4 else 1


def _nested(table: str) -> str:
    """Return a table inside a cell on one line: cells divided by strokes, rows by semicolons."""
    rows = [row.strip("| ").split(" | ") for row in table.split("\n") if not row.startswith("| ---")]
    return "; ".join(" / ".join(cell.strip() for cell in row if cell.strip()) for row in rows)


def _cells(row: Element) -> Iterator[Element]:
    return _inner(row, "tc")


def _styles(package: Package, part: str) -> dict[str, _Style]:
    if part not in package:
        return {}
    found: dict[str, _Style] = {}
    for element in package.tree(part):
        if local(element) != "style":
            continue
        properties, parent, name = child(element, "pPr"), child(element, "basedOn"), child(element, "name")
        title = attribute(name, "val") if name is not None else ""
        named = _HEADING_NAME.fullmatch(title.strip())
        level = _own_level(properties) or (int(named[1]) if named else 1 if title.lower() == "title" else 0)
        run = child(element, "rPr")
        hides = child(run, "vanish")
        hiding = "invisible" if hides is not None and is_on(hides) else way_of_properties(run)
        shades = [attribute(shade, "fill") for shade in element.iter("{*}shd")]
        shaded = any((color := color_of(fill)) is None or not is_pale(color) for fill in shades if fill not in _NO_FILL)
        found[attribute(element, "styleId")] = _Style(
            min(level, 6),
            _own_numbering(properties),
            hiding,
            shaded,
            attribute(parent, "val") if parent is not None else "",
        )
    return found


def _own_level(properties: Element | None) -> int:
    level = child(properties, "outlineLvl")
    value = attribute(level, "val") if level is not None else ""
    return int(value) + 1 if value.isdecimal() and int(value) < 6 else 0


def _own_numbering(properties: Element | None) -> tuple[str, int] | None:
    number = child(properties, "numPr", "numId")
    if number is None:
        return None
    level = child(properties, "numPr", "ilvl")
    depth = attribute(level, "val", "0") if level is not None else "0"
    return attribute(number, "val"), int(depth) if depth.isdecimal() else 0


def _symbol(element: Element) -> str:
    code = attribute(element, "char")
    try:
        return mend(chr(int(code, 16)))
    except (ValueError, OverflowError):
        return ""
