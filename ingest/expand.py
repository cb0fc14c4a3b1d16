"""From what was handed in to single files: what is inside archives, messages and PDFs, each a file of its own.

Comes before `ingest.pipeline`. Taking out happens in the parser's process; the bytes wait in a temporary file without a
name, so that nothing stays behind and memory holds one file at a time.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from casebase.errors import DocumentError, DocumentTooLarge, ForbiddenContent, NoText, ParserFailed
from casebase.settings import Settings
from ingest.load import SUPPORTED
from ingest.names import extension
from ingest.records import FileOutcome, FileStatus, IncomingFile, Member, UnpackLimits
from ingest.sandbox import Sandbox
from ingest.unpack import BARE, CONTAINERS, container_kind

MOST_DEPTH = 2
"""Containers inside one another that are opened: an archive in an archive, but none in that."""

_READABLE = SUPPORTED | CONTAINERS

Step = tuple[str, IncomingFile | FileOutcome]
"""What is shown as the file's origin, and the file or the reason why there is none."""


@dataclass(slots=True)
class _Budget:
    """What is left of the limits for everything that one handed-in file unpacks to."""

    entries: int
    total_bytes: int


class Expansion:
    """Files as handed in, each followed by the files inside it; an archive is replaced by them.

    `sources` holds, in order, where each file that was given out comes from (`folder/archive.zip/report.docx`); whoever
    reports an outcome takes one from its left. `skipped` counts hidden files and the like that were passed over.
    """

    def __init__(self, files: Iterable[Step], sandbox: Sandbox, settings: Settings) -> None:
        self._files = files
        self._sandbox = sandbox
        self._member_bytes = settings.max_file_mb * 1_000_000
        self.sources: deque[str] = deque()
        self.skipped = 0

    def __iter__(self) -> Iterator[IncomingFile | FileOutcome]:
        for source, file in self._files:
            limits = UnpackLimits()
            budget = _Budget(limits.entries, limits.total_bytes)
            for shown, one in self._opened(source, file, 0, budget):
                self.sources.append(shown)
                yield one

    def _opened(self, source: str, file: IncomingFile | FileOutcome, depth: int, budget: _Budget) -> Iterator[Step]:
        kind = "" if isinstance(file, FileOutcome) or file.details.starter else container_kind(file.name, file.content)
        if isinstance(file, FileOutcome) or not kind or not file.content:
            yield source, file
            return
        if kind not in BARE:
            yield source, file
            if len(file.content) <= self._member_bytes:
                yield from self._attached(source, file, depth, budget)
            return
        try:
            if len(file.content) > self._member_bytes:
                limit = f"the limit of {self._member_bytes // 1_000_000} MB"
                raise DocumentTooLarge(file.name, "FILE_TOO_LARGE", limit)
            if depth == MOST_DEPTH:
                raise _too_deep(file.name)
            readable = 0
            for step in self._members(source, file, depth, budget):
                readable += isinstance(step[1], IncomingFile) and extension(step[1].name) in _READABLE
                yield step
            if not readable:
                words = "The archive holds no file that can be read. Check that it is the right one."
                raise NoText(file.name, "ARCHIVE_EMPTY", words)
        except DocumentError as error:
            yield source, _failed(file.name, error)

    def _attached(self, source: str, file: IncomingFile, depth: int, budget: _Budget) -> Iterator[Step]:
        """Yield what is attached to a file that is read itself. Whether it is whole is said when it is read."""
        try:
            yield from self._members(source, file, depth, budget)
        except (DocumentTooLarge, ParserFailed) as error:
            yield f"{source}/*", _failed(f"{file.name}/*", error)
        except DocumentError:
            return

    def _members(self, source: str, file: IncomingFile, depth: int, budget: _Budget) -> Iterator[Step]:
        used: set[str] = set()
        limits = UnpackLimits(budget.entries, budget.total_bytes, self._member_bytes)
        with tempfile.TemporaryFile() as unpacked:
            members = self._sandbox.unpack(file.name, file.content, limits, unpacked)
            budget.entries -= len(members)
            budget.total_bytes -= unpacked.tell()
            for member, start, length in members:
                if member.skipped:
                    self.skipped += 1
                    continue
                path = _distinct(member.path, used)
                name, shown = f"{file.name}/{path}", f"{source}/{path}"
                if member.error:
                    yield shown, _refused(name, member)
                elif depth == MOST_DEPTH:
                    yield shown, _failed(name, _too_deep(name))
                else:
                    unpacked.seek(start)
                    details = replace(
                        file.details, title="", title_en=""
                    )  # what was said of one file is not all's title
                    inner = IncomingFile(name, unpacked.read(length), details)
                    yield from self._opened(shown, inner, depth + 1, budget)


def _distinct(path: str, used: set[str]) -> str:
    """Return a path that no other file of the container has: files of the same name are numbered, none is lost."""
    stem, dot, ending = path.rpartition(".")
    if not dot or "/" in ending:
        stem, ending = path, ""
    number, distinct = 1, path
    while distinct in used:
        number += 1
        distinct = f"{stem} ({number}){dot if ending else ''}{ending}"
    used.add(distinct)
    return distinct


def _too_deep(name: str) -> DocumentError:
    return ForbiddenContent(name, "ARCHIVE_TOO_DEEP", f"files inside files more than {MOST_DEPTH} deep")


def _failed(name: str, error: DocumentError) -> FileOutcome:
    return FileOutcome(name, FileStatus.FAILED, error=error.code, message=str(error))


def _refused(name: str, member: Member) -> FileOutcome:
    return FileOutcome(name, FileStatus.FAILED, error=member.error, message=member.message)
