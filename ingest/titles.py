"""Titles of documents: what metadata says, unless a program put it there; else the first heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.characters import one_line
from ingest.records import LoadedPage

# What programs write into the title when nobody gave one.
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|excel|powerpoint) - .*|powerpoint プレゼンテーション"
    r"|(?:無題|名称未設定|untitled|[(（]?(?:anonymous|unspecified|no title)[)）]?|スライド|document|文書)[\s\d()（）]*"
    r"|.*\.(?:docx?|xlsx?|pptx?|pdf|html?|jtdc?|indd|ai|txt|md)|[\x00-\x7f]{1,3}|\d+)",
    re.IGNORECASE,
)


def title_of(title: str) -> str:
    """Return the title from a file's metadata, or an empty string when a program put it there."""
    title = one_line(title)
    return "" if _NO_TITLE.fullmatch(title) else title


def first_heading(pages: Sequence[LoadedPage]) -> str:
    """Return the first heading of the first page that has any, of its highest level."""
    for page in pages[:2]:
        headings = [block for block in page.blocks if block.level]
        if headings:
            highest = min(block.level for block in headings)
            return one_line(next(block.text for block in headings if block.level == highest))
    return ""
