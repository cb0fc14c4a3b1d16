"""Questions about several at once (「A市とB県で保存期間はどう違いますか」), asked of each by itself and told one after the other.

One search finds what says most of the question, which is mostly of one of them; and a sentence of one says nothing of another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from casebase.answer.overview import asks_overview
from casebase.answer.question import understand
from casebase.answer.said import Name
from casebase.models import Answer, AnswerSentence, Citation, Status

NOT_OF_ALL = "NOT_OF_ALL"
"""The notice of an answer that some of those named have no part in: nothing was found of them."""

MOST_SIDES = 4
MOST_OF_A_SIDE = 2
"""Sentences told of each."""

_COMPARED = re.compile(
    r"どう違|違い|違う|異な|比べ|比較|どちら|それぞれ|同じ|差は"
    r"|\b(?:differ\w*|compare[sd]?|comparison|each|both|respectively|same|versus|vs)\b"
    r"|^which (?:one )?(?:is|was|started|launched)\b"
)
_JOINTLY = re.compile(
    r"協定|共同|連携|協力|一緒|合同|締結|結(?:ばれ|んだ)|間の|どこ|どれ|誰|合計|平均|比率|全体|[あ合]わせ|また[がっ]|境|両|など|うち|距離|共通"
)
"""Said of what several do together, or of which of them something is."""

_OTHERWISE = re.compile(
    r"以外|除[くいけ]|に対して|\b(?:except|besides|unlike|compared (?:to|with)|than|other than|between)\b"
)
"""Said where those named are not the ones that are asked about."""

_NEUTRAL = (
    (re.compile(r"かどうかを?(?:比べて|比較して)(?:ください|下さい|ほしい|みて)?[。?？]?$"), "か教えてください"),
    (re.compile(r"を?(?:比べて|比較して)(?:ください|下さい|ほしい|みて)?[。?？]?$"), "を教えてください"),
    (re.compile(r"でどう違(?:い|う)\w*"), "では"),
    (re.compile(r"(?:はどう違(?:い|う)\w*|(?:の|に)(?:違い|差)は(?:何ですか|ありますか)?)"), "は"),
    (re.compile(r"かどうかは同じ(?:です)?か?"), "か"),
    (re.compile(r"(?:は|が)?同じ(?:です|でしょう)?か?"), "は"),
    (
        re.compile(r"(?:は|が|の方が)?どちら(?:の方)?が(?:長|短|多|少な|高|低|大き|小さ|早|遅|厳し)い(?:です)?か?"),
        "はどのくらい",
    ),
    (re.compile(r"(?:は|が|で)?、?どちらの?方?が(?:先に|早く|先だって)(?=[一-鿿ぁ-ん])"), "はいつ"),
    (
        re.compile(
            r"^which (?:one )?(?:is|was) (?:the )?(?:cheaper|dearer|(?:more|less) (?:expensive|costly)),? (?P<x>.+?)[?？]?$",
            re.IGNORECASE,
        ),
        r"How much did \g<x> cost?",
    ),
    (
        re.compile(
            r"^which (?:one )?(?P<verb>start|launch)ed (?:first|earlier|sooner|later),? (?P<x>.+?)[?？]?$",
            re.IGNORECASE,
        ),
        r"When did \g<x> \g<verb>?",
    ),
    (re.compile(r"(?:で|に)?それぞれ"), ""),
    (re.compile(r"^compare (?:how |what )?", re.IGNORECASE), ""),
    (re.compile(r"\bhow (?:do|does|did) (?P<x>.+?) differ (?:on|in|over|about) ", re.IGNORECASE), r"At \g<x>, "),
    (re.compile(r"\b(?:each|both|respectively) ?"), ""),
)
_OPENING = tuple("（(「")
_OF_ONE = r"(?:庁|議会|役所|役場)?(?![一-鿿])"
"""What may follow a name and means the same body; other words (県以外, 都福祉局) mean something else."""

_JOINED_JA = r"(?:と|や|、|・|及び|および)"
_JOINED_EN = r"(?:,? (?:and|or|versus|vs\.?) |, )(?:(?:at|in|for|by|from|of|the) )*"


def sides_of(question: str) -> list[str]:
    """Return the question put to each of those that it names beside one another, in their order; empty where it is about one."""
    asked = understand(question)
    text = unicodedata.normalize("NFKC", question)
    compared = _COMPARED.search(text.casefold()) is not None
    named = asked.names
    if len(named) < 2 or not any(one.is_place or one.is_distinctive or one.is_no_word for one in named):
        return []
    if _OTHERWISE.search(text.casefold()):
        return []
    one_fact = not text.isascii() and not asks_overview(asked) and not _JOINTLY.search(text)
    one_fact = one_fact and all(one.is_place for one in named)
    run = _run_of(named, text) if compared or one_fact else None
    if run is None or text[run.start() - 1 : run.start()] in _OPENING:
        return []
    outside = f"{text[: run.start()]} {text[run.end() :]}"
    if re.search(_any_of(named), outside, re.IGNORECASE):
        return []
    own = list(dict.fromkeys(re.findall(_any_of(named), run.group(), re.IGNORECASE)))
    if not 2 <= len(own) <= MOST_SIDES:
        return []
    sides = [_neutral(text[: run.start()] + name + text[run.end() :]) for name in own]
    return [] if any(_COMPARED.search(side.casefold()) for side in sides) else sides


def side_by_side(answers: Sequence[Answer], ms: float) -> Answer:
    """Return answers to the sides of a question as one, with at most `MOST_OF_A_SIDE` sentences of each."""
    told = [answer for answer in answers if answer.status is Status.ANSWERED]
    sentences: list[AnswerSentence] = []
    citations: list[Citation] = []
    for answer in told:
        said = {one.text for one in sentences}
        kept = [one for one in answer.sentences if one.text not in said][:MOST_OF_A_SIDE]
        used = sorted({n for sentence in kept for n in sentence.citations})
        number = {n: len(citations) + at for at, n in enumerate(used, start=1)}
        sentences += [replace(one, citations=tuple(number[n] for n in one.citations)) for one in kept]
        citations += [replace(one, n=number[one.n]) for one in answer.citations if one.n in number]
    removed = tuple(one for answer in told for one in answer.removed)
    notice = NOT_OF_ALL if len(told) < len(answers) else ""
    return replace(
        told[0], sentences=tuple(sentences), citations=tuple(citations), removed=removed, ms=ms, notice=notice
    )


def _any_of(named: Sequence[Name]) -> str:
    spellings = sorted({name.spellings[0] for name in named}, key=len, reverse=True)
    return "|".join(map(re.escape, spellings))


def _run_of(named: Sequence[Name], text: str) -> re.Match[str] | None:
    """Return where names stand joined: 「青嶺県と鶴葉野市」, "Harrowmere and at Northfell"."""
    one = rf"(?:{_any_of(named)})"
    whole = rf"{one}{_OF_ONE}"
    japanese = rf"{whole}(?:{_JOINED_JA}{whole})+"
    return re.search(rf"{japanese}|{one}(?:{_JOINED_EN}{one})+", text, re.IGNORECASE)


def _neutral(question: str) -> str:
    for pattern, put in _NEUTRAL:
        question = pattern.sub(put, question)
    return question
