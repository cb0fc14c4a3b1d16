"""Keep a small choice of the produced files with the project, so that their texts are checked where no office program is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from benchmarks.fidelity.model import MANIFEST

MOST_BYTES = 2_500_000
"""Bytes of all kept files together."""

FIRST = (
    "ja-essay-vertical-chromium.pdf",
    "ja-collection-columns-docx-libreoffice.pdf",
    "ja-case-docx-libreoffice.pdf",
)
"""Files that are kept though they are large: nothing smaller shows the same."""

ALIKE = (
    "en-guideline.docx",
    "en-report.docx",
    "ja-budget.docx",
    "ja-guideline.docx",
    "ja-minutes.docx",
    "en-report.pptx",
)
"""Files that show nothing that others of their producer do not."""

LARGEST = 320_000
"""Bytes of one kept file; Chromium writes whole glyphs of Japanese fonts, and comes larger."""


def keep(produced: Path, kept: Path) -> int:
    """Copy the small files of `produced` and their lines of the manifest, the smallest, and return how many."""
    rows = [json.loads(line) for line in (produced / MANIFEST).read_text(encoding="utf-8").splitlines()]
    kept.mkdir(parents=True, exist_ok=True)
    total = 0
    chosen = []
    for row in sorted(rows, key=lambda row: (row["file"] not in FIRST, (produced / row["file"]).stat().st_size)):
        size = (produced / row["file"]).stat().st_size
        if (size > LARGEST and row["file"] not in FIRST) or row["file"] in ALIKE or total + size > MOST_BYTES:
            continue
        total += size
        shutil.copyfile(produced / row["file"], kept / row["file"])
        chosen.append(row)
    lines = (json.dumps(row, ensure_ascii=False) for row in sorted(chosen, key=lambda row: row["file"]))
    (kept / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(chosen)
