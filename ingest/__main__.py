"""`python -m ingest PATH…`: take in files."""

from ingest.cli import main

if __name__ == "__main__":
    main()
