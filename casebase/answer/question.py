"""What a question asks for: its words, the things it names, and the kind of answer it wants."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from casebase.answer.places import japanese_names, latin_names, prefectures
from casebase.retrieve.glossary import spellings
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.numbers import Quantity, quantities, unit_named
from casebase.text.tokens import Word, proper_nouns, words


class Wanted(Enum):
    """A kind of thing that a question asks for."""

    AMOUNT = auto()
    DATE = auto()
    WHO = auto()
    WHERE = auto()
    WHY = auto()
    HOW = auto()
    LIST = auto()
    PHONE = auto()
    VERSION = auto()
    NAME = auto()


@dataclass(frozen=True, slots=True)
class Name:
    """Something a text calls by its name; any of `spellings` (in search form) says it."""

    spellings: tuple[str, ...]
    is_place: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart. `units` are the units of the amount asked for, empty when any will do.

    `head` is what the question asks the value of: 開発費 in 「…の開発費はいくらですか」.
    """

    text: str
    language: str
    words: tuple[Word, ...]
    head: tuple[Word, ...]
    names: tuple[Name, ...]
    numbers: frozenset[Quantity]
    wanted: frozenset[Wanted]
    units: frozenset[str]


_NAMED = r"会社|企業|メーカー|ベンダー?|製品|(?:言語)?モデル|ソフト(?:ウェア)?|アプリ|サービス|ツール"
"""Things that are told by their names."""

_WANTED = {
    Wanted.AMOUNT: re.compile(
        r"いくつ|いくら|何[人名件円社市町村区県校台回倍割分秒時点本枚個日週歳才条階種項文字字問箇度冊世%]|何(?:か|カ|ヶ|ヵ|箇)(?:月|所|国|年)"
        r"|何(?:団体|自治体|年間|パーセント|ドル|キロ|メートル|センチ|ポイント|万|億|千|百|番|位|代|ページ|語)"
        r"|(?:どの|どれ)(?:くらい|ぐらい|ほど|だけ)|(?:人数|件数|回数|割合|金額|費用|料金|予算|時間数|期間|総額|正答率|利用率|面積|人口|台数|比率)[はを]"
        r"|\bhow\s+(?:many|much|long|often|large|big|old|far|fast|high|accurate)\b|\bwhat\s+(?:percentage|share|proportion|number|amount|rate)\b"
        r"|\b(?:cost|budget|price|percentage)\b.*\?"
    ),
    Wanted.DATE: re.compile(
        r"いつ(?!も|でも|か)|何年(?!間)|何月|何日|何曜|何世紀|^\W*when\b|\bwhen\s+(?:did|does|do|was|is|were|will)\b|\bwhat\s+(?:year|date|month|day)\b|\bsince\s+what"
    ),
    Wanted.WHO: re.compile(
        r"誰|だれ|何者|(?:どの|どこの|何という|何ていう)(?:自治体|団体|組織|部署|部|局|課|会社|企業|市|町|区|県|省|庁|人|大学|国|チーム)|\bwho\b|\bwhose\b"
        r"|\bwhich\s+(?:city|prefecture|ward|organi[sz]ation|municipalit\w+|department|ministry|company|agency|government)"
    ),
    Wanted.WHERE: re.compile(r"どこ|何処|場所は|\bwhere\b"),
    Wanted.WHY: re.compile(r"なぜ|何故|どうして|理由|わけは|原因|目的|\bwhy\b|\breasons?\b|\bpurpose\b|\bcause"),
    Wanted.HOW: re.compile(
        r"どのように|どうやって|どのような方法|方法|手順|手続|どうすれ|どうし|\bhow\s+(?:do|does|did|can|is|are|was|were|to|should)\b"
    ),
    Wanted.NAME: re.compile(
        rf"(?:どの|どこの|(?:何|なん)(?:という|ていう|って))(?:{_NAMED}|名前)"
        rf"|(?:{_NAMED}|社名|製品名|名称|名前|愛称)(?:は|って)(?:何(?![回人件種年円時個台社名月日%])|なに|どこ|なん(?!人|回|件)|どれ)"
        r"|\b(?:which|what)\s+(?:(?:language|ai)\s+)?(?:company|vendor|firm|model|product|software|service|tool|llm|app|workstation)\b"
    ),
    Wanted.VERSION: re.compile(
        r"(?:版|バージョン|ヴァージョン)(?:は|って)(?:何|なに|どれ|いくつ)|(?:何|どの|どんな)(?:バージョン|ヴァージョン)|\b(?:which|what)\s+version\b"
    ),
    Wanted.PHONE: re.compile(r"電話番号|何番に(?:電話|かけ)|\b(?:tele)?phone\s+number"),
    Wanted.LIST: re.compile(
        r"何がある|一覧|挙げ|列挙|すべて|全て|どのようなもの|どんな|どのような|\bwhat\s+are\b|\blist\b|\bwhich\s+\w+s\b"
    ),
}
_UNIT_ASKED = re.compile(
    r"何\s?(?P<ja>年間|営業日|週間|時間|か月|カ月|ヶ月|か所|箇所|ヶ所|団体|自治体|パーセント|ドル|ポイント|世紀|種類|項目|ページ|[人名件円社市町村区県校台回倍割分秒時点本枚個日月年歳才条階字%位番度冊])"
    r"|how\s+many\s+(?:(?!(?:do|does|did|are|is|were|was|can|will|have|has|had|of)\b)\w+\s+){0,2}?(?P<en>people|persons|staff|employees|users|residents|officials|hours|minutes|days|weeks|months|years|times|municipalities|yen)\b"
    r"|(?P<percent>割合|正答率|利用率|パーセント|percentage|proportion|share|how\s+accurate)"
    r"|(?P<yen>いくら|金額|費用|料金|予算|総額|\b(?:cost|price|fee|budget)s?\b|how\s+much\s+(?:did|does|do|was|is)\s+.*(?:cost|budget|spend|pay|yen))"
)
_HEAD = re.compile(
    r"(?P<head>[一-鿿々ァ-ヶーA-Za-z0-9]{1,14})(?:は|を|って|とは|が)"
    r"(?=[^。]{0,25}?(?:何|なに|いくら|いくつ|いつ|誰|だれ|どこ|どの|どれ|どう|教え|あり|[?？]|$))"
)
_PERIOD = frozenset({"年", "か月", "月", "週", "日", "時間", "時", "分", "秒"})
_HOW_LONG = re.compile(r"期間|何年間|どの(?:くらい|ぐらい)の(?:時間|期間)|\bhow\s+long\b")

