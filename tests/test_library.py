"""The library keeps everything once, in one transaction each."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.errors import ModelMismatch
from casebase.models import Details, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.library import Library
from casebase.store.reembed import reembed
from ingest.pipeline import ingest_file
from ingest.records import FileOutcome, FileStatus, IncomingFile

TEXT = "広島県は道路の損傷をAIで見つける実証を行った。\n点検にかかる時間は三割減った。"


def counts(settings: Settings) -> dict[str, int]:
    with sqlite3.connect(settings.home / "casebase.sqlite3") as connection:
        tables = ("documents", "versions", "pages", "passages", "vectors", "originals")
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_the_same_file_again_changes_nothing(casebase: Casebase, settings: Settings, add_text):
    add_text("road.txt", TEXT)
    before = counts(settings)
    file = IncomingFile("road.txt", TEXT.encode(), Details("tokyo", visibility=Visibility.PUBLIC))

    outcome = ingest_file(file, casebase.library, casebase.embedder)

    assert outcome.status is FileStatus.UNCHANGED
    assert counts(settings) == before


def test_the_same_bytes_taken_in_by_two_at_once_are_there_once(settings: Settings, monkeypatch):
    """Both have read the file and know of no such document when they begin to publish."""
    together = threading.Barrier(2)
    monkeypatch.setattr(
        "ingest.publisher.reached", lambda point: together.wait(30) if point == "vectors.embedded" else None
    )

    def take_in(name: str, visibility: Visibility) -> FileOutcome:
        library = Library(open_database(settings), Originals(settings.originals_folder))
        file = IncomingFile(name, TEXT.encode(), Details("tokyo", visibility=visibility))
        return ingest_file(file, library, HashingEmbedder(), settings=settings)

    open_database(settings)
    with ThreadPoolExecutor(2) as workers:
        one, other = workers.map(take_in, ("road.txt", "道路.txt"), (Visibility.PUBLIC, Visibility.OWN))

    assert one.document == other.document and one.version == other.version
    assert {table: count for table, count in counts(settings).items() if table != "vectors"} == {
        "documents": 1, "versions": 1, "pages": 1, "passages": 1, "originals": 1
    }  # fmt: skip
    (document,) = open_casebase(settings, HashingEmbedder()).documents(LOCAL_READER)
    assert document.details.visibility is Visibility.OWN


def test_two_files_of_one_name_with_other_texts_are_two_documents(casebase: Casebase, add_text):
    one = add_text("README.md", "# 道路\n\n" + TEXT)
    other = add_text("README.md", "# Nurseries\n\nThe ward used a model to place children in nurseries.")

    assert one.id != other.id
    assert {d.id for d in casebase.documents(LOCAL_READER)} == {one.id, other.id}


def test_a_new_edition_becomes_a_version_and_the_old_page_stays_readable(casebase: Casebase, add_text):
    old = add_text("road.txt", TEXT)
    new = add_text("road.txt", TEXT + "\n翌年度に本番へ移した。")

    assert (new.id, new.version_number) == (old.id, 2)
    assert [v.version for v in casebase.versions(old.id, LOCAL_READER)] == [new.version, old.version]
    assert "翌年度" not in casebase.page(old.version, 1, LOCAL_READER).text


def test_narrowing_who_sees_a_file_that_is_already_there_is_not_ignored(casebase: Casebase, add_text):
    document = add_text("road.txt", TEXT, visibility=Visibility.PUBLIC)

    add_text("road.txt", TEXT, visibility=Visibility.OWN)

    assert casebase.document(document.id, LOCAL_READER).details.visibility is Visibility.OWN


def test_a_failure_while_publishing_leaves_nothing_behind(
    casebase: Casebase, settings: Settings, add_text, monkeypatch: pytest.MonkeyPatch
):
    add_text("first.txt", "最初の文書。")
    before = counts(settings)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("casebase.store.library.add_text", full)
        outcome = ingest_file(
            IncomingFile("road.txt", TEXT.encode(), Details("tokyo")), casebase.library, casebase.embedder
        )

    assert (outcome.status, outcome.error) == (FileStatus.FAILED, "DISK_FULL")
    assert counts(settings) == before
    assert add_text("road.txt", TEXT).version_number == 1


def test_the_stored_text_of_every_passage_is_the_slice_of_its_page(casebase: Casebase, add_text):
    add_text("long.md", "# 報告\n\n" + "\n\n".join(f"## 第{n}章\n\n{TEXT * 8}" for n in range(6)))
    hits = casebase.search("道路の損傷", LOCAL_READER, top=100).hits

    assert len(hits) >= 6
    for hit in hits:
        page = casebase.page(hit.passage.version, hit.passage.page, LOCAL_READER)
        assert page.text[hit.passage.start : hit.passage.end] == hit.passage.text


class OtherModel(HashingEmbedder):
    """A model whose vectors must not be compared with those of the first."""

    fingerprint = "other-256"

    def passages(self, texts):
        return super().passages(texts)[:, ::-1]


def _ingest_ten(home: str, start: int) -> None:
    casebase = open_casebase(Settings(home=home, model="fake"), HashingEmbedder())
    for n in range(start, start + 10):
        file = IncomingFile(f"{n % 15}.txt", f"文書{n % 15}の本文。{TEXT}".encode(), Details("tokyo"))
        ingest_file(file, casebase.library, casebase.embedder)


@pytest.mark.slow
def test_processes_that_write_at_once_lose_and_double_nothing(settings: Settings):
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_ingest_ten, args=(str(settings.home), start)) for start in (0, 5, 10)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    casebase = open_casebase(settings, HashingEmbedder())
    assert sorted(d.file_name for d in casebase.documents(LOCAL_READER)) == sorted(f"{n}.txt" for n in range(15))
    for n in range(15):
        assert casebase.search(f"文書{n}の本文", LOCAL_READER, top=15).hits


def test_another_model_gives_every_passage_new_vectors_and_the_old_ones_are_refused_until_then(
    settings: Settings, casebase: Casebase, add_text
):

    add_text("road.txt", TEXT)
    other = OtherModel()
    with pytest.raises(ModelMismatch, match="reembed"):
        open_casebase(settings, other).search("道路", LOCAL_READER)

    engine = open_database(settings)
    reembed(engine, Library(engine, Originals(settings.originals_folder)), other, lambda *_: None)

    assert open_casebase(settings, other).search("道路", LOCAL_READER).hits[0].document.file_name == "road.txt"
