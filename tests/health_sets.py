"""The synthetic sentences of `tests/data/health`: orders and none, data about persons and none."""

from __future__ import annotations

import json
from pathlib import Path

HERE = Path(__file__).parent / "data" / "health"


def lines(name: str) -> list[str]:
    """Return the sentences of a text file, one a line."""
    return [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line]


def personal() -> list[tuple[str, str]]:
    """Return (kind, sentence) of data about persons; `NAME` stands for every code of names and addresses."""
    return [(row["kind"], row["text"]) for row in map(json.loads, lines("personal.jsonl"))]


def official() -> list[str]:
    """Return contact points of offices: to be noted, not to be decided about."""
    return [row["text"] for row in map(json.loads, lines("official.jsonl"))]


def impersonal() -> list[str]:
    """Return administrative sentences full of numbers, dates and names of places, without any data about a person."""
    return [row["text"] for row in map(json.loads, lines("impersonal.jsonl"))]
