"""What of a question is searched for: the words that only ask for cases, or for who has one, say nothing about which."""

from __future__ import annotations

import re

BODIES = r"(?:自治体|団体|市町村|市区町村|都道府県|組織|部署|部局|ところ)"
"""Words for those who have cases, whoever they are."""

_TO_BE_TOLD = (
    r"(?:あり?ますか|ある[?？]?|どこ(?:です|でしょう)?か?|教えて(?:ください|下さい|ほしい)?|知りたい(?:です)?"
    r"|紹介して(?:ください)?|挙げて(?:ください)?)?"
)
_ASKS_FOR_CASES = re.compile(
    r"(?:の|という|といった)?(?:活用|導入)?事例(?:に(?:ついて|は))?(?:は|を|が|って|も)?"
    rf"(?:何か|どんなものが)?{_TO_BE_TOLD}\s*[。?？]*$"
)
_ASKS_WHO = re.compile(rf"(?<=[るた])(?:{BODIES}|例)(?:は|を|が|って|も)?(?:何か)?{_TO_BE_TOLD}\s*[。?？]*$")
_WHO = re.compile(rf"^(?:どの|どこの|どんな){BODIES}(?:が|で|は)(?=.{{0,40}}て(?:い)?(?:る|ます))")
_LEAST = 3


def searched_for(question: str) -> str:
    """Return `question` without a last 「…の事例はありますか」 or 「…ている自治体はどこですか」 and a first 「どの自治体が」.

    The whole where nothing would be left.
    """
    asked = question.strip()
    kept = _WHO.sub("", _ASKS_WHO.sub("", _ASKS_FOR_CASES.sub("", asked)))
    return kept if len(kept) >= _LEAST else asked
