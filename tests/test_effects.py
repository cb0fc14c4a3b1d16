"""Effects become hours a month only where the record says enough, and say what is missing where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from casebase.cases.effects import Obstacle, Per, best_saving, effect_of, effects_of
from casebase.cases.facts import cost_of, facts_of, origins_of, products_of, size_of
from casebase.cases.reading import text_of
from casebase.models import Details, Kind
from casebase.text.amounts import amount_of, measure_of, yen_in
from ingest.starter import starter_files


def _effect(metric: str, after: object, unit: str, before: object = None, **more: Any):
    return effect_of({"metric": metric, "before": before, "after": after, "unit": unit, "method": "measured", **more})


@pytest.mark.parametrize(
    ("metric", "before", "after", "unit", "hours", "per"),
    [
        ("削減時間（1人当たり）", None, "10", "時間/月", 10.0, Per.USER),
        ("通常業務の削減時間(1人1日平均・自己申告)", None, "約34", "分/日", 34 / 60 * 20, Per.USER),
        ("Time saved per user", None, "2.5", "hours/week", 10.0, Per.USER),
        ("職員１人当たりの年間削減時間", None, "３６", "時間", 3.0, Per.USER),
        ("文書作成時間の短縮余地", None, 22700, "時間/年", 22700 / 12, Per.TOTAL),
        ("議事録作成（月40件）", "120", "45", "分/件", 50.0, Per.TOTAL),
        ("削減時間（利用者200人の合計）", None, "2万2,700", "時間/年", 22700 / 12 / 200, Per.USER),
        ("作業時間の変化（1人当たり）", None, "-3", "時間/月", 3.0, Per.USER),
        ("1人当たりの作業時間", "5", "8", "時間/月", -3.0, Per.USER),
        ("入力作業（1人1日）", "1時間", "30分", "時間", 10.0, Per.USER),
        ("hours saved", None, "30,000+", "hours per year", 2500.0, Per.TOTAL),
    ],
)
def test_what_says_enough_becomes_hours_a_month(metric, before, after, unit, hours, per) -> None:
    effect = _effect(metric, after, unit, before)
    assert effect.obstacle is None and effect.saving is not None
    assert effect.saving.hours == pytest.approx(hours)
    assert effect.saving.per is per


@pytest.mark.parametrize(
    ("metric", "before", "after", "unit", "obstacle"),
    [
        ("利用した職員", None, 950, "人", Obstacle.NOT_TIME),
        ("正答率", 62.5, 94.1, "%", Obstacle.NOT_TIME),
        ("営業時間外の利用割合", None, "8割超", "割合", Obstacle.NOT_TIME),
        ("作業時間の変化", None, -23.6, "%", Obstacle.SHARE_ONLY),
        ("分析に要する時間", "数か月", "数時間", "時間", Obstacle.NO_FIGURE),
        ("業務時間の短縮（約200項目の合計）", None, "230以上", "時間", Obstacle.NO_PERIOD),
        ("素案づくりの削減時間（1回平均）", None, "約77", "分/回", Obstacle.PER_OCCURRENCE),
        ("1件の作業時間", None, 30, "分", Obstacle.NOT_SAVED),
        ("", None, "", "", Obstacle.NOT_TIME),
    ],
)
def test_what_says_too_little_says_what_is_missing(metric, before, after, unit, obstacle) -> None:
    effect = _effect(metric, after, unit, before)
    assert effect.saving is None
    assert effect.obstacle is obstacle


@pytest.mark.parametrize(
    "metric", ["21人の削減時間", "2024年11月の削減時間", "第11回試行の削減時間", "31日間の削減時間"]
)
def test_digits_of_other_numbers_are_no_person_and_no_period(metric: str) -> None:
    assert _effect(metric, 10, "時間").obstacle is Obstacle.NO_PERIOD


def test_how_often_and_how_many_may_be_given_beside_the_figure() -> None:
    effect = _effect("作成の短縮", 30, "分/件", times_a_month=40, users=10)
    assert effect.saving is not None
    assert (effect.saving.hours, effect.saving.per, effect.saving.steps) == (2.0, Per.USER, ("times", "users"))


def test_bounds_are_kept_and_conventions_are_named() -> None:
    least = _effect("1人当たりの削減時間", "10以上", "時間/月").saving
    about = _effect("1人当たりの削減時間", "約30", "分/日").saving
    assert least and about
    assert (least.bound, about.bound, about.steps) == ("least", "about", ("day",))


def test_an_effect_keeps_the_words_that_it_rests_on() -> None:
    effect = _effect("処理時間", "30", "分/件", "60", period="2024年度", quote_url="https://example.jp/")
    assert effect.source == "処理時間: 60 → 30 分/件 (2024年度)"
    assert effect.url == "https://example.jp/"


def test_a_grade_that_nobody_knows_is_unknown() -> None:
    assert effect_of({"metric": "x", "after": 1, "method": "guessed"}).grade == "unknown"


def test_the_surest_figure_stands_for_a_case_even_where_another_is_larger() -> None:
    effects = effects_of(
        {
            "effect": [
                {"metric": "1人当たりの削減時間", "after": 20, "unit": "時間/月", "method": "claimed"},
                {"metric": "1人当たりの削減時間", "after": 4, "unit": "時間/月", "method": "measured"},
            ]
        }
    )
    best = best_saving(effects, Per.USER)
    assert best and best.saving and best.saving.hours == 4
    assert size_of(effects) == "user_1"


@pytest.mark.parametrize("effect", [None, "text", 3, [], [None, "x", {}], {"metric": None}, {"after": {"a": 1}}])
def test_records_of_any_shape_are_read(effect: object) -> None:
    assert isinstance(effects_of({"effect": effect}), tuple)
    assert facts_of(
        Details("tokyo", kind=Kind.CASE, record={"effect": effect, "model_or_product": [{"name": "Dify"}, 3]})
    )


def test_figures_and_units_are_read_as_they_are_written() -> None:
    assert amount_of("数か月") is None and amount_of("21/45") is None and amount_of("8割超") is None
    assert [amount_of(text).number for text in ("約34", "17000超", "2万2,700", "1.5億")] == [
        34,
        17000,
        22700,
        150_000_000,
    ]  # type: ignore[union-attr]
    assert measure_of("時間/人・月").period == "month" and measure_of("時間/人・月").a_person
    assert measure_of("人").hours == 0 and measure_of("割").share


@pytest.mark.parametrize(
    ("cost", "band"),
    [
        ("", ""),
        ("2024年度予算に約3,900万円を計上した。", "hundred_millions"),
        ("開発費は約10億円と報じられた。", "more"),
        ("費用ゼロの勉強会で進めた。", "none"),
        ("月額5万円", "million"),
        ("300万円", "ten_millions"),
        ("県が半額を補助した。", "described"),
    ],
)
def test_costs_are_banded_by_the_largest_amount_that_is_named(cost: str, band: str) -> None:
    assert cost_of({"cost_ja": cost}) == band


@pytest.mark.parametrize(("band", "ours"), [("なし", "none"), ("100万円未満", "million"), ("1億円以上", "more")])
def test_bands_of_the_record_are_ours(band: str, ours: str) -> None:
    assert cost_of({"cost_band": band}) == ours


def test_amounts_in_yen_are_read() -> None:
    assert yen_in("1億2,000万円と500円") == 120_000_000
    assert yen_in("金額は不明") is None


def test_products_are_known_ones_or_what_stands_there() -> None:
    assert products_of({"model_or_product": "Dify(クラウド版)、OpenAI・Claude・Geminiの各モデル"}) == (
        "Claude",
        "Gemini",
        "Dify",
        "OpenAI",
    )
    assert products_of({"model_or_product": "miibo"}) == ("miibo",)
    assert products_of({"model_or_product": "不明"}) == ()


def test_origins_are_read_with_what_was_changed() -> None:
    record = {"reused_from": ["a"], "adapted_from": [{"case_id": "b", "changes_ja": "用語を変えた"}]}
    assert origins_of(record) == (("a", ""), ("b", "用語を変えた"))


def test_fields_are_read_by_language_and_unknown_is_nothing() -> None:
    record = {
        "problem_ja": "課題",
        "problem_en": "problem",
        "cost": {"ja": "費用", "en": "cost"},
        "bureau": "不明（調査中）",
    }
    assert (text_of(record, "problem", "en"), text_of(record, "cost", "en"), text_of(record, "bureau")) == (
        "problem",
        "cost",
        "",
    )


def test_every_effect_of_the_starter_cases_is_converted_or_says_why_not() -> None:
    effects = [effect for file in starter_files() for effect in effects_of(file.details.record)]
    assert len(effects) > 30
    assert all((effect.saving is None) != (effect.obstacle is None) for effect in effects)
    assert sum(effect.saving is not None for effect in effects) == 2
