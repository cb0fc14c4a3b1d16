"""Every named fault point is in the code, is reached in a run, and costs nothing when no fault is asked for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.wording import words
from casebase import errors, faults
from casebase.access import LOCAL_READER
from casebase.faults import POINTS, reached
from casebase.index.engine_failure import engine_failure
from casebase.models import Details
from casebase.store.failures import storage_error
from ingest.messages import ERRORS
from ingest.pipeline import ingest_files
from ingest.records import FileStatus, IncomingFile
from tests.conftest import PROJECT

RUN = """
import sys
from pathlib import Path
from benchmarks.soak import kills
place = kills.Place(Path(sys.argv[1]) / "home", Path(sys.argv[1]) / "said", Path(sys.argv[1]) / "beside")
kills.take_in(place.home, kills.texts(1, 2), place.acknowledged)
for point in ("details.before_commit", "reembed.version_done", "restore.renamed", "mask.noted", "purge.noted"):
    kills._work_for(point, place, 1)()
"""


def test_every_point_in_the_code_is_listed_once_and_no_other():
    code = "".join(
        path.read_text(encoding="utf-8") for top in ("casebase", "ingest") for path in (PROJECT / top).rglob("*.py")
    )
    named = re.findall(r'reached\("([a-z_.]+)"\)', code)

    assert sorted(named) == sorted(POINTS)


def test_every_point_is_reached_in_a_run(tmp_path: Path):
    environment = {**os.environ, "CASEBASE_FAULT": "*=log"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert set(re.findall(r"fault point: (\S+)", done.stderr)) == set(POINTS)


def test_without_a_fault_nothing_happens_and_a_misspelt_one_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CASEBASE_FAULT", raising=False)
    reached("publish.before_commit")

    monkeypatch.setenv("CASEBASE_FAULT", "publish.befor_commit=kill")
    with pytest.raises(ValueError, match="befor_commit"):
        reached("publish.before_commit")


def test_one_file_that_finds_no_room_does_not_stop_the_others(casebase, monkeypatch: pytest.MonkeyPatch):
    files = [IncomingFile(f"{n}.txt", f"{n}番目の資料である。".encode(), Details("tokyo")) for n in range(3)]
    # The first original of the batch and, when each is tried alone, the first again.
    monkeypatch.setenv("CASEBASE_FAULT", "original.written=enospc@1,publish.before_commit=enospc@1")
    faults._counts.clear()

    outcomes = list(ingest_files(files, casebase.library, casebase.embedder))

    failed = [one for one in outcomes if one.status is FileStatus.FAILED]
    assert [one.error for one in failed] == ["DISK_FULL"]
    assert {one.file_name for one in casebase.documents(LOCAL_READER)} == {"1.txt", "2.txt"}
    monkeypatch.delenv("CASEBASE_FAULT")
    again = list(ingest_files(files, casebase.library, casebase.embedder))
    assert [one.status for one in again] == [FileStatus.INGESTED, FileStatus.UNCHANGED, FileStatus.UNCHANGED]


def test_every_storage_error_has_words_in_both_languages_for_a_file_and_for_a_page():
    codes = {one.code for one in errors.StorageError.__subclasses__()}
    assert codes == {"DISK_FULL", "STORAGE_READ_ONLY", "STORAGE_FAILED", "STORAGE_BUSY", "DATABASE_DAMAGED"}
    assert codes <= set(ERRORS)
    for code in codes:
        assert words("ja")(f"error.{code}") != words("en")(f"error.{code}")


@pytest.mark.parametrize(("number", "code"), [(28, "DISK_FULL"), (30, "STORAGE_READ_ONLY"), (5, "STORAGE_FAILED")])
def test_errors_of_the_disk_get_names_and_others_keep_theirs(number: int, code: str):
    found = storage_error(OSError(number, "what the system says"))

    assert found is not None
    assert found.code == code
    assert "what the system says" in str(found)
    assert storage_error(OSError(12, "Cannot allocate memory")) is None
    assert storage_error(KeyError()) is None


def test_a_data_folder_that_cannot_be_used_is_said_to_be_so_without_a_trace(tmp_path: Path):
    (tmp_path / "home").write_text("a file where the folder should be")
    (tmp_path / "a.txt").write_text("青空市の指針である。", encoding="utf-8")
    environment = {**os.environ, "CASEBASE_HOME": str(tmp_path / "home"), "CASEBASE_MODEL": "fake"}

    done = subprocess.run(
        [sys.executable, "-m", "ingest", str(tmp_path / "a.txt")],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "STORAGE_FAILED" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_clock_that_jumps_back_changes_no_order(casebase, add_text, monkeypatch: pytest.MonkeyPatch):
    add_text("old.txt", "青空市の指針である。")
    monkeypatch.setattr("casebase.store.library.now", lambda: "1999-01-01T00:00:00+00:00")
    add_text("new.txt", "若葉市の手引である。")
    casebase.index.build()
    add_text("newer.txt", "白浜村の報告である。")

    assert [one.file_name for one in casebase.documents(LOCAL_READER)] == ["newer.txt", "new.txt", "old.txt"]
    assert casebase.search("白浜村の報告", LOCAL_READER).hits[0].document.file_name == "newer.txt"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Query error: (code: 13) database or disk is full", "DISK_FULL"),
        ("IO Error: No space left on device (os error 28)", "DISK_FULL"),
        ("attempt to write a readonly database", "STORAGE_READ_ONLY"),
        ("Input/output error (os error 5)", "STORAGE_FAILED"),
        ("something else", "INDEX_DAMAGED"),
    ],
)
def test_what_an_index_engine_says_of_the_disk_gets_the_same_names(said: str, code: str):
    found = engine_failure(ValueError(said))

    assert found is not None
    assert found.code == code
    assert engine_failure(KeyError(said)) is None
    assert engine_failure(errors.DiskFull()) is None
