"""The files that are named on the command line: found in folders, and read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from casebase.errors import DocumentError, DocumentTooLarge
from casebase.models import Details
from casebase.settings import Settings
from ingest.names import safe_name
from ingest.records import FileOutcome, FileStatus, IncomingFile


def found_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield files in order; folders with everything inside, apart from links and what is hidden."""
    for path in paths:
        if path.is_dir():
            yield from _inside(path)
        else:
            yield path


def _inside(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder  # it then fails by name
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _inside(entry)
        elif entry.is_file():
            yield entry


def incoming(path: Path, details: Details, settings: Settings, replaces: str) -> IncomingFile | FileOutcome:
    """Read a file, or say why it cannot be."""
    try:
        name = safe_name(path.name)
        if path.stat().st_size > settings.max_file_mb * 1_000_000:
            raise DocumentTooLarge(name, "FILE_TOO_LARGE", f"the limit of {settings.max_file_mb} MB")
        return IncomingFile(name, path.read_bytes(), details, replaces)
    except DocumentError as error:
        return FileOutcome(str(path), FileStatus.FAILED, error=error.code, message=str(error))
    except OSError as error:
        message = f"{path.name}: The file cannot be opened ({error.strerror}). Check that it is there and may be read."
        return FileOutcome(str(path), FileStatus.FAILED, error="FILE_NOT_READABLE", message=message)
