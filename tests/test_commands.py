"""The commands and the JSON shapes that other programs rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT

NOTE = "呉市は窓口の案内にAIを使い、待ち時間を平均12分短くした。\nこの取組は2025年4月に始まった。"


@pytest.fixture
def run(tmp_path: Path):
    def call(*arguments: str, code: int = 0) -> str:
        environment = {**os.environ, "CASEBASE_HOME": str(tmp_path / "home"), "CASEBASE_MODEL": "fake"}
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    return call


def test_a_command_loads_no_engine_before_it_needs_one():
    loaded = "import sys, casebase.cli, ingest.cli; print({'chromadb', 'alembic', 'torch', 'llama_index'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_file_goes_in_and_an_answer_with_its_place_comes_out(run, tmp_path: Path):
    (tmp_path / "kure.txt").write_text(NOTE, encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing follows")

    lines = [
        json.loads(line)
        for line in run(
            "ingest", str(tmp_path / "kure.txt"), str(tmp_path / "broken.pdf"), "--org", "hiroshima", "--json", code=1
        ).splitlines()
    ]
    again = json.loads(run("ingest", str(tmp_path / "kure.txt"), "--org", "hiroshima", "--json"))
    found = json.loads(run("casebase", "search", "待ち時間", "--json"))
    answer = json.loads(run("casebase", "ask", "呉市の窓口の待ち時間は何分短くなりましたか", "--json"))

    fields = ["file", "status", "document", "version", "pages", "passages", "error", "message", "warnings"]
    assert [list(line) for line in lines] == [fields, fields]
    assert {line["status"] for line in lines} == {"ingested", "failed"}
    assert again["status"] == "unchanged"
    assert list(found) == ["id", "hits", "ms"]
    assert list(found["hits"][0]) == ["document", "file_name", "version", "page", "start", "end", "score", "text"]
    assert found["hits"][0]["file_name"] == "kure.txt"
    assert list(answer) == ["id", "status", "language", "sentences", "citations", "engine", "ms"]
    assert answer["status"] == "ANSWERED"
    assert "12分" in answer["sentences"][0]["text"]
    citation = answer["citations"][answer["sentences"][0]["citations"][0] - 1]
    assert list(citation) == ["n", "document", "file_name", "version", "page", "start", "end", "quote"]
    assert NOTE[citation["start"] : citation["end"]] == citation["quote"]


def test_a_batch_of_questions_prints_one_line_each_in_order(run, tmp_path: Path):
    (tmp_path / "kure.txt").write_text(NOTE, encoding="utf-8")
    run("ingest", str(tmp_path / "kure.txt"))
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"id": "a", "question": "待ち時間"}\n\n{"id": 7, "question": "いつ始まった"}\n', encoding="utf-8")

    for command in ("search", "ask"):
        lines = [json.loads(line) for line in run("casebase", command, "--batch", str(batch)).splitlines()]
        assert [line["id"] for line in lines] == ["a", 7]


def test_a_bad_line_in_a_batch_is_named(run, tmp_path: Path):
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"id": "a", "question": "待ち時間"}\n{"id": "b"}\n', encoding="utf-8")

    run("casebase", "search", "--batch", str(batch), code=2)


def test_an_empty_casebase_answers_that_it_holds_nothing(run):
    assert json.loads(run("casebase", "search", "議事録", "--json"))["hits"] == []
    assert json.loads(run("casebase", "ask", "議事録", "--json"))["status"] == "NOT_IN_CASEBASE"
