"""Named points at which a test can make the disk fail or the process die. Without `CASEBASE_FAULT` they do nothing.

`CASEBASE_FAULT="publish.before_commit=kill"` ends the process without warning the first time it gets there;
`index.flushed=enospc@3` fails the third time; `*=log` prints every point that is reached. Several are joined by commas.

| what happens | |
|---|---|
| `kill` | SIGKILL: nothing is cleaned up, as when the power fails or the system needs memory |
| `enospc`, `eio`, `erofs` | OSError: the disk is full, broken, or read-only |
| `slow` | a second passes |
| `log` | the point is printed on standard error |

This is for tests and `make soak` only, so it is no setting. See docs/decisions/062-what-holds.md.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections import Counter

VARIABLE = "CASEBASE_FAULT"

POINTS: dict[str, str] = {
    "original.written": "an original lies beside its place, not flushed yet",
    "original.flushed": "it is flushed, not renamed yet",
    "original.renamed": "it is in its place; the folder is not flushed yet",
    "parse.done": "a file was read",
    "vectors.embedded": "the vectors of a batch are computed, nothing is written",
    "publish.vectors_kept": "vectors are written inside the open transaction",
    "publish.before_commit": "everything is written, the transaction is open",
    "publish.after_commit": "the batch is published; nobody was told yet",
    "details.before_commit": "what is said about a document is changed, the transaction is open",
    "index.rows_written": "passages went into all parts of a new generation",
    "index.dense_written": "the dense half is finished",
    "index.lexical_written": "the lexical half is finished",
    "index.flushed": "the new generation is on the disk, not checked yet",
    "index.checked": "every passage was found in it",
    "index.pointer_aside": "the new pointer lies beside the old one",
    "index.pointer_replaced": "the new generation is current",
    "index.old_removed": "older generations are gone",
    "migrate.before": "the database is open, not migrated",
    "migrate.before_commit": "migrations have run, the transaction is open",
    "reembed.vectors_kept": "one version's vectors of the new model are stored",
    "reembed.version_done": "one version points to them",
    "backup.database_copied": "the backup's copy of the database is made",
    "backup.original_copied": "one original is copied into the backup",
    "backup.before_rename": "the backup is whole, not under its name yet",
    "restore.copied": "everything is copied beside the data folder",
    "restore.renamed": "the data folder is in its place, without an index",
    "mask.noted": "it is written down that words are about to be masked",
    "mask.index_removed": "indexes that knew masked words are gone",
    "purge.noted": "the purge is written down, nothing is removed",
    "purge.rows_removed": "the database forgets the document",
    "purge.originals_removed": "its files are gone",
    "purge.index_removed": "indexes that knew it are gone",
}
"""Every point and what has just happened there."""

_ERRORS = {"enospc": errno.ENOSPC, "eio": errno.EIO, "erofs": errno.EROFS}
ACTIONS = ("kill", *_ERRORS, "slow", "log")

_counts: Counter[str] = Counter()
_lock = threading.Lock()


def reached(point: str) -> None:
    """Say that `point` was reached; what `CASEBASE_FAULT` asks for happens here. Raises OSError, or does not return."""
    wanted = os.environ.get(VARIABLE)
    if wanted:
        _act(point, wanted)


def _act(point: str, wanted: str) -> None:
    for part in wanted.split(","):
        name, _, rest = part.strip().partition("=")
        action, _, nth = rest.partition("@")
        if (name != "*" and name not in POINTS) or action not in ACTIONS:
            raise ValueError(f"{VARIABLE}: there is no point or no action like {part!r}")
        if name not in {"*", point}:
            continue
        with _lock:
            _counts[part] += 1
            due = not nth or _counts[part] == int(nth)
        if due:
            _happen(point, action)


def _happen(point: str, action: str) -> None:
    if action == "log":
        sys.stderr.write(f"fault point: {point}\n")  # one write: threads reach points at the same time
    elif action == "slow":
        time.sleep(1.0)
    elif action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    else:
        raise OSError(_ERRORS[action], os.strerror(_ERRORS[action]), point)
