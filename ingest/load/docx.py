"""Word: paragraphs, headings, lists with their numbers, tables, text boxes, notes; one page, since layout is not stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ingest.characters import tidy
from ingest.load.docx_numbering import Numbering
from ingest.load.office import Element, Package, attribute, child, local
from ingest.load.tables import table_blocks
from ingest.mend import mend
from ingest.records import Block, Loaded, LoadedPage, Warned
from ingest.titles import title_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_HEADING_NAME = re.compile(r"(?:heading|見出し)\s*([1-9])", re.IGNORECASE)
_LONGEST_HEADING = 100
_SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "rt", "Fallback", "commentReference", "sectPr", "pPr", "rPr"}
)


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says: the level of a heading (0: none), a list's number, hidden text, and its parent."""

    level: int
    numbering: tuple[str, int] | None
    vanish: bool
    parent: str


@dataclass(slots=True)
class _Reader:
    """Walks a document; collects what is hidden and the notes that it comes by."""

    package: Package
    styles: dict[str, _Style]
    numbering: Numbering
    notes: dict[str, str]
    hidden: bool = False
    removed: set[str] = field(default_factory=set)
    boxes: list[Element] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    colored_ground: bool = False

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
        properties = child(element, "pPr")
        text = self.tidied("".join(self.text(element)))
        level, number = self._role(properties)
        if text.strip():
            # The number of a list item is part of what a reader sees, though the file holds only a counter.
            text = f"{number} {text.strip()}" if number else text.rstrip()
            yield Block(text, level if level and len(text) <= _LONGEST_HEADING else 0)
        boxes, self.boxes = self.boxes, outer
        with self._on_colored_ground():
            for box in boxes:
                yield from self.blocks(box)

    def table(self, element: Element) -> Iterator[Block]:
        """Yield a table; one with a single cell is a frame round ordinary paragraphs."""
        rows = [list(_cells(row)) for row in _inner(element, "tr")]
        with self._on_colored_ground():
            if sum(len(row) for row in rows) == 1:
                yield from self.blocks(next(cell for row in rows for cell in row))
                return
            texts = [[self.cell(cell) for cell in row] for row in rows]
        yield from table_blocks(texts)

    def cell(self, element: Element) -> str:
        """Return the text of a cell, with what stands in tables inside it; a cell merged upwards is empty."""
        merge = child(element, "tcPr", "vMerge")
        if merge is not None and attribute(merge, "val", "continue") == "continue":
            return ""
        return "\n".join(
            block.text.replace("|", "/") if block.text.startswith("|") else block.text for block in self.blocks(element)
        )

    def text(self, element: Element, vanish: bool = False) -> Iterator[str]:
        """Yield the visible text of a paragraph's runs."""
        for inner in element:
            name = local(inner)
            if name == "r":
                properties = child(inner, "rPr")
                hides = vanish or self._is_hidden(properties)
                if hides and any(local(part) == "t" and (part.text or "").strip() for part in inner):
                    self.hidden = True
                if not hides:
                    yield from self.text(inner)
            elif name == "t":
                yield inner.text or ""
            elif name in {"br", "cr"}:
                yield "\n"
            elif name in {"tab", "ptab"}:
                yield " "
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "sym":
                yield _symbol(inner)
            elif name in {"footnoteReference", "endnoteReference"}:
                self.cited.append(f"{name[:-9]}:{attribute(inner, 'id')}")
            elif name == "txbxContent":
                self.boxes.append(inner)
            elif name not in _SKIPPED:
                yield from self.text(inner, vanish)

    def note_blocks(self) -> Iterator[Block]:
        """Yield the notes that the text refers to, in the order of their references."""
        for number, cited in enumerate(dict.fromkeys(self.cited), start=1):
            if self.notes.get(cited):
                yield Block(f"注{number} {self.tidied(self.notes[cited])}")

    def tidied(self, text: str) -> str:
        """Return text as it may be shown, remembering what was removed."""
        clean, removed = tidy(text)
        self.removed |= removed
        return re.sub(r"\n\s*\n+", "\n", clean)

    @contextmanager
    def _on_colored_ground(self) -> Iterator[None]:
        """Cells and text boxes may be filled with a colour, where white text is seen."""
        before, self.colored_ground = self.colored_ground, True
        yield
        self.colored_ground = before

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

    def _is_hidden(self, properties: Element | None) -> bool:
        if properties is None:
            return False
        if (vanish := child(properties, "vanish")) is not None:
            return attribute(vanish, "val", "true") not in {"0", "false", "off"}
        size = child(properties, "sz")
        if size is not None and attribute(size, "val").isdecimal() and int(attribute(size, "val")) <= 2:
            return True  # one point or less
        color, shade = child(properties, "color"), child(properties, "shd")
        highlighted = child(properties, "highlight") is not None
        white = color is not None and attribute(color, "val").upper() in {"FFFFFF", "FEFEFE"}
        if white and shade is None and not highlighted:
            return not self.colored_ground
        style = child(properties, "rStyle")
        return style is not None and any(found.vanish for found in self._lineage(attribute(style, "val")))


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
    body = child(root, "body")
    blocks = tuple(reader.blocks(body)) if body is not None else ()
    blocks += tuple(reader.note_blocks())
    title, date = package.properties()
    warnings = package.warnings()
    if reader.hidden:
        warnings.append(Warned("HIDDEN_TEXT"))
    warnings.extend(Warned(code) for code in sorted(reader.removed))
    return Loaded(MEDIA_TYPE, (LoadedPage(1, blocks),), title_of(title), date, tuple(warnings))


def _inner(element: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, also those wrapped in content controls or tracked insertions."""
    for inner in element:
        if local(inner) == name:
            yield inner
        elif local(inner) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _inner(inner, name)


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
        vanish = child(element, "rPr", "vanish") is not None
        found[attribute(element, "styleId")] = _Style(
            min(level, 6), _own_numbering(properties), vanish, attribute(parent, "val") if parent is not None else ""
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
