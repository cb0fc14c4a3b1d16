"""Other words for a question: translations for the other language, everyday and official words for the same."""

from __future__ import annotations

import pytest

from casebase.retrieve.glossary import concepts, other_terms, spellings
from casebase.text.tokens import tokenize


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("How was personal information protected?", "個人"),
        ("Which cities used AI for meeting minutes?", "議事"),
        ("議事録の作成", "minut"),
        ("個人情報の入力", "personal"),
        ("When did Karatsu City begin?", "唐津"),
        ("What does Miyakonojo do?", "都城"),
        ("唐津市の費用", "karatsu"),
        ("伊達市の費用", "dat"),
        ("シンガポールの機関", "singapor"),
        ("What does Estonia do?", "エストニア"),
    ],
)
def test_a_question_gets_the_words_of_the_other_language(question: str, term: str):
    assert term in other_terms(question)[1].words


@pytest.mark.parametrize("question", ["On what date did it begin?", "A mine of good ideas", "What a nice tone"])
def test_an_english_word_is_no_municipality(question: str):
    assert not {"伊達", "美祢", "利根"} & set(other_terms(question)[1].words)


def test_everyday_words_get_the_official_ones_and_back():
    assert {"廃棄", "物"} & set(other_terms("ごみの出し方")[0].words)
    assert "塵" in other_terms("廃棄物の処理")[0].words or "ごみ" in other_terms("廃棄物の処理")[0].words


def test_what_the_question_says_itself_is_not_added_and_added_words_count_less():
    question = "個人情報の入力 personal information"

    for terms in other_terms(question):
        assert not set(tokenize(question)) & set(terms.words)
        assert all(0 < counts < 1 for counts in (*terms.words.values(), *terms.grams.values()))


def test_a_question_of_none_of_the_words_gets_nothing():
    assert not other_terms("ぽぽぽ")[1].words
    assert not other_terms("xyzzy")[0].words


def test_every_line_of_the_glossary_holds_two_forms_at_least_and_no_form_twice():
    for concept in concepts():
        forms = (*concept.japanese, *concept.english)
        assert len(forms) >= 2, concept
        assert len(set(concept.japanese)) == len(concept.japanese), concept
        assert len(set(concept.english)) == len(concept.english), concept
        assert all(form == form.strip() and form for form in forms), concept


@pytest.mark.parametrize(
    ("name", "other"), [("チャットGPT", "chatgpt"), ("ChatGPT", "チャットgpt"), ("ディファイ", "dify")]
)
def test_a_product_is_known_by_its_other_spelling(name: str, other: str):
    assert other in spellings(name)
