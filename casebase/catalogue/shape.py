"""What is asked of the cases: which ones, how many, or the one that has most of something. On texts in search form."""

from __future__ import annotations

import re
from enum import Enum, auto


class Shape(Enum):
    """How a question of all cases is answered."""

    LIST = auto()
    COUNT = auto()
    MOST = auto()
    BY_OWNER = auto()


_BODY = r"(?:区?市町村|市区町村|自治体|団体|都道府県|府県|都市|役所|役場|(?<![ァ-ヶ])組織|機関|省庁)"
_CASE = r"(?:事例(?:集)?|取り?組み?|案件|ケース|プロジェクト|(?:導入|活用|使用|利用|成功|失敗)?例(?![えを外年会示文]))"
CASE = re.compile(
    rf"{_CASE}(?:は|って|が|を|で|の(?:数|件数|一覧|リスト)|一覧|$)|\b(?:cases|case|projects|trials|pilots)\b"
)
"""Names cases themselves, not only those that have them."""

_ONE_THAT = r"(?<=[るたいのな])(?:ところ|とこ|所|もの|やつ|の|市|区|県|町|村)"
CASES = (
    rf"(?:{_CASE}|{_BODY}|{_ONE_THAT}"
    rf"|(?:どの|どんな|どういう|どこの|何)(?:市|区|県|町|村|国|都市|ところ|所|自治体|団体|{_CASE}))"
)
"""What stands for the cases, or for those that have them."""

_THING = r"(?:ai|ツール|システム|仕組み|サービス|ボット|アプリ)"

_NOT_BARE = r"(?<![るたいのな]の)"
"""「どうしたらいいの」 asks for nothing that there are several of."""

_WHICH = (
    r"(?:どこ|どれ|どんな(?!取|もの|こと)|ある|あり|無い|ない|教え|知り|知ら|挙げ|あげ|紹介|一覧|リスト|まとめ|見せ|見た[いく]|探し|さがし|出し|いる(?:？|$|か)|います"
    r"|ください|下さい|お願い|聞き|$)"
)
_LIST_JA = re.compile(
    rf"{CASES}(?:で|に)?(?:だけ|のみ|の)?(?:って|とか|など|は|が|を|も)?(?:、)?(?:他に|ほかに|全部|すべて|全て|いくつか|何か|なにか)?{_NOT_BARE}{_WHICH}"
    rf"|{_THING}(?:は|って|が|とか)(?:何か|なにか)?(?:ある|あり|無い|ない)"
    rf"|どこ(?:か|の{_BODY})?(?:が|で)[^。]{{1,30}}(?:て(?:い)?(?:る|ます)|た|ました|ある|あり)[かのん？]?(?:ですか|でしょうか)?$"
    rf"|(?:どの|どこの|どんな){_BODY}(?:が|で|は)|(?:どの|どこの)(?:市|区|県|町|村|国)(?:が|で|は)"
)
_COUNT_JA = re.compile(
    rf"何(?:件|個|つ|団体|自治体|市町村|市|県|区|か所|ヶ所|事例)(?!を|に)|(?:事例|取り?組み?|案件|登録)の?(?:件)?数|(?:{_CASE}|{_BODY}|の)(?:は|って|が)?(?:全部で|合計|今)?(?:いくつ|どれ(?:だけ|くらい|ぐらい|ほど))(?:あ|い|で|$)"
    rf"|(?:いくつ|どれ(?:だけ|くらい|ぐらい|ほど))の(?:{_CASE}|{_BODY})(?:が|で)"
)
_ABOUT_CASES_JA = re.compile(
    rf"{_CASE}|{_BODY}|登録|ガイドライン|指針|研修|資料|何(?:団体|自治体|市町村|市|県|区|事例)|(?:もの|の|ところ)(?:は|って|が)?(?:全部で|合計)?(?:何件|いくつ)"
)
_SIDES = (
    (
        r"(?:中止|見送り|延期|終了|やめた)?(?:の)?(?:理由|原因|わけ)|reasons?|causes?",
        ("stop_reason",),
    ),
    (r"効果|成果|結果|effects?|results?|outcomes?|savings|benefits?", ("effect", "one_line_result")),
    (r"費用|予算|コスト|経費|costs?|budgets?", ("cost", "run_cost", "cost_band")),
    (r"課題|問題点?|problems?|challenges?", ("problem",)),
    (r"リスク|懸念|注意点?|risks?|concerns?", ("risks",)),
    (r"教訓|学び|反省|コツ|工夫|lessons?(?: learned| learnt)?", ("lessons",)),
    (r"製品|モデル|ツール|道具|products?|models?|tools?", ("model_or_product", "ai_type")),
    (r"(?:人による)?確認(?:の方法)?|チェック|human (?:checks?|review)", ("human_review",)),
    (r"情報の扱い|個人情報の扱い|data handling", ("data_sensitivity",)),
)
_SIDE_JA = (
    rf"(?:{_CASE}|{_BODY}|もの|ところ)(?:の|における|での)(?:主な|それぞれの|おもな|各)?(?P<x>%s)"
    r"(?:は|って|を|と|も|の一覧|一覧|$)"
)
_SIDE_EN = (
    r"\b(?P<x>%s)\b (?:of|for|in|from|behind|at) (?:the |all |our )*(?:[\w'-]+ ){0,4}?"
    r"(?:cases|projects|trials|pilots)\b"
)


