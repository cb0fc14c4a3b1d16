"""Text becomes markup in one place, and what is text stays text."""

from __future__ import annotations

import pytest

from app.components.snippet import question_words, snippet
from app.markup import Markup, el, join, safe_href


def test_text_is_escaped_and_markup_is_not() -> None:
    assert el("p", "<b>", el("b", "a & b")) == "<p>&lt;b&gt;<b>a &amp; b</b></p>"


def test_attributes_are_escaped_and_named_as_in_html() -> None:
    assert el("a", "x", class_="c", data_cite=1, title='"><script>') == (
        '<a class="c" data-cite="1" title="&quot;&gt;&lt;script&gt;">x</a>'
    )


def test_an_attribute_that_is_none_or_false_is_left_out_and_true_has_no_value() -> None:
    assert el("details", open=True, hidden=False, id=None) == "<details open></details>"


def test_nested_children_are_flattened_and_none_is_nothing() -> None:
    assert join([None, ["a", [Markup("<br>"), 1]], ()]) == "a<br>1"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/",
        "/\\evil.example",
        "file:///etc/passwd",
        "http://[",
    ],
)
def test_an_address_that_could_run_or_lead_astray_is_no_link(address: str) -> None:
    assert safe_href(address) == "#"


@pytest.mark.parametrize(
    "address", ["https://example.jp/a?b=1#c", "/document?id=1", "#source-1", "mailto:a@example.jp"]
)
def test_an_ordinary_address_stays(address: str) -> None:
    assert safe_href(address) == address


def test_a_snippet_marks_the_words_of_the_question_and_escapes_the_rest() -> None:
    shown = snippet("<img src=x onerror=alert(1)> 議事録の作成時間が減った。", "議事録の作成時間を減らした事例は？")
    assert "<img" not in shown
    assert "<mark>議事録</mark>の<mark>作成時間</mark>" in shown


def test_a_long_passage_is_cut_where_the_words_of_the_question_stand() -> None:
    shown = snippet(
        "前置きの文である。" * 40 + "問い合わせ対応の時間が半分になった。" + "後の文。" * 40, "問い合わせを減らした事例"
    )
    assert shown.startswith("…") and shown.endswith("…")
    assert "<mark>問い合わせ</mark>" in shown


def test_question_words_leave_out_what_every_question_holds() -> None:
    assert question_words("What are the uses of ChatGPT in Tokyo?") == ("ChatGPT", "Tokyo", "uses")
