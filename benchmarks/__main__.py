"""Run a measurement: `python -m benchmarks [ingest] [PATH…]` or `python -m benchmarks embedding [PATH…]`."""

from __future__ import annotations

import sys

from benchmarks import ablation, embedding_speed, ingest_speed

MEASUREMENTS = {"ablation": ablation.main, "ingest": ingest_speed.main, "embedding": embedding_speed.main}


def main(arguments: list[str]) -> None:
    """Run the measurement named first; without a name, that of ingestion."""
    named = bool(arguments) and arguments[0] in MEASUREMENTS
    measurement = MEASUREMENTS[arguments[0]] if named else ingest_speed.main
    measurement(arguments[1:] if named else arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
