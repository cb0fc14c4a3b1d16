"""Cases of other registries in and out: nothing is lost on the way, nothing comes twice, nothing runs as a formula."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from casebase import faults
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.errors import StorageError
from casebase.models import Filters, Visibility
from casebase.people import Actor
from casebase.record.entries import Change
from casebase.record.model import CaseRecord, plain
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.case_import import CaseImports
from casebase.store.shelves import Shelves
from ingest.exchange.columns import record_of_row, row_of_record
from ingest.exchange.errors import ExchangeError
from ingest.exchange.exporting import export_cases, published_records
from ingest.exchange.formats import format_of
from ingest.exchange.importing import Fate, Importer, ImportReport, import_cases
from ingest.exchange.omb import OMB
from ingest.exchange.problems import problem_text
from ingest.exchange.t6x import T6X
from ingest.exchange.tables import guarded, read_csv, unguarded, write_csv
from ingest.pipeline import ingest_file
from ingest.starter import starter_files
from tests.conftest import PROJECT

FEDERAL = PROJECT / "tests" / "data" / "exchange" / "omb-2025-sample.csv"
ATRS = PROJECT / "tests" / "data" / "exchange" / "atrs-sample.json"


def taken_in(casebase: Casebase, path: Path, form: str = "", **more: Any) -> ImportReport:
    dry_run = more.pop("dry_run", False)
    importer = Importer(casebase.library, CaseImports(casebase.case_desk._engine), casebase.embedder, **more)
    return import_cases(path, form or format_of(path), importer, dry_run)


def written(casebase: Casebase, path: Path, form: str) -> int:
    return export_cases(path, form, shelves(casebase), LOCAL_READER)


def shelves(casebase: Casebase) -> Shelves:
    return casebase._shelves


def rows(path: Path) -> list[dict[str, str]]:
    return sorted(
        ({k: v for k, v in row.items() if v} for _, row in read_csv(path)), key=lambda row: sorted(row.items())
    )


def changed(tmp_path: Path, line: int, **cells: str) -> Path:
    """Return a copy of the sample with cells of one row changed."""
    table = [row for _, row in read_csv(FEDERAL)]
    table[line].update(cells)
    copy = tmp_path / "changed.csv"
    write_csv(copy, list(table[0]), table)
    return copy


def test_every_row_of_the_federal_inventory_comes_in_and_goes_out_again_cell_by_cell(
    casebase: Casebase, tmp_path: Path
) -> None:
    report = taken_in(casebase, FEDERAL)
    assert report.fates == {Fate.NEW: len(rows(FEDERAL))}
    assert set(report.mapped) | set(report.kept) == set(next(iter(read_csv(FEDERAL)))[1])
    assert written(casebase, tmp_path / "out.csv", "omb") == len(rows(FEDERAL))
    assert rows(tmp_path / "out.csv") == rows(FEDERAL)


def test_imported_cases_are_public_cases_of_others_that_are_found_by_field(casebase: Casebase) -> None:
    taken_in(casebase, FEDERAL)
    documents = casebase.documents(LOCAL_READER, Filters(statuses=("終了",)))
    assert documents and all(one.details.organization == "other" for one in documents)
    assert all(one.details.visibility is Visibility.PUBLIC and one.language == "en" for one in documents)
    assert all(one.details.organization_name.startswith(("Department", "National", "General")) for one in documents)
    record = documents[0].details.record
    assert record["sources"][0]["title"] == "Federal Agency AI Use Case Inventory"
    case = casebase.case_desk.of_document(documents[0].id, LOCAL_READER)
    assert case is not None and case.id == record["case_id"] and case.record.title_en == record["title_en"]


def test_the_same_file_again_changes_nothing_and_a_changed_row_changes_one_case(
    casebase: Casebase, tmp_path: Path
) -> None:
    total = len(rows(FEDERAL))
    taken_in(casebase, FEDERAL)
    ids = {one.id: one.version for one in casebase.documents(LOCAL_READER)}
    assert taken_in(casebase, FEDERAL).fates == {Fate.UNCHANGED: total}
    again = changed(tmp_path, 3, development_stage="Retired", problem_solved="It was not used.")
    tried = taken_in(casebase, again, dry_run=True)
    assert tried.fates == {Fate.UNCHANGED: total - 1, Fate.CHANGED: 1}
    title = [row for _, row in read_csv(again)][3]["use_case_name"]
    assert [(name, fate) for _, name, fate in tried.changes] == [(title, Fate.CHANGED)]
    assert {one.id: one.version for one in casebase.documents(LOCAL_READER)} == ids
    assert taken_in(casebase, again).fates == {Fate.UNCHANGED: total - 1, Fate.CHANGED: 1}
    now = {one.id: one.version for one in casebase.documents(LOCAL_READER)}
    assert set(now) == set(ids) and sum(now[one] != ids[one] for one in ids) == 1
    assert taken_in(casebase, again).fates == {Fate.UNCHANGED: total}


def test_an_import_that_broke_off_goes_on_where_it_stopped(casebase: Casebase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.exchange.importing.AT_ONCE", 5)
    monkeypatch.setenv("CASEBASE_FAULT", "publish.before_commit=eio@3")
    monkeypatch.setattr(faults, "_counts", Counter())
    with pytest.raises(StorageError):
        taken_in(casebase, FEDERAL)
    monkeypatch.delenv("CASEBASE_FAULT")
    assert len(casebase.documents(LOCAL_READER)) == 10
    report = taken_in(casebase, FEDERAL)
    assert report.fates == {Fate.UNCHANGED: 10, Fate.NEW: len(rows(FEDERAL)) - 10}
    numbers = [one.details.record["case_id"] for one in casebase.documents(LOCAL_READER)]
    assert len(set(numbers)) == len(numbers) == len(rows(FEDERAL))


def test_what_was_edited_here_is_left_alone(casebase: Casebase, tmp_path: Path) -> None:
    taken_in(casebase, FEDERAL)
    row = next(row for _, row in read_csv(FEDERAL))
    editor = Actor("佐藤", "other")
    case = next(one for one in casebase.case_desk.cases(editor.reader) if one.record.title_en == row["use_case_name"])
    draft = casebase.case_desk.review.revise(case.id, editor)
    casebase.case_desk.save(case.id, {"title_ja": Change("和訳")}, draft.version, editor)
    report = taken_in(casebase, changed(tmp_path, 0, vendor_name="Another Company"))
    assert report.fates[Fate.KEPT] == 1
    assert casebase.case_desk.case(case.id, editor.reader).record.title_ja == "和訳"


def test_a_corrected_field_is_written_and_not_what_was_imported(casebase: Casebase) -> None:
    row = next(row for _, row in read_csv(FEDERAL)) | {
        "topic_area": "Science",
        "operational_date": "2025-09-08 00:00:00",
    }
    record = record_of_row(row, OMB)
    assert (record.policy_area, record.status_date) == ("", "2025-09-08")
    assert row_of_record(record, OMB)["topic_area"] == "Science"
    corrected = record.model_copy(update={"policy_area": "保健", "status_date": "2025-10-01"})
    assert row_of_record(corrected, OMB)["topic_area"] == "Health and Medical"
    assert row_of_record(corrected, OMB)["operational_date"] == "2025-10-01"


def test_atrs_records_come_in_and_go_out_as_json_and_as_csv(casebase: Casebase, tmp_path: Path) -> None:
    records = json.loads(ATRS.read_text(encoding="utf-8"))["records"]
    assert taken_in(casebase, ATRS).fates == {Fate.NEW: len(records)}
    written(casebase, tmp_path / "out.json", "atrs")
    by_url = {one["url"]: one for one in json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["records"]}
    assert [by_url[one["url"]] for one in records] == records
    written(casebase, tmp_path / "out.csv", "atrs")
    assert format_of(tmp_path / "out.csv") == "atrs"
    assert taken_in(casebase, tmp_path / "out.csv").fates == {Fate.UNCHANGED: len(records)}


def test_t6x_columns_come_in_and_go_out(casebase: Casebase, tmp_path: Path) -> None:
    row = {
        "id": "7",
        "name": "City assistant ",
        "type": "Public services and engagement",
        "url": "https://city.example/assistant",
        "description": "A chatbot that answers questions about waste collection.",
        "geoextent": "Local",
        "geocoverage": "Finland",
        "lead_organisation_name": "City of Example",
        "start_date": "2021/01/01",
        "active": "yes",
        "primary_sector": "Environmental protection",
        "technology": "Chatbots",
        "status": "Unknown",
        "AP": "a column of nobody",
    }
    write_csv(tmp_path / "t6.csv", list(row), [row])
    assert taken_in(casebase, tmp_path / "t6.csv").fates == {Fate.NEW: 1}
    document = casebase.documents(LOCAL_READER)[0]
    assert (document.details.task_type, document.details.policy_area) == ("問い合わせ対応", "環境保護")
    written(casebase, tmp_path / "out.csv", "t6x")
    assert rows(tmp_path / "out.csv") == rows(tmp_path / "t6.csv")
    assert set(next(read_csv(tmp_path / "out.csv"))[1]) == {column.name for column in T6X.columns} | {"AP"}


@pytest.mark.parametrize("form", ["json", "csv"])
def test_our_own_formats_carry_every_field_to_another_casebase(
    casebase: Casebase, tmp_path: Path, form: str, elsewhere: Casebase
) -> None:
    for file in list(starter_files())[:12]:
        ingest_file(file, casebase.library, casebase.embedder)
    taken_in(casebase, FEDERAL)
    there = tmp_path / f"cases.{form}"
    written(casebase, there, form)
    assert format_of(there) == form
    report = taken_in(elsewhere, there)
    assert report.fates == {Fate.NEW: 12 + len(rows(FEDERAL))}
    back = tmp_path / f"back.{form}"
    written(elsewhere, back, form)
    ours = {one["title_en"] + str(one.get("extra")): one for one in map(without_number, plain_records(casebase))}
    theirs = {one["title_en"] + str(one.get("extra")): one for one in map(without_number, plain_records(elsewhere))}
    assert theirs == ours
    assert taken_in(elsewhere, there).fates == {Fate.UNCHANGED: report.rows}


def test_exporting_and_importing_again_here_makes_no_copies(casebase: Casebase, tmp_path: Path) -> None:
    taken_in(casebase, FEDERAL)
    written(casebase, tmp_path / "cases.json", "json")
    report = taken_in(casebase, tmp_path / "cases.json")
    assert report.fates[Fate.NEW] == 0 and len(casebase.documents(LOCAL_READER)) == len(rows(FEDERAL))


def test_no_cell_is_a_formula_in_any_spreadsheet(casebase: Casebase, tmp_path: Path) -> None:
    cells = {"=1+1": "title_en", "＝1": "bureau", "@SUM(A1)": "vendor", "-2": "ai_type", "+81": "platform"}
    record = CaseRecord(
        case_id="C-1", title_ja="題", organization="tokyo", **{field: cell for cell, field in cells.items()}
    )
    for cell in (*cells, "\tx", "\rx", "\nx", "−2", " =x", "\u3000＝x", "\ufeff+x", "'=x", "''-x", "' =x"):
        assert guarded(cell).startswith("'") and unguarded(guarded(cell)) == cell
    (tmp_path / "c.json").write_text(
        json.dumps({"records": [record.model_dump(mode="json")]}, ensure_ascii=False), encoding="utf-8"
    )
    taken_in(casebase, tmp_path / "c.json")
    written(casebase, tmp_path / "out.csv", "csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not any(cell[:1] in set("=+-@\t\r＝＋－＠") for row in csv.reader(file) for cell in row)
    written(casebase, tmp_path / "out.xlsx", "xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert all(cell.data_type in {"s", "n"} for row in sheet.iter_rows() for cell in row)  # n: an empty one
    assert "=1+1" in {cell.value for row in sheet.iter_rows() for cell in row}


@given(st.text(alphabet="'=+-@＝＋−a\t\n \u3000", max_size=6))
@settings(max_examples=300)
def test_taking_the_guard_away_gives_back_every_cell(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


def test_a_record_that_is_none_is_refused_with_its_number_and_the_others_come_in(
    casebase: Casebase, tmp_path: Path
) -> None:
    records = [{"schema_version": 2, "title_ja": "良い"}, {"schema_version": 2, "title_ja": "悪い", "status": "稼働"}]
    (tmp_path / "c.json").write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    report = taken_in(casebase, tmp_path / "c.json")
    assert report.fates == {Fate.NEW: 1, Fate.REFUSED: 1}
    assert report.refused[0][0] == 2 and report.refused[0][1].startswith("status: 稼働")


def test_a_record_without_a_title_or_with_an_effect_in_words_is_refused_in_plain_words(
    casebase: Casebase, tmp_path: Path
) -> None:
    lines = ["title_ja,title_en,schema_version,effect", "良い,,2,", ",,2,", "悪い,,,時間が半分になった"]
    rows = [line + ",青嶺市" for line in lines]
    rows[0] = lines[0] + ",organization_name"
    (tmp_path / "c.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    report = taken_in(casebase, tmp_path / "c.csv")

    assert report.fates == {Fate.NEW: 1, Fate.REFUSED: 2}
    assert [problem_text(reason, "ja").split("：")[0] for _, reason in report.refused] == ["題名（日本語）", "効果"]
    assert "題名がありません" in problem_text(report.refused[0][1], "ja")
    assert "metric" in problem_text(report.refused[1][1], "en")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.csv", b"a,b\n1,2\n", "FORMAT_UNKNOWN"),
        ("x.json", b"{", "NOT_JSON"),
        ("x.json", b'{"records": [1]}', "NOT_JSON"),
        ("x.csv", b"agency,use_case_name,development_stage\nA,B,C,D\n", "ROW_TOO_LONG"),
        ("x.csv", b"agency,use_case_name,development_stage\n\x85\n", "NOT_A_TABLE"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_both_languages(
    casebase: Casebase, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ExchangeError) as refused:
        taken_in(casebase, tmp_path / name)
    assert refused.value.code == code
    assert refused.value.said("ja") != refused.value.said("en")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Casebase:
    """Another casebase, as another organisation has it."""
    return open_casebase(Settings(home=tmp_path / "elsewhere", model="fake"), HashingEmbedder())


def plain_records(casebase: Casebase) -> list[dict[str, Any]]:
    return [plain(record) for record in published_records(shelves(casebase), LOCAL_READER)]


def without_number(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in {"case_id", "review_status"}}


def test_the_command_tries_imports_exports_and_names_what_it_cannot_read(tmp_path: Path) -> None:
    environment = {**os.environ, "CASEBASE_HOME": str(tmp_path / "home"), "CASEBASE_MODEL": "fake"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ingest", "cases", *arguments, "--language", "ja", "--quiet"]
        return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)

    tried = json.loads(run(str(FEDERAL), "--dry-run", "--json").stdout)
    assert (tried["format"], tried["new"], tried["dry_run"]) == ("omb", 28, True)
    assert "取り込めない" not in run(str(FEDERAL)).stdout
    out = tmp_path / "out.csv"
    assert "28件を書き出しました" in run("--export", str(out), "--format", "omb").stdout
    assert rows(out) == rows(FEDERAL)
    absent = run(str(tmp_path / "none.csv"))
    assert absent.returncode == 1 and "none.csv を開けません" in absent.stderr
