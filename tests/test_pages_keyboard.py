"""Pages worked with the keyboard alone: what can be pressed is reached by Tab and seen, and after a press the work goes on.

The dialogue that a button for files opens is the system's and no page of ours: the file is chosen in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from casebase.bootstrap import open_casebase
from casebase.cases.states import CaseState
from casebase.embedding import HashingEmbedder
from casebase.record.entries import Change
from casebase.record.readiness import CHECKLIST
from casebase.service import Casebase
from casebase.settings import Settings
from tests.pages_server import WITHOUT_WORKER, needs_chromium, served, sign, visitor
from tests.test_cases import FULL, SATO
from tests.test_exchange import FEDERAL
from tests.test_import_desk import ROWS, worker_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

FARTHEST = 45
"""Presses of Tab within which everything on a page is reached."""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const seen = one.matches("[type=radio], [type=checkbox]") ? one.closest("label") : one;
  const style = getComputedStyle(seen), box = seen.getBoundingClientRect();
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3;
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { name: `${one.tagName} ${(one.getAttribute("aria-label") ?? one.textContent).trim().slice(0, 60)}`, shown, inside };
}"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Casebase:
    home = tmp_path_factory.mktemp("keyboard") / "home"
    home.mkdir()
    return open_casebase(Settings(home=home, model="fake"), HashingEmbedder())


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, here: Casebase) -> Settings:
    return Settings(home=next(Path(tmp_path_factory.getbasetemp()).glob("keyboard*/home")), model="fake")


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with served(settings.home, WITHOUT_WORKER) as where:
        yield where


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until something has the focus; every stop on the way must be seen to have it."""
    expect(page.locator(".stApp[data-test-script-state=notRunning]")).to_be_visible()
    expect(wanted).to_be_enabled()
    passed = []
    for _ in range(FARTHEST):
        page.keyboard.press(key)
        focused = page.evaluate(FOCUSED)
        if focused is None:  # the frame of the browser: the next press begins anew
            continue
        passed.append(focused["name"])
        assert focused["shown"], f"nobody sees that {focused['name']} has the focus"
        assert focused["inside"], f"{focused['name']} has the focus where nobody sees it"
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"not reached: {wanted}; passed {passed}")


def press(page: Page, name: str, key: str = "Enter", way: str = "Tab") -> None:
    """Go to a button by Tab and press it."""
    tab_to(page, page.get_by_role("button", name=name, exact=True), way)
    page.keyboard.press(key)


