"""On the page: ask on, change what was asked, look by organisation and as a table, give feedback, compare guidelines."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.pages_server import PATIENCE, chromium, elsewhere, fetch, needs_chromium, served, visitor
from tests.starter_home import StarterHome

FIRST = "広島県の移住相談のAIは何人が登録しましたか？"
USES = "東京都と広島県ではAIを何に使っていますか？"


def ask_on(page: Page, typed: str) -> None:
    """Type a follow-up and wait for what comes of it."""
    field = page.get_by_role("textbox", name="続けて質問")
    page.get_by_role("button", name="続ける", exact=True).wait_for()  # before it is drawn, Enter sends nothing
    field.fill(typed)
    field.press("Enter")
    expect(page.get_by_test_id("asked")).to_have_text(typed, timeout=PATIENCE)
    page.locator("[data-testid=answer], [data-testid=not-found]").first.wait_for()


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_a_conversation_is_led_changed_listed_taken_along_and_deleted(
    tmp_path: Path, starter_home: StarterHome
) -> None:
    home = starter_home(tmp_path)
    with served(home) as address, chromium() as browser, visitor(browser, 1280, 1300) as (page, asked):
        page.goto(f"{address}/?q={quote(FIRST)}")
        page.locator("details.cb-source").first.wait_for()

        ask_on(page, "もっと詳しく")
        expect(page.get_by_test_id("in-full")).to_contain_text("について詳しく教えてください。")
        expect(page.get_by_test_id("turns")).to_contain_text(FIRST)
        link = page.url
        assert "t=" in link and "q=" not in link

        page.get_by_text("調べた質問を直す").click()
        page.get_by_role("textbox", name="調べる質問").fill("横須賀市ではChatGPTでどのくらい時間を短縮できますか？")
        page.get_by_role("button", name="この質問で調べ直す").click()
        expect(page.get_by_test_id("in-full")).to_contain_text("自分で直しました", timeout=PATIENCE)
        expect(page.get_by_test_id("answer")).to_contain_text("横須賀市")
        page.screenshot(path=tmp_path / "thread.png", full_page=True)

        page.goto(link)  # the address shows the conversation again
        expect(page.get_by_test_id("answer")).to_contain_text("横須賀市", timeout=PATIENCE)

        page.goto(f"{address}/threads")
        expect(page.get_by_test_id("thread")).to_have_count(1)
        for form in ("docx", "md"):
            href = page.locator(f".cb-thread a[href*='.{form}']").get_attribute("href")
            status, content, _ = fetch(address + str(href))
            assert status == 200 and content
        assert "17,000人" in content.decode() and "横須賀市" in content.decode()
        assert fetch(f"{address}/threads/unknown.md")[0] == 404
        page.get_by_text("の名前を変える・削除する").click()
        page.get_by_role("textbox", name="名前").fill("移住の調べ")
        page.get_by_role("button", name="名前を変える").click()
        expect(page.get_by_role("heading", name="移住の調べ")).to_be_visible(timeout=PATIENCE)
        page.get_by_role("button", name="このまとまりを削除する").click()
        expect(page.get_by_text("これまでの質問はありません")).to_be_visible(timeout=PATIENCE)
        page.goto(link)
        expect(page.get_by_text("資料が見つかりません")).to_be_visible(timeout=PATIENCE)
        assert elsewhere(asked, address) == []


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_answers_are_looked_at_by_organisation_and_as_a_table_and_feedback_becomes_a_question(
    tmp_path: Path, starter_home: StarterHome
) -> None:
    home = starter_home(tmp_path)
    with served(home) as address, chromium() as browser, visitor(browser, 1280, 1300) as (page, asked):
        page.goto(f"{address}/?q={quote(USES)}")
        page.locator("details.cb-source").first.wait_for()
        page.get_by_test_id("views").get_by_text("団体別に見る").click()
        for key in ("tokyo", "hiroshima", "govtech"):
            expect(page.get_by_test_id(f"org-{key}")).to_be_visible(timeout=PATIENCE)
        assert page.locator("[data-testid=org-hiroshima] .cb-compared a").count() >= 1

        page.get_by_test_id("views").get_by_text("表で比べる").click()
        page.get_by_test_id("table").wait_for()
        source = page.get_by_test_id("table").get_by_text("出典", exact=True).first
        source.click()
        expect(page.get_by_test_id("passage-mark").first).to_be_visible(timeout=PATIENCE)

        page.goto(f"{address}/?q={quote(FIRST)}")
        page.get_by_text("この回答について伝える").click()
        page.get_by_text("出典が違う").click()
        page.get_by_role("button", name="送る").click()
        expect(page.get_by_text("受け付けました。管理者が一覧で確認します。")).to_be_visible(timeout=PATIENCE)
        page.goto(f"{address}/feedback")
        expect(page.get_by_test_id("opinion")).to_have_count(1)
        page.get_by_role("button", name="評価用の質問にする").click()
        expect(page.get_by_text("評価用の質問1件を保存（JSONL）")).to_be_visible(timeout=PATIENCE)
        status, content, headers = fetch(f"{address}/feedback/questions.jsonl")
        assert status == 200 and FIRST in content.decode() and "attachment" in headers["content-disposition"]
        assert elsewhere(asked, address) == []


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_guidelines_stand_in_a_matrix_and_two_of_them_side_by_side(tmp_path: Path, starter_home: StarterHome) -> None:
    home = starter_home(tmp_path)
    with served(home) as address, chromium() as browser, visitor(browser, 1280, 1300) as (page, _):
        page.goto(f"{address}/guidelines")
        matrix = page.get_by_test_id("matrix")
        expect(matrix.locator("tbody tr")).to_have_count(10, timeout=PATIENCE)
        expect(matrix).to_contain_text("GovTech東京")
        matrix.locator("a.cb-clause").first.click()
        expect(page.get_by_test_id("sides").locator(".cb-side")).to_have_count(2, timeout=PATIENCE)
        expect(page.get_by_test_id("difference")).to_contain_text("求め方の強さ")
        assert page.get_by_test_id("passage-mark").count() >= 2

        page.goto(f"{address}/guidelines?lang=en&topic={quote('著作権')}")
        expect(page.get_by_test_id("difference")).to_be_visible(timeout=PATIENCE)
        page.screenshot(path=tmp_path / "guidelines.png", full_page=True)
