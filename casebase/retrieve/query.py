"""What of a question is searched for: the words that only ask for cases say nothing about which."""

from __future__ import annotations

import re

_ASKS_FOR_CASES = re.compile(
    r"(?:の|という|といった)?(?:活用|導入)?事例(?:に(?:ついて|は))?(?:は|を|が|って|も)?"
    r"(?:何か|どんなものが)?(?:あり?ますか|ある[?？]?|教えて(?:ください|下さい|ほしい)?|知りたい(?:です)?|紹介して(?:ください)?|挙げて(?:ください)?)?"
    r"\s*[。?？]*$"
)
_LEAST = 3


def searched_for(question: str) -> str:
    """Return `question` without a closing 「…の事例はありますか」; the whole where nothing would be left."""
    asked = question.strip()
    kept = _ASKS_FOR_CASES.sub("", asked)
    return kept if len(kept) >= _LEAST else asked
