"""Figures of measurements, kept as JSON with the machine they were taken on, in `docs/benchmarks/`."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "docs" / "benchmarks"


def keep(name: str, figures: Mapping[str, Any], folder: Path = FOLDER) -> Path:
    """Write the figures of one measurement in place of the earlier ones; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    taken = {"taken_at": datetime.now(UTC).isoformat(timespec="minutes"), "machine": machine(), **figures}
    path.write_text(json.dumps(taken, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def read(name: str) -> dict[str, Any]:
    """Return the kept figures of one measurement, empty when there are none."""
    path = FOLDER / f"{name}.json"
    figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return figures


def machine() -> dict[str, Any]:
    """Return what figures depend on: processor, cores, its integer instructions, Python."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    said = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    flags = set(said.get("flags", "").split())
    return {
        "processor": said.get("model name", platform.processor()),
        "cores": os.cpu_count(),
        "instructions": sorted(flags & {"avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "avx512_bf16"}),
        "python": platform.python_version(),
    }
