"""`python -m ingest PATH…`: take in files."""

from ingest.cli import commands

commands()
