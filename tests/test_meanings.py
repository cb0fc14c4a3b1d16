"""What a text says apart from how: synonyms, amounts and dates are looked up as one."""

from __future__ import annotations

import pytest

from casebase.access import LOCAL_READER
from casebase.text.meanings import meanings
from casebase.text.tokens import tokenize


def said(text: str) -> set[str]:
    return set(meanings(tokenize(text), text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("廃棄する", "捨てる"),
        ("費用", "cost"),
        ("令和6年", "2024年"),
        ("平成31年度", "2019年度"),
        ("10時間", "10 hours"),
        ("９５％", "95 percent"),
    ],
)
def test_two_ways_of_saying_the_same_share_a_term(one: str, other: str):
    assert said(one) & said(other)


@pytest.mark.parametrize(("one", "other"), [("廃棄する", "保存する"), ("令和6年", "2023年"), ("10時間", "10日")])
def test_different_things_share_none(one: str, other: str):
    assert not said(one) & said(other)


@pytest.mark.parametrize("indexed", [False, True])
def test_a_year_is_found_by_its_other_name(casebase, add_text, indexed):
    add_text("a.txt", "開始は令和5年である。対象は全職員とした。")
    add_text("b.txt", "開始は令和6年である。対象は全職員とした。")
    add_text("c.txt", "開始は令和7年である。対象は全職員とした。")
    if indexed:
        casebase.index.build()

    hits = casebase.search("2024年に開始", LOCAL_READER).hits

    assert max(hits, key=lambda hit: hit.lexical).document.file_name == "b.txt"
