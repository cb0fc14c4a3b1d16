"""What two clauses on one topic have in common and where they part: figures, how binding they are, and what only one names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casebase.guidelines.clauses import Clause
from casebase.guidelines.topics import Strength
from casebase.text.language import language_of
from casebase.text.numbers import quantities
from casebase.text.tokens import parts_of_speech, tokenize

MOST_WORDS = 6
"""Words named on each side at most; a list of all says nothing."""

_GENERAL = frozenset(
    {
        *(
            "生成",
            "AI",
            "利用",
            "使用",
            "活用",
            "業務",
            "職員",
            "情報",
            "場合",
            "内容",
            "入力",
            "回答",
            "出力",
            "必要",
            "原則",
        ),
        *(
            "こと",
            "もの",
            "ため",
            "とき",
            "際",
            "等",
            "など",
            "的",
            "者",
            "用",
            "上",
            "中",
            "前",
            "後",
            "側",
            "性",
            "化",
            "当該",
        ),
        *("以下", "次", "規定", "事項", "ガイドライン", "指針", "文章"),
    }
)
"""Words that every clause says."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How two clauses differ. `comparable` is False for clauses in different languages: then only figures and force are."""

    strengths: tuple[Strength, Strength]
    both: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    figures_first: tuple[str, ...]
    figures_second: tuple[str, ...]
    comparable: bool = True


def difference(first: Sequence[Clause], second: Sequence[Clause]) -> Difference:
    """Compare what two parties say on one topic, at least a clause each.

    Where their languages differ, a record's English wording is compared if it has one.
    """
    one, other = _joined(first), _joined(second)
    if language_of(one) != language_of(other):
        one, other = _joined(first, english=True), _joined(second, english=True)
    comparable = language_of(one) == language_of(other)
    here, there = _names(one), _names(other)
    known_here, known_there = set(tokenize(one)), set(tokenize(other))
    counted_here, counted_there = _figures(one), _figures(other)
    return Difference(
        strengths=(_strictest(first), _strictest(second)),
        both=tuple(word for word in here if word in there)[:MOST_WORDS] if comparable else (),
        only_first=_only(here, other, known_there) if comparable else (),
        only_second=_only(there, one, known_here) if comparable else (),
        figures_first=tuple(figure for figure in counted_here if figure not in counted_there),
        figures_second=tuple(figure for figure in counted_there if figure not in counted_here),
        comparable=comparable,
    )


def _joined(clauses: Sequence[Clause], english: bool = False) -> str:
    return "\n".join((english and clause.text_en) or clause.text for clause in clauses)


def _strictest(clauses: Sequence[Clause]) -> Strength:
    order = list(Strength)
    return min((clause.strength for clause in clauses), key=order.index)


def _only(words: list[str], other: str, known: set[str]) -> tuple[str, ...]:
    """Return the words that the other text says in no form: neither as they stand nor by the words they are made of."""
    return tuple(word for word in words if word not in other and not set(tokenize(word)) <= known)[:MOST_WORDS]


def _names(text: str) -> list[str]:
    """Return what a clause names: runs of nouns in Japanese, content words in English, in their order, each once."""
    if language_of(text) == "en":
        return [word for word in dict.fromkeys(tokenize(text)) if len(word) > 3]
    runs: list[str] = []
    last = -1
    for start, end, pos in parts_of_speech(text):
        word = text[start:end]
        if pos[0] in {"名詞", "接尾辞", "接頭辞"} and word.strip() and pos[1] != "数詞":
            if runs and last == start:
                runs[-1] += word
            else:
                runs.append(word)
            last = end
    return [run for run in dict.fromkeys(runs) if run not in _GENERAL and len(run) > 1]


def _figures(text: str) -> list[str]:
    return [f"{quantity.value}{quantity.unit}" for quantity in sorted(quantities(text))]
