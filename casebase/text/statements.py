"""Whether a short line that does not end as a sentence does still states something, as lines of slides, minutes and forms do.

「費用は半年で480万円」, 「欠席者：建設部長」 and 「隣の町と共同利用を協議中」 do;
a heading only names: 「課題と今後」, 「AIを使う議事録作成」.
"""

from __future__ import annotations

import re

from casebase.text.language import language_of
from casebase.text.remembered import remembered
from casebase.text.tokens import parts_of_speech

_LABELLED = re.compile(
    r"(?:^|(?<=[\s、。・•●○■□◆◇▶\-*+]))(?P<label>[^\s:：。、「」]{1,14}|[A-Z][A-Za-z '\-]{1,24})\s?[:：]\s*(?=\S)(?!//)"
)
_NUMBERS_A_PART = re.compile(
    r"(?:議題|議案|表|図|資料|別[紙添表]|様式|参考|付録|第|その|ステップ|フェーズ|事例|例|問|質問|ケース|ポイント|方法|場面|手順|パターン|段階|案"
    r"|q(?:uestion)?|a(?:nswer)?|step|phase|case|part|table|figure|fig|appendix|annex|section|chapter)"
    r"(?:\s?[0-9０-９一二三四五六七八九十①-⑳a-zア-ン]{0,3}.?)?",
    re.IGNORECASE,
)
"""Labels that number a part of a document, after which its heading stands."""

_CLOCK = re.compile(r"[0-9０-９]$")
_MARKUP = re.compile(r"\s*(?:<|//|:::|[{\[\"'`$]|\w+ -->|style \w)")
_REMARK = re.compile(r"[(（][^()（）]*[)）]\s*$")
_AMOUNT_AT_END = re.compile(
    r"(?:[^\s第][ \t\u3000]+|[一-鿿ぁ-んァ-ヶー])(?:約|計|およそ)?"
    r"[0-9０-９][0-9０-９,，.]+\s?(?:[万億千百]\s?)?(?![年月日回章節条号度期版])[一-鿿%％]{1,3}$"
)
_DATE_EN = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?(?:\s[0-9]{1,2},)?\s[0-9]{2,4}"
    r"|\b(?:19|20)[0-9]{2}\b",
    re.IGNORECASE,
)
_AMOUNT_EN = re.compile(r"(?:^|\s)[£$€¥]?[0-9][0-9,.]*(?:%|\s?/|\s(?:[a-z]{2,}|%))|[£$€¥]\s?[0-9]")
_DATED = re.compile(r"(?:[RHS]\s?|令和|平成)?[0-9０-９元]{1,4}[.．/年月]")
_MARKS_ITS_OBJECT = frozenset({"が", "を", "に", "へ", "で", "も", "から", "まで"})
_PREDICATIVE = frozenset({"サ変可能", "形状詞可能", "サ変形状詞可能", "助数詞可能", "数詞"})
_SAYS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|can|cannot|must|should|may|fell|rose|cost|costs|took|takes)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3
_ASKS = re.compile(r"\s*(?:what|how|why|who|where|when|which|is|are|can|do|does)\b", re.IGNORECASE)


def labels_of(line: str) -> list[str]:
    """Return what a line is labelled with, but for numbers of parts.

    It is 欠席者 of 「欠席者：建設部長」, and 担当 of 「減量推進課 担当：榊」.
    """
    found = [one["label"] for one in _LABELLED.finditer(line)]
    return [label for label in found if not _NUMBERS_A_PART.fullmatch(label) and not _CLOCK.search(label)]


@remembered(4096)
def states_something(line: str) -> bool:
    """Tell whether a line of at most some dozens of characters, without the end of a sentence, states something."""
    if _MARKUP.match(line):
        return False
    plain = _REMARK.sub("", line.strip())
    labelled = bool(labels_of(plain))
    if language_of(plain) == "en":
        says = len(plain.split()) >= _FEWEST_WORDS and _SAYS.search(plain) is not None and not _ASKS.match(plain)
        return (
            says
            or (labelled and any(map(str.isdigit, plain)))
            or _AMOUNT_EN.search(_DATE_EN.sub("", plain)) is not None
        )
    return labelled or _AMOUNT_AT_END.search(plain) is not None or _has_predicate(plain)


def _has_predicate(line: str) -> bool:
    """Tell whether a line ends in a verb or adjective, or in nouns that are said of what a particle marks before them."""
    words = [
        (line[start:end], kind) for start, end, kind in parts_of_speech(line) if kind[0] not in {"補助記号", "空白"}
    ]
    if words and words[-1][1][5].startswith("終止形"):
        return True
    if words and words[-1][0] in {"へ", "まで"} and any(one[1][1] == "数詞" for one in words):
        return True  # 「窓口（内線5511）へ」, 「提出は9月30日まで」
    said: list[tuple[str, ...]] = []
    for written, kind in reversed(words):
        if kind[0] == "助詞":
            if kind[1] == "係助詞" and written == "は":
                return bool(said)
            is_said = any(_PREDICATIVE.intersection(one) for one in said) or _DATED.match(line) is not None
            return bool(said) and written in _MARKS_ITS_OBJECT and is_said
        if kind[0] not in {"名詞", "接尾辞", "接頭辞", "形状詞", "副詞"}:
            return False
        said.append(kind)
    return _DATED.match(line) is not None and bool(said) and bool(_PREDICATIVE.intersection(said[0]))
