"""A question of the cases as a whole taken apart: what is asked of them, and which conditions each must meet.

Every word of the question must be understood: as a stage, an organisation, a date, a topic, or a word that cases are looked
through for. What asks for one fact, or says more than a few such words, is no question of all cases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from casebase.answer.question import understand
from casebase.catalogue import traits
from casebase.catalogue.conditions import Condition
from casebase.catalogue.measures import Measure, measure_asked
from casebase.catalogue.owners import BY_OWNER
from casebase.catalogue.reading import Reading, looked_for
from casebase.catalogue.shape import CASE, Shape, asks_for_one, may_list, shape_of, side_asked
from casebase.catalogue.words import saying_little
from casebase.guidelines.asked import rule_asked
from casebase.models import Kind
from casebase.retrieve.preferences import said_kind
from casebase.text.normalize import search_form
from casebase.text.numbers import quantities
from casebase.text.tokens import Word

LONGEST = 150
"""Characters of a question beyond which it says too much to be one of all cases."""

MOST_WORDS, MOST_WORDS_OF_ONE = 5, 0
"""Words beside what is known by name, kind or topic; a question with more of them asks for one thing, and one that names whose
case it is with any."""

_WHO_MADE = re.compile(
    r"(?:開発|作っ|作成|構築|提供|受注|運営|納入|製造)(?:し|て|た|する|いる)*(?:の|会社|企業|業者|事業者|ところ)(?:は|って)"
)
_WHOLE = re.compile(r"一覧|リスト|全部|すべて|全て|全件|\b(?:all|list|every)\b")
_OF_KIND = r"(?:ガイドライン|指針|規程|要綱|研修)"
_WHICH_OF_KIND = re.compile(
    rf"(?:どんな|どのような|どういう)(?:[^。]{{0,6}}の)?{_OF_KIND}.{{0,4}}(?:ある|あり)|{_OF_KIND}(?:に)?(?:は|って)?(?:何|どんな(?:もの|の)|どのようなもの)が?(?:ある|あり)"
    rf"|{_OF_KIND}(?:を|が|の)(?:公開|公表|策定|制定|作成|作|定め|設け|持|整備|実施|ある|して)[^。]{{0,8}}(?:自治体|団体|ところ|組織|市|県|町)(?:は|って|を|$)"
    r"|\b(?:which|what) (?:\w+ ){0,2}(?:have|has|published|issued|adopted|offers?|runs?) (?:\w+ ){0,2}(?:guidelines?|training)\b"
    r"|\b(?:which|what) (?:\w+ ){0,2}(?:guidelines|training(?: \w+)?) (?:are|is) (?:there|available|here)\b"
)
"""Asks which guidelines or training there are, or whose."""

_PUBLISHING = re.compile(
    r"どんな(?:もの)?|どのような(?:もの)?|どういう(?:もの)?|公開|公表|策定|制定|作成|作って|定め(?:て)?|設け(?:て)?|持って|整備|実施|して(?:い)?る|\b(?:published|issued|adopted|offers?|runs?|available)\b"
)
_OF_A_PAPER = re.compile(
    r"台帳|一覧表|管理表|議事要旨|登録簿|\b(?:register|registry|inventory|spreadsheet|table|policy|document|file)\b"
)
"""Names a paper whose rows or rules are asked for, not the cases."""

_KINDS = re.compile(
    r"ガイドライン|指針|規程|要綱|研修(?:資料)?|人材育成|資料|文書|\b(?:guidelines?|training(?: materials?)?|documents?)\b"
)
_UNREAD_NO = re.compile(
    r"な(?:い|かった|く(?!て))|ませ?ん|[一-鿿ぁ-ん]ず(?=に|、|職|自)|ずに|\b(?:not|never|without|no)\b|n't"
)
_ANY_THERE = re.compile(
    r"ありませんか|(?:は|が|とか)な(?:い|かった)(?:です)?(?:か|の|かな)?(?=[?？。]|$)|どこか|何か|ないものか"
)
"""A denial that was understood by nothing, beside asking whether there is any."""


SOME_OF_THOSE = re.compile(
    r"(?:その|この|それらの?|上の)(?:うち|中|なか)|\b(?:of|among|from) (?:them|these|those)\b", re.IGNORECASE
)
"""Asks for some of what was listed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of all cases: the shape, the conditions, and of what most or least is wanted.

    `tells` are fields of the record that each case is to be told by, where a side of it is asked for. `is_sure`: every word is
    one that the records are kept by, so that no case means that there is none. `narrows`: it asks for some of a list.
    """

    shape: Shape
    conditions: tuple[Condition, ...]
    measure: Measure | None
    language: str
    is_sure: bool
    tells: tuple[str, ...] = ()
    kind: Kind = Kind.CASE
    narrows: bool = False

    @property
    def of_other_documents(self) -> Asked | None:
        """The same asked of documents that are about one of its topics altogether, as training is; None without such a topic."""
        topic = next((one for one in self.conditions if one.kind not in {None, self.kind}), None)
        if topic is None or topic.kind is None or self.measure or self.tells:
            return None
        others = tuple(one for one in self.conditions if one is not topic)
        return replace(self, kind=topic.kind, conditions=others, is_sure=False)

    @property
    def is_only_whose(self) -> bool:
        """Whether nothing but whose cases they are is asked."""
        return not self.narrows and self.shape is Shape.LIST and all(one.about == "who" for one in self.conditions)


def asked_of_all(question: str) -> Asked | None:
    """Take a question of the cases as a whole apart; None where it is none, or says what is not understood here."""
    if len(question) > LONGEST:
        return None
    text = search_form(question)
    if found := BY_OWNER.search(text.strip(" 。?？!！.")):
        return _by_owner(question, text.replace(found.group(), " "))
    shape, kind = _shape_asked(text), _kind_asked(text)
    which = kind is not Kind.CASE and _WHICH_OF_KIND.search(text) is not None
    shape = shape or (Shape.LIST if which else None)
    whole = which or shape is Shape.COUNT or _WHOLE.search(text) is not None
    if _OF_A_PAPER.search(text):
        return None
    about_rules = rule_asked(question) and not CASE.search(text) and not which
    if about_rules or (kind is not Kind.CASE and not whole) or (shape is None and not may_list(text)):
        return None
    asked = understand(question)
    measure = measure_asked(text, asked) if shape is Shape.MOST else None
    side = side_asked(text) if shape is Shape.LIST else None
    reading = Reading(
        _PUBLISHING.sub(" ", _KINDS.sub(" ", text))
        if which
        else _KINDS.sub(" ", text)
        if kind is not Kind.CASE
        else text
    )
    if side:
        reading.blank(*side[0])
    reading.take_all(asked)
    left = reading.words_left(saying_little(of_most=measure is not None))
    if (shape is Shape.MOST and measure is None) or not _is_understood(reading, left, text, measure is not None):
        return None
    names_them = kind is not Kind.CASE or CASE.search(text) is not None
    if not reading.found and not left and measure is None:
        all_there_is = Asked(shape or Shape.LIST, (), None, asked.language, is_sure=False, kind=kind)
        return all_there_is if whole and names_them else None
    if shape is None and (left or reading.has_names or reading.is_of_somebody or not _lists(reading.found)):
        return None
    reading.settle()
    if reading.is_generative and (reading.found or left):
        reading.add(traits.generative("生成AI", "generative AI"))
    if left:
        reading.add(looked_for(left))
    is_sure = not left and not reading.has_names and not reading.is_of_somebody
    tells = side[1] if side else ()
    narrows = SOME_OF_THOSE.search(text) is not None
    return Asked(shape or Shape.LIST, tuple(reading.found), measure, asked.language, is_sure, tells, kind, narrows)


def _by_owner(question: str, rest: str) -> Asked | None:
    """Take the rest of a question apart that asks how many cases each organisation has; None where it is not understood."""
    asked, reading = understand(question), Reading(rest)
    reading.take_all(asked)
    left = reading.words_left(saying_little(of_most=True))
    if len(left) > MOST_WORDS or _counts(reading.rest) or _UNREAD_NO.search(reading.rest):
        return None
    reading.settle()
    if left:
        reading.add(looked_for(left))
    return Asked(Shape.BY_OWNER, tuple(reading.found), None, asked.language, is_sure=False)


def _shape_asked(text: str) -> Shape | None:
    """Return the shape of a question in search form; who asks for a side of each case asks for a list."""
    return shape_of(text) or (Shape.LIST if side_asked(text) else None)


def _is_understood(reading: Reading, left: Sequence[Word], text: str, of_most: bool) -> bool:
    """Tell whether nothing of a question is left that would make it another: too many words, a number, a denial, a thing that is
    described, or who made something."""
    described = reading.words_left(saying_little(of_most), verbs=True)
    if asks_for_one(text) and len(described) > len(left):
        return False
    if len(left) > (MOST_WORDS_OF_ONE if reading.is_of_somebody else MOST_WORDS) or _counts(reading.rest):
        return False
    denies = _UNREAD_NO.search(_ANY_THERE.sub(" ", reading.rest)) is not None
    return not denies and not (_WHO_MADE.search(text) and reading.has_names)


def _kind_asked(text: str) -> Kind:
    """Return the kind of documents that a question, in search form, asks for: cases unless it names another and no case."""
    return (None if CASE.search(text) else said_kind(text)) or Kind.CASE


def _lists(found: Sequence[Condition]) -> bool:
    """Tell whether conditions ask for a list where nothing else does: what is said of cases, or a topic alone."""
    return any(one.about != "who" for one in found)


def asks_of_cases(question: str) -> bool:
    """Tell whether a question asks of all cases by that name, and of none that were spoken of before it."""
    text = search_form(question)
    return CASE.search(text) is not None and not _OF_THOSE.search(text) and asked_of_all(question) is not None


_OF_THOSE = re.compile(r"(?:その|この|それらの?|上の)(?:うち|中|なか)?|\b(?:them|those|these|its|their|they|it)\b")


def limits_asked(question: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the limits of cases that say all that a question asks; nothing where it asks more, or something else."""
    asked = asked_of_all(question)
    if asked is None or asked.measure:
        return ()
    if not asked.conditions:
        return (("kind", (asked.kind.value,)),)
    if asked.kind is not Kind.CASE:
        return ()
    limits = tuple(one.limit for one in asked.conditions if one.limit)
    return limits if len(limits) == len(asked.conditions) else ()


def _counts(text: str) -> bool:
    """Tell whether a text says how many of something; 365 alone may be part of a name."""
    return any(quantity.unit and quantity.value != "1" for quantity in quantities(text))
