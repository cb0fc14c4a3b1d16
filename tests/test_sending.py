"""Before anything goes to a language model: no personal data, nothing that is marked confidential, on either side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.models import Answer, Details, Document, Hit, Kind, Page, Passage, VersionId, Visibility
from casebase.personal.sending import CONFIDENTIAL, PERSONAL, BeforeSending
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.endpoint_server import Endpoint, endpoint, says

QUESTION = "青空市の議事録作成の時間はどれだけ減りましたか。"
FACT = "青空市では生成AIの導入により議事録の作成時間が月12時間減った。"

Model = Callable[..., tuple[Casebase, Endpoint]]


@pytest.fixture
def model(tmp_path: Path) -> Iterator[Model]:
    """Return a function that opens a casebase with these documents, and an endpoint that repeats the fact."""
    contexts = []

    def opened(*texts: str, labels: str = "") -> tuple[Casebase, Endpoint]:
        context = endpoint(says("議事録の作成時間が月12時間減った。[1]\n"))
        running = context.__enter__()
        contexts.append(context)
        names = tmp_path / "llms.yaml"
        names.write_text(yaml.safe_dump({"m": {"url": running.url, "model": "m", "may_receive": "own"}}))
        settings = Settings(home=tmp_path / "home", model="fake", llms=names, confidential_labels=labels)
        casebase = open_casebase(settings, HashingEmbedder())
        for number, text in enumerate(texts):
            details = Details("tokyo", kind=Kind.CASE, visibility=Visibility.PUBLIC, title="青空市の議事録")
            outcome = ingest_file(
                IncomingFile(f"{number}.txt", text.encode(), details), casebase.library, casebase.embedder
            )
            assert not outcome.error
        return casebase, running

    yield opened
    for context in contexts:
        context.__exit__(None, None, None)


def ask(casebase: Casebase, question: str = QUESTION) -> Answer:
    return casebase.ask(question, LOCAL_READER, engine="m")


@pytest.mark.parametrize(
    "addition",
    [
        "申請者 山田太郎、住所は東京都青空市本町1丁目2番3号。",
        "マイナンバーは1234 5678 9018です。",
        "連絡先は090-1234-5678。",
    ],
)
def test_a_question_that_holds_personal_data_is_answered_from_quotes_and_not_sent(model: Model, addition: str) -> None:
    casebase, running = model(FACT)

    answer = ask(casebase, f"{QUESTION}{addition}")

    assert (answer.engine, answer.notice) == ("extractive", PERSONAL)
    assert running.requests == []


def test_a_question_without_any_is_sent(model: Model) -> None:
    casebase, running = model(FACT)

    assert ask(casebase).notice == ""
    assert len(running.requests) == 1


@pytest.mark.parametrize(
    "mark",
    ["【取扱注意】\n", "［機密性2情報］\n", "部外秘\n", "CONFIDENTIAL\n", "【自治体機密性3B】\n"],
)
def test_a_document_that_is_marked_stays_here_and_the_answer_says_so(model: Model, mark: str) -> None:
    casebase, running = model(mark + FACT)

    answer = ask(casebase)

    assert (answer.engine, answer.notice) == ("extractive", CONFIDENTIAL)
    assert running.requests == [] and FACT in answer.sentences[0].text


def test_of_several_documents_only_those_without_a_mark_or_private_people_are_sent(model: Model) -> None:
    private = "青空市の議事録の作成時間の相談者 山田太郎、090-1234-5678、作成時間は月30時間であった。"
    marked = "【取扱注意】\n\n青空市の議事録の作成時間の内部の目標は月99時間である。"
    casebase, running = model(FACT, private, marked)

    ask(casebase)

    assert "12時間" in running.sent
    assert "090-1234-5678" not in running.sent and "99時間" not in running.sent


@pytest.mark.parametrize(("marked", "sent"), [(1, False), (2, False), (3, True)])
def test_a_mark_on_the_first_page_or_on_the_passages_own_keeps_a_passage_here(marked: int, sent: bool) -> None:
    document = Document("d", Details("tokyo"), "a.pdf", "v", 1, "", "application/pdf", "ja", 3, 1, (), "")
    hit = Hit(Passage("p", "v", 2, 0, len(FACT), FACT), document, 1.0)

    def page_of(version: VersionId, number: int) -> Page:
        return Page(number, "取扱注意\n本文" if number == marked else "本文")

    assert BeforeSending().sendable([hit], page_of) == ([hit] if sent else [])


def test_a_quote_of_a_marked_document_is_not_sent_to_be_translated(model: Model) -> None:
    casebase, running = model("【取扱注意】\n" + FACT)
    answer = casebase.ask(QUESTION, LOCAL_READER)
    assert answer.sentences

    assert casebase.translate(answer, "en", "m", LOCAL_READER) == {}
    assert running.requests == []


def test_an_installation_adds_its_own_marks(model: Model) -> None:
    casebase, running = model(f"【三者限り】\n{FACT}", labels="三者限り, 庁議資料")

    assert ask(casebase).notice == CONFIDENTIAL
    assert running.requests == []


@pytest.mark.parametrize(
    "text",
    [
        "機密性2以上の情報を生成AIに入力してはならない。",
        "取扱注意の文書はどう扱えばよいですか。",
        "秘密を守る義務がある。",
        "問い合わせは青空市役所総務課（電話 03-5321-1111）まで。",
        "What does confidential mean in the guideline?",
    ],
)
def test_rules_and_questions_about_confidentiality_are_no_marks(text: str) -> None:
    assert BeforeSending().objection(text) == ""
