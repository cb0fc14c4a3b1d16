"""What a bad file is, and the clean files that bad ones are made from."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GOLD = Path(__file__).parents[2] / "tests" / "data" / "gold"
"""Clean files of known text that come with the project."""

SECRET = "この行は外のファイルにだけある"
"""What stands in no file handed in; were it in a text, something outside would have been read."""


@dataclass(frozen=True, slots=True)
class BadFile:
    """A file that is broken or hostile."""

    kind: str
    name: str
    content: bytes


Maker = Callable[[random.Random, int], Iterator[tuple[str, bytes]]]
"""Makes so many files of one kind: names and contents."""


@cache
def clean(ending: str) -> tuple[bytes, ...]:
    """Return the clean files with an ending, the small ones first."""
    found = sorted(GOLD.glob(f"*{ending}"), key=lambda path: (path.stat().st_size, path.name))
    return tuple(path.read_bytes() for path in found)


def drawn(random_: random.Random, ending: str) -> bytes:
    """Return one of the clean files with an ending."""
    return random_.choice(clean(ending))
