"""What a question does with the rows of a table: tells them, counts them, adds a column up, takes the most or the first few."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

Span = tuple[int, int]


class Act(Enum):
    """What is done with the rows that fit."""

    TELL = auto()
    COUNT = auto()
    TOTAL = auto()
    AVERAGE = auto()
    MOST = auto()


@dataclass(frozen=True, slots=True)
class Operation:
    """What is asked of rows. Of MOST: whether the `least`, how `many`, or which `place` alone; `about` is what an adjective is
    said of (money), `is_number` that it is said of how many, `of_size` of how large or high something is. `adds`: a sum is meant,
    `whole`: all there are, `differs`: by how much two differ, `compares`: which of those that are named."""

    act: Act
    least: bool = False
    many: int = 1
    place: int = 0
    about: str = ""
    is_number: bool = False
    of_size: bool = False
    whole: bool = False
    adds: bool = False
    differs: bool = False
    compares: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that says what is asked, at its place in the question."""

    span: Span
    kind: str
    said: re.Match[str]


_N = r"(?P<n>\d{1,2}|[一二三四五六七八九十]|two|three|four|five|six|seven|eight|nine|ten)"
_N_AFTER = _N.replace("<n>", "<after>")
_NUMBERS = {word: at for at, word in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"], start=1)}
_NUMBERS |= {
    word: at
    for at, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=2)
}
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
_PIECES = r"(?:件|つ|個|位|社|課|部署|名|番|行|事業|システム|本)"
_ADJECTIVE = (
    r"(?P<adjective>多[いくかさ]|高[いくさか](?:額)?|高額|大き[いくなか]|長[いくか]|新し[いくか]|遅[いくか]|少な[いくか]|低[いくか]|安[いくか]|小さ[いくなか]|短[いくか]|古[いくか]|早[いくか]|"
    r"よく(?=使|利用))"
)
_ADJECTIVE_EN = (
    r"(?:(?P<most>most (?:expensive|costly)|costliest|dearest|priciest|newest|latest|most recent(?:ly)?"
    r"|highest|largest|biggest|greatest|longest(?![- ](?:running|serving|standing))|most)"
    r"|(?P<least>least expensive|cheapest|oldest|longest[- ](?:running|serving|standing)|earliest"
    r"|first(?! (?:quarter|half|\d))|lowest|smallest|least|fewest|shortest))"
)

