"""Documents of older formats, made readable by LibreOffice where it is installed.

It runs for one file in a process group of its own, with limits on time, memory and what it writes, without network where
the system lets users give it up, with a settings folder that is thrown away, macros off and links never followed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from casebase.errors import ParserFailed
from casebase.settings import Settings
from ingest.names import extension
from ingest.records import Loaded, Warned
from ingest.ways_out import CONVERTED

MEMORY_MB = 4_096
"""Address space of LibreOffice; it reserves about 1.5 GB before it opens anything."""

LARGEST_RESULT = 200_000_000
"""Bytes that it may write into one file."""

START_SECONDS = 60
"""Seconds for its start with new settings, beyond the time for reading a file; measured 7 s on two busy cores."""

_PLACES = ("soffice", "libreoffice", "/usr/lib/libreoffice/program/soffice", "/opt/libreoffice/program/soffice")
_MEDIA_TYPES = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".rtf": "application/rtf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}

# Limits are set by a process in between: code between fork and exec is not safe where there are threads.
_LAUNCHER = """
import ctypes, os, resource, sys
memory, seconds, size = (int(value) for value in sys.argv[1:4])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
try:
    library = ctypes.CDLL(None)
    library.prctl(38, 1, 0, 0, 0)
    library.unshare(0x50000000)
except (OSError, AttributeError):
    pass
os.execv(sys.argv[4], sys.argv[4:])
"""
"""PR_SET_NO_NEW_PRIVS is 38; 0x50000000 is CLONE_NEWUSER | CLONE_NEWNET: a network without any interface."""

_SETTINGS = {
    "/org.openoffice.Office.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "/org.openoffice.Office.Writer/Content/Update": {"Link": "2"},
    "/org.openoffice.Office.Calc/Content/Update": {"Link": "2"},
}
"""Macros: only from trusted places, of which there are none, and none at all. Links: never (0 always, 1 on request)."""


class Converter(Protocol):
    """Makes a document of an older format readable."""

    @property
    def name(self) -> str:
        """Return the program's name as it is shown."""
        ...

    def convert(self, name: str, content: bytes) -> tuple[str, bytes]:
        """Return the converted document with a name that has its new extension."""
        ...


def find_converter(settings: Settings) -> Converter | None:
    """Return LibreOffice as set by CASEBASE_SOFFICE or found on this machine, or None."""
    if settings.soffice.lower() == "off":
        return None
    for place in (settings.soffice,) if settings.soffice else _PLACES:
        if program := shutil.which(place):
            return LibreOffice(program, settings.parser_seconds + START_SECONDS)
    return None


def as_converted(converter: Converter, name: str, loaded: Loaded) -> Loaded:
    """Return what was read of a converted document as read of the one that was handed in."""
    media_type = _MEDIA_TYPES.get(extension(name), "application/octet-stream")
    warnings = (Warned("CONVERTED", detail=converter.name), *loaded.warnings)
    return replace(loaded, media_type=media_type, warnings=warnings)


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """Converts with the LibreOffice at `program`, taking `seconds` for a file at most."""

    program: str
    seconds: int
    name: str = "LibreOffice"

    def convert(self, name: str, content: bytes) -> tuple[str, bytes]:
        """Return the document as .docx, .xlsx or .pptx.

        Raises `ParserFailed` (PARSER_TIMEOUT, CONVERSION_FAILED).
        """
        source, target = extension(name), CONVERTED[extension(name)]
        with tempfile.TemporaryDirectory(prefix="casebase-convert-", ignore_cleanup_errors=True) as folder:
            home = Path(folder)
            (home / f"document{source}").write_bytes(content)
            _write_settings(home / "settings" / "user")
            self._run(name, home, target, home / f"document{source}")
            result = home / "result" / f"document{target}"
            if not result.is_file() or result.is_symlink():
                raise ParserFailed(name, "CONVERSION_FAILED", f"{self.name} could not convert it")
            return f"{name.rpartition('.')[0]}{target}", result.read_bytes()

    def _run(self, name: str, home: Path, target: str, document: Path) -> None:
        limits = [str(value) for value in (MEMORY_MB * 1024 * 1024, self.seconds, LARGEST_RESULT)]
        command = [
            self.program,
            f"-env:UserInstallation={(home / 'settings').as_uri()}",
            *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            *("--convert-to", target[1:], "--outdir", str(home / "result"), str(document)),
        ]
        running = subprocess.Popen(
            [sys.executable, "-I", "-c", _LAUNCHER, *limits, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env={"HOME": str(home), "TMPDIR": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            running.wait(self.seconds)
        except subprocess.TimeoutExpired as error:
            raise ParserFailed(
                name, "PARSER_TIMEOUT", f"converting it took longer than {self.seconds} seconds"
            ) from error
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(running.pid, signal.SIGKILL)  # also what it may have started and left behind
            running.wait()


def _write_settings(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>\n',
        encoding="utf-8",
    )
