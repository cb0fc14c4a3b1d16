"""The casebase as pages, commands and other programs use it. Every call that returns text takes a reader."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from casebase.access import ORGANIZATIONS, Reader
from casebase.answer.translating import Translator, translations
from casebase.answering import Answering
from casebase.cases.likeness import Likeness
from casebase.compare.cells import CellReader
from casebase.compare.organizations import Comparison, compare
from casebase.compare.table import Cells, Table, asked_cells, cases_of, make_table
from casebase.conversation.asking import Conversations
from casebase.conversation.threads import Thread, Turn
from casebase.embedding import Embedder
from casebase.errors import EngineUnknown
from casebase.findings import Finding
from casebase.guidelines.clauses import Clause, ClauseReader
from casebase.index.keeper import IndexKeeper
from casebase.models import (
    Answer,
    Document,
    DocumentId,
    Filters,
    Grounds,
    Hit,
    Kind,
    Listed,
    Page,
    Passage,
    PassageId,
    SearchResult,
    VersionId,
)
from casebase.retrieve.across import read_across
from casebase.retrieve.duplicates import collapsed
from casebase.retrieve.excerpts import Excerpts, whole_passages
from casebase.retrieve.reader import PassageReader
from casebase.retrieve.retriever import SPARE, Retriever
from casebase.store.case_shelves import CaseShelves
from casebase.store.cases import Cases
from casebase.store.checks import Checks
from casebase.store.desk import JobDesk
from casebase.store.editions import Editions
from casebase.store.feedback import FeedbackBook
from casebase.store.import_runs import ImportRuns
from casebase.store.kept import KeptAnswers
from casebase.store.library import Library
from casebase.store.saved import SavedSearches
from casebase.store.shelves import Shelves
from casebase.store.withdrawal import Withdrawals


class Casebase:
    """Answers, search results, documents and pages, each only as far as its reader may see them.

    Unknown ids and ids that the reader may not see raise the same `NotFound`. `library` and `embedder` are what
    ingestion writes with; `index` is told when something was published. `editions` and `withdrawals` are what editors
    decide with; `answers` keeps those that were shown; `jobs` takes in files for the worker; `checks` holds what the
    health check found; `case_desk` holds case records from draft to publication; `cases` counts, lists and relates
    those that are published; `imports` takes in registries; `saved` keeps searches by name. `conversations` keeps who
    asked what after what, `feedback` what was said of answers. `passage_reader` orders passages in another language than
    the question's, by their `excerpts`; None leaves them as the search ranks them.
    """

    def __init__(
        self,
        library: Library,
        shelves: Shelves,
        embedder: Embedder,
        retriever: Retriever,
        answering: Answering,
        index: IndexKeeper,
        editions: Editions,
        withdrawals: Withdrawals,
        answers: KeptAnswers,
        jobs: JobDesk,
        checks: Checks,
        case_desk: Cases,
        cases: CaseShelves,
        imports: ImportRuns,
        saved: SavedSearches,
        conversations: Conversations,
        feedback: FeedbackBook,
        clause_reader: ClauseReader,
        cell_reader: CellReader,
        passage_reader: PassageReader | None = None,
        excerpts: Excerpts = whole_passages,
        translators: Mapping[str, Translator] | None = None,
    ) -> None:
        self.library = library
        self.checks = checks
        self.case_desk = case_desk
        self.cases = cases
        self.imports = imports
        self.saved = saved
        self.embedder = embedder
        self.retriever = retriever
        self.index = index
        self.editions = editions
        self.withdrawals = withdrawals
        self.jobs = jobs
        self.conversations = conversations
        self.feedback = feedback
        self._passage_reader = passage_reader
        self._excerpts = excerpts
        self._translators = translators or {}
        self._clause_reader = clause_reader
        self._cell_reader = cell_reader
        self._shelves = shelves
        self._likeness = Likeness(shelves, retriever)
        self._answering = answering
        self.answers = answers

    def search(self, question: str, reader: Reader, filters: Filters = Filters(), top: int = 10) -> SearchResult:
        """Return the passages that fit `question` best, best first; an empty question finds nothing.

        Passages of nearly the same text count once; the best of them has the others as its `copies`.
        """
        began, wanted = time.perf_counter(), top
        search = self.retriever.search(question, reader, filters)
        while True:
            ranking = search.ranked(wanted)
            fetched = search.hits(ranking, stop=wanted + SPARE)
            hits = collapsed(fetched)
            if len(hits) < top:  # so many copies among the best: all that was ranked, and then more than that
                fetched += search.hits(ranking, start=wanted + SPARE)
                hits = collapsed(fetched)
            if len(hits) >= top or not ranking.more:
                hits = read_across(hits, question, self._passage_reader, excerpts=self._excerpts)
                return SearchResult(tuple(hits[:top]), (time.perf_counter() - began) * 1000)
            wanted *= 4

    def passages(self, question: str, reader: Reader, filters: Filters, top: int) -> tuple[Hit, ...]:
        """Return the passages that fit best, copies among them, for lists in which every document stands for itself."""
        return self.retriever.retrieve(question, reader, filters, top).hits

    @property
    def engines(self) -> Sequence[str]:
        """Names of the engines that can answer, the one that quotes first."""
        return self._answering.engines

    @property
    def default_engine(self) -> str:
        """Name of the engine that answers unless another is asked for."""
        return self._answering.default_engine

    def ask(self, question: str, reader: Reader, filters: Filters = Filters(), engine: str = "") -> Answer:
        """Answer with sentences that each rest on a stored passage, or say that the casebase does not hold the answer.

        `engine` is one of `engines`, empty for the one that is set. Raises EngineUnknown.
        """
        *_, last = self.asking(question, reader, filters, engine)
        return last

    def asking(self, question: str, reader: Reader, filters: Filters = Filters(), engine: str = "") -> Iterator[Answer]:
        """Yield the answer as it grows, every sentence of it checked; the last one is the answer."""
        yield from self._answering.answers(question, reader, filters, engine)

    def ask_next(
        self,
        typed: str,
        thread: Thread | None,
        person: str,
        reader: Reader,
        filters: Filters = Filters(),
        engine: str = "",
    ) -> tuple[Thread, Answer]:
        """Ask the next question of `thread`, put in full by what was asked before, and keep both; None begins a thread.

        Without limits of its own it is asked with those of the question before. Raises EngineUnknown, NotFound.
        """
        threads = self.conversations.threads
        resolved = self.conversations.in_full(typed, thread, reader, engine)
        limits = thread.last.filters if thread and filters == Filters() else filters
        answer = self.ask(resolved.question, reader, limits, engine)
        kept = self.answers.keep(resolved.question, limits, answer) if answer.sentences else ""
        turn = Turn(typed, resolved.question, resolved.by, kept, answer.engine, limits)
        return (threads.add(thread.id, person, turn) if thread else threads.begin(person, turn)), answer

    def by_organization(self, question: str, reader: Reader, filters: Filters = Filters()) -> Comparison:
        """Answer a question from the documents of each organisation that the reader may see, side by side."""
        there = self.facets(reader, replace(filters, organizations=()))["organizations"]
        wanted = [key for key in (*ORGANIZATIONS, *there) if key in there]
        if filters.organizations:
            wanted = [key for key in wanted if key in filters.organizations]

        def ask(asked: str, organization: str) -> Answer:
            of_one = self.ask(asked, reader, replace(filters, organizations=(organization,)), self._answering.quoting)
            quotes = tuple(one for one in of_one.sentences if one.grounds is not Grounds.COUNTED)
            return replace(of_one, sentences=quotes)

        return compare(question, list(dict.fromkeys(wanted)), ask, self.embedder)

    def table(self, answer: Answer, reader: Reader) -> Table:
        """Return the cases that an answer cites as a table, every cell with the place where it is said."""
        return self.table_of(cases_of(answer), reader)

    def table_of(self, documents: Sequence[Document], reader: Reader) -> Table:
        """Return documents as a table, a row each."""

        def page_of(version: str, number: int) -> Page:
            return self.page(version, number, reader)

        def ask(asked: str, document: Document) -> Answer:
            return self.ask(asked, reader, Filters(documents=(document.id,)), self._answering.quoting)

        def read(document: Document) -> Cells:
            by_layer = self._cell_reader.can_read
            return self._cell_reader.cells(document, page_of) if by_layer else asked_cells(document, ask)

        return make_table(documents, page_of, read)

    def clauses(self, reader: Reader) -> Sequence[Clause]:
        """Return the clauses of all guidelines that the reader may see, by topic and place (see `casebase.guidelines`)."""
        guidelines = self.documents(reader, Filters(kinds=(Kind.GUIDELINE,)))
        return [
            clause
            for document in guidelines
            for clause in self._clause_reader.clauses(document, lambda v, number: self.page(v, number, reader))
        ]

    @property
    def translators(self) -> Sequence[str]:
        """Names of the language models that can translate quotes."""
        return list(self._translators)

    def translate(self, answer: Answer, language: str, engine: str, reader: Reader) -> Mapping[int, str]:
        """Return machine translations into `language` of sentences in another language, by their place in the answer.

        Only those are returned that agree with the original in numbers and places, and only text that may leave is sent; rights
        are asked again. Raises EngineUnknown, EngineFailed.
        """
        writer = self._translators.get(engine)
        if writer is None:
            raise EngineUnknown(engine, ", ".join(self._translators))
        return translations(answer, language, writer, lambda version, page: self.page(version, page, reader))

    def documents(self, reader: Reader, filters: Filters = Filters()) -> Sequence[Document]:
        """Return the documents that pass `filters`, the most recently changed first."""
        return self._shelves.documents(reader, filters)

    def listed(self, reader: Reader, filters: Filters = Filters()) -> Sequence[Listed]:
        """Return of every document that passes `filters` what a list is searched and sorted by, the last changed first."""
        return self._shelves.listed(reader, filters)

    def some(self, documents: Sequence[DocumentId], reader: Reader) -> Sequence[Document]:
        """Return those of `documents` that are there and the reader's to see, in their order."""
        return self._shelves.some(documents, reader)

    def facets(self, reader: Reader, filters: Filters = Filters()) -> Mapping[str, Mapping[str, int]]:
        """Return counts of documents by field (`organizations`, `kinds`, `task_types`, `policy_areas`, `statuses`).

        Each field is counted with every other filter applied but its own, so that alternatives show what they would add.
        """
        return self._shelves.facets(reader, filters)

    def document(self, document: DocumentId, reader: Reader) -> Document:
        """Return one document as it stands."""
        return self._shelves.document(document, reader)

    def versions(self, document: DocumentId, reader: Reader) -> Sequence[Document]:
        """Return the versions of a document, the newest first."""
        return self._shelves.versions(document, reader)

    def version(self, version: VersionId, reader: Reader) -> Document:
        """Return a document as of one version, also one that has been replaced: old citations stay viewable."""
        return self._shelves.version(version, reader)

    def page(self, version: VersionId, number: int, reader: Reader) -> Page:
        """Return one page of one version."""
        return self._shelves.page(version, number, reader)

    def passage(self, passage: PassageId, reader: Reader) -> Passage:
        """Return one passage by its id."""
        return self._shelves.passage(passage, reader)

    def original(self, version: VersionId, reader: Reader) -> bytes:
        """Return the bytes of the original file. Raises `Withheld` where passages of it were masked."""
        return self._shelves.original(version, reader)

    def drawing(self, version: VersionId, reader: Reader) -> bytes:
        """Return the bytes from which pages are drawn; what `masked` returns must be covered on the picture."""
        return self._shelves.drawing(version, reader)

    def masked(self, version: VersionId, reader: Reader) -> Sequence[Finding]:
        """Return the places of a version that the editor had masked."""
        return self._shelves.masked(version, reader)

    def similar(self, document: DocumentId, reader: Reader, top: int = 5) -> Sequence[Document]:
        """Return the documents nearest in meaning, nearest first, without the document itself."""
        return self._likeness.similar(document, reader, top)

    def cases_like(self, document: DocumentId, reader: Reader, top: int = 4) -> Sequence[Document]:
        """Return the cases nearest in meaning to one, nearest first; of equally many words in common those on its task."""
        return self._likeness.cases_like(document, reader, top)