_CUES: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("rank", rf"(?:上位|トップ|ベスト|(?P<bottom>下位|ワースト))\s?{_N}\s?{_PIECES}?(?:まで)?"),
        ("rank", r"(?:上位|トップ|(?P<bottom>下位|ワースト))(?!\d)"),
        ("nth", rf"{_N}番目に?"),
        ("first", rf"{_ADJECTIVE}(?:順(?:番)?(?:に|で)?|もの(?:から)?(?:順に)?|方から|ほうから)(?:、|の)?(?:上位)?"
         rf"\s?{_N}\s?{_PIECES}(?:まで)?"),
        ("most", r"一番|いちばん|最も|もっとも"),
        ("peak", r"最(?:高額|多|大|高|長)(?:値|額)?(?!級)|ピーク(?:時)?"),
        ("bottom", r"最(?:少|小|低|短|安)(?:値|額)?(?!限)"),
        ("new", r"最新|直近|最近|最後に?"),
        ("old", r"最古|最初に?|初めて"),
        ("which", r"どちら(?:の(?:方|ほう))?|どっち"),
        ("adjective", _ADJECTIVE),
        ("top", rf"\b(?:top|first)\s{_N}\b(?: {_ADJECTIVE_EN})?|\b(?P<bottom>bottom|last)\s{_N_AFTER}\b"),
        ("superlative", rf"\b(?:(?P<place>second|third|fourth|fifth)[ -])?(?:{_N} )?{_ADJECTIVE_EN}\b(?: {_N_AFTER}\b)?"),
        ("than", r"\b(?P<more>more (?:expensive|costly|recent)|more|higher|larger|greater|bigger|longer|newer"
            r"|later)\b(?! than [\d¥$])|\b(?P<less>less expensive|less|fewer|lower|smaller|cheaper|older"
            r"|earlier|shorter)\b(?! than [\d¥$])"),
        ("count", r"何(?:件|個|回|種類|種|つ|本|台|システム|事業|行|社|課|部署|部局|団体|ツール|サービス)(?:くらい"
            r"|ぐらい|ほど)?|いくつ(?:くらい|ぐらい)?|(?<=[のた])(?:件)?数(?=は|を|$)|件数(?=は|を|$)"),
        ("count", r"\bhow many\b|\b(?:the )?number of\b|\bcount (?:of|the)\b"),
        ("total", r"合計(?:額|値|で|すると)?|総(?:額|計|数)|トータル(?:で)?|全部で|[合あ]わせて|全体(?:で|の)?"
            r"|合算(?:すると|で)?|\b(?:grand )?total(?:s|ly)?\b|\bsum\b|\baltogether\b|\bin all\b|\bcombined\b"
            r"|\boverall\b|\badd(?:s|ed)? up(?: to)?\b"),
        ("average", r"平均(?:額|値|すると|で|的な)?|\b(?:on )?average\b|\bmean\b"),
        ("whole", r"一覧(?:表)?|すべて|全て|全部|全件|リスト|列挙|\b(?:all|every|list|each)\b"),
        ("differs", r"差(?:額)?(?=は|を|が|$)|(?:どれ(?:くらい|だけ|ほど)|いくら|何\w{1,3})(?:違|多|高|安|少な|大き"
            r"|長)\w+|\bdifference\b|\bhow much (?:more|less|higher|lower)\b"),
    )
)  # fmt: skip

_LEAST_JA = re.compile(r"少な|低|安|小さ|短|古|早")
_OF_MONEY = re.compile(r"安|高額|expensive|costl|cheap|dear|pric")
_OF_TIME = re.compile(r"新し|古|早|遅|running|serving|standing|new|latest|recent|old|earl|first")
_OF_SIZE = re.compile(r"高|低|大き|小さ|high|low|larg|big|great|small")
_OF_NUMBER = re.compile(r"多|少な|^most$|^fewest$|^least$|more|fewer")

NOT_OF_ROWS = re.compile(
    r"なぜ|何故|どうして|理由|方法|手順|やり方|どのように|どうやって|どうすれ|どうした|\bwhy\b|\breasons?\b"
    r"|\bhow (?:do|does|did|can|could|should|is|are|was|were|to)\b"
    r"|\b(?:should|may|can|could) (?:i|we)\b|てもよい|ていいです|べき"
)
"""Asks for what rows do not say, or only in their own words."""


def cues_in(text: str) -> list[Cue]:
    """Return the words of a question, in search form, that say what is asked, those that begin first and the longer first."""
    found = [Cue(match.span(), kind, match) for kind, pattern in _CUES for match in pattern.finditer(text)]
    found.sort(key=lambda cue: (cue.span[0], -cue.span[1]))
    kept: list[Cue] = []
    for cue in found:
        if not kept or cue.span[0] >= kept[-1].span[1]:
            kept.append(cue)
    return kept


def may_ask_of_rows(text: str) -> bool:
    """Tell whether a question, in search form, says anything that is done with rows as a whole."""
    return any(cue.kind not in {"adjective", "which"} for cue in cues_in(text))


def operation_of(cues: Sequence[Cue]) -> Operation:
    """Return what the cues of a question ask together."""
    by_kind = {cue.kind: cue for cue in cues}
    adjective = by_kind["adjective"].said.group() if "adjective" in by_kind else ""
    if "differs" in by_kind:
        return Operation(Act.TELL, differs=True)
    if extreme := _extreme(by_kind, adjective):
        return replace(extreme, compares="which" in by_kind or "than" in by_kind)
    adds, whole = "total" in by_kind, "whole" in by_kind
    if "average" in by_kind:
        return Operation(Act.AVERAGE, adds=adds, whole=whole)
    if "count" in by_kind:
        return Operation(Act.COUNT, adds=adds, whole=whole)
    if adds:
        return Operation(Act.TOTAL, adds=True, whole=whole)
    return Operation(Act.TELL, whole=whole)


