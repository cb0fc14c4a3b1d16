"""Reading files in a child process with limits on memory and time; the child stays and reads the next file at once.

A file that breaks the child costs the child: the next file gets a new one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock, Timer
from types import TracebackType
from typing import BinaryIO, TypeVar

from casebase.errors import ConverterNeeded, DamagedDocument, ParserFailed, TypeMismatch
from casebase.models import Box
from ingest.convert import Converter, as_converted
from ingest.records import Loaded, Member, Scan, UnpackLimits
from ingest.transfer import (
    REPLY,
    REQUEST,
    Task,
    packed_covers,
    packed_limits,
    unpacked,
    unpacked_drawing,
    unpacked_member,
    unpacked_scan,
)

FILES_A_CHILD = 2_000
"""Files after which the child is replaced, so that what libraries keep does not pile up."""

LONGEST_REPLY = 1 << 30
START_SECONDS = 60
_ROOT = Path(__file__).resolve().parent.parent
_Reply = TypeVar("_Reply")


class Sandbox:
    """Loads files in a child process. One file at a time; may be shared by threads. Close it, or use it in a `with`."""

    def __init__(self, seconds: int = 60, memory_mb: int = 512, converter: Converter | None = None) -> None:
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._converter = converter
        self._lock = RLock()
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load(self, name: str, content: bytes) -> Loaded:
        """Read a file as `ingest.load.load` does, within the limits; one of an older format by way of the converter.

        Raises what that raises, and `ParserFailed` (PARSER_TIMEOUT, PARSER_MEMORY, PARSER_CRASHED, CONVERSION_FAILED) when
        a limit is met.
        """
        try:
            return self._load(name, content)
        except ConverterNeeded:
            if self._converter is None:
                raise
            converted = self._converter.convert(name, content)
            try:
                return as_converted(self._converter, name, self._load(*converted))
            except (DamagedDocument, TypeMismatch) as error:
                words = f"what {self._converter.name} made of it cannot be read"
                raise ParserFailed(name, "CONVERSION_FAILED", words) from error

    def scan(self, name: str, content: bytes, page: int, turn: int = 0) -> Scan:
        """Prepare page `page` (from 1) of a PDF or picture for recognition, turned by `turn` degrees (see `Scan`).

        Raises `DamagedDocument`, `DocumentTooLarge`, `NotFound` for a page that is not there, and `ParserFailed`.
        """
        return self._done(unpacked_scan, Task.SCAN, name, content, page, turn)

    def draw(self, name: str, content: bytes, page: int, width: int, covered: Sequence[Box] = ()) -> bytes:
        """Return page `page` (from 1) of a PDF or picture as a PNG of `width` pixels, black within the boxes `covered`.

        Raises as `scan` does.
        """
        return self._done(unpacked_drawing, Task.DRAW, packed_covers(name, covered), content, page, width)

    def unpack(self, name: str, content: bytes, limits: UnpackLimits, into: BinaryIO) -> list[tuple[Member, int, int]]:
        """Take the files out of a container within the limits; their bytes go into a file, one after the other.

        Return each without its bytes, with where these begin and how many they are. Raises what `load` raises.
        """
        found: list[tuple[Member, int, int]] = []
        with self._lock:
            child = self._ready_child()
            with self._guarded(child, name):
                self._ask(child, Task.UNPACK, packed_limits(name, limits), content)
                while True:
                    head = _read_reply(child)
                    self._check(name, head)
                    member = unpacked_member(head)
                    if member is None:
                        return found
                    data = b"" if member.error or member.skipped else _read_reply(child)
                    found.append((member, into.tell(), len(data)))
                    into.write(data)

    def _load(self, name: str, content: bytes) -> Loaded:
        return self._done(unpacked, Task.LOAD, name, content)

    def _done(
        self,
        understood: Callable[[bytes], _Reply],
        task: Task,
        name: str,
        content: bytes,
        page: int = 0,
        parameter: int = 0,
    ) -> _Reply:
        """Let the child do one thing with a file and return its reply as `understood`."""
        with self._lock:
            child = self._ready_child()
            with self._guarded(child, name):
                self._ask(child, task, name.encode("utf-8", "replace"), content, page, parameter)
                reply = _read_reply(child)
        self._check(name, reply)
        try:
            return understood(reply)
        except ValueError as error:
            self.close()
            raise ParserFailed(name, "PARSER_CRASHED", "its answer was not understood") from error

    def _check(self, name: str, reply: bytes) -> None:
        """Raise `ParserFailed` for a reply that says that a parser ran into a fault."""
        failed = _failure(reply)
        if failed is None:
            return
        self.close()  # after an error inside a library its state is not trusted
        if failed == "memory":
            raise ParserFailed(name, "PARSER_MEMORY", f"it needs more than {self._memory_mb} MB of memory")
        raise ParserFailed(name, "PARSER_CRASHED", f"the parser met an unexpected fault ({failed})")

    def interrupt(self) -> None:
        """End the child from another thread; a file that is being read then fails with PARSER_CRASHED."""
        child = self._child
        if child is not None:
            child.kill()
            child.wait()  # so that the next file cannot be given to it

    def close(self) -> None:
        """End the child; the next file starts a new one."""
        with self._lock:
            if self._child is not None:
                self._child.kill()
                for pipe in (self._child.stdin, self._child.stdout):
                    if pipe is not None:
                        with suppress(OSError):  # bytes for a child that is gone
                            pipe.close()
                self._child.wait()
                self._child = None

    def _ready_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None or self._files >= FILES_A_CHILD:
            self.close()
            self._child = self._start()
            self._files = 0
        self._files += 1
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        code = (
            "import sys; sys.path.insert(0, sys.argv[1]); from ingest.sandbox_child import main; main(int(sys.argv[2]))"
        )
        # One thread a library: each reserves memory for its threads, which counts against the limit.
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        kept = {
            name: os.environ[name]
            for name in ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")
            if name in os.environ
        }
        return subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", code, str(_ROOT), str(self._memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | threads,
            close_fds=True,
        )

    @contextmanager
    def _guarded(self, child: subprocess.Popen[bytes], name: str) -> Iterator[None]:
        """Let the child work on a file for the time allowed; whatever ends it early becomes a `ParserFailed`."""
        overdue = _Deadline(child)
        try:
            if self._files == 1:
                with overdue.within(START_SECONDS):
                    _read_exactly(child, REPLY.size)  # the child says that it is ready
            with overdue.within(self._seconds):
                yield
        except (OSError, EOFError, ValueError) as error:
            self.close()
            if overdue.passed:
                raise ParserFailed(name, "PARSER_TIMEOUT", f"it took longer than {self._seconds} seconds") from error
            raise ParserFailed(name, "PARSER_CRASHED", "the parser broke down") from error

    def _ask(
        self,
        child: subprocess.Popen[bytes],
        task: Task,
        name: bytes,
        content: bytes,
        page: int = 0,
        parameter: int = 0,
    ) -> None:
        assert child.stdin is not None
        child.stdin.write(REQUEST.pack(task, page, parameter, len(name), len(content), self._seconds))
        child.stdin.write(name)
        child.stdin.write(content)
        child.stdin.flush()


class _Deadline:
    """Kills a child that takes too long; its pipes then end, which wakes whoever waits for them."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        self._timer: Timer | None = None
        self.passed = False

    def within(self, seconds: float) -> _Deadline:
        """Set the time for what follows in a `with`."""
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True
        return self

    def __enter__(self) -> None:
        if self._timer is not None:
            self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _end(self) -> None:
        self.passed = True
        self._child.kill()


def _read_exactly(child: subprocess.Popen[bytes], length: int) -> bytes:
    assert child.stdout is not None
    data = child.stdout.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _read_reply(child: subprocess.Popen[bytes]) -> bytes:
    (length,) = REPLY.unpack(_read_exactly(child, REPLY.size))
    if length > LONGEST_REPLY:
        raise EOFError
    return _read_exactly(child, length)


def _failure(reply: bytes) -> str | None:
    if len(reply) < 500 and reply.startswith(b'{"failed"'):
        return str(json.loads(reply)["failed"])
    return None
