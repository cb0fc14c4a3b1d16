"""The short form of `make soak`: processes are killed, disks fail, index files are damaged, and nothing may be lost.

It runs in a process of its own, since it forks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from benchmarks.soak.command import short_tests
from tests.conftest import PROJECT


@pytest.fixture(scope="module")
def figures() -> dict[str, dict]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CASEBASE_")}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "soak", "--short"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "{" in done.stdout, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a process")
@pytest.mark.parametrize("name", list(short_tests(1)))
def test_nothing_is_lost_doubled_half_published_or_unfindable(figures, name):
    assert figures[name]["holds"], figures[name]
