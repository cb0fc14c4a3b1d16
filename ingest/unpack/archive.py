"""ZIP archives: every file inside, unpacked no further than the limits allow."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from casebase.errors import (
    DamagedDocument,
    DocumentError,
    DocumentTooLarge,
    EncryptedDocument,
    ForbiddenContent,
    TypeMismatch,
)
from ingest.load.office import entries_of
from ingest.records import Member, UnpackLimits
from ingest.unpack.paths import is_litter, safe_path, shown

MOST_RATIO = 200
"""Times that a file may be larger than it is packed; text packs to about a tenth, deflate ends at 1,032."""

RATIO_FROM = 10_000_000
"""Bytes below which the ratio does not matter: a small file of blanks is no attack."""

_SIGNS = (b"PK\x03\x04", b"PK\x05\x06")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED, _UTF8 = 0x1, 0x800
_UNICODE_PATH = 0x7075
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
)


def archive_members(name: str, content: bytes, limits: UnpackLimits) -> Iterator[Member]:
    """Yield the files of a ZIP archive in its own order; folders and what is hidden are `skipped`.

    Raises `TypeMismatch`, `DamagedDocument` (ARCHIVE_DAMAGED) and `DocumentTooLarge` (ARCHIVE_TOO_MANY_ENTRIES).
    """
    if not content.startswith(_SIGNS):
        raise TypeMismatch(name, "not a ZIP archive")
    if entries_of(content) > limits.entries:
        raise _too_many(name, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > limits.entries:
                raise _too_many(name, limits)
            if "[Content_Types].xml" in archive.NameToInfo:
                raise TypeMismatch(name, "an Office document")
            if entries and entries[0].filename == "mimetype":
                raise TypeMismatch(name, "a document (EPUB or OpenDocument)")
            # Entries that share their bytes unpack to far more than they could by themselves.
            if sum(entry.compress_size for entry in entries) > len(content):
                raise DamagedDocument(name, "ARCHIVE_DAMAGED", "its entries overlap")
            left = limits.total_bytes
            for entry in entries:
                if not entry.is_dir():
                    member = _member(archive, entry, limits, left)
                    left -= len(member.content)
                    yield member
    except _BROKEN as error:
        raise DamagedDocument(name, "ARCHIVE_DAMAGED") from error


def entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry: UTF-8 where it says so or is so, else the encoding of Japanese Windows (CP932)."""
    if entry.flag_bits & _UTF8:
        return entry.orig_filename
    raw = entry.orig_filename.encode("cp437")
    if named := _unicode_path(entry.extra, raw):
        return named
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.orig_filename


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Return the name in the Info-ZIP Unicode Path field (APPNOTE 4.6.9), which counts only beside the name it belongs to."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
        at += 4 + length
    return ""


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: UnpackLimits, left: int) -> Member:
    raw = entry_name(entry)
    path = shown(raw)
    try:
        if ".." not in raw and is_litter(raw):
            return Member(path, skipped=True)
        path = safe_path(raw)
        _refuse_what_is_no_file(entry, path)
        return Member(path, _content(archive, entry, path, limits, left))
    except DocumentError as error:
        return Member(path, error=error.code, message=str(error))


def _refuse_what_is_no_file(entry: zipfile.ZipInfo, path: str) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.create_system == 3 and kind not in {0, stat.S_IFREG}:  # 3 is Unix
        raise ForbiddenContent(path, "ARCHIVE_LINK", "a link")
    if entry.flag_bits & _ENCRYPTED:
        raise EncryptedDocument(path, "ARCHIVE_ENCRYPTED")
    if entry.compress_type not in _METHODS:
        raise DamagedDocument(path, "ARCHIVE_METHOD", "it is packed by a method that is not read")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, limits: UnpackLimits, left: int) -> bytes:
    if entry.file_size > limits.member_bytes:
        raise DocumentTooLarge(path, "FILE_TOO_LARGE", f"the limit of {limits.member_bytes // 1_000_000} MB")
    if entry.file_size > left:
        raise DocumentTooLarge(path, "DECOMPRESSED_TOO_LARGE", "the limit for all files of an archive together")
    if entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * entry.compress_size:
        raise DocumentTooLarge(path, "DECOMPRESSED_TOO_LARGE", "the limit on what a packed file unpacks to")
    try:
        with archive.open(entry) as stream:  # reads no more than the size that the entry declares, and checks its sum
            return stream.read()
    except _BROKEN as error:
        raise DamagedDocument(path, "ARCHIVE_DAMAGED") from error


def _too_many(name: str, limits: UnpackLimits) -> DocumentError:
    return DocumentTooLarge(name, "ARCHIVE_TOO_MANY_ENTRIES", f"the limit of {limits.entries} files")
