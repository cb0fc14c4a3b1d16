"""On the page: an answer has a link that others can open, is taken along as a file, and what is missing is recorded."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.pages_server import PATIENCE, chromium, fetch, needs_chromium, served, visitor
from tests.starter_home import StarterHome

QUESTION = "横須賀市ではChatGPTでどのくらい時間を短縮できますか？"


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_an_answer_is_passed_on_by_link_and_file_and_an_open_question_is_recorded(
    tmp_path: Path, starter_home: StarterHome
) -> None:
    home = starter_home(tmp_path)
    with served(home) as address, chromium() as browser, visitor(browser, 1280, 1200) as (page, _):
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/?q={quote(QUESTION)}")
        link = page.get_by_role("button", name="リンクをコピー").get_attribute("data-copy-link")
        said = page.locator(".cb-sentences").inner_text()
        word = page.get_by_role("link", name="Word で保存").get_attribute("href")

        assert link and link.startswith("/answer?id=")
        assert word
        status, content, headers = fetch(address + word)
        assert (status, content[:2]) == (200, b"PK")
        assert "attachment" in headers["content-disposition"]
        assert fetch(f"{address}/answers/unknown.docx")[0] == 404
        assert fetch(address + word.replace(".docx", ".exe"))[0] == 404

        page.goto(address + link)
        expect(page.get_by_role("heading", level=1, name=QUESTION)).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".cb-sentences")).to_have_text(said.replace("\n", ""), timeout=PATIENCE)
        page.screenshot(path=tmp_path / "kept.png")
        page.get_by_role("link", name="もう一度質問する").click()
        expect(page.get_by_role("textbox").first).to_have_value(QUESTION, timeout=PATIENCE)

        page.goto(f"{address}/?lang=en&q={quote('大阪府の生成AIガイドラインの内容は？')}")
        page.get_by_role("button", name="Record this question as missing information").click()
        expect(page.get_by_text("Recorded. Stewards see it")).to_be_visible(timeout=PATIENCE)
        page.screenshot(path=tmp_path / "gap.png", full_page=True)


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_an_answer_of_guidelines_leads_to_what_all_of_them_say_on_the_topic(
    tmp_path: Path, starter_home: StarterHome
) -> None:
    home = starter_home(tmp_path)
    with served(home) as address, chromium() as browser, visitor(browser, 1280, 1200) as (page, _):
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/?lang=en&q={quote('What must not be entered into generative AI?')}")
        page.get_by_role("link", name="See side by side what every guideline says").click()
        heading = page.get_by_role("heading", level=2, name="What must not be entered")
        expect(heading).to_be_visible(timeout=PATIENCE)

        page.goto(f"{address}/?lang=en&q={quote('What is AI used for in Tokyo and Hiroshima?')}")
        expect(page.get_by_test_id("answer").get_by_role("button", name="Copy link")).to_be_visible(timeout=PATIENCE)
        assert page.get_by_role("link", name="See side by side").count() == 0
        whose = page.locator(".cb-whose").all_inner_texts()  # of several documents each says whose it is
        assert len(whose) > 1 and any("Hiroshima Prefecture" in one for one in whose)
