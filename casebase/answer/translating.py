"""Quotes in another language than the question's, translated by a language model and marked as such; the original stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from casebase.models import Answer, Hit, Page, VersionId
from casebase.text.language import language_of

PageSource = Callable[[VersionId, int], Page]


class Translator(Protocol):
    """Translates sentences of documents that it may receive."""

    def may_receive(self, hit: Hit, page_of: PageSource) -> bool:
        """Tell whether the text of a passage may be sent to it."""
        ...

    def translated(self, sentences: Sequence[str], language: str) -> Mapping[int, str]:
        """Return translations by index, those that agree with the original. Raises EngineFailed."""
        ...


def foreign(answer: Answer, language: str) -> list[int]:
    """Return the places of the sentences of an answer that are in another language than `language`."""
    return [place for place, one in enumerate(answer.sentences) if language_of(one.text) != language]


def translations(answer: Answer, language: str, translator: Translator, page_of: PageSource) -> dict[int, str]:
    """Return translations by the place of the sentence. A sentence goes out only if every passage it rests on may.

    `page_of` gives out pages for the reader who asks and raises NotFound otherwise.
    """
    cited = {citation.n: Hit(citation.passage, citation.document, 0.0) for citation in answer.citations}
    places = [
        place
        for place in foreign(answer, language)
        if all(translator.may_receive(cited[n], page_of) for n in answer.sentences[place].citations)
    ]
    if not places:
        return {}
    said = translator.translated([answer.sentences[place].text for place in places], language)
    return {places[index]: text for index, text in said.items()}
