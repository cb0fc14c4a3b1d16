"""The texts that speed is measured on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

PROJECT = Path(__file__).parent.parent
DEFAULT = (PROJECT / "tests" / "data" / "evaluation",)
"""Japanese law and encyclopaedia paragraphs that the tests bring along."""


def read_texts(paths: Sequence[Path], limit: int) -> list[str]:
    """Return up to `limit` texts from text and Markdown files, and from JSON lines with a field `text`.

    Folders are read through; the order is that of the names, so that every run has the same texts.
    """
    texts = list(islice((text for path in paths or DEFAULT for text in _texts(path)), limit))
    if not texts:
        raise SystemExit(f"No .txt, .md or corpus .jsonl file in {', '.join(map(str, paths))}.")
    return texts


def _texts(path: Path) -> Iterator[str]:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.suffix in {".txt", ".md"} and not file.name.startswith(("README", "LICENSE")):
            yield file.read_text(encoding="utf-8")
        elif file.suffix == ".jsonl" and file.stem not in {"queries", "qrels"}:
            for line in file.read_text(encoding="utf-8").splitlines():
                if text := json.loads(line).get("text"):
                    yield text
