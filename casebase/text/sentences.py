"""Where the sentences of a text stand, in Japanese, English and both mixed.

Rules only, one pass over the text: every look back or ahead is bounded, so a line of any length takes linear time.
"""

from __future__ import annotations

import re

from casebase.text.remembered import remembered

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_STOP = re.compile(r"[。｡！？．]|[.!?]+")
_TRAILING_STOPS = ".。｡！？．!?…‥"
_OPENING = "「｢『（(【〔《〈［[｛“"
_CLOSING = "」｣』）)】〕》〉］]｝”"
_PARTNER = dict(zip(_CLOSING, _OPENING, strict=True))
_ANY_BRACKET = re.compile("[" + re.escape(_OPENING + _CLOSING) + "]")
_CLOSERS_AFTER_STOP = frozenset(_CLOSING + "\"'’»")

LONGEST_QUOTATION = 400
"""Characters inside a pair of brackets up to which no sentence ends in it; a longer pair holds sentences of its own."""

LONGEST_ROW = 2000
"""Characters of a table row up to which it stays one sentence."""

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f々〆]")

# What follows a closing bracket when the sentence around the quotation goes on: particles and the like, but not the
# conjunctions that begin with the same character.
_GOES_ON = re.compile(
    r"\s*(?:[、，,・：:／/をへや旨等]|と(?!ころ|りわけ|ても|にかく|もに、)|に(?!もかか)|は(?!じめ|い[、。])|が(?!、)"
    r"|も(?!し|ちろん|っと)|の(?!ち)|で(?!も|は、|すが)|など|な(?!お|ぜ|か)|って|から|まで|より(?!も)|か(?!つ)|だ(?!が)"
    r"|です|する|した|ほか|ため)"
)
_QUOTED_BY_TO = re.compile(r"と(?=[言思い叫聞述答話書問考感呼な、]|の|して|する|も)")
_NAMES_HOLDING_A_STOP = ("モーニング娘。",)

_NEVER_LAST = re.compile(
    r"mrs?|ms|dr|prof|st|mt|gen|rep|sen|gov|lt|col|capt|rev|hon|e\.g|i\.e|cf|viz|vs|approx|est|incl|esp"
)
"""Abbreviations after which the sentence goes on, whatever follows."""

_BEFORE_NUMBER = re.compile(r"nos?|figs?|eqs?|secs?|ch|vol|pp?|arts?|para|tab|ver|v|op|cl|reg|ex")
"""Abbreviations after which the sentence goes on when a number, a letter or a bracket follows."""

_SELDOM_LAST = re.compile(
    r"etc|inc|ltd|co|corp|al|jr|sr|dept|univ|eds?|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|a\.m|p\.m|ph\.d"
)
"""Abbreviations that end a sentence only when an unmistakable first word follows."""

_FIRST_WORD = re.compile(
    r"(?:The|This|That|These|Those|It|Its|In|On|At|As|By|For|From|If|We|They|He|She|You|However|But|And|Or|A|An|When|While"
    r"|With|To|There|Their|Our|After|Before|Under|Since|Some|All|Each|Such|Also|Then|No|Not|What|Who|Why|How|Where)\b"
    r"|[\u3040-\u30ff\u3400-\u9fff]"
)
_NOTE_MARKS = re.compile(r"(?:\[(?:注|note )[0-9]{1,3}\])+")
_WORD_BEFORE = re.compile(r"[A-Za-z]+(?:\.[A-Za-z]+)*$")
_NUMBERING = re.compile(
    r"[\s#>*+\-・]*(?:(?:[(（]|[A-Za-zＡ-Ｚａ-ｚ問答])?[0-9０-９]{1,3}(?:[.．\-][0-9０-９]{1,3})*|[A-Za-zＡ-Ｚａ-ｚ問答]|[ivxIVX]{1,5})$"
)


def note_mark(number: str, text: str) -> str:
    """Return the mark of a note as it stands after a sentence of `text`, in the language of that text."""
    return f"[注{number}]" if _CJK.search(text) else f"[note {number}]"


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, in order, without white space around them.

    A line break ends a sentence; a table row is one sentence; the mark of a list item belongs to its first sentence.
    Closing brackets and marks of notes (see `note_mark`) after a stop stay with the sentence. Every character that is
    not white space is in one span.
    """
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        for left, right in _spans_in_line(text, start, end):
            trimmed = _trim(text, left, right)
            if trimmed[0] < trimmed[1]:
                spans.append(trimmed)
    return spans


@remembered(512)
def passage_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the sentences of a passage, which several steps of one answer ask for."""
    return tuple(sentence_spans(text))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _spans_in_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    content = text[start : min(end, start + 80)].lstrip()
    if content.startswith("|") and end - start <= LONGEST_ROW:
        return [(start, end)]
    spans: list[tuple[int, int]] = []
    quotations = _quotations(text, start, end)
    closes = dict(quotations)
    next_quotation, closes_at = 0, -1  # `closes_at`: the furthest end of a quotation opened so far
    left, scanned = start, start
    for stop in _STOP.finditer(text, start, end):
        at = stop.start()
        if at < scanned:
            continue  # swallowed by the sentence before
        while next_quotation < len(quotations) and quotations[next_quotation][0] < at:
            closes_at = max(closes_at, quotations[next_quotation][1])
            next_quotation += 1
        right = _after_stop(text, stop.end(), end)
        if right <= closes_at:
            continue
        if at < closes_at:  # the stop stands right before the bracket that closes the quotation
            ends_here = not _goes_on(text, right, end, closes)
        else:
            ends_here = _ends_sentence(text, left, stop.start(), stop.end(), right=right, end=end)
        if ends_here:
            spans.append((left, right))
            left = right
        scanned = right
    spans.append((left, end))
    return spans


