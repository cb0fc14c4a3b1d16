"""The cite gate: only what the stored page bears out gets through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casebase.answer.engine import CitedSpan, Draft, DraftSentence
from casebase.answer.gate import pass_gate
from casebase.errors import NotFound
from casebase.models import Details, Document, Hit, Page, Passage, Removal, VersionId

TEXT = "青空市は議事録の作成に生成AIを使う。作業時間は月10時間減った。個人情報は入力できない。\n2026年1月26日に協定を結んだ。"
PAGE = Page(1, TEXT)
DETAILS = Details("other", "青空市", title="青空市の議事録作成")
DOCUMENT = Document("d1", DETAILS, "minutes.txt", "v1", 1, "sha", "text/plain", "ja", 1, 1, (), "2026-11-23")
HIT = Hit(Passage("p1", "v1", 1, 0, len(TEXT), TEXT), DOCUMENT, 1.0)


def stored(version: VersionId, number: int) -> Page:
    if (version, number) != ("v1", 1):
        raise NotFound
    return PAGE


def cite(quote: str, hit: Hit = HIT) -> CitedSpan:
    return CitedSpan(hit, TEXT.index(quote), TEXT.index(quote) + len(quote))


def gate(text: str, *cites: CitedSpan) -> tuple[tuple[str, ...], tuple[Removal, ...]]:
    gated = pass_gate(Draft((DraftSentence(text, cites),)), stored)
    return tuple(s.text for s in gated.sentences), tuple(r.reason for r in gated.removed)


def test_a_sentence_quoted_word_for_word_passes_with_the_slice_of_the_stored_page() -> None:
    quote = "作業時間は月10時間減った。"
    gated = pass_gate(Draft((DraftSentence(quote, (cite(quote),)),)), stored)

    assert gated.sentences[0].citations == (1,)
    assert gated.citations[0].quote == PAGE.text[gated.citations[0].start : gated.citations[0].end] == quote
    assert gated.removed == ()


def test_a_sentence_in_other_words_passes_when_its_source_says_it() -> None:
    assert gate("議事録の作成に生成AIを使っている。", cite("青空市は議事録の作成に生成AIを使う。"))[1] == ()
    assert gate("The agreement was signed on 26 January 2026.", cite("2026年1月26日に協定を結んだ。"))[1] == ()


def test_a_sentence_whose_number_is_not_in_its_passage_is_removed() -> None:
    assert gate("作業時間は月12時間減った。", cite("作業時間は月10時間減った。")) == (
        (),
        (Removal.NUMBER_NOT_IN_SOURCE,),
    )


def test_a_date_written_otherwise_is_the_same_date_and_another_date_is_not() -> None:
    source = cite("2026年1月26日に協定を結んだ。")
    assert gate("令和8年1月26日に協定を結んだ。", source)[1] == ()
    assert gate("令和7年1月26日に協定を結んだ。", source)[1] == (Removal.NUMBER_NOT_IN_SOURCE,)


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("岡山県は議事録の作成に生成AIを使う。", Removal.NAME_NOT_IN_SOURCE),
        ("青空市は議事録の作成にGeminiを使う。", Removal.NAME_NOT_IN_SOURCE),
        ("青空市は保育所の入所選考を自動化した。", Removal.NOT_IN_SOURCE),
        ("青空市は議事録の作成に生成AIを使わない。", Removal.DENIES_SOURCE),
    ],
)
def test_a_sentence_that_its_source_does_not_say_is_removed_with_the_reason(claim: str, reason: Removal) -> None:
    assert gate(claim, cite("青空市は議事録の作成に生成AIを使う。")) == ((), (reason,))


def test_a_sentence_without_a_citation_is_removed() -> None:
    assert gate("青空市は議事録の作成に生成AIを使う。") == ((), (Removal.NO_CITATION,))


def test_a_span_outside_its_passage_proves_nothing() -> None:
    outside = CitedSpan(HIT, 5, len(TEXT) + 40)
    assert gate("青空市は議事録の作成に生成AIを使う。", outside)[1] == (Removal.NOT_IN_SOURCE,)


def test_a_passage_that_reads_otherwise_than_the_stored_page_proves_nothing() -> None:
    forged = replace(HIT, passage=replace(HIT.passage, text=TEXT.replace("月10時間", "月99時間")))
    quote = "作業時間は月99時間減った。"
    assert gate(quote, CitedSpan(forged, TEXT.index("作業時間"), TEXT.index("個人情報")))[1] == (Removal.NOT_IN_SOURCE,)


def test_a_page_that_the_reader_may_not_see_takes_its_sentences_with_it() -> None:
    secret = replace(HIT, passage=replace(HIT.passage, version="v2"))
    assert gate("作業時間は月10時間減った。", cite("作業時間は月10時間減った。", secret)) == (
        (),
        (Removal.NOT_READABLE,),
    )


def test_citations_are_numbered_by_first_use_and_the_same_span_once() -> None:
    first, second = cite("個人情報は入力できない。"), cite("作業時間は月10時間減った。")
    gated = pass_gate(
        Draft(
            (
                DraftSentence("個人情報は入力できない。", (first,)),
                DraftSentence("作業時間は月10時間減った。", (second, first)),
            )
        ),
        stored,
    )

    assert [s.citations for s in gated.sentences] == [(1,), (2, 1)]
    assert [c.quote for c in gated.citations] == ["個人情報は入力できない。", "作業時間は月10時間減った。"]
