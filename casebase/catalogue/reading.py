"""A question of all cases read word by word: what of it is understood as which condition, and what is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from casebase.access import ORGANIZATIONS
from casebase.answer.aspects import ABOUT_AI
from casebase.answer.question import Question
from casebase.answer.said import Name, may_say
from casebase.catalogue import conditions as on
from casebase.catalogue import figures, offices, traits
from casebase.catalogue.conditions import Condition, Shown
from casebase.catalogue.periods import periods_in
from casebase.catalogue.sheet import TELLING, Sheet
from casebase.catalogue.words import Words, is_denied, of_others, of_owners, of_stages, topics, values
from casebase.retrieve.glossary import concepts_in_other_language
from casebase.retrieve.preferences import named_organizations
from casebase.text.amounts import yen_in
from casebase.text.normalize import search_form
from casebase.text.tokens import Vocabulary, Word, words

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


class Reading:
    """What was understood of a question so far; `rest` is what was not."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.found: list[Condition] = []
        self.has_names = False
        self.is_of_somebody = False
        self.is_generative = False
        self._asked = text

    def take_all(self, asked: Question) -> None:
        """Take everything that is understood out of the rest."""
        self._take_amounts()
        self._take_periods()
        self._take(values())
        self._take(of_stages())
        self._take_generative()
        self._take(of_others())
        self._take_names(asked)
        self._take(of_owners())
        self._take_topics()

    def add(self, condition: Condition) -> None:
        """Note a condition, once."""
        if all(one.ja != condition.ja for one in self.found):
            self.found.append(condition)

    def settle(self) -> None:
        """Leave out what another condition says better: a trial that was given up is no trial any more."""
        settled = {one.instead_of for one in self.found if one.instead_of}
        self.found = [one for one in self.found if one.limit not in settled]

    def _take(self, lists: Iterable[Words]) -> None:
        """Take everything that is said of `lists` out of the rest."""
        for one in lists:
            for start, end, condition in list(one.said_in(self.rest)):
                self.add(condition)
                self.blank(start, end)

    def _take_amounts(self) -> None:
        """Take 「年1,000時間以上」 and 「費用が100万円以下」 out of the rest."""
        if cost := _COST.search(self.rest):
            yen = yen_in(cost["yen"]) or 0.0
            self.add(figures.costing(yen, cost["side"] not in _AT_MOST, cost.group(), cost.group()))
            self.blank(*cost.span())
        if found := _HOURS.search(self.rest):
            number = float((found["ja"] or found["en"]).replace(",", ""))
            a_year, a_person = _A_YEAR.search(self.rest), _A_PERSON.search(self.rest)
            said = found.group()
            self.add(figures.saving_hours(number, a_year is not None, a_person is not None, said, said))
            self.blank(*found.span())
            self.rest = _SAVED.sub(" ", self.rest)

    def _take_generative(self) -> None:
        """Take generative AI out of the rest; what is anything but that is a condition."""
        if _NEGATIVE.search(self.rest):
            self.add(on.negated(traits.generative("生成AI", "generative AI")))
            self.rest = _NEGATIVE.sub(" ", self.rest)
        self.is_generative = _GENERATIVE.search(self.rest) is not None
        self.rest = _GENERATIVE.sub(" ", self.rest)

    def _take_topics(self) -> None:
        """Take what cases are about out of the rest; of several that are named as examples one is enough."""
        found: list[Condition] = []
        for one in topics():
            for start, end, condition in list(one.said_in(self.rest)):
                found += [condition] if all(other.ja != condition.ja for other in found) else []
                self.blank(start, end)
        if len(found) > 1 and _ANY.search(self._asked):
            found = [on.any_of(found)]
        for condition in found:
            self.add(condition)

    def _take_periods(self) -> None:
        """Take the dates out of the rest, as what was begun, ended or is of that time."""
        for period in periods_in(self.rest):
            self.add(period.condition)
            self.blank(period.start, period.end)

    def _take_names(self, asked: Question) -> None:
        """Take the names out of the rest: places as whose case it is, everything else as what cases are looked through for."""
        self._take_bodies(asked)
        for name in asked.names:
            spelt = next((one for one in name.spellings if one in self.rest), "")
            if not spelt or name.papers_in or (not name.is_place and _is_topic(spelt)):
                continue
            meant = offices.of_owner(name, spelt) if name.is_place else on.says(spelt, spelt, _speaks_of(name))
            start = self.rest.index(spelt)
            end = start + len(spelt)
            denied = is_denied(self.rest, start, end)
            self.is_of_somebody |= name.is_place and not denied
            self.has_names |= not name.is_place
            self.add(on.negated(meant) if denied else meant)
            self.blank(start, end + 2 * self.rest[end:].startswith("以外"))

    def _take_bodies(self, asked: Question) -> None:
        """Take a bureau, the offices of a country and the parties of the agreement out of the rest."""
        if body := _BODY.search(self.rest):
            self.add(offices.of_body(body.group()))
            self.blank(*body.span())
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

    def blank(self, start: int, end: int) -> None:
        """Take what stands from `start` to `end` out of the rest; places of everything else stay."""
        self.rest = f"{self.rest[:start]}{' ' * (end - start)}{self.rest[end:]}"


_OF_PARTIES = {
    "govtech": r"govtech\s?(?:東京|tokyo)?|ガブテック(?:東京)?",
    "tokyo": r"東京都?(?:内|庁)?|都庁|都職員|\btokyo(?: metropolitan(?: government)?)?\b",
    "hiroshima": r"広島県?(?:内|庁)?|\bhiroshima(?: prefecture| pref\.?)?\b",
}


def _speaks_of(name: Name) -> Callable[[str], bool]:
    return lambda text: may_say(text, name)


def _is_topic(spelt: str) -> bool:
    return any(one.pattern.search(spelt) for one in topics())


def looked_for(words_left: Sequence[Word]) -> Condition:
    """Return the condition that a line of a case says every one of some words, or what they are in the other language; what the
    titles say it need not."""
    translated = {word.token: concepts_in_other_language(word.token) for word in words_left}

    def says(text: str, word: Word) -> bool:
        searched = search_form(text)
        if word.token in searched:
            return True
        forms = (form for of_one in translated[word.token] for form in of_one)
        return any(form and form <= Vocabulary.of(searched).tokens for form in forms)

    def holds(sheet: Sheet) -> Shown | None:
        rest = [word for word in words_left if not says(sheet.titles, word)]
        told = [line for line in sheet.lines if line.field in TELLING]
        shown = on.those_of(told, lambda line: any(says(line.text, word) for word in words_left))
        if not rest:
            return shown or Shown()
        return on.those_of(told, lambda line: all(says(line.text, word) for word in rest))

    said = "・".join(word.token for word in words_left)
    return Condition(said, said.replace("・", " "), holds, "topic")
