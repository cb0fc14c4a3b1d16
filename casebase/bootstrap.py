"""The one place where concrete parts are chosen and put together."""

from __future__ import annotations

from threadpoolctl import threadpool_limits

from casebase.answer.answerer import Answerer
from casebase.answer.conversing import FollowUps
from casebase.answer.extractive import ExtractiveEngine
from casebase.answer.llm.endpoints import read_endpoints
from casebase.answer.llm.engine import LlmEngine
from casebase.answer.llm.writing import LlmWriter
from casebase.answer.nearness import open_nearness
from casebase.answer.support import open_entailment
from casebase.answering import Answering
from casebase.catalogue.catalogue import Catalogue
from casebase.compare.cells import CellReader
from casebase.conversation.asking import Conversations
from casebase.embedding import Embedder, open_embedder
from casebase.guidelines.clauses import ClauseReader
from casebase.index.forgetting import Forgetting
from casebase.index.keeper import IndexKeeper
from casebase.index.search import SearchIndex
from casebase.personal.sending import BeforeSending
from casebase.readings import Readings
from casebase.retrieve.excerpts import nearest_sentences
from casebase.retrieve.reader import open_reader
from casebase.retrieve.rerank import open_reranker
from casebase.retrieve.retriever import Retriever
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.case_shelves import CaseShelves
from casebase.store.cases import Cases
from casebase.store.checks import Checks
from casebase.store.database import open_database
from casebase.store.desk import JobDesk
from casebase.store.editions import Editions
from casebase.store.feed import Feed
from casebase.store.feedback import FeedbackBook
from casebase.store.import_runs import ImportRuns
from casebase.store.kept import KeptAnswers
from casebase.store.library import Library
from casebase.store.saved import SavedSearches
from casebase.store.shelves import Shelves
from casebase.store.threads import Threads
from casebase.store.usage import Usage
from casebase.store.withdrawal import Withdrawals
from casebase.tables.registers import Registers


def open_casebase(settings: Settings, embedder: Embedder | None = None) -> Casebase:
    """Open the casebase in `settings.home`, creating it if there is none; `embedder` overrides the model that is set."""
    # The products of a question are small: threads of the linear algebra only wait for each other (docs/decisions/001).
    threadpool_limits(limits=1, user_api="blas")
    embedder = embedder or open_embedder(settings)
    engine = open_database(settings)
    originals = Originals(settings.originals_folder)
    feed = Feed(engine, embedder.fingerprint)
    shelves = Shelves(engine, originals)
    index = SearchIndex(settings.index_folder, feed)
    forgetting = Forgetting(settings.index_folder, feed, engine)
    keeper = IndexKeeper(settings.index_folder, feed, index, forgetting)
    index.on_damage = keeper.build_in_background
    retriever = Retriever(index, feed, shelves, embedder, open_reranker(settings))
    usage = Usage(engine)
    endpoints = read_endpoints(settings.llms)
    engines = {name: LlmEngine(name, one, usage) for name, one in endpoints.items()}
    sending = BeforeSending(settings.confidential_labels.split(","))
    writers = {name: LlmWriter(name, one, usage, sending) for name, one in endpoints.items()}
    reader = open_reader(settings, embedder)
    quoting = ExtractiveEngine(open_nearness(embedder, feed), reader)
    entailment = open_entailment(settings, embedder)
    answerer = Answerer(quoting, shelves, reader, engines, entailment, sending)
    cases = CaseShelves(engine)
    across, excerpts = None if settings.reranker else reader, nearest_sentences(embedder, feed)
    answering = Answering(
        retriever,
        answerer,
        Catalogue(cases, shelves, retriever),
        Registers(shelves),
        across,
        excerpts,
        settings.engine,
    )
    answers = KeptAnswers(engine, shelves)
    return Casebase(
        Library(engine, originals),
        shelves,
        embedder,
        retriever,
        answering,
        keeper,
        Editions(engine),
        Withdrawals(engine),
        answers,
        JobDesk(engine, originals),
        Checks(engine),
        Cases(engine, originals),
        cases,
        ImportRuns(engine, originals),
        SavedSearches(engine),
        Conversations(Threads(engine), answers, FollowUps(writers, sending.holds_back), retriever),
        FeedbackBook(engine, answers),
        ClauseReader(embedder, Readings(settings.readings_folder, "clauses")),
        CellReader(embedder, Readings(settings.readings_folder, "cells")),
        across,
        excerpts,
        writers,
    )
