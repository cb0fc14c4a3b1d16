"""HTML: what a reader sees of it. Nothing is run, nothing is fetched; hidden text is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from lxml import etree

from casebase.errors import ForbiddenContent
from ingest.characters import apart, one_line, tidy
from ingest.load.encoding import Decoded, decode
from ingest.load.html_visible import Hiding, has_ground
from ingest.load.tables import table_blocks
from ingest.notes import with_marks
from ingest.records import MOST_HIDDEN, Block, HiddenText, Loaded, LoadedPage, Warned
from ingest.titles import title_of

MEDIA_TYPE = "text/html"

Element = Any

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
        " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend main menu nav p pre search section summary tbody td"
        " tfoot th thead tr",
    )
)
_LEFT_OUT = frozenset(
    re.findall(
        r"\w+",
        "script style noscript template head title iframe object embed applet svg math canvas audio video select datalist"
        " textarea input frame frameset noframes",
    )
)
_ACTIVE = frozenset({"script", "iframe", "object", "embed", "applet", "frame"})
_DECLARED = re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_CODECS = {"shift_jis": "cp932", "x-sjis": "cp932", "shift-jis": "cp932", "windows-31j": "cp932", "sjis": "cp932",
           "euc-jp": "euc_jp", "x-euc-jp": "euc_jp", "windows-1252": "cp1252", "iso-8859-1": "cp1252"}  # fmt: skip
_TITLE = re.compile(r"<title[^>]*>([^<]{1,2000})</title", re.IGNORECASE)
_WIDEST_SPAN = 50


def load_html(name: str, content: bytes) -> Loaded:
    """Read an HTML file: headings, paragraphs, lists and tables as shown, the title from its head."""
    decoded = _decoded(name, content)
    blocks, warned, hidden = html_blocks(name, decoded.text)
    found = _TITLE.search(decoded.text)
    title = title_of(unescape(found[1])) if found else ""
    codes, spelt = apart(warned)
    warnings = (*decoded.warnings, *(Warned(code) for code in codes))
    hidden += [HiddenText(1, "characters", text) for text in spelt]
    return Loaded(
        MEDIA_TYPE,
        (LoadedPage(1, tuple(blocks)),),
        title,
        warnings=warnings,
        encoding=decoded.encoding,
        hidden=tuple(hidden),
    )


def html_blocks(name: str, source: str) -> tuple[list[Block], set[str], list[HiddenText]]:
    """Return what a piece of HTML shows as blocks, the codes of what the editor must know, and what it hides.

    Raises `ForbiddenContent` where elements are nested deeper than libxml2 reads (256): the rest would be lost unsaid.
    """
    text, removed = tidy(re.sub(r"^\s*<\?xml[^>]*\?>", "", source))
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    except etree.ParserError:
        root = None
    if any("depth" in entry.message for entry in parser.error_log):
        raise ForbiddenContent(name, "TOO_DEEP", "elements nested too deep")
    if root is None:
        return [], set(removed), []
    reader = _Reader(Hiding(root), warned=set(removed))
    reader.walk(root)
    reader.close()
    return reader.blocks, reader.warned, reader.hidden


def _decoded(name: str, content: bytes) -> Decoded:
    """Decode by the encoding that the page declares, where its bytes bear that out; else as any text."""
    declared = _DECLARED.search(content[:4096])
    codec = _CODECS.get(declared[1].decode("ascii").lower(), "") if declared else ""
    if codec and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return Decoded(content.decode(codec), codec)
            except UnicodeDecodeError:
                pass
    return decode(name, content)


@dataclass(slots=True)
class _Reader:
    """Walks a page in the order of its source. libxml2 nests no deeper than 256 elements, so recursion is bounded."""

    hiding: Hiding
    blocks: list[Block] = field(default_factory=list)
    warned: set[str] = field(default_factory=set)
    hidden: list[HiddenText] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _notes: list[tuple[int, str]] = field(default_factory=list)
    _readings: list[tuple[int, str]] = field(default_factory=list)
    _item_readings: list[str] = field(default_factory=list)
    _items: list[str] = field(default_factory=list)
    _marks: list[str] = field(default_factory=list)
    _counters: list[int | None] = field(default_factory=list)

    def walk(self, element: Element, level: int = 0, ground: bool = False, pre: bool = False) -> None:
        """Read an element and what it holds, up to its tail."""
        tag = element.tag
        if not isinstance(tag, str):
            return
        self._note_active(element, tag)
        if tag in _LEFT_OUT:
            self._note_all_active(element)
        if tag in _LEFT_OUT or self._stands_beside(element, tag):
            return
        if kind := self.hiding.way(element, ground):
            self._keep_hidden(element, kind)
            return
        ground = ground or (tag not in {"html", "body"} and has_ground(element))
        if tag == "br":
            self._text.append("\n")
        elif tag == "table" and not _is_layout(element):
            self.close(level)
            self._table(element)
        elif tag in {"ul", "ol"}:
            self._list(element, level, ground)
        elif tag == "li":
            self._item(element, level, ground)
        elif tag in _BLOCKS or tag == "table":
            self.close(level)
            heading = int(tag[1]) if re.fullmatch("h[1-6]", tag) else level
            self._inside(element, heading, ground, pre or tag == "pre")
            self.close(heading)
        else:
            self._inside(element, level, ground, pre)

    def _stands_beside(self, element: Element, tag: str) -> bool:
        """Take in a reading over a word, or the mark of a note; neither is part of the sentence."""
        if tag == "rt" and (kana := one_line("".join(element.itertext()))):
            self._readings.append((max(0, self._length() - 1), kana))
        if tag == "sup" and (number := _note_referred_to(element)):
            self._notes.append((self._length(), number))
            return True
        return tag in {"rt", "rp"}

    def close(self, level: int = 0) -> None:
        """End the paragraph that is being read; inside a list it becomes a line of the list."""
        raw = "".join(self._text)
        text = "\n".join(line for part in raw.split("\n") if (line := part.strip(" \xa0")))
        # White space at line ends goes, so offsets shrink by what went before them; a mark moves to its sentence's end anyway.
        lost = len(raw) - len(raw.lstrip(" \xa0\n"))
        readings = tuple((max(0, min(at - lost, len(text) - 1)), kana) for at, kana in self._readings)
        notes = [(max(0, min(at - lost, len(text))), number) for at, number in self._notes]
        for held in (self._text, self._notes, self._readings):
            held.clear()
        if not text:
            return
        block = with_marks(Block(one_line(text) if level else text, level, readings=readings), notes)
        if self._counters:
            self._item_readings.extend(kana for _, kana in readings)
            self._items.append((self._marks[-1] if self._marks else "") + block.text)
            if self._marks:
                self._marks[-1] = ""
        else:
            self.blocks.append(block)

    def _length(self) -> int:
        return sum(len(part) for part in self._text)

    def _inside(self, element: Element, level: int, ground: bool, pre: bool) -> None:
        self._add(element.text, pre)
        for inner in element:
            self.walk(inner, level, ground, pre)
            self._add(inner.tail, pre)

    def _add(self, text: str | None, pre: bool) -> None:
        if text:
            self._text.append(text if pre else re.sub(r"[ \t\n\r\f]+", " ", text))

    def _list(self, element: Element, level: int, ground: bool) -> None:
        self.close(level)
        start = element.get("start", "1")
        self._counters.append((int(start) if start.isdecimal() else 1) if element.tag == "ol" else None)
        self._marks.append("")
        self._inside(element, 0, ground, False)
        self.close()
        self._counters.pop()
        self._marks.pop()
        if not self._counters and self._items:
            self.blocks.append(Block("\n".join(self._items), readings=tuple((0, kana) for kana in self._item_readings)))
            self._items, self._item_readings = [], []

    def _item(self, element: Element, level: int, ground: bool) -> None:
        self.close(level)
        if self._counters:
            count = self._counters[-1]
            self._marks[-1] = "- " if count is None else f"{count}. "
            self._counters[-1] = None if count is None else count + 1
        self._inside(element, 0 if self._counters else level, ground, False)
        self.close()

    def _table(self, element: Element) -> None:
        rows: list[list[str]] = []
        readings: list[str] = []
        below: dict[int, int] = {}  # columns that a cell above still covers, with the rows that are left
        caption = next((inner for inner in element if inner.tag == "caption"), None)
        if caption is not None:
            self.walk(caption, ground=True)
        for row in element.iter("tr"):
            if kind := self.hiding.way(row, True):
                self._keep_hidden(row, kind)
                continue
            cells: list[str] = []
            for cell in row:
                if cell.tag not in {"td", "th"}:
                    continue
                while below.get(len(cells), 0) > 0:
                    below[len(cells)] -= 1
                    cells.append("")
                across, down = (_span(cell, name) for name in ("colspan", "rowspan"))
                inner = _Reader(self.hiding, warned=self.warned, hidden=self.hidden)
                inner.walk(cell, ground=True)
                inner.close()
                readings.extend(kana for block in inner.blocks for _, kana in block.readings)
                for offset in range(across):
                    if down > 1:
                        below[len(cells)] = down - 1
                    cells.append("" if offset else "\n".join(block.text for block in inner.blocks))
            rows.append(cells)
        found = table_blocks(rows)
        found[:1] = [replace(block, readings=tuple((0, kana) for kana in readings)) for block in found[:1]]
        if self._counters:
            self._items.extend(block.text for block in found)
        else:
            self.blocks.extend(found)

    def _note_all_active(self, element: Element) -> None:
        for inner in element.iter():
            if isinstance(inner.tag, str):
                self._note_active(inner, inner.tag)

    def _keep_hidden(self, element: Element, kind: str) -> None:
        text = one_line("".join(element.itertext()))
        if text:
            self.warned.add("HIDDEN_TEXT")
            self.hidden.append(HiddenText(1, kind, text[:MOST_HIDDEN]))

    def _note_active(self, element: Element, tag: str) -> None:
        if tag in _ACTIVE or any(
            name.startswith("on") or value.strip().lower().startswith(("javascript:", "vbscript:"))
            for name, value in element.attrib.items()
        ):
            self.warned.add("ACTIVE_CONTENT")


def _is_layout(table: Element) -> bool:
    """Tell whether a table only arranges the page: it holds another table, or headings."""
    return next(table.iter("h1", "h2", "h3"), None) is not None or sum(1 for _ in table.iter("table")) > 1


def _note_referred_to(element: Element) -> str:
    """Return the number of the note that a raised link leads to, or nothing: 10² and 1st are no notes."""
    text = "".join(element.itertext()).strip(" \n[]()*")
    links = any(link.get("href", "").startswith("#") for link in element.iter("a"))
    return text if links and text.isdecimal() and len(text) < 4 else ""


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), _WIDEST_SPAN)) if value.isdecimal() and len(value) < 5 else 1