def is_used(cue: Cue, operation: Operation) -> bool:
    """Tell whether a cue says part of what an operation is; 「多い」 without 「一番」 says something else."""
    return cue.kind != "adjective" or operation.act is Act.MOST


def _extreme(by_kind: dict[str, Cue], adjective: str) -> Operation | None:
    """Return that the most or least is asked for, and of how many rows."""
    for kind in ("superlative", "top", "than"):
        if kind in by_kind and (found := _in_english(by_kind, kind)):
            return found
    adds = "total" in by_kind
    if "first" in by_kind:
        first = by_kind["first"].said
        return _of_adjective(first["adjective"], many=_number(first["n"]), adds=adds)
    if "peak" in by_kind or "bottom" in by_kind:
        is_least = "peak" not in by_kind
        word = by_kind["bottom" if is_least else "peak"].said.group()
        about = "money" if "安" in word or "高額" in word else ""
        return Operation(Act.MOST, is_least, 1, 0, about, word[1] in "多少", word[1] in "大小高低", adds=adds)
    if "new" in by_kind or "old" in by_kind:
        return Operation(Act.MOST, "old" in by_kind, about="start")
    if "rank" in by_kind:
        rank = by_kind["rank"].said.groupdict()
        many, is_bottom = _number(rank.get("n") or ""), bool(rank.get("bottom"))
        if adjective:
            return _of_adjective(adjective, many=many, adds=adds)
        return Operation(Act.MOST, is_bottom, many, adds=adds)
    if "nth" in by_kind:
        return _of_adjective(adjective, place=_number(by_kind["nth"].said["n"]), adds=adds)
    if ("most" in by_kind or "which" in by_kind) and adjective:
        return _of_adjective(adjective, adds=adds)
    return Operation(Act.MOST, adds=adds) if "most" in by_kind else None


def _of_adjective(adjective: str, many: int = 1, place: int = 0, adds: bool = False) -> Operation:
    about = "money" if _OF_MONEY.search(adjective) else "start" if _OF_TIME.search(adjective) else ""
    least = _LEAST_JA.search(adjective) is not None
    is_number, of_size = _OF_NUMBER.search(adjective) is not None, _OF_SIZE.search(adjective) is not None
    return Operation(Act.MOST, least, many, place, about, is_number, of_size, adds=adds)


def _in_english(by_kind: dict[str, Cue], kind: str) -> Operation | None:
    said = by_kind[kind].said.groupdict()
    if kind == "than":
        if "superlative" in by_kind:
            return None
        word = by_kind[kind].said.group()
        about = "money" if _OF_MONEY.search(word) else "start" if _OF_TIME.search(word) or word == "later" else ""
        return Operation(Act.MOST, bool(said["less"]), about=about, is_number=word in {"more", "fewer"})
    word = said.get("most") or said.get("least") or ""
    about = "money" if _OF_MONEY.search(word) else "start" if _OF_TIME.search(word) else ""
    least = bool(said.get("least") or said.get("bottom"))
    place = _ORDINALS.get(said.get("place") or "", 0)
    many = _number(said.get("n") or said.get("after") or "")
    is_number, of_size = word in {"most", "fewest", "least"}, _OF_SIZE.search(word) is not None
    return Operation(Act.MOST, least, many, place, about, is_number, of_size, adds="total" in by_kind)


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else _NUMBERS.get(said, 1)


def outside(cues: Sequence[Cue], spans: Sequence[Span]) -> Iterator[Cue]:
    """Yield the cues that do not stand within any of `spans`: 「合計」 in the name of a column is no sum."""
    for cue in cues:
        if not any(start < cue.span[1] and cue.span[0] < end for start, end in spans):
            yield cue
