"""Data sets to measure with.

Two forms are read:

* a folder with documents of its own, which are ingested into a casebase that serves the measurement only: `corpus.jsonl`
  (`id`, `title`, `text`) or files of any kind in `documents/`, (the id is the file name without its ending), `queries.jsonl`
  (`id`, `text`; and where known `language`, `type`, `answerable`, `gold_span` or `answer_contains`, `answer_all`; `thread`, if
  it is a turn of a conversation, whose turns stand one after the other) and `qrels.jsonl` (`query_id`, `doc_id`, `relevance`);
  `set.json` may name `documents`, other folders of files by their path from this one, and the `kind` of them all;
  `records.json`, case records to import, may stand for the documents: they get the numbers of cases, C-000001 the first;
* a file of questions, one JSON object a line (`id`, `question`, `language`, `answerable`, `type`; and where there is an
  answer `gold_document` or `gold_documents`, the file name with or without its ending, and `gold_span` or
  `answer_contains`, words of which the answer must quote one): asked of the casebase that is installed.

`answer_all` are words that the answer must tell all of, as a list is right only when it is complete.

Either may name documents which it is neither needed nor wrong to cite, as `also_right`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from pathlib import Path, PurePath
from typing import Any

_ENDINGS = {".md", ".txt", ".pdf", ".html", ".htm", ".docx", ".pptx", ".xlsx", ".csv", ".yaml"}


class Half(StrEnum):
    """Which questions of every set are taken: what is chosen on `TUNE` is reported on `REPORT`, which nothing was fitted to."""

    ALL = "all"
    TUNE = "tune"
    REPORT = "report"

    def holds(self, question: str) -> bool:
        """Tell whether the question with this id belongs to the half; other questions coming or going change nothing."""
        odd = hashlib.sha256(question.encode()).digest()[0] % 2
        return self is Half.ALL or (self is Half.REPORT) == bool(odd)


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A document that a set brings with it: a title and a text, or a `file` as it is."""

    id: str
    title: str
    text: str
    file: Path | None = None

    @property
    def markdown(self) -> str:
        """The title and text as a file that the casebase reads."""
        return f"# {self.title}\n\n{self.text}\n" if self.title else f"{self.text}\n"

    @property
    def file_name(self) -> str:
        """The name under which the casebase takes the document in."""
        return self.file.name if self.file else f"{self.id}.md"

    @property
    def content(self) -> bytes:
        """The bytes that the casebase takes in."""
        return self.file.read_bytes() if self.file else self.markdown.encode()


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what a good answer rests on; `also` are documents that it is neither needed nor wrong to cite.

    `gold` gives each document's relevance by its id (file name); `spans` are wordings of the answer, any of which will do, and
    `every` those of which none may be missing.
    Questions of one `thread` are asked one after the other, each with those before it in mind.
    """

    id: str
    text: str
    gold: Mapping[str, float]
    answerable: bool = True
    spans: tuple[str, ...] = ()
    language: str = ""
    type: str = ""
    thread: str = ""
    also: frozenset[str] = frozenset()
    every: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions, and the documents they are about when the set brings its own, all of one `kind` if it says so, or `records` of
    cases, a file to import."""

    name: str
    questions: Sequence[Question]
    corpus: Sequence[CorpusDocument] = ()
    kind: str = ""
    records: Path | None = None

    @property
    def has_own(self) -> bool:
        """Whether the set brings what it asks of."""
        return bool(self.corpus or self.records)

    @property
    def digest(self) -> str:
        """A name for the corpus by its content."""
        digest = hashlib.sha256(self.records.read_bytes() if self.records else b"")
        for document in self.corpus:
            digest.update(f"{document.file_name}\0".encode() + document.content + b"\0")
        digest.update(self.kind.encode())
        return digest.hexdigest()[:16]


def load_dataset(path: Path, limit: int = 0, half: Half = Half.ALL) -> Dataset:
    """Read the data set at `path`: the questions of `half`, of them `limit`, evenly spaced (0: all), and every document.

    Raises ValueError when the folder or file is in neither form.
    """
    if path.is_dir():
        data = _retrieval_set(path)
    elif path.suffix == ".jsonl":
        data = Dataset(path.stem, [_asked_of_the_casebase(record) for record in _lines(path)])
    else:
        raise ValueError(
            f"{path} is neither a folder with corpus.jsonl (or documents), queries.jsonl and qrels.jsonl"
            " nor a .jsonl file"
        )
    taken = [question for question in data.questions if half.holds(question.thread or question.id)]
    return replace(data, questions=_evenly(taken, limit))


