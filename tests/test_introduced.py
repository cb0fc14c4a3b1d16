"""Items of lists are told with what introduces them: alone they may say the contrary of what their document says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casebase.answer.engine import CitedSpan, Draft, DraftSentence
from casebase.answer.gate import pass_gate
from casebase.answer.introduced import introduced
from casebase.models import Details, Document, Grounds, Heading, Hit, Page, Passage
from casebase.text.lists import introduction_of

POLICY = """4 Permitted and prohibited uses
Officers may use the approved assistant for drafting letters and summarising meetings.

The assistant must not be used for:

- decisions on benefits or housing without a review by an officer who has the authority to decide;
- scoring of residents or of families, whether for planning or for the prevention of fraud;
- recruiting, where a candidate would be turned down by the tool alone, without anybody having read the application;
- advice on the law to residents, on their rights, or on time limits that they would lose something by missing;
- live facial recognition in public places.

The policy is reviewed every April."""
SEEN = Page(1, POLICY)
DETAILS = Details("other", "Harrowdale Council", title="Harrowdale: policy on AI")
DOCUMENT = Document("d1", DETAILS, "policy.md", "v1", 1, "sha", "text/markdown", "en", 1, 1, (), "2026-11-23")


def quote_of(text: str, page: Page = SEEN, begins: str = "") -> DraftSentence:
    """Return a quote of a page, in a passage that begins at `begins`."""
    at = page.text.index(begins)
    start = page.text.index(text)
    hit = Hit(Passage("p1", "v1", 1, at, len(page.text), page.text[at:]), DOCUMENT, 1.0)
    return DraftSentence(text.removeprefix("- "), (CitedSpan(hit, start, start + len(text)),))


def told(*quotes: DraftSentence, page: Page = SEEN) -> list[str]:
    """Return what readers see of quotes: all of it stands in the page, word for word."""
    gated = pass_gate(introduced(Draft(quotes), lambda *_: page), lambda *_: page)
    assert not gated.removed
    assert all(one.quote == page.text[one.start : one.end] for one in gated.citations)
    assert all(one.grounds is Grounds.QUOTED for one in gated.sentences)
    return [one.text for one in gated.sentences]


def test_what_is_prohibited_is_never_told_as_if_it_were_allowed() -> None:
    assert told(quote_of("- live facial recognition in public places.")) == [
        "The assistant must not be used for: … live facial recognition in public places."
    ]


def test_so_is_what_the_passage_that_was_found_begins_below() -> None:
    quote = quote_of("- live facial recognition in public places.", begins="- scoring")
    assert told(quote) == ["The assistant must not be used for: … live facial recognition in public places."]


def test_the_item_is_cited_first_and_what_introduces_it_with_it() -> None:
    draft = introduced(Draft((quote_of("- live facial recognition in public places."),)), lambda *_: SEEN)
    assert [POLICY[one.start : one.end] for one in draft.sentences[0].cites] == [
        "- live facial recognition in public places.",
        "The assistant must not be used for:",
    ]


def test_items_of_one_list_are_told_together_in_its_order() -> None:
    last, first = "- live facial recognition in public places.", POLICY.split("\n")[5]
    assert told(quote_of(last), quote_of(first)) == [
        f"The assistant must not be used for:\n{first} … {last.removeprefix('- ')}"
    ]


def test_a_list_that_is_told_whole_takes_its_items_in() -> None:
    whole = POLICY[POLICY.index("The assistant") : POLICY.index("\n\nThe policy")]
    (sentence,) = told(quote_of("- live facial recognition in public places."), quote_of(whole))
    assert sentence.splitlines() == [line for line in whole.splitlines() if line]


def test_an_item_is_told_below_a_heading_that_says_what_may_not_be() -> None:
    page = Page(1, "禁止事項\n- パスワードの入力\n- 名簿の入力", (Heading(0, 4, 1),))
    assert told(quote_of("- 名簿の入力", page), page=page) == ["禁止事項\n- パスワードの入力\n- 名簿の入力"]


def test_so_is_a_line_of_a_slide_whose_bullets_are_drawn_and_the_title_is_not_told_again() -> None:
    page = Page(1, "Prohibited uses\n\nScoring of residents\nFacial recognition", (Heading(0, 15, 1),))
    quotes = quote_of("Facial recognition", page), quote_of("Prohibited uses", page)
    assert told(*quotes, page=page) == ["Prohibited uses\nScoring of residents\nFacial recognition"]
    page = replace(page, text=page.text.replace("Prohibited uses", "Permitted uses."))
    assert told(quote_of("Facial recognition", page), page=page) == ["Facial recognition"]


def test_a_whole_sentence_below_a_heading_or_words_that_change_nothing_stands_by_itself() -> None:
    page = Page(1, "主な成果は次のとおり。\n・年間300時間を削減した。\n・問合せが減った。")
    assert told(quote_of("・年間300時間を削減した。", page), page=page) == ["・年間300時間を削減した。"]
    page = replace(page, text=page.text.replace("主な成果は次のとおり。", "次の成果を検討する場合:"))
    assert told(quote_of("・年間300時間を削減した。", page), page=page)[0].startswith("次の成果を検討する場合:")


def test_sentences_that_are_no_items_are_left_as_they_are() -> None:
    assert told(quote_of("The policy is reviewed every April.")) == ["The policy is reviewed every April."]


def test_quotes_in_another_order_than_on_their_page_are_no_quote() -> None:
    first, second = quote_of("The policy is reviewed every April."), quote_of("The assistant must not be used for:")
    turned = DraftSentence(f"{first.text} … {second.text}", (*first.cites, *second.cites))
    gated = pass_gate(Draft((turned,)), lambda *_: SEEN)
    assert [one.grounds for one in gated.sentences] != [Grounds.QUOTED]


@pytest.mark.parametrize(
    ("text", "item", "introduction"),
    [
        ("次に掲げる用途に使用してはならない。\n(1) 採用の合否\n(2) 顔認証", "(2)", "次に掲げる用途に使用してはならない。"),
        ("Allowed:\n- letters\n\nNot allowed:\n- scoring\n  and ranking\n- faces", "- faces", "Not allowed:"),
        ("It covers:\n- uses\n    - Prohibited uses\n        - faces", "- faces", "- Prohibited uses"),
        ("1. 対象外\n  ・採用\n  ・顔認証", "・顔認証", "1. 対象外"),
    ],
)  # fmt: skip
def test_an_item_is_introduced_by_the_nearest_line_that_lists_it(text: str, item: str, introduction: str) -> None:
    found = introduction_of(text, text.index(item))
    assert found is not None
    assert text[slice(*found)] == introduction


@pytest.mark.parametrize(
    "text",
    [
        "議事録の作成に使う。\n- 顔認証",  # nothing says that the sentence introduces a list
        "Not allowed:\n- scoring\n\nThe council meets in May.\n\n- faces and 顔認証",
        "次のものは禁止する。\n顔認証はしない。",  # no item
    ],
)
def test_what_no_line_introduces_has_no_introduction(text: str) -> None:
    assert introduction_of(text, text.index("顔認証")) is None
