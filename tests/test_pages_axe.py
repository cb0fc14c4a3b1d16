"""axe-core finds nothing of ours on any page: WCAG 2.0 to 2.2, A and AA, both languages, wide and narrow.

What Streamlit itself makes is listed in `STREAMLIT` by rule and selector, so that a new version's faults are noticed too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.site import SITE
from casebase.models import Details, Kind, Visibility
from ingest.records import IncomingFile
from tests.axe import Violation, violations
from tests.pages_server import needs_chromium, served, visitor
from tests.starter_home import StarterHome

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

SAMPLE = Path(__file__).parent / "data" / "pdf-samples" / "pdfvision_sample-ja.pdf"
HIDDEN = Path(__file__).parent / "data" / "attacks" / "files" / "pdf-hidden-white.pdf"
STREAMLIT: frozenset[str] = frozenset()
"""Rules that Streamlit's own elements break, none at present."""

PAGES = (
    "/",
    "/?q=生成AIに入力してはいけない情報は何ですか？",
    "/?q=日本語のテキスト抽出と何の動作を確認しますか？",
    "/?q=札幌市で犬の登録をする方法は？",
    "/search",
    "/search?q=議事録&cmp={case}&cmp={other}",
    "/search?view=matrix",
    "/search?org=govtech&status=終了",
    "/insight",
    "/insight?by=org",
    "/compare?id={case}&id={other}",
    "/compare",
    "/saved",
    "/saved?save=q%3D%E8%AD%B0%E4%BA%8B%E9%8C%B2",
    "/guidelines",
    "/guidelines?view=document",
    "/library",
    "/upload",
    "/queue",
    "/desk",
    "/drafts",
    "/import",
    "/import?run=9",
    "/feedback",
    "/threads",
    "/review",
    "/history",
    "/case?id={case}",
    "/document?id={case}",
    "/document?id={pdf}",
    "/health?id={case}",
    "/health?id={pdf}",
    "/document?id=nothing",
    "/answer?id=nothing",
    "/desk?id=nothing",
    "/history?id=nothing",
)
"""Every page of the site, in each of the states that look different."""

NARROW = (
    *dict.fromkeys(path for path in PAGES if "nothing" not in path and path.count("=") != 1),
    PAGES[1],
    "/case?id={case}",
    "/document?id={pdf}",
    "/health?id={pdf}",
)
"""Where a narrow window makes another page of it: each page once, the states that differ in words only left out."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, starter_home: StarterHome) -> Iterator[str]:
    report = Details("hiroshima", "", Kind.OTHER, Visibility.PARTNERS)
    home = starter_home(
        tmp_path_factory.mktemp("axe"),
        IncomingFile(SAMPLE.name, SAMPLE.read_bytes(), report),
        IncomingFile(HIDDEN.name, HIDDEN.read_bytes(), report),
    )
    with served(home) as where:
        yield where


@pytest.fixture(scope="module")
def names(browser: Browser, address: str) -> dict[str, str]:
    """Return the ids of two cases and of a PDF, for the addresses of `PAGES`."""
    with visitor(browser) as (page, _):
        page.goto(f"{address}/search?q=ChatGPT")
        page.get_by_test_id("card").first.wait_for()
        cases = page.eval_on_selector_all("[data-testid=card] h3 a", "all => all.map(one => one.href.split('id=')[1])")
        page.goto(f"{address}/library?name=hidden")
        pdf = str(page.locator("tbody a").first.get_attribute("href")).split("id=")[1]
    return {"case": cases[0], "other": cases[1], "pdf": pdf}


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#content, .cb-instead").first.wait_for()
    if "/?" in address and "q=" in address:
        page.locator("details.cb-source, [data-testid=not-found]").first.wait_for()
    page.wait_for_timeout(600)
    page.evaluate("document.querySelectorAll('details:not([name])').forEach(one => { one.open = true; })")
    page.wait_for_timeout(150)


def _told(found: list[Violation]) -> str:
    return "\n".join(f"{one.rule}: {one.target}\n  {one.html}\n  {one.why}" for one in found)


@pytest.mark.parametrize(("language", "width"), [("ja", 1280), ("en", 390)])
def test_no_page_breaks_a_rule(
    browser: Browser, address: str, names: dict[str, str], language: str, width: int
) -> None:
    broken: list[str] = []
    with visitor(browser, width=width) as (page, _):
        for path in PAGES if width > 640 else NARROW:
            where = path.format(**names)
            _open(page, f"{address}{where}{'&' if '?' in where else '?'}lang={language}")
            found = violations(page)
            if ours := [one for one in found if one.ours or one.rule not in STREAMLIT]:
                broken.append(f"{where}\n{_told(ours)}")
            assert page.evaluate("document.documentElement.lang") == language, where
            assert page.title().strip(), where
    assert not broken, "\n\n".join(broken)


def test_what_breaks_a_rule_is_found(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        _open(page, f"{address}/insight")
        page.evaluate(
            "document.querySelector('.stHtml').insertAdjacentHTML('beforeend', '<img src=\"/assets/icon.svg\">')"
        )
        assert [one.rule for one in violations(page)] == ["image-alt"]


def test_every_page_of_the_site_is_looked_at() -> None:
    looked_at = {path.removeprefix("/").partition("?")[0] for path in PAGES}
    assert looked_at == set(SITE)
