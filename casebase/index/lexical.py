"""The lexical half of an index generation: tantivy over words that Sudachi has cut, scored by BM25.

A passage is indexed together with its document's title and its section path: as words, as character bigrams, and as
what it says apart from how (synonyms, amounts, dates). Titles in a field of their own found less, see
docs/decisions/002-tantivy.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tantivy

from casebase.store.feed import IndexEntry
from casebase.text.meanings import meanings
from casebase.text.remembered import remembered
from casebase.text.tokens import bigrams, tokenize

FIELD_WEIGHTS: Mapping[str, float] = {"words": 1.0, "grams": 0.3, "meanings": 0.3}
"""How much a match counts by field; chosen on development questions, see docs/decisions/030-fusion.md."""

K1, B = 1.2, 0.75
"""BM25's saturation and length normalisation, tantivy's own constants (Robertson and Zaragoza 2009)."""

_WRITER_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """The distinct terms of a question, by field, each with what it counts (1: the question's own)."""

    words: Mapping[str, float]
    grams: Mapping[str, float]
    meanings: Mapping[str, float] = field(default_factory=dict)

    def of(self, field_name: str) -> Mapping[str, float]:
        """Return the terms that are looked up in a field."""
        return {"words": self.words, "grams": self.grams, "meanings": self.meanings}[field_name]

    def __or__(self, others: Terms) -> Terms:
        """Join two sets of terms; a term in both keeps what it counts here."""
        return Terms(
            {**others.words, **self.words}, {**others.grams, **self.grams}, {**others.meanings, **self.meanings}
        )


NO_TERMS = Terms({}, {})


def question_terms(question: str) -> Terms:
    """Cut a question into distinct terms, in order of first use."""
    words = dict.fromkeys(tokenize(question), 1.0)
    return Terms(words, dict.fromkeys(bigrams(question), 1.0), dict.fromkeys(meanings(words, question), 1.0))


def passage_terms(entry: IndexEntry) -> dict[str, list[str]]:
    """Return the terms of a passage by field, repetitions included."""
    above = f"{entry.title}\n{entry.section}"
    words, grams_above = passage_words(entry), _terms_above(above)[1]
    said = meanings(words, f"{above}\n{entry.text}")
    return {"words": words, "grams": [*grams_above, *bigrams(entry.text)], "meanings": said}


def passage_words(entry: IndexEntry) -> list[str]:
    """Return the words of a passage and of the titles above it, repetitions included."""
    return [*_terms_above(f"{entry.title}\n{entry.section}")[0], *entry.tokens.split()]


@remembered(1024)  # passages of one document come one after the other
def _terms_above(titles: str) -> tuple[Sequence[str], Sequence[str]]:
    return tokenize(titles), bigrams(titles)


class LexicalWriter:
    """Writes a lexical index into a new folder; rows are numbered from 0 in order of adding."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._writer = tantivy.Index(_schema(), path=str(folder)).writer(heap_size=_WRITER_BYTES, num_threads=1)
        self._rows = 0

    def add(self, entries: Iterable[IndexEntry]) -> None:
        """Take in more passages."""
        for entry in entries:
            fields = {name: " ".join(found) for name, found in passage_terms(entry).items()}
            document = tantivy.Document(document=entry.document, **fields)
            document.add_unsigned("row", self._rows)
            self._writer.add_document(document)
            self._rows += 1

    def close(self) -> None:
        """Finish the index; it can be opened from now on."""
        self._writer.commit()
        self._writer.wait_merging_threads()


class LexicalIndex:
    """One immutable lexical index; rows are numbered as in the generation."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        index.reload()
        self._searcher = index.searcher()
        self.rows: int = self._searcher.num_docs

    def search(self, terms: Terms, top: int, documents: tantivy.Query | None = None) -> list[tuple[int, float]]:
        """Return (row, score) of the best rows, best first; only rows of `documents` (see `only`) if given."""
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
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, documents)])
        hits = self._searcher.search(query, limit=top, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [(row, score) for row, (score, _) in zip(rows, hits, strict=True)]

    def numbers(self) -> list[int]:
        """Return the number of every row, ascending: 0, 1, 2, … in an index that is whole."""
        hits = self._searcher.search(tantivy.Query.all_query(), limit=max(1, self.rows), count=False).hits
        return sorted(self._searcher.fast_field_values("row", [address for _, address in hits]))

    def holds(self, row: int, document: str, terms: Mapping[str, Sequence[str]]) -> bool:
        """Tell whether a search for all of `terms` (by field) within `document` returns `row`."""
        wanted = [
            (tantivy.Occur.Must, tantivy.Query.term_query(self._schema, name, term))
            for name, some in terms.items()
            for term in some
        ]
        wanted.append((tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "document", document)))
        hits = self._searcher.search(tantivy.Query.boolean_query(wanted), limit=self.rows, count=False).hits
        return row in self._searcher.fast_field_values("row", [address for _, address in hits])

    def only(self, documents: Sequence[str]) -> tantivy.Query:
        """Return the condition that a row is of one of `documents`; it may be kept and used many times."""
        return tantivy.Query.const_score_query(
            tantivy.Query.term_set_query(self._schema, "document", list(documents)), 0.0
        )

    def document_frequency(self, field_name: str, term: str) -> int:
        """Return in how many rows `term` stands in a field."""
        return int(self._searcher.doc_freq(field_name, term))


def most_of_a_term(holding: int, rows: int) -> float:
    """Return what a term adds to a BM25 score at most, when `holding` of `rows` passages hold it."""
    total = max(holding, rows)
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5)) * (K1 + 1)


class UnindexedTerms:
    """Passages that are not in the index yet, scored by the same formula with the statistics of both together."""

    def __init__(self, index: LexicalIndex | None) -> None:
        self._index = index
        self._postings: dict[tuple[str, str], dict[int, int]] = {}
        self._lengths: dict[str, list[int]] = {name: [] for name in FIELD_WEIGHTS}

    def add(self, entry: IndexEntry) -> None:
        """Take in one more passage; rows are numbered from 0 in order of adding."""
        for name, terms in passage_terms(entry).items():
            row = len(self._lengths[name])
            self._lengths[name].append(len(terms))
            for term, count in Counter(terms).items():
                self._postings.setdefault((name, term), {})[row] = count

    def document_frequency(self, field_name: str, term: str) -> int:
        """Return in how many of these passages `term` stands in a field."""
        return len(self._postings.get((field_name, term), ()))

    def scores(self, terms: Terms) -> dict[int, float]:
        """Return the score of every row that holds any term."""
        found: dict[int, float] = {}
        for name, field_weight in FIELD_WEIGHTS.items():
            lengths, average = self._lengths[name], self._average_length(name)
            for term, counts in terms.of(name).items():
                weight = field_weight * counts * self._most(name, term)
                for row, count in self._postings.get((name, term), {}).items():
                    score = weight * count / (count + K1 * (1 - B + B * lengths[row] / average))
                    found[row] = found.get(row, 0.0) + score
        return found

    def _most(self, field_name: str, term: str) -> float:
        indexed = self._index.document_frequency(field_name, term) if self._index else 0
        rows = (self._index.rows if self._index else 0) + len(self._lengths[field_name])
        return most_of_a_term(indexed + self.document_frequency(field_name, term), rows)

    def _average_length(self, field_name: str) -> float:
        lengths = self._lengths[field_name]
        return max(1.0, sum(lengths) / max(1, len(lengths)))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in FIELD_WEIGHTS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("row", stored=False, indexed=False, fast=True)
    return builder.build()
