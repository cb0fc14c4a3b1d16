"""One aspect of AI as such: 「AI活用の課題は？」, "What are the risks of generative AI?". No case answers that alone, but what
several say of it does, each in the lines and sections that it labels so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casebase.answer.candidates import LONGEST_HEADING
from casebase.answer.question import Question
from casebase.answer.wanted import FACTS
from casebase.models import Hit
from casebase.text.normalize import search_form

ABOUT_AI = frozenset(
    re.findall(
        r"\S+",
        """
        ai 生成 人工 知能 使う 用いる 使用 利用 活用 導入 事例 取組 取り組み 取り組む 業務 仕事 よう
        行政 自治 体 団体 市町村 役所 職員 教える 知る 東京 広島 都 県 市
        use generativ tokyo hiroshima govtech government prefectur city municipaliti metropolitan cas exampl
        """,
    )
)
"""Words that every case says of itself, or that name whose cases are meant; English ones as they are cut for searching."""

_SAYS_LITTLE = frozenset(
    re.findall(
        r"\S+", "こと 点 主 得る ある 入れる 推進 進める 伴う デメリット local main public bring brought fac find"
    )
)
"""Words beside these that a question for an aspect of all may say."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """`words` ask for it, alone of a question; lines and sections that tell it are labelled with one of `labels`."""

    words: frozenset[str]
    labels: re.Pattern[str]


def _aspect(words: str, labels: str) -> Aspect:
    return Aspect(frozenset(words.split()), re.compile(labels, re.IGNORECASE))


ASPECTS = (
    _aspect(
        "課題 問題 困る 困難 難しい challeng problem difficulti difficult",
        "課題|問題点|困難|problem|challenge",
    ),
    _aspect("リスク 危険 懸念 心配 risk danger concern", "リスク|懸念|risk|concern"),
    _aspect(
        "効果 成果 メリット effect benefit impact result",
        "効果|成果|結果|effect|benefit|result",
    ),
    _aspect("教訓 学ぶ 工夫 コツ 秘訣 lesson learn learnt", "教訓|工夫|コツ|lesson"),
)
"""What is asked of AI as such, and how records and reports head it."""

LONGEST_LABEL = 60
"""Characters in which a line says what it is about: 「横須賀市のChatGPT全庁利用の課題：」."""

_LABEL = re.compile(rf"^.{{0,{LONGEST_LABEL}}}?[：:]")


def aspect_of(asked: Question) -> Aspect | None:
    """Return the aspect of AI as such that a question asks for, None where it asks for something else or names a task."""
    if asked.numbers or asked.wanted & FACTS:
        return None
    tokens = {word.token for word in asked.words}
    for aspect in ASPECTS:
        if tokens & aspect.words and tokens <= aspect.words | ABOUT_AI | _SAYS_LITTLE:
            return aspect
    return None


def tells(aspect: Aspect, line: str, heading: str) -> bool:
    """Tell whether a line is labelled as telling an aspect, or without a label of its own the `heading` above it."""
    label = _LABEL.match(search_form(line))
    return aspect.labels.search(label.group() if label else heading) is not None


def with_aspect(aspect: Aspect, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits in which a line or a heading is labelled with an aspect."""
    return [hit for hit in hits if any(tells(aspect, line, _as_heading(line)) for line in _lines(hit))]


def _lines(hit: Hit) -> list[str]:
    return [*hit.passage.section[-1:], *hit.passage.text.splitlines()]


def _as_heading(line: str) -> str:
    """Return a line that may be a heading, nothing for one that is too long or ends as a sentence does."""
    return line if len(line) <= LONGEST_HEADING and not line.rstrip().endswith(("。", ".")) else ""
