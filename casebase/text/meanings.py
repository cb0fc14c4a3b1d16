"""What a text says, apart from how: groups of synonyms, amounts and dates, as terms that can be looked up.

廃棄 and 捨てる, 費用 and cost, 令和6年 and 2024年, 10時間 and "10 hours" become the same term.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from casebase.text.numbers import quantities
from casebase.text.tokens import synonym_groups


def meanings(tokens: Iterable[str], text: str) -> list[str]:
    """Return the terms of a text that was cut into `tokens` by `tokenize`: groups with repetitions, then each amount once."""
    groups = [group for token in tokens for group in _groups(token)]
    return groups + sorted(f"{one.value}{one.unit}" for one in quantities(text) if one.unit)


@lru_cache(maxsize=200_000)  # the same few ten thousand words over and over
def _groups(token: str) -> tuple[str, ...]:
    return tuple(f"#{group}" for group in synonym_groups(token))
