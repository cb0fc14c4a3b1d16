"""The lexical half of an index generation: tantivy over words that Sudachi has cut, scored by BM25.

A passage is indexed together with its document's title and its section path, as words and as character bigrams. (Titles
in a field of their own found less: JSQuAD R@1 0.883 against 0.896, see docs/decisions/002-tantivy.md.)
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tantivy

from casebase.store.feed import IndexEntry
from casebase.text.tokens import bigrams, tokenize

FIELD_WEIGHTS: Mapping[str, float] = {"words": 1.0, "grams": 0.3}
"""How much a match counts by field; chosen on development questions, see docs/decisions/030-fusion.md."""

K1, B = 1.2, 0.75
"""BM25's saturation and length normalisation, tantivy's own constants (Robertson and Zaragoza 2009)."""

_WRITER_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """The distinct terms of a question, by field, each with what it counts (1: the question's own)."""

    words: Mapping[str, float]
    grams: Mapping[str, float]

    def of(self, field_name: str) -> Mapping[str, float]:
        """Return the terms that are looked up in a field."""
        return self.grams if field_name == "grams" else self.words

    def __or__(self, others: Terms) -> Terms:
        """Join two sets of terms; a term in both keeps what it counts here."""
        return Terms({**others.words, **self.words}, {**others.grams, **self.grams})


def question_terms(question: str) -> Terms:
    """Cut a question into distinct terms, in order of first use."""
    return Terms(dict.fromkeys(tokenize(question), 1.0), dict.fromkeys(bigrams(question), 1.0))


class PassageTerms:
    """Cuts passages into the terms of each field; titles and section paths, which repeat, are cut once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[list[str], list[str]]] = {}

    def of(self, entry: IndexEntry) -> dict[str, list[str]]:
        """Return the terms of a passage by field, repetitions included."""
        above = f"{entry.title}\n{entry.section}"
        if above not in self._known:
            self._known[above] = (tokenize(above), bigrams(above))
        words, grams = self._known[above]
        return {"words": words + entry.tokens.split(), "grams": grams + bigrams(entry.text)}


class LexicalIndex:
    """One immutable lexical index; rows are numbered as in the generation."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        index.reload()
        self._searcher = index.searcher()
        self.rows: int = self._searcher.num_docs

    @staticmethod
    def build(folder: Path, entries: Iterable[IndexEntry]) -> None:
        """Write an index of `entries`, numbered in their order, into `folder`."""
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(folder))
        writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        terms = PassageTerms()
        for row, entry in enumerate(entries):
            fields = {name: " ".join(found) for name, found in terms.of(entry).items()}
            writer.add_document(tantivy.Document(row=row, document=entry.document, **fields))
        writer.commit()
        writer.wait_merging_threads()

    def search(self, terms: Terms, top: int, documents: Sequence[str] | None = None) -> list[tuple[int, float]]:
        """Return (row, score) of the best rows, best first; only rows of `documents` if given."""
        wanted = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, name, term), weight * counts),
            )
            for name, weight in FIELD_WEIGHTS.items()
            for term, counts in terms.of(name).items()
        ]
        if not wanted or not self.rows:
            return []
        query = tantivy.Query.boolean_query(wanted)
        if documents is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "document", list(documents))
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0))]
            )
        hits = self._searcher.search(query, limit=top, count=False).hits
        return [(self._searcher.doc(address).get_first("row"), score) for score, address in hits]

    def document_frequency(self, field_name: str, term: str) -> int:
        """Return in how many rows `term` stands in a field."""
        return int(self._searcher.doc_freq(field_name, term))


@dataclass(slots=True)
class UnindexedTerms:
    """Passages that are not in the index yet, scored by the same formula with the statistics of both together."""

    index: LexicalIndex | None
    _cut: PassageTerms = field(default_factory=PassageTerms)
    _fields: list[dict[str, Counter[str]]] = field(default_factory=list)
    _frequencies: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, entry: IndexEntry) -> None:
        """Take in one more passage; rows are numbered from 0 in order of adding."""
        counts = {name: Counter(terms) for name, terms in self._cut.of(entry).items()}
        self._fields.append(counts)
        for name, counter in counts.items():
            self._frequencies.setdefault(name, Counter()).update(counter.keys())

    def document_frequency(self, field_name: str, term: str) -> int:
        """Return in how many of these passages `term` stands in a field."""
        return self._frequencies.get(field_name, Counter())[term]

    def scores(self, terms: Terms, rows: Iterable[int]) -> list[tuple[int, float]]:
        """Return (row, score) of those of `rows` that hold any term, in the order given."""
        weights = {
            (name, term): weight * counts * self._inverse_frequency(name, term)
            for name, weight in FIELD_WEIGHTS.items()
            for term, counts in terms.of(name).items()
        }
        averages = {name: self._average_length(name) for name in FIELD_WEIGHTS}
        found = []
        for row in rows:
            score = 0.0
            for name, counter in self._fields[row].items():
                length = 1 - B + B * counter.total() / averages[name]
                for term in terms.of(name):
                    if count := counter.get(term):
                        score += weights[name, term] * count * (K1 + 1) / (count + K1 * length)
            if score > 0:
                found.append((row, score))
        return found

    def _inverse_frequency(self, field_name: str, term: str) -> float:
        indexed = self.index.document_frequency(field_name, term) if self.index else 0
        holding = indexed + self.document_frequency(field_name, term)
        total = max(holding, (self.index.rows if self.index else 0) + len(self._fields))
        return math.log(1 + (total - holding + 0.5) / (holding + 0.5))

    def _average_length(self, field_name: str) -> float:
        return max(1.0, sum(counts[field_name].total() for counts in self._fields) / max(1, len(self._fields)))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in FIELD_WEIGHTS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("row", stored=True, indexed=False)
    return builder.build()
