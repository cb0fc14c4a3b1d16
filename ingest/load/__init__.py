"""Reading files: what a file is, by its content and its extension, and the parser for it.

`load` is the only way in. Parsers raise `DocumentError`s; anything else is a fault and is contained by `ingest.sandbox`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from casebase.errors import DocumentError, EmptyFile, NoText, TypeMismatch, UnsupportedType
from ingest.load.csv import load_csv
from ingest.load.docx import load_docx
from ingest.load.epub import load_epub
from ingest.load.html import load_html
from ingest.load.legacy import refer_to_converter
from ingest.load.mail import load_mail
from ingest.load.markdown import load_markdown
from ingest.load.office import OLE, ZIP, Package, refuse_ole
from ingest.load.pdf import load_pdf
from ingest.load.pictures import load_picture
from ingest.load.pptx import load_pptx
from ingest.load.text import load_text
from ingest.load.xlsx import load_xlsx
from ingest.names import extension
from ingest.records import Loaded
from ingest.ways_out import CONVERTED, way_out

_EXTENSIONS = {
    ".pdf": "pdf",
    ".docx": "docx", ".docm": "docx", ".dotx": "docx",
    ".pptx": "pptx", ".pptm": "pptx", ".ppsx": "pptx", ".potx": "pptx",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xltx": "xlsx",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".md": "markdown", ".markdown": "markdown",
    ".txt": "text", ".text": "text",
    ".csv": "csv", ".tsv": "csv",
    ".eml": "mail", ".msg": "mail",
    ".epub": "epub",
    **dict.fromkeys(CONVERTED, "converted"),
    ".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".tif": "picture", ".tiff": "picture",
    ".bmp": "picture", ".gif": "picture", ".webp": "picture",
}  # fmt: skip

SUPPORTED = frozenset(_EXTENSIONS)
"""Extensions of files that can be read, those of older formats where a converter is there (`ingest.convert`)."""

PLAIN = frozenset({"text", "csv"})
"""Formats that are read in one pass over the characters."""

_SELF_CHECKED = frozenset({"mail", "epub", "converted"})
"""Formats whose parsers see for themselves whether the content is what the name says."""

_PARSERS: Mapping[str, Callable[[str, bytes], Loaded]] = {
    "pdf": load_pdf,
    "docx": load_docx,
    "pptx": load_pptx,
    "xlsx": load_xlsx,
    "html": load_html,
    "markdown": load_markdown,
    "csv": load_csv,
    "mail": load_mail,
    "epub": load_epub,
    "converted": refer_to_converter,
    "text": load_text,
    "picture": load_picture,
}

# Signs at the beginning of files that are not text, with what they are.
_SIGNATURES = (
    (OLE, "an older Office document, or one with a password"),
    (b"{\\rtf", "an RTF document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"SQLite format 3\0", "a database"),
)
_PICTURE = re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM.{4}\0\0\0\0|RIFF.{4}WEBP", re.DOTALL)
"""Signs of pictures that are read. They need not be of the format their extension says: none is treated differently."""

_HEADER_WITHIN = 1024
"""Bytes at the beginning of a file within which readers look for `%PDF-`."""


def load(name: str, content: bytes) -> Loaded:
    """Read a file; the text of pages that are pictures is left to `ingest.ocr` (`Loaded.pictures` names them).

    `name` decides what it should be, `content` what it is; the two must agree.

    Raises a `DocumentError` that says what is wrong and the way out, in particular `UnsupportedType`, `TypeMismatch`,
    `EncryptedDocument`, `DamagedDocument`, `DocumentTooLarge`, `ForbiddenContent`, `NoText` and `UnknownEncoding`.
    """
    if not content:
        raise EmptyFile(name)
    kind = _kind(name, content)
    loaded = _PARSERS[kind](name, content)
    if not loaded.pictures and not any(block.text.strip() for page in loaded.pages for block in page.blocks):
        raise NoText(name, "NO_TEXT", "The file holds no text. Check that it is the right one.")
    return loaded


def is_plain(name: str) -> bool:
    """Tell whether a file of this name is read by a parser of plain text."""
    return _EXTENSIONS.get(extension(name)) in PLAIN


def _kind(name: str, content: bytes) -> str:
    ending = extension(name)
    kind = _EXTENSIONS.get(ending)
    if kind is None:
        raise _not_accepted(name)
    if kind in _SELF_CHECKED:
        return kind
    found, described = _sniffed(name, content)
    if kind == found:
        return kind
    if kind in {"docx", "pptx", "xlsx"}:
        if content.startswith(OLE):
            raise refuse_ole(name, content)
        raise TypeMismatch(name, described)
    if kind in {"pdf", "picture"} or found:
        raise TypeMismatch(name, described)
    return kind


def _sniffed(name: str, content: bytes) -> tuple[str, str]:
    """Return the kind of what is not plain text (empty for plain text), and what it is in words."""
    if b"%PDF-" in content[:_HEADER_WITHIN]:
        return "pdf", "a PDF"
    if content.startswith(ZIP):
        return _office_kind(name, content)
    for sign, described in _SIGNATURES:
        if content.startswith(sign):
            return "other", described
    if _PICTURE.match(content):
        return "picture", "a picture"
    start = content[:_HEADER_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "", "a web page (HTML)"
    return "", "text or unknown data"


def _office_kind(name: str, content: bytes) -> tuple[str, str]:
    """Tell an Office file from any other ZIP archive; one that is broken counts as what its name says."""
    ending = _EXTENSIONS.get(extension(name), "")
    try:
        kind = Package(name, content).kind()
    except DocumentError:
        if ending in {"docx", "pptx", "xlsx"}:
            raise
        return "other", "a ZIP archive"
    words = {"docx": "a Word document", "pptx": "a PowerPoint presentation", "xlsx": "an Excel workbook"}
    return (kind, words[kind]) if kind else ("other", "a ZIP archive")


def _not_accepted(name: str) -> DocumentError:
    ending = extension(name)
    shown = f"Files of type {ending}" if ending else "Files without an extension"
    return UnsupportedType(name, f"{shown} are not accepted. {way_out(name, 'en')}")
