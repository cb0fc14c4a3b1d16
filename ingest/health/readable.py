"""Whether the text of a page reads as text: garbled, spaced out letter by letter, vertical."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casebase.findings import Finding, Severity
from casebase.models import Page
from ingest.load.pdf import MEDIA_TYPE as PDF
from ingest.load.pdf_health import is_random_kanji

_MOJIBAKE = re.compile(
    # UTF-8 read as cp932
    r"(?:[繧縺譁蜿螟蟷荳莉髢譛邱蝣鬘險邨遨讓隧逕][\u0080-\u00ff\uff61-\uff9f\u3041-\u30fe\u3400-\u9fff]){4,}"
    r"|(?:[ãäåæçè][\u0080-\u00bf\u2010-\u203a\u0152-\u0178\u02c6\u02dc€™]{1,2}){3,}"  # UTF-8 read as Latin-1 or cp1252
    r"|(?:[ƒ‚][\u0020-\u00ff\u2010-\u203a]){6,}"  # cp932 read as cp1252
    r"|\ufffd{3,}|(?:\ufffd[^\n]{0,3}){5,}"
)
"""What Japanese text turns into when it is read in the wrong encoding: the first bytes of kana and common kanji repeat."""

_SPACED = re.compile(
    r"(?<![^\s|「『（(])[\u3400-\u9fff々](?:[ \u3000]{1,3}[\u3400-\u9fff々ぁ-んァ-ヶー]){2,}(?![^\s|」』）)、。])"
)
"""Three or more characters of a word set apart by spaces (「報 告 書」), as titles are typed; no search finds the word."""


def unreadable(page: Page, media_type: str) -> Iterator[Finding]:
    """Yield what keeps a page's text from being read or found."""
    text = page.text
    if media_type != PDF and is_random_kanji(text):  # the parser of PDF has judged by glyphs
        yield Finding("GARBLED_TEXT", Severity.DECIDE, page.number, 0, len(text), "page")
    else:
        for match in _MOJIBAKE.finditer(text):
            yield Finding("GARBLED_TEXT", Severity.DECIDE, page.number, *match.span(), "encoding")
    for match in _SPACED.finditer(text):
        yield Finding("SPACED_TEXT", Severity.NOTE, page.number, *match.span())
    vertical = sum(line.end - line.start for line in page.lines if line.vertical)
    if 2 * vertical > sum(line.end - line.start for line in page.lines) > 0:
        yield Finding("VERTICAL_TEXT", Severity.NOTE, page.number)
