"""The measurements run and tell what they measured; figures themselves are never asserted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.contest import match
from benchmarks.results import keep
from benchmarks.scale import main as measure_scale
from benchmarks.synthetic import fill, read_sources
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.models import Filters
from casebase.settings import Settings
from casebase.store.database import open_database
from tests.conftest import DATA

MUNICIPAL = DATA / "evaluation" / "municipal"


def test_a_task_keeps_the_texts_that_its_questions_need():
    task = match.read_task([MUNICIPAL], most_texts=40, most_questions=20)

    assert (len(task.texts), len(task.questions)) == (40, 20)
    assert all(id in task.texts for right in task.right for id in right)


@pytest.mark.slow
def test_the_contest_measures_the_product(tmp_path: Path, capsys):
    match.main([str(MUNICIPAL), "--texts", "12", "--questions", "6", "--results", str(tmp_path)])

    kept = json.loads((tmp_path / "contest.json").read_text())
    assert [row["name"] for row in kept["rows"]] == ["ai-casebase"]
    assert kept["rows"][0]["passages"] >= 12
    assert kept["rows"][0]["recall_at_10"] > 0.5
    assert "| ai-casebase |" in capsys.readouterr().out


@pytest.mark.slow
def test_the_cost_of_size_is_measured_on_synthetic_passages(tmp_path: Path, capsys):
    few = ["--texts", "12", "--questions", "5"]
    measure_scale([str(MUNICIPAL), "--sizes", "100", "200", *few, "--results", str(tmp_path)])

    rows = json.loads((tmp_path / "scale.json").read_text())["rows"]
    assert [row["passages"] for row in rows] == [100, 200]
    assert all(row["search_ms"][0] > 0 and row["answer_ms"][0] > 0 and row["disk_a_passage"] > 0 for row in rows)


def test_synthetic_passages_are_found_and_called_synthetic(tmp_path: Path):
    settings, embedder = Settings(home=tmp_path, model="fake"), HashingEmbedder()
    text = "議事録の作成にAIを使った。作業時間は半分になった。職員が確かめている。翻訳にも使っている。"
    fill(open_database(settings), embedder.fingerprint, read_sources([text], embedder), 0, 3)

    casebase = open_casebase(settings, embedder)
    hits = casebase.retriever.retrieve("議事録の作成", LOCAL_READER, Filters(), 50).hits

    assert len(hits) == 30
    assert all("synthetic" in hit.document.details.title for hit in hits)
    assert casebase.index.build()


def test_kept_figures_name_the_machine_and_replace_the_earlier_ones(tmp_path: Path):
    keep("speed", {"ms": 3}, tmp_path)
    path = keep("speed", {"ms": 2}, tmp_path)

    kept = json.loads(path.read_text())
    assert kept["ms"] == 2
    assert {"processor", "cores", "instructions"} <= set(kept["machine"])
    assert [one.name for one in tmp_path.iterdir()] == ["speed.json"]
