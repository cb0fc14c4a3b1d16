"""The words, dates, addresses and bars of the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.components.effects import figure, scale
from app.components.error_words import error_text
from app.dates import shown_date
from app.links import State, read_state
from app.wording import words
from casebase import errors
from casebase.access import ORGANIZATIONS, organization_name
from casebase.errors import CasebaseError, CaseChanged, CaseError, DocumentError, EngineError, RecordInvalid
from casebase.models import Kind, Removal, Visibility
from casebase.record.fields import FIELDS, VOCABULARIES

FACET_VALUES = ("size", "cost", "network", "asset", "stopped")
APP = Path(__file__).parent.parent / "app"


def test_both_languages_have_the_same_words() -> None:
    japanese, english = words("ja").entries, words("en").entries
    singular = {key for key in english if key.endswith(".one")}
    assert set(japanese) == set(english) - singular


def test_both_languages_fill_in_the_same_values() -> None:
    japanese, english = words("ja").entries, words("en").entries
    for key, text in japanese.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", english[key])), key


def test_no_english_is_left_without_translation() -> None:
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    untranslated = [k for k, text in words("en").entries.items() if japanese.search(text) and "example" not in k]
    assert untranslated == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everything_that_is_stored_has_a_name(language: str) -> None:
    say = words(language)
    for kind in Kind:
        assert say(f"kind.{kind}") and say(f"upload.kind_help.{kind}") and say(f"ask.holdings_kind.{kind}", count=1)
    for visibility in Visibility:
        assert say(f"visibility.{visibility}") and say(f"upload.visibility_help.{visibility}")
    for removal in Removal:
        assert say(f"ask.reason.{removal}")
    for task in VOCABULARIES["task_type"].values:
        assert f"task.{task}" in say.entries
    for key in ORGANIZATIONS:
        assert say(f"organization.{key}") == organization_name(key, language)


def test_every_word_is_used_somewhere() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in APP.rglob("*.py"))
    values = {
        "organization",
        "kind",
        "visibility",
        "status",
        "task",
        "area",
        "topic",
        "method",
        "outcome",
        *FACET_VALUES,
    }
    for key in words("ja").entries:
        built = any(f'"{key[:length]}{{' in source for length in range(3, len(key)))
        assert f'"{key}"' in source or built or key.split(".")[0] in values, key


def test_every_word_that_the_pages_ask_for_exists() -> None:
    entries = words("ja").entries
    used = set()
    for file in APP.rglob("*.py"):
        used |= set(re.findall(r'say(?:\.count)?\(\s*"([a-z_0-9.]+)"', file.read_text(encoding="utf-8")))
    assert used and used <= set(entries), used - set(entries)


def _kinds(kind: type[CasebaseError]) -> set[type[CasebaseError]]:
    return {kind}.union(*(_kinds(one) for one in kind.__subclasses__()))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_error_but_those_of_files_has_words_in_the_language_of_the_page(language: str) -> None:
    say, general = words(language), {CasebaseError, EngineError, CaseError}
    for kind in _kinds(CasebaseError) - _kinds(DocumentError) - general:
        if kind.__module__ == errors.__name__:
            assert f"error.{kind.code}" in say.entries, kind
    assert error_text(CaseChanged("C-000001"), say) == say("error.CASE_CHANGED")
    assert "secret" not in error_text(ValueError("secret"), say)
    said = error_text(RecordInvalid("status_date", "no day"), say)
    assert FIELDS["status_date"].label(language) in said and "no day" not in said


@pytest.mark.parametrize(
    ("iso", "japanese", "english"),
    [
        ("2026-01-26", "2026年1月26日（令和8年）", "26 January 2026"),
        ("2019-05-01", "2019年5月1日（令和元年）", "1 May 2019"),
        ("2019-04-30", "2019年4月30日（平成31年）", "30 April 2019"),
        ("2025-04", "2025年4月（令和7年）", "April 2025"),
        ("2024", "2024年（令和6年）", "2024"),
        ("2026-11-23T09:00:00+00:00", "2026年11月23日（令和8年）", "23 November 2026"),
        ("2023年度", "2023年度", "2023年度"),
        ("2022(開設)", "2022(開設)", "2022(開設)"),
        ("不明", "不明", "不明"),
    ],
)
def test_dates_are_written_as_people_read_them(iso: str, japanese: str, english: str) -> None:
    assert (shown_date(iso, "ja"), shown_date(iso, "en")) == (japanese, english)


def test_an_address_says_everything_needed_to_show_the_page_again() -> None:
    query = {"q": ["議事録"], "org": ["tokyo", "hiroshima"], "kind": ["case", "nonsense"], "lang": ["en"]}
    state = read_state("search", query)
    assert state.language == "en"
    assert state.filters.organizations == ("tokyo", "hiroshima")
    assert [str(kind) for kind in state.filters.kinds] == ["case"]
    assert state.href == "/search?q=%E8%AD%B0%E4%BA%8B%E9%8C%B2&org=tokyo&org=hiroshima&kind=case&kind=nonsense&lang=en"


def test_switching_a_limit_twice_changes_nothing_but_the_page_of_the_list() -> None:
    state = State("search", "ja", (("q", ("a",)), ("p", ("3",))))
    once = state.toggling("org", "tokyo")
    assert once.all("org") == ("tokyo",) and once.number("p", 1) == 1
    assert once.toggling("org", "tokyo").values == (("q", ("a",)),)


@pytest.mark.parametrize("text", ["-1", "1e3", "٣", "99999999999", "", "x"])
def test_a_number_in_an_address_that_is_none_is_the_default(text: str) -> None:
    assert State("document", "ja", (("page", (text,)),)).number("page", 1) == 1


def test_an_unknown_language_is_japanese() -> None:
    assert read_state("", {"lang": ["fr"]}).language == "ja"


@pytest.mark.parametrize(
    ("value", "number"),
    [(20, 20.0), ("約34", 34.0), ("230以上", 230.0), ("21/45", None), ("数か月", None), ("8割超", None)],
)
def test_figures_are_read_only_where_they_stand_alone(value: object, number: float | None) -> None:
    assert figure(value) == number


def test_bars_are_drawn_only_where_their_lengths_are_true() -> None:
    assert scale(62.5, 94.1, "%") == 100.0
    assert scale(None, "約8", "割") == 10.0
    assert scale(40, 10, "時間") == 40
    assert scale(None, 27000, "件") is None
    assert scale(None, -23.6, "%") is None
    assert scale("数か月", "数時間", "期間") is None


def test_nothing_that_is_served_to_the_browser_names_another_host() -> None:
    for file in (APP / "static").iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert file.name.startswith(("LICENSE", "README")) or not re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", text), (
            file.name
        )
