"""A withdrawn document is gone at once for everybody, says so to those who could read it, and comes back whole."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from casebase.access import LOCAL_READER, Reader
from casebase.cli import commands
from casebase.errors import NotFound, Withdrawn
from casebase.models import Details, Status, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile

TEXT = "夜間窓口の翻訳端末は令和七年に三十台を配備した。"
LONGER = TEXT + "\n端末は九つの言語を訳し、職員が画面を見せながら手続を案内する。利用の記録は残さない。"
QUESTION = "夜間窓口の翻訳端末は何台ですか"
TOKYO, HIROSHIMA = Reader("tokyo"), Reader("hiroshima")


@pytest.mark.parametrize("indexed", [False, True])
def test_it_is_gone_from_searches_answers_lists_and_counts_at_once_and_comes_back(
    casebase: Casebase, add_text, indexed: bool
):
    document = add_text("窓口.txt", TEXT)
    if indexed:
        casebase.index.build()
    assert casebase.search(QUESTION, TOKYO).hits and casebase.ask(QUESTION, TOKYO).status is Status.ANSWERED

    assert casebase.withdrawals.withdraw(document.id, "誤りがあるため")

    assert casebase.search(QUESTION, TOKYO).hits == ()
    assert casebase.ask(QUESTION, LOCAL_READER).status is Status.NOT_IN_CASEBASE
    assert casebase.documents(LOCAL_READER) == [] and casebase.facets(LOCAL_READER)["organizations"] == {}

    assert casebase.withdrawals.restore(document.id)

    assert casebase.document(document.id, TOKYO) == document
    assert casebase.search(QUESTION, TOKYO).hits and casebase.ask(QUESTION, TOKYO).status is Status.ANSWERED


def test_an_index_built_meanwhile_holds_nothing_of_it_and_it_comes_back_all_the_same(casebase: Casebase, add_text):
    document = add_text("窓口.txt", TEXT)
    add_text("別.txt", "道路の点検をAIで行った。")
    casebase.withdrawals.withdraw(document.id, "")
    casebase.index.build()
    assert casebase.index._index.indexed() == 1

    casebase.withdrawals.restore(document.id)

    assert casebase.search(QUESTION, TOKYO).hits[0].document.id == document.id


def test_every_fetch_says_withdrawn_to_readers_and_absent_to_others(casebase: Casebase, add_text):
    document = add_text("窓口.txt", TEXT, visibility=Visibility.OWN)
    passage = casebase.search(QUESTION, TOKYO).hits[0].passage.id
    casebase.withdrawals.withdraw(document.id, "誤りがあるため")
    fetches = (
        lambda reader: casebase.document(document.id, reader),
        lambda reader: casebase.versions(document.id, reader),
        lambda reader: casebase.version(document.version, reader),
        lambda reader: casebase.page(document.version, 1, reader),
        lambda reader: casebase.passage(passage, reader),
        lambda reader: casebase.original(document.version, reader),
        lambda reader: casebase.similar(document.id, reader),
    )
    for fetch in fetches:
        with pytest.raises(Withdrawn, match="誤りがあるため") as said:
            fetch(TOKYO)
        assert said.value.because == "誤りがあるため" and said.value.on
        with pytest.raises(NotFound) as absent:
            fetch(HIROSHIMA)
        assert type(absent.value) is NotFound and "誤り" not in str(absent.value)
    with pytest.raises(NotFound):
        casebase.editions.related(document.id, TOKYO)


def test_handing_it_in_again_says_that_it_was_withdrawn_and_a_corrected_file_is_a_new_document(
    casebase: Casebase, add_text
):
    document = add_text("窓口.txt", TEXT)
    casebase.withdrawals.withdraw(document.id, "")

    again = ingest_file(IncomingFile("窓口.txt", TEXT.encode(), Details("tokyo")), casebase.library, casebase.embedder)
    corrected = add_text("窓口.txt", TEXT.replace("三十台", "三十二台"))

    assert [warned.code for warned in again.warnings][-1] == "WITHDRAWN"
    assert corrected.id != document.id
    assert [hit.document.id for hit in casebase.search(QUESTION, TOKYO).hits] == [corrected.id]


def test_the_commands_withdraw_restore_join_and_separate(
    casebase: Casebase, settings: Settings, add_text, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CASEBASE_HOME", str(settings.home))
    one = add_text("窓口の案内.txt", LONGER)
    other = add_text("べつの名.txt", LONGER + "\n追記した。")

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(commands, list(arguments), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    assert other.id in run("editions") and one.id in run("editions")
    assert other.version in run("join", other.id, "--into", one.id, "--newest")
    assert [d.id for d in casebase.documents(LOCAL_READER)] == [one.id]
    assert other.id in run("separate", other.version)
    assert "Nothing waits" in run("editions")
    assert "withdrawn." in run("withdraw", one.id, "--reason", "古い")
    assert "before" in run("withdraw", one.id)
    assert [d.id for d in casebase.documents(LOCAL_READER)] == [other.id]
    assert "back" in run("restore-document", one.id)
    assert "not withdrawn" in run("restore-document", one.id)
    assert len(casebase.documents(LOCAL_READER)) == 2
