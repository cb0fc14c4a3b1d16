"""Markdown as it is read, without its marks: headings, paragraphs, lists, tables, listings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import defs
from markdown_it import MarkdownIt
from markdown_it.token import Token

from casebase.errors import ForbiddenContent
from ingest.characters import apart, tidy
from ingest.clean import joined_lines
from ingest.load.encoding import decode
from ingest.load.html import html_blocks
from ingest.load.tables import table_blocks
from ingest.notes import Mark, note_text, with_marks
from ingest.records import Block, HiddenText, Loaded, LoadedPage, Warned

MEDIA_TYPE = "text/markdown"

DEEPEST_NESTING = 100
"""Levels of lists and quotations. markdown-it drops what lies deeper, so such a file is refused rather than read in part."""

_FRONT_MATTER = re.compile(r"\A---\n(.{0,20000}?)\n(?:---|\.\.\.)\n", re.DOTALL)
_REFERENCE = re.compile(r"\[\^([^\]\s]{1,40})\]")
_DEFINITION = re.compile(r"^\[\^([^\]\s]{1,40})\]:[ \t]*(.*(?:\n(?: {4}|\t)\S.*)*)\n?", re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*|__|`")
_READING_TAG = re.compile(r"</?(?:ruby|rb|rt|rp)\b", re.IGNORECASE)
_BREAK_TAG = re.compile(r"<br\b", re.IGNORECASE)
_NEVER_SHOWN = frozenset({"script", "style", "iframe", "object", "embed", "svg", "picture", "video", "audio"})
_ACTIVE_TAG = re.compile(r"<(?:script|iframe|object|embed)\b|<[^>]*\son\w+\s*=|<[^>]*javascript:", re.IGNORECASE)
_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def load_markdown(name: str, content: bytes) -> Loaded:
    """Read a Markdown file. Images leave their description, links their text; raw HTML is read as HTML."""
    decoded = decode(name, content)
    text, removed = tidy(decoded.text)
    title = ""
    if front := _FRONT_MATTER.match(text):
        title = found[1] if (found := _TITLE.search(front[1])) else ""
        text = text[front.end() :]
    text, notes = _without_notes(text)
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST_NESTING}).enable(["table", "strikethrough"])
    tokens = parser.parse(text)
    if any(token.level >= DEEPEST_NESTING - 1 for token in tokens):
        raise ForbiddenContent(name, "TOO_DEEP", "lists or quotations nested too deep")
    walker = _Walker(name, notes)
    blocks = tuple(block for block in walker.blocks(tokens) if block.text.strip())
    blocks += tuple(walker.noted(list(notes)))
    codes, spelt = apart(removed | walker.warned)
    warnings = (*decoded.warnings, *(Warned(code) for code in codes))
    hidden = (*walker.hidden, *(HiddenText(1, "characters", text) for text in spelt))
    return Loaded(
        MEDIA_TYPE, (LoadedPage(1, blocks),), title, warnings=warnings, encoding=decoded.encoding, hidden=hidden
    )


class _Walker:
    """Turns tokens into blocks; remembers what raw HTML held."""

    def __init__(self, name: str, notes: dict[str, str]) -> None:
        self._name = name
        self._notes = notes
        self._numbers = {key: str(number) for number, key in enumerate(notes, start=1)}
        self._given: set[str] = set()
        self._readings: list[str] = []
        self.warned: set[str] = set()
        self.hidden: list[HiddenText] = []
        self._lists = _Lists()
        self._rows: list[list[str]] | None = None
        self._level = 0
        self._above = ""

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield the blocks; the items of one list are lines of one block."""
        for token in tokens:
            if token.type in {"heading_open", "heading_close"}:
                self._level = int(token.tag[1]) if token.nesting == 1 else 0
            elif token.type.endswith(("_list_open", "_list_close", "list_item_open")):
                for block in self._lists.step(token):
                    yield from self._with_notes(block)
            elif token.type in {"table_open", "tr_open", "table_close"}:
                yield from self._table(token)
            elif token.type == "inline":
                yield from self._text(self.inline(token))
            elif token.type in {"fence", "code_block"} or (token.type == "html_block" and not _is_html(token.content)):
                yield from self._text(re.sub(r"\n\s*\n+", "\n", token.content.strip("\n")))
            elif token.type == "html_block":
                found, warned, hidden = html_blocks(self._name, token.content)
                self.warned |= warned
                self.hidden += hidden
                yield from found

    def _table(self, token: Token) -> Iterator[Block]:
        if token.type == "table_open":
            self._rows = []
        elif self._rows is not None and token.type == "tr_open":
            self._rows.append([])
        elif self._rows is not None:
            yield from table_blocks(self._rows)
            self._rows = None

    def _text(self, text: str) -> Iterator[Block]:
        if self._rows:
            self._rows[-1].append(text)
        elif self._lists.open:
            self._lists.add(text)
        else:
            yield from self._with_notes(Block(" ".join(text.split("\n")) if self._level else text, self._level))

    def _with_notes(self, block: Block) -> Iterator[Block]:
        """Yield a block with the marks of its notes after their sentences, then the notes that are referred to first here."""
        marks: list[Mark] = []
        cited: list[str] = []
        text = ""
        position = 0
        for found in _REFERENCE.finditer(block.text):
            if found[1] in self._notes:
                text += block.text[position : found.start()]
                position = found.end()
                marks.append((len(text), self._numbers[found[1]]))
                cited.append(found[1])
        readings, self._readings = self._readings, []
        text += block.text[position:]
        yield with_marks(Block(text, block.level, readings=tuple((0, kana) for kana in readings)), marks)
        yield from self.noted(cited)

    def noted(self, keys: Sequence[str]) -> Iterator[Block]:
        """Yield those of the notes that have not been given yet."""
        for key in dict.fromkeys(keys):
            if key not in self._given:
                self._given.add(key)
                yield Block(note_text(self._numbers[key], self._notes[key]))

    def _reads(self, source: str) -> bool:
        """Follow the tags of a reading; tell whether what comes now stands above its word."""
        tag = source.lower()
        if tag.startswith(("<rt", "<rp")):
            self._above = tag[2]
        elif tag.startswith(("</rt", "</rp", "</ruby")):
            self._above = ""
        return bool(self._above)

    def inline(self, token: Token) -> str:
        """Return the text of a paragraph: wrapped lines joined, marks left out."""
        text = ""
        self._above = ""
        for part in token.children or ():
            if part.type == "html_inline" and _READING_TAG.match(part.content):
                self._reads(part.content)
            elif self._above:
                if self._above == "t" and part.content.strip():
                    self._readings.append(part.content.strip())
            elif part.type in {"softbreak", "hardbreak"} or (
                part.type == "html_inline" and _BREAK_TAG.match(part.content)
            ):
                text += "\n"
            elif part.type == "html_inline" and _is_html(part.content):
                if _ACTIVE_TAG.match(part.content):
                    self.warned.add("ACTIVE_CONTENT")
            else:
                text += part.content
        lines = [line.rstrip() for line in text.split("\n") if line.strip()]
        return "\n".join(joined_lines(lines))