def side_asked(searched: str) -> tuple[tuple[int, int], tuple[str, ...]] | None:
    """Return where a question asks for a side of each case (「中止になった事例の理由は？」), with the fields that tell it."""
    for words, fields in _SIDES:
        found = re.search(_SIDE_JA % words, searched) or re.search(_SIDE_EN % words, searched)
        if found:
            return found.span("x"), fields
    return None


_MOST_JA = re.compile(
    r"一番|いちばん|最も|もっとも|最大|最多|最高|最小|最少|最低|最安|最長|最短|最新|最古|最初|初めて|最近|直近|トップ|断トツ|ワースト|ベスト"
)
_ONE_JA = re.compile(
    rf"(?:は|って)(?:どこ|どれ|どの[一-鿿]{{1,3}})?(?:ですか|でしょうか|だ|になりますか)?$|{_CASE}|{_BODY}|どこ|どれ|{_ONE_THAT}(?:は|って)(?:どこ|どれ|$)|(?:市|区|県|町|村)(?:は|って)"
)
_DEFINED = re.compile(r"とは(?:どんな|どういう|どのような|何)|は?どんな(?:取り?組み?|もの)")
"""Asks what something is, not which ones there are."""

_CASES_EN = (
    r"(?:(?:use )?cases?|projects?|examples?|trials?|pilots?|initiatives?|programmes?|programs?|deployments?|entries"
    r"|cit(?:y|ies)|municipalit(?:y|ies)|towns?|villages?|wards?|prefectures?|governments?|organi[sz]ations?|councils?|agenc(?:y|ies)|ministries"
    r"|authorit(?:y|ies)|places|services?|tools?|systems?|applications?|uses|savings|entries|bodies)(?!')"
)
_USES = (
    r"(?:uses?|using|has|have|runs?|running|tried|stopped|gave up|did|does|adopted|introduced|started|built|saved|in)"
)
_LIST_EN = re.compile(
    rf"^\W*(?:so |and |ok |please |can you |could you |hi |i (?:want|need|would like) (?:to (?:see|know|find) )?)*"
    rf"(?:(?:which|what|list|show(?: me)?|give(?: me)?|find(?: me)?|name|tell me(?: about)?|looking for"
    rf"|any|are there(?: any)?|is there(?: any| an?)?|were there(?: any)?"
    rf"|(?:do|does|did|has|have)(?: we have| you have)?(?: any)|all)\b"
    rf"(?:\W+(?:of|us|all|the|any|other|are|were|is|every|some|a|an|there))*(?:\W+(?!(?:does|do|did|is|was|are|were|has|have|of|the)\b)[\w&-]+){{0,3}}?\W+{_CASES_EN}\b"
    rf"|who(?: else)?(?: is| are| has| have)? {_USES}\b"
    rf"|where (?:is|are|do|does|has|have)\b.*\bai\b|(?:is|has|does) any(?:one|body)\b"
    rf"|(?:cases|projects|trials|pilots|examples|municipalities|cities|prefectures|wards)\b)"
    rf"|^\W*(?:[\w'-]+ ){{0,3}}{_CASES_EN} (?:that|which|using|with|in|about|on|outside|where|from|run|still|whose)\b"
    rf"|^\W*[\w' -]{{3,60}}\b(?:cases|projects|examples|trials|pilots)\W*$"
)
_COUNT_EN = re.compile(
    rf"\b(?:how many|(?:the )?number of|count (?:of|the))\b(?:(?:\W+[\w&-]+){{0,3}}?\W+{_CASES_EN}\b|\W+(?:have|are|were|of)\b)"
)
_MOST_EN = re.compile(
    r"\b(?:most|largest|biggest|greatest|highest|least|fewest|lowest|smallest|cheapest|earliest|first|oldest|newest|latest|longest|shortest|best|worst|top)\b"
)


