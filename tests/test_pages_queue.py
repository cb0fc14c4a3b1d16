"""What was handed in, in a real browser: received at once, followed on the queue page, decided, cancelled, tried again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from casebase.access import LOCAL_READER
from casebase.models import Details
from casebase.settings import Settings
from ingest.cli_jobs import open_desk
from tests.pages_server import elsewhere, hand_in, needs_chromium, say_about, visitor
from tests.test_worker import HIDDEN, note, worker

SLOW = 40_000
"""Bytes a second of a slow line."""

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


def upload(page: Page, address: str, *files: tuple[str, bytes], path: str = "/upload") -> None:
    page.goto(address + path)
    hand_in(page, *files)


def row(page: Page, name: str) -> Locator:
    return page.get_by_test_id("job").filter(has_text=name)


def test_a_file_can_be_handed_in_only_once_it_has_come_over_a_slow_line(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}/upload")
        say_about(page)
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW}
        line.send("Network.emulateNetworkConditions", slow)
        name, content = note(8)
        file = {"name": name, "mimeType": "text/plain", "buffer": content + "　".encode() * SLOW}
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
        submit = page.locator(".st-key-submit button")
        expect(submit).to_be_disabled()  # a person sees the file on its way; a script can be faster than that
        submit.click()
        expect(page.get_by_test_id("outcomes")).to_contain_text(name)


def test_files_are_received_at_once_and_followed_until_they_can_be_asked_about(
    browser: Browser, address: str, home: Path
) -> None:
    settings = Settings(home=home, model="fake")
    with visitor(browser) as (page, asked):
        page.goto(f"{address}/queue")
        expect(page.get_by_text("受け付けた資料はまだありません")).to_be_visible()
        upload(page, address, note(7), ("隠し.pdf", HIDDEN), ("壊れ.pdf", b"%PDF-1.7 nothing follows"))
        expect(page.get_by_text("3件を受け付けました")).to_be_visible()
        expect(page.get_by_text("このページを離れても、取り込みは続きます。")).to_be_visible()
        expect(row(page, note(7)[0])).to_contain_text("順番待ち")
        worker(settings).run(once=True)
        expect(page.get_by_text("確認が必要な資料があります。")).to_be_visible()
        expect(row(page, note(7)[0])).to_contain_text("登録済み")
        expect(row(page, "壊れ.pdf")).to_contain_text("保存し直してください")
        row(page, "隠し.pdf").get_by_text("点検して決める").click()
        expect(page.get_by_text("決め終えると公開できます")).to_be_visible()
        expect(page.get_by_text("目に見えない文字があります").first).to_be_visible()
        publish = page.get_by_role("button", name="この資料を公開する")
        keep = page.get_by_role("button", name="そのまま公開する", exact=True)
        expect(publish.or_(keep).first).to_be_visible()
        while not publish.is_visible():
            with suppress(PlaywrightTimeout):  # the page was drawn anew, without what had been there to decide
                keep.click(timeout=5_000)
                expect(page.get_by_text("そのまま公開することを記録しました")).to_be_visible()
            expect(publish.or_(keep).first).to_be_visible()
        publish.click()
        expect(page.get_by_text("この資料の判断は済んでいます")).to_be_visible()
        page.get_by_role("link", name="取り込み状況を見る").click()
        expect(row(page, "隠し.pdf")).to_contain_text("処理中")
        worker(settings).run(once=True)
        expect(row(page, "隠し.pdf")).to_contain_text("登録済み")
        row(page, note(7)[0]).get_by_text("この資料で質問する").click()
        expect(page.get_by_test_id("about")).to_contain_text("この資料だけに質問しています")
        page.get_by_label("質問", exact=True).fill("第7号の点検時間は月に何時間減りましたか？")
        page.get_by_label("質問", exact=True).press("Enter")
        expect(page.locator(".cb-sentences")).to_contain_text("7時間減った")
        assert elsewhere(asked, address) == []


def test_a_waiting_file_is_cancelled_and_tried_again_in_english_and_on_a_narrow_screen(
    browser: Browser, address: str, home: Path
) -> None:
    with visitor(browser, width=390, height=844) as (page, _):
        upload(page, address, note(1), note(2), path="/upload?lang=en")
        page.get_by_text("See the queue").click()
        expect(page.get_by_role("heading", name="Queue", exact=True)).to_be_visible()
        first = page.locator(".st-key-job-1")
        expect(first).to_contain_text("Waiting")
        first.get_by_role("button", name="Cancel").click()
        expect(first).to_contain_text("Cancelled")
        expect(page.locator(".cb-states")).to_contain_text("Cancelled")
        worker(Settings(home=home, model="fake")).run(once=True)
        expect(page.locator(".st-key-job-2")).to_contain_text("Added")
        first.get_by_role("button", name="Try again").click()
        expect(first).to_contain_text("Waiting")
        worker(Settings(home=home, model="fake")).run(once=True)
        expect(first).to_contain_text("Added")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_name_in_the_queue_is_text_and_no_markup(browser: Browser, address: str, home: Path) -> None:
    name = "<img src=x onerror=window.pwned=1>.txt"
    desk = open_desk(Settings(home=home))
    desk.hand_in([(name, b"text")], Details("tokyo"), LOCAL_READER)
    with visitor(browser) as (page, _):
        page.goto(f"{address}/queue")
        expect(row(page, name)).to_be_visible()
        assert page.evaluate("window.pwned") is None
