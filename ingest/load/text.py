"""Plain text: one page, a paragraph where a blank line stands, wrapped lines joined again."""

from __future__ import annotations

import re

from ingest.characters import apart, tidy
from ingest.clean import joined_lines
from ingest.load.encoding import decode
from ingest.records import Block, HiddenText, Loaded, LoadedPage, Warned

MEDIA_TYPE = "text/plain"


def load_text(name: str, content: bytes) -> Loaded:
    """Read a plain text file in any encoding of `ingest.load.encoding`."""
    decoded = decode(name, content)
    text, removed = tidy(decoded.text)
    blocks = tuple(Block(paragraph) for paragraph in paragraphs(text))
    codes, spelt = apart(removed)
    warnings = (*decoded.warnings, *(Warned(code) for code in codes))
    hidden = tuple(HiddenText(1, "characters", text) for text in spelt)
    return Loaded(MEDIA_TYPE, (LoadedPage(1, blocks),), warnings=warnings, encoding=decoded.encoding, hidden=hidden)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of tidied text, each with its wrapped lines joined."""
    found = []
    for stretch in re.split(r"\n(?:[ \u3000\xa0]*\n)+", text):
        lines = [line.rstrip() for line in stretch.split("\n") if line.strip()]
        if lines:
            found.append("\n".join(joined_lines(lines)))
    return found
