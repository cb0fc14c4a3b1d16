"""File names as they may be stored, shown and offered for download."""

from __future__ import annotations

import re
import unicodedata

from casebase.errors import NameInvalid
from ingest.characters import tidy

LONGEST_NAME = 255
"""Bytes in UTF-8: the limit of common file systems (ext4, XFS, APFS; NTFS counts 255 UTF-16 units)."""

LONGEST_EXTENSION = 16
"""Bytes of an extension that is kept when a name is cut; a longer one is no extension."""

# Device names that Windows reserves, with or without an extension (Microsoft, "Naming Files, Paths, and Namespaces").
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?= *(?:\.|$))", re.IGNORECASE)
_LINE_BREAKS = re.compile(r"[\r\n\t\x0b\x0c\x85\u2028\u2029]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_STREAM_OR_WILDCARD = re.compile(r'[:*?"|]')


def safe_name(raw: str) -> str:
    """Return a name that is safe to store and to print: the last part of any path, NFC, 255 bytes at most.

    Line breaks become a space; terminal sequences, control, bidirectional and invisible characters are removed;
    characters that Windows cannot store become `_`; reserved device names get a leading `_`. Markup is kept: whoever
    shows the name escapes it. Raises `NameInvalid` for names with NUL or lone surrogates and for names of nothing.
    """
    if "\0" in raw or _SURROGATE.search(raw):
        raise NameInvalid(raw)
    name = unicodedata.normalize("NFC", tidy(_LINE_BREAKS.sub(" ", raw))[0])
    name = name.replace("\n", " ")
    name = re.split(r"[/\\]", name)[-1]
    name = _STREAM_OR_WILDCARD.sub("_", name).strip().rstrip(". ")
    if not name.strip(". \u3000"):
        raise NameInvalid(raw)
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name)


def extension(name: str) -> str:
    """Return the extension of a name in lower case with its dot, or an empty string."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem and ending.isalnum() else ""


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST_NAME:
        return name
    ending = extension(name)
    if len(ending.encode()) > LONGEST_EXTENSION:
        ending = ""
    kept = name[len(name) - len(ending) :] if ending else ""
    stem = name[: len(name) - len(kept)].encode()[: LONGEST_NAME - len(kept.encode())]
    return stem.decode(errors="ignore").rstrip() + kept
