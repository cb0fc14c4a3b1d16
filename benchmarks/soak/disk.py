"""A disk that is really full, and one that is really read-only: a small file system in memory, where this user may mount one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.soak.world import Audit, audited, in_child, take_in, texts

SIZE_MB = 2


def can_mount() -> bool:
    """Tell whether this user may mount a file system."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mount") is not None and _mounts()


def fill_a_disk(seed: int, files: int = 120) -> dict[str, Any]:
    """Take in files until the disk is full; give it room and go on; make it read-only; ask for everything each time."""
    if not can_mount():
        return {"skipped": "no right to mount a file system; the named points stand for it"}
    folder = Path(tempfile.mkdtemp(prefix="casebase-disk-"))
    disk, acknowledged = folder / "disk", folder / "acknowledged"
    disk.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(disk))
    total, home = Audit(), disk / "home"
    try:
        full = in_child(partial(take_in, home, texts(seed, files), acknowledged))
        fuller = in_child(partial(take_in, home, texts(seed + 2, files), acknowledged, build=False))
        _run("mount", "-o", "remount,size=512m", str(disk))
        total += audited(home, acknowledged)
        before = len(acknowledged.read_text(encoding="utf-8").splitlines())
        again = in_child(partial(take_in, home, texts(seed, files), acknowledged))
        total += audited(home, acknowledged)
        _run("mount", "-o", "remount,ro", str(disk))
        locked = in_child(partial(take_in, home, texts(seed + 1, 3), acknowledged))
        _run("mount", "-o", "remount,rw", str(disk))
        total += audited(home, acknowledged)
    finally:
        _run("umount", str(disk))
        shutil.rmtree(folder)
    return {
        "taken_in_before_full": before,
        "when_full": ", ".join(sorted({_names(full), _names(fuller)})),
        "after_room_was_made": _names(again),
        "when_read_only": _names(locked),
        "faults": total.faults,
        "details": [*total.lost, *total.doubled, *total.half_published, *total.unfindable][:10],
    }


def _names(ended: Any) -> str:
    """Return the codes of the errors that a child met."""
    if ended.code:
        return str(ended.code)
    if ended.result is not None:
        return ", ".join(sorted(set(ended.result))) or "no error"
    return f"UNNAMED: {ended}"


def _mounts() -> bool:
    folder = tempfile.mkdtemp()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False
        )
        if done.returncode == 0:
            _run("umount", folder)
        return done.returncode == 0
    finally:
        os.rmdir(folder)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
