"""Names of people, by Sudachi's part of speech 人名. Asked only about short stretches near a cue: it is the dearest check."""

from __future__ import annotations

import re

from casebase.text.tokens import parts_of_speech

LONGEST = 120
"""Characters that are looked at around a cue at most."""

_WRITTEN = re.compile(r"[\u3400-\u9fff々ァ-ヶー]{2}")
_GIVEN = re.compile(r"[\u3400-\u9fff々ぁ-んァ-ヶー]{1,4}")
_WORD_AFTER = re.compile(
    r"課|部|局|室|係|市|区|町|村|県|都|府|駅|川|山|橋|町|大学|病院|学校|支店|支所|通り|地区|地域|教授|委員|議員|知事|大臣"
)


def people(text: str, labelled: bool = False) -> list[tuple[int, int]]:
    """Return where full names stand in a short stretch of Japanese text: a family name and, right after it, a given name.

    A space may stand between the two. A family name alone is no full name: most are names of places too (千葉, 福島).
    After a label (`labelled`: 氏名：) the text begins with a name, and any short word counts as the given one.
    """
    text = text[:LONGEST]
    if not _WRITTEN.search(text):
        return []
    found: list[tuple[int, int]] = []
    family: tuple[int, int] | None = None
    for begin, end, pos in parts_of_speech(text):
        word = text[begin:end]
        if family and family[1] == begin:
            if word.isspace():
                family = (family[0], end)
                continue
            any_word = labelled and family[0] == 0 and _GIVEN.fullmatch(word) and not _WORD_AFTER.match(word)
            if _is_name(pos, "名") or any_word:
                found.append((family[0], end))
                family = None
                continue
        family = (begin, end) if _is_name(pos, "姓") else None
    return found


def _is_name(pos: tuple[str, ...], part: str) -> bool:
    return len(pos) > 3 and pos[1] == "固有名詞" and pos[2] == "人名" and pos[3] == part
