"""Charts say what their data are: scales that begin at nothing, points where their values are, words for every mark."""

from __future__ import annotations

import re

import pytest

from app.components.charts import MOST_POINTS, Bar, Dot, Part, Strip, bar_chart, data_table, strip_chart
from app.components.snippet import best_sentence
from app.links import State
from app.wording import words
from casebase.models import Filters

SAY = words("ja")


def _dots(*values: float) -> list[Dot]:
    return [
        Dot(value, f"事例 {value}", f"/case?id={value}", "measured" if value > 2 else "claimed") for value in values
    ]


def _places(markup: str) -> list[float]:
    return [float(place) for place in re.findall(r'class="cb-dot [^"]*" style="left:([\d.-]+)%"', markup)]


def test_points_stand_where_their_values_are() -> None:
    chart = strip_chart([Strip("議事録", "/search", _dots(0, 6, 12))], "時間", SAY)
    assert _places(chart) == [0.0, 50.0, 100.0]
    assert re.findall(r"<span style=\"left:[\d.]+%\">([\d,.]+)</span>", chart) == ["0", "3", "6", "9", "12"]


def test_time_that_was_lost_stands_left_of_nothing() -> None:
    assert _places(strip_chart([Strip("議事録", "/search", _dots(-4, 4))], "時間", SAY)) == [0.0, 100.0]


@pytest.mark.parametrize("value", [0.0, 0.3, 11.3, 1892.0, 25000.0])
def test_any_size_of_value_stands_within_the_scale(value: float) -> None:
    assert all(0 <= place <= 100 for place in _places(strip_chart([Strip("x", "/", _dots(value))], "時間", SAY)))


def test_many_points_become_their_middle_half_and_a_median_for_each_grade() -> None:
    styles = {"measured": ("実測", "/search?grade=measured"), "claimed": ("申告", "/search?grade=claimed")}
    values = [float(value) for value in range(MOST_POINTS + 1)]
    chart = strip_chart([Strip("議事録", "/search?task=x", _dots(*values), styles)], "時間", SAY)
    assert chart.count('class="cb-half"') == 1 and len(_places(chart)) == 2
    assert "議事録、実測：13件の中央値9.0時間" in chart and "中央値7.5時間" in chart


def test_every_part_of_a_bar_is_a_link_with_words() -> None:
    parts = [Part("本番", 3, "2024 本番：3件", "/search?status=本番", "live"), Part("終了", 0, "", "/", "ended")]
    chart = bar_chart([Bar("2024", parts)], SAY)
    assert chart.count("<a ") == 1 and 'aria-label="2024 本番：3件"' in chart and "width:100.00%" in chart
    assert "3件</span>" in chart
    assert "cb-part-total" not in bar_chart([Bar("2024", parts, apart=False)], SAY)


def test_what_is_in_the_data_is_text() -> None:
    attack = "<script>1</script>"
    chart = strip_chart([Strip(attack, "javascript:1", [Dot(1, attack, "javascript:1", "claimed")])], attack, SAY)
    table = data_table(attack, [attack, attack], [(attack, attack)], SAY)
    assert "<script" not in chart + table and "javascript:" not in chart


def test_a_passage_in_other_words_has_its_nearest_sentence_marked() -> None:
    text = "概要\n市の取組：公式サイトで試した。\n市の取組：ごみの出し方を答える仕組みである。"
    assert '<mark class="cb-nearest">市の取組：ごみの出し方を答える仕組みである。</mark>' in best_sentence(
        text, "ごみのきまり"
    )
    assert "<mark>問合</mark>" in best_sentence("職員への問合せが減った。", "問合せ")
    assert '<mark class="cb-nearest">' in best_sentence("まったく別のことが書いてある文である。", "xyz")


def test_state_of_a_page_keeps_every_facet() -> None:
    state = State("search", "ja", (("grade", ("measured",)), ("org", ("tokyo",))))
    assert state.toggling("grade", "claimed").all("grade") == ("measured", "claimed")
    assert state.filters == Filters(organizations=("tokyo",))
