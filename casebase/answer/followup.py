"""A follow-up question put in full by rules: what it leaves out is taken from what was asked and answered before.

What a follow-up leaves out is the place (「広島県では？」), the subject (「費用は？」, "has it ever been switched off?"),
what was asked of it (「審議会だけだと？」) or everything but the wish for more (「もっと詳しく」). What names nothing of its
own is asked of what was spoken of last. Whoever asked sees the question in full and can change it, so a rule may be plain;
a question that says everything itself is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from casebase.answer import followup_en
from casebase.answer.courtesy import is_courtesy
from casebase.answer.names import names_in
from casebase.answer.subject import Said, first_asked, may_be_new, subject_of, without_subject
from casebase.catalogue.asked import asks_of_cases
from casebase.catalogue.going_on import further
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.places import japanese_names, latin_names
from casebase.text.tokens import words

LONGEST_ATTRIBUTE = 10
"""Characters of a bare noun (「費用は？」) up to which it asks about what came before rather than for itself."""


_OPENING = r"^(?:では|じゃあ|それでは|それじゃ|あと|また|ちなみに|なお|で)?[、,]?\s*"
_CLOSE = r"[?？。．!！\s]*$"
_PLACE_END = (
    r"(?:では|でも|だと|なら|の場合(?:は|も)?|については|に関しては|は|も|って)?"
    r"(?:どう(?:です|でしょう|なって(?:います|る)|なります)?か?)?"
)
_MORE = re.compile(
    _OPENING + r"(?:もう少し|もっと|より)?(?:詳しく|くわしく|具体的に|詳細を?|詳細は|続きを?|ほかには)"
    r"(?:教えて|説明して|知りたい|お願いし|して|は)?"
    r"(?:ください|下さい|ほしい|欲しい|です|ます)?" + _CLOSE
)
_AFTER = re.compile(
    _OPENING + r"(?:その後|その後の(?:状況|経過|動き)|それから|現在|今|今は|いま)(?:は|って)?"
    r"(?:どう(?:なりました|なった|なって(?:います|いる|る)|です)?(?:か|の)?|の?状況は?)?" + _CLOSE
)
_NOUN = re.compile(
    _OPENING
    + r"(?:その|この|それの|これの)?(?P<x>[^、。?？\s]{1,14}?)(?:は|って|とは|について(?:は|も)?|に関しては|も|を)"
    r"(?P<tail>[^、。?？]{0,16})" + _CLOSE
)
_ASKS = re.compile(
    r"いつ|どこ|誰|だれ|なぜ|何故|どうして|いくら|いくつ|何|なに|どの|どれ|どう|どんな|どのよう|教えて|知りたい|ありますか|ある[?？]?$"
)
_STARTS_ASKING = re.compile(
    _OPENING
    + r"(?P<rest>(?:いつ|どこ|誰|だれ|なぜ|何故|どうして|いくら|いくつ|何|なに|どの|どれ|どんな)[^?？。]*)"
    + _CLOSE
)
_THAT = re.compile(
    r"(?:それ|これ|あれ)(?=[はがをにのでも、])|(?<!ど)(?<!そ)(?<!こ)(?:その|この)(?!後|他|ほか|よう|うち|中)(?=[^\s、。])"
)
_THAT_CASE = re.compile(
    r"(?:その|この|同)(?:事例|取組|取り組み|システム|サービス|ツール|事業|団体|AI|資料|ガイドライン)(?=[はがをにのでも])"
)
_THERE = re.compile(r"(?:(?<!あ)そこ|あそこ|そちら|そっち|その(?:とき|時|場合|際))(?![そこ])")
_NOT = r"(?:あ、|いや、?|いえ、?)?(?P<wrong>[^、。]{1,14}?)(?:では|じゃ)なく(?:て|、)?、?"
_BUT = r"(?P<meant>[^。?？]{1,16}?)(?:のほう|の方)?(?:は|ですか?|を|か)?"
_INSTEAD = re.compile(_OPENING + _NOT + _BUT + _CLOSE)
_NARROWER = re.compile(
    _OPENING + r"[^、。?？]{1,14}(?:だと|なら|のは|の場合は?|だけ(?:だと|は)?|に限ると|以外は|は)" + _CLOSE
)
_AT_LARGE = re.compile(
    r"(?:[市県町村区国]|自治体|団体|省庁|都市|ところ|組織)(?:は|が|って|を|の(?:事?例|取組|費用|効果))(?:他に|ほかに)?(?:あ[りる]|どこ|な[いん]|教え|知り|いくつ|[^。]{0,8}(?:教え|知り))"
    r"|(?:どの|どこの|各|他の|ほかの)(?:[市県町村区国](?![一-鿿])|自治体|団体|省庁|都市)"
)
"""Asks who has something, whoever that is: nothing said before is meant."""

_WHAT_IS = re.compile(r"^[^、。のそこあ]{2,20}とは(?:何|なん|どういう)")
"""General questions (「生成AIとは何ですか」), which are left as they are."""

_ABOUT_AI = re.compile(r"AI|ＡＩ|人工知能", re.IGNORECASE)
LONG_ENOUGH = 15
"""Characters from which a question about AI as such says everything itself."""

SHORT_ASKED = 9
"""Characters up to which a bare question (「いつから？」) asks about what was asked before, not only of whom."""

_WHY = re.compile(_OPENING + r"(?:なぜ|何故|どうして)(?:です|でしょう|なの|なん)?か?" + _CLOSE)
_ATTRIBUTE = re.compile(
    r"費用|料金|予算|コスト|金額|値段|効果|成果|結果|課題|問題点?|リスク|注意点?|留意点?|対策|教訓|道具|ツール|製品|モデル|委託先|事業者|担当|対象|規模|人数"
    r"|件数|期間|時期|経緯|背景|目的|理由|原因|状況|現状|進捗|今後|予定|計画|仕組み|手順|方法|使い方|精度|正答率|利用率|満足度|時間|連絡先|出典|根拠|著作権"
    r"|承認|ログ|体制|概要|内容|特徴|利点|メリット|デメリット|欠点|反応|評判"
)
_OF_USE = re.compile(r"(?:導入|利用|活用|開発|運用|試行|実証|今後|職員|住民)の")
_REASON = re.compile(r"(?:を[^を]{1,10}|した)?(?:理由|原因|目的|背景|わけ|きっかけ)$")
_FACT = re.compile(
    r"の(?:費用|料金|予算|コスト|金額|効果|成果|結果|課題|リスク|対策|教訓|人数|件数|期間|時期|状況|内容|概要|仕組み|方法|手順)$"
)
_PARTICLES = re.compile(r"(?:では|には|とは|について|に関して|って|は|が|を|に|で|の|も|と|、)+$")
_INNER = re.compile(r"(?:では|における|においては?|での|で(?=[一-鿿ァ-ヶA-Za-z])|が(?=[^。]{2,}))(?!き)")
_CALLED = re.compile(r"「[^」]*」")


SaysElsewhere = Callable[[str], bool]
"""Tells of a question whether documents that were not spoken of say more of it than those that were."""


def in_full(follow_up: str, said: Sequence[Said], says_elsewhere: SaysElsewhere = lambda asked: False) -> str:
    """Return `follow_up` as a question that needs no other; `said` is what was asked before, the latest last.

    The same text comes back where nothing is missing, or where there is nothing to lean on. `says_elsewhere` is asked only of
    what names nothing and is long enough to stand alone.
    """
    asked = " ".join(follow_up.split())
    if not said or not asked or is_courtesy(asked):
        return asked
    if of_list := further(asked, said[-1].question, len(said[-1].documents)):
        return of_list
    if language_of(asked) == "en":
        before = said[-1].question
        if language_of(before) == "ja" and (place := followup_en.place_in(asked)) in latin_names():
            return _moved(before, latin_names()[place][0])
        full = followup_en.in_full(asked, meant(asked, said), says_elsewhere)
        return full[:1].upper() + full[1:]
    return _japanese(asked, said, says_elsewhere)


def meant(asked: str, said: Sequence[Said]) -> Said:
    """Return which of what was said before a follow-up leans on: the last, unless it says a word of an earlier subject that the
    last one lacks."""
    language = language_of(asked)
    last = {word.token for word in words(subject_of(said[-1], language))}
    own = {word.token for word in words(asked)} - last
    for earlier in reversed(said[:-1]):
        if own & {word.token for word in words(subject_of(earlier, language))}:
            return earlier
    return said[-1]


def _japanese(asked: str, said: Sequence[Said], says_elsewhere: SaysElsewhere) -> str:
    before = meant(asked, said)
    subject = subject_of(before, "ja") or topic_of(before.question)
    if _MORE.match(asked):
        return f"{subject}について詳しく教えてください。"
    if _AFTER.match(asked):
        return f"{subject}はその後どうなりましたか？"
    if _WHY.match(asked):
        return f"{first_asked(before.question)} {asked}"
    if moved := _elsewhere(asked, before.question):
        return moved
    if instead := _INSTEAD.match(asked):
        return _corrected(asked, instead["wrong"], instead["meant"], before, subject)
    if found := _THAT_CASE.match(asked):
        return subject + asked[found.end() :]
    if (noun := _NOUN.match(asked)) and _is_attribute(noun["x"], noun["tail"]):
        tail = noun["tail"] if _ASKS.search(noun["tail"]) else ""
        return f"{subject}の{noun['x']}は{tail}？"
    if stands_alone(asked, said):
        return asked
    if _THAT.match(asked):
        return _THAT.sub(lambda found: _instead(found, subject), asked, count=1)
    if starts := _STARTS_ASKING.match(asked):
        return (
            f"{subject}は{starts['rest']}？"
            if len(asked) > SHORT_ASKED
            else f"{_topic_before(before, subject)}について：{asked}"
        )
    if _NARROWER.match(asked) and not _ASKS.search(asked):
        return f"{first_asked(before.question)} {asked}"
    return asked if may_be_new(asked) and says_elsewhere(asked) else f"{subject}について：{asked}"


def _topic_before(before: Said, subject: str) -> str:
    """Return what was asked about, with what was asked of it; the subject alone where that is no phrase of Japanese."""
    topic = topic_of(first_asked(before.question))
    return subject if language_of(before.question) == "en" or re.search(r"(?:たら|れば|なら)$", topic) else topic


def _corrected(asked: str, wrong: str, meant: str, before: Said, subject: str) -> str:
    """Return the question before as it was meant: with 「会議室」 for 「現地視察」, or after the 期間 instead of an amount."""
    if wrong in before.question:
        return before.question.replace(wrong, meant)
    return f"{subject}の{meant}は？" if _ATTRIBUTE.search(meant) else f"{first_asked(before.question)} {asked}"


def stands_alone(asked: str, said: Sequence[Said]) -> bool:
    """Tell whether a Japanese question says by itself whom or what it is about: it names that, or asks for whoever there is.

    A place that was named before counts without 市 or 県.
    """
    if _THAT.search(asked) or _THERE.search(asked):
        return False
    if names_in(asked) or any(pattern.search(asked) for pattern in (_AT_LARGE, _WHAT_IS)):
        return True
    if asks_of_cases(asked):
        return True
    if _ABOUT_AI.search(asked) and len(asked) >= LONG_ENOUGH:
        return True
    places = (name for one in said for name in names_in(one.question) if name.is_place)
    return any(bare in asked for name in places for bare in _without_kind(name.spellings[0]))


def _without_kind(place: str) -> tuple[str, ...]:
    bare = re.sub(r"[都道府県市区町村]$", "", place)
    return (bare,) if len(bare) > 1 else ()


def _instead(found: re.Match[str], subject: str) -> str:
    """Return what stands in the place of a word that points back: 「それ」, 「この事例」, or 「その」 before a noun."""
    return f"{subject}の" if found.group() in {"その", "この"} else subject


def _is_attribute(noun: str, tail: str) -> bool:
    """Tell whether 「費用は？」 asks about something said before: a side of it, or one short noun with nothing beside it."""
    if names_in(noun) or (tail and not _ASKS.search(tail)) or re.search(r"[がをはで]", noun):
        return False
    if _ATTRIBUTE.search(noun):
        return "の" not in noun or _OF_USE.match(noun) is not None
    return not tail and len(noun) <= LONGEST_ATTRIBUTE and len(words(noun)) == 1 and not noun.isascii()


def _elsewhere(asked: str, before: str) -> str:
    """Return the question before asked of another place: 「広島県では？」, 「広島県の費用は？」; else an empty text."""
    bare = re.sub(_OPENING, "", asked)
    here = places_pattern().match(bare)
    if here is None:
        named = re.fullmatch(rf"(?P<x>[^、。?？の]{{2,20}}?){_PLACE_END}{_CLOSE}", bare)
        return _moved(before, named["x"]) if named and _is_one_name(named["x"]) else ""
    rest = bare[here.end() :]
    if re.fullmatch(_PLACE_END + _CLOSE, rest):
        return _moved(before, here.group())
    side = re.fullmatch(
        r"(?:の|での|における)(?P<x>[^、。?？の]{1,10}?)(?:(?:は|って|について)(?P<tail>[^?？。]{0,12}))?" + _CLOSE,
        rest,
    )
    if side and _ATTRIBUTE.search(side["x"]) and _ASKS.search(side["tail"] or "いくら"):
        topic = _moved(topic_of(before), here.group())
        return f"{topic}の{side['x']}は{side['tail'] or ''}？" if topic != before else ""
    return ""


def _is_one_name(text: str) -> bool:
    """Tell whether a text is a name and nothing else."""
    return not text.isascii() and any(search_form(text) in name.spellings for name in names_in(text))


def _moved(text: str, place: str) -> str:
    """Return `text` with its places exchanged for `place`; products called by name belong to the old place and go."""
    text = without_subject(text)
    unlisted = (re.escape(name.spellings[0]) for name in names_in(text) if name.is_place)
    found = places_pattern().search(text) or next(filter(None, (re.search(one, text) for one in unlisted)), None)
    if found is None:
        return f"{place}では、{text}"
    return _CALLED.sub("", text[: found.start()] + place + text[found.end() :])


def topic_of(question: str) -> str:
    """Return what a Japanese question is about: 「広島県の移住相談のAI」 of 「広島県の移住相談のAIは何人が登録しましたか」."""
    if language_of(question) == "en":
        return followup_en.topic_of(question)
    text = re.sub(_CLOSE, "", question)
    text = re.sub(r"を?(?:教えて(?:ください|下さい)?|知りたい(?:です)?)$", "", text)
    if asks := _ASKS.search(text):
        text = text[: asks.start()] or text
    text = _PARTICLES.sub("", text)
    text = _FACT.sub("", _REASON.sub("", text))
    text = _INNER.sub("の", _PARTICLES.sub("", text))
    return text or re.sub(_CLOSE, "", question)


@cache
def places_pattern() -> re.Pattern[str]:
    """Return the pattern of one place or organisation, or of several named together (東京都と広島県)."""
    known = sorted((re.escape(name) for name in japanese_names()), key=len, reverse=True)
    kinds = r"(?:[都道府県](?!市)|[市区町村])?"
    one = (
        rf"(?:GovTech\s?(?:東京|Tokyo)|ガブテック(?:東京)?|(?:{'|'.join(known)}){kinds}"
        r"|デジタル庁|総務省|こども家庭庁|[一-鿿]{1,3}[県市区町村](?![一-鿿]))"
    )
    return re.compile(rf"{one}(?:(?:と|や|、|・|及び|および){one})*")
