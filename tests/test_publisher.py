"""Batches that are written while the next one is read: nothing is lost, doubled, out of order, or falsely said to be in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from casebase.access import LOCAL_READER
from casebase.errors import DiskFull
from casebase.models import Details
from casebase.service import Casebase
from casebase.store.library import Library
from ingest import pipeline
from ingest.pipeline import ingest_files
from ingest.records import FileOutcome, FileStatus, IncomingFile


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "PASSAGES_A_BATCH", 2)


def files(*names: str) -> list[IncomingFile]:
    return [IncomingFile(name, f"{name}の資料である。".encode(), Details("tokyo")) for name in names]


def ingested(casebase: Casebase, incoming: Sequence[IncomingFile]) -> Iterator[FileOutcome]:
    return iter(ingest_files(incoming, casebase.library, casebase.embedder))


def in_library(casebase: Casebase) -> list[str]:
    return sorted(one.file_name for one in casebase.documents(LOCAL_READER))


@pytest.fixture
def failing(casebase: Casebase, monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Exception], None]:
    """Return a function that lets the n-th transaction fail, counted from 1."""
    whole = Library.publish

    def fail(nth: int, error: Exception) -> None:
        count = 0

        def publish(self: Library, publications: Any, *rest: Any) -> Any:
            nonlocal count
            count += 1
            if count == nth:
                raise error
            return whole(self, publications, *rest)

        monkeypatch.setattr(Library, "publish", publish)

    return fail


@pytest.mark.parametrize("error", [ValueError("a fault of ours"), sqlite3.ProgrammingError("no storage error")])
def test_an_error_that_is_not_of_storage_ends_the_run_and_what_was_said_to_be_in_is_in(casebase, failing, error):
    failing(2, error)
    said = []

    with pytest.raises(type(error)):
        for one in ingested(casebase, files("a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt", "g.txt")):
            said.append(one.file)

    assert said == ["a.txt", "b.txt"]
    assert in_library(casebase) == ["a.txt", "b.txt"]  # nothing after the batch that failed was written either
    with casebase.library._originals.removing():
        pass  # nobody receives any more
    again = list(ingested(casebase, files("a.txt", "b.txt", "c.txt", "d.txt", "e.txt")))
    assert [one.status for one in again] == [FileStatus.UNCHANGED] * 2 + [FileStatus.INGESTED] * 3


def test_who_stops_in_the_middle_leaves_whole_batches_and_no_lock(casebase):
    incoming = files("a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt")
    outcomes = ingested(casebase, incoming)

    first = next(outcomes)
    outcomes.close()

    assert first.file == "a.txt"
    assert in_library(casebase) in (["a.txt", "b.txt"], ["a.txt", "b.txt", "c.txt", "d.txt"])
    with casebase.library._originals.removing():
        pass
    assert {one.error for one in ingested(casebase, incoming)} == {None}
    assert in_library(casebase) == [one.name for one in incoming]


def test_editions_keep_their_order_when_the_batch_with_the_first_must_be_written_again(casebase, failing):
    body = "青空市は、窓口の相談記録を要約する仕組みを全庁で使い、職員が内容を確かめてから登録する。" * 2
    first, second = (
        IncomingFile("plan.txt", f"{body}\n\n{n}回目の記述である。".encode(), Details("tokyo")) for n in (1, 2)
    )
    failing(1, DiskFull("no room"))

    outcomes = list(ingested(casebase, [first, *files("b.txt"), second, *files("d.txt")]))

    assert [one.error for one in outcomes] == [None] * 4
    plan = next(one for one in casebase.documents(LOCAL_READER) if one.file_name == "plan.txt")
    assert plan.version == outcomes[2].version
    assert (outcomes[0].document, outcomes[0].version) != (outcomes[2].document, outcomes[2].version)
    assert outcomes[0].document == outcomes[2].document


@pytest.mark.parametrize("order", ["aabc", "abac", "abca", "abcdea", "abab"])
@pytest.mark.parametrize("failed", [0, 1, 2])
def test_the_same_bytes_twice_make_one_document_in_one_batch_and_across_batches(casebase, failing, order, failed):
    texts = {name: f"{name}の資料である。".encode() for name in order}
    incoming = [IncomingFile(f"{n}-{name}.txt", texts[name], Details("tokyo")) for n, name in enumerate(order)]
    failing(failed, DiskFull("no room"))

    outcomes = list(ingested(casebase, incoming))

    assert [one.file for one in outcomes] == [one.name for one in incoming]
    there = {one.id for one in casebase.documents(LOCAL_READER)}
    assert {one.document for one in outcomes if not one.error} == there
    came_in = [name for name, one in zip(order, outcomes, strict=True) if one.status is FileStatus.INGESTED]
    assert len(came_in) == len(set(came_in)) == len(there)
    refused = {name for name, one in zip(order, outcomes, strict=True) if one.error}
    assert set(order) - set(came_in) <= refused  # a batch of one file is tried once
    assert sum(bool(one.error) for one in outcomes) <= 1
