"""Data sets to measure with.

Two forms are read:

* a folder with `corpus.jsonl` (`id`, `title`, `text`), `queries.jsonl` (`id`, `text`) and `qrels.jsonl` (`query_id`,
  `doc_id`, `relevance`): documents of its own, ingested into a casebase that serves the measurement only;
* a file of questions, one JSON object a line (`id`, `question`, `language`, `answerable`, `type`; and where there is an
  answer `gold_document` or `gold_documents`, the file name with or without its ending, and `gold_span` or
  `answer_contains`, words of which the answer must quote one): asked of the casebase that is installed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A document that a retrieval set brings with it."""

    id: str
    title: str
    text: str

    @property
    def markdown(self) -> str:
        """The document as a file that the casebase reads."""
        return f"# {self.title}\n\n{self.text}\n" if self.title else f"{self.text}\n"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what a good answer rests on.

    `gold` gives each document's relevance by its id (file name); `spans` are wordings of the answer, any of which will do.
    """

    id: str
    text: str
    gold: Mapping[str, float]
    answerable: bool = True
    spans: tuple[str, ...] = ()
    language: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions, and the documents they are about when the set brings its own."""

    name: str
    questions: Sequence[Question]
    corpus: Sequence[CorpusDocument] = ()

    @property
    def digest(self) -> str:
        """A name for the corpus by its content."""
        parts = "\0".join(f"{document.id}\0{document.markdown}" for document in self.corpus)
        return hashlib.sha256(parts.encode()).hexdigest()[:16]


def load_dataset(path: Path, limit: int = 0) -> Dataset:
    """Read the data set at `path`; `limit` keeps that many questions, evenly spaced (0: all).

    Raises ValueError when the folder or file is in neither form.
    """
    if path.is_dir():
        data = _retrieval_set(path)
    elif path.suffix == ".jsonl":
        data = Dataset(path.stem, [_question(record) for record in _lines(path)])
    else:
        raise ValueError(
            f"{path} is neither a folder with corpus.jsonl, queries.jsonl and qrels.jsonl nor a .jsonl file"
        )
    return Dataset(data.name, _evenly(data.questions, limit), data.corpus)


def document_key(name: str) -> str:
    """Return what documents are compared by: the file name without its ending."""
    return PurePath(name).stem if PurePath(name).suffix in {".md", ".txt", ".pdf", ".html", ".yaml"} else name


def _retrieval_set(folder: Path) -> Dataset:
    missing = [n for n in ("corpus.jsonl", "queries.jsonl", "qrels.jsonl") if not (folder / n).is_file()]
    if missing:
        raise ValueError(f"{folder} has no {', '.join(missing)}")
    corpus, known_as = _distinct(
        CorpusDocument(r["id"], r.get("title", ""), r["text"]) for r in _lines(folder / "corpus.jsonl")
    )
    relevant: dict[str, dict[str, float]] = {}
    for record in _lines(folder / "qrels.jsonl"):
        relevant.setdefault(record["query_id"], {})[known_as[record["doc_id"]]] = float(record["relevance"])
    questions = [
        Question(record["id"], record["text"], relevant[record["id"]])
        for record in _lines(folder / "queries.jsonl")
        if record["id"] in relevant
    ]
    return Dataset(folder.resolve().name, questions, corpus)


def _distinct(documents: Iterator[CorpusDocument]) -> tuple[list[CorpusDocument], dict[str, str]]:
    """Keep each content once: the casebase takes the same file twice as one document."""
    first: dict[str, CorpusDocument] = {}
    known_as = {}
    for document in documents:
        known_as[document.id] = first.setdefault(document.markdown, document).id
    return list(first.values()), known_as


def _question(record: Mapping[str, Any]) -> Question:
    gold = record.get("gold_documents") or [record.get("gold_document")]
    spans = record.get("answer_contains") or [record.get("gold_span")]
    return Question(
        id=str(record["id"]),
        text=record["question"],
        gold={document_key(name): 1.0 for name in gold if name},
        answerable=bool(record.get("answerable", True)),
        spans=tuple(span for span in spans if span),
        language=record.get("language") or "",
        type=record.get("type") or "",
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _evenly(questions: Sequence[Question], limit: int) -> Sequence[Question]:
    if not limit or limit >= len(questions):
        return questions
    return [questions[i * len(questions) // limit] for i in range(limit)]
