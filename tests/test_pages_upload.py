"""The upload page takes nothing for said that nobody said, says what is missing at its field, and remembers what was said."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from casebase.access import LOCAL_READER
from casebase.settings import Settings
from ingest.cli_jobs import open_desk
from tests.pages_server import needs_chromium, put_down, say_about, visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

FILE = ("報告.md", "# 報告\n\n紫陽花市は議事録に生成AIを使った。".encode())
NEXT = ("報告2.md", "# 報告の続き\n\n紫陽花市は要約にも生成AIを使った。".encode())


def submit(page: Page) -> None:
    page.locator(".st-key-submit button").click()


def test_nothing_is_handed_in_before_somebody_said_whose_and_what_it_is(
    browser: Browser, address: str, home: Path
) -> None:
    desk = open_desk(Settings(home=home, model="fake"))
    with visitor(browser) as (page, _):
        page.goto(f"{address}/upload")
        page.locator(".st-key-organization").wait_for()
        expect(page.locator("[data-testid=stRadio] input:checked")).to_have_count(0)
        put_down(page, FILE)
        submit(page)
        missing = page.get_by_test_id("missing")
        expect(missing).to_have_text(["団体を選んでください。", "公開範囲を選んでください。", "種類を選んでください。"])
        expect(page.locator(".cb-notice-warning")).to_contain_text("この資料を持つ団体、公開範囲、種類")
        assert desk.jobs(LOCAL_READER) == []

        say_about(page, organization="広島県", kind="ガイドライン", readers="自団体のみ")
        expect(missing).to_have_count(0)
        submit(page)  # the file is still there
        page.get_by_test_id("outcomes").wait_for()
        [job] = desk.jobs(LOCAL_READER)
        assert (job.details.organization, job.details.kind, job.details.visibility) == ("hiroshima", "guideline", "own")


def test_what_was_said_is_kept_for_the_next_files_of_the_session(browser: Browser, address: str, home: Path) -> None:
    desk = open_desk(Settings(home=home, model="fake"))
    with visitor(browser) as (page, _):
        page.goto(f"{address}/upload?lang=en")
        say_about(page, organization="Hiroshima Prefecture", kind="Training", readers="Public")
        put_down(page, FILE)
        submit(page)
        expect(page.get_by_test_id("outcomes")).to_contain_text("報告.md")
        put_down(page, NEXT)
        submit(page)
        expect(page.get_by_test_id("outcomes")).to_contain_text("報告2.md")
        said = {(job.details.organization, str(job.details.kind)) for job in desk.jobs(LOCAL_READER)}
        assert (len(desk.jobs(LOCAL_READER)), said) == (2, {("hiroshima", "training")})


def test_nobody_is_taken_to_be_of_an_organisation_that_they_did_not_name(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}/drafts")
        page.locator(".st-key-p-name input").fill("山田")
        page.get_by_role("button", name="この内容で始める").click()
        expect(page.locator(".cb-notice-error")).to_contain_text("団体を選んでください")
        page.locator(".st-key-p-organization input").click()
        page.get_by_role("option", name="広島県").click()
        page.get_by_role("button", name="この内容で始める").click()
        expect(page.get_by_test_id("person")).to_contain_text("山田（広島県・編集）")
