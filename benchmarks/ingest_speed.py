"""How fast plain text becomes findable, against LlamaIndex's quickstart with the same base model.

The quickstart is SimpleDirectoryReader, HuggingFaceEmbedding and a persistent Chroma collection, all with their
defaults, on the float32 checkpoint that the bundled model was expanded to. Ours is the product's own pipeline, its
database and originals flushed to the disk, and an index generation built at the end. Models are loaded before the
clock starts. The two take turns on the same files.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpus import read_texts, write_texts
from casebase.bootstrap import open_casebase
from casebase.bundled_model import expand_bundled_model
from casebase.embedding import Embedder, open_embedder
from casebase.models import Details
from casebase.settings import Settings
from ingest.pipeline import ingest_files
from ingest.records import FileStatus, IncomingFile


@dataclass(frozen=True, slots=True)
class Run:
    """One ingestion: seconds taken, passages made, files made findable."""

    seconds: float
    passages: int
    files: int


def main(arguments: list[str]) -> None:
    """Print medians of both ways and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks ingest", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="text files, folders, or JSON lines with a field `text`")
    parser.add_argument("--files", type=int, default=200, help="texts to take, a file each (default 200)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each way (default 3)")
    options = parser.parse_args(arguments)
    texts = read_texts(options.paths, options.files)
    settings = Settings()
    embedder = open_embedder(settings)
    quickstart = _quickstart(expand_bundled_model(settings.models))
    ways: dict[str, Callable[[Path, Path], Run]] = {
        "LlamaIndex quickstart": quickstart,
        "ai-casebase": lambda source, home: _ours(source, home, embedder),
    }
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "texts"
        write_texts(texts, source)
        few = Path(folder) / "few"
        write_texts(texts[:8], few)
        for name, way in ways.items():
            way(few, Path(folder) / f"warm-{name}")
        for turn in range(options.repeat):
            for name, way in ways.items():
                runs[name].append(way(source, Path(folder) / f"{turn}-{name}"))
                print(f"  {name}, run {turn + 1}: {runs[name][-1].seconds:.1f} s", flush=True)
    _report(runs, len(texts), sum(map(len, texts)))


def _report(runs: dict[str, list[Run]], files: int, characters: int) -> None:
    print(f"\n{files} files, {characters} characters; medians of {len(next(iter(runs.values())))} runs in turn\n")
    print("| | seconds | files | passages | passages/s | characters/s |\n|---|---|---|---|---|---|")
    speeds: list[tuple[float, float]] = []
    for name, all_runs in runs.items():
        seconds = statistics.median(run.seconds for run in all_runs)
        run = all_runs[0]
        speeds.append((run.passages / seconds, characters / seconds))
        print(f"| {name} | {seconds:.1f} | {run.files} | {run.passages} | {speeds[-1][0]:.1f} | {speeds[-1][1]:.0f} |")
    (their_passages, their_characters), (our_passages, our_characters) = speeds
    print(
        f"\nai-casebase: {our_passages / their_passages:.1f} × the passages a second, "
        f"{our_characters / their_characters:.1f} × the characters a second"
    )


def _ours(source: Path, home: Path, embedder: Embedder) -> Run:
    casebase = open_casebase(Settings(home=home), embedder)
    began = time.perf_counter()
    files = (IncomingFile(path.name, path.read_bytes(), Details("other")) for path in sorted(source.iterdir()))
    outcomes = list(ingest_files(files, casebase.library, casebase.embedder))
    casebase.index.build()
    seconds = time.perf_counter() - began
    done = [outcome for outcome in outcomes if outcome.status is not FileStatus.FAILED]
    return Run(seconds, sum(outcome.passages for outcome in done), len(done))


def _quickstart(model: Path) -> Callable[[Path, Path], Run]:
    # Imported here: only this measurement needs them, and they take ten seconds.
    import chromadb  # noqa: PLC0415
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex  # noqa: PLC0415
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # noqa: PLC0415
    from llama_index.vector_stores.chroma import ChromaVectorStore  # noqa: PLC0415

    embedding = HuggingFaceEmbedding(model_name=str(model))

    def run(source: Path, home: Path) -> Run:
        quiet: Any = chromadb.Settings(anonymized_telemetry=False)
        collection = chromadb.PersistentClient(str(home), settings=quiet).create_collection("quickstart")
        began = time.perf_counter()
        documents = SimpleDirectoryReader(str(source)).load_data()
        store = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        VectorStoreIndex.from_documents(documents, storage_context=store, embed_model=embedding)
        return Run(time.perf_counter() - began, collection.count(), len(documents))

    return run
