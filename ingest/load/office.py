"""Office files as packages of parts: sizes checked before anything is unpacked, no document types, nothing fetched.

Elements are known by their local names, so that the strict and the transitional form of the format read alike.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import msoffcrypto
from lxml import etree

from casebase.errors import DamagedDocument, DocumentError, DocumentTooLarge, EncryptedDocument, ForbiddenContent
from ingest.characters import apart
from ingest.records import HiddenText, Loaded, LoadedPage, Warned
from ingest.titles import title_of

MOST_ENTRIES = 5_000
"""Entries of a package; a presentation of 500 slides with notes and pictures has about 3,000."""

MOST_XML_BYTES = 100_000_000
"""Bytes of all XML parts of a package together, as declared and as unpacked."""

MOST_TREE_BYTES = 40_000_000
"""Bytes of a part that is read as a tree, which takes about eight times as much memory."""

_DATES_OF_TEMPLATES = frozenset({"2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z"})
"""Dates that programs copy from their own templates into whatever they write (python-docx, python-pptx)."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

_DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_KINDS = {"wordprocessingml": "docx", "presentationml": "pptx", "spreadsheetml": "xlsx"}

Element = Any


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to: the kind (last word of its type), and the part's name or an outside address."""

    kind: str
    target: str
    external: bool


class Package:
    """An Office file, part by part, within limits on what it unpacks to."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        if entries_of(content) > MOST_ENTRIES:
            raise DocumentTooLarge(name, "ARCHIVE_TOO_MANY_ENTRIES", f"the limit of {MOST_ENTRIES} entries")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, struct.error, NotImplementedError, EOFError) as error:
            raise DamagedDocument(name, "OFFICE_DAMAGED") from error
        self._entries = {entry.filename.lstrip("/"): entry for entry in entries}
        self._unpacked = 0
        self._relationships: dict[str, dict[str, Relationship]] = {}
        if sum(entry.file_size for part, entry in self._entries.items() if _is_xml(part)) > MOST_XML_BYTES:
            raise self._too_large()

    def __contains__(self, part: str) -> bool:
        return part in self._entries

    def parts(self, prefix: str = "") -> list[str]:
        """Return the names of the parts under a folder."""
        return sorted(part for part in self._entries if part.startswith(prefix))

    def kind(self) -> str:
        """Return `docx`, `pptx` or `xlsx`, or an empty string for a package of another kind."""
        if "[Content_Types].xml" not in self:
            return ""
        for element in self.tree("[Content_Types].xml"):
            content_type = element.get("ContentType", "")
            if content_type.endswith("main+xml"):
                return next((kind for word, kind in _KINDS.items() if word in content_type), "")
        return ""

    def main_part(self) -> str:
        """Return the name of the part that everything hangs on."""
        for relationship in self.relationships("").values():
            if relationship.kind == "officeDocument" and relationship.target in self:
                return relationship.target
        raise DamagedDocument(self.name, "OFFICE_DAMAGED", "its main part is missing")

    def read(self, part: str) -> bytes:
        """Return the bytes of a part, unpacked no further than the limits allow, without a document type."""
        data = self.unpacked(part)
        if any(mark in data for mark in _DOCUMENT_TYPES):
            raise ForbiddenContent(self.name, "XML_FORBIDDEN", "a document type declaration")
        return data

    def unpacked(self, part: str) -> bytes:
        """Return the bytes of a part, unpacked no further than the limits allow."""
        entry = self._entries.get(part)
        if entry is None:
            raise DamagedDocument(self.name, "OFFICE_DAMAGED", f"{part} is missing")
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(MOST_XML_BYTES - self._unpacked + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
            raise DamagedDocument(self.name, "OFFICE_DAMAGED") from error
        self._unpacked += len(data)
        if self._unpacked > MOST_XML_BYTES:
            raise self._too_large()
        return data

    def beginning(self, part: str, length: int) -> bytes:
        """Return the first bytes of a part, such as the head of a picture."""
        try:
            with self._zip.open(self._entries[part]) as stream:
                return stream.read(length)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
            raise DamagedDocument(self.name, "OFFICE_DAMAGED") from error

    def tree(self, part: str) -> Element:
        """Return the root element of an XML part."""
        data = self.read(part)
        if len(data) > MOST_TREE_BYTES:
            raise self._too_large()
        try:
            return etree.fromstring(data, parser())
        except etree.XMLSyntaxError as error:
            raise DamagedDocument(self.name, "OFFICE_DAMAGED") from error

    def elements(self, part: str, name: str) -> Iterator[Element]:
        """Yield the elements with a local name one by one, for parts too large for a tree."""
        data = self.read(part)
        try:
            found = etree.iterparse(
                io.BytesIO(data),
                tag=f"{{*}}{name}",
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            )
            for _, element in found:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise DamagedDocument(self.name, "OFFICE_DAMAGED") from error

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return what a part refers to, by relationship id."""
        if part not in self._relationships:
            self._relationships[part] = self._read_relationships(part)
        return self._relationships[part]

    def _read_relationships(self, part: str) -> dict[str, Relationship]:
        folder, base = posixpath.split(part)
        described = posixpath.join(folder, "_rels", f"{base}.rels")
        if described not in self:
            return {}
        found: dict[str, Relationship] = {}
        for element in self.tree(described):
            if not isinstance(element.tag, str):
                continue
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join(folder, unquote(target))).lstrip("/")
            found[element.get("Id", "")] = Relationship(element.get("Type", "").rsplit("/", 1)[-1], target, external)
        return found

    def warnings(self) -> list[Warned]:
        """Return what the editor must know of the package: references to the outside (links apart), macros."""
        found: list[Warned] = []
        for part in self.parts():
            if part.endswith(".rels"):
                folder, base = posixpath.split(part)
                owner = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
                for relationship in self.relationships(owner).values():
                    if relationship.external and relationship.kind != "hyperlink":
                        found.append(Warned("EXTERNAL_REFERENCE", detail=relationship.target[:200]))
        if any(part.endswith(("vbaProject.bin", ".ocx")) or "/activeX/" in part for part in self.parts()):
            found.append(Warned("ACTIVE_CONTENT"))
        return found

    def loaded(
        self, media_type: str, pages: Sequence[LoadedPage], hidden: Sequence[HiddenText], removed: set[str]
    ) -> Loaded:
        """Return the package as read. `removed` are codes of characters taken out (see `ingest.characters.tidy`)."""
        title, date = self.properties()
        codes, spelt = apart(removed)
        kept = [one for one in hidden if one.text.strip()]
        warnings = self.warnings()
        if kept:
            warnings.append(Warned("HIDDEN_TEXT", tuple(sorted({one.page for one in kept}))))
        warnings.extend(Warned(code) for code in codes)
        kept += [HiddenText(1, "characters", text) for text in spelt]
        found = tuple(warnings)
        return Loaded(media_type, tuple(pages), title_of(title), created_on=date, warnings=found, hidden=tuple(kept))

    def properties(self) -> tuple[str, str]:
        """Return the title and the date of creation (ISO) from the core properties."""
        if "docProps/core.xml" not in self:
            return "", ""
        try:
            values = {local(element): (element.text or "") for element in self.tree("docProps/core.xml")}
        except DamagedDocument:
            return "", ""
        created = values.get("created", "")
        date = "" if created in _DATES_OF_TEMPLATES else created[:10]
        return values.get("title", "").strip(), date if len(date) == 10 and date[4] == "-" else ""

    def _too_large(self) -> DocumentError:
        return DocumentTooLarge(self.name, "DECOMPRESSED_TOO_LARGE", "the limit for unpacked content")


