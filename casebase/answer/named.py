"""Where documents say what a question names, and which hits an answer may rest on when that is a place: what is said of
Miyakonojo answers nothing about Kobe."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from casebase.answer.coined import is_coined_in_quotes
from casebase.answer.name_words import MODELS
from casebase.answer.question import Question
from casebase.answer.said import Name, may_say
from casebase.answer.situation import is_statement
from casebase.models import Hit
from casebase.retrieve.duplicates import by_document
from casebase.text.language import language_of
from casebase.text.normalize import search_form

OPENING = 400
"""Characters with which a document begins: its title page, head or summary, where it says whose it is."""

_QUOTED = re.compile(r"[「『]([^「」『』\s]{2,12})[」』]")
_DEPARTMENT = re.compile(
    r"(?<![一-鿿々ァ-ヶー])([一-鿿々ァ-ヶー]{1,12}"
    r"(?:(?<![一全外内幹学支細上下])部|(?<![各原日])課|(?<![結薬医当部便送])局|(?<![教個居浴議談究])室|(?<!部)署|(?<!関)係|委員会))"
    r"(?=[はがのでにもを、\s]|$)"
)
_NO_DEPARTMENT = re.compile(r"(?:本|大|各|全|担当|所管|主管|事務)?(?:部|課|局|室|署|係|部局)|委員会")

OpeningOf = Callable[[Hit], str]
"""Gives the beginning of the document that a hit stands in; empty where it cannot be read."""


def titles_of(hit: Hit) -> tuple[str, ...]:
    """Return what stands above a document: its titles, organisation, task and field."""
    details = hit.document.details
    return (
        hit.document.title,
        details.title_en,
        details.organization_name,
        details.task_type,
        details.policy_area,
    )


def said_by(hits: Sequence[Hit]) -> str:
    """Return the titles and the found passages of one document."""
    return "\n".join((*titles_of(hits[0]), *("\n".join((*hit.passage.section, hit.passage.text)) for hit in hits)))


def naming_text(names: Sequence[Name], hits: Sequence[Hit], opening_of: OpeningOf) -> str:
    """Return where one document may say `names`: what was found of it, and else also where it begins."""
    text = said_by(hits)
    return text if all(may_say(text, name) for name in names) else f"{text}\n{opening_of(hits[0])}"


def of_what_is_named(asked: Question, hits: Sequence[Hit], opening_of: OpeningOf) -> Sequence[Hit]:
    """Return those of `hits` that speak of what `asked` names: first of one of the places, of these of another name, of these
    of a department. Where none does, or none is named, all of them stay. Of a country whose name none says, or of offices in
    Japan, are those in its language.

    A place is said in the passage, above it, or by the document's title or organisation; and a document that says it where it
    begins speaks of it on every page: a report of forty pages names its city on the first. What a document says of anything
    else counts for all of its passages: a report does not call its product by name in each. What an English description names
    may be called otherwise there.
    """
    places = [name for name in asked.names if name.is_place]
    others = [name for name in asked.names if not name.is_place and not MODELS.intersection(name.spellings)]
    others = [] if is_statement(asked.text) else [*others, *quoted_there(asked, hits)]

    def speaks(of_one: Sequence[Hit], names: Sequence[Name]) -> bool:
        text = naming_text(names, of_one, opening_of)
        return any(may_say(text, name) for name in names)

    told = [hit for hit in hits if places and speaks([hit], places)]
    if any(_may_be_of(places, hit) for hit in told):
        told = [hit for hit in hits if hit in told or _may_be_of(places, hit)]
    hits = told or [hit for hit in hits if asked.papers_in and _is_of_offices(asked.papers_in, hit)] or hits
    for names in (others, departments_in(asked)):
        of_documents = by_document(hits)
        spoken = {document for document, of_one in of_documents.items() if names and speaks(of_one, names)}
        hits = [hit for hit in hits if hit.document.id in spoken] or hits
    return hits


def _may_be_of(places: Sequence[Name], hit: Hit) -> bool:
    """Tell whether a hit is in the language of a country that is named: where one of its papers says so, others need not."""
    return any(place.papers_in == language_of(hit.passage.text) for place in places)


def _is_of_offices(language: str, hit: Hit) -> bool:
    """Tell whether a hit is in the language of the offices asked about, or says that it is about Japan where they are there."""
    return language_of(hit.passage.text) == language or (language == "ja" and "japan" in search_form(said_by([hit])))


def quoted_there(asked: Question, hits: Sequence[Hit]) -> list[Name]:
    """Return the names that `asked` says and a document puts in quotes: nothing else tells that 「わけるん」 is one."""
    searched = search_form(asked.text)
    quoted = {one for hit in hits for one in _QUOTED.findall(hit.passage.text) if is_coined_in_quotes(one)}
    return [
        Name((name,)) for name in {search_form(one).strip() for one in quoted} if len(name) > 2 and name in searched
    ]


def departments_in(asked: Question) -> list[Name]:
    """Return the departments that a question is about: 建設部 of 「東雲市建設部は何に使っていますか」."""
    found = set()
    for written in _DEPARTMENT.findall(search_form(asked.text)):
        places = (spelling for name in asked.names if name.is_place for spelling in name.spellings)
        own = next((written.removeprefix(place) for place in places if written.startswith(place)), written)
        if not _NO_DEPARTMENT.fullmatch(own):
            found.add(own)
    return [Name((department,)) for department in found]
