"""Conversations are kept for one person, lean on what was answered, and forget what a purge takes away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from casebase.access import LOCAL_READER, Reader
from casebase.bootstrap import open_casebase
from casebase.cli import commands
from casebase.conversation.threads import Thread, Turn
from casebase.embedding import HashingEmbedder
from casebase.errors import NotFound
from casebase.models import Filters, Kind, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.upkeep.purge import purge
from tests.conftest import AddText
from tests.endpoint_server import Endpoint, Reply, endpoint, says

FACT = "青空市では生成AIの導入により議事録の作成時間が月12時間減った。"
QUESTION = "青空市の議事録の作成時間はどれだけ減りましたか"
UNNAMED = "議事録の作成時間はどれだけ減りましたか"
"""What it is about is only said by the document that answers."""


def begun(casebase: Casebase, question: str = QUESTION) -> Thread:
    answer = casebase.ask(question, LOCAL_READER)
    kept = casebase.answers.keep(question, Filters(), answer) if answer.sentences else ""
    return casebase.conversations.threads.begin("me", Turn(question, question, "", kept, answer.engine))


def test_a_follow_up_leans_on_the_document_that_the_answer_rests_on(casebase: Casebase, add_text: AddText) -> None:
    add_text("aozora.txt", FACT, title="議事録の自動作成", organization_name="青空市")

    resolved = casebase.conversations.in_full("費用は？", begun(casebase), LOCAL_READER)

    assert (resolved.question, resolved.by) == ("青空市の議事録の自動作成の費用は？", "rules")


def test_whoever_may_not_see_the_document_learns_nothing_of_its_title(casebase: Casebase, add_text: AddText) -> None:
    add_text("aozora.txt", FACT, title="極秘計画ひまわり", visibility=Visibility.OWN)

    thread = begun(casebase, UNNAMED)

    assert "ひまわり" in casebase.conversations.in_full("費用は？", thread, LOCAL_READER).question
    assert "ひまわり" not in casebase.conversations.in_full("費用は？", thread, Reader("hiroshima")).question


def test_what_another_document_says_more_of_is_asked_as_it_is_typed(casebase: Casebase, add_text: AddText) -> None:
    add_text("aozora.txt", FACT, title="議事録の自動作成", organization_name="青空市")
    new = "道路の穴を車載カメラで撮影して補修の順番を決める仕組みの費用"

    def asked() -> str:
        return casebase.conversations.in_full(new, begun(casebase), LOCAL_READER).question

    assert asked() == f"青空市の議事録の自動作成について：{new}"
    add_text("michi.txt", "道路の穴は車載カメラで撮影し、補修の順番を決める仕組みの費用は300万円である。", title="道路")
    assert asked() == new


def test_a_thread_is_found_renamed_and_deleted_by_its_person_and_by_nobody_else(casebase: Casebase) -> None:
    threads = casebase.conversations.threads
    limits = Filters(organizations=("tokyo",), kinds=(Kind.CASE,))
    thread = threads.begin("me", Turn("a？", "a？", filters=limits))
    threads.add(thread.id, "me", Turn("b？", "aのb？", "rules"))

    assert [turn.question for turn in threads.thread(thread.id, "me").turns] == ["a？", "aのb？"]
    assert threads.thread(thread.id, "me").turns[0].filters == limits
    threads.rename(thread.id, "me", "  予算の  調べ ")
    assert [one.title for one in threads.threads("me")] == ["予算の 調べ"]
    assert threads.threads("you") == []
    for forbidden in (
        lambda: threads.thread(thread.id, "you"),
        lambda: threads.rename(thread.id, "you", "x"),
        lambda: threads.delete(thread.id, "you"),
        lambda: threads.add(thread.id, "you", Turn("c", "c")),
        lambda: threads.thread("unknown", "me"),
    ):
        with pytest.raises(NotFound):
            forbidden()
    threads.delete(thread.id, "me")
    assert threads.threads("me") == []


def test_the_same_first_question_again_goes_on_in_one_thread(casebase: Casebase) -> None:
    threads = casebase.conversations.threads
    first = threads.begin("me", Turn("a？", "a？"))

    assert threads.begin("me", Turn("a？", "a？")).id == first.id
    assert threads.begin("me", Turn("a？", "a？", filters=Filters(organizations=("tokyo",)))).id != first.id
    threads.add(first.id, "me", Turn("b？", "b？"))
    assert threads.begin("me", Turn("a？", "a？")).id != first.id


def test_an_edited_question_takes_the_place_of_its_turn_and_of_what_leaned_on_it(casebase: Casebase) -> None:
    threads = casebase.conversations.threads
    thread = threads.begin("me", Turn("a？", "a？"))
    for typed in ("b？", "c？"):
        threads.add(thread.id, "me", Turn(typed, typed))

    changed = threads.replace(thread.id, "me", Turn("b？", "aのbは？", "person", number=2))

    assert [(turn.question, turn.rewritten_by) for turn in changed.turns] == [("a？", ""), ("aのbは？", "person")]


def test_a_purge_leaves_no_word_of_the_document_in_a_conversation(
    casebase: Casebase, add_text: AddText, settings: Settings
) -> None:
    document = add_text("aozora.txt", FACT, title="計画ひまわり", organization_name="青空市")
    thread = begun(casebase, UNNAMED)
    resolved = casebase.conversations.in_full("費用は？", thread, LOCAL_READER)
    assert "ひまわり" in resolved.question
    casebase.conversations.threads.add(thread.id, "me", Turn("費用は？", resolved.question, resolved.by))

    purge(settings, document.id)

    turns = casebase.conversations.threads.thread(thread.id, "me").turns
    assert [(turn.question, turn.answer) for turn in turns] == [(UNNAMED, ""), ("費用は？", "")]


Model = Callable[[Reply], tuple[Casebase, Endpoint]]


@pytest.fixture
def model(tmp_path: Path) -> Iterator[Model]:
    """Return a function that opens a casebase with a language model that replies as told."""
    contexts = []

    def opened(reply: Reply) -> tuple[Casebase, Endpoint]:
        context = endpoint(reply)
        running = context.__enter__()
        contexts.append(context)
        names = tmp_path / "llms.yaml"
        names.write_text(yaml.safe_dump({"m": {"url": running.url, "model": "m", "retries": 0}}))
        return open_casebase(Settings(home=tmp_path / "home", model="fake", llms=names), HashingEmbedder()), running

    yield opened
    for context in contexts:
        context.__exit__(None, None, None)


def test_a_language_model_puts_a_follow_up_in_full_where_one_is_chosen(model: Model) -> None:
    casebase, running = model(says("青空市の議事録の作成にかかった費用はいくらですか？\nほかの文"))

    resolved = casebase.conversations.in_full("費用は？", begun(casebase), LOCAL_READER, "m")

    assert (resolved.question, resolved.by) == ("青空市の議事録の作成にかかった費用はいくらですか？", "m")
    assert QUESTION in running.sent and FACT not in running.sent


@pytest.mark.parametrize("written", ["岡山市の費用は？", "青空市で99時間減った費用は？", "", "x" * 400])
def test_what_the_model_adds_of_its_own_is_not_asked(model: Model, written: str) -> None:
    casebase, _ = model(says(written))

    resolved = casebase.conversations.in_full("費用は？", begun(casebase), LOCAL_READER, "m")

    assert (resolved.question, resolved.by) == ("青空市の議事録の費用は？", "rules")


def test_a_follow_up_that_holds_personal_data_is_not_sent(model: Model) -> None:
    casebase, running = model(says("x"))

    casebase.conversations.in_full("申請者 山田太郎、090-1234-5678 の費用は？", begun(casebase), LOCAL_READER, "m")

    assert running.requests == []


def test_the_command_goes_on_in_a_conversation(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBASE_HOME", str(settings.home))
    monkeypatch.setenv("CASEBASE_MODEL", "fake")
    run = CliRunner()

    first = json.loads(run.invoke(commands, ["ask", QUESTION, "--thread", "new", "--json"]).stdout)
    second = json.loads(run.invoke(commands, ["ask", "広島県では？", "--thread", first["thread"], "--json"]).stdout)

    assert second["thread"] == first["thread"]
    assert second["question"] == "広島県の議事録の作成時間はどれだけ減りましたか"
