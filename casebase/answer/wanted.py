"""The kind of thing that a question asks for: by its question word, or where it has none by its last noun, as in
「ごみ 正答率」, 「本格運用の開始日は」 and "glossary size"."""

from __future__ import annotations

import re
from enum import Enum, auto

from casebase.text.numbers import MONEY, unit_named


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
    EFFECT = auto()


FACTS = frozenset({Wanted.AMOUNT, Wanted.DATE, Wanted.PHONE, Wanted.VERSION})
"""Kinds of which one is asked for, whatever else a question says."""


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
        r"いつ(?!も|でも|か(?!ら))|何年(?!間)|何月|何日|何曜|何世紀|^\W*when\b|\bwhen\s+(?:did|does|do|was|is|were|will)\b|\bwhat\s+(?:year|date|month|day)\b|\bsince\s+what"
    ),
    Wanted.WHO: re.compile(
        r"誰|だれ|何者|(?:どの|どこの|何という|何ていう)(?:自治体|団体|組織|機関|官庁|役所|部署|部|局|課|会社|企業|市|町|区|県|省|庁|人|大学|国|チーム)|\bwho\b|\bwhose\b"
        r"|\bwhich\s+(?:city|council|prefecture|ward|organi[sz]ation|municipalit\w+|department|ministry|company|agency|government|bod(?:y|ies)|authorit(?:y|ies))"
    ),
    Wanted.WHERE: re.compile(r"どこ|何処|場所は|\bwhere\b"),
    Wanted.WHY: re.compile(
        r"なぜ|何故|どうして|理由|わけ(?:は|です|でしょう)|どういう(?:わけ|事情|いきさつ)|原因|目的|\bwhy\b|\breasons?\b|\bpurpose\b|\bcause"
    ),
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
    Wanted.EFFECT: re.compile(
        r"(?<!費用対)(?:効果|成果|メリット)(?:は|が|を|って|とは|に(?:は|つ)|の(?:ほど|程度))(?!測|検証|調)|(?:どんな|どのような|どういう|何か)(?:効果|成果|メリット)"
        r"|効き目|役に立[っちつ]|(?:どう|何が|どれ(?:くらい|ぐらい|ほど|だけ))(?:良く|よく|楽に|便利に)な"
        r"|\b(?:what|which)\s+(?:\w+\s+)?(?:effects?|benefits?|impact|results?)\b|\bhow\s+effective\b|\b(?:effects?|benefits?)\s+of\b"
    ),
    Wanted.PHONE: re.compile(r"電話番号|何番に(?:電話|かけ)|\b(?:tele)?phone\s+number"),
    Wanted.LIST: re.compile(
        r"何がある|一覧|挙げ|列挙|すべて|全て|どのようなもの|どんな|どのような|\bwhat\s+are\b|\blist\b|\bwhich\s+\w+s\b"
    ),
}
_UNIT_ASKED = re.compile(
    r"何\s?[千万億]?(?P<ja>年間|営業日|週間|時間|か月|カ月|ヶ月|か所|箇所|ヶ所|団体|自治体|パーセント|ドル|ポイント|世紀|種類|項目|ページ|[人名件円社市町村区県校台回倍割分秒時点本枚個日月年歳才条階字%位番度冊])"
    r"|how\s+many\s+(?:(?!(?:do|does|did|are|is|were|was|can|will|have|has|had|of)\b)\w+\s+){0,2}?(?P<en>people|persons|staff|employees|users|residents|officials|hours|minutes|days|weeks|months|years|times|municipalities|yen)\b"
    r"|(?P<percent>割合|正答率|利用率|パーセント|percentage|proportion|share|how\s+accurate)"
    r"|(?P<yen>いくら|金額|費用|料金|予算|総額|\b(?:cost|price|fee|budget)s?\b|how\s+much\s+(?:did|does|do|was|is)\s+.*(?:cost|budget|spend|pay|yen))"
)
PERIOD = frozenset({"年", "か月", "月", "週", "日", "時間", "時", "分", "秒"})
"""Units of time that passes."""

