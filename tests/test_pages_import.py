"""A registry is imported in a real browser: looked through, confirmed, stopped, gone on with; what cannot be read says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.settings import Settings
from tests.axe import violations
from tests.pages_server import elsewhere, fetch, needs_chromium, put_down, sign, visitor
from tests.test_exchange import FEDERAL
from tests.test_import_desk import ROWS, worker_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


def test_a_registry_is_looked_through_confirmed_stopped_and_gone_on_with(
    browser: Browser, address: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=home, model="fake")
    casebase = open_casebase(settings, HashingEmbedder())
    monkeypatch.setattr("ingest.import_work.AT_ONCE", 10)
    work = worker_of(casebase, settings)
    with visitor(browser) as (page, asked):
        sign(page, address, "佐藤")
        page.goto(f"{address}/import")
        put_down(page, ("一覧.csv", b"a,b\n1,2\n"))
        page.get_by_role("button", name="中身を確かめる").click()
        expect(page.get_by_role("alert")).to_contain_text("一覧.csv の形式が分かりません")
        page.goto(f"{address}/import")
        put_down(page, FEDERAL)
        page.get_by_role("button", name="中身を確かめる").click()
        expect(page.get_by_text(f"この取り込みで{ROWS}件が登録・更新されます")).to_be_visible()
        expect(page.get_by_test_id("import-samples")).to_contain_text("新規")
        expect(page.get_by_text("項目になる列（16）")).to_be_visible()
        assert [one for one in violations(page) if one.ours] == []
        assert casebase.documents(LOCAL_READER) == []

        page.get_by_role("button", name="この内容で取り込む").click()
        expect(page.get_by_text("順番を待っています")).to_be_visible()
        work.step("worker")
        work.step("worker")
        expect(page.get_by_test_id("import-moving")).to_contain_text(f"10 / {ROWS}件")
        page.get_by_role("button", name="中断する").click()
        expect(page.get_by_text("ここまでの事例は登録済みです")).to_be_visible()
        work.step("worker")
        page.get_by_role("button", name="続きから取り込む").click()
        expect(page.get_by_text("順番を待っています")).to_be_visible()
        while work.step("worker"):
            pass
        expect(page.get_by_text("取り込みが終わりました")).to_be_visible()
        expect(page.get_by_test_id("import-counts")).to_contain_text(f"{ROWS}件")
        report = page.request.get(f"{address}/imports/1/report.json").json()
        assert (report["new"], report["dry_run"]) == (ROWS, False)
        assert fetch(f"{address}/imports/1/report.json")[0] == 404
        page.goto(f"{address}/import?lang=en")
        expect(page.get_by_test_id("imports")).to_contain_text("Imported")
        assert elsewhere(asked, address) == []
    assert len(casebase.documents(LOCAL_READER)) == ROWS
