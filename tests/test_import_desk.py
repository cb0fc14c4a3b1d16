"""Imports at the desk: a dry run first, then batch by batch beside the files that wait; stopped, gone on with, taken over."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from app.import_routes import report_csv
from app.wording import words
from casebase.access import LOCAL_READER
from casebase.errors import NotFound
from casebase.imports import ImportRun, ImportState
from casebase.people import Actor
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.import_runs import ImportQueue
from ingest import import_work
from ingest.exchange import looking
from ingest.exchange.errors import ExchangeError
from ingest.exchange.exporting import export_cases
from ingest.exchange.looking import look_through
from ingest.exchange.reporting import report_of, report_shape
from ingest.exchange.tables import read_csv, write_csv
from ingest.import_work import ImportWork
from tests.test_case_publishing import published
from tests.test_cases import SATO, SUZUKI, TOKYO
from tests.test_exchange import FEDERAL

ROWS = sum(1 for _ in read_csv(FEDERAL))


@pytest.fixture
def work(casebase: Casebase, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> ImportWork:
    monkeypatch.setattr(import_work, "AT_ONCE", 8)
    return worker_of(casebase, settings)


def worker_of(casebase: Casebase, settings: Settings) -> ImportWork:
    return ImportWork(casebase.imports.engine, casebase.library, casebase.embedder, settings.workers_folder)


def looked_through(casebase: Casebase, path: Path = FEDERAL, actor: Actor = SATO, **more: str) -> ImportRun:
    return look_through(casebase, path.name, path.read_bytes(), actor, **more)


def own_table(tmp_path: Path, *rows: dict[str, str]) -> Path:
    path = tmp_path / "own.csv"
    names = ["schema_version", "title_ja", "title_en", "organization", *{name for row in rows for name in row}]
    filled = [{"schema_version": "2", "organization": "hiroshima", **row} for row in rows]
    write_csv(path, list(dict.fromkeys(names)), filled)
    return path


def test_a_file_is_looked_through_first_and_nothing_is_registered(casebase: Casebase) -> None:
    run = looked_through(casebase)
    assert (run.state, run.total, run.plan["new"], run.done) == (ImportState.CHECKED, ROWS, ROWS, 0)
    assert run.plan["columns_mapped"] and run.plan["columns_kept"] and run.plan["columns_ignored"] == []
    first = run.plan["samples"][0]
    assert first["fate"] == "new" and first["title"] and first["organization"]
    assert casebase.documents(LOCAL_READER) == []
    assert report_shape(report_of(run.plan), True) == run.plan


def test_a_confirmed_import_comes_in_batch_by_batch_and_its_report_counts_every_row(
    casebase: Casebase, work: ImportWork
) -> None:
    run = looked_through(casebase)
    assert not work.step("worker")  # nobody has confirmed it
    casebase.imports.go_on(run.id, SATO)
    seen = []
    while work.step("worker"):
        seen.append(casebase.imports.run(run.id, SATO).done)
    assert seen[:3] == [0, 8, 16] and sorted(seen) == seen
    ended = casebase.imports.run(run.id, SATO)
    assert (ended.state, ended.done, ended.report["new"]) == (ImportState.DONE, ROWS, ROWS)
    assert len(casebase.documents(LOCAL_READER)) == ROWS
    case = casebase.case_desk.of_document(casebase.documents(LOCAL_READER)[0].id, LOCAL_READER)
    assert case is not None
    assert casebase.case_desk.review.history(case.id, LOCAL_READER)[0].actor == SATO


def test_a_stopped_import_keeps_what_came_in_and_goes_on_from_there(casebase: Casebase, work: ImportWork) -> None:
    run = looked_through(casebase)
    casebase.imports.go_on(run.id, SATO)
    for _ in range(3):
        work.step("worker")
    assert casebase.imports.stop(run.id, SATO).state is ImportState.STOPPED
    assert work.step("worker")  # notices it, and gives its batch up
    assert not work.step("worker")
    assert len(casebase.documents(LOCAL_READER)) == 16
    casebase.imports.go_on(run.id, SATO)
    while work.step("worker"):
        pass
    ended = casebase.imports.run(run.id, SATO)
    assert (ended.state, ended.report["new"], ended.report["unchanged"]) == (ImportState.DONE, ROWS, 0)
    assert len(casebase.documents(LOCAL_READER)) == ROWS


def test_an_import_of_a_worker_that_died_is_taken_over_by_the_next_one(
    casebase: Casebase, settings: Settings, work: ImportWork
) -> None:
    run = looked_through(casebase)
    casebase.imports.go_on(run.id, SATO)
    work.step("dead")
    work.step("dead")
    assert ImportQueue(casebase.imports.engine).claim("other", lambda _: True) is None  # it lives
    heir = worker_of(casebase, settings)
    while heir.step("heir"):
        pass
    ended = casebase.imports.run(run.id, SATO)
    assert (ended.state, ended.report["new"]) == (ImportState.DONE, ROWS)


def test_rows_with_a_problem_are_named_with_cause_and_way_out(casebase: Casebase, tmp_path: Path) -> None:
    path = own_table(
        tmp_path,
        {"title_ja": "よい事例", "status": "本番", "余分な列": "x"},
        {"title_ja": "状態の誤り", "status": "稼働"},
        {"title_ja": "日付の誤り", "next_check": "来年"},
        {"title_ja": "よその事例", "organization": "tokyo"},
    )
    run = looked_through(casebase, path)
    assert (run.plan["new"], run.plan["refused"], run.plan["columns_ignored"]) == (1, 3, ["余分な列"])
    table = list(csv.reader(io.StringIO(report_csv(run, words("ja")).decode("utf-8-sig"))))
    refused = {row[1]: row[3:] for row in table if row[0] == "取り込めない" and row[1]}
    assert refused["3"][1:] == ["「稼働」は使えない値です。", "次のどれかにしてください：検討、実証、本番、終了"]
    assert refused["4"][2] == "2026-04-01 のように書いてください。"
    assert refused["5"][1] == "東京都の事例は、東京都の人だけが取り込めます。"
    english = report_csv(run, words("en")).decode()
    assert "Use one of: " in english and "Only people of Tokyo Metropolitan Government" in english


def test_an_import_belongs_to_its_organisation(casebase: Casebase) -> None:
    run = looked_through(casebase)
    assert casebase.imports.run(run.id, SUZUKI) == run
    for act in (casebase.imports.run, casebase.imports.go_on, casebase.imports.stop, casebase.imports.forget):
        with pytest.raises(NotFound):
            act(run.id, TOKYO)
    assert casebase.imports.runs(TOKYO) == []


def test_a_file_that_is_not_imported_leaves_nothing(casebase: Casebase, settings: Settings) -> None:
    run = looked_through(casebase)
    kept = settings.originals_folder / run.original[:2] / run.original
    assert kept.is_file()
    casebase.imports.forget(run.id, SATO)
    assert not kept.exists()
    with pytest.raises(NotFound):
        casebase.imports.run(run.id, SATO)


def test_an_export_as_a_spreadsheet_is_read_again_without_loss(casebase: Casebase, tmp_path: Path) -> None:
    case = published(casebase)
    path = tmp_path / "cases.xlsx"
    export_cases(path, "xlsx", casebase._shelves, LOCAL_READER)
    assert looked_through(casebase, path).plan["kept"] == 1  # its number is here
    book = load_workbook(path)
    cells = {cell.value: book.active.cell(2, cell.column) for cell in book.active[1]}
    cells["case_id"].value = "C-009999"
    book.save(path)
    run = looked_through(casebase, path)
    assert (run.form, run.plan["new"], run.plan["samples"][0]["title"]) == ("csv", 1, case.record.title_ja)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"x,y\n1,2\n", "FORMAT_UNKNOWN"),
        ("a.csv", b"schema_version,title_ja,title_en\n", "NO_ROWS"),
        ("a.csv", b"schema_version,title_ja,title_en\n2,a,b,c,d\n", "ROW_TOO_LONG"),
        ("a.csv", b"\x00\xff\xfe\x81\x00\x01" * 50, "NOT_A_TABLE"),
        ("a.json", b"{", "NOT_JSON"),
        ("a.json", b"[]", "NO_ROWS"),
        ("a.json", b"[" * 20_000, "NOT_JSON"),
        ("a.xlsx", b"PK\x03\x04 not a workbook", "NOT_A_SHEET"),
        ("a.csv", b"x" * 1001, "FILE_TOO_LARGE"),
        ("a.csv", b"schema_version,title_ja,title_en\n" + b"2,a,b\n" * 12, "TOO_MANY_ROWS"),
    ],
)
def test_a_file_that_cannot_be_imported_gets_a_named_error_with_a_way_out(
    casebase: Casebase, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, code: str
) -> None:
    monkeypatch.setattr(looking, "LARGEST", 30_000 if name.endswith("json") else 1000)
    monkeypatch.setattr(looking, "MOST_ROWS", 10)
    with pytest.raises(ExchangeError) as refused:
        look_through(casebase, name, content, SATO)
    assert refused.value.code == code
    assert refused.value.said("ja") and refused.value.said("en")
    assert casebase.imports.runs(SATO) == []


def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_not_opened(
    casebase: Casebase, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, content = Workbook(), io.BytesIO()
    book.active.append(["schema_version", "title_ja", "title_en"])
    book.save(content)
    monkeypatch.setattr("ingest.exchange.sheets.MOST_UNPACKED", 1000)
    with pytest.raises(ExchangeError) as refused:
        look_through(casebase, "a.xlsx", content.getvalue(), SATO)
    assert refused.value.code == "FILE_TOO_LARGE"
