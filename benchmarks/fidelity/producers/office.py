"""LibreOffice: what it prints to PDF, and what it writes when it saves another format."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 300


def converted(sources: Iterable[Path], target: str, folder: Path) -> None:
    """Convert files into `folder`; `target` is an extension, with a filter and its options where it needs them."""
    paths = [str(path) for path in sources]
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None or not paths:
        return
    with TemporaryDirectory() as profile:
        command = [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", target]
        subprocess.run([*command, "--outdir", str(folder), *paths], check=True, capture_output=True, timeout=SECONDS)
