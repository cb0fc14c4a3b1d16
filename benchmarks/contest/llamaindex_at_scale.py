"""LlamaIndex's quickstart over the passages and vectors of a casebase: `… MODEL HOME` prints its search times as JSON.

Nothing is embedded but the questions: nodes carry the vectors that the casebase holds. Runs in the peers' environment.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import chromadb
import numpy as np
from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.chroma import ChromaVectorStore

_PASSAGES = """
select passages.id, passages.text, versions.file_name, vectors.vector
from passages join versions on versions.id = passages.version join vectors on vectors.key = passages.body_key
"""
TOP = 10


def main(model: str, home: str) -> None:
    """Fill a Chroma collection through LlamaIndex and ask every question of the casebase's measurement."""
    questions = json.loads((Path(home) / "questions.json").read_text(encoding="utf-8"))
    embedding = HuggingFaceEmbedding(model_name=model, query_instruction="query: ", text_instruction="passage: ")
    with sqlite3.connect(Path(home) / "casebase.sqlite3") as database, tempfile.TemporaryDirectory() as folder:
        nodes = [
            TextNode(id_=id, text=text, metadata={"file_name": file}, embedding=np.frombuffer(vector, "<f2").tolist())
            for id, text, file, vector in database.execute(_PASSAGES)
        ]
        quiet = chromadb.Settings(anonymized_telemetry=False)
        collection = chromadb.PersistentClient(folder, settings=quiet).create_collection("quickstart")
        store = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        began = time.perf_counter()
        index = VectorStoreIndex(nodes, storage_context=store, embed_model=embedding)
        built = time.perf_counter() - began
        retriever = index.as_retriever(similarity_top_k=TOP)
        times = []
        for question in [*questions[:10], *questions]:
            began = time.perf_counter()
            retriever.retrieve(question)
            times.append((time.perf_counter() - began) * 1000)
        p50, p95 = np.percentile(times[10:], [50, 95])
        print(json.dumps({"passages": len(nodes), "build_s": built, "search_ms": [p50, p95]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
