"""An answer keeps its link: it shows what was seen, as far as whoever opens it may see it, and what changed since."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document as WordDocument

from app.exports.markdown import markdown_of
from app.exports.sheet import make_sheet
from app.exports.word import word_of
from app.wording import words
from casebase.access import LOCAL_READER, Reader
from casebase.errors import NotFound, Withdrawn
from casebase.models import Answer, Filters, Grounds, Kind, Visibility
from casebase.service import Casebase
from casebase.shapes import answer_shape
from tests.conftest import AddText

FACT = "青空市では生成AIの導入により議事録の作成時間が月12時間減った。"
QUESTION = "青空市の議事録の作成時間はどれだけ減りましたか"
LIMITS = Filters(organizations=("tokyo",), kinds=(Kind.CASE,))


def seen(casebase: Casebase) -> Answer:
    answer = casebase.ask(QUESTION, LOCAL_READER, LIMITS)
    assert answer.sentences
    return answer


def test_the_link_shows_exactly_what_was_seen_and_the_same_answer_has_one_link(
    casebase: Casebase, add_text: AddText
) -> None:
    add_text("aozora.txt", FACT)
    answer = seen(casebase)

    link = casebase.answers.keep(QUESTION, LIMITS, answer)

    kept = casebase.answers.kept(link, LOCAL_READER)
    assert (kept.question, kept.filters) == (QUESTION, LIMITS)
    assert (kept.answer.sentences, kept.answer.citations) == (answer.sentences, answer.citations)
    assert casebase.answers.keep(QUESTION, LIMITS, seen(casebase)) == link
    assert casebase.answers.keep(QUESTION, Filters(), answer) != link


def test_a_new_version_of_a_source_is_said_and_the_old_words_stay(casebase: Casebase, add_text: AddText) -> None:
    filler = "この取組は総務課が進め、全庁の会議を対象とした。職員の確認を必ず行う。"
    add_text("aozora.txt", FACT + filler)
    link = casebase.answers.keep(QUESTION, LIMITS, seen(casebase))
    document = add_text("aozora.txt", FACT.replace("12", "20") + filler)
    assert document.version_number == 2

    kept = casebase.answers.kept(link, LOCAL_READER)

    assert kept.replaced == {document.id}
    assert "月12時間" in kept.answer.sentences[0].text
    assert "月12時間" in kept.answer.citations[0].quote


def test_whoever_may_not_see_the_source_sees_no_answer(casebase: Casebase, add_text: AddText) -> None:
    add_text("aozora.txt", FACT, visibility=Visibility.OWN)
    link = casebase.answers.keep(QUESTION, LIMITS, seen(casebase))

    assert casebase.answers.kept(link, Reader("tokyo")).answer.sentences
    for identifier, reader in ((link, Reader("hiroshima")), ("unknown", LOCAL_READER)):
        with pytest.raises(NotFound):
            casebase.answers.kept(identifier, reader)


def test_what_rests_on_a_withdrawn_document_is_gone_and_said_to_be(casebase: Casebase, add_text: AddText) -> None:
    document = add_text("aozora.txt", FACT)
    link = casebase.answers.keep(QUESTION, LIMITS, seen(casebase))

    casebase.withdrawals.withdraw(document.id, "訂正のため")

    with pytest.raises(Withdrawn):
        casebase.answers.kept(link, LOCAL_READER)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_is_taken_along_as_word_and_markdown_with_every_source(
    casebase: Casebase, add_text: AddText, language: str
) -> None:
    add_text("aozora.txt", FACT, title="[青空市](http://e.example) <b>の議事録</b>\x0b")
    kept = casebase.answers.kept(casebase.answers.keep(QUESTION, LIMITS, seen(casebase)), LOCAL_READER)
    sheet = make_sheet(kept, "http://127.0.0.1:8501/answer?id=x", words(language))

    written = WordDocument(io.BytesIO(word_of(sheet)))
    paragraphs = "\n".join(paragraph.text for paragraph in written.paragraphs)
    cells = "\n".join(cell.text for table in written.tables for row in table.rows for cell in row.cells)
    assert f"{FACT}[1]" in paragraphs
    assert QUESTION in cells and FACT in cells and "answer?id=x" in cells

    markdown = markdown_of(sheet)
    assert "[^1]: " in markdown and "](http" not in markdown and "<b>" not in markdown


def test_the_word_file_names_a_japanese_font_and_refers_to_nothing_outside(
    casebase: Casebase, add_text: AddText
) -> None:
    add_text("aozora.txt", FACT)
    kept = casebase.answers.kept(casebase.answers.keep(QUESTION, LIMITS, seen(casebase)), LOCAL_READER)
    file = zipfile.ZipFile(io.BytesIO(word_of(make_sheet(kept, "http://127.0.0.1/x", words("ja")))))

    assert "游ゴシック" in file.read("word/styles.xml").decode()
    relations = b"".join(file.read(name) for name in file.namelist() if name.endswith(".rels"))
    assert not re.search(rb'TargetMode="External"', relations)


def test_a_question_without_an_answer_is_recorded_once_and_counted(casebase: Casebase) -> None:
    for question in ("大阪府の 指針は？", "大阪府の  指針は？", "", "別の質問"):
        casebase.answers.record_gap(question, "ja")

    assert [(gap.question, gap.times) for gap in casebase.answers.gaps()] == [("大阪府の 指針は？", 2), ("別の質問", 1)]


def test_what_a_language_model_wrote_is_marked_in_every_file_and_with_the_grounds_of_its_sentences(
    casebase: Casebase, add_text: AddText
) -> None:
    add_text("aozora.txt", FACT)
    answer = seen(casebase)
    (sentence,) = answer.sentences
    restated = replace(sentence, grounds=Grounds.RESTATED, support=0.81)
    link = casebase.answers.keep(QUESTION, LIMITS, replace(answer, sentences=(restated,), engine="庁内モデル"))

    kept = casebase.answers.kept(link, LOCAL_READER)

    assert kept.answer.sentences == (restated,)
    assert answer_shape(None, kept.answer)["sentences"][0] | {"text": ""} == {
        "text": "",
        "citations": [1],
        "grounds": "restated",
        "support": 0.81,
    }
    sheet = make_sheet(kept, "http://127.0.0.1/x", words("ja"))
    assert "AI生成" in sheet.title
    assert "AI生成" in markdown_of(sheet).splitlines()[0]
    assert "AI生成" in WordDocument(io.BytesIO(word_of(sheet))).paragraphs[0].text


def test_the_items_of_a_list_stand_on_lines_of_their_own_in_what_is_taken_along(
    casebase: Casebase, add_text: AddText
) -> None:
    rules = "青空市の職員は、次に掲げる用途に生成AIを使用してはならない。\n(1) 採用の合否の判定\n(2) 顔認証\n\n指針は毎年見直す。"
    add_text("aozora.txt", rules, kind=Kind.GUIDELINE)
    answer = casebase.ask("青空市では顔認証に生成AIを使えますか。", LOCAL_READER)
    kept = casebase.answers.kept(casebase.answers.keep(QUESTION, LIMITS, answer), LOCAL_READER)
    sheet = make_sheet(kept, "http://127.0.0.1/x", words("ja"))
    told = rules.partition("\n\n")[0]
    assert kept.answer.sentences[0].text == told
    assert told in "\n".join(one.text for one in WordDocument(io.BytesIO(word_of(sheet))).paragraphs)
    assert "使用してはならない。\\\n\\(1\\) 採用の合否の判定\\\n\\(2\\) 顔認証" in markdown_of(sheet)
