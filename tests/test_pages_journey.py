"""The journey of a newcomer in a real browser: ask, open the source, upload a document, ask about it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from app.site import SITE
from casebase.models import Details, Kind, Visibility
from ingest.records import IncomingFile
from tests.pages_server import GUARD, elsewhere, fetch, needs_chromium, new_home, put_down, say_about, served, visitor
from tests.starter_home import StarterHome

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

SAMPLES = Path(__file__).parent / "data" / "pdf-samples"
SAMPLE = SAMPLES / "pdfvision_sample-ja.pdf"
QUESTION = "生成AIに入力してはいけない情報は何ですか？"
ATTACK = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>"
HOSTILE = (
    f"# 資料{ATTACK}\n\n危険な見出しを持つ資料{ATTACK}では、点検時間が月8時間減った{ATTACK}。\n\n"
    "[押す](javascript:window.pwned=1) ![x](https://evil.example/x.png)\n"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, starter_home: StarterHome) -> Iterator[str]:
    hostile = Details("other", f"団体{ATTACK}", Kind.CASE, Visibility.PUBLIC, title=f"題名{ATTACK}", task_type=ATTACK)
    file = IncomingFile(f"危険{ATTACK}.md".replace("/", "_"), HOSTILE.encode(), hostile)
    home = starter_home(tmp_path_factory.mktemp("pages"), file)
    with served(home) as where:
        yield where


def _ask(page: Page, question: str, label: str = "質問") -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(question)
    field.press("Enter")


def _upload_and_ask(page: Page, address: str) -> None:
    """Upload the sample, press the button that asks about it, and ask."""
    page.goto(f"{address}/upload")
    say_about(page)
    put_down(page, SAMPLE)
    page.get_by_role("button", name="登録する").click()
    outcome = page.get_by_test_id("outcomes")
    expect(outcome).to_contain_text(SAMPLE.name)
    expect(outcome).to_contain_text("3ページ")
    outcome.get_by_text("この資料で質問する").click()
    expect(page.get_by_test_id("about")).to_contain_text("この資料だけに質問しています")
    _ask(page, "日本語のテキスト抽出と何の動作を確認しますか？")
    page.locator("details.cb-source").first.wait_for()


def _expect_box_on_the_quoted_line(page: Page, address: str) -> None:
    """See that the box covers the printed line that the answer quotes: its ink, and nobody else's."""
    card = page.locator("details.cb-source[open]")
    expect(card.locator(".cb-quote")).to_contain_text("日本語のテキスト抽出と複数ページの動作を確認します。")
    image = card.locator("img")
    expect(image).to_have_js_property("complete", True)
    status, content, _ = fetch(address + str(image.get_attribute("src")))
    assert status == 200
    picture = Image.open(io.BytesIO(content)).convert("L")
    sheet, box = card.locator(".cb-sheet").bounding_box(), card.get_by_test_id("passage-box").first.bounding_box()
    assert sheet and box
    scale = picture.width / sheet["width"]
    left, top = (box["x"] - sheet["x"]) * scale, (box["y"] - sheet["y"]) * scale
    right, bottom = left + box["width"] * scale, top + box["height"] * scale
    dark = picture.point(lambda level: 255 if level < 128 else 0)
    line = dark.crop((0, int(top), picture.width, int(bottom) + 1)).getbbox()
    assert line is not None, "there is no ink where the box is"
    assert left - 2 <= line[0] and line[2] <= right + 2, "the box does not cover the whole line"
    gap = dark.crop((0, int(bottom) + 3, picture.width, int(bottom) + 13)).getbbox()
    assert gap is None, "the line goes on below the box"


def test_a_newcomer_asks_and_sees_the_source_of_every_sentence(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, asked):
        page.goto(address)
        examples = page.get_by_test_id("example")
        expect(examples).to_have_count(6)
        question = examples.first.inner_text().strip()
        examples.first.click()
        page.locator("details.cb-source").first.wait_for()
        assert page.get_by_label("質問", exact=True).input_value() == question
        for sentence in page.locator(".cb-sentence").all():
            assert sentence.locator("[data-cite]").count() >= 1
        opened = page.locator("details.cb-source[open]")
        expect(opened).to_have_count(1)
        expect(opened).to_contain_text("要約・要確認")
        expect(opened.locator("a[href^='http']").first).to_be_visible()
        quoted = opened.get_by_test_id("passage-mark").first.inner_text()
        opened.get_by_role("link", name="資料を開く").click()
        expect(page.get_by_test_id("passage-mark").first).to_have_text(quoted)
        assert elsewhere(asked, address) == []


