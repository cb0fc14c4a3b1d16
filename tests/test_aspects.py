"""One aspect of AI as such is told by several cases, each in the line that it labels so."""

from __future__ import annotations

import pytest

from casebase.access import LOCAL_READER, Reader
from casebase.answer.aspects import aspect_of
from casebase.answer.overview import asks_overview
from casebase.answer.question import understand
from casebase.models import Status, Visibility
from casebase.service import Casebase

CASES = (
    (
        "tokyo",
        "道路の損傷検知",
        "点検の時間を3割減らした。",
        "夜の写真では見落としが多い。",
        "雨の日の写り方を先に試す。",
    ),
    (
        "hiroshima",
        "移住の相談案内",
        "夜間の相談が年200件に増えた。",
        "方言の質問に答えられない。",
        "答えは毎月職員が見直す。",
    ),
    ("tokyo", "議事録の作成", "作成の時間が1回3時間短縮された。", "発言者を取り違える。", "録音の置き方で決まる。"),
    ("other", "健診の受診勧奨", "受診する人が5%増えた。", "予測の理由を説明しにくい。", "文面は保健師が書く。"),
)


@pytest.fixture
def filled(casebase: Casebase, add_text) -> Casebase:
    for organization, title, effect, problem, lesson in CASES:
        text = f"# {title}\n\n## 取組\n\nAIを使った{title}を令和6年4月に始めた。\n\n"
        text += f"## 効果\n\n利用した職員は40人である。{effect}\n\n## 今後の課題\n\nAIの{title}では{problem}\n\n"
        text += f"## 費用と教訓\n\n費用：AIの{title}に年90万円。\n教訓：AIの{title}は{lesson}\n"
        add_text(f"{title}.md", text, organization=organization, title=title, status="本番")
    return casebase


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("生成AIの導入効果は？", [case[2] for case in CASES]),
        ("What effects does AI have?", [case[2] for case in CASES]),
        ("AI活用の課題は何ですか", [case[3] for case in CASES]),
        ("自治体がAIを使って困ったことを教えてください", [case[3] for case in CASES]),
        ("AIの取組で得られた教訓は", [case[4] for case in CASES]),
    ],
)
def test_an_aspect_of_ai_as_such_is_told_by_a_line_of_each_case(
    filled: Casebase, question: str, said: list[str]
) -> None:
    answer = filled.ask(question, LOCAL_READER)
    assert answer.status is Status.ANSWERED
    assert len(answer.sentences) == len(said)
    assert all(any(told in sentence.text for sentence in answer.sentences) for told in said)


def test_reports_that_only_mention_an_aspect_are_quoted_as_for_any_other_question(casebase: Casebase, add_text) -> None:
    for place in ("図書館", "水道", "消防"):
        add_text(f"{place}.md", f"# {place}\n\n{place}ではAIの課題を職員が話し合い、使い方を見直した。\n", title=place)
    answer = casebase.ask("AI活用の課題は何ですか", LOCAL_READER)
    assert answer.status is Status.ANSWERED
    assert "AIの課題を職員が話し合い" in answer.sentences[0].text


def test_where_no_case_tells_an_effect_in_figures_what_stands_there_is_quoted(casebase: Casebase, add_text) -> None:
    for place in ("図書館", "水道", "消防"):
        add_text(f"{place}.md", f"# {place}\n\n## AIの効果\n\n{place}ではAIの導入が職員に好評である。\n", title=place)
    answer = casebase.ask("AIの導入効果は？", LOCAL_READER)
    assert answer.status is Status.ANSWERED
    assert "好評" in answer.sentences[0].text


def test_of_one_owner_only_its_cases_tell(filled: Casebase) -> None:
    answer = filled.ask("東京都のAIの課題は", LOCAL_READER)
    owners = {citation.document.details.organization for citation in answer.citations}
    assert owners == {"tokyo"}


def test_nothing_is_told_that_its_reader_may_not_see(filled: Casebase, add_text) -> None:
    text = "# 給付の審査\n\n## 今後の課題\n\nAIの給付の審査では誤りが多い。\n"
    add_text("審査.md", text, organization="hiroshima", title="給付の審査", visibility=Visibility.OWN, status="本番")
    answer = filled.ask("AI活用の課題は何ですか", Reader("tokyo"))
    assert answer.sentences
    assert not any("給付" in sentence.text for sentence in answer.sentences)


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("生成AIのリスクは？", True),
        ("What are the risks of generative AI?", True),
        ("What challenges did municipalities face with AI?", True),
        ("東京都の生成AIの教訓は", True),
        ("議事録のAIの課題は", False),
        ("神戸市のAI活用の課題は", False),
        ("2024年のAIの効果は", False),
        ("AIの効果でいくら減りましたか", False),
        ("AIの使い方は", False),
    ],
)
def test_an_aspect_is_asked_of_all_only_where_nothing_else_is_named(question: str, aspect: bool) -> None:
    assert (aspect_of(understand(question)) is not None) is aspect
    if aspect:
        assert asks_overview(understand(question))
