"""What somebody tells beside asking, or instead: 「軒下に大きな蜂の巣ができた」, "There is a hole in the road".

Whoever tells asks for whatever helps, not for one fact that a passage either has or has not; and a place they come from or go to
is not one that the answer has to be about.
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
_FEWEST_WORDS_EN, _FEWEST_STATED = 5, 8
_MOVES = (
    "引っ?越|転居|転出|転入|越して|本籍|旅行|出張|帰省|里帰り|転勤|赴任|生まれ"
    "|住んでい?る(?:親|母|父|兄|姉|弟|妹|息子|娘|祖)"
)
_COMES_FROM = "(?:旅行|出張|転勤|赴任|里帰り|引っ?越し|転居)先|実家|本籍|出身"
_MOVES_EN = r"(?:mov(?:e|es|ed|ing)|relocat\w+|travel\w*|trip|flew|fly|on holiday|on vacation|born|commut\w+)"


def tells_situation(text: str) -> bool:
    """Tell whether a text says what is the case and asks for nothing by name."""
    if language_of(text) == "ja":
        return _ASKS.search(text) is None and _TELLS.search(text) is not None
    told = _TELLS_EN.match(text.strip()) is not None and len(text.split()) >= _FEWEST_WORDS_EN
    return told and _ASKS_EN.search(text) is None


def is_statement(text: str) -> bool:
    """Tell whether English text is a description of something rather than a question: what it names may be called otherwise."""
    return language_of(text) == "en" and len(text.split()) >= _FEWEST_STATED and _ASKS_EN.search(text) is None


def is_only_told(text: str, place: str) -> bool:
    """Tell whether `text` names `place` (a pattern) as where somebody moves, travels or comes from; both in search form."""
    place_ja = f"{place}[都道府県市区町村]?"
    told = (
        rf"(?:{_COMES_FROM})(?:地)?[のはがも、]?{place}"
        rf"|{place_ja}(?:[にへで]|から)[^。、]{{0,5}}?(?:{_MOVES})|{place_ja}の(?:実家|本籍)"
    )
    told_en = rf"\b{_MOVES_EN}\s+(?:\w+\s+)?(?:to|from|in|at|into)\s+{place}\b"
    return re.search(f"{told}|{told_en}", text) is not None
