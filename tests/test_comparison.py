"""One question of every organisation, and the cases of an answer in a table: every sentence and cell with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.wording import words
from benchmarks.cells import cells_of, right_cells
from casebase.access import LOCAL_READER, Reader
from casebase.bootstrap import open_casebase
from casebase.compare.organizations import SAME_MEANING, Standing, without_places
from casebase.compare.said import grade_of
from casebase.compare.table import asked_cells, make_table
from casebase.embedding import Embedder
from casebase.findings import MASK
from casebase.models import Details, Filters, Kind, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.text.tables import told_rows
from ingest.pipeline import IncomingFile, ingest_files
from tests.conftest import DATA, AddText
from tests.starter_home import StarterHome

QUESTION = "議事録の作成時間はどれだけ減りましたか"


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory, starter_home: StarterHome, real_embedder: Embedder) -> Casebase:
    """The starter cases with the bundled model."""
    return open_casebase(Settings(home=starter_home(tmp_path_factory.mktemp("starter"))), real_embedder)


def test_every_organisation_answers_from_its_own_documents_and_who_has_none_is_named(
    casebase: Casebase, add_text: AddText
) -> None:
    add_text("tokyo.txt", "議事録の作成時間は月12時間減った。", organization="tokyo")
    add_text("hiroshima.txt", "議事録の作成時間は月20時間減った。", organization="hiroshima")
    add_text("govtech.txt", "水道の料金は二か月ごとに請求する。", organization="govtech")

    compared = casebase.by_organization(QUESTION, LOCAL_READER)

    said = {column.organization: [one.sentence.text for one in column.sentences] for column in compared.columns}
    assert said == {
        "tokyo": ["議事録の作成時間は月12時間減った。"],
        "hiroshima": ["議事録の作成時間は月20時間減った。"],
        "govtech": [],
    }
    assert compared.missing == ("govtech",)
    assert compared.count(Standing.DIFFERS) == 2  # the same matter, other figures
    for column in compared.columns:
        assert all(
            citation.document.details.organization == column.organization for citation in column.answer.citations
        )


def test_no_organisation_is_said_to_be_the_only_one_nor_to_say_the_same_which_nearness_cannot_tell(
    real_embedder: Embedder,
) -> None:
    lines = (DATA / "alike.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    vectors = real_embedder.passages([text for _, *both in pairs for text in both])
    near = [float(vectors[n] @ vectors[n + 1]) >= SAME_MEANING for n in range(0, len(vectors), 2)]
    told = {kind: [one for one, (of, *_) in zip(near, pairs, strict=True) if of == kind] for kind in ("same", "other")}
    assert not all(told["same"]) and any(
        told["other"]
    )  # so what is put in other words is missed, and other things are not

    for language, claims in (("ja", ("のみ", "だけ", "同じ内容", "共通")), ("en", ("Only", "only", "same", "shared"))):
        entries = words(language).entries
        labels = [entries[f"orgs.{name}"] for name in ("same", "only_in", "standing.same", "standing.only")]
        assert [label for label in labels for claim in claims if claim in label] == []


def test_the_same_words_are_said_to_be_shared(casebase: Casebase, add_text: AddText) -> None:
    add_text("tokyo.txt", "個人情報を生成AIに入力してはならない。", organization="tokyo")
    add_text("hiroshima.txt", "個人情報を生成AIに入力してはならない。", organization="hiroshima")

    compared = casebase.by_organization("生成AIに入力してはならない情報は何ですか", LOCAL_READER)

    assert compared.count(Standing.SAME) == 2


def test_nobody_sees_a_column_from_documents_that_are_not_theirs_to_see(casebase: Casebase, add_text: AddText) -> None:
    add_text("tokyo.txt", "議事録の作成時間は月12時間減った。", organization="tokyo")
    add_text("own.txt", "議事録の作成時間は月99時間減った。", organization="hiroshima", visibility=Visibility.OWN)

    compared = casebase.by_organization(QUESTION, Reader("tokyo"))

    assert [column.organization for column in compared.columns] == ["tokyo"]
    assert "月99時間" not in repr(compared)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("東京都と広島県ではAIを何に使っていますか？", "AIを何に使っていますか？"),
        ("広島県のガイドラインで入力が禁止されている情報は？", "ガイドラインで入力が禁止されている情報は？"),
        ("生成AIの費用は？", "生成AIの費用は？"),
        ("What is AI used for in Tokyo and Hiroshima?", "What is AI used for?"),
    ],
)
def test_of_every_organisation_the_question_is_asked_without_the_places_it_names(question: str, asked: str) -> None:
    assert without_places(question) == asked


@pytest.mark.slow
def test_every_cell_of_a_table_stands_at_the_place_it_names(starter: Casebase) -> None:
    answer = starter.ask("東京都と広島県ではAIを何に使っていますか？", LOCAL_READER)

    table = starter.table(answer, LOCAL_READER)

    assert len(table.rows) == 5 and all(row.document.details.kind is Kind.CASE for row in table.rows)
    cells = [said for row in table.rows for field in row.cells.values() for said in field]
    assert len(cells) >= 10
    for said in cells:
        page = starter.page(said.version, said.page, LOCAL_READER)
        assert page.text[said.start : said.end].endswith(said.text)


@pytest.mark.slow
def test_effects_say_how_they_are_known_and_unlike_ones_are_named(starter: Casebase) -> None:
    documents = starter.documents(LOCAL_READER, Filters(kinds=(Kind.CASE,)))
    wanted = {"hiroshima-iju-ai-chat.md", "yokosuka-chatgpt.md"}
    chosen = [one for one in documents if one.file_name in wanted]
    table = make_table(
        chosen,
        lambda version, number: starter.page(version, number, LOCAL_READER),
        lambda document: asked_cells(document, lambda asked, of: starter.ask(asked, LOCAL_READER)),
    )

    graded = [said.grade for row in table.rows for said in row.cells["effect"]]
    assert graded and set(graded) <= {"measured", "estimated", "claimed", "unknown"}
    assert set(table.grades) == set(graded)


def test_a_report_without_a_record_is_asked_cell_by_cell(casebase: Casebase, add_text: AddText) -> None:
    add_text(
        "report.txt", f"{'議事録の作成にAIを使った。'}費用は年額120万円であった。効果は試算で月12時間の削減である。"
    )
    answer = casebase.ask("議事録の作成にAIを使った事例の費用はいくらですか", LOCAL_READER)

    (row,) = casebase.table(answer, LOCAL_READER).rows

    assert "120万円" in row.cells["cost"][0].text
    cost = row.cells["cost"][0]
    assert casebase.page(cost.version, cost.page, LOCAL_READER).text[cost.start : cost.end] == cost.text


@pytest.mark.slow
def test_what_an_editor_masked_stands_in_no_cell(tmp_path: Path, real_embedder: Embedder) -> None:
    casebase = open_casebase(Settings(home=tmp_path / "home"), real_embedder)
    text = f"{MASK * 4}への委託料は年額900万円である。\n\n利用を始めた。\n"
    file = IncomingFile("report.md", text.encode(), Details("other"))
    assert all(not one.error for one in ingest_files([file], casebase.library, casebase.embedder))

    (row,) = casebase.table_of(casebase.documents(LOCAL_READER), LOCAL_READER).rows

    assert not row.cells["cost"]
    assert not any(MASK in said.text for cell in row.cells.values() for said in cell)


@pytest.mark.slow
def test_the_cells_of_reports_by_other_hands_are_mostly_right_and_stand_where_they_say(
    tmp_path: Path, real_embedder: Embedder
) -> None:
    casebase = open_casebase(Settings(home=tmp_path / "home"), real_embedder)
    lines = [json.loads(line) for line in (DATA / "cells" / "cells.jsonl").read_text(encoding="utf-8").splitlines()]

    filled = cells_of(casebase, lines)
    table = casebase.table_of(casebase.documents(LOCAL_READER), LOCAL_READER)

    right = [one for report in filled.values() for one in right_cells(*report).values()]
    assert len(right) == 80 and sum(right) >= 70
    for row in table.rows:
        for said in (said for cell in row.cells.values() for said in cell):
            page = casebase.page(said.version, said.page, LOCAL_READER)
            assert " ".join(told_rows(page.text, said.start, said.end, ()).split()) == said.text


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("月12時間の削減が見込まれる。", "estimated"),
        ("アンケートで8割が効率が上がったと答えた。", "claimed"),
        ("実測で月12時間減った。", "measured"),
        ("月12時間減った。", "unknown"),
    ],
)
def test_how_an_effect_is_known_is_told_by_its_words(text: str, grade: str) -> None:
    assert grade_of(text) == grade
