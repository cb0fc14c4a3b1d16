"""Measure how well drafts are filled from made-up reports and from the starter cases: right, wrong, and proved."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.fidelity.model import MANIFEST
from benchmarks.reports.measure import Verdict, verdicts
from benchmarks.reports.model import Stated
from casebase.models import Details
from casebase.settings import Settings
from ingest.compose import compose
from ingest.draft.fill import draft_of
from ingest.draft.records import Material
from ingest.pipeline import completed, read, shared_sandbox
from ingest.records import IncomingFile

KEPT = Path(__file__).parents[2] / "tests" / "data" / "reports"
"""The reports that are kept with the project."""


def main(arguments: list[str]) -> None:
    """Print the figures; `--produce` makes the reports anew first."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks drafts", description=__doc__)
    parser.add_argument("--half", choices=("report", "tune"), help="only the reports of one half")
    parser.add_argument("--json", action="store_true", help="print the verdict on every field, as JSON")
    parser.add_argument("--folder", type=Path, default=KEPT, help="a folder of reports with its manifest")
    parser.add_argument("--produce", action="store_true", help="make the reports in that folder anew first")
    parser.add_argument("--seed", type=int, help="draw other figures into the reports that are made anew")
    parser.add_argument("--starter", action="store_true", help="measure on the starter cases instead")
    chosen = parser.parse_args(arguments)
    if chosen.produce:
        from benchmarks.reports.produce import SEED, produce  # noqa: PLC0415  needs browsers and office programs

        produce(chosen.folder, SEED if chosen.seed is None else chosen.seed)
    if chosen.starter:
        from benchmarks.reports.starter import starter_verdicts  # noqa: PLC0415  only here

        found = list(starter_verdicts())
    else:
        found = [one for half in measured(chosen.folder, chosen.half) for one in half]
    if chosen.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        report(found)


def measured(folder: Path, half: str | None = None) -> Iterator[list[Verdict]]:
    """Draft from every report of a folder and compare, a report at a time."""
    for line in (folder / MANIFEST).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if half in {None, row["half"]}:
            material = material_of(folder / row["file"])
            stated = [Stated(one["field"], one["value"], tuple(one["quotes"])) for one in row["stated"]]
            yield verdicts(row["file"], row["language"], stated, draft_of([material]), [material])


def material_of(path: Path) -> Material:
    """Read a file as it would be stored."""
    file = IncomingFile(path.name, path.read_bytes(), Details("other"))
    loaded = read(file, shared_sandbox(), Settings(ocr="off"))
    details = completed(file.details, loaded)
    language = "en" if path.name.startswith("en-") else "ja"
    return Material(path.name, path.name, details.title, language, compose(loaded))


def report(found: Sequence[Verdict]) -> None:
    """Print the figures by field and as a whole."""
    print(f"{'field':<24}{'stated':>8}{'right':>8}{'wrong':>8}{'missed':>8}{'extra':>8}{'proved':>8}")
    for field in sorted({one.field for one in found}):
        print(_row(field, [one for one in found if one.field == field]))
    print(_row("all", found))
    stated = sum(one.outcome != "extra" for one in found)
    proposed = sum(one.outcome != "missed" for one in found)
    right = sum(one.outcome == "right" for one in found)
    wrong = sum(one.outcome in {"wrong", "extra"} for one in found)
    proved = sum(one.proved for one in found)
    print(
        f"right: {right / stated:.1%} of the stated, wrong or not stated: {wrong / max(1, proposed):.1%} of the proposed"
    )
    print(f"with the right passage: {proved / max(1, right):.1%} of the right ones")


def _row(name: str, some: Sequence[Verdict]) -> str:
    counts = [sum(one.outcome == outcome for one in some) for outcome in ("right", "wrong", "missed", "extra")]
    stated = len(some) - counts[3]
    proved = sum(one.proved for one in some)
    return f"{name:<24}{stated:>8}" + "".join(f"{count:>8}" for count in (*counts, proved))
