"""What the child process does that a generation is first opened in: see `casebase.index.trust`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

from casebase.errors import IndexDamaged

PROBED_ROWS = 64
ROOM = 1_500_000_000
"""Bytes of address space beyond the start and twice the files: threads and allocators reserve more than they use."""


def main(name: str) -> None:
    """Examine the generation in folder `name`; ends with 1 and says the cause when it cannot be trusted."""
    import chromadb.api.rust  # noqa: F401, PLC0415  (libraries come before the limit)

    from casebase.index.generation import Generation  # noqa: PLC0415
    from casebase.index.trust import check_bytes  # noqa: PLC0415

    folder = Path(name)
    try:
        _limit(ROOM + 2 * sum(path.stat().st_blocks * 512 for path in folder.rglob("*")))
        check_bytes(folder)
        generation = Generation(folder)
        rows = np.linspace(0, generation.manifest.rows - 1, min(PROBED_ROWS, generation.manifest.rows), dtype=int)
        for row in rows:
            generation.nearest(generation.vectors.of([row])[0], 10)
        if generation.lexical.numbers() != list(range(generation.manifest.rows)):
            raise IndexDamaged("Rows are missing from the lexical index.")
    except (IndexDamaged, MemoryError) as exc:
        print(str(exc) or "it needs too much memory", file=sys.stderr)
        sys.exit(1)


def _limit(more: int) -> None:
    """Allow this process `more` bytes of address space than it has now, and no core dump."""
    if os.name == "nt":
        return
    import resource  # noqa: PLC0415  (not on Windows)

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.is_file():
        now = int(statm.read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))
