"""A long page that is opened at a passage shows the passage at once, and nothing around the page moves."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.links import passage_href
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.models import Details, Kind, Visibility
from casebase.settings import Settings
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.pages_server import WITHOUT_WORKER, needs_chromium, new_home, served, visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

SOUGHT = "紫野市の防災無線の文案は生成AIで作り、時間が月23時間減った。"
QUESTION = "紫野市の防災無線の文案の時間は月に何時間減りましたか"
FAR_DOWN = 300


def long_text() -> bytes:
    lines = [f"紫野市の記録{n}は、担当の係が番号{n * 3}の書類で確かめた。" for n in range(400)]
    return "\n".join([*lines[:FAR_DOWN], SOUGHT, *lines[FAR_DOWN:]]).encode()


def long_sheet() -> bytes:
    book = openpyxl.Workbook()
    for n in range(400):
        book.active.append([n, f"路線{n}", "照明柱の腐食" if n == FAR_DOWN else f"記事{n}"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def tall_page() -> bytes:
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4)
    for n in range(52):
        canvas.drawString(72, A4[1] - 60 - 14 * n, f"Line {n} of the record of the town of Lilac.")
    canvas.save()
    return content.getvalue()


@dataclass(frozen=True, slots=True)
class Site:
    """A server, and the addresses at which passages far down on pages are cited."""

    address: str
    passages: dict[str, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = new_home(tmp_path_factory.mktemp("passages"))
    casebase = open_casebase(Settings(home=home, model="fake"))
    passages = {}
    for name, content, words in (
        ("紫野市記録.txt", long_text(), SOUGHT),
        ("台帳.xlsx", long_sheet(), "照明柱の腐食"),
        ("lilac.pdf", tall_page(), "Line 50 of the record"),
    ):
        details = Details("tokyo", kind=Kind.CASE, visibility=Visibility.PUBLIC)
        outcome = ingest_file(IncomingFile(name, content, details), casebase.library, casebase.embedder)
        assert outcome.version, outcome
        start = casebase.page(outcome.version, 1, LOCAL_READER).text.index(words)
        passages[name] = passage_href(outcome.version, 1, start, start + len(words), "ja")
    with served(home, WITHOUT_WORKER) as address:
        yield Site(address, passages)


def in_sight(page: Page) -> bool:
    """Tell whether the mark is within the window and within the frame that shows the page, which has not moved."""
    return bool(
        page.evaluate("""() => {
            const mark = [...document.querySelectorAll(".cb-box, mark")].find((one) => one.checkVisibility());
            if (!mark || document.querySelector(".stMain").scrollTop) return false;
            const at = mark.getBoundingClientRect();
            const frame = mark.closest(".cb-page-text, .cb-page-image").getBoundingClientRect();
            return at.top >= Math.max(0, frame.top) && at.bottom <= Math.min(innerHeight, frame.bottom);
        }""")
    )


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (480, 800)])
def test_a_citation_opens_a_long_page_with_its_passage_in_sight(
    browser: Browser, site: Site, width: int, height: int
) -> None:
    with visitor(browser, width, height) as (page, _):
        for name, href in site.passages.items():
            page.goto(site.address + href)
            page.locator(".cb-quoted").wait_for()
            for image in page.locator(".cb-page-image img").all():
                expect(image).to_have_js_property("complete", True)
            page.wait_for_timeout(500)
            assert in_sight(page), name


def test_so_does_the_source_of_an_answer_and_the_link_from_it(browser: Browser, site: Site) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{site.address}/?q={quote(QUESTION)}")
        source = page.locator("details.cb-source[open]")
        expect(source.locator("mark").first).to_be_in_viewport()
        source.get_by_role("link", name="資料を開く").click()
        page.locator(".cb-quoted").wait_for()
        page.wait_for_timeout(500)
        assert in_sight(page)


def test_a_page_that_is_opened_without_a_passage_is_as_long_as_it_is(browser: Browser, site: Site) -> None:
    with visitor(browser) as (page, _):
        page.goto(site.address + site.passages["紫野市記録.txt"].partition("&start")[0])
        text = page.locator(".cb-page-text")
        text.wait_for()
        assert text.evaluate("one => one.scrollHeight - one.clientHeight") <= 1
