"""PowerPoint: a slide is a page; titles, text, groups, tables, charts, diagrams and the speaker's notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.characters import one_line, tidy
from ingest.load.charts import chart_blocks
from ingest.load.office import Element, Package, Relationship, attribute, child, local
from ingest.load.office_visible import Color
from ingest.load.pptx_visible import Stack, slide_ground, way_of_run
from ingest.load.tables import table_blocks
from ingest.mend import mend
from ingest.records import MOST_HIDDEN, Block, HiddenText, Loaded, LoadedPage

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

NOTES = "ノート"
"""The heading over a slide's notes, as PowerPoint calls them in Japanese."""

_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr", "sldImg"})


@dataclass(slots=True)
class _Slide:
    """Walks one slide."""

    package: Package
    related: dict[str, Relationship]
    height: int
    stack: Stack
    number: int
    ground: tuple[Color | None, bool] = (None, True)
    hidden: list[HiddenText] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    _ground: tuple[Color | None, bool] = (None, False)

    def blocks(self, tree: Element) -> Iterator[tuple[bool, int, int, Block]]:
        """Yield (is the title, top, left, block) of every shape of a tree."""
        for shape in tree:
            name = local(shape)
            if name == "grpSp" and not self._is_unseen(shape):
                yield from self.blocks(shape)
            elif name == "AlternateContent":
                choice = child(shape, "Choice")
                yield from self.blocks(choice if choice is not None else shape)
            elif name in {"sp", "graphicFrame", "cxnSp"} and not self._is_unseen(shape):
                top, left = _place(shape)
                kind = _placeholder(shape)
                if kind in _FURNITURE:
                    continue
                for block in self._contents(shape):
                    title = kind in _TITLES
                    yield title, top, left, Block(one_line(block.text), 1) if title else block

    def _contents(self, shape: Element) -> Iterator[Block]:
        fill, sure = self.stack.ground(shape)
        slide, slide_sure = self.ground
        self._ground = (fill if fill is not None else slide, sure and (fill is not None or slide_sure))
        body = child(shape, "txBody")
        if body is not None:
            yield from self.text(body)
        self._ground = (None, False)  # tables and diagrams have styles of their own
        table = child(shape, "graphic", "graphicData", "tbl")
        if table is not None:
            rows = [[self._cell(cell) for cell in row if local(cell) == "tc"] for row in table if local(row) == "tr"]
            yield from table_blocks(rows)
        chart = child(shape, "graphic", "graphicData", "chart")
        if chart is not None and (part := self.related.get(attribute(chart, "id"))) is not None and not part.external:
            yield from chart_blocks(self.package, part.target)
        diagram = child(shape, "graphic", "graphicData", "relIds")
        if diagram is not None:
            part = self.related.get(attribute(diagram, "dm"))
            if part is not None and part.target in self.package:
                for point in self.package.tree(part.target).iter("{*}t"):
                    if local(point) == "t" and len(point):
                        yield from self.text(point)

    def _cell(self, cell: Element) -> str:
        if attribute(cell, "hMerge") in {"1", "true"} or attribute(cell, "vMerge") in {"1", "true"}:
            return ""
        body = child(cell, "txBody")
        return "\n".join(block.text for block in self.text(body)) if body is not None else ""

    def text(self, body: Element) -> Iterator[Block]:
        """Yield the paragraphs of a text body as one block, a line each; bullets as they are set in the file."""
        lines = []
        count = 0
        for paragraph in body:
            if local(paragraph) != "p":
                continue
            text, removed = tidy("".join(self._runs(paragraph)))
            self.removed |= removed
            numbered = child(paragraph, "pPr", "buAutoNum") is not None
            count = count + 1 if numbered and text.strip() else 0
            bullet = child(paragraph, "pPr", "buChar")
            mark = f"{count}. " if count else f"{mend(attribute(bullet, 'char'))[:1]} " if bullet is not None else ""
            if text.strip():
                lines.append(mark + text.strip())
        if lines:
            yield Block(re.sub(r"\n\s*\n+", "\n", "\n".join(lines)))

    def _runs(self, paragraph: Element) -> Iterator[str]:
        for run in paragraph:
            name = local(run)
            if name in {"r", "fld"}:
                text = child(run, "t")
                if kind := way_of_run(child(run, "rPr"), *self._ground):
                    self._keep_hidden(kind, (text.text or "") if text is not None else "")
                elif text is not None:
                    yield text.text or ""
            elif name == "br":
                yield "\n"
            elif name in {"AlternateContent", "Choice"}:
                yield from self._runs(run)

    def _is_unseen(self, shape: Element) -> bool:
        """Tell whether a shape is hidden, covered or wholly outside the slide, and keep what it says for the editor."""
        kind = self.stack.way(shape)
        if kind:
            texts = (text.text or "" for text in shape.iter("{*}t"))
            self._keep_hidden(kind, " ".join(text for text in texts if text.strip()))
        return bool(kind)

    def _keep_hidden(self, kind: str, text: str) -> None:
        clean = one_line(text)[:MOST_HIDDEN]
        if clean:
            self.hidden.append(HiddenText(self.number, kind, clean))


