"""Run a measurement: `python -m benchmarks NAME [ARGUMENTS…]`; without a name it lists them."""

from __future__ import annotations

import sys

from benchmarks import ablation, ablation_words, browse, cells, clauses, embedding_speed, scale
from benchmarks.badfiles import command as badfiles
from benchmarks.contest import match
from benchmarks.fidelity import command as fidelity
from benchmarks.reports import command as drafts
from benchmarks.soak import command as soak
from benchmarks.support import command as support

MEASUREMENTS = {
    "contest": match.main,
    "embedding": embedding_speed.main,
    "scale": scale.main,
    "browse": browse.main,
    "ablation": ablation.main,
    "words": ablation_words.main,
    "fidelity": fidelity.main,
    "drafts": drafts.main,
    "badfiles": badfiles.main,
    "soak": soak.main,
    "support": support.main,
    "clauses": clauses.main,
    "cells": cells.main,
}


def main(arguments: list[str]) -> None:
    """Run the measurement that is named first."""
    if not arguments or arguments[0] not in MEASUREMENTS:
        raise SystemExit(f"Name a measurement: {', '.join(MEASUREMENTS)}.")
    MEASUREMENTS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
