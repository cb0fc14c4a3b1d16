"""Take bad files in, one by one, as the command does, and note how each ended, how long it took, and how much memory."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.badfiles.model import SECRET, BadFile
from benchmarks.soak.world import DETAILS, opened, settings_of
from casebase.access import LOCAL_READER
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.expand import Expansion
from ingest.messages import ERRORS
from ingest.pipeline import ingest_files
from ingest.records import FileOutcome, FileStatus, IncomingFile
from ingest.sandbox import Sandbox

MOST_MEGABYTES = 512

_NO_NAME = frozenset({"UNEXPECTED", "PARSER_CRASHED"})
"""Codes that say that something happened, not what: a bad file is a fault of its own, not of the parser."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a bad file ended: its outcomes by code, what was wrong about that, and what it cost.

    `seconds` are those of the whole way in, recognition of pictures and embedding included; they depend on what else the
    machine does. The parser alone is ended by name (PARSER_TIMEOUT) when its time is over.
    """

    kind: str
    name: str
    endings: tuple[str, ...]
    faults: tuple[str, ...]
    seconds: float
    megabytes: int


def taken_in(files: Iterable[BadFile], home: Path) -> Iterator[Result]:
    """Take files into a new casebase in `home`, and after each a good one."""
    casebase, settings = opened(home), settings_of(home)
    with Sandbox(settings.parser_seconds, settings.parser_memory_mb) as sandbox:
        for number, bad in enumerate(files):
            _forget_peak()
            began = time.monotonic()
            try:
                outcomes = _ingested(casebase, sandbox, settings, bad.name, bad.content)
            except Exception as error:  # whatever it is, it is what is looked for
                yield Result(bad.kind, bad.name, ("raised",), (f"{type(error).__name__}: {error}",), 0.0, 0)
                continue
            took, peak = time.monotonic() - began, _peak()
            faults = [fault for one in outcomes for fault in _faults(casebase, one)]
            if not outcomes:
                faults.append("no outcome")
            if peak > MOST_MEGABYTES:
                faults.append(f"took {peak} MB")
            good = _ingested(
                casebase, sandbox, settings, f"good-{number}.md", f"{number}番目の良い文書である。".encode()
            )
            if [one.status for one in good] != [FileStatus.INGESTED]:
                faults.append("the next good file did not come in")
            endings = tuple(one.error or one.status.value for one in outcomes)
            yield Result(bad.kind, bad.name, tuple(dict.fromkeys(endings)), tuple(faults), took, peak)


def _ingested(casebase: Casebase, sandbox: Sandbox, settings: Settings, name: str, content: bytes) -> list[FileOutcome]:
    expansion = Expansion([(name, IncomingFile(name, content, DETAILS))], sandbox, settings)
    return list(ingest_files(expansion, casebase.library, casebase.embedder, sandbox, settings))


def _faults(casebase: Casebase, outcome: FileOutcome) -> Iterator[str]:
    """Yield what is wrong about how a file ended."""
    if outcome.status is FileStatus.FAILED:
        if outcome.error not in ERRORS or outcome.error in _NO_NAME:
            yield f"{outcome.error}: {outcome.message}"
        elif not outcome.message or "Traceback" in outcome.message:
            yield f"{outcome.error} says {outcome.message!r}"
        return
    if outcome.version is None:
        yield "came in without a version"
        return
    for number in range(1, min(outcome.pages, 50) + 1):
        text = casebase.page(outcome.version, number, LOCAL_READER).text
        if SECRET in text:
            yield "text from outside came in"
        if any("\ud800" <= char <= "\udfff" or (char < " " and char != "\n") or char == "\x7f" for char in text):
            yield f"page {number} holds characters that are no text"


def _children() -> list[str]:
    with suppress(OSError):
        return [
            child
            for task in Path("/proc/self/task").iterdir()
            for child in (task / "children").read_text(encoding="ascii").split()
        ]
    return []


def _forget_peak() -> None:
    for child in _children():
        with suppress(OSError):
            Path(f"/proc/{child}/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    """Return the most memory in MB that a child process held since it was last forgotten; 0 where that cannot be told."""
    most = 0
    for child in _children():
        with suppress(OSError, ValueError, StopIteration):
            lines = Path(f"/proc/{child}/status").read_text(encoding="ascii", errors="replace").splitlines()
            most = max(most, int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024)
    return most
