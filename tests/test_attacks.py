"""Every hostile or malformed file ends in a named error or in correct text, within limits, and the next file still ingests."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebase.access import LOCAL_READER
from casebase.errors import DocumentError
from casebase.models import Details
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.compose import compose
from ingest.load import load
from ingest.messages import ERRORS, WARNINGS
from ingest.ocr.recognise import recognised
from ingest.pipeline import ingest_files
from ingest.records import FileStatus, IncomingFile, Loaded
from ingest.sandbox import Sandbox
from tests.conftest import PROJECT
from tests.scans import error_rate, needs_tesseract

FOLDER = Path(__file__).parent / "data/attacks"
MANIFEST = [json.loads(line) for line in (FOLDER / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
WITHOUT_OCR = Settings(ocr="off")
"""The manifest says how files end where no text is recognised; tests below say what recognition makes of them."""

GOOD = "問い合わせは情報政策課が受け付ける。"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=30, memory_mb=512) as opened:
        opened.load("start.md", GOOD.encode())
        yield opened


def compared(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def outcome(sandbox: Sandbox, row: dict, settings: Settings = WITHOUT_OCR) -> Loaded | DocumentError:
    name, content = Path(row["file"]).name, (FOLDER / row["file"]).read_bytes()
    try:
        return recognised(name, content, sandbox.load(name, content), sandbox, settings)
    except DocumentError as error:
        return error


@pytest.mark.parametrize("row", MANIFEST, ids=[Path(row["file"]).name for row in MANIFEST])
def test_every_attack_ends_as_it_must_and_the_next_good_file_is_read(sandbox, row):
    began = time.monotonic()
    found = outcome(sandbox, row)
    took = time.monotonic() - began

    assert took < row.get("limits", {}).get("seconds", 10)
    if isinstance(found, DocumentError):
        # Whole types that are not accepted (ZIP, JSON) may be refused as such.
        assert row["must"] in {"reject", "ingest_or_reject"}, found
        assert found.code in {row["error_code"], row.get("also_code"), "UNSUPPORTED_TYPE"}
        assert found.code in ERRORS
    else:
        assert row["must"] != "reject", found
        text = compared("\n".join(page.text for page in compose(found)))
        wanted = row["expected_text"] + row.get("expected_normalised", []) + row.get("search_finds", [])
        assert [one for one in wanted if compared(one) not in text] == []
        assert [one for one in row["forbidden_text"] if compared(one) and compared(one) in text] == []
        codes = {warned.code for warned in found.warnings}
        assert codes <= set(WARNINGS)
        if row["must"] == "ingest":
            assert codes == set()
        if row["must"] == "ingest_with_warning":
            assert row["error_code"] in codes
        if "warn_pages" in row:
            assert [warned.pages for warned in found.warnings if warned.code == row["error_code"]] == [
                tuple(row["warn_pages"])
            ]
        if "encoding" in row:
            assert found.encoding == row["encoding"]
        assert not any(
            "\ud800" <= char <= "\udfff" or (char < " " and char != "\n")
            for page in compose(found)
            for char in page.text
        )
    assert sandbox.load("good.md", GOOD.encode()).pages[0].blocks[0].text == GOOD


@needs_tesseract
@pytest.mark.parametrize("row", [row for row in MANIFEST if row["class"].startswith(("pdf-image", "pdf-text-mapping"))])
def test_what_is_only_a_picture_is_read_where_tesseract_is_installed(sandbox, row):
    found = outcome(sandbox, row, Settings())

    if row["class"] == "pdf-text-mapping":  # its font is not in the file: there is nothing to see either
        assert isinstance(found, DocumentError) and found.code == row["error_code"]
        return
    assert isinstance(found, Loaded)
    text = "\n".join(page.text for page in compose(found))
    assert [one for one in row["expected_text"] if compared(one) not in compared(text)] == []
    if printed := "".join(row.get("expected_with_ocr", [])):
        assert error_rate(text, printed) < 0.05  # large type, scanned at 72 dots an inch
    assert "RECOGNISED_TEXT" in {warned.code for warned in found.warnings}


MOST_MEMORY = """
import resource
from tests.test_attacks import MANIFEST, Sandbox, outcome
with Sandbox(seconds=30, memory_mb=512) as sandbox:
    for row in MANIFEST:
        outcome(sandbox, row)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
"""Reads everything in a process of its own: children of other tests must not count."""


def test_the_parser_stays_within_its_memory():
    done = subprocess.run(
        [sys.executable, "-c", MOST_MEMORY], cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True
    )
    assert int(done.stdout) < 700


def test_attacks_among_good_files_leave_the_casebase_whole(casebase: Casebase, sandbox):
    details = Details("tokyo")
    files = [
        IncomingFile(Path(row["file"]).name, (FOLDER / row["file"]).read_bytes(), details) for row in MANIFEST[::3]
    ]
    good = [
        IncomingFile(f"good{number}.txt", f"{number}番目の良い文書である。".encode(), details) for number in range(3)
    ]

    outcomes = list(
        ingest_files(
            [good[0], *files[:10], good[1], *files[10:], good[2]],
            casebase.library,
            casebase.embedder,
            sandbox,
            WITHOUT_OCR,
        )
    )

    assert len(outcomes) == len(files) + 3
    assert all(outcome.status is FileStatus.INGESTED for outcome in outcomes if outcome.file.startswith("good"))
    assert all((outcome.document is None) == (outcome.status is FileStatus.FAILED) for outcome in outcomes)
    stored = {document.file_name for document in casebase.documents(LOCAL_READER)}
    assert stored == {outcome.file for outcome in outcomes if outcome.status is not FileStatus.FAILED}
    again = list(ingest_files(good, casebase.library, casebase.embedder, sandbox))
    assert {outcome.status for outcome in again} == {FileStatus.UNCHANGED}


def test_errors_of_hostile_names_and_files_do_not_drive_a_terminal():
    with pytest.raises(DocumentError) as error:
        load("a.exe", b"MZ\x90\0")
    assert error.value.code == "UNSUPPORTED_TYPE"
    assert "are accepted" in str(error.value)


WAYS_OUT = {
    "a.jtd": "Ichitaro",
    "a.xlsb": ".xlsx",
    "a.xdw": "DocuWorks",
    "a.7z": "pack them as ZIP",
    "a.zip": "Unpack",
    "a.heic": "PNG",
    "a": "extension",
}


@pytest.mark.parametrize(("name", "way_out"), WAYS_OUT.items())
def test_a_type_that_is_not_accepted_names_the_way_out(name, way_out):
    with pytest.raises(DocumentError) as error:
        load(name, b"anything")
    assert error.value.code == "UNSUPPORTED_TYPE"
    assert way_out in str(error.value)