def load_pptx(name: str, content: bytes) -> Loaded:
    """Read a PowerPoint file, slide by slide. Hidden slides, shapes and runs are left out and kept for the editor."""
    package = Package(name, content)
    main = package.main_part()
    root = package.tree(main)
    related = package.relationships(main)
    size = child(root, "sldSz")
    width, height = (_number(size, "cx"), _number(size, "cy")) if size is not None else (0, 0)
    pages: list[LoadedPage] = []
    hidden: list[HiddenText] = []
    removed: set[str] = set()
    listed = child(root, "sldIdLst")
    for entry in listed if listed is not None else ():
        part = related.get(_relationship_id(entry))
        if part is None or part.target not in package:
            continue
        number = len(pages) + 1
        tree = package.tree(part.target)
        relationships = package.relationships(part.target)
        shapes = child(tree, "cSld", "spTree")
        stack = Stack(shapes if shapes is not None else (), package, relationships, width, height)
        ground = slide_ground([tree, *_masters(package, relationships)])
        slide = _Slide(package, relationships, height, stack, number, ground)
        blocks = _in_reading_order(slide, tree)
        blocks.extend(_notes(slide))
        if attribute(tree, "show") in {"0", "false"}:
            said = "\n".join(block.text for block in blocks)
            hidden.append(HiddenText(number, "object", said[:MOST_HIDDEN]))
            blocks = []
        hidden += slide.hidden
        removed |= slide.removed
        label = next((block.text for block in blocks if block.level), "")
        pages.append(LoadedPage(number, tuple(blocks), label=label))
    return package.loaded(MEDIA_TYPE, pages, hidden, removed)


def _in_reading_order(slide: _Slide, tree: Element) -> list[Block]:
    """Return the title first, then from top to bottom in bands of about a line, from left to right within one."""
    shapes = child(tree, "cSld", "spTree")
    found = list(slide.blocks(shapes)) if shapes is not None else []
    band = max(1, slide.height // 20)
    found.sort(key=lambda entry: (not entry[0], entry[1] // band, entry[2]))
    return [block for *_, block in found if block.text]


def _masters(package: Package, relationships: Mapping[str, Relationship]) -> Iterator[Element]:
    """Yield the layout of a slide and its master, as far as they are there."""
    for kind in ("slideLayout", "slideMaster"):
        part = next((found.target for found in relationships.values() if found.kind == kind), "")
        if part not in package:
            return
        yield package.tree(part)
        relationships = package.relationships(part)


def _notes(slide: _Slide) -> Iterator[Block]:
    part = next((found.target for found in slide.related.values() if found.kind == "notesSlide"), "")
    if part not in slide.package:
        return
    shapes = child(slide.package.tree(part), "cSld", "spTree")
    notes = [
        block
        for shape in (shapes if shapes is not None else ())
        if local(shape) == "sp" and _placeholder(shape) not in _FURNITURE and child(shape, "txBody") is not None
        for block in slide.text(child(shape, "txBody"))
    ]
    if notes:
        yield Block(NOTES, 2)
        yield from notes


def _placeholder(shape: Element) -> str:
    for part in shape:
        found = child(part, "nvPr", "ph")
        if found is not None:
            return attribute(found, "type", "body")
    return ""


def _place(shape: Element) -> tuple[int, int]:
    for path in (("spPr", "xfrm", "off"), ("xfrm", "off")):
        offset = child(shape, *path)
        if offset is not None:
            return _number(offset, "y"), _number(offset, "x")
    return 0, 0


def _relationship_id(entry: Element) -> str:
    return next((str(value) for key, value in entry.attrib.items() if key.endswith("}id")), "")


def _number(element: Element, name: str) -> int:
    try:
        return int(attribute(element, name, "0"))
    except ValueError:
        return 0