_QUOTED = re.compile(r"[「『“]([^」』”]{1,30})[」』”]|\"([^\"]{1,30})\"")
_LATIN_WORD = re.compile(
    r"[A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f]*(?:[.&+/'’_\-][A-Za-z0-9\u00c0-\u024f]+)*[+#]*"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[\"“(\n\-*|]\s*)$")
_GENERIC = frozenset(
    re.findall(
        r"\S+",
        """
        ai it ict dx pc faq pdf web url llm ok id no vs it's i i'm genai generative english japanese ml iot chatbot a the
        monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
        september october november december q&a q e-mail email mail app apps api sdk os ui ux csv json xml html
        """,
    )
)
"""Words in Latin letters that name nothing in particular."""

_COMMON_CAPITALS = frozenset(
    re.findall(
        r"\S+",
        """
        prefecture prefectural city ward town village metropolitan government guideline guidelines agency ministry
        bureau department office council act law article section agreement academy basic strategy policy assembly
        university
        """,
    )
)
"""English words that are written with a capital inside names and have translations."""

_NO_NAMES = frozenset({"日本", "日本語", "日本人", "国内", "英語", "令和", "平成", "昭和", "大正", "明治"})
_MUNICIPALITY = re.compile(r"(?<![一-鿿々])[一-鿿々ヶケ]{1,3}[県市町村区](?![一-鿿々])")
_NO_MUNICIPALITY = re.compile(
    r"[各同当全他両本自県隣]?[都学校地市政中特農漁山鉱区街]?[都市区核定令別村町]*[県市町村区]|都市|地区|学区|特別区|政令市|中核市|農村|漁村|先進市"
)
_ENDING = re.compile(r"(?<=..)[都道府県市区町村]$")
_ENGLISH_OF = {"県": "prefecture", "市": "city", "区": "ward", "町": "town", "村": "village"}
_KINDS_EN = {"prefecture": "県", "city": "市", "ward": "区", "town": "町", "village": "村"}
_KINDS_LATIN = {"ken": "県", "shi": "市", "ku": "区", "cho": "町", "machi": "町", "mura": "村", "son": "村"}
_WITH_KIND = re.compile(rf"([a-z]+)-({'|'.join(_KINDS_LATIN)})")


@lru_cache(64)  # who refuses and who quotes ask the same
def understand(text: str) -> Question:
    """Take a question apart."""
    folded = search_form(text)
    wanted = frozenset(kind for kind, pattern in _WANTED.items() if pattern.search(folded))
    if Wanted.NAME in wanted:  # which company: not any body will do
        wanted -= {Wanted.WHO, Wanted.WHERE, Wanted.LIST}
    return Question(
        text=text,
        language=language_of(text),
        words=tuple({word.token: word for word in words(text)}.values()),
        head=_head(folded),
        names=names_in(text),
        numbers=quantities(text),
        wanted=wanted,
        units=_units_asked(folded) if Wanted.AMOUNT in wanted else frozenset(),
    )


def names_in(text: str) -> tuple[Name, ...]:
    """Return the things that `text` calls by name: quoted words, places, products, organisations, in both scripts."""
    found: dict[str, Name] = {}

    def add(*written: str, place: bool = False) -> None:
        found.setdefault(written[0], Name(written if place else (*written, *spellings(written[0])), place))

    for quoted in _QUOTED.finditer(text):
        add(search_form(quoted[1] or quoted[2]).strip())
    english = language_of(text) == "en"
    for word in _LATIN_WORD.finditer(text):
        _add_latin(text, word, english, add)
    for noun in proper_nouns(text):
        if noun not in _NO_NAMES:
            latin = _latin_of(noun)
            add(noun, *latin, place=bool(latin))
    for place in _MUNICIPALITY.findall(search_form(text)):
        if not _NO_MUNICIPALITY.fullmatch(place):
            add(place, *_latin_of(place), place=True)
    return tuple(found.values())


def says_name(searched: str, name: Name) -> bool:
    """Tell whether `searched` (in search form) says `name` in any of its spellings, as a whole word."""
    return any(_says(searched, spelling) for spelling in name.spellings)


def _says(searched: str, spelling: str) -> bool:
    if not spelling:
        return True
    if spelling.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(spelling)}(?![a-z0-9])", searched) is not None
    if spelling.startswith("京都"):
        return re.search(rf"(?<!東){spelling}", searched) is not None
    if spelling in searched:
        return True
    bare = _ENDING.sub("", spelling)
    if bare == spelling or (spelling.endswith("市") and japanese_names().get(bare) in prefectures()):
        return False
    # 広島 says 広島県 where nothing else follows it, but 広島市 does not.
    return re.search(rf"{re.escape(bare)}(?![都道府県市区町村])", searched) is not None


