"""Decide when a new index generation is worth building, and build it."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from casebase.errors import CasebaseError
from casebase.index.forgetting import Forgetting
from casebase.index.generation import build_generation
from casebase.index.search import SearchIndex
from casebase.store.feed import Feed
from casebase.text.remembered import forget_texts

logger = logging.getLogger(__name__)

SMALLEST_BUILD = 300
LARGEST_SHARE = 0.02
"""A build waits until this many passages, or this share of the index, is searched from the database: exact, but slower."""

LARGEST_AT_ONCE = 20_000
"""Passages of the largest index that is built while an editor waits (seconds); a larger one is built beside the pages."""


class IndexKeeper:
    """Keeps the index near the truth. Searching never waits for it. `forgetting` notes that words are being masked."""

    def __init__(self, folder: Path, feed: Feed, index: SearchIndex, forgetting: Forgetting) -> None:
        self._folder = folder
        self._feed = feed
        self._index = index
        self.forgetting = forgetting
        self._building = threading.Lock()

    def build(self) -> bool:
        """Build a generation of everything published and return whether there was anything to build.

        After words were masked nothing that knew them is kept.
        """
        if self.forgetting.pending():
            return self.forgetting.finish()
        return build_generation(self._folder, self._feed)

    def build_if_due(self) -> bool:
        """Build a generation if enough is missing from the current one."""
        return self.is_due() and self.build()

    def is_due(self, smallest: int = SMALLEST_BUILD, share: float = LARGEST_SHARE) -> bool:
        """Say whether `smallest` passages and this share of the index are missing, or words in it were masked."""
        if self.forgetting.pending():
            return True
        missing, indexed = self._index.unindexed(), self._index.indexed()
        return missing >= max(smallest, int(indexed * share))

    def forget(self) -> None:
        """Build the index anew now that words were masked; a failure is logged, and the next build makes up for it."""
        forget_texts()
        if self._index.indexed() > LARGEST_AT_ONCE:
            self.build_in_background()
            return
        try:
            self.build()
        except (CasebaseError, OSError):
            logger.exception("Masked words may still stand in index files; the next build removes them.")

    def build_in_background(self) -> None:
        """Start a build in a thread unless one is running; a failure is logged, and the database goes on answering."""
        threading.Thread(target=self._build_logged, name="index-builder", daemon=True).start()

    def _build_logged(self) -> None:
        if not self._building.acquire(blocking=False):
            return
        try:
            self.build()
        except (CasebaseError, OSError):
            logger.exception("The index could not be built; the database goes on answering.")
        finally:
            self._building.release()
