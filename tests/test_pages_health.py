"""The page of the health check in a real browser: marks, the passage on the page, and the editor's decision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.components.health import Report, finding_list, page_sheet, page_strip
from app.links import State
from app.wording import words
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.findings import Finding, Severity
from casebase.models import Details, Kind, Page, Visibility
from casebase.settings import Settings
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.pages_server import chromium, elsewhere, fetch, needs_chromium, new_home, served, visitor

PHONE = "090-1234-5678"
ATTACK = "<img src=x onerror=window.pwned=1>"
RECORD = f"# 相談の記録\n\n相談者の携帯は{PHONE}である。\n\n令和6年4月。{ATTACK}\n\n<p hidden>隠した文{ATTACK}</p>\n"


def report() -> Report:
    pages = [Page(1, f"本文{ATTACK}"), Page(2, "何もない")]
    findings = [
        Finding("HIDDEN_TEXT", Severity.DECIDE, 1, detail="object", hidden=f"隠れた{ATTACK}"),
        Finding("MY_NUMBER", Severity.BLOCK, 1, 0, 2),
        Finding("DATE_MISSING", Severity.NOTE),
    ]
    return Report(f"題{ATTACK}", "ja", pages, findings, lambda page, width: f"/x/{page}?w={width}")


def test_pages_carry_the_marks_of_what_was_found_the_gravest_first():
    strip = page_strip(report(), 1, State("health", "ja"), words("ja"))
    assert strip.index("マイナンバー") < strip.index("隠れた文字")
    assert "指摘なし" in strip


def test_hidden_text_is_shown_as_text_and_never_as_markup():
    shown = finding_list(report(), 1, 0, State("health", "ja"), words("ja"))
    assert "隠れた&lt;img" in shown
    assert "<img src=x" not in shown + page_sheet(report(), report().pages[0], None, words("ja"))


def test_both_languages_say_cause_and_way_out():
    for language, cause in (("ja", "目に見えない文字"), ("en", "cannot be seen")):
        assert cause in finding_list(report(), 1, 0, State("health", language), words(language))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield new_home(tmp_path_factory.mktemp("health"))


@pytest.mark.browser
@pytest.mark.slow
@needs_chromium
def test_an_editor_masks_a_number_and_it_is_gone(home: Path) -> None:
    casebase = open_casebase(Settings(home=home))
    file = IncomingFile("相談の記録.md", RECORD.encode(), Details("tokyo", "", Kind.OTHER, Visibility.PUBLIC))
    version = ingest_file(file, casebase.library, casebase.embedder).version
    phone = next(
        number
        for number, one in enumerate(casebase.checks.findings(str(version), LOCAL_READER))
        if one.code == "PERSONAL_PHONE"
    )
    with served(home) as address, chromium() as browser, visitor(browser) as (page, asked):
        page.goto(f"{address}/document?v={version}")
        page.get_by_role("link", name="点検結果").click()
        expect(page.get_by_test_id("health-page")).to_contain_text("個人情報らしき記述")
        page.goto(f"{address}/health?v={version}&f={phone}")
        expect(page.get_by_test_id("passage-mark")).to_have_text(PHONE)
        page.get_by_role("button", name="この箇所を伏せる").click()
        expect(page.get_by_text("この箇所を伏せました")).to_be_visible()
        expect(page.get_by_test_id("passage-mark")).to_have_text("■" * len(PHONE))
        assert PHONE not in page.content()
        assert page.evaluate("window.pwned") is None
        assert elsewhere(asked, address) == []
        assert fetch(f"{address}/documents/{version}/original")[0] == 403
