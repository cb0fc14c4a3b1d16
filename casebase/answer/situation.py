"""Whether somebody tells what happened instead of asking: 「軒下に大きな蜂の巣ができた」, "There is a hole in the road".

Whoever tells asks for whatever helps, not for one fact that a passage either has or has not.
"""

from __future__ import annotations

import re

from casebase.text.language import language_of

_ASKS = re.compile(
    r"[?？]|(?:です|ます|でしょう|ません|[たるいの])か(?:[。\s]|$)|かな|何|なに|なん(?:で|の|です)|どう|どこ|どの|どれ|どんな|いつ|誰(?!に?も)|だれ(?!に?も)"
    r"|なぜ|いくら|いくつ|たい(?:です|[のがん]|けど|と思|。|$)|ほしい|欲しい|もらえ|くれ|教え|知り|ください|下さい|願い|方法|手順|手続|とは|について|一覧|まとめ"
)
_ASKS_EN = re.compile(
    r"\?|\b(?:how|what|which|when|where|who|why|whether|want|would like|need to know|tell me|please|looking for)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(r"(?:[たるいうくすつぬむぶぐだ]|です|ます|ません|てる)[。．.!！\s]*$")
_TELLS_EN = re.compile(
    r"(?:i|i'm|i've|my|we|our|there(?:'s| is| are| was)|someone|somebody|the|an?|it|he|she|they|this|that)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS_EN = 5


def tells_situation(text: str) -> bool:
    """Tell whether a text says what is the case and asks for nothing by name."""
    if language_of(text) == "ja":
        return _ASKS.search(text) is None and _TELLS.search(text) is not None
    told = _TELLS_EN.match(text.strip()) is not None and len(text.split()) >= _FEWEST_WORDS_EN
    return told and _ASKS_EN.search(text) is None
