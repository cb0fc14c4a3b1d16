"""What every contestant does: take in a folder of texts, answer questions, say how long it took. Standard library only,
because it runs in the peers' environment too.

`python -m benchmarks.contest.<name> --model FOLDER --texts FOLDER --questions FILE --home FOLDER --out FILE`
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

TOP = 10
WARM = 5
"""Questions asked before the clock runs."""


@dataclass(frozen=True)
class Result:
    """What one contestant reached. Times are in seconds and milliseconds, memory and disk in bytes.

    `found` holds for each question the ids of the texts found, best first, each once.
    """

    name: str
    passages: int
    ingest_s: float
    query_ms: Sequence[float]
    found: Sequence[Sequence[str]]
    memory: int
    disk: int


Search = Callable[[str], Sequence[str]]
"""Returns the ids (file names without ending) of the passages found for a question, best first, repetitions included."""

Ingest = Callable[[Path, Path], tuple[int, Search]]
"""Takes a folder of texts into a home folder; returns the number of passages and a way to search them."""


def run(name: str, prepare: Callable[[Path], Ingest]) -> None:
    """Take part: `prepare` loads the model and returns how texts are taken in; both are outside the measured time."""
    given = _arguments()
    ingest = prepare(given.model)
    few = given.home / "warm-texts"
    few.mkdir(parents=True)
    for path in sorted(given.texts.iterdir())[:8]:
        (few / path.name).write_bytes(path.read_bytes())
    warm, home = given.home / "warm", given.home / "measured"
    warm.mkdir()
    home.mkdir()
    ingest(few, warm)
    began = time.perf_counter()
    passages, search = ingest(given.texts, home)
    ingest_s = time.perf_counter() - began
    questions = json.loads(given.questions.read_text(encoding="utf-8"))
    for question in questions[:WARM]:
        search(question)
    times, found = [], []
    for question in questions:
        began = time.perf_counter()
        ids = search(question)
        times.append((time.perf_counter() - began) * 1000)
        found.append(list(dict.fromkeys(ids))[:TOP])
    result = Result(name, passages, ingest_s, times, found, resident_bytes(), disk_bytes(home))
    given.out.write_text(json.dumps(asdict(result)), encoding="utf-8")


def resident_bytes() -> int:
    """Return the memory this process holds now, in bytes (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def disk_bytes(folder: Path) -> int:
    """Return the bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("model", "texts", "questions", "home", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    return parser.parse_args()
