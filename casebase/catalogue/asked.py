"""A question of the cases as a whole taken apart: what is asked of them, and which conditions each must meet.

Every word of the question must be understood: as a stage, an organisation, a date, a topic, or a word that cases are looked
through for. What asks for one fact, or says more than a few such words, is no question of all cases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from casebase.access import ORGANIZATIONS
from casebase.answer.aspects import ABOUT_AI
from casebase.answer.question import Question, understand
from casebase.answer.said import Name, may_say
from casebase.catalogue import conditions as on
from casebase.catalogue import figures, offices, traits
from casebase.catalogue.conditions import Condition
from casebase.catalogue.measures import Measure, measure_asked
from casebase.catalogue.periods import periods_in
from casebase.catalogue.shape import Shape, asks_for_one, may_list, shape_of
from casebase.catalogue.words import Words, is_denied, of_others, of_owners, of_stages, saying_little, topics, values
from casebase.models import Kind
from casebase.retrieve.glossary import concepts_in_other_language
from casebase.retrieve.preferences import named_kind, named_organizations
from casebase.text.amounts import yen_in
from casebase.text.normalize import search_form
from casebase.text.numbers import quantities
from casebase.text.tokens import Vocabulary, Word, words

MOST_WORDS, MOST_WORDS_OF_ONE = 5, 0
"""Words beside what is known by name, kind or topic; a question with more of them asks for one thing, and one that names whose
case it is with any."""

_WHO_MADE = re.compile(
    r"(?:開発|作っ|作成|構築|提供|受注|運営|納入|製造)(?:し|て|た|する|いる)*(?:の|会社|企業|業者|事業者|ところ)(?:は|って)"
)
_UNREAD_NO = re.compile(r"な(?:い|かった|く(?!て))|ませ?ん|ずに|\b(?:not|never|without|no)\b|n't")
_ANY_THERE = re.compile(
    r"ありませんか|(?:は|が|とか)な(?:い|かった)(?:です)?(?:か|の|かな)?(?=[?？。]|$)|どこか|何か|ないものか"
)
"""A denial that was understood by nothing, beside asking whether there is any."""

_SAYS_LITTLE, _VERB = re.compile(r"[ぁ-ん]{1,3}|[a-z]|\d+"), re.compile(r"[一-鿿ぁ-ん]+[うくすつぬふむるぐぶい]")
"""Tokens that say nothing of which cases are meant: verbs say what was done with the thing that is named."""

_BODY = re.compile(r"[一-鿿]{2,8}(?:(?<![都県])(?<!官公)(?<!省)庁|局|委員会|警察本部|大学|病院)(?![一-鿿])")
_CITY_OF_PARTY = re.compile(r"広島市(?!町)")
_OFFICES_IN = {"en": ("英語圏の団体", "offices that write in English"), "ja": ("日本の団体", "Japanese offices")}
_COST = re.compile(
    r"(?:(?:導入|初期|運用|年間)?(?:費用|経費|予算|コスト)[がはも]?)?(?P<yen>[\d,.]+(?:億|万|千)?円)(?P<side>以上|超|以下|未満|以内|まで)"
    r"(?:(?:の|で|か)?(?:かか|済)\w{0,3})?"
)
_AT_MOST = ("以下", "未満", "以内", "まで")
_HOURS = re.compile(
    r"(?P<ja>\d[\d,]*)時間(?:以上|超|を超え|より多)"
    r"|(?:more than|over|at least|above) (?P<en>\d[\d,]*) hours(?: (?:a|per) (?:year|month))?"
)
_A_YEAR = re.compile(r"年(?:に|間|あたり|当たり)?|\b(?:a|per) year|yearly|annual")
_A_PERSON = re.compile(r"1人|一人|人(?:当たり|あたり)|\b(?:per|a|each) (?:person|user|employee)")
_SAVED = re.compile(r"年(?:に|間)|月(?:に|間)|1人(?:当たり|あたり)?|浮い\w*|削減\w*|短縮\w*|\bsav\w*")
_GENERATIVE = re.compile(r"生成(?:系)?ai|\bgenerative ai\b|\bgen(?:erative)?[- ]?ai\b")
_ANY = re.compile(r"[一-鿿ァ-ヶーa-z]や|または|又は|もしくは|といった|など|\bor\b")
_NEGATIVE = re.compile(r"生成(?:系)?ai(?:以外|ではない|でない|じゃない)|(?:not|non|other than)[ -]generative(?: ai)?")


ENOUGH_KNOWN = 2
"""Known conditions beside which a single word is no further one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of all cases: the shape, the conditions, and of what most or least is wanted.

    `is_sure`: every word is one that the records are kept by, so that no case means that there is none.
    """

    shape: Shape
    conditions: tuple[Condition, ...]
    measure: Measure | None
    language: str
    is_sure: bool

    @property
    def is_only_whose(self) -> bool:
        """Whether nothing but whose cases they are is asked."""
        return self.shape is Shape.LIST and all(one.about == "who" for one in self.conditions)


def asked_of_all(question: str) -> Asked | None:
    """Take a question of the cases as a whole apart; None where it is none, or says what is not understood here."""
    asked = understand(question)
    text = search_form(question)
    shape = shape_of(text)
    if named_kind(question) in (Kind.GUIDELINE, Kind.TRAINING) or (shape is None and not may_list(text)):
        return None
    measure = measure_asked(text, asked) if shape is Shape.MOST else None
    if shape is Shape.MOST and measure is None:
        return None
    reading = _Reading(text)
    reading.take_amounts()
    reading.take_periods()
    reading.take(values())
    reading.take(of_stages())
    is_generative = reading.take_generative()
    reading.take(of_others())
    reading.take_names(asked)
    reading.take(of_owners())
    reading.take_topics(text, counting=shape is Shape.COUNT)
    noise = saying_little(of_most=measure is not None)
    left = reading.words_left(noise)
    if asks_for_one(text) and len(reading.words_left(noise, verbs=True)) > len(left):
        return None
    if len(left) > (MOST_WORDS_OF_ONE if reading.is_of_somebody else MOST_WORDS) or _counts(reading.rest):
        return None
    if _UNREAD_NO.search(_ANY_THERE.sub(" ", reading.rest)) or (_WHO_MADE.search(text) and reading.has_names):
        return None
    if is_generative and (reading.found or left):
        reading.add(traits.generative("生成AI", "generative AI"))
    if shape is None and (left or reading.has_names or reading.is_of_somebody or not _lists(reading.found)):
        return None
    if len(left) > 1 or len(reading.found) < ENOUGH_KNOWN:
        reading.found += [_said(word) for word in left]
    if not reading.found and shape is not Shape.MOST:
        return None if shape is not Shape.COUNT or left else Asked(shape, (), None, asked.language, is_sure=False)
    is_sure = not left and not reading.has_names and not reading.is_of_somebody
    return Asked(shape or Shape.LIST, tuple(reading.found), measure, asked.language, is_sure)


def _lists(found: Sequence[Condition]) -> bool:
    """Tell whether conditions ask for a list where nothing else does: what is said of cases, or a topic alone."""
    return any(one.about != "who" for one in found)


def limits_asked(question: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the limits of cases that say all that a question asks; nothing where it asks more, or something else."""
    asked = asked_of_all(question)
    if asked is None or asked.measure:
        return ()
    limits = tuple(one.limit for one in asked.conditions if one.limit)
    return limits if len(limits) == len(asked.conditions) else ()


