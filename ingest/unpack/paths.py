"""Names of files inside containers: decoded, cut into safe parts, refused where they lead out of the container."""

from __future__ import annotations

import re

from casebase.errors import DocumentError, ForbiddenContent
from ingest.names import safe_name

LONGEST_PATH = 400
"""Characters of a path that is kept whole; of a longer one the folders in the middle are left out."""

# What systems and programs put beside documents: nobody handed it in.
_LITTER = re.compile(r"__MACOSX|thumbs\.db|desktop\.ini|\$RECYCLE\.BIN|System Volume Information", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")


def safe_path(raw: str) -> str:
    """Return a path of safe names divided by `/`. Backslashes divide too: Windows programs write them.

    Raises `ForbiddenContent` (ARCHIVE_UNSAFE_PATH) for absolute paths and those that climb, and `NameInvalid`.
    """
    parts = re.split(r"[/\\]", raw)
    if _DRIVE.match(raw) or (len(parts) > 1 and not parts[0]) or ".." in parts:
        raise unsafe(raw)
    path = "/".join(safe_name(part) for part in parts if part not in {"", "."})
    if not path:
        raise unsafe(raw)
    if len(path) > LONGEST_PATH:
        first, _, rest = path.partition("/")
        path = f"{first}/…/{rest.rsplit('/', 1)[-1]}" if rest.count("/") else path
    return path


def unsafe(raw: str) -> DocumentError:
    """Return the error for a path that must not be used."""
    return ForbiddenContent(shown(raw), "ARCHIVE_UNSAFE_PATH", "a path that leads out of it")


def shown(raw: str) -> str:
    """Return a name that could not be made safe as it may be printed."""
    return raw.encode("unicode_escape").decode("ascii")[:120]


def is_litter(path: str) -> bool:
    """Tell whether a path is hidden, a lock file of Office, or what a system adds by itself."""
    parts = [part for part in re.split(r"[/\\]", path) if part not in {"", ".", ".."}]
    return any(part.startswith((".", "~$")) or _LITTER.fullmatch(part) for part in parts)