def parser() -> etree.XMLParser:
    """Return an XML parser that expands nothing, fetches nothing and stops at libxml2's limits."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def refuse_ole(name: str, content: bytes) -> DocumentError:
    """Return the error for an OLE container named like an Office file of today: encrypted, or damaged."""
    try:
        encrypted = msoffcrypto.OfficeFile(io.BytesIO(content)).is_encrypted()
    except Exception:  # the library raises whatever its parser of old formats runs into
        return DamagedDocument(name, "OFFICE_DAMAGED")
    return EncryptedDocument(name, "OFFICE_ENCRYPTED") if encrypted else DamagedDocument(name, "OFFICE_DAMAGED")


def entries_of(content: bytes) -> int:
    """Return the number of entries that a ZIP's end record declares, or 0 without one."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 66_000))
    if at < 0 or at + 12 > len(content):
        return 0
    count: int = struct.unpack_from("<H", content, at + 10)[0]
    return count


def local(element: Element) -> str:
    """Return the local name of an element; empty for comments and the like."""
    tag = element.tag
    return _local_of(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=4_096)
def _local_of(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def attribute(element: Element, name: str, default: str = "") -> str:
    """Return an attribute by its local name."""
    for key, value in element.attrib.items():
        if key == name or _local_of(key) == name:
            return str(value)
    return default


def child(element: Element, *names: str) -> Element | None:
    """Return the element at the end of a path of local names, or None."""
    for name in names:
        if element is None:
            return None
        for inner in element:
            if local(inner) == name:
                element = inner
                break
        else:
            return None
    return element


def _is_xml(part: str) -> bool:
    return part.endswith((".xml", ".rels", ".vml"))
