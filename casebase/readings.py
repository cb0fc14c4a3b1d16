"""What was read out of each version, once: where the clauses of a guideline or the facts of a case stand, without a word of the
text, so that nothing is in it that must be hidden or purged. It may be deleted at any time; then versions are read again, as they
are where their text was masked or let in since."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from casebase.models import Page

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Characters `start`..`end` of a page and what they tell (`topic`); `introduced_by` those that introduce its list, if any."""

    page: int
    start: int
    end: int
    topic: str
    certainty: float
    introduced_by: tuple[int, int] | None = None


FORMAT = 1
"""Goes up when sentences are cut or chosen otherwise: what was read before is read again."""


def read_by(model: str, layer: str, pages: Iterable[Page]) -> str:
    """Return a name for everything that what is read depends on: the layer, the model whose vectors it reads, the text."""
    text = hashlib.sha256()
    for page in pages:
        text.update(f"{page.number}\0{page.text}\0".encode(errors="surrogatepass"))
    return f"{FORMAT} {model} {layer} {text.hexdigest()}"


class Readings:
    """Remembers places by version, in files of `folder` whose names end in `kind`."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._folder = folder
        self._kind = kind

    def of(self, version: str, by: str) -> list[Place] | None:
        """Return what was kept for a version by what `read_by` names so; None where nothing was, or it cannot be read."""
        try:
            kept = json.loads(self._file(version).read_text(encoding="utf-8"))
            if kept["read_by"] != by:
                return None
            return [
                Place(page, start, end, topic, certainty, (above[0], above[1]) if above else None)
                for page, start, end, topic, certainty, above in kept["places"]
            ]
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return None

    def keep(self, version: str, by: str, places: Sequence[Place]) -> None:
        """Keep the places of a version. Where that fails they are read again the next time."""
        aside = ""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"read_by": by, "places": [astuple(place) for place in places]}, file, ensure_ascii=False)
            Path(aside).replace(self._file(version))
        except OSError as error:
            if aside:
                Path(aside).unlink(missing_ok=True)
            logger.warning("What was read could not be kept: %s", error)

    def _file(self, version: str) -> Path:
        return self._folder / f"{version}-{self._kind}.json"