_ASKS_ELSE = re.compile(
    r"いつ|いくら|なぜ|何故|どうして|どう(?!い)|どのよう|どのくらい|どれくらい|どれだけ|何[時日年月人円割%]|誰|だれ|理由|方法|何です|何でし|なんです|ですか$|ますか$|ましたか$"
    r"|\b(?:when|why|how|who|whose|whom|does|do|did|can|should|will)\b"
)


_SIDE_OF_ONE = re.compile(
    rf"(?<!事例)の(?:{'|'.join(words for words, _ in _SIDES)}|内容|概要|仕組み|方法|人数|件数|精度|正答率|利用率|期間|時期|状況)"
    r"(?:は|って|とは|について|を(?:教えて|知りたい).*)?$"
)
"""Asks for a side of one thing that it describes: 「広島県の移住相談のAIの効果は」."""


def may_list(searched: str) -> bool:
    """Tell whether words that name no cases, but say of them what is asked, ask for a list: 「学校現場でのAI活用」."""
    text = searched.strip(" 。?？!！.")
    if _SIDE_OF_ONE.search(text):
        return False
    asks_what = re.match(r"^(?:what|which) (?:was|were|is|are|has|have) ", text)
    return asks_what is not None or _ASKS_ELSE.search(text) is None


_FOR_ONE = re.compile(
    r"(?:市|区|県|町|村|の|やつ|もの|ところ|集)(?:は|って|、|を)?(?:どこ|どれ)|どこの[市区県町村国]|(?:どこ|どれ)だっけ"
)


def asks_for_one(searched: str) -> bool:
    """Tell whether a question describes one thing and asks which it is."""
    return _FOR_ONE.search(searched) is not None


def shape_of(searched: str) -> Shape | None:
    """Return what a question, in search form, asks of the cases; None where it asks for something else."""
    text = searched.strip(" 。?？!！.")
    if text.isascii():
        return _in_english(text)
    if _DEFINED.search(text):
        return None
    if _MOST_JA.search(text) and _ONE_JA.search(text):
        return Shape.MOST
    if _COUNT_JA.search(text) and _ABOUT_CASES_JA.search(text):
        return Shape.COUNT
    return Shape.LIST if _LIST_JA.search(text) else None


def _in_english(text: str) -> Shape | None:
    if _COUNT_EN.search(text):
        return Shape.COUNT
    listed = _LIST_EN.search(text)
    if _MOST_EN.search(text) and (
        listed
        or re.search(
            rf"^\W*(?:which|what|who|show|where)\b.*\b{_CASES_EN}\b|^who\b|^\W*(?:the )?{_MOST_EN.pattern}", text
        )
    ):
        return Shape.MOST
    return Shape.LIST if listed else None
