"""Drafts of case records from reports: what is proposed, what is left alone, and the passage behind every value."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.fidelity.model import MANIFEST
from benchmarks.reports.command import KEPT, material_of, measured
from benchmarks.reports.measure import Verdict
from casebase.models import Heading, Page
from casebase.people import Actor
from ingest.draft.dates import dates_in
from ingest.draft.fill import draft_of
from ingest.draft.money import amounts_in, band_of
from ingest.draft.records import Draft, Material

EDITOR = Actor("山田 花子", "hiroshima")
REPORT = KEPT / "ja-t02-chatbot.pdf"


def text_material(text: str, name: str = "a", language: str = "ja") -> Material:
    """Return a text as a material; lines that begin with # are headings."""
    lines, headings, at = [], [], 0
    for line in text.strip().split("\n"):
        plain = line.removeprefix("# ")
        if plain != line:
            headings.append(Heading(at, at + len(plain), 2 if headings else 1))
        lines.append(plain)
        at += len(plain) + 1
    return Material(name, name, "", language, (Page(1, "\n".join(lines), tuple(headings)),))


def drafted(text: str, language: str = "ja") -> Draft:
    return draft_of([text_material(text, language=language)])


def shares(found: Sequence[Verdict]) -> tuple[float, float, float]:
    stated = sum(one.outcome != "extra" for one in found)
    proposed = sum(one.outcome != "missed" for one in found)
    right = sum(one.outcome == "right" for one in found)
    wrong = sum(one.outcome in {"wrong", "extra"} for one in found)
    return right / stated, wrong / proposed, sum(one.proved for one in found) / right


@pytest.mark.parametrize("half", ["tune", "report"])
def test_the_reports_are_drafted_as_well_as_the_decision_says(half: str) -> None:
    right, wrong, proved = shares([one for report in measured(KEPT, half) for one in report])
    assert right >= 0.9
    assert wrong <= 0.05
    assert proved >= 0.98


def test_every_proposed_value_of_every_report_carries_a_passage_that_is_a_slice_of_its_page() -> None:
    files = [path for path in sorted(KEPT.iterdir()) if path.name not in {MANIFEST, "README.md"}]
    assert len(files) == 20
    for path in files:
        material = material_of(path)
        for one in draft_of([material]).proposals:
            assert one.evidence or one.field == "golden_questions", (path.name, one)
            for proof in one.evidence:
                assert material.pages[proof.page - 1].text[proof.start : proof.end] == proof.quote


def test_a_mailbox_of_a_person_is_never_proposed() -> None:
    draft = drafted(
        "# 議事録AIの報告\n担当者氏名：山田 太郎 taro.yamada@pref.aozora.lg.jp\n個人の連絡先 taro88@gmail.com\n"
        "問合せ先　総務課　soumu@pref.aozora.lg.jp"
    )
    contact = draft.of("contact")
    assert contact is not None
    assert contact.value == "soumu@pref.aozora.lg.jp"


def test_a_passage_with_data_of_a_person_proves_nothing() -> None:
    draft = drafted(
        "# 窓口AIの報告\n# 課題\n相談者の携帯は090-1234-5678であり、電話の対応に手作業で毎回4時間を要していた。\n"
        "# 経費\n利用料は年額120万円である。\n"
    )
    assert draft.of("problem_ja") is None
    assert draft.of("run_cost") is not None


def test_a_table_that_compares_gives_effects_and_one_that_only_counts_does_not() -> None:
    draft = drafted(
        "# 会議録作成AIの報告\n# 効果\n| 指標 | 導入前 | 導入後 | 備考 |\n| --- | --- | --- | --- |\n"
        "| 作成時間 | 4時間 | 1.5時間 | 実測 |\n| 満足した職員 | － | 81％ | アンケート |\n"
        "# 回答者の内訳\n| 年代 | 人数 | 割合 |\n| --- | --- | --- |\n| 20代 | 42人 | 19％ |\n"
    )
    effect = draft.of("effect")
    assert effect is not None
    assert [(e["metric"], e["before"], e["after"], e["unit"], e["method"]) for e in effect.value] == [
        ("作成時間", 4, 1.5, "時間", "measured"),
        ("満足した職員", None, 81, "%", "claimed"),
    ]


