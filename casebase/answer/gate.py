"""The cite gate: no sentence reaches a reader unless our own code finds it in the stored page it cites.

Whatever an engine says about its sources is only a claim. The page is fetched again for the reader who asks, so rights
are checked again too; a page that is gone or no longer readable takes its sentences with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from casebase.answer.denial import denies, says_no, turns_round
from casebase.answer.engine import GAP, CitedSpan, Draft, DraftSentence
from casebase.answer.instructions import gives_orders
from casebase.answer.names import names_in
from casebase.answer.said import says_name
from casebase.answer.support import LEAST, LEAST_TRANSLATED, Entailment, combined, highest
from casebase.errors import NotFound
from casebase.models import AnswerSentence, Citation, Document, Grounds, Page, Removal, RemovedSentence, VersionId
from casebase.text.language import language_of
from casebase.text.lists import bare
from casebase.text.normalize import search_form
from casebase.text.numbers import missing, quantities
from casebase.text.remembered import remembered
from casebase.text.sentences import sentence_spans
from casebase.text.shingles import comparable
from casebase.text.tables import is_row, told_rows
from casebase.text.tokens import Vocabulary, tokenize, words

COVERAGE = 0.6
"""Share of a sentence's content words that its sources must hold where both are in one language."""

UNSAID_IN_A_ROW = 4
"""Words in a row that no source says, from which a sentence is taken to add a claim; rewording replaces one or two at a time."""

FEWEST_OF_A_CLAUSE = 4
"""Content words of a clause that can be a claim of its own."""

_JOINT = re.compile(r"[、;；：:]|,\s|\s(?:and|but|while|whereas|which|because|although|so)\s", re.IGNORECASE)
"""Where one clause of a sentence ends and another may begin."""

PageSource = Callable[[VersionId, int], Page]

_MENTIONED = re.compile(r"「[^「」]{1,40}」|“[^“”]{1,40}”")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Gated:
    """What the gate let through, and what it removed. Citations are numbered from 1 in order of first use."""

    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    removed: tuple[RemovedSentence, ...]