def _quotations(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return (open, close) of bracket pairs short enough to protect their stops, in order of opening."""
    waiting: dict[str, list[int]] = {}
    pairs: list[tuple[int, int]] = []
    for bracket in _ANY_BRACKET.finditer(text, start, end):
        char, at = bracket.group(), bracket.start()
        if char in _PARTNER:
            opened = waiting.get(_PARTNER[char])
            if opened:
                left = opened.pop()
                if at - left <= LONGEST_QUOTATION:
                    pairs.append((left, at))
        else:
            waiting.setdefault(char, []).append(at)
    pairs.sort()
    return pairs


def _after_stop(text: str, right: int, end: int) -> int:
    """Return where a sentence would end that stops before `right`: after further stops and the brackets that close."""
    while right < end and (text[right] in _TRAILING_STOPS or text[right] in _CLOSERS_AFTER_STOP):
        right += 1
    marks = _NOTE_MARKS.match(text, right, end)
    return marks.end() if marks else right


def _goes_on(text: str, right: int, end: int, closes: dict[int, int]) -> bool:
    """Tell whether the sentence goes on after a closed quotation, looking past two more (「A。」「B。」の二つ)."""
    for _ in range(3):
        if _GOES_ON.match(text, right, end):
            return True
        if right not in closes:
            return False
        right = closes[right] + 1
    return False


def _ends_sentence(text: str, left: int, at: int, after: int, *, right: int, end: int) -> bool:
    """Decide about a stop outside every quotation; `at`..`after` is the stop, `right` the end of what belongs to it."""
    if right >= end:
        return True
    char, following = text[at], text[right]
    before = text[at - 1] if at > left else ""
    if char in "。｡":
        named = any(text.endswith(name, left, after) for name in _NAMES_HOLDING_A_STOP)
        return not named and following not in "、，を"
    if char in "！？":
        if before.isascii() and before.isalnum() and not following.isspace():
            return False  # Yahoo！ニュース
        return following not in "、，を" and _QUOTED_BY_TO.match(text, right, end) is None
    if char == "．":
        return _wide_period_ends(text, left, at, following, before)
    return _ascii_stop_ends(text, left, at, after, right=right, end=end)


def _wide_period_ends(text: str, left: int, at: int, following: str, before: str) -> bool:
    if following.isdigit() and before.isdigit():
        return False
    if _NUMBERING.fullmatch(text, max(left, at - 24), at) and at - left <= 24:
        return False
    latin_both = not _CJK.match(before) and before.isalpha() and not _CJK.match(following) and following.isalpha()
    return not latin_both


def _ascii_stop_ends(text: str, left: int, at: int, after: int, *, right: int, end: int) -> bool:
    before = text[at - 1] if at > left else ""
    following = text[right]
    if not following.isspace():
        if right > after and following not in "、，":
            return (
                text[right - 1] in "\"'”’)）" and bool(_CJK.match(following)) and not _GOES_ON.match(text, right, end)
            )
        # Without a space only Japanese written with half-width stops ends here; decimals, addresses, file names go on.
        return (
            bool(_CJK.match(before)) and not following.isdigit() and not (following.isascii() and following.isalnum())
        )
    at_next = right
    while at_next < min(end, right + 40) and text[at_next].isspace():
        at_next += 1
    if at_next >= end:
        return True
    upcoming = text[at_next]
    if upcoming.islower() and upcoming.isascii():
        return False
    if text[at] != "." or after - at > 1:
        return True
    if at - left <= 24 and _NUMBERING.fullmatch(text, left, at) and not _is_pronoun_i(text, left, at):
        return False
    return not _is_abbreviation(text, left, at, at_next, end)


def _is_pronoun_i(text: str, left: int, at: int) -> bool:
    return text[left:at].strip() == "I"


def _is_abbreviation(text: str, left: int, at: int, at_next: int, end: int) -> bool:
    found = _WORD_BEFORE.search(text[max(left, at - 24) : at])
    if found is None:
        return False
    word = found.group()
    lowered = word.casefold()
    upcoming = text[at_next]
    if _NEVER_LAST.fullmatch(lowered):
        return True
    if _BEFORE_NUMBER.fullmatch(lowered):
        alone = at_next + 1 >= end or not text[at_next + 1].isalpha()
        return upcoming.isdigit() or upcoming in "(（[" or (upcoming.isalpha() and alone and lowered != "no")
    initials = len(word) == 1 and word.isupper() and word != "I"
    dotted = "." in word and all(len(part) == 1 for part in word.split("."))
    if initials or dotted or _SELDOM_LAST.fullmatch(lowered):
        return _FIRST_WORD.match(text, at_next, end) is None
    return False
