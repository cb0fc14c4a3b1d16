"""Finding and comparing cases in a real browser: by mouse, by keyboard, on a narrow screen, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from casebase.models import Details, Visibility
from ingest.records import IncomingFile
from tests.case_shelf import case
from tests.pages_server import elsewhere, fetch, needs_chromium, served, visitor
from tests.starter_home import StarterHome

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]

ATTACK = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>"
SEARCH, INSIGHT = "/search", "/insight"


def _files() -> list[IncomingFile]:
    parent = case(101, organization="tokyo", organization_name="", title="議事録支援の見本", task_type="議事録")
    child = case(
        102, organization="hiroshima", organization_name="", title="議事録支援を受け継いだ見本", task_type="議事録"
    )
    hostile = case(
        103, title=f"題名{ATTACK}", organization="other", organization_name=f"団体{ATTACK}", task_type=ATTACK
    )
    saving = {"metric": "1人当たりの削減時間", "after": 6, "unit": "時間/月", "method": "measured"}
    bad = {"metric": ATTACK, "after": 4, "unit": "時間/年", "method": "claimed", "period": ATTACK}
    records = {
        101: {**parent.record, "effect": [saving], "problem_ja": "会議の後の議事録作りに時間がかかっていた。"},
        102: {**child.record, "reused_from": [{"case_id": "case-101", "changes_ja": "県の用語に改めた"}], "effect": []},
        103: {**hostile.record, "effect": [bad], "one_line_result_ja": ATTACK, "model_or_product": ATTACK},
    }
    cases: dict[int, Details] = {101: parent, 102: child, 103: hostile}
    return [
        IncomingFile(
            f"case-{number}.md",
            f"# {details.title}\n\n## 課題\n\n{records[number]['problem_ja']}\n".encode(),
            replace(details, record=records[number], visibility=Visibility.PUBLIC),
        )
        for number, details in cases.items()
    ]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, starter_home: StarterHome) -> Iterator[str]:
    home = starter_home(tmp_path_factory.mktemp("cases"), *_files())
    with served(home) as where:
        yield where


def _count(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator(".cb-list-head .cb-count").inner_text()))


def _facet(page: Page, name: str) -> Locator:
    return page.locator(".cb-facets-wide").get_by_role("checkbox", name=name).first


def test_counts_follow_the_other_limits_and_say_what_a_press_gives(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, asked):
        page.goto(f"{address}{SEARCH}?org=tokyo")
        page.get_by_test_id("card").first.wait_for()
        facet = _facet(page, "実測")
        expected = int(facet.locator(".cb-choice-count").inner_text())
        facet.click()
        expect(page.locator(".cb-list-head .cb-count")).to_have_text(f"{expected}件")
        assert "grade=measured" in page.url and "org=tokyo" in page.url
        expect(page.locator(".cb-limits li")).to_have_count(2)
        page.locator(".cb-limits a", has_text="東京都").click()
        expect(page.locator(".cb-limits li")).to_have_count(1)
        page.go_back()
        expect(page.locator(".cb-list-head .cb-count")).to_have_text(f"{expected}件")
        assert elsewhere(asked, address) == []


def test_a_search_marks_what_fits_on_each_card_and_counts_only_what_it_found(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}{SEARCH}?q=議事録の作成時間")
        cards = page.get_by_test_id("card")
        cards.first.wait_for()
        for card in cards.all():
            assert card.locator("mark").count() >= 1
        total = _count(page)
        facet = _facet(page, "議事録")
        expected = int(facet.locator(".cb-choice-count").inner_text())
        assert 0 < expected <= total
        facet.click()
        expect(page.locator(".cb-list-head .cb-count")).to_contain_text(f"{expected}件")
        assert page.get_by_test_id("card").count() == min(20, expected)


def test_two_cases_are_chosen_and_compared_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}{SEARCH}?q=議事録支援の見本")
        page.get_by_test_id("card").first.wait_for()
        for number in (1, 2):
            put = page.locator(".cb-compare-put[aria-checked=false]").first
            put.focus()
            page.keyboard.press("Space")
            expect(page.get_by_test_id("compare-bar").locator("li")).to_have_count(number)
        assert page.url.count("cmp=") == 2
        page.get_by_test_id("compare-bar").get_by_role("link", name="2件を比べる").focus()
        page.keyboard.press("Enter")
        table = page.get_by_test_id("compare")
        expect(table.locator("thead th")).to_have_count(3)
        expect(table.get_by_role("rowheader", name="業務")).to_be_visible()
        rows = table.locator("tbody tr").count()
        page.get_by_role("checkbox", name="値が同じ項目を隠す").focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("checkbox", name="値が同じ項目を隠す")).to_have_attribute("aria-checked", "true")
        assert table.locator("tbody tr").count() <= rows


def test_a_value_of_the_comparison_opens_the_passage_it_stands_in(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}{SEARCH}?q=議事録支援の見本&task=議事録&org=tokyo")
        page.get_by_test_id("card").first.wait_for()
        page.locator(".cb-card", has_text="議事録支援の見本").locator(".cb-compare-put").click()
        page.get_by_test_id("compare-bar").wait_for()
        identifier = re.findall(r"cmp=(\w+)", page.url)[0]
        page.goto(f"{address}/compare?id={identifier}")
        row = page.get_by_test_id("compare").locator("tr", has=page.get_by_role("rowheader", name="課題"))
        row.get_by_role("link", name="課題：根拠の箇所").click()
        expect(page.get_by_test_id("passage-mark").first).to_have_text("会議の後の議事録作りに時間がかかっていた。")


def test_what_cannot_be_compared_is_said_and_nothing_else(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}/compare")
        expect(page.get_by_text("比べる事例が選ばれていません")).to_be_visible()
        page.goto(f"{address}{SEARCH}")
        href = str(page.get_by_test_id("card").first.locator("h3 a").get_attribute("href"))
        page.goto(f"{address}/compare?{href.partition('?')[2]}&id=nothing")
        expect(page.get_by_text("1件を表示していません")).to_be_visible()
        expect(page.get_by_test_id("compare")).to_be_visible()


def test_a_cell_of_the_table_opens_as_many_cases_as_it_says(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}{SEARCH}?view=matrix")
        table = page.get_by_test_id("matrix")
        table.wait_for()
        expect(page.locator(".cb-gaps")).to_contain_text("翻訳")
        expect(table.locator("tr.is-gap", has_text="翻訳")).to_contain_text("まだ事例がありません")
        cell = table.get_by_role("link", name=re.compile("^文案作成 東京都"))
        count = int(cell.inner_text())
        cell.click()
        expect(page.locator(".cb-list-head .cb-count")).to_have_text(f"{count}件")


def test_every_point_of_a_chart_opens_its_case_and_the_table_says_the_same(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}{INSIGHT}")
        chart = page.get_by_test_id("chart-user")
        chart.wait_for()
        dots = chart.locator("a.cb-dot")
        assert dots.count() == 2
        chart.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(chart.locator("tbody tr")).to_have_count(dots.count())
        expect(chart.locator("tbody tr", has_text="議事録支援の見本")).to_contain_text("実測")
        chart.get_by_role("link", name=re.compile("^議事録支援の見本（")).click()
        expect(page.locator("h1")).to_have_text("議事録支援の見本")


def test_a_part_of_a_bar_opens_as_many_cases_as_it_says(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}{INSIGHT}")
        for chart in ("chart-grades", "chart-years"):
            part = page.get_by_test_id(chart).locator("a.cb-part").first
            count = int(part.inner_text())
            page.goto(address + str(part.get_attribute("href")))
            expect(page.locator(".cb-list-head .cb-count")).to_have_text(f"{count}件")
            page.goto(f"{address}{INSIGHT}")


def test_lineage_is_shown_on_both_cases(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}{SEARCH}?q=議事録支援を受け継いだ見本")
        page.get_by_role("link", name="議事録支援を受け継いだ見本", exact=True).click()
        graph = page.get_by_test_id("lineage")
        expect(graph).to_contain_text("県の用語に改めた")
        graph.get_by_role("link", name="議事録支援の見本").click()
        expect(page.locator("h1")).to_have_text("議事録支援の見本")
        expect(page.get_by_test_id("lineage")).to_contain_text("この事例をもとにした事例")


def test_a_search_is_saved_found_again_renamed_and_deleted(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}{SEARCH}?org=hiroshima&status=本番")
        page.get_by_test_id("card").first.wait_for()
        total = _count(page)
        page.get_by_role("link", name="この条件を保存").click()
        page.get_by_label("検索の名前").fill("広島の本番")
        page.get_by_label("検索の名前").press("Enter")
        saved = page.get_by_test_id("saved").filter(has_text="広島の本番")
        expect(saved).to_contain_text(f"{total}件")
        expect(page.get_by_text("この環境を使う全員に共有されます")).to_be_visible()
        field = page.locator("input[type=text]").first
        field.fill("広島県の本番運用")
        page.get_by_role("button", name="名前を変える").click()
        link = page.get_by_role("link", name="広島県の本番運用")
        link.click()
        expect(page.locator(".cb-list-head .cb-count")).to_have_text(f"{total}件")
        page.goto(f"{address}/saved")
        page.get_by_role("button", name="削除する").click()
        expect(page.get_by_text("保存した検索はありません")).to_be_visible()


def test_exports_are_those_of_the_list(browser: Browser, address: str) -> None:
    with visitor(browser) as (page, _):
        page.goto(f"{address}{SEARCH}?org=hiroshima&status=本番&sort=new")
        page.get_by_test_id("card").first.wait_for()
        total = _count(page)
        href = str(page.get_by_role("link", name="CSV").get_attribute("href"))
    status, content, _ = fetch(address + href)
    assert status == 200
    assert content.decode("utf-8-sig").count("/case?id=") == total


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("path", [SEARCH, f"{SEARCH}?view=matrix", INSIGHT, "/saved", "/compare"])
def test_no_page_is_wider_than_a_narrow_screen(browser: Browser, address: str, path: str, language: str) -> None:
    with visitor(browser, width=390, height=844) as (page, _):
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        page.locator("#content").wait_for()
        page.wait_for_timeout(800)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert page.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize(
    "path", [f"{SEARCH}?q=見本", f"{SEARCH}?view=matrix", INSIGHT, f"{INSIGHT}?by=org", "/saved?save=q%3D" + ATTACK]
)
def test_a_script_in_a_record_does_not_run(browser: Browser, address: str, path: str) -> None:
    with visitor(browser) as (page, asked):
        page.goto(address + path)
        page.locator("#content").wait_for()
        page.wait_for_timeout(1200)
        assert page.evaluate("window.pwned") is None
        assert page.locator("main script, .stHtml img[src='x']").count() == 0
        assert elsewhere(asked, address) == []
