"""`python -m ingest PATH…`: take in files. `python -m ingest cases FILE`: import or export cases.

A folder that is called `cases` is named `./cases`.
"""

import sys

from ingest.cli import main
from ingest.cli_cases import main as cases

if __name__ == "__main__":
    (cases if sys.argv[1:2] == ["cases"] else main)()