def asked_elsewhere(data: Dataset, of: Dataset) -> Dataset:
    """Return the questions of one set, asked of the documents of another, in which none has an answer: a casebase is asked about
    places and things that it holds nothing of."""
    strangers = [replace(question, answerable=False, gold={}, spans=(), every=()) for question in data.questions]
    return Dataset(f"{data.name}-of-{of.name}", strangers, of.corpus, of.kind, of.records)


def document_key(name: str) -> str:
    """Return what documents are compared by: the file name without its ending."""
    return PurePath(name).stem if PurePath(name).suffix.lower() in _ENDINGS else name


def _retrieval_set(folder: Path) -> Dataset:
    about = json.loads((folder / "set.json").read_text(encoding="utf-8")) if (folder / "set.json").is_file() else {}
    own, records = folder / "documents", folder / "records.json"
    folders = [*([own] if own.is_dir() else []), *(folder / other for other in about.get("documents", ()))]
    brings = folders or records.is_file()
    needed = (*(() if brings else ("corpus.jsonl",)), "queries.jsonl", "qrels.jsonl")
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        raise ValueError(f"{folder} has no {', '.join(missing)}")
    files = chain.from_iterable(map(_files, folders))
    corpus, known_as = _distinct(files if brings else _texts(folder / "corpus.jsonl"))
    relevant: dict[str, dict[str, float]] = {}
    for record in _lines(folder / "qrels.jsonl"):
        key = document_key(record["doc_id"])
        document = key if records.is_file() else known_as[key]
        relevant.setdefault(record["query_id"], {})[document] = float(record["relevance"])
    questions = [
        _question(record, record["text"], relevant.get(record["id"], {}))
        for record in _lines(folder / "queries.jsonl")
        if record["id"] in relevant or not record.get("answerable", True)
    ]
    kept = records if records.is_file() else None
    return Dataset(folder.resolve().name, questions, corpus, about.get("kind", ""), kept)


def _texts(path: Path) -> Iterator[CorpusDocument]:
    return (CorpusDocument(r["id"], r.get("title", ""), r["text"]) for r in _lines(path))


def _files(folder: Path) -> Iterator[CorpusDocument]:
    return (CorpusDocument(document_key(f.name), "", "", f) for f in sorted(folder.iterdir()) if f.is_file())


def _distinct(documents: Iterable[CorpusDocument]) -> tuple[list[CorpusDocument], dict[str, str]]:
    """Keep each content once: the casebase takes the same file twice as one document."""
    first: dict[bytes, CorpusDocument] = {}
    known_as = {}
    for document in documents:
        known_as[document_key(document.id)] = first.setdefault(document.content, document).id
    return list(first.values()), known_as


def _asked_of_the_casebase(record: Mapping[str, Any]) -> Question:
    gold = record.get("gold_documents") or [record.get("gold_document")]
    return _question(record, record["question"], {document_key(name): 1.0 for name in gold if name})


def _question(record: Mapping[str, Any], text: str, gold: Mapping[str, float]) -> Question:
    spans = record.get("answer_contains") or [record.get("gold_span")]
    return Question(
        id=str(record["id"]),
        text=text,
        gold=gold,
        answerable=bool(record.get("answerable", True)),
        spans=tuple(span for span in spans if span),
        language=record.get("language") or "",
        type=record.get("type") or "",
        thread=record.get("thread") or "",
        also=frozenset(map(document_key, record.get("also_right", ()))),
        every=tuple(record.get("answer_all", ())),
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _evenly(questions: Sequence[Question], limit: int) -> Sequence[Question]:
    """Return `limit` questions, evenly spaced; conversations stay whole, so with them it is as many at least."""
    if not limit or limit >= len(questions):
        return questions
    drawn = [questions[i * len(questions) // limit] for i in range(limit)]
    wanted = {question.thread or question.id for question in drawn}
    return [question for question in questions if (question.thread or question.id) in wanted]
