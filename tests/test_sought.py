"""Whoever asks whether there is something is told what it is, by its name."""

from __future__ import annotations

import pytest

from casebase.answer.extractive import ExtractiveEngine
from casebase.answer.nearness import VectorNearness
from casebase.answer.overview import asks_overview, asks_whether_there_is
from casebase.answer.question import understand
from casebase.answer.sought import as_sought
from casebase.embedding import HashingEmbedder
from casebase.models import Details, Document, Hit, Passage


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("道路の穴を見つける仕組みはありますか", "道路の穴を見つける仕組みは何ですか。"),
        ("下書きに使える生成AIはありませんか？", "下書きに使える生成AIは何ですか。"),
        ("空き家を探すツールを知りたいです。", "空き家を探すツールは何ですか。"),
        ("Is there a tool that finds potholes?", "What finds potholes?"),
        ("Is there a tool to summarise minutes?", "What helps to summarise minutes?"),
        ("Are there any tools that translate documents?", "Are there any tools that translate documents?"),
        ("Is anyone testing traffic lights?", "Who is testing traffic lights?"),
        ("How could our officers decide whom to visit?", "What helps our officers decide whom to visit?"),
        ("How can we find empty houses?", "What helps us find empty houses?"),
    ],
)
def test_whether_there_is_something_is_asked_as_what_it_is(question: str, sought: str) -> None:
    assert as_sought(question) == sought


@pytest.mark.parametrize(
    "question",
    [
        "道路の穴を見つける事例はありますか",
        "議事録のAIはありますか",
        "費用はいくらですか",
        "How can I apply?",
        "Is there anything on health care?",
        "How does it find potholes?",
        "How could AI be misused?",
        "How can the cost be reduced?",
        "Is there anything that residents complained about?",
        "Is there a way to appeal?",
        "廃止されたシステムは",
    ],
)
def test_other_questions_are_asked_as_they_are(question: str) -> None:
    assert as_sought(question) == question


def _record(title: str, said: str, key: str = "d") -> Hit:
    text = f"{title}\n\n{said}"
    document = Document(
        key, Details("other", title=title), "a.md", f"v{key}", 1, "", "text/markdown", "en", 1, 1, (), ""
    )
    return Hit(Passage(f"p{key}", f"v{key}", 1, 0, len(text), text, ()), document, score=1.0, dense=0.9)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "Which tool finds potholes in photographs of the road?",
            ["DfT: Roadwatch", "It finds potholes in photographs of the road."],
        ),
        ("What does Roadwatch find in photographs?", ["It finds potholes in photographs of the road."]),
    ],
)
def test_the_title_is_told_first_where_the_name_is_asked_for(question: str, told: list[str]) -> None:
    hit = _record("DfT: Roadwatch", "It finds potholes in photographs of the road.")
    draft = ExtractiveEngine(VectorNearness(HashingEmbedder())).draft(question, [hit], "en")

    assert [sentence.text for sentence in draft.sentences] == told


@pytest.mark.parametrize(
    "question", ["交通局が公開しているツールを一覧にしてください", "Which tools help callers?", "List all tools of DfT"]
)
def test_all_tools_of_somebody_are_an_overview(question: str) -> None:
    assert asks_overview(understand(question))


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("Is there a tool that finds potholes?", True),
        ("道路の穴を見つける仕組みはありますか", True),
        ("What is the retention period of prompts?", False),
        ("What was the usual reason?", False),
        ("What does the assistant cost?", False),
    ],
)
def test_only_whether_there_is_something_is_told_of_each_document(question: str, whether: bool) -> None:
    assert asks_whether_there_is(understand(question)) is whether