class _Reading:
    """What was understood of a question so far; `rest` is what was not."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.found: list[Condition] = []
        self.has_dates = False
        self.has_names = False
        self.is_of_somebody = False

    def add(self, condition: Condition) -> None:
        """Note a condition, once."""
        if all(one.ja != condition.ja for one in self.found):
            self.found.append(condition)

    def take(self, lists: Iterable[Words]) -> None:
        """Take everything that is said of `lists` out of the rest."""
        for one in lists:
            for start, end, condition in list(one.said_in(self.rest)):
                self.add(condition)
                self._blank(start, end)

    def take_amounts(self) -> None:
        """Take 「年1,000時間以上」 and 「費用が100万円以下」 out of the rest."""
        if cost := _COST.search(self.rest):
            yen = yen_in(cost["yen"]) or 0.0
            self.add(figures.costing(yen, cost["side"] not in _AT_MOST, cost.group(), cost.group()))
            self._blank(*cost.span())
        if found := _HOURS.search(self.rest):
            number = float((found["ja"] or found["en"]).replace(",", ""))
            a_year, a_person = _A_YEAR.search(self.rest), _A_PERSON.search(self.rest)
            said = found.group()
            self.add(figures.saving_hours(number, a_year is not None, a_person is not None, said, said))
            self._blank(*found.span())
            self.rest = _SAVED.sub(" ", self.rest)

    def take_generative(self) -> bool:
        """Take generative AI out of the rest; return whether it is asked for. What is anything but that is a condition."""
        if _NEGATIVE.search(self.rest):
            self.add(on.negated(traits.generative("生成AI", "generative AI")))
            self.rest = _NEGATIVE.sub(" ", self.rest)
            return False
        asked = _GENERATIVE.search(self.rest) is not None
        self.rest = _GENERATIVE.sub(" ", self.rest)
        return asked

    def take_topics(self, text: str, counting: bool) -> None:
        """Take what cases are about out of the rest; of several that are named as examples one is enough.

        What is counted is what the record has as its task, where it is one.
        """
        found: list[Condition] = []
        for one in topics(counting):
            for start, end, condition in list(one.said_in(self.rest)):
                found += [condition] if all(other.ja != condition.ja for other in found) else []
                self._blank(start, end)
        if len(found) > 1 and _ANY.search(text):
            found = [on.any_of(found)]
        for condition in found:
            self.add(condition)

    def take_periods(self) -> None:
        """Take the dates out of the rest, as what was begun, ended or is of that time."""
        for period in periods_in(self.rest):
            self.add(period.condition)
            self._blank(period.start, period.end)
            self.has_dates = True

    def take_names(self, asked: Question) -> None:
        """Take the names out of the rest: places as whose case it is, everything else as what cases are looked through for."""
        self._take_bodies(asked)
        for name in asked.names:
            spelt = next((one for one in name.spellings if one in self.rest), "")
            if not spelt or name.papers_in or (not name.is_place and _is_topic(spelt)):
                continue
            self.is_of_somebody |= name.is_place
            self.has_names |= not name.is_place
            self.add(offices.of_owner(name, spelt) if name.is_place else on.says(spelt, spelt, _speaks_of(name)))
            at = self.rest.index(spelt)
            self._blank(at, at + len(spelt))

    def _take_bodies(self, asked: Question) -> None:
        """Take a bureau, the offices of a country and the parties of the agreement out of the rest."""
        if body := _BODY.search(self.rest):
            self.add(offices.of_body(body.group()))
            self._blank(*body.span())
        if asked.papers_in and not any(name.is_place and not name.papers_in for name in asked.names):
            self.add(offices.in_language(asked.papers_in, *_OFFICES_IN[asked.papers_in]))
        for key in sorted(named_organizations(_CITY_OF_PARTY.sub(" ", self.rest))):
            of_party = offices.of_party(key, *ORGANIZATIONS[key])
            spelt = re.search(_OF_PARTIES[key], self.rest)
            self.add(on.negated(of_party) if spelt and is_denied(self.rest, spelt.start(), spelt.end()) else of_party)
            self.rest = re.sub(_OF_PARTIES[key], " ", self.rest)

    def words_left(self, noise: frozenset[str], verbs: bool = False) -> list[Word]:
        """Return the words of the rest that say something of a case; verbs do so where one thing is described."""
        found = {word.token: word for word in words(self.rest)}
        return [
            word
            for token, word in found.items()
            if token not in noise and token not in ABOUT_AI and not _SAYS_LITTLE.fullmatch(token)
            if verbs or not _VERB.fullmatch(token)
        ]

    def _blank(self, start: int, end: int) -> None:
        self.rest = f"{self.rest[:start]}{' ' * (end - start)}{self.rest[end:]}"


_OF_PARTIES = {
    "govtech": r"govtech\s?(?:東京|tokyo)?|ガブテック(?:東京)?",
    "tokyo": r"東京都?(?:内|庁)?|都庁|都職員|\btokyo(?: metropolitan(?: government)?)?\b",
    "hiroshima": r"広島県?(?:内|庁)?|\bhiroshima(?: prefecture| pref\.?)?\b",
}


def _speaks_of(name: Name) -> Callable[[str], bool]:
    return lambda text: may_say(text, name)


def _is_topic(spelt: str) -> bool:
    return any(one.pattern.search(spelt) for one in topics(counting=False))


def _counts(text: str) -> bool:
    """Tell whether a text says how many of something; 365 alone may be part of a name."""
    return any(quantity.unit and quantity.value != "1" for quantity in quantities(text))


def _said(word: Word) -> Condition:
    """Return the condition that a case says a word, a synonym of it, or what it is in the other language."""
    translated = [form for forms in concepts_in_other_language(word.token) for form in forms]

    def fits(text: str) -> bool:
        searched = search_form(text)
        if word.token in searched:
            return True
        return any(form and form <= Vocabulary.of(searched).tokens for form in translated)

    return on.says(word.token, word.token, fits)
