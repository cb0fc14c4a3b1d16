"""Markdown as it is read, without its marks: headings, paragraphs, lists, tables, listings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.characters import tidy
from ingest.clean import joint
from ingest.load.encoding import decode
from ingest.load.html import html_blocks
from ingest.load.tables import table_blocks
from ingest.records import Block, Loaded, LoadedPage, Warned

MEDIA_TYPE = "text/markdown"

DEEPEST_NESTING = 40
"""Levels of lists and quotations; markdown-it reads what lies deeper as text."""

_FRONT_MATTER = re.compile(r"\A---\n(.{0,20000}?)\n(?:---|\.\.\.)\n", re.DOTALL)
_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def load_markdown(name: str, content: bytes) -> Loaded:
    """Read a Markdown file. Images leave their description, links their text; raw HTML is read as HTML."""
    decoded = decode(name, content)
    text, removed = tidy(decoded.text)
    title = ""
    if front := _FRONT_MATTER.match(text):
        title = found[1] if (found := _TITLE.search(front[1])) else ""
        text = text[front.end() :]
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST_NESTING}).enable(["table", "strikethrough"])
    walker = _Walker()
    blocks = tuple(block for block in walker.blocks(parser.parse(text)) if block.text.strip())
    codes = sorted(removed | walker.warned)
    warnings = (*decoded.warnings, *(Warned(code) for code in codes))
    return Loaded(MEDIA_TYPE, (LoadedPage(1, blocks),), title, warnings=warnings, encoding=decoded.encoding)


class _Walker:
    """Turns tokens into blocks; remembers what raw HTML held."""

    def __init__(self) -> None:
        self.warned: set[str] = set()

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Yield the blocks; the items of one list are lines of one block."""
        items: list[str] = []
        marks: list[str] = []  # the mark of the open list item at each depth, taken by its first paragraph
        counters: list[int | None] = []
        rows: list[list[str]] | None = None
        level = 0
        for token in tokens:
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                start = token.attrGet("start")
                counters.append(None if token.type[0] == "b" else int(start) if start is not None else 1)
                marks.append("")
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                counters.pop()
                marks.pop()
                if not counters and items:
                    yield Block("\n".join(items))
                    items = []
            elif token.type == "list_item_open":
                count = counters[-1]
                marks[-1] = "- " if count is None else f"{count}. "
                counters[-1] = None if count is None else count + 1
            elif token.type == "heading_open":
                level = int(token.tag[1])
            elif token.type == "heading_close":
                level = 0
            elif token.type == "table_open":
                rows = []
            elif token.type == "tr_open" and rows is not None:
                rows.append([])
            elif token.type == "table_close" and rows is not None:
                yield from table_blocks(rows)
                rows = None
            elif token.type == "inline":
                text = self.inline(token)
                if rows:
                    rows[-1].append(text)
                elif counters:
                    items.append(marks[-1] + text)
                    marks[-1] = ""
                else:
                    yield Block(" ".join(text.split("\n")) if level else text, level)
            elif token.type in {"fence", "code_block"}:
                listing = re.sub(r"\n\s*\n+", "\n", token.content.strip("\n"))
                if counters:
                    items.append(listing)
                else:
                    yield Block(listing)
            elif token.type == "html_block":
                yield from self.html(token.content)

    def html(self, source: str) -> Iterator[Block]:
        """Yield what raw HTML shows."""
        found, warned = html_blocks(source)
        self.warned |= warned
        yield from found

    def inline(self, token: Token) -> str:
        """Return the text of a paragraph: wrapped lines joined, marks left out."""
        text = ""
        for part in token.children or ():
            if part.type == "softbreak":
                text += "\0"
            elif part.type == "hardbreak":
                text += "\n"
            elif part.type == "html_inline":
                text += "\n" if re.match(r"<br\b", part.content, re.IGNORECASE) else ""
                if re.match(r"<(?:script|iframe|object|embed)\b|<[^>]*\son\w+\s*=|<[^>]*javascript:", part.content, re.IGNORECASE):
                    self.warned.add("ACTIVE_CONTENT")
            elif part.type == "image":
                text += part.content
            else:
                text += part.content
        first, *rest = text.split("\0")
        for line in rest:
            head, between = joint(first, line)
            first = head + between + line
        return re.sub(r"\n\s*\n+", "\n", first)
