"""What is remembered of texts, and of a search while it goes on, never outlives what it was taken from."""

from __future__ import annotations

import pytest

from casebase.access import LOCAL_READER
from casebase.errors import ModelError
from casebase.index.search import SearchIndex
from casebase.models import Filters
from casebase.retrieve.retriever import Retriever
from casebase.service import Casebase
from casebase.text.remembered import forget_texts, remembered


def test_what_is_remembered_is_worked_out_once_and_let_go_with_everything_else():
    asked = []

    @remembered(2)
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [length("一"), length("一")] == [1, 1]
    assert asked == ["一"]

    forget_texts()

    assert length("一") == 1
    assert asked == ["一", "一"]


def test_a_publication_lets_go_of_it_at_the_next_search_and_masking_at_once(casebase: Casebase, add_text):
    asked = []

    @remembered(2)
    def words(text: str) -> str:
        asked.append(text)
        return text

    add_text("one.txt", "窓口の混雑予測を公開した。")
    casebase.search("混雑予測", LOCAL_READER)
    words("秘密")
    casebase.search("混雑予測", LOCAL_READER)
    words("秘密")
    assert len(asked) == 1

    add_text("two.txt", "議事録の要約を試した。")
    casebase.search("混雑予測", LOCAL_READER)
    words("秘密")
    assert len(asked) == 2

    casebase.index.forget()
    words("秘密")
    assert len(asked) == 3


def test_a_search_that_wants_more_goes_on_from_what_it_has_and_fetches_no_passage_twice(
    casebase: Casebase, add_text, monkeypatch
):
    for number in range(12):
        add_text(f"{number}.txt", f"議事録の要約を{number}課で試した。")
    proposals, fetched = [], []
    propose, readable = SearchIndex.proposed, Retriever.readable
    monkeypatch.setattr(SearchIndex, "proposed", lambda *given: proposals.append(given) or propose(*given))
    monkeypatch.setattr(
        Retriever, "readable", lambda self, some, reader: fetched.extend(some) or readable(self, some, reader)
    )
    search = casebase.retriever.search("議事録の要約", LOCAL_READER, Filters())

    first = search.hits(search.ranked(3), stop=3)
    more = search.hits(search.ranked(12))

    assert len(first) == 3 and len(more) == 12
    assert len(proposals) == 1
    assert sorted(fetched) == sorted(hit.passage.id for hit in more)


def test_what_was_withdrawn_is_gone_for_the_next_search(casebase: Casebase, add_text):
    document = add_text("one.txt", "窓口の混雑予測を公開した。")
    assert casebase.search("混雑予測", LOCAL_READER).hits

    casebase.withdrawals.withdraw(document.id, "誤り")

    assert not casebase.search("混雑予測", LOCAL_READER).hits


def test_a_model_that_fails_is_told_as_such_and_no_damage_of_the_index(casebase: Casebase, add_text, monkeypatch):
    add_text("one.txt", "窓口の混雑予測を公開した。")
    casebase.index.build()
    damaged = []
    monkeypatch.setattr(casebase.retriever._index, "on_damage", lambda: damaged.append(1))

    def fail(text: str):
        raise ModelError("no model")

    monkeypatch.setattr(casebase.retriever._embedder, "asked", fail)

    with pytest.raises(ModelError):
        casebase.search("混雑予測", LOCAL_READER)
    assert not damaged
