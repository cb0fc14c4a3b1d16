"""A data folder filled with the starter cases as `make run` fills it, made once for a whole run of tests and copied."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from casebase.bootstrap import open_casebase
from casebase.settings import Settings
from ingest.pipeline import ingest_files
from ingest.records import IncomingFile
from tests.pages_server import PROJECT

StarterHome = Callable[..., Path]
"""`starter_home(folder, *files)` returns a data folder inside `folder` that holds the starter cases and `files`."""


def starter_home_in(shared: Path) -> StarterHome:
    """Return the function that makes such folders; the one they are copied from is kept in `shared`, for every process."""

    def made(folder: Path, *files: IncomingFile) -> Path:
        home = folder / "home"
        shutil.copytree(_prepared(shared), home)
        if files:
            casebase = open_casebase(Settings(home=home))
            failed = [one for one in ingest_files(list(files), casebase.library, casebase.embedder) if one.error]
            assert not failed, failed
        return home

    return made


def _prepared(shared: Path) -> Path:
    home = shared / "starter-home"
    with FileLock(shared / "starter-home.lock"):
        if not home.exists():
            begun = shared / "starter-home-begun"
            environment = {**os.environ, "CASEBASE_HOME": str(begun)}
            subprocess.run(
                [sys.executable, "-m", "ingest", "--starter", "--quiet"], cwd=PROJECT, env=environment, check=True
            )
            begun.rename(home)
    return home
