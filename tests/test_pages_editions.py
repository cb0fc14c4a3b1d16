"""Editions in a real browser: the old one says that there is a newer, what changed is shown, an editor decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.models import Details, Kind, Visibility
from casebase.settings import Settings
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.pages_server import needs_chromium, new_home, put_down, say_about, served, visitor
from tests.screenshots import EDITIONS, sample_report
from tests.test_editions import CHANGED, TEXT

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


@dataclass(frozen=True, slots=True)
class Site:
    """A server with a report in two editions, a guideline with a copy elsewhere, and one that was withdrawn."""

    address: str
    old: str
    withdrawn: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = new_home(tmp_path_factory.mktemp("editions"))
    casebase = open_casebase(Settings(home=home))

    def hand_in(name: str, content: bytes, organization: str) -> tuple[str, str]:
        details = Details(organization, kind=Kind.GUIDELINE, visibility=Visibility.PUBLIC)
        outcome = ingest_file(IncomingFile(name, content, details), casebase.library, casebase.embedder)
        assert outcome.document and outcome.version, outcome
        return outcome.document, outcome.version

    (first, first_text), (second, second_text) = EDITIONS
    _, old = hand_in(first, sample_report(first_text), "tokyo")
    document, new = hand_in(second, sample_report(second_text), "tokyo")
    assert [v.version for v in casebase.versions(document, LOCAL_READER)] == [new, old]
    hand_in("広島の手引.md", TEXT.encode(), "hiroshima")
    gone, _ = hand_in("間違い.md", "誤った数字を載せた資料である。".encode(), "tokyo")
    casebase.withdrawals.withdraw(gone, "数字の誤り")
    with served(home) as address:
        yield Site(address, old, gone)


def test_an_old_version_says_so_keeps_its_page_image_and_shows_what_changed(browser: Browser, site: Site) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{site.address}/document?v={site.old}&page=1&start=0&end=8")
        notice = page.locator(".cb-notice-warning")
        expect(notice).to_contain_text("この資料には新しい版があります（第2版 2026年1月26日（令和8年））")
        image = page.locator(".cb-image-sheet img")
        image.wait_for()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth") > 0
        expect(page.get_by_test_id("passage-mark").first).to_be_attached()
        page.get_by_role("link", name="この版からの変更点を見る").click()
        changes = page.get_by_test_id("changes")
        expect(changes).to_contain_text("第1版から第2版への変更点")
        expect(changes.locator("del", has_text="45")).to_have_count(1)
        expect(changes.locator("ins", has_text="30")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_same_in_english_on_a_narrow_screen(browser: Browser, site: Site) -> None:
    with visitor(browser, width=390, height=844) as (page, _):
        page.goto(f"{site.address}/document?lang=en&v={site.old}")
        expect(page.locator(".cb-notice-warning")).to_contain_text("Version 2 26 January 2026")
        page.get_by_role("link", name="See what has changed since this version").click()
        expect(page.get_by_test_id("changes")).to_contain_text("Changed")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_withdrawn_document_says_when_and_why(browser: Browser, site: Site) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{site.address}/document?id={site.withdrawn}")
        expect(page.get_by_test_id("withdrawn")).to_contain_text("この資料は取り下げられました")
        expect(page.get_by_test_id("withdrawn")).to_contain_text("数字の誤り")


def test_an_editor_makes_an_uploaded_file_the_new_version_with_one_press(browser: Browser, site: Site) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{site.address}/upload")
        say_about(page, kind="ガイドライン")
        put_down(page, ("生成AI手引.md", TEXT.encode()), ("まったく別の名前.md", CHANGED.encode()))
        page.locator(".st-key-submit button").click()
        expect(page.get_by_test_id("outcomes")).to_contain_text("まったく別の名前.md")
        expect(page.get_by_test_id("related").first).to_contain_text("広島の手引")
        expect(page.locator(".cb-notice-warning").last).to_contain_text("同じ資料の新しい版かもしれません")
        page.get_by_role("button", name="新しい版にする").first.click()
        expect(page.get_by_role("button", name="新しい版にする")).to_have_count(0)
        page.goto(f"{site.address}/library?name=まったく別の名前")
        row = page.locator("tbody tr")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("第2版")
        expect(row).to_contain_text("広島の手引")


def test_a_corrected_file_that_becomes_a_new_version_says_so_with_the_way_to_both(browser: Browser, site: Site) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{site.address}/upload?lang=en")
        say_about(page, organization="GovTech Tokyo", kind="Guideline", readers="Public")
        for text in (TEXT, CHANGED):
            put_down(page, ("訂正のある手引.md", text.encode()))
            page.locator(".st-key-submit button").click()
            page.locator("[data-testid=job][data-state=PUBLISHED]").wait_for()
        told = page.locator(".cb-notice-info", has_text="is now a new version of an existing document")
        expect(told.get_by_role("link", name="Version 2")).to_be_visible()
        told.get_by_role("link", name="Version 1").click()
        expect(page.locator(".cb-notice-warning")).to_contain_text("There is a newer version of this document")