def test_numbers_of_an_annex_are_no_effects_of_the_case() -> None:
    draft = drafted(
        "# 窓口AIの報告\n# 参考　他の団体の動き\n| 指標 | 導入前 | 導入後 |\n| --- | --- | --- |\n| 待ち時間 | 30分 | 10分 |\n"
    )
    assert draft.of("effect") is None


def test_effects_told_in_sentences_are_found_with_what_stands_before_and_after() -> None:
    draft = drafted(
        "# 広報文AI\n# 効果\n発表文1件の作成時間は、記録を取った120件の平均で、95分から50分に短縮された。\n"
    )
    effect = draft.of("effect")
    assert effect is not None
    (one,) = effect.value
    assert (one["metric"], one["before"], one["after"], one["unit"], one["method"]) == (
        "発表文1件の作成時間",
        95,
        50,
        "分",
        "measured",
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("令和7年3月31日をもって運用を終了した。", "終了"),
        ("導入の可否を検討した結果、導入を見送ることとした。", "検討"),
        ("令和6年7月から全庁で運用している。", "本番"),
        ("試行の結果を踏まえ、本格導入の可否を判断する。", "実証"),
        ("The service has been in full operation since April 2025.", "本番"),
    ],
)
def test_where_a_case_stands_is_read_from_what_was_done_not_from_what_is_planned(text: str, status: str) -> None:
    found = drafted(f"# 報告\n# 概要\n{text}\n").of("status")
    assert found is not None
    assert found.value == status


def test_costs_are_told_apart_by_what_they_are_for_whatever_their_unit() -> None:
    draft = drafted(
        "# 報告\n# 経費\n| 区分 | 金額（千円） |\n| --- | --- |\n| 初期構築費 | 4,400 |\n| 運用費（年額） | 8,000 |\n"
    )
    values = {one.field: one.value for one in draft.proposals}
    assert values["cost_ja"] == "4,400千円"
    assert values["cost_band"] == "100万〜1000万円"
    assert values["run_cost"] == "8,000千円"


def test_of_several_documents_each_says_what_the_other_does_not() -> None:
    report = text_material("# 会議録AIの報告\n# 課題\n会議録の作成に手作業で毎回4時間を要していた。\n", "report")
    annex = text_material("# 経費の内訳\n# 経費\n利用料は年額120万円である。\n", "annex")
    draft = draft_of([report, annex])
    problem, cost = draft.of("problem_ja"), draft.of("run_cost")
    assert problem is not None and cost is not None
    assert problem.evidence[0].document == "report"
    assert cost.evidence[0].document == "annex"


def test_a_text_about_something_else_proposes_no_effects_costs_or_status() -> None:
    draft = drafted("# 庭の手入れ\n春には土をほぐし、苗を植える。水は朝に与える。\n")
    fields = {one.field for one in draft.proposals}
    assert not fields & {"effect", "cost_ja", "run_cost", "status", "vendor", "contact", "has_personal_info"}


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("令和7年4月1日", ["2025-04-01"]),
        ("令和元年5月", ["2019-05"]),
        ("R7.4.1", ["2025-04-01"]),
        ("２０２６年１月２６日", ["2026-01-26"]),
        ("12 June 2025 and September 3, 2025", ["2025-06-12", "2025-09-03"]),
        ("令和6年度の予算", []),
    ],
)
def test_dates_are_read_in_every_way_they_are_written(text: str, iso: list[str]) -> None:
    assert [one.iso for one in dates_in(text)] == iso


def test_amounts_are_read_in_every_way_they_are_written() -> None:
    text = "198万円、5,720,000円、4,400千円、1億2,000万円、1.5 million yen"
    assert [one.yen for one in amounts_in(text)] == [1_980_000, 5_720_000, 4_400_000, 120_000_000, 1_500_000]
    assert [band_of(yen) for yen in (0, 999_999, 1_000_000, 10**8)] == [
        "なし",
        "100万円未満",
        "100万〜1000万円",
        "1億円以上",
    ]
