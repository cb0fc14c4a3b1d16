"""Take the pictures of the review pages in `docs/images/`: `python -m tests.screenshots_review [FOLDER]`.

The cases are made up; no model is needed, since nothing is asked.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from casebase.bootstrap import open_casebase
from casebase.models import Details, Kind, Visibility
from casebase.people import Actor, Role
from casebase.record.entries import Change
from casebase.record.model import Evidence
from casebase.record.readiness import CHECKLIST
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.cases.publish import publish_case
from ingest.exchange.looking import look_through
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.pages_server import PROJECT, WITHOUT_WORKER, chromium, served
from tests.screenshots import REPORT_TEXT, Shot, take

EDITOR, REVIEWER = Actor("佐藤", "hiroshima"), Actor("田中", "hiroshima", Role.REVIEWER)


REGISTRY = """schema_version,organization,title_ja,title_en,status,task_type,problem_ja,next_check,担当者
2,hiroshima,申請書の読み取り（見本）,Reading of forms (sample),本番,OCR・データ入力,入力に時間がかかっていた。,2027-04-01,甲
2,hiroshima,庁内文書の検索（見本）,Search in documents (sample),実証,検索・RAG,文書を探すのに時間がかかっていた。,,乙
2,hiroshima,案内文の翻訳（見本）,Translation (sample),稼働中,翻訳,訳す人が足りなかった。,,丙
2,tokyo,他団体の事例（見本）,Case of others (sample),本番,要約,要約に時間がかかっていた。,,丁
"""
"""A made-up registry: two rows that can be taken in, two that cannot, and a column that is not ours."""


def fields(casebase: Casebase) -> dict[str, Change]:
    """Return a made-up case whose problem and effect point to passages of a made-up report."""
    text = "\n\n".join(f"# {heading}\n\n{''.join(said)}" for heading, said in REPORT_TEXT)
    details = Details("hiroshima", "", Kind.CASE, Visibility.PARTNERS)
    outcome = ingest_file(
        IncomingFile("試行報告（見本）.md", text.encode(), details), casebase.library, casebase.embedder
    )
    page = casebase.page(outcome.version or "", 1, EDITOR.reader)

    def passage(words: str) -> Evidence:
        start = page.text.index(words)
        named = {"document": outcome.document or "", "version": outcome.version or ""}
        return Evidence(**named, page=1, start=start, end=start + len(words), quote=words)

    minutes = passage("議事録の作成時間は、1回当たり平均120分から45分に減った。")
    effect = {
        "metric": "議事録の作成時間",
        "before": 120,
        "after": 45,
        "unit": "分/回",
        "period": "試行の3か月",
        "method": "measured",
    }
    questions = [
        "議事録の作成時間を減らした事例は？",
        "議事録の作成に生成AIを使った団体は？",
        "Which office shortened its minutes?",
    ]
    return {
        "title_ja": Change("庁内会議の議事録作成支援（見本）"),
        "title_en": Change("Support for minutes of meetings (sample)"),
        "one_line_result_ja": Change("1回当たりの作成時間が120分から45分に減った", (minutes,)),
        "bureau": Change("総務課"),
        "status": Change("実証"),
        "task_type": Change("議事録"),
        "policy_area": Change("一般公共サービス"),
        "problem_ja": Change("議事録の作成に時間がかかっていた。"),
        "solution_ja": Change(
            "音声認識と生成AIを組み合わせた支援ツールを試行した。",
            (passage("総務課では、庁内会議の議事録の作成に音声認識と生成AIを組み合わせた支援ツールを試行した。"),),
        ),
        "effect": Change([{**effect, "evidence": [minutes]}]),
        "data_sensitivity": Change("機密性2"),
        "human_review": Change(
            "固有名詞の誤りは職員が確認して直す。",
            (passage("固有名詞の誤りは職員の確認で直し、確認には平均15分を要した。"),),
        ),
        "golden_questions": Change(questions),
    }


def prepare(folder: Path) -> tuple[Path, str]:
    """Fill a casebase with a case that changes, one that waits and one that was replaced; return its folder and their names."""
    casebase = open_casebase(Settings(home=folder / "home", model="fake"))
    desk, said = casebase.case_desk, fields(casebase)

    def published(**changes: Change) -> str:
        case = desk.create(EDITOR, {**said, **changes})
        waiting = desk.review.submit(case.id, CHECKLIST, EDITOR)
        publish_case(casebase, case.id, waiting.version, REVIEWER)
        return case.id

    changing = published()
    old = published(title_ja=Change("議事録作成支援の初期の試行（見本）"))
    replaced = desk.review.supersede(old, changing, REVIEWER)
    draft = desk.review.revise(changing, EDITOR)
    longer = said["effect"].value[0] | {"after": 30, "period": "本格運用の半年"}
    saved = desk.save(
        changing,
        {"status": Change("本番"), "effect": Change([longer]), "vendor": Change("見本社")},
        draft.version,
        EDITOR,
    ).case
    desk.review.submit(changing, CHECKLIST, EDITOR)
    desk.review.send_back(changing, {"vendor": "調達方法も書いてください。", "": "数字は確かめました。"}, REVIEWER)
    remark = next(one for one in desk.remarks.on(changing, EDITOR.reader) if one.field)
    desk.remarks.answer(remark.id, "公募型プロポーザルと書きました。", EDITOR)
    desk.create(EDITOR, {"title_ja": Change("窓口案内の試行（見本）")})
    look_through(casebase, "見本の台帳.csv", REGISTRY.encode(), EDITOR)
    again = desk.case(changing, EDITOR.reader)
    desk.save(changing, {"procurement": Change("公募型プロポーザル")}, again.version, EDITOR)
    desk.review.submit(changing, CHECKLIST, EDITOR)
    assert saved.version < again.version
    return folder / "home", replaced.document


def known_as(person: Actor, then: Callable[[Page], None] = lambda page: None) -> Callable[[Page], None]:
    """Say on the page who is there, then do something."""

    def before(page: Page) -> None:
        page.locator("input[type=text]").first.fill(person.name)
        page.locator("[role=combobox]").first.click()
        page.get_by_role("option").nth(1).click()
        page.get_by_role("radiogroup").locator("label").nth(1).click()
        page.locator("[data-testid=stFormSubmitButton] button").click()
        page.get_by_test_id("person").wait_for()
        page.wait_for_timeout(2500)
        then(page)

    return before


def asked_to_delete(page: Page) -> None:
    """Press the button that deletes a draft, which asks once more."""
    page.locator("[class*=st-key-discard-] button").first.click()
    page.locator(".cb-notice-warning").first.wait_for()


def unfold(page: Page) -> None:
    """Show what a step of the history changed."""
    page.locator(".cb-step-of-history summary").first.click()


def main() -> None:
    """Take all pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        home, replaced = prepare(Path(temporary))
        here = known_as(REVIEWER)
        shots = [
            Shot("person-ja", "/review", height=940),
            Shot("replaced-ja", f"/case?id={replaced}", height=600),
            Shot("narrow-import-en", "/import?run=1&lang=en", 390, 1400, before=known_as(EDITOR)),
            Shot("narrow-review-case-ja", "/review?case=C-000001", 390, 1400, before=here),
        ]
        for language in ("ja", "en"):
            shots += [
                Shot(f"review-{language}", f"/review?lang={language}", before=here),
                Shot(f"import-{language}", f"/import?run=1&lang={language}", height=1500, before=known_as(EDITOR)),
                Shot(f"drafts-{language}", f"/drafts?lang={language}", before=known_as(EDITOR, asked_to_delete)),
                Shot(f"review-case-{language}", f"/review?case=C-000001&lang={language}", height=1500, before=here),
                Shot(
                    f"history-{language}",
                    f"/history?case=C-000001&lang={language}",
                    height=1300,
                    before=known_as(REVIEWER, unfold),
                ),
            ]
        with served(home, WITHOUT_WORKER) as address, chromium() as browser:
            for shot in shots:
                file = take(browser, address, shot, folder)
                print(f"{file} {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
