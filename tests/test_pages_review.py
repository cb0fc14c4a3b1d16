"""A case from review to publication in a real browser: sent back with a comment at a field, corrected, approved; its history,
a restored step, and what its link says once it is withdrawn or replaced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from casebase.bootstrap import open_casebase
from casebase.cases.states import Case, CaseState
from casebase.people import Actor
from casebase.record.entries import Change
from casebase.record.readiness import CHECKLIST
from casebase.service import Casebase
from casebase.settings import Settings
from tests.pages_server import WITHOUT_WORKER, elsewhere, needs_chromium, served, visitor
from tests.test_case_publishing import published
from tests.test_cases import FULL, REVIEWER, SATO

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


@pytest.fixture
def here(tmp_path: Path) -> Casebase:
    (tmp_path / "home").mkdir()
    return open_casebase(Settings(home=tmp_path / "home", model="fake"))


@pytest.fixture
def address(here: Casebase, tmp_path: Path) -> Iterator[str]:
    with served(tmp_path / "home", WITHOUT_WORKER) as where:
        yield where


def submitted(here: Casebase) -> Case:
    draft = here.case_desk.create(SATO, FULL)
    return here.case_desk.review.submit(draft.id, CHECKLIST, SATO)


def introduce(page: Page, name: str, role: str, organization: str = "広島県") -> None:
    """Say who is at the page, as a person without sign-in does."""
    page.get_by_label("名前").fill(name)
    page.get_by_label("団体").click()
    page.get_by_role("option", name=organization, exact=True).click()
    page.get_by_role("radiogroup").get_by_text(role, exact=True).click()
    page.get_by_role("button", name="この内容で始める").click()
    expect(page.get_by_test_id("person")).to_contain_text(f"{name}（{organization}・{role}）")


def test_a_comment_that_was_not_sent_keeps_a_case_from_being_published_and_goes_back_with_it(
    browser: Browser, here: Casebase, address: str
) -> None:
    case = submitted(here)
    with visitor(browser) as (page, _):
        page.goto(f"{address}/review")
        introduce(page, "田中", "審査")
        page.get_by_test_id("review-queue").get_by_role("link").click()
        page.get_by_role("button", name="コメントを付けて差し戻す").click()
        expect(page.get_by_text("コメントがありません")).to_be_visible()
        page.get_by_role("textbox", name="コメント").fill("時期を書いてください")
        page.get_by_role("button", name="承認して公開する").click()
        expect(page.get_by_text("送っていないコメントがあります")).to_be_visible()
        assert here.case_desk.case(case.id, SATO.reader).state is CaseState.IN_REVIEW
        page.get_by_role("button", name="コメントを付けて差し戻す").click()
        expect(page.get_by_text("差し戻しました")).to_be_visible()

    assert here.case_desk.case(case.id, SATO.reader).state is CaseState.DRAFT
    assert [one.text for one in here.case_desk.remarks.on(case.id, SATO.reader)] == ["時期を書いてください"]


def test_a_case_is_sent_back_corrected_and_approved(browser: Browser, here: Casebase, address: str) -> None:
    case = submitted(here)
    with visitor(browser) as (page, asked):
        page.goto(f"{address}/review")
        expect(page.get_by_text("まだサインインがありません")).to_be_visible()
        introduce(page, "田中", "審査")
        queue = page.get_by_test_id("review-queue")
        expect(queue).to_contain_text("会議録の作成を助ける生成AI")
        queue.get_by_role("link").click()
        expect(page.get_by_text("必要な項目がそろっています")).to_be_visible()
        expect(page.get_by_test_id("questions")).to_contain_text("1番目に見つかります")
        expect(page.locator("[data-field=problem_ja]")).to_contain_text("月10時間減った。")
        page.get_by_label("コメントを付ける項目").click()
        page.get_by_label("コメントを付ける項目").press_sequentially("効果")
        page.get_by_role("option", name="効果", exact=True).click()
        page.get_by_role("textbox", name="コメント").fill("時期を書いてください")
        page.get_by_role("button", name="コメントを追加する").click()
        expect(page.locator(".cb-remark")).to_contain_text("時期を書いてください")
        page.get_by_role("button", name="コメントを付けて差し戻す").click()
        expect(page.get_by_text("差し戻しました")).to_be_visible()
        expect(page.get_by_text("審査待ちではありません")).to_be_visible()

        back = here.case_desk.case(case.id, SATO.reader)
        assert back.state is CaseState.DRAFT
        effect = [{**FULL["effect"].value[0], "period": "2025年度"}]
        here.case_desk.save(case.id, {"effect": Change(effect)}, back.version, SATO)
        here.case_desk.review.submit(case.id, CHECKLIST, SATO)

        page.goto(f"{address}/review")
        expect(page.get_by_test_id("person")).to_contain_text("田中")  # the browser kept who it is
        expect(page.get_by_test_id("review-queue")).to_contain_text("未対応のコメント 1件")
        page.get_by_test_id("review-queue").get_by_role("link").click()
        expect(page.locator("[data-field=effect]")).to_contain_text("2025年度")
        expect(page.get_by_role("button", name="承認して公開する")).to_be_disabled()
        page.get_by_label("返信").fill("2025年度で確かめました")
        page.get_by_role("button", name="対応済みにする").click()
        expect(page.get_by_test_id("comment")).to_contain_text("対応済み：田中")
        expect(page.locator(".cb-answer")).to_contain_text("2025年度で確かめました")
        page.get_by_role("button", name="承認して公開する").click()
        expect(page.get_by_text("承認し、公開しました")).to_be_visible()
        assert here.case_desk.case(case.id, SATO.reader).state is CaseState.PUBLISHED
        page.get_by_role("link", name="履歴を見る").click()
        steps = page.get_by_test_id("step")
        expect(steps.first).to_contain_text("承認・公開")
        expect(steps.filter(has_text="差し戻し")).to_contain_text("田中（広島県 · 審査）")
        edited = steps.filter(has=page.locator("strong", has_text="編集")).first
        edited.get_by_text("変わった項目を見る").click()
        expect(edited.get_by_test_id("record-changes")).to_contain_text("2025年度")
        page.get_by_role("link", name="公開中の事例を見る").click()
        expect(page.get_by_role("heading", name="会議録の作成を助ける生成AI")).to_be_visible()
        expect(page.get_by_text("内容を確認した日")).to_be_visible()
        assert elsewhere(asked, address) == []


def test_who_wrote_a_case_cannot_approve_it_and_another_organisation_does_not_see_it(
    browser: Browser, here: Casebase, address: str
) -> None:
    case = submitted(here)
    with visitor(browser) as (page, _):
        page.goto(f"{address}/review?case={case.id}")
        introduce(page, "佐藤", "審査")
        expect(page.get_by_text("この事例は、別の人が審査します")).to_be_visible()
        expect(page.get_by_role("button", name="承認して公開する")).to_have_count(0)
        page.get_by_role("button", name="変える").click()
        introduce(page, "高橋", "審査", "東京都")
        expect(page.get_by_text("資料が見つかりません")).to_be_visible()


def test_the_link_of_a_withdrawn_and_of_a_replaced_case_says_so(browser: Browser, here: Casebase, address: str) -> None:
    gone, old = published(here), published(here, title_ja="古い事例")
    new = published(here, title_ja="新しい事例")
    here.case_desk.review.supersede(old.id, new.id, REVIEWER)
    with visitor(browser, width=390, height=844) as (page, _):
        page.goto(f"{address}/history?case={gone.id}&lang=en")
        page.get_by_label("Name").fill("Tanaka")
        page.get_by_label("Organisation").click()
        page.get_by_role("option", name="Hiroshima Prefecture").click()
        page.get_by_role("radiogroup").get_by_text("Steward", exact=True).click()
        page.get_by_role("button", name="Continue").click()
        page.get_by_text("Withdraw this case").first.click()
        page.get_by_label("Reason for withdrawing it").fill("The figures were wrong")
        page.get_by_role("button", name="Withdraw this case").click()
        expect(page.get_by_test_id("step").first).to_contain_text("Withdrawn")
        page.goto(f"{address}/case?id={gone.document}&lang=en")
        expect(page.get_by_test_id("withdrawn")).to_contain_text("The figures were wrong")
        page.goto(f"{address}/case?id={old.document}&lang=en")
        expect(page.get_by_test_id("withdrawn")).to_contain_text("replaced by its successor")
        page.get_by_role("link", name=f"See its successor {new.id}").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Generative AI for minutes")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_earlier_step_is_restored_as_a_new_draft_and_names_are_text(
    browser: Browser, here: Casebase, address: str
) -> None:
    mallory = Actor("<img src=x onerror=window.pwned=1>", "hiroshima")
    draft = here.case_desk.create(mallory, {"title_ja": Change("初めの題")})
    here.case_desk.save(draft.id, {"title_ja": Change("<script>window.pwned=1</script>")}, draft.version, SATO)
    with visitor(browser) as (page, _):
        page.goto(f"{address}/history?case={draft.id}")
        introduce(page, "佐藤", "編集")
        expect(page.get_by_role("heading", name="<script>window.pwned=1</script>")).to_be_visible()
        page.get_by_role("button", name="この内容に戻す").click()
        expect(page.get_by_text("以前の内容を新しい下書きにしました")).to_be_visible()
        expect(page.get_by_role("heading", name="初めの題")).to_be_visible()
        assert page.evaluate("window.pwned") is None
        assert here.case_desk.case(draft.id, SATO.reader).title == "初めの題"
        page.get_by_role("link", name="項目を直す").click()
        page.goto(f"{address}/drafts")
        page.get_by_role("button", name="この下書きを削除する").click()
        expect(page.get_by_text("元に戻せません")).to_be_visible()
        page.get_by_role("button", name="やめておく").click()
        expect(page.get_by_text("元に戻せません")).to_have_count(0)
        page.get_by_role("button", name="この下書きを削除する").click()
        expect(page.get_by_text("元に戻せません")).to_be_visible()
        page.locator(f".st-key-discard-yes-{draft.id} button").click()
        expect(page.get_by_text("下書きを削除しました")).to_be_visible()
        page.goto(f"{address}/history?case={draft.id}")
        expect(page.get_by_text("この下書きは削除されました")).to_be_visible()
        expect(page.get_by_test_id("step").first).to_contain_text("下書きの削除")
        expect(page.get_by_role("button", name="この内容に戻す")).to_have_count(0)
    assert here.case_desk.case(draft.id, SATO.reader).state is CaseState.DELETED