def choose(page: Page, field: str, words: str) -> None:
    """Go to a list and choose from it by typing."""
    tab_to(page, page.get_by_role("combobox", name=field))
    page.keyboard.type(words)
    expect(page.get_by_role("option", name=words, exact=True)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(0)


def said(page: Page, words: str) -> None:
    """Expect a notice that has the focus, so that it is read out and the next Tab goes on from there."""
    expect(page.locator(".cb-notice:focus")).to_contain_text(words)


def test_a_draft_is_thrown_away_with_the_keyboard_alone(browser: Browser, here: Casebase, address: str) -> None:
    kept = here.case_desk.create(SATO, {"title_ja": Change("残す下書き")})
    gone = here.case_desk.create(SATO, {"title_ja": Change("消す下書き")})
    with visitor(browser) as (page, _):
        sign(page, address, SATO.name)
        page.goto(f"{address}/drafts")
        draft = page.locator(f".st-key-draft-{gone.id}")
        for answer in ("やめておく", "この下書きを削除する"):
            tab_to(page, draft.get_by_role("button", name="この下書きを削除する"))
            page.keyboard.press("Space")
            said(page, "元に戻せません")  # and not the button that does it: a second press must not delete
            assert here.case_desk.case(gone.id, SATO.reader).state is CaseState.DRAFT
            tab_to(page, draft.get_by_role("button", name=answer))
            page.keyboard.press("Enter")
            if answer == "やめておく":
                expect(draft.get_by_text("元に戻せません")).to_have_count(0)
                expect(draft.locator(":focus")).to_have_count(1)
                page.keyboard.press("Shift+Tab")
        said(page, "下書きを削除しました")
        tab_to(page, page.get_by_role("link", name="残す下書き"))
    assert here.case_desk.case(gone.id, SATO.reader).state is CaseState.DELETED
    assert here.case_desk.case(kept.id, SATO.reader).state is CaseState.DRAFT


def introduce(page: Page) -> None:
    """Say who is at the page, a reviewer of Hiroshima."""
    tab_to(page, page.get_by_label("名前"))
    page.keyboard.type("田中")
    choose(page, "団体", "広島県")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    press(page, "この内容で始める")
    expect(page.get_by_test_id("person")).to_contain_text("田中（広島県・審査）")


def open_from_queue(page: Page) -> None:
    """Open the case that waits for review."""
    tab_to(page, page.get_by_test_id("review-queue").get_by_role("link"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="事例の審査")).to_be_focused()
    expect(page.get_by_role("button", name="承認して公開する")).to_be_visible()


def test_a_case_is_sent_back_answered_sent_again_and_approved_with_the_keyboard_alone(
    browser: Browser, here: Casebase, address: str
) -> None:
    case = here.case_desk.create(SATO, FULL)
    here.case_desk.review.submit(case.id, CHECKLIST, SATO)
    with visitor(browser) as (reviewer, _), visitor(browser) as (editor, _):
        reviewer.goto(f"{address}/review")
        introduce(reviewer)
        open_from_queue(reviewer)
        choose(reviewer, "コメントを付ける項目", "効果")
        tab_to(reviewer, reviewer.get_by_role("textbox", name="コメント"))
        reviewer.keyboard.type("時期を書いてください")
        press(reviewer, "コメントを追加する")
        expect(reviewer.locator(".cb-remark")).to_contain_text("時期を書いてください")
        expect(reviewer.get_by_role("button", name="コメントを追加する")).to_be_focused()
        press(reviewer, "コメントを付けて差し戻す")
        said(reviewer, "差し戻しました")

        sign(editor, address, SATO.name)
        editor.goto(f"{address}/desk?case={case.id}")
        tab_to(editor, editor.get_by_label("返信"))
        editor.keyboard.type("2025年度です")
        press(editor, "返信する")
        expect(editor.locator(".cb-answer")).to_contain_text("2025年度です")
        expect(editor.get_by_role("button", name="返信する")).to_be_focused()
        press(editor, "対応済みにする")
        expect(editor.get_by_test_id("comment")).to_contain_text("対応済み：佐藤")
        expect(editor.locator("summary:focus")).to_contain_text("コメント")
        tab_to(editor, editor.get_by_role("link", name="送る準備へ"))
        editor.keyboard.press("Enter")
        expect(editor.get_by_text("必要な項目はそろっています")).to_be_visible()
        points = editor.get_by_role("checkbox")
        expect(points).to_have_count(len(CHECKLIST))
        for point in points.all():
            tab_to(editor, point)
            editor.keyboard.press("Space")
            expect(point).to_be_checked()
        press(editor, "審査に送る")
        said(editor, "審査に送りました")

        reviewer.keyboard.press("F5")
        tab_to(reviewer, reviewer.get_by_role("link", name="審査の一覧へ"))
        reviewer.keyboard.press("Enter")
        open_from_queue(reviewer)
        press(reviewer, "承認して公開する")
        said(reviewer, "承認し、公開しました")
    assert here.case_desk.case(case.id, SATO.reader).state is CaseState.PUBLISHED


def test_a_registry_is_imported_with_the_keyboard_alone(
    browser: Browser, here: Casebase, settings: Settings, address: str
) -> None:
    """The last one here: among the cases that it brings, golden questions find others first."""
    work = worker_of(here, settings)
    with visitor(browser) as (page, _):
        sign(page, address, "佐藤")
        page.on("filechooser", lambda dialogue: dialogue.set_files(FEDERAL))
        page.goto(f"{address}/import")
        upload = page.get_by_test_id("stFileUploaderDropzone").locator("button")
        tab_to(page, upload)
        page.keyboard.press("Enter")
        expect(page.get_by_text(FEDERAL.name)).to_be_visible()
        expect(page.get_by_role("button", name="Add files")).to_be_focused()
        choose(page, "事例を所有する団体", "広島県")
        press(page, "中身を確かめる")
        said(page, f"この取り込みで{ROWS}件が登録・更新されます")
        press(page, "この内容で取り込む")
        stop = page.get_by_role("button", name="中断する")
        expect(stop).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="続きから取り込む")).to_be_focused()
        page.keyboard.press("Enter")
        expect(stop).to_be_focused()
        while work.step("worker"):
            pass
        said(page, "取り込みが終わりました")
        tab_to(page, page.get_by_role("link", name="取り込みの一覧へ"), "Shift+Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        expect(page.get_by_test_id("imports")).to_contain_text(FEDERAL.name)
