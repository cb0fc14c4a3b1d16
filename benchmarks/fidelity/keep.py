"""Keep a small choice of the produced files with the project, so that their texts are checked where no office program is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from benchmarks.fidelity.model import MANIFEST

MOST_BYTES = 3_000_000
"""Bytes of all kept files together."""

LARGEST = 320_000
"""Bytes of one kept file; Chromium writes whole glyphs of Japanese fonts, and comes larger."""


def keep(produced: Path, kept: Path) -> int:
    """Copy the small files of `produced` and their lines of the manifest, smallest first, and return how many."""
    rows = [json.loads(line) for line in (produced / MANIFEST).read_text(encoding="utf-8").splitlines()]
    kept.mkdir(parents=True, exist_ok=True)
    total = 0
    chosen = []
    for row in sorted(rows, key=lambda row: (produced / row["file"]).stat().st_size):
        size = (produced / row["file"]).stat().st_size
        if size > LARGEST or total + size > MOST_BYTES:
            continue
        total += size
        shutil.copyfile(produced / row["file"], kept / row["file"])
        chosen.append(row)
    lines = (json.dumps(row, ensure_ascii=False) for row in sorted(chosen, key=lambda row: row["file"]))
    (kept / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(chosen)