@dataclass(frozen=True, slots=True)
class _Proof:
    """A cited span as it stands in the store: the quote, the passage around it, and the titles above it.

    `told` is the quote with every row of a table told with the names of its columns, as far as the passage knows them.
    """

    cite: CitedSpan
    page: Page
    quote: str
    told: str
    passage: str
    titles: str


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the gate made of a sentence: a reason to remove it, or the grounds to keep it with the estimate."""

    objection: Removal | None = None
    grounds: Grounds = Grounds.QUOTED
    support: float = 1.0


def pass_gate(draft: Draft, page_of: PageSource, entailment: Entailment | None = None) -> Gated:
    """Keep the sentences of `draft` that the stored pages bear out; without `entailment` only words are compared.

    `page_of(version, number)` returns a stored page for the reader who asks and raises NotFound otherwise. A kept
    citation satisfies `quote == page.text[start:end]` with the page as stored now.
    """
    pages: dict[tuple[VersionId, int], Page | None] = {}

    def stored(version: VersionId, number: int) -> Page | None:
        if (version, number) not in pages:
            try:
                pages[version, number] = page_of(version, number)
            except NotFound:
                pages[version, number] = None
        return pages[version, number]

    kept: list[AnswerSentence] = []
    removed: list[RemovedSentence] = []
    citations: dict[tuple[VersionId, int, int, int], Citation] = {}
    for sentence in draft.sentences:
        proofs = _proofs(sentence.cites, stored)
        if isinstance(proofs, Removal):
            removed.append(RemovedSentence(sentence.text, proofs))
            continue
        judged = _judged(sentence, proofs, entailment)
        if judged.objection is not None:
            removed.append(RemovedSentence(sentence.text, judged.objection))
        else:
            numbers = tuple(dict.fromkeys(_cited(proof, citations).n for proof in proofs))
            kept.append(AnswerSentence(sentence.text, numbers, round(judged.support, 2), judged.grounds))
    return Gated(tuple(kept), tuple(citations.values()), tuple(removed))


def _proofs(
    cites: Iterable[CitedSpan], stored: Callable[[VersionId, int], Page | None]
) -> tuple[_Proof, ...] | Removal:
    """Read every cited span again. One that cannot be read, or reads otherwise than its passage, proves nothing."""
    proofs: list[_Proof] = []
    reason = Removal.NO_CITATION
    for cite in cites:
        passage = cite.hit.passage
        page = stored(passage.version, passage.page)
        if page is None:
            reason = Removal.NOT_READABLE
            continue
        inside = passage.start <= cite.start < cite.end <= passage.end <= len(page.text)
        if not inside or page.text[passage.start : passage.end] != passage.text:
            reason = Removal.NOT_IN_SOURCE
            continue
        details = cite.hit.document.details
        titles = "\n".join(
            (cite.hit.document.title, details.title_en, details.organization_name, *passage.section, page.label)
        )
        quote = page.text[cite.start : cite.end]
        told = told_rows(passage.text, cite.start - passage.start, cite.end - passage.start, passage.section)
        proofs.append(_Proof(cite, page, quote, told, passage.text, titles))
    return tuple(proofs) or reason


def _judged(sentence: DraftSentence, proofs: Sequence[_Proof], entailment: Entailment | None) -> _Judged:
    """Return why the proofs do not bear the sentence out, or how far they do."""
    if gives_orders(sentence.text):
        return _Judged(Removal.GIVES_ORDERS)
    said = _plain(sentence.text)
    quotes = [_plain(_evidence(text)) for proof in proofs for text in dict.fromkeys((proof.told, proof.quote))]
    if not said:
        return _Judged(Removal.NOT_IN_SOURCE)
    mentions = "「" in said or "“" in said
    if any(said in (quote if mentions else _stated(quote)) for quote in quotes) or _says_all(said, proofs):
        return _Judged()
    if any(is_row(proof.quote) and said == _plain(_told_on_its_page(proof)) for proof in proofs):
        return _Judged()
    held = "\n".join(
        part
        for proof in proofs
        for part in (_evidence(proof.told), _evidence(proof.quote), _evidence(proof.passage), proof.titles)
    )
    unsaid = missing(quantities(sentence.text), quantities("\n".join(quotes)))
    if unsaid - quantities(held):  # around the quote, a figure counts with its unit only: 「記録55」 is no 55 hours
        return _Judged(Removal.NUMBER_NOT_IN_SOURCE)
    searched = search_form(held)
    if not all(says_name(searched, name) for name in names_in(sentence.text)):
        return _Judged(Removal.NAME_NOT_IN_SOURCE)
    if language_of(sentence.text) != language_of(" ".join(quotes)):
        return _translated(sentence.text, held, quotes, entailment)
    covered = _coverage(sentence.text, held if mentions else _stated(held))
    if covered < COVERAGE or _adds(sentence.text, held) or _appends(sentence.text, held, quotes, entailment):
        return _Judged(Removal.NOT_IN_SOURCE)
    if denies(sentence.text, quotes) or turns_round(sentence.text, quotes):
        return _Judged(Removal.DENIES_SOURCE)
    support = combined(covered, highest(entailment, said, quotes))
    return _Judged(Removal.NOT_SUPPORTED if support < LEAST else None, Grounds.RESTATED, support)


def _says_all(said: str, proofs: Sequence[_Proof]) -> bool:
    """Tell whether a sentence is its quotes, each as a whole and in the order in which they stand on one page."""
    in_order = sorted(proofs, key=lambda proof: proof.cite.start)
    of_one_page = len({(proof.cite.hit.passage.version, proof.cite.hit.passage.page) for proof in proofs}) == 1
    quotes = [bare(_plain(proof.told)) for proof in in_order]
    return len(proofs) > 1 and of_one_page and [bare(piece) for piece in said.split(GAP)] == quotes


def _told_on_its_page(proof: _Proof) -> str:
    """Return a row told with the names that stand above it on its page: a passage keeps no more than the beginning of many."""
    return told_rows(proof.page.text, proof.cite.start, proof.cite.end)


def _translated(said: str, held: str, quotes: Sequence[str], entailment: Entailment | None) -> _Judged:
    """Judge a sentence in another language than its source: besides numbers and names, only meaning can be compared.

    A denial must stand in the source; and what the source denies in the sentence that is nearest in meaning must be denied.
    """
    if says_no(said) != says_no(held if says_no(said) else _nearest(said, quotes, entailment)):
        return _Judged(Removal.DENIES_SOURCE)
    meaning = highest(entailment, said, quotes)
    if meaning is not None and meaning < LEAST_TRANSLATED:
        return _Judged(Removal.NOT_SUPPORTED)
    clauses = [clause for clause in _JOINT.split(said) if len(words(clause)) >= FEWEST_OF_A_CLAUSE]
    if any(
        highest(entailment, _plain(clause), quotes) == 0.0 for clause in clauses
    ):  # nothing in common with any quote
        return _Judged(Removal.NOT_SUPPORTED)
    return _Judged(None, Grounds.TRANSLATED, 0.5 if meaning is None else meaning)


def _nearest(said: str, quotes: Sequence[str], entailment: Entailment | None) -> str:
    """Return the sentence of the quotes that is nearest in meaning; where meaning cannot be told, the one that denies least."""
    pieces = [quote[start:end] for quote in quotes for start, end in sentence_spans(quote)]
    if entailment is None:
        return next((piece for piece in pieces if not says_no(piece)), " ".join(pieces))
    return max(pieces, key=lambda piece: entailment.estimate(said, piece), default="")


def _stated(text: str) -> str:
    """Return a text without what it only mentions, in short quotation marks: 「「99%削減」と書く」 does not state the figure."""
    return _MENTIONED.sub("「」", text)


@remembered(1_000)
def _evidence(text: str) -> str:
    """Return a stretch of a document without the sentences that give orders: what they name is nothing that it states."""
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    stating = [sentence for sentence in sentences if not gives_orders(sentence)]
    return text if len(stating) == len(sentences) else "\n".join(stating)


def _coverage(sentence: str, held: str) -> float:
    said = set(tokenize(sentence))
    return len(said & set(tokenize(held))) / len(said) if said else 0.0


def _adds(sentence: str, held: str) -> bool:
    """Tell whether several words in a row are said nowhere in the sources: a claim of its own beside what they say."""
    known = Vocabulary.of(held)
    run = 0
    for word in words(sentence):
        run = 0 if known.says(word) else run + 1
        if run >= UNSAID_IN_A_ROW:
            return True
    return False


def _appends(sentence: str, held: str, quotes: Sequence[str], entailment: Entailment | None) -> bool:
    """Tell whether a clause of its own, few of whose words the sources say, is not borne out by any quote.

    In a long sentence the words of the source hide what was hung on to it.
    """
    known = Vocabulary.of(held)
    for clause in _JOINT.split(sentence):
        said = words(clause)
        share = sum(map(known.says, said)) / max(1, len(said))
        if len(said) < FEWEST_OF_A_CLAUSE or share >= COVERAGE:
            continue
        if combined(share, highest(entailment, _plain(clause), quotes)) < LEAST:
            return True
    return False


def _cited(proof: _Proof, citations: dict[tuple[VersionId, int, int, int], Citation]) -> Citation:
    passage, cite = proof.cite.hit.passage, proof.cite
    key = (passage.version, passage.page, cite.start, cite.end)
    if key not in citations:
        citations[key] = Citation(
            n=len(citations) + 1,
            document=cite.hit.document,
            passage=passage,
            page=passage.page,
            start=cite.start,
            end=cite.end,
            quote=proof.quote,
            also=_also(proof),
        )
    return citations[key]


def _also(proof: _Proof) -> tuple[Document, ...]:
    """Return the other documents whose passages hold the quote in the same words."""
    hit, quote = proof.cite.hit, comparable(proof.quote)
    holding = {copy.document.id for copy in hit.copies if quote in comparable(copy.passage.text)}
    return tuple(document for document in hit.also if document.id in holding)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
