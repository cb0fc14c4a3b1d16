"""A list of cases that goes on, or is narrowed.

「ほかには？」 is the question before with the number of the first case that was not told yet; 「そのうち東京都のものは？」 is
the question before and this one together.
"""

from __future__ import annotations

import re

from casebase.catalogue.asked import SOME_OF_THOSE, asked_of_all
from casebase.text.language import language_of

_MORE = re.compile(
    r"(?:では|じゃあ|あと|で)?[、,]?\s*(?:"
    r"(?:ほか|他)(?:に(?:は|も)?|の(?:もの|事例|例|団体|自治体)?(?:は|も)?)?(?:何か)?(?:あ(?:る|ります|りません)か?)?"
    r"|もっと(?:ある|あります|見せて|見たい|知りたい|教えて)?(?:ください|下さい)?か?"
    r"|(?:その)?(?:続き|残り)(?:は|を(?:見せて|教えて)?)?(?:ください|下さい)?|次は?)[?？。\s]*"
    r"|(?:and |are there |is there |do you have |show me |tell me )?"
    r"(?:any (?:others?|more)|(?:some )?more|(?:the )?others?|(?:the )?(?:rest|next))"
    r"(?: (?:ones?|cases|examples))?(?: please)?[?.\s]*"
    r"|(?:what|anything|who|where) else(?: is there)?[?.\s]*|go on[.\s]*",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s?[（(](?:(?P<ja>[0-9]{1,5})件目から|from number (?P<en>[0-9]{1,5}))[)）]$")


def asks_for_more(text: str) -> bool:
    """Tell whether a follow-up asks for nothing but more of what was listed."""
    return _MORE.fullmatch(" ".join(text.split())) is not None


def further(follow_up: str, before: str, told: int) -> str:
    """Return the question that a follow-up to a list asks, of which `told` cases were told: for more, or for some of those.

    It is empty where the follow-up asks otherwise, or `before` asked for no list.
    """
    if asks_for_more(follow_up):
        return going_on(before, told)
    plain, _ = taken_apart(before)
    narrows = SOME_OF_THOSE.search(follow_up) is not None and asked_of_all(plain) is not None
    return f"{plain} {follow_up}" if narrows else ""


def going_on(question: str, told: int) -> str:
    """Return the question of a list of which `told` cases were told, from the next one on; empty where it asks for no list."""
    plain, first = taken_apart(question)
    asked = asked_of_all(plain)
    if asked is None or asked.measure or not told:
        return ""
    if language_of(plain) == "en":
        return f"{plain} (from number {first + told})"
    return f"{plain}（{first + told}件目から）"


def taken_apart(question: str) -> tuple[str, int]:
    """Return a question without the number of the case from which its list is told, and that number: 1 where it says none."""
    found = _FROM.search(question)
    return (question[: found.start()], max(1, int(found["ja"] or found["en"]))) if found else (question, 1)
