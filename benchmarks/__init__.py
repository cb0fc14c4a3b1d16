"""Measurements of speed, each against a reference taken in the same run. `python -m benchmarks --help` lists them."""