def test_an_uploaded_pdf_is_asked_about_and_its_passage_is_boxed(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, asked):
        _upload_and_ask(page, address)
        _expect_box_on_the_quoted_line(page, address)
        assert elsewhere(asked, address) == []


def test_the_journey_runs_with_the_network_cut_off(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    calls = tmp_path / "calls.log"
    environment = {"PYTHONPATH": str(tmp_path / "guard"), "CASEBASE_TEST_CALLS": str(calls)}
    with served(new_home(tmp_path), environment) as address, visitor(browser) as (page, asked):
        for empty in ("/", "/search", "/insight", "/?q=費用はいくらですか"):  # what is there to do is to add documents
            page.goto(address + empty)
            expect(page.locator(".cb-empty")).to_contain_text("まだ資料がありません")
            expect(page.locator(".cb-empty a")).to_have_text("資料を登録する")
        _upload_and_ask(page, address)
        _expect_box_on_the_quoted_line(page, address)
        page.goto(f"{address}/library")
        expect(page.locator("tbody tr")).to_have_count(1)
        assert elsewhere(asked, address) == []
    assert not calls.exists() or calls.read_text() == ""


def test_the_language_switch_keeps_the_page_and_its_state(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}/?q={QUESTION}&kind=guideline")
        page.locator("details.cb-source").first.wait_for()
        assert page.evaluate("document.documentElement.lang") == "ja"
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.get_by_label("Question", exact=True).input_value() == QUESTION
        assert "kind=guideline" in page.url and "lang=en" in page.url
        expect(page.locator(".cb-menu.is-chosen")).to_contain_text("Guideline")
        page.go_back()
        expect(page.get_by_role("heading", name="回答", exact=True)).to_be_visible()
        page.get_by_role("link", name="English").click()
        page.get_by_role("link", name="Find cases").click()
        expect(page.get_by_role("heading", name="Find cases")).to_be_visible()
        assert page.title() == "Find cases — AI Casebase"


def test_the_address_of_an_answer_shows_it_again(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(address)
        _ask(page, QUESTION)
        page.locator("details.cb-source").first.wait_for()
        said, link = page.locator(".cb-sentences").inner_text(), page.url
    with visitor(browser) as (page, _):
        page.goto(link)
        page.locator("details.cb-source").first.wait_for()
        assert page.locator(".cb-sentences").inner_text() == said


def test_number_keys_open_sources_and_escape_closes_them(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}/?q={QUESTION}")
        cards = page.locator("details.cb-source")
        cards.nth(1).wait_for()
        page.locator("h1").click()
        page.keyboard.press("2")
        expect(page.locator("details.cb-source[open]")).to_have_attribute("id", "source-2")
        page.keyboard.press("Escape")
        expect(page.locator("details.cb-source[open]")).to_have_count(0)
        assert page.evaluate("document.activeElement.dataset.cite") == "2"
        page.get_by_label("質問", exact=True).press("1")
        expect(page.locator("details.cb-source[open]")).to_have_count(0)


def test_on_a_narrow_screen_the_source_opens_below_its_sentence(browser: Browser, address: str) -> None:
    with visitor(browser, width=390, height=844) as (page, _):
        page.goto(f"{address}/?q={QUESTION}")
        page.locator("details.cb-source").nth(1).wait_for()
        page.get_by_test_id("cite-2").first.click()
        sentence = page.locator(".cb-sentence", has=page.get_by_test_id("cite-2")).first
        assert sentence.evaluate("e => e.nextElementSibling.id") == "source-2"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_enter_that_ends_a_conversion_does_not_ask(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(address)
        field = page.get_by_label("質問", exact=True)
        field.click()
        keyboard = page.context.new_cdp_session(page)
        keyboard.send("Input.imeSetComposition", {"text": "議事録", "selectionStart": 3, "selectionEnd": 3})
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
        keyboard.send("Input.insertText", {"text": "議事録"})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
        page.wait_for_timeout(800)
        assert page.get_by_test_id("example").count() == 6, "the question was sent before it was finished"
        assert field.input_value() == "議事録"
        field.press("Enter")
        page.locator("[data-testid=answer], [data-testid=not-found]").first.wait_for()


def test_what_the_casebase_does_not_hold_is_said_with_the_nearest_cases(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}/?q=札幌市で犬の登録をする方法は？")
        expect(page.get_by_test_id("not-found")).to_contain_text("この事例ベースには根拠が見つかりませんでした")
        assert 1 <= page.get_by_test_id("card").count() <= 3
        page.get_by_text("担当団体に尋ねる").click()
        expect(page.get_by_text("次の団体の担当部署にお尋ねください。")).to_be_visible()


def test_facets_narrow_the_list_and_are_in_the_address(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}/search")
        page.get_by_test_id("card").first.wait_for()
        facet = page.locator(".cb-facets-wide").get_by_role("checkbox", name="広島県")
        count = int(facet.locator(".cb-choice-count").inner_text())
        facet.click()
        expect(page.locator(".cb-list-head .cb-count")).to_have_text(f"{count}件")
        assert page.url.endswith("/search?org=hiroshima")
        expect(facet).to_have_attribute("aria-checked", "true")
        page.get_by_label("探す言葉").fill("移住")
        page.get_by_label("探す言葉").press("Enter")
        expect(page.get_by_test_id("card").first.locator("mark").first).to_have_text("移住")


def test_a_case_shows_its_effects_sections_and_sources(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}/search?q=正答率")
        page.get_by_test_id("card").first.locator("h3 a").click()
        for heading in ("課題", "取組", "効果", "費用", "安全対策", "教訓", "出典"):
            expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        expect(page.locator(".cb-notice")).to_contain_text("要約・要確認")


@pytest.mark.parametrize(
    "path",
    [
        "/?q=危険な見出しを持つ資料では点検時間が月何時間減りましたか？",
        "/search?q=点検時間",
        "/search",
        "/library",
        "/guidelines",
        "/?q=" + ATTACK,
    ],
)
def test_a_script_in_a_document_does_not_run(browser: Browser, address: str, path: str) -> None:
    with visitor(browser) as (page, asked):
        page.goto(address + path)
        page.locator("#content").wait_for()
        page.wait_for_timeout(1200)
        assert page.evaluate("window.pwned") is None
        assert page.locator("main script, .stHtml img[src='x'], a[href^='javascript']").count() == 0
        assert elsewhere(asked, address) == []


def test_a_hostile_document_is_shown_as_text(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, asked):
        page.goto(f"{address}/library?name=題名")
        page.locator("tbody a").first.click()
        expect(page.locator("h1")).to_have_text(f"題名{ATTACK}")
        page.wait_for_timeout(500)
        assert page.evaluate("window.pwned") is None
        assert elsewhere(asked, address) == []


def test_an_unknown_document_is_said_to_be_absent(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}/document?id=nothing")
        expect(page.get_by_text("資料が見つかりません")).to_be_visible()


def test_the_document_is_in_the_language_of_its_address(address: str) -> None:
    assert b'<html lang="ja">' in fetch(f"{address}/search")[1]
    assert b'<html lang="en">' in fetch(f"{address}/search?lang=en")[1]


def test_images_and_originals_of_unknown_versions_are_absent(address: str) -> None:
    answers = [fetch(f"{address}/documents/nothing/{what}") for what in ("pages/1.png", "original", "pages/0.png")]
    assert {(status, body) for status, body, _ in answers} == {(404, b"Not found")}
    assert all("content-security-policy" in {name.lower() for name in headers} for _, _, headers in answers)


def test_no_link_to_a_page_of_the_site_loads_everything_again(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}/library")
        page.locator("#content").wait_for()
        page.evaluate("window.loadedOnce = true")
        for name in (*SITE, ""):
            page.wait_for_function(  # where the page is just drawn anew, nothing that a link could stand in is there
                """href => { const host = document.querySelector(".stHtml"); if (!host) return false;
                const link = document.createElement("a"); link.href = href; host.append(link); link.click(); return true; }""",
                arg=f"/{name}",
            )
            page.wait_for_function("path => location.pathname === path", arg=f"/{name}")
            page.wait_for_timeout(300)
            assert page.evaluate("window.loadedOnce === true"), name
            page.locator(".stHtml").first.wait_for()
