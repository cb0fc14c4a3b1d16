"""Quotes in another language get a machine translation beside them, one that agrees with the original and was allowed out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from casebase.access import LOCAL_READER
from casebase.answer.llm.writing import agrees
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.models import Details, Kind, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.endpoint_server import Endpoint, endpoint, says

FACT = "青空市では生成AIの導入により議事録の作成時間が月12時間減った。"
QUESTION = "青空市の議事録の作成時間はどれだけ減りましたか"

Model = Callable[..., tuple[Casebase, Endpoint]]


@pytest.fixture
def model(tmp_path: Path) -> Iterator[Model]:
    """Return a function that opens a casebase with one Japanese fact, and an endpoint that says what it is told."""
    contexts = []

    def opened(text: str, visibility: Visibility = Visibility.PUBLIC) -> tuple[Casebase, Endpoint]:
        context = endpoint(says(text))
        running = context.__enter__()
        contexts.append(context)
        names = tmp_path / "llms.yaml"
        names.write_text(yaml.safe_dump({"m": {"url": running.url, "model": "m", "retries": 0}}))
        casebase = open_casebase(Settings(home=tmp_path / "home", model="fake", llms=names), HashingEmbedder())
        details = Details("tokyo", kind=Kind.CASE, visibility=visibility, title="青空市の議事録")
        ingest_file(IncomingFile("a.txt", FACT.encode(), details), casebase.library, casebase.embedder)
        return casebase, running

    yield opened
    for context in contexts:
        context.__exit__(None, None, None)


def translated(casebase: Casebase) -> dict[int, str]:
    answer = casebase.ask(QUESTION, LOCAL_READER)
    assert answer.sentences
    return dict(casebase.translate(answer, "en", "m", LOCAL_READER))


def test_a_quote_is_translated_as_plain_text(model: Model) -> None:
    casebase, running = model(
        "[1] In **Aozora City**, minutes take 12 hours a month less. <b>![x](http://e.example)</b>\n"
    )

    assert translated(casebase) == {0: "In Aozora City, minutes take 12 hours a month less."}
    assert "translate" in running.sent.lower()


@pytest.mark.parametrize(
    "said", ["[1] Minutes take 30 hours a month less.", "[1] Minutes take less time.", "no numbers", "[7] 12"]
)
def test_a_translation_with_other_figures_is_not_shown(model: Model, said: str) -> None:
    casebase, _ = model(said)

    assert translated(casebase) == {}


def test_text_that_the_endpoint_may_not_receive_is_not_sent_to_be_translated(model: Model) -> None:
    casebase, running = model("[1] 12 hours", Visibility.PARTNERS)

    assert translated(casebase) == {}
    assert running.requests == []


def test_a_quote_in_the_readers_language_is_left_alone(model: Model) -> None:
    casebase, running = model("[1] 12")
    answer = casebase.ask(QUESTION, LOCAL_READER)

    assert casebase.translate(answer, "ja", "m", LOCAL_READER) == {}
    assert running.requests == []


def test_a_translation_agrees_when_numbers_and_places_do() -> None:
    assert agrees("Hiroshima chose 20 projects in June 2025.", "広島県は2025年6月に20件を採択した。")
    assert not agrees("Tokyo chose 20 projects in June 2025.", "広島県は2025年6月に20件を採択した。")
    assert not agrees("Hiroshima chose projects in June 2025.", "広島県は2025年6月に20件を採択した。")
