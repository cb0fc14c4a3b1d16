"""Documents of formats that are converted first (`ingest.convert`): here it is seen that they are what their names say."""

from __future__ import annotations

import io

import msoffcrypto
from olefile import OleFileIO

from casebase.errors import ConverterNeeded, DamagedDocument, EncryptedDocument, TypeMismatch
from ingest.load.office import OLE, ZIP, Package
from ingest.names import extension
from ingest.records import Loaded
from ingest.ways_out import way_out

_RTF = b"{\\rtf"
_STREAMS = {
    **dict.fromkeys((".doc", ".dot"), ("WordDocument",)),
    **dict.fromkeys((".xls", ".xlt"), ("Workbook", "Book")),
    **dict.fromkeys((".ppt", ".pps", ".pot"), ("PowerPoint Document",)),
}
"""Streams of an OLE container by which Office's programs know their files (MS-DOC 2.1.1, MS-XLS 2.1.2, MS-PPT 2.1.2)."""

_OPEN = {
    **dict.fromkeys((".odt", ".ott"), b"application/vnd.oasis.opendocument.text"),
    **dict.fromkeys((".ods", ".ots"), b"application/vnd.oasis.opendocument.spreadsheet"),
    **dict.fromkeys((".odp", ".otp"), b"application/vnd.oasis.opendocument.presentation"),
}
"""Content of the file `mimetype`, apart from `-template` (OpenDocument 1.3, part 2, 3.3)."""

_MANIFEST = "META-INF/manifest.xml"


def refer_to_converter(name: str, content: bytes) -> Loaded:
    """Raise `ConverterNeeded` for a document that may be converted.

    Raises `TypeMismatch`, `EncryptedDocument` (OFFICE_ENCRYPTED), `DamagedDocument` (OFFICE_DAMAGED), and what limits the
    unpacking of Office files, for all others.
    """
    ending = extension(name)
    if ending == ".rtf":
        if not content.startswith(_RTF):
            raise TypeMismatch(name, "no RTF document")
    elif ending in _OPEN:
        _check_open_document(name, content, _OPEN[ending])
    else:
        _check_ole(name, content, _STREAMS[ending])
    raise ConverterNeeded(name, f"Files of type {ending} are not accepted as they are. {way_out(name, 'en')}")


def _check_ole(name: str, content: bytes, expected: tuple[str, ...]) -> None:
    if not content.startswith(OLE):
        raise TypeMismatch(name, "no document of an older Office program")
    try:
        with OleFileIO(content) as container:
            streams = {path[0] for path in container.listdir()}
    except Exception as error:  # the library raises whatever a broken container leads to
        raise DamagedDocument(name, "OFFICE_DAMAGED") from error
    if "EncryptedPackage" in streams:
        raise EncryptedDocument(name, "OFFICE_ENCRYPTED")
    if not streams & set(expected):
        raise TypeMismatch(name, "a document of another program")
    try:
        encrypted = msoffcrypto.OfficeFile(io.BytesIO(content)).is_encrypted()
    except Exception:  # it does not know every old file; those it does not know may still be converted
        return
    if encrypted:
        raise EncryptedDocument(name, "OFFICE_ENCRYPTED")


def _check_open_document(name: str, content: bytes, expected: bytes) -> None:
    if not content.startswith(ZIP):
        raise TypeMismatch(name, "no OpenDocument file")
    package = Package(name, content)
    if "mimetype" not in package or package.read("mimetype").removesuffix(b"-template") != expected:
        raise TypeMismatch(name, "a document of another kind")
    if b"encryption-data" in package.read(_MANIFEST):
        raise EncryptedDocument(name, "OFFICE_ENCRYPTED")
    for part in package.parts():
        if part.endswith(".xml"):
            package.read(part)  # within the limits, and without a document type
