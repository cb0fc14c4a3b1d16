"""Files embedded in PDFs: attachments, the files of portfolios, and those pinned to a page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pypdf
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from casebase.errors import DocumentError, DocumentTooLarge
from ingest.load.pdf_annotations import READING_FAILED
from ingest.load.pdf_structure import MOST_PAGES
from ingest.records import Member, UnpackLimits
from ingest.unpack.attached import within

_MOST_NODES = 10_000
_DEEPEST_TREE = 30
# Streams stand outside of compressed objects, so the name of their kind can be seen in every file of common programs.
_MAY_EMBED = re.compile(rb"/EmbeddedFile|/EF\s*<<|/EF\s+\d|/FileAttachment")


def may_embed(content: bytes) -> bool:
    """Tell whether a PDF may hold other files, without opening it."""
    return _MAY_EMBED.search(content) is not None


def pdf_members(name: str, content: bytes, limits: UnpackLimits) -> Iterator[Member]:
    """Yield the files embedded in a PDF. A PDF that cannot be opened holds none: its own error is found when it is read."""
    configuration = pypdf.Configuration(
        zlib_maximum_output_length=limits.member_bytes,
        lzw_maximum_output_length=limits.member_bytes,
        run_length_maximum_output_length=limits.member_bytes,
        maximum_declared_stream_length=limits.member_bytes,
        array_based_stream_maximum_output_length=limits.member_bytes,
    )
    with pypdf.apply_configuration(configuration):
        try:
            reader = pypdf.PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                return
        except READING_FAILED:
            return
        specifications: list[DictionaryObject] = []
        try:
            specifications.extend(islice(_specifications(reader), _MOST_NODES))
        except READING_FAILED:  # those found before the broken one are taken out all the same
            yield Member("*", error="PDF_DAMAGED", message="The files embedded in it cannot all be found.")
        yield from within(
            name, (_file(one, number) for number, one in enumerate(specifications, start=1)), limits, "PDF_DAMAGED"
        )


def _specifications(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Yield the file specifications of the name tree and of the pages' annotations, each once."""
    seen: set[int] = set()
    root = reader.root_object
    names = _dictionary(root.get("/Names"))
    for one in _tree(_dictionary(names.get("/EmbeddedFiles")), 0, set()):
        yield from _new(one, seen)
    for page in islice(reader.pages, MOST_PAGES):
        for annotation in _array(page.get("/Annots")):
            held = _dictionary(annotation)
            if held.get("/Subtype") == "/FileAttachment":
                yield from _new(_dictionary(held.get("/FS")), seen)


def _new(specification: DictionaryObject, seen: set[int]) -> Iterator[DictionaryObject]:
    stream = _stream(specification)
    if stream is not None and id(stream) not in seen:
        seen.add(id(stream))
        yield specification


def _tree(node: DictionaryObject, depth: int, seen: set[int]) -> Iterator[DictionaryObject]:
    """Yield the values of a name tree (ISO 32000-1, 7.9.6), without following its circles."""
    if id(node) in seen or depth > _DEEPEST_TREE or len(seen) > _MOST_NODES:
        return
    seen.add(id(node))
    for value in _array(node.get("/Names"))[1::2]:
        yield _dictionary(value)
    for kid in _array(node.get("/Kids")):
        yield from _tree(_dictionary(kid), depth + 1, seen)


def _stream(specification: DictionaryObject) -> StreamObject | None:
    embedded = _dictionary(specification.get("/EF"))
    for key in ("/UF", "/F", "/DOS", "/Mac", "/Unix"):
        stream = embedded.get(key)
        stream = stream.get_object() if stream is not None else None
        if isinstance(stream, StreamObject):
            return stream
    return None


def _file(specification: DictionaryObject, number: int) -> tuple[str, bytes | DocumentError | None]:
    raw = next((str(specification[key]) for key in ("/UF", "/F") if specification.get(key)), f"attachment{number}")
    # A portfolio puts the number of a file's folder in angle brackets before its name (ISO 32000-2, 7.11.6).
    name = re.sub(r"^<\d+>", "", raw).replace("\\", "/").rsplit("/", 1)[-1]
    stream = _stream(specification)
    try:
        return name, stream.get_data() if stream is not None else None
    except LimitReachedError:
        return name, DocumentTooLarge(name, "DECOMPRESSED_TOO_LARGE", "the limit for unpacked content")
    except READING_FAILED:
        return name, None


def _dictionary(value: Any) -> DictionaryObject:
    value = value.get_object() if value is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def _array(value: Any) -> list[Any]:
    value = value.get_object() if value is not None else None
    return list(value) if isinstance(value, ArrayObject) else []
