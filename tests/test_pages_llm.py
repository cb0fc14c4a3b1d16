"""On the page: who answers is chosen, what a language model wrote is marked, and its failure does not take the answer away."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from casebase.models import Details, Kind, Visibility
from ingest.records import IncomingFile
from tests.endpoint_server import endpoint, says, status
from tests.pages_server import PATIENCE, chromium, needs_chromium, served, visitor
from tests.starter_home import StarterHome

FACT = "青空市では生成AIの導入により議事録の作成時間が月12時間減った。"
QUESTION = "青空市の議事録の作成時間はどれだけ減りましたか"


@needs_chromium
@pytest.mark.browser
@pytest.mark.slow
def test_a_model_chosen_on_the_page_writes_and_when_it_fails_the_quoted_answer_stands(
    tmp_path: Path, starter_home: StarterHome
) -> None:
    details = Details("tokyo", kind=Kind.CASE, visibility=Visibility.PUBLIC, title="青空市の議事録")
    home = starter_home(tmp_path, IncomingFile("aozora.txt", FACT.encode(), details))
    written = "議事録の作成時間は、生成AIの導入で月12時間減った。[1]\n<img src=x> 全国一である。[1]\n"
    with endpoint(says(written)) as running:
        names = tmp_path / "llms.yaml"
        names.write_text(
            yaml.safe_dump({"庁内モデル": {"url": running.url, "model": "m", "retries": 0}}, allow_unicode=True)
        )
        with (
            served(home, {"CASEBASE_LLMS": str(names)}) as address,
            chromium() as browser,
            visitor(browser, 1280, 1100) as (page, _),
        ):
            page.set_default_timeout(PATIENCE)
            page.goto(f"{address}/?q={QUESTION}")
            page.get_by_test_id("engines").get_by_text("庁内モデル").click()
            expect(page.get_by_test_id("answer").get_by_text("AI生成")).to_be_visible(timeout=PATIENCE)
            expect(page.get_by_test_id("answer")).to_contain_text("生成AIの導入で月12時間減った")
            expect(page.get_by_text("根拠が確認できなかった1文を除きました")).to_be_visible()
            expect(page.locator("details.cb-source").first).to_contain_text(FACT)
            page.screenshot(path=tmp_path / "written.png")

            running.reply = status(500)
            page.goto(f"{address}/?q={QUESTION}。&engine=庁内モデル&lang=en")
            expect(page.get_by_text("The language model did not answer")).to_be_visible(timeout=PATIENCE)
            expect(page.get_by_test_id("answer")).to_contain_text(FACT)
            page.screenshot(path=tmp_path / "failed.png")
