"""Words that were masked leave every byte that the product goes on using: index generations, and the database's file.

That they are to go is written down before the text changes, so that what is interrupted is finished by the next build of
the index, or by `python -m casebase doctor`. The original is not touched: pages are drawn from it, and it is not given out.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine

from casebase.errors import IndexDamaged, ModelError
from casebase.faults import reached
from casebase.flush import flush
from casebase.index.generation import build_generation, remove_generations
from casebase.store.failures import named_failures
from casebase.store.feed import Feed
from casebase.store.removal import remove_unused_vectors, write_anew

NOTE = "masking"


class Forgetting:
    """What is left to do after passages were masked. `index` is the folder of the generations, inside the data folder."""

    def __init__(self, index: Path, feed: Feed, engine: Engine) -> None:
        self._index = index
        self._feed = feed
        self._engine = engine
        self._note = index.parent / NOTE

    @named_failures()
    def begin(self) -> None:
        """Write down that words are about to be masked."""
        self._note.write_text("", encoding="utf-8")
        flush(self._note.parent)
        reached("mask.noted")

    def pending(self) -> bool:
        """Tell whether words were masked that may still stand in some file."""
        return self._note.exists()

    @named_failures()
    def finish(self) -> bool:
        """Build the index anew without keeping the one before, write the database's file anew; every step may be repeated.

        Returns whether there is an index. Raises StorageError, StorageBusy while somebody reads the database without end.
        """
        begun = self._stamp()
        try:
            built = build_generation(self._index, self._feed, keep_replaced=False)
        except (IndexDamaged, ModelError):  # half way to another model, say: no index is better than one that remembers
            remove_generations(self._index)
            built = False
        reached("mask.index_removed")
        remove_unused_vectors(self._engine)
        write_anew(self._engine)
        if self._stamp() == begun:  # otherwise somebody masked more meanwhile
            with suppress(FileNotFoundError):
                self._note.unlink()
            flush(self._note.parent)
        return built

    def _stamp(self) -> int:
        try:
            return self._note.stat().st_mtime_ns
        except FileNotFoundError:
            return 0
