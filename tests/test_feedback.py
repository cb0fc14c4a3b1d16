"""What people say of answers is kept without the documents' words, listed for stewards and turned into evaluation questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casebase.access import LOCAL_READER
from casebase.cli import commands
from casebase.evaluation.datasets import load_dataset
from casebase.models import Filters
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.feedback import Feedback, FeedbackKind
from casebase.upkeep.purge import purge
from tests.conftest import AddText

FACT = "青空市では生成AIの導入により議事録の作成時間が月12時間減った。"
QUESTION = "青空市の議事録の作成時間はどれだけ減りましたか"


def kept_answer(casebase: Casebase) -> str:
    return casebase.answers.keep(QUESTION, Filters(), casebase.ask(QUESTION, LOCAL_READER))


def test_the_same_opinion_counts_once_and_the_newest_comes_first(casebase: Casebase, add_text: AddText) -> None:
    add_text("aozora.txt", FACT)
    kept = kept_answer(casebase)
    book = casebase.feedback

    first = book.give(Feedback(FeedbackKind.HELPFUL, kept, QUESTION), "me")
    assert book.give(Feedback(FeedbackKind.HELPFUL, kept, QUESTION), "me") == first
    book.give(Feedback(FeedbackKind.WRONG_CITATION, kept, QUESTION, citation=1, comment=" 別の  資料です "), "me")

    assert [(one.kind, one.citation, one.comment) for one in book.all()] == [
        (FeedbackKind.WRONG_CITATION, 1, "別の 資料です"),
        (FeedbackKind.HELPFUL, 0, ""),
    ]


def test_feedback_and_open_questions_become_a_set_to_measure_with(
    casebase: Casebase, add_text: AddText, tmp_path: Path
) -> None:
    add_text("aozora.txt", FACT)
    kept = kept_answer(casebase)
    book = casebase.feedback
    for kind in FeedbackKind:
        book.give(Feedback(kind, kept, QUESTION, citation=int(kind is FeedbackKind.WRONG_CITATION)), "me")
    casebase.answers.record_gap("大阪府の指針は？", "ja")

    for one in book.all():
        assert not one.made
        book.make_question(one, LOCAL_READER)
    book.make_question_of_gap("大阪府の指針は？")

    assert all(one.made for one in book.all()) and book.gaps()[0][1]
    by_type = {question["type"]: question for question in book.questions()}
    assert by_type["helpful"]["gold_document"] == "aozora"
    assert by_type["helpful"]["answer_contains"] == [FACT]
    assert by_type["wrong-citation"]["gold_document"] is None
    assert by_type["missing"]["answerable"] is False
    assert by_type["gap"] | {"id": ""} == {
        "id": "",
        "question": "大阪府の指針は？",
        "language": "ja",
        "answerable": False,
        "gold_document": None,
        "type": "gap",
    }
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in book.questions()), encoding="utf-8")
    assert len(load_dataset(file).questions) == 4


def test_a_purge_takes_along_what_was_said_and_made_of_the_document(
    casebase: Casebase, add_text: AddText, settings: Settings
) -> None:
    document = add_text("aozora.txt", FACT)
    casebase.feedback.give(Feedback(FeedbackKind.HELPFUL, kept_answer(casebase), QUESTION), "me")
    casebase.feedback.make_question(casebase.feedback.all()[0], LOCAL_READER)

    purge(settings, document.id)

    assert casebase.feedback.all() == [] and casebase.feedback.questions() == []


def test_the_command_lists_feedback_and_writes_it_as_questions(
    casebase: Casebase, add_text: AddText, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_text("aozora.txt", FACT)
    casebase.feedback.give(Feedback(FeedbackKind.HELPFUL, kept_answer(casebase), QUESTION, comment="早い"), "me")
    casebase.answers.record_gap("大阪府の指針は？", "ja")
    monkeypatch.setenv("CASEBASE_HOME", str(settings.home))
    run = CliRunner()

    assert "早い" in run.invoke(commands, ["feedback"]).stdout
    assert json.loads(run.invoke(commands, ["feedback", "--json"]).stdout)["kind"] == "helpful"
    file = tmp_path / "questions.jsonl"
    assert "2 questions" in run.invoke(commands, ["feedback", "--as-questions", str(file)]).stdout
    assert [question.answerable for question in load_dataset(file).questions] == [True, False]