def _add_latin(text: str, word: re.Match[str], english: bool, add: Callable[..., None]) -> None:
    written = word.group().removesuffix("'s").removesuffix("’s")
    folded = search_form(written)
    inner_capital = any(char.isupper() or char.isdigit() for char in written[1:])
    kind = None
    if (written_out := _WITH_KIND.fullmatch(folded)) and written_out[1] in latin_names():  # Fuchu-cho
        folded, kind = written_out[1], _KINDS_LATIN[written_out[2]]
    places = latin_names().get(folded)
    if places:
        following = re.match(r"\s+([a-z]+)", text[word.end() :].casefold())
        kind = kind or (_KINDS_EN.get(following[1]) if following else None)
        if re.search(r"\b(?:city|ward|town) of\s+$", text[: word.start()].casefold()):
            kind = "市"
        if kind and not (kind == "県" and folded == "tokyo"):
            japanese = [_ENDING.sub("", place) + kind for place in places]
            alike = kind == "市" and folded in prefectures()
            add(
                f"{folded} {_ENGLISH_OF[kind]}",
                f"{_ENGLISH_OF[kind]} of {folded}",
                *(f"{folded}-{ending}" for ending, one in _KINDS_LATIN.items() if one == kind),
                *japanese,
                *([] if alike else [folded]),
                place=True,
            )
        else:
            add(folded, *places, place=True)
        return
    if folded in _GENERIC or len(folded) < 2 or unit_named(folded):
        return
    if english:
        starts = _SENTENCE_START.search(text[: word.start()]) is not None
        capital = written[0].isupper() and not starts and folded not in _COMMON_CAPITALS
        if not (capital or inner_capital):
            return
    add(folded)


def _head(folded: str) -> tuple[Word, ...]:
    found = [*_HEAD.finditer(folded)]
    return tuple(words(found[-1]["head"])) if found else ()


def _latin_of(place: str) -> tuple[str, ...]:
    latin = japanese_names().get(_ENDING.sub("", place)) or japanese_names().get(place)
    if latin is None:
        return ()
    if place.endswith("市") and latin in prefectures():
        return (f"{latin} city", f"city of {latin}")
    return (latin,)


def _units_asked(folded: str) -> frozenset[str]:
    found = set()
    for match in _UNIT_ASKED.finditer(folded):
        if match["ja"] or match["en"]:
            found.add(unit_named(match["ja"] or match["en"]))
        elif match["percent"]:
            found.add("%")
        elif match["yen"]:
            found |= {"円", "ドル"}
    if _HOW_LONG.search(folded):
        found |= _PERIOD
    return frozenset(found - {""})