_HOW_LONG = re.compile(r"期間|何年間|どの(?:くらい|ぐらい)の(?:時間|期間)|\bhow\s+long\b")
_END = re.compile(r"(?:は|って|とは|が知りたい|を(?:知りたい|教えて.{0,6}))?[?？。\s]*$")
_NOUNS: tuple[tuple[re.Pattern[str], frozenset[Wanted], frozenset[str]], ...] = tuple(
    (re.compile(rf"(?:{pattern})$"), frozenset(told), frozenset(units))
    for pattern, told, units in (
        (r"(?<![効能])率|割合|\b(?:rate|share|percentage|accuracy)", {Wanted.AMOUNT}, {"%"}),
        (r"(?:人|者|員|民)数", {Wanted.AMOUNT}, {"人"}),
        (r"件数", {Wanted.AMOUNT}, {"件"}),
        (r"回数", {Wanted.AMOUNT}, {"回"}),
        (r"台数", {Wanted.AMOUNT}, {"台"}),
        (r"(?:日|年|月|時間|週)数|時間|\bhours", {Wanted.AMOUNT}, PERIOD),
        (
            r"(?<![消浪])費用?|(?<![資材無飼燃原])料金?|(?:算|助|付|約|賞|基|積立|負担|報奨)金|額|単価|予算|コスト|\b(?:cost|fee|price|budget)s?",
            {Wanted.AMOUNT},
            MONEY,
        ),
        (r"期間|期限|締め?切り?|\bdeadline", {Wanted.AMOUNT, Wanted.DATE}, PERIOD),
        (
            r"(?<![複多手関指係])数|(?:満足|達成|認知|精)度|上限|定員|面積|ライン|\b(?:size|number|count|amount)",
            {Wanted.AMOUNT},
            set[str](),
        ),
        (r"[一-鿿]{2}(?<!業務)(?<!休業)日|日時|時期|年月日?|\bdate", {Wanted.DATE}, set[str]()),
        (r"(?:製品|商品|サービス|システム|モデル|アプリ|会)名|社名|名称|愛称|名前", {Wanted.NAME}, set[str]()),
        (r"(?<!費用対)効果|成果|メリット|\b(?:effects?|benefits?|impact)", {Wanted.EFFECT}, set[str]()),
        (r"委託先|受託者|受注者|(?:開発|運営|委託|提供)(?:会社|事業者|元)|講師|座長|委員長", {Wanted.WHO}, set[str]()),
    )
)
"""Last nouns of a question without a question word, what they are the name of, and the units of amounts."""


_EMBEDDED = re.compile(
    r"(?:いくら|いくつ|何|いつ|どこ|誰|だれ|どの|どれ|(?<!か)どう)[^。、?？か]{0,18}か"
    r"(?!月|所|国|年|間|条)(?=(?:を(?!教え|知り|聞|説明|示し)|の(?!か|記載|記録|説明|一覧|内訳|情報)|に(?!つ)|どうか)[^。?？]{3,}|[^。?？を]{0,4}(?:判断|判定|予測|推定|計算|見分け))"
)
"""A question within another one: 「いくらまで借りられるかの目安を出すツール」 asks for the tool."""

_EMBEDDED_EN = re.compile(
    r"(?P<before>\bthat|\bwhich|\bto|\bwhat|\bhelps(?:\s\w+){0,4}?|^how (?:can|could)(?:\s\w+){1,4}?)"
    r"\s(?P<verb>tell|decide|works? out|finds? out|see|know|show|say|predict|estimate|spot|calculate|choose|pick)s?\s"
    r"(?:who|which|what|when|where|how (?:much|many|long|often))\b"
)

_ASKS_FOR_ONESELF = re.compile(r"\b(?:do|can|could|should|may)\s+(?:i|we)\b")


def wanted_by(folded: str) -> tuple[frozenset[Wanted], frozenset[str]]:
    """Return what a question in search form asks for, and the units of the amount if it asks for one of some units."""
    folded = _EMBEDDED.sub("", folded)
    if not _ASKS_FOR_ONESELF.search(folded):
        folded = _EMBEDDED_EN.sub(r"\g<before> \g<verb>", folded)
    wanted = frozenset(kind for kind, pattern in _WANTED.items() if pattern.search(folded))
    if not wanted:
        return _by_last_noun(folded)
    if Wanted.NAME in wanted:  # which company: not any body will do
        wanted -= {Wanted.WHO, Wanted.WHERE, Wanted.LIST}
    return wanted, _units_asked(folded) if Wanted.AMOUNT in wanted else frozenset()


def _by_last_noun(folded: str) -> tuple[frozenset[Wanted], frozenset[str]]:
    phrase = _END.sub("", folded)
    return next(((kinds, units) for noun, kinds, units in _NOUNS if noun.search(phrase)), (frozenset(), frozenset()))


def _units_asked(folded: str) -> frozenset[str]:
    found = set()
    for match in _UNIT_ASKED.finditer(folded):
        if match["ja"] or match["en"]:
            found.add(unit_named(match["ja"] or match["en"]))
        elif match["percent"]:
            found.add("%")
        elif match["yen"]:
            found |= MONEY
    if _HOW_LONG.search(folded):
        found |= PERIOD
    return frozenset(found - {""})
