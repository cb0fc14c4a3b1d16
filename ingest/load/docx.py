"""Word: paragraphs, headings, lists with their numbers, tables, text boxes, notes; one page, since layout is not stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ingest.characters import one_line, tidy
from ingest.load.docx_cells import cells_of, columns_of, inner_parts, on_one_line
from ingest.load.docx_figures import SIGNS, figure_blocks, sign
from ingest.load.docx_ground import Ground
from ingest.load.docx_numbering import Numbering
from ingest.load.docx_styles import Styles, own_level, own_numbering, read_styles
from ingest.load.docx_visible import is_bare, is_on, way_of_a_box
from ingest.load.office import Element, Package, Relationship, attribute, child, local
from ingest.load.tables import table_blocks
from ingest.notes import Mark, note_text, with_marks
from ingest.records import MOST_HIDDEN, Block, HiddenText, Loaded, LoadedPage

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_LONGEST_HEADING = 100
_SPACES = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " "}

_SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "rt", "Fallback", "commentReference", "sectPr", "pPr", "rPr"}
)


@dataclass(slots=True)
class _Reader:
    """Walks a document; collects what is hidden and the notes that it comes by."""

    package: Package
    styles: Styles
    numbering: Numbering
    notes: dict[str, str]
    ground: Ground
    hidden: list[HiddenText] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    related: dict[str, Relationship] = field(default_factory=dict)
    boxes: list[Element] = field(default_factory=list)
    figures: list[Block] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    in_cell: bool = False
    cell_readings: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    readings: list[tuple[int, str]] = field(default_factory=list)

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
        """Yield a paragraph, then what its charts, diagrams and text boxes hold."""
        outer, self.boxes = self.boxes, []
        outer_figures, self.figures = self.figures, []
        outer_marks, self.marks = self.marks, []
        outer_readings, self.readings = self.readings, []
        properties = child(element, "pPr")
        style = attribute(found, "val") if (found := child(properties, "pStyle")) is not None else ""
        inherited = self.styles.hiding(style)
        with self.ground.beneath(child(properties, "shd"), self.styles.shaded(style)):
            # Offsets are counted as the pieces come; where `tidy` takes characters out, a mark still stands after its sentence.
            text = self.tidied("".join(self._counted(self.text(element, self.ground.pale(inherited)))))
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
        figures, self.figures = self.figures, outer_figures
        for figure in figures:
            yield replace(figure, text=self.tidied(figure.text))
        boxes, self.boxes = self.boxes, outer
        for box in boxes:
            kind = way_of_a_box(box)
            if kind:
                self._keep_hidden(kind, " ".join("".join(self.text(part)) for part in box.iter("{*}p")))
                continue
            with self.ground.beneath(None, not is_bare(box)):
                yield from self.blocks(box)

    def table(self, element: Element) -> Iterator[Block]:
        """Yield a table; one with a single cell is a frame round ordinary paragraphs."""
        rows = []
        for row in inner_parts(element, "tr"):
            if (hides := child(row, "trPr", "hidden")) is not None and is_on(hides):
                self._keep_hidden("object", " ".join(part.text or "" for part in row.iter("{*}t")))
            else:
                rows.append(list(cells_of(row)))
        named = child(element, "tblPr", "tblStyle")
        style = attribute(named, "val") if named is not None else ""
        with self.ground.beneath(child(element, "tblPr", "shd"), self.styles.shaded(style)):
            if sum(len(row) for row in rows) == 1:
                only = next(cell for row in rows for cell in row)
                with self.ground.beneath(child(only, "tcPr", "shd"), False):
                    yield from self.blocks(only)
                return
            outer, self.in_cell = self.in_cell, True
            texts = [
                [text for cell in row for text in (self.cell(cell), *[""] * (columns_of(cell) - 1))] for row in rows
            ]
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
        with self.ground.beneath(child(element, "tcPr", "shd"), False):
            texts = []
            for block in self.blocks(element):
                self.cell_readings.extend(kana for _, kana in block.readings)
                texts.append(on_one_line(block.text) if block.text.startswith("|") else block.text)
            return "\n".join(texts)

    def text(self, element: Element, hiding: str = "") -> Iterator[str]:
        """Yield the visible text of a paragraph's runs; `hiding` is how its style hides it, unless a run says otherwise."""
        for inner in element:
            name = local(inner)
            if name == "r":
                properties = child(inner, "rPr")
                text = "".join(part.text or "" for part in inner if local(part) == "t")
                kind = self.ground.way_of(properties, hiding, text)
                if kind:
                    self._keep_hidden(kind, text)
                else:
                    yield from self.text(inner)
            elif name == "t":
                yield inner.text or ""
            elif name in _SPACES:
                yield _SPACES[name]
            elif name in SIGNS:
                yield sign(inner)
            elif name in {"footnoteReference", "endnoteReference"}:
                self._refer(f"{name[:-9]}:{attribute(inner, 'id')}")
            elif name == "ruby":
                yield from self._with_reading(inner, hiding)
            elif name == "txbxContent":
                self.boxes.append(inner)
            elif name == "graphicData" and local(next(iter(inner), inner)) in {"chart", "relIds"}:
                self.figures.extend(figure_blocks(self.package, self.related, inner))
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

    def _role(self, properties: Element | None) -> tuple[int, str]:
        style = attribute(found, "val") if (found := child(properties, "pStyle")) is not None else ""
        level = own_level(properties) or self.styles.level(style)
        numbering = own_numbering(properties) or self.styles.numbering(style)
        return level, self.numbering.next(*numbering) if numbering else ""


def load_docx(name: str, content: bytes) -> Loaded:
    """Read a Word file. Tracked deletions and comments are left out; hidden runs are left out with a warning."""
    package = Package(name, content)
    main = package.main_part()
    relationships = package.relationships(main)
    related = {relationship.kind: relationship.target for relationship in relationships.values()}
    root = package.tree(main)
    styles = read_styles(package, related.get("styles", ""))
    reader = _Reader(package, styles, Numbering.read(package, related.get("numbering", "")), {}, Ground(styles))
    for kind, part in (("footnote", related.get("footnotes", "")), ("endnote", related.get("endnotes", ""))):
        if part in package:
            for note in package.tree(part):
                reader.notes[f"{kind}:{attribute(note, 'id')}"] = " ".join(
                    "".join(reader.text(paragraph)) for paragraph in note if local(paragraph) == "p"
                ).strip()
    reader.related = relationships
    reader.cited.clear()
    reader.waiting.clear()
    reader.marks.clear()
    reader.readings.clear()
    body = child(root, "body")
    blocks = tuple(reader.blocks(body)) if body is not None else ()
    blocks += tuple(reader.note_blocks())
    return package.loaded(MEDIA_TYPE, (LoadedPage(1, blocks),), reader.hidden, reader.removed)
