"""Reading files in a child process with limits on memory and time; the child stays and reads the next file at once.

A file that breaks the child costs the child: the next file gets a new one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import RLock, Timer
from types import TracebackType

from casebase.errors import ParserFailed
from ingest.records import Loaded
from ingest.transfer import REPLY, REQUEST, unpacked

FILES_A_CHILD = 2_000
"""Files after which the child is replaced, so that what libraries keep does not pile up."""

LONGEST_REPLY = 1 << 30
START_SECONDS = 60
_ROOT = Path(__file__).resolve().parent.parent


class Sandbox:
    """Loads files in a child process. One file at a time; may be shared by threads. Close it, or use it in a `with`."""

    def __init__(self, seconds: int = 60, memory_mb: int = 512) -> None:
        self._seconds = seconds
        self._memory_mb = memory_mb
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
        """Read a file as `ingest.load.load` does, within the limits.

        Raises what that raises, and `ParserFailed` (PARSER_TIMEOUT, PARSER_MEMORY, PARSER_CRASHED) when a limit is met.
        """
        with self._lock:
            child = self._ready_child()
            reply = self._exchange(child, name, content)
        failed = _failure(reply)
        if failed is None:
            try:
                return unpacked(reply)
            except ValueError as error:
                self.close()
                raise ParserFailed(name, "PARSER_CRASHED", "its answer was not understood") from error
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

    def _exchange(self, child: subprocess.Popen[bytes], name: str, content: bytes) -> bytes:
        assert child.stdin is not None and child.stdout is not None
        overdue = _Deadline(child)
        encoded = name.encode("utf-8", "replace")
        try:
            if self._files == 1:
                with overdue.within(START_SECONDS):
                    _read_exactly(child, REPLY.size)  # the child says that it is ready
            with overdue.within(self._seconds):
                child.stdin.write(REQUEST.pack(len(encoded), len(content), self._seconds))
                child.stdin.write(encoded)
                child.stdin.write(content)
                child.stdin.flush()
                (length,) = REPLY.unpack(_read_exactly(child, REPLY.size))
                if length > LONGEST_REPLY:
                    raise EOFError
                return _read_exactly(child, length)
        except (OSError, EOFError) as error:
            self.close()
            if overdue.passed:
                raise ParserFailed(name, "PARSER_TIMEOUT", f"it took longer than {self._seconds} seconds") from error
            raise ParserFailed(name, "PARSER_CRASHED", "the parser broke down") from error


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


def _failure(reply: bytes) -> str | None:
    if len(reply) < 500 and reply.startswith(b'{"failed"'):
        return str(json.loads(reply)["failed"])
    return None
