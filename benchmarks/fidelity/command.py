"""Measure how faithfully files are read, producer by producer."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fidelity.keep import keep
from benchmarks.fidelity.measure import Fidelity, Share, measured

KEPT = Path(__file__).parents[2] / "tests" / "data" / "gold"
"""The produced files that are kept with the project."""


def main(arguments: list[str]) -> None:
    """Print the table; without a folder every document is produced anew where its program is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fidelity", description=__doc__)
    parser.add_argument(
        "folder", nargs="?", type=Path, help="a folder with a manifest.jsonl; `kept` for the files in tests/data/gold"
    )
    parser.add_argument("--produce", type=Path, metavar="FOLDER", help="keep what is produced in this folder")
    parser.add_argument("--json", action="store_true", help="print every file with what is missing, as JSON")
    parser.add_argument(
        "--keep", action="store_true", help="keep a small choice of what is produced in tests/data/gold"
    )
    chosen = parser.parse_args(arguments)
    if chosen.folder is not None:
        _report(KEPT if str(chosen.folder) == "kept" else chosen.folder, chosen.json)
        return
    from benchmarks.fidelity.produce import produce  # noqa: PLC0415  needs typst, playwright and reportlab, reading does not

    with TemporaryDirectory() as scratch:
        folder = chosen.produce or Path(scratch)
        produce(folder)
        if chosen.keep:
            keep(folder, KEPT)
        _report(folder, chosen.json)


def _report(folder: Path, as_json: bool) -> None:
    found = list(measured(folder))
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return
    print(
        f"{'producer':<26}{'layout':<10}{'files':>6}{'sentences':>11}{'order':>9}{'headings':>10}{'cells':>9}{'readings':>10}"
    )
    groups: dict[tuple[str, str], list[Fidelity]] = {}
    for one in found:
        kind = Path(one.file).suffix[1:]
        producer = one.producer if kind in one.producer.lower() else f"{one.producer} {kind}"
        groups.setdefault((producer, one.layout), []).append(one)
    for (producer, layout), some in sorted(groups.items()):
        print(_row(producer, layout, some))
    print(_row("all", "", found))
    print(f"running lines, deletions and the like taken for text: {sum(len(one.present) for one in found)}")
    unflagged = [one.file for one in found if one.garbled and not one.flagged]
    print(f"garbled: {sum(one.garbled for one in found)}, of them not flagged: {len(unflagged)} {' '.join(unflagged)}")


def _row(producer: str, layout: str, some: Sequence[Fidelity]) -> str:
    total = reduce(
        lambda a, b: replace(
            a,
            sentences=a.sentences + b.sentences,
            order=a.order + b.order,
            headings=a.headings + b.headings,
            cells=a.cells + b.cells,
            readings=a.readings + b.readings,
        ),
        some,
    )
    shares: tuple[Share, ...] = (total.sentences, total.order, total.headings, total.cells, total.readings)
    widths = (11, 9, 10, 9, 10)
    return f"{producer:<26}{layout:<10}{len(some):>6}" + "".join(
        f"{share!s:>{w}}" for share, w in zip(shares, widths, strict=True)
    )
