"""`python -m benchmarks badfiles`: make bad files from a seed, take each in, and say by kind how they ended.

Each must end in a named error or in text without anything that is no text; within 60 seconds and 512 MB; and the next good
file must come in. `--short` takes two of each kind, `--keep FOLDER` writes the files down.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.badfiles import archives, bytes_, office, papers, texts
from benchmarks.badfiles.model import BadFile, Maker
from benchmarks.badfiles.run import Result, taken_in

KINDS: dict[str, Maker] = {**bytes_.KINDS, **texts.KINDS, **archives.KINDS, **office.KINDS, **papers.KINDS}
"""Every kind of bad file, with what makes it."""

EACH = 10
"""Files of each kind in the full run."""


def bad_files(seed: int, each: int = EACH) -> Iterator[BadFile]:
    """Yield `each` files of every kind; the same seed gives the same files."""
    for kind, make in KINDS.items():
        drawn = random.Random(seed * 1_000_003 + zlib.crc32(kind.encode()))
        for number, (name, content) in enumerate(make(drawn, each)):
            # Every PDF gets bytes of its own, so that none passes for another that came in before.
            own = b"\n%% %d" % number if name.endswith(".pdf") and content.startswith(b"%PDF") else b""
            yield BadFile(kind, name, content + own)


def main(arguments: Sequence[str]) -> None:
    """Run it, print the table, and end with 1 if anything did not hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks badfiles", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, with every file that failed")
    parser.add_argument("--short", action="store_true", help="two files of each kind")
    parser.add_argument("--only", nargs="*", default=[], help="kinds to take")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the files into this folder too")
    given = parser.parse_args(arguments)
    files = [
        one for one in bad_files(given.seed, 2 if given.short else EACH) if not given.only or one.kind in given.only
    ]
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        for one in files:
            (given.keep / one.name).write_bytes(one.content)
    with TemporaryDirectory() as home:
        results = []
        for one in taken_in(files, Path(home)):
            results.append(one)
            if one.faults and not given.json:
                print(f"FAILS {one.kind}: {one.name}: {'; '.join(one.faults)}", flush=True)
    print(json.dumps(figures(results), ensure_ascii=False) if given.json else table(results))
    if any(one.faults for one in results):
        raise SystemExit(1)


def take_in_bad_files(seed: int, each: int = EACH) -> dict[str, object]:
    """Take in bad files of every kind and return what was found, as `make soak` prints it."""
    with TemporaryDirectory() as home:
        return figures(list(taken_in(bad_files(seed, each), Path(home))))


def figures(results: Sequence[Result]) -> dict[str, object]:
    """Return what was found, for programs."""
    return {
        "files": len(results),
        "kinds": len({one.kind for one in results}),
        "faults": sum(bool(one.faults) for one in results),
        "slowest_seconds": round(max((one.seconds for one in results), default=0.0), 1),
        "most_megabytes": max((one.megabytes for one in results), default=0),
        "endings": dict(Counter(ending for one in results for ending in one.endings).most_common()),
        "details": [f"{one.kind}: {one.name}: {'; '.join(one.faults)}" for one in results if one.faults],
    }


def table(results: Sequence[Result]) -> str:
    """Return the table by kind."""
    lines = [f"{'kind':<34}{'files':>6}{'faults':>8}{'slowest s':>11}{'most MB':>9}  endings"]
    for kind in dict.fromkeys(one.kind for one in results):
        some = [one for one in results if one.kind == kind]
        endings = Counter(ending for one in some for ending in one.endings)
        said = ", ".join(f"{ending} {count}" for ending, count in endings.most_common(6))
        lines.append(
            f"{kind:<34}{len(some):>6}{sum(bool(one.faults) for one in some):>8}{max(one.seconds for one in some):>11.1f}"
            f"{max(one.megabytes for one in some):>9}  {said}"
        )
    total = figures(results)
    lines.append(
        f"{total['files']} files of {total['kinds']} kinds: {total['faults']} did not hold; "
        f"slowest {total['slowest_seconds']} s, most {total['most_megabytes']} MB"
    )
    return "\n".join(lines)
