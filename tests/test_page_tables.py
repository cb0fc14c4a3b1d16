"""Tables of a page are shown as tables, and what a passage says of them is marked where it stands."""

from __future__ import annotations

from app.components.page_view import CONTEXT, page_text, surroundings
from app.components.snippet import best_sentence, snippet
from casebase.models import Page

TEXT = """効果は次のとおり。

| 指標 | 前（時間） | 後（時間） |
| --- | --- | --- |
| 受付 | 168 | 74 |
| <b>要約</b> | 30 | 9 |

以上である。"""


def test_rows_are_a_table_with_the_names_of_columns_as_its_head() -> None:
    shown = page_text(Page(1, TEXT))

    assert '<thead><tr><th scope="col">指標</th><th scope="col">前（時間）</th>' in shown
    assert "<tr><td>受付</td><td>168</td><td>74</td></tr>" in shown
    assert "<td>&lt;b&gt;要約&lt;/b&gt;</td>" in shown
    assert "|" not in shown
    assert "---" not in shown


def test_the_row_of_a_passage_is_marked_cell_by_cell() -> None:
    start = TEXT.index("| 受付")

    shown = page_text(Page(1, TEXT), start, TEXT.index("\n", start))

    assert shown.count('data-testid="passage-mark"') == 1
    assert '<tr data-testid="passage-mark"><td><mark>受付</mark></td><td><mark>168</mark></td>' in shown
    assert "<td>30</td>" in shown


def test_a_passage_within_a_cell_is_marked_alone() -> None:
    start = TEXT.index("168")

    assert '<td><mark data-testid="passage-mark">168</mark></td><td>74</td>' in page_text(
        Page(1, TEXT), start, start + 3
    )


def test_surroundings_cut_no_row_and_keep_the_names_of_columns() -> None:
    rows = "".join(f"| 業務その{number} | {number} | {number + 1} |\n" for number in range(80))
    text = f"| 業務 | 前 | 後 |\n| --- | --- | --- |\n{rows}"
    start = text.index("| 業務その50 ")
    assert start > CONTEXT

    shown = surroundings(Page(1, text), start, text.index("\n", start))

    assert '<th scope="col">業務</th>' in shown
    assert "<mark>業務その50</mark>" in shown
    assert shown.count("<tr") == shown.count("<td>業務その") + shown.count("<mark>業務その") + 1
    assert "|" not in shown


def test_a_snippet_of_a_table_is_told() -> None:
    table = TEXT.partition("\n\n")[2].partition("\n\n")[0]

    assert "<mark>受付</mark>：前 168時間、後 74時間 ／ " in snippet(table, "受付の件数")
    assert "|" not in best_sentence(table, "審査の件数")
