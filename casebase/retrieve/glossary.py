"""Other words for what a question says: in the other language, in official words, short or in full.

The words are in the text files of `terms/`, written by hand for this product. A line is one concept. Places have their names in
both scripts as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from casebase.index.lexical import Terms
from casebase.text.english import stem
from casebase.text.normalize import search_form
from casebase.text.phrases import Phrases
from casebase.text.places import is_told_bare, latin_names, municipalities
from casebase.text.readings import KINDS
from casebase.text.tokens import STOPWORDS, bigrams, tokenize

TRANSLATED, VARIANT = 0.7, 0.3
"""What a term counts that the question says only in another language, or in another word of its own language."""

LATER = 0.7
"""What each further form of a concept counts of the one before it: the usual form stands first on its line."""

PART = 0.7
"""What each term counts of a form that is made of several."""

_SHORTEST_NAME = 3
"""Characters of a name below which it says too little (AI, 都)."""

_ENGLISH_WORD = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Concept:
    """One line of the glossary; the more usual form stands first."""

    japanese: tuple[str, ...]
    english: tuple[str, ...]


def other_terms(question: str) -> tuple[Terms, Terms]:
    """Return other words of the same language for what `question` says, and its terms in the other language, cut as the
    index cuts; those it says itself are left out."""
    tokens = tokenize(question)
    said = list(_said(question, tokens))
    own, own_grams = frozenset(tokens), frozenset(bigrams(question))
    variants = (concept.japanese if in_japanese else concept.english for concept, in_japanese in said)
    translated = (concept.english if in_japanese else concept.japanese for concept, in_japanese in said)
    return _terms(VARIANT, variants, own, own_grams), _terms(TRANSLATED, translated, own, own_grams)


def concepts_in_other_language(question: str) -> tuple[frozenset[frozenset[str]], ...]:
    """Return for each concept that `question` says the forms it has in the other language, each as its tokens."""
    said = _said(question, tokenize(question))
    forms = (concept.english if in_japanese else concept.japanese for concept, in_japanese in said)
    return tuple(frozenset(frozenset(_key(form)) for form in written) for written in forms if written)


def spellings(name: str) -> tuple[str, ...]:
    """Return the other ways of writing a name, in search form: チャットGPT and ChatGPT."""
    return _spellings().get(search_form(name), ())


def concepts() -> tuple[Concept, ...]:
    """Return every concept: those in both languages first, then groups of Japanese words."""
    return _glossary().concepts


@dataclass(frozen=True, slots=True)
class _Glossary:
    concepts: tuple[Concept, ...]
    japanese: Phrases
    english: Phrases


@cache
def _glossary() -> _Glossary:
    lines: list[Concept] = []
    folder = files("casebase.retrieve") / "terms"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".txt"):
            lines += _concepts(file.read_text(encoding="utf-8"))
    lines += _places()
    lines.sort(key=lambda concept: not concept.english)
    japanese = Phrases((_key(form), number) for number, line in enumerate(lines) for form in line.japanese)
    english = Phrases((_english_key(form), number) for number, line in enumerate(lines) for form in line.english)
    return _Glossary(tuple(lines), japanese, english)


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for concept in concepts():
        forms = [search_form(form) for form in concept.japanese]
        if any(form.isascii() for form in forms):  # a name in Latin letters
            for form in forms:
                others = (other for other in forms if other != form and len(other) >= _SHORTEST_NAME)
                found[form] = tuple(dict.fromkeys((*found.get(form, ()), *others)))
    return found


def _concepts(text: str) -> Iterator[Concept]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            japanese, _, english = line.partition(" | ")
            yield Concept(tuple(japanese.split("、")), tuple(english.split(", ")) if english else ())


def _places() -> Iterator[Concept]:
    for latin, japanese in latin_names().items():
        yield Concept(japanese, (latin,))
    for name, keys in municipalities().items():
        for key in dict.fromkeys(keys):
            in_full = f"{key} {KINDS[name[-1]]}"
            yield Concept((name,), (key, in_full) if is_told_bare(key) and key not in latin_names() else (in_full,))


def _said(question: str, tokens: Sequence[str]) -> Iterator[tuple[Concept, bool]]:
    """Yield the concepts that `question`, cut into `tokens`, says, each with whether it says it in Japanese."""
    glossary = _glossary()
    keys = ((glossary.japanese, tokens, True), (glossary.english, _english_key(question), False))
    for phrases, key, in_japanese in keys:
        for found in phrases.within(key):
            for number in found.numbers:
                yield glossary.concepts[number], in_japanese


def _terms(weight: float, said: Iterable[tuple[str, ...]], own: Set[str], own_grams: Set[str]) -> Terms:
    words: dict[str, float] = {}
    grams: dict[str, float] = {}
    for forms in said:
        counts = weight
        for form in forms:
            parts, form_grams = _cut(form)
            for part in parts:
                words[part] = max(words.get(part, 0.0), counts * (PART if len(parts) > 1 else 1.0))
            for gram in form_grams:
                grams[gram] = max(grams.get(gram, 0.0), counts)
            counts *= LATER
    return Terms(
        {word: counts for word, counts in words.items() if word not in own},
        {gram: counts for gram, counts in grams.items() if gram not in own_grams},
    )


@cache
def _cut(form: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return _telling(_key(form)), tuple(bigrams(form))


def _telling(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Leave the single characters (者, 率) out of a form that has longer words."""
    return tuple(part for part in parts if len(part) > 1) or parts


@cache
def _key(form: str) -> tuple[str, ...]:
    return tuple(tokenize(form))


def _english_key(text: str) -> tuple[str, ...]:
    words = _ENGLISH_WORD.findall(search_form(text).replace("-", " "))
    return tuple(stem(word) for word in words if word not in STOPWORDS)
