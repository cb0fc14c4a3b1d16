"""A date is called what it is: the day of publication, of a status, or only that on which a file was made."""

from __future__ import annotations

import datetime
import io
import sqlite3

import docx
import pytest

from app.components.labels import dated, facts
from app.exports.sheet import make_sheet
from app.wording import words
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.cases.facts import facts_of
from casebase.cases.finding import Wanted
from casebase.embedding import HashingEmbedder
from casebase.models import Details, Document, Filters, Kind, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.test_editions import TEXT, as_of

QUESTION = "研修はどのくらいの頻度で受けますか"


def word_file(text: str, made: datetime.datetime) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.core_properties.created = made
    document.core_properties.title = ""
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def hand_in(casebase: Casebase, name: str, content: bytes, **said: str) -> Document:
    details = Details("tokyo", kind=Kind.CASE, visibility=Visibility.PUBLIC, **said)  # type: ignore[arg-type]
    outcome = ingest_file(IncomingFile(name, content, details), casebase.library, casebase.embedder)
    assert outcome.version, outcome
    return casebase.version(outcome.version, LOCAL_READER)


def made_file(casebase: Casebase, name: str = "手引.docx", text: str = TEXT, day: int = 18, **said: str) -> Document:
    return hand_in(casebase, name, word_file(text, datetime.datetime(2025, 8, day, 9, 0)), **said)


def test_the_day_on_which_a_file_was_made_is_called_that_and_not_its_publication(casebase: Casebase) -> None:
    document = made_file(casebase)

    assert (document.details.published_on, document.details.created_on) == ("", "2025-08-18")
    assert dated(document, words("ja")) == "ファイルの作成日 2025年8月18日（令和7年）"
    assert "file created 18 August 2025" in facts(document, words("en"))
    assert facts_of(document.details).year == ""  # the year of a status or a publication is not known


def test_a_day_that_was_said_goes_before_that_of_the_file(casebase: Casebase) -> None:
    document = made_file(casebase, published_on="2026-01-26")

    assert dated(document, words("en")) == "26 January 2026"
    assert facts_of(document.details).year == "2026"


def test_a_message_was_sent(casebase: Casebase) -> None:
    message = "From: a@example.jp\nTo: b@example.jp\nSubject: AI\nDate: Mon, 26 Jan 2026 09:00:00 +0900\n\n" + TEXT
    document = hand_in(casebase, "mail.eml", message.encode())

    assert dated(document, words("ja")) == "送信日 2026年1月26日（令和8年）"


def test_what_is_taken_along_of_an_answer_says_so_too(casebase: Casebase) -> None:
    made_file(casebase)
    answer = casebase.ask(QUESTION, LOCAL_READER)
    kept = casebase.answers.kept(casebase.answers.keep(QUESTION, Filters(), answer), LOCAL_READER)

    sources = make_sheet(kept, "/answer", words("en")).sources
    assert sources and all("/ file created 18 August 2025 /" in source.name for source in sources)


def test_an_edition_is_ordered_by_the_day_of_its_file_but_does_not_say_it(casebase: Casebase) -> None:
    old, new = made_file(casebase), made_file(casebase, text=TEXT.replace("年に一度", "半年に一度"), day=20)

    assert (new.version_number, new.edition_date) == (2, "")
    before = casebase.version(old.version, LOCAL_READER)
    assert before.replaced
    assert (before.details.created_on, new.details.created_on) == ("2025-08-18", "2025-08-20")
    late = made_file(casebase, text=TEXT.replace("年に一度", "月に一度"), day=1)
    assert late.replaced  # it is the older edition, as its file says
    assert casebase.document(new.id, LOCAL_READER).version == new.version


@pytest.mark.parametrize("printed", ["", "令和7年8月18日"])
def test_a_casebase_of_before_says_of_its_files_what_is_known_of_them(
    casebase: Casebase, settings: Settings, printed: str
) -> None:
    document = made_file(casebase, text=f"{printed}\n{TEXT}")
    hand_in(casebase, "記録.md", TEXT.encode(), published_on="2026-01-26")
    earlier = settings.model_copy(update={"home": settings.home.with_name("earlier")})
    as_of("0013", settings, earlier)
    with sqlite3.connect(earlier.home / "casebase.sqlite3") as connection:
        connection.execute("UPDATE documents SET published_on = '2025-08-18' WHERE id = ?", (document.id,))
        connection.execute("UPDATE versions SET edition_date = '2025-08-18' WHERE id = ?", (document.version,))
        connection.execute("UPDATE case_facts SET year = '2025' WHERE document = ?", (document.id,))

    migrated = open_casebase(earlier, HashingEmbedder())

    again = migrated.document(document.id, LOCAL_READER)
    assert (again.details.published_on, again.details.created_on) == ("", "2025-08-18")
    assert again.edition_date == ("2025-08-18" if printed else "")
    assert migrated.cases.counts(LOCAL_READER, Wanted())["year"] == {"2026": 1}