def _without_notes(text: str) -> tuple[str, dict[str, str]]:
    """Return a text without the footnotes that it defines ([^1]: …), and those by their key, in the order of their definition."""
    notes: dict[str, str] = {}

    def keep(found: re.Match[str]) -> str:
        lines = (line.strip() for line in found[2].split("\n"))
        notes.setdefault(found[1], _EMPHASIS.sub("", "\n".join(joined_lines([line for line in lines if line]))))
        return ""

    return _DEFINITION.sub(keep, text), notes


def _is_html(source: str) -> bool:
    """Tell markup from text that only looks like it: a paper about XML that writes <Article> means to show it."""
    tag = re.match(r"\s*</?([A-Za-z][\w:-]*)", source)
    return tag is None or tag[1] in defs.tags or tag[1].isupper() or tag[1].lower() in _NEVER_SHOWN


class _Lists:
    """Lists inside lists: the mark of each open item goes to its first paragraph."""

    def __init__(self) -> None:
        self._items: list[str] = []
        self._marks: list[str] = []
        self._counters: list[int | None] = []

    @property
    def open(self) -> bool:
        return bool(self._counters)

    def step(self, token: Token) -> Iterator[Block]:
        """Take in a token that opens or closes a list or opens an item; yield the whole when the outermost list ends."""
        if token.type == "list_item_open":
            count = self._counters[-1]
            self._marks[-1] = "- " if count is None else f"{count}{token.markup or '.'} "
            self._counters[-1] = None if count is None else count + 1
        elif token.nesting == 1:
            start = token.attrGet("start")
            self._counters.append(None if token.type.startswith("bullet") else int(start) if start is not None else 1)
            self._marks.append("")
        else:
            self._counters.pop()
            self._marks.pop()
            if not self._counters and self._items:
                yield Block("\n".join(self._items))
                self._items = []

    def add(self, text: str) -> None:
        """Add a paragraph to the open item."""
        self._items.append(self._marks[-1] + text)
        self._marks[-1] = ""
