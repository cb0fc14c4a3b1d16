"""LlamaIndex's quickstart: SimpleDirectoryReader, HuggingFaceEmbedding, a persistent Chroma collection, all defaults."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

import chromadb
from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.chroma import ChromaVectorStore

from benchmarks.contest.contestant import Ingest, Search, run

TOP = 20


def prepare(model: Path) -> Ingest:
    """Load the model with the prefixes it was trained with."""
    embedding = HuggingFaceEmbedding(model_name=str(model), query_instruction="query: ", text_instruction="passage: ")

    def ingest(texts: Path, home: Path) -> tuple[int, Search]:
        quiet = chromadb.Settings(anonymized_telemetry=False)
        collection = chromadb.PersistentClient(str(home), settings=quiet).create_collection("quickstart")
        documents = SimpleDirectoryReader(str(texts)).load_data()
        store = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        index = VectorStoreIndex.from_documents(documents, storage_context=store, embed_model=embedding)
        retriever = index.as_retriever(similarity_top_k=TOP)

        def search(question: str) -> Sequence[str]:
            return [PurePath(found.node.metadata["file_name"]).stem for found in retriever.retrieve(question)]

        return collection.count(), search

    return ingest


if __name__ == "__main__":
    run("LlamaIndex quickstart", prepare)
