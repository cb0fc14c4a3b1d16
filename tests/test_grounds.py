"""A value of a case leads to the passage it rests on, or is said to be the editor's; days are read as people type them."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import cast

import pytest

from app.views.case import _body, _side
from app.views.frame import Visit
from app.wording import words
from casebase.access import LOCAL_READER
from casebase.errors import RecordInvalid
from casebase.models import Document
from casebase.record.borne_out import without_former_passages
from casebase.record.entries import Change, Entry, FieldState, entry_of
from casebase.record.model import Evidence
from casebase.service import Casebase
from casebase.text.days import iso_day
from tests.conftest import AddText
from tests.test_case_publishing import published

QUOTE = "会議録の作成にかかる時間は、月20時間から月10時間に減った。"
PASSAGE = Evidence(document="d", version="v", page=2, start=3, end=3 + len(QUOTE), quote=QUOTE)
OTHER = Evidence(document="d", version="v", page=5, start=0, end=4, quote="別の箇所")


def shown(document: Document, language: str = "ja") -> str:
    visit = cast(Visit, SimpleNamespace(say=words(language), language=language, reader=LOCAL_READER))
    return str(_body(document, document.details.record, visit)) + str(_side(document, visit))


def test_every_value_of_a_published_case_leads_to_its_passage_or_is_the_editors(casebase: Casebase) -> None:
    case = published(casebase, lessons_ja="早めに職員へ知らせるとよい。")
    document = casebase.document(case.document, LOCAL_READER)
    page = shown(document)

    [passage] = document.details.record["evidence"]["problem_ja"]
    problem = page.partition("<h2>課題</h2>")[2].partition("</section>")[0]
    assert f"v={passage['version']}&amp;page={passage['page']}&amp;start={passage['start']}" in problem
    assert f"根拠 {passage['page']}ページ" in problem
    for part in re.findall(r"<section.*?</section>", page):
        if "<h2>安全対策</h2>" in part:  # how information is handled is a word of a list, which no passage proves
            continue
        assert "登録されていません" in part or "根拠 " in part or "編集者の記述" in part, part
    assert "Source, page" in shown(document, "en") and "Editor&#x27;s statement" in shown(document, "en")


def test_a_case_that_came_with_sources_of_its_own_is_not_called_the_editors(add_text: AddText) -> None:
    taken_over = add_text(
        "case.md", "会議録の作成に月20時間かかっていた。", record={"problem_ja": "会議録の作成に月20時間かかっていた。"}
    )
    assert "編集者の記述" not in shown(taken_over)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("会議録の作成にかかる時間は月10時間に減った。", True),  # said shorter, and the passage still bears it out
        ("会議録の作成にかかる時間は月12時間に減った。", False),
        ("問い合わせの電話が少なくなり、窓口の混雑も和らいだ。", False),
        ("会議録の作成にかかる時間は月10分に減った。", False),
        ("会議録の作成にかかる時間は、月20時間から月10時間に減らなかった。", False),
    ],
)
def test_a_changed_value_keeps_only_passages_that_bear_it_out(value: str, kept: bool) -> None:
    standing = Entry(QUOTE, (PASSAGE,), FieldState.PROPOSED)
    change = without_former_passages("problem_ja", standing, Change(value, [PASSAGE]))
    assert entry_of("problem_ja", change).state is (FieldState.CONFIRMED if kept else FieldState.WORD)
    assert bool(change.evidence) is kept


def test_passages_that_were_chosen_with_a_value_or_stand_with_the_same_value_stay() -> None:
    standing = Entry(QUOTE, (PASSAGE,), FieldState.PROPOSED)
    for change in (Change("まったく別のこと。", [OTHER]), Change(QUOTE, [PASSAGE])):
        assert without_former_passages("problem_ja", standing, change) == change


def test_an_effect_whose_figure_was_changed_loses_the_passage_of_the_former_figure() -> None:
    row = {"metric": "会議録の作成", "before": 20, "after": 10, "unit": "時間", "evidence": [PASSAGE.model_dump()]}
    standing = Entry([row], (), FieldState.PROPOSED)
    for after, kept in ((10, True), (7, False)):
        change = without_former_passages("effect", standing, Change([{**row, "after": after, "metric": "会議録"}]))
        assert bool(change.value[0]["evidence"]) is kept


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("令和8年4月1日", "2026-04-01"),
        ("令和元年５月１日", "2019-05-01"),
        ("R8.4.1", "2026-04-01"),
        ("2026年4月1日", "2026-04-01"),
        ("2026/4/1", "2026-04-01"),
        ("2026-04-01", "2026-04-01"),
        ("令和8年4月", ""),
        ("令和8年2月30日", ""),
        ("来月", ""),
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str, day: str) -> None:
    assert iso_day(typed) == day


def test_the_next_check_takes_a_day_of_an_era_and_refuses_what_is_none() -> None:
    assert entry_of("next_check", Change("令和8年4月1日")).value == "2026-04-01"
    with pytest.raises(RecordInvalid):
        entry_of("next_check", Change("来月"))


@pytest.mark.parametrize(("language", "word"), [("ja", "取り下げ"), ("en", "ithdraw")])
def test_narrowing_the_readers_of_a_document_is_not_called_withdrawing_it(language: str, word: str) -> None:
    entries = words(language).entries
    assert not [key for key, said in entries.items() if key.startswith("health.") and word in said]


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"metric": "会議録の作成時間"}, True),
        ({"unit": "分/月"}, False),
        ({"before": "10", "after": "20"}, False),
    ],
)
def test_a_changed_effect_keeps_its_passage_only_with_its_unit_and_in_its_order(
    changed: dict[str, str], kept: bool
) -> None:
    passage = {"document": "d", "version": "v", "page": 2, "start": 3, "end": 3 + len(QUOTE), "quote": QUOTE}
    row = {"metric": "作成の時間", "before": "20", "after": "10", "unit": "時間/月", "evidence": [passage]}
    standing = Entry([row], (), FieldState.PROPOSED)
    change = without_former_passages("effect", standing, Change([{**row, **changed}], []))
    assert bool(change.value[0]["evidence"]) is kept


def test_a_link_to_a_passage_does_not_quote_it(casebase: Casebase) -> None:
    case = published(casebase)
    document = casebase.document(case.document, LOCAL_READER)
    [passage] = document.details.record["evidence"]["problem_ja"]
    assert f'title="{passage["quote"]}"' not in shown(document)
    assert "根拠 " in shown(document)
