"""Haystack's getting started: converter, splitter, sentence-transformers embedders, in-memory store and retriever."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from haystack.components.converters import TextFileToDocument
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.contest.contestant import Ingest, Search, run

TOP = 20


def prepare(model: Path) -> Ingest:
    """Load the models with the prefixes they were trained with."""
    of_texts = SentenceTransformersDocumentEmbedder(model=str(model), prefix="passage: ", progress_bar=False)
    of_question = SentenceTransformersTextEmbedder(model=str(model), prefix="query: ", progress_bar=False)
    of_texts.warm_up()
    of_question.warm_up()

    def ingest(texts: Path, home: Path) -> tuple[int, Search]:
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        documents = TextFileToDocument().run(sources=sorted(texts.iterdir()))["documents"]
        pieces = DocumentSplitter().run(documents)["documents"]
        store.write_documents(of_texts.run(pieces)["documents"])
        store.save_to_disk(str(home / "store.json"))
        retriever = InMemoryEmbeddingRetriever(store, top_k=TOP)

        def search(question: str) -> Sequence[str]:
            found = retriever.run(query_embedding=of_question.run(question)["embedding"])["documents"]
            return [PurePath(document.meta["file_path"]).stem for document in found]

        return store.count_documents(), search

    return ingest


if __name__ == "__main__":
    run("Haystack", prepare)
