"""The program tesseract, as a process with limits: pixels in by standard input, words out by standard output, no files.

It is found, not shipped: where it is missing, or its Japanese data, `find_tesseract` says so and everything else works.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Thread, Timer
from typing import Protocol

from casebase.errors import CasebaseError
from casebase.settings import Settings
from ingest.ocr.words import Word, words_of

JAPANESE, VERTICAL, ENGLISH = "jpn", "jpn_vert", "eng"

MEMORY_MB = 1_024
"""Address space of the program. Measured: 120 to 250 MB for a page of A4 at 300 dots an inch."""

LONGEST_REPLY = 16_000_000
"""Bytes of the longest list of words that is read; a dense page of A4 gives 0.3 million."""

_START_SECONDS = 20
_PLACES = (
    "/opt/homebrew/bin/tesseract",
    "/usr/local/bin/tesseract",
    r"C:\Program Files\Tesseract-OCR\tesseract.exe",
)
"""Where installers put it outside the search path (Homebrew; the Windows installer)."""

# Run by a bare Python that then becomes tesseract: no file may grow, no other user or network is in reach.
_LIMITED = """
import ctypes, os, resource, sys
memory, seconds = int(sys.argv[1]) << 20, int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
try:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)
    libc.unshare(0x10000000 | 0x40000000)
except (OSError, AttributeError):
    pass
os.execv(sys.argv[3], sys.argv[3:])
"""


class Layout(StrEnum):
    """How the text of a picture is looked for; tesseract's page segmentation modes."""

    PAGE = "3"
    """A whole page, its columns and blocks found."""
    VERTICAL = "5"
    """One block of vertical text."""
    LINE = "7"
    """A single line."""


class OcrState(StrEnum):
    """Whether text can be recognised here, and if not, why."""

    READY = "READY"
    OFF = "OCR_OFF"
    NOT_INSTALLED = "OCR_NOT_INSTALLED"
    NO_JAPANESE = "OCR_DATA_MISSING"


class RecognitionFailed(CasebaseError):
    """One picture could not be recognised: the program broke down or met a limit."""

    code = "OCR_FAILED"


class Recogniser(Protocol):
    """Something that reads words from a picture."""

    @property
    def languages(self) -> frozenset[str]:
        """Names of the data that is installed."""
        ...

    @property
    def seconds(self) -> int:
        """Seconds that one picture may take, and after which no unlikely way of reading a page is tried."""
        ...

    def read(self, width: int, height: int, pixels: bytes, dpi: int, language: str, layout: Layout) -> tuple[Word, ...]:
        """Return the words of a grey picture, in reading order. Raises `RecognitionFailed`."""
        ...


@dataclass(frozen=True, slots=True)
class Tesseract:
    """tesseract, version 4 or newer. `seconds` limits one picture. May be used by several threads."""

    program: str
    languages: frozenset[str]
    seconds: int = 60

    def read(self, width: int, height: int, pixels: bytes, dpi: int, language: str, layout: Layout) -> tuple[Word, ...]:
        """Return the words of a grey picture of `width` × `height` pixels, in reading order. Raises `RecognitionFailed`."""
        picture = b"P5\n%d %d\n255\n" % (width, height) + pixels
        arguments = ["stdin", "stdout", "-l", language, "--psm", layout.value, "--dpi", str(dpi)]
        return words_of(_run(self.program, [*arguments, "tsv"], picture, self.seconds))


def find_tesseract(settings: Settings) -> tuple[OcrState, Tesseract | None]:
    """Look for tesseract and its data; say in what state recognition is, and return the program when it is ready."""
    if settings.ocr == "off":
        return OcrState.OFF, None
    program = _program(settings.tesseract)
    languages = _languages(program) if program else None
    if program is None or languages is None:
        return OcrState.NOT_INSTALLED, None
    if JAPANESE not in languages:
        return OcrState.NO_JAPANESE, None
    return OcrState.READY, Tesseract(program, languages, settings.ocr_page_seconds)


def _program(set_: str) -> str | None:
    if set_:
        return set_ if Path(set_).is_file() else None
    return shutil.which("tesseract") or next((place for place in _PLACES if Path(place).is_file()), None)


def _languages(program: str) -> frozenset[str] | None:
    """Return the names of the installed data, or None when the program does not run."""
    try:
        listed = _run(program, ["--list-langs"], b"", _START_SECONDS)
    except RecognitionFailed:
        return None
    return frozenset(line.strip() for line in listed.splitlines()[1:])


def _run(program: str, arguments: Sequence[str], given: bytes, seconds: int) -> str:
    kept = {
        name: os.environ[name]
        for name in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "SYSTEMROOT")
        if name in os.environ
    }
    # One thread: its own threads gain little and take the processor from the page beside it.
    environment = kept | {"OMP_THREAD_LIMIT": "1"}
    command = [program, *arguments]
    if os.name == "posix":
        limited = [sys.executable, "-I", "-S", "-B", "-c", _LIMITED, str(MEMORY_MB), str(seconds)]
        command = [*limited, str(Path(program).absolute()), *arguments]
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            close_fds=True,
        )
    except OSError as error:
        raise RecognitionFailed(f"tesseract cannot be started ({error.strerror}).") from error
    with child:
        late = Timer(seconds, child.kill)
        late.daemon = True
        late.start()
        Thread(target=_give, args=(child, given), daemon=True).start()
        assert child.stdout is not None
        answer = child.stdout.read(LONGEST_REPLY + 1)
        if len(answer) > LONGEST_REPLY:
            child.kill()
        ended = child.wait()
        late.cancel()
    if ended != 0:
        raise RecognitionFailed(f"tesseract ended with {ended}.")
    return answer.decode("utf-8", "replace")


def _give(child: subprocess.Popen[bytes], given: bytes) -> None:
    assert child.stdin is not None
    with suppress(OSError, ValueError):  # it ended before it had read everything
        child.stdin.write(given)
    with suppress(OSError, ValueError):
        child.stdin.close()
