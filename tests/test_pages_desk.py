"""The desk in a real browser: from an uploaded report to a case in review, by keyboard, alone and with somebody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.reports.command import KEPT
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.cases.states import CaseState
from casebase.embedding import HashingEmbedder
from casebase.models import Details, Kind
from casebase.people import Actor
from casebase.record.entries import Change
from casebase.settings import Settings
from ingest.draft.begin import begin_draft, material_of
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.axe import violations
from tests.pages_server import elsewhere, fetch, needs_chromium, press_at_rest, put_down, sign, visitor
from tests.test_worker import worker

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

EDITOR = Actor("山田 花子", "hiroshima")
REPORT = KEPT / "ja-t08-road.pdf"
ENGLISH = KEPT / "en-r07-english.pdf"
ANNEX = "# 別紙 契約と費用\n\n受託者：株式会社みなみ情報\nバージョン：2.4\n年間運用費：120万円\n"


def begun(home: Path, path: Path = REPORT) -> str:
    """Begin a draft without the pages, and return its number."""
    casebase = open_casebase(Settings(home=home, model="fake"), HashingEmbedder())
    file = IncomingFile(path.name, path.read_bytes(), Details("hiroshima", kind=Kind.CASE))
    outcome = ingest_file(file, casebase.library, casebase.embedder)
    return begin_draft(casebase, [material_of(casebase, outcome.version, LOCAL_READER)], EDITOR).id


def field(page: Page, key: str) -> Locator:
    return page.locator(f"#desk-{key}")


def confirm_everything(page: Page) -> None:
    """Press Enter until every proposal is confirmed, as somebody does who agrees with all of it."""
    page.locator(".cb-desk-card[aria-current]").focus()
    open_ = page.locator(".cb-desk-card[data-state=proposed]")
    for waiting in range(open_.count() - 1, -1, -1):
        page.keyboard.press("Enter")
        expect(open_).to_have_count(waiting)


def write(page: Page, key: str, text: str) -> None:
    """Write into a field by keyboard: go there, E, the text, and Escape to end."""
    folded = page.locator(f"details:not([open]):has(#desk-{key})")
    if folded.count():
        folded.locator("summary").press("Enter")
    field(page, key).focus()
    page.keyboard.press("e")
    control = field(page, key).locator("input, textarea, select").first
    expect(control).to_be_focused()
    if control.evaluate("e => e.tagName") == "SELECT":
        control.select_option(label=text)
    else:
        control.fill(text)
    page.keyboard.press("Escape")
    expect(field(page, key)).to_contain_text(text)


def test_an_editor_uploads_a_report_confirms_its_fields_by_keyboard_and_sends_it_to_review(
    browser: Browser, address: str, home: Path
) -> None:
    with visitor(browser, 1280, 900) as (page, asked):
        sign(page, address, EDITOR.name)
        page.goto(f"{address}/desk")
        expect(page.get_by_role("listitem").filter(has_text="項目を確かめる")).to_be_visible()
        put_down(page, REPORT)
        page.locator(".st-key-desk-add button").click()
        expect(page.get_by_test_id("job")).to_contain_text("順番待ち")
        worker(Settings(home=home, model="fake")).run(once=True)
        expect(page.get_by_test_id("job")).to_contain_text("確認待ち")  # drafted from all the same
        page.locator(".st-key-begin button").click()
        expect(field(page, "title_ja")).to_contain_text("道路舗装の損傷検出AI")
        expect(field(page, "title_ja")).to_have_attribute("data-state", "proposed")
        expect(page.get_by_test_id("passage-box").first).to_be_visible()
        confirm_everything(page)
        write(page, "title_en", "AI that finds damaged road surfaces")
        expect(field(page, "title_en")).to_have_attribute("data-state", "confirmed")
        write(page, "policy_area", "経済")
        write(page, "data_sensitivity", "公開情報")
        write(page, "stop_reason_ja", "本格導入に向けて続ける")
        expect(field(page, "stop_reason_ja")).to_have_attribute("data-state", "word")
        expect(field(page, "stop_reason_ja")).to_contain_text("編集者の記述")
        expect(page.locator(".cb-desk-status")).to_contain_text("保存しました")
        page.locator(".cb-desk-top a").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("必要な項目はそろっています")).to_be_visible()
        expect(page.get_by_test_id("golden")).to_have_count(3)
        expect(page.locator("[data-testid=golden][data-found=yes]")).to_have_count(3)
        for words in ("見比べた", "個人が分かる記述", "使ってよい"):
            page.get_by_text(words).click()
        page.get_by_role("button", name="審査に送る").click()
        expect(page.get_by_text("審査に送りました")).to_be_visible()
        page.goto(f"{address}/drafts")
        expect(page.get_by_test_id("draft")).to_contain_text("審査中")
        assert elsewhere(asked, address) == []
    (case,) = open_casebase(Settings(home=home, model="fake"), HashingEmbedder()).case_desk.in_review(EDITOR.reader)
    assert case.state is CaseState.IN_REVIEW
    assert case.entries["problem_ja"].evidence[0].quote.startswith("市道約1,900km")


def test_the_desk_in_english_on_a_narrow_screen_draws_each_passage_and_clears_a_field(
    browser: Browser, address: str, home: Path
) -> None:
    case = begun(home, ENGLISH)
    with visitor(browser, 390, 844) as (page, _):
        sign(page, address, EDITOR.name)
        page.goto(f"{address}/desk?case={case}&lang=en")
        expect(page.locator(".cb-desk-count")).to_contain_text("fields checked")
        field(page, "effect").focus()
        expect(page.get_by_test_id("passage-box").first).to_be_visible()
        expect(page.locator(".cb-desk-page .cb-desk-tools")).to_contain_text("Page 1 of 3")
        field(page, "vendor").focus()
        page.keyboard.press("x")
        expect(field(page, "vendor")).to_have_attribute("data-state", "cleared")
        page.keyboard.press("u")
        expect(field(page, "vendor")).to_contain_text("Northlight")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.goto(f"{address}/desk?case={case}&lang=en&step=3")
        expect(page.get_by_text("Not confirmed yet:")).to_be_visible()
        expect(page.get_by_role("button", name="Send for review")).to_be_disabled()


@pytest.mark.parametrize(("language", "width"), [("ja", 1280), ("en", 390)])
def test_no_step_of_the_desk_breaks_a_rule_of_accessibility(
    browser: Browser, address: str, home: Path, language: str, width: int
) -> None:
    case = begun(home)
    lang = "" if language == "ja" else "&lang=en"
    with visitor(browser, width, 900) as (page, _):
        sign(page, address, EDITOR.name)
        found = []
        page.goto(f"{address}/desk?{lang}")
        page.locator(".st-key-begin").wait_for()
        found += violations(page)
        page.goto(f"{address}/desk?case={case}{lang}")
        expect(page.get_by_test_id("passage-box").first).to_be_visible()
        found += violations(page)
        for key in ("effect", "golden_questions", "status"):
            field(page, key).focus()
            page.keyboard.press("e")
            found += violations(page)
            page.keyboard.press("Escape")
        page.goto(f"{address}/desk?case={case}&step=3{lang}")
        page.get_by_test_id("golden").first.wait_for()
        found += violations(page)
        page.goto(f"{address}/drafts?{lang}")
        page.get_by_test_id("draft").first.wait_for()
        found += violations(page)
    assert [one for one in found if one.ours] == []


def test_what_somebody_else_wrote_first_is_shown_and_neither_value_is_lost(
    browser: Browser, address: str, home: Path
) -> None:
    case = begun(home)
    desk = open_casebase(Settings(home=home, model="fake"), HashingEmbedder()).case_desk
    with visitor(browser) as (page, _):
        sign(page, address, EDITOR.name)
        page.goto(f"{address}/desk?case={case}")
        expect(field(page, "bureau")).to_be_visible()
        other = Actor("佐藤 次郎", "hiroshima")
        desk.save(
            case,
            {"bureau": Change("別の課"), "vendor": Change("別の会社")},
            desk.case(case, other.reader).version,
            other,
        )
        write(page, "bureau", "私の課")
        expect(field(page, "bureau")).to_contain_text("佐藤 次郎さんが先に別の値にしました")
        expect(field(page, "vendor")).to_contain_text("別の会社")
        field(page, "bureau").get_by_text("自分の値にする").click()
        expect(field(page, "bureau").get_by_role("alert")).to_have_count(0)
        expect(page.locator(".cb-desk-status")).to_contain_text("保存しました")
    assert desk.case(case, other.reader).entries["bureau"].value == "私の課"


def hand_in_further(page: Page) -> None:
    """Hand in two files that can be read, one of them pasted, and two that cannot."""
    page.get_by_text("この下書きに資料を加える").click()
    press_at_rest(page.get_by_role("button", name="下書きに加える"))
    expect(page.get_by_text("ファイルか文章を入れてから")).to_be_visible()
    put_down(page, ("別紙.md", ANNEX.encode()), ("壊れた報告.pdf", b"%PDF-1.4 broken"), ("名前のない形式.xyz", b"\0\1"))
    page.get_by_label("貼り付ける文章の題名").fill("聞き取り")
    page.get_by_label("文章の貼り付け", exact=True).fill("# 聞き取り\n\n運用費：年間300万円\n")
    page.get_by_role("button", name="下書きに加える").click()
    expect(page.get_by_test_id("job")).to_have_count(4)


def take_what_stands_beside(page: Page) -> None:
    """Look at what the annex says of the vendor, where it says it, and take it, by keyboard."""
    beside = field(page, "vendor").get_by_test_id("others")
    expect(beside).to_contain_text("あとから加えた「別紙 契約と費用」の記述")
    expect(beside).to_contain_text("株式会社みなみ情報")
    assert [one for one in violations(page) if one.ours] == []
    field(page, "vendor").focus()
    page.keyboard.press("Tab")  # the passage of what the annex says
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("passage-mark")).to_contain_text("株式会社みなみ情報")
    expect(field(page, "vendor").get_by_role("button", name="根拠 1ページ：別紙 契約と費用")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(field(page, "vendor")).to_have_attribute("data-state", "confirmed")
    expect(beside).to_have_count(0)


def test_documents_are_added_to_a_draft_while_a_field_is_being_written_and_a_bad_file_stops_none(
    browser: Browser, address: str, home: Path
) -> None:
    case = begun(home)
    casebase = open_casebase(Settings(home=home, model="fake"), HashingEmbedder())
    vendor = Change("自庁で開発")
    casebase.case_desk.save(case, {"vendor": vendor}, casebase.case_desk.case(case, EDITOR.reader).version, EDITOR)
    with visitor(browser) as (page, asked):
        sign(page, address, EDITOR.name)
        page.goto(f"{address}/desk?case={case}")
        expect(field(page, "vendor")).to_contain_text("自庁で開発")
        hand_in_further(page)
        field(page, "bureau").focus()
        page.keyboard.press("e")
        page.keyboard.press("Control+a")
        page.keyboard.type("書きかけの課")
        worker(Settings(home=home, model="fake")).run(once=True)
        said = page.get_by_test_id("desk-added")
        expect(said).to_contain_text("「別紙 契約と費用」、「聞き取り.txt」を下書きに加えました")
        expect(said).to_contain_text("決めた値と違う記述が")
        expect(page.get_by_test_id("job")).to_have_count(2)
        expect(page.get_by_test_id("outcomes")).to_contain_text("壊れた報告.pdf")
        expect(page.get_by_test_id("outcomes")).to_contain_text("名前のない形式.xyz")
        control = field(page, "bureau").locator("input")
        expect(control).to_be_focused()  # what is being written stays, and the pages above did not take the place
        page.keyboard.type("長")
        expect(control).to_have_value("書きかけの課長")
        page.keyboard.press("Escape")
        expect(field(page, "bureau")).to_contain_text("書きかけの課長")

        expect(field(page, "version")).to_have_attribute("data-state", "proposed")
        expect(field(page, "version").get_by_role("button", name="根拠 1ページ：別紙 契約と費用")).to_be_visible()
        field(page, "version").focus()
        expect(page.get_by_test_id("passage-mark")).to_contain_text("2.4")
        page.get_by_label("資料", exact=True).select_option(label="聞き取り.txt")
        expect(page.locator(".cb-desk-text")).to_contain_text("運用費：年間300万円")
        take_what_stands_beside(page)
        page.keyboard.press("u")
        expect(field(page, "vendor")).to_contain_text("自庁で開発")
        assert elsewhere(asked, address) == []
    entries = casebase.case_desk.case(case, EDITOR.reader).entries
    assert (entries["bureau"].value, entries["vendor"].value) == ("書きかけの課長", "自庁で開発")


def test_text_selected_on_the_page_becomes_the_passage_of_a_field(browser: Browser, address: str, home: Path) -> None:
    case = begun(home, KEPT / "ja-r08-lowcode.docx")
    with visitor(browser) as (page, _):
        sign(page, address, EDITOR.name)
        page.goto(f"{address}/desk?case={case}")
        field(page, "lessons_ja").focus()
        expect(page.get_by_test_id("passage-mark")).to_be_visible()
        page.keyboard.press("e")
        page.evaluate(
            """() => { const text = document.querySelector('.cb-desk-text').firstChild, range = document.createRange();
            range.setStart(text, 0); range.setEnd(text, 9); const s = getSelection(); s.removeAllRanges(); s.addRange(range); }"""
        )
        field(page, "lessons_ja").get_by_text("左の文章で選んだ箇所を根拠にする").click()
        expect(page.locator(".cb-desk-status")).to_contain_text("保存しました")
    entry = open_casebase(Settings(home=home, model="fake"), HashingEmbedder()).case_desk.case(case, EDITOR.reader)
    assert entry.entries["lessons_ja"].evidence[0].quote == "職員による業務アプリ"[:9]


def test_a_draft_is_for_its_organisation_and_no_other_page_can_write_into_it(
    browser: Browser, address: str, home: Path
) -> None:
    case = begun(home)
    assert fetch(f"{address}/desk/{case}.json")[0] == 403
    with visitor(browser) as (page, _):
        sign(page, address, "誰か", "tokyo")
        assert page.request.get(f"{address}/desk/{case}.json").status == 404
        sign(page, address, EDITOR.name)
        said = {"seen": 0, "value": "x", "evidence": []}
        assert page.request.post(f"{address}/desk/{case}/fields/bureau", data=said).status == 403
        headers = {"x-casebase-desk": "1"}
        assert page.request.post(f"{address}/desk/{case}/fields/case_id", data=said, headers=headers).status == 422
        assert page.request.post(f"{address}/desk/{case}/fields/bureau", data="[", headers=headers).status == 400
