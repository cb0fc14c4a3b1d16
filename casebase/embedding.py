"""Text to vectors: one port, three engines behind it.

`OnnxEmbedder` runs the bundled model and is the default, `SentenceTransformersEmbedder` any other model, and
`HashingEmbedder` needs no model at all. Nothing here calls out, unless a model is set by a hub's name.
"""

from __future__ import annotations

import hashlib
import os
import threading
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from casebase.bundled_model import (
    DIMENSIONS,
    GRAPH,
    MAX_TOKENS,
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    Progress,
    bundled_fingerprint,
    expand_bundled_model,
)
from casebase.errors import ModelError
from casebase.settings import BUNDLED_MODEL, Settings

Vectors = NDArray[np.float32]

FAKE_MODEL = "fake"
"""The setting that picks `HashingEmbedder`."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length, float32, shape (texts, dimensions).

    `fingerprint` names everything the vectors depend on: vectors of two fingerprints must never be compared.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are to be found."""
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        ...


def open_embedder(settings: Settings, progress: Progress | None = None) -> Embedder:
    """Return the embedder that is set, preparing the bundled model first if that is the one and it is not there yet.

    Raises ModelError with the way out.
    """
    if settings.model == FAKE_MODEL:
        return HashingEmbedder()
    if settings.model == BUNDLED_MODEL:
        stay_offline()
        return OnnxEmbedder(expand_bundled_model(settings.models, progress), settings.threads)
    return SentenceTransformersEmbedder(settings.model, settings.threads)


def stay_offline() -> None:
    """Keep the model libraries from calling out: no hub, no telemetry."""
    for name in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        os.environ.setdefault(name, "1")


def available_threads(wanted: int = 0) -> int:
    """Return `wanted`, or with 0 the number of cores this process may use."""
    if wanted:
        return wanted
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class OnnxEmbedder:
    """Runs the expanded bundled model. Safe to share between threads.

    Each text is run alone, `threads` texts at a time, and every run stays on one core: nothing is computed for padding,
    the activations stay in the core's cache, and a text's vector does not depend on what it was embedded together with.
    """

    dimensions = DIMENSIONS

    def __init__(self, folder: Path, threads: int = 0) -> None:
        # Imported here so that programs which embed nothing start at once.
        import onnxruntime  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # The graph is written as it should run; the higher levels would fuse it into slower operators.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
            )
        except Exception as exc:  # both libraries raise plain Exception
            raise ModelError(
                f"The embedding model in {folder} cannot be loaded. Delete that folder and start again."
            ) from exc
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._threads = available_threads(threads)
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="embed")
        self.fingerprint = bundled_fingerprint()

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are to be found; each is cut after 512 tokens."""
        return self._embed([PASSAGE_PREFIX + clean(text) for text in texts])

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; each is cut after 512 tokens."""
        return self._embed([QUERY_PREFIX + clean(text) for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens that each text takes as a passage, prefix and marks included, at most 512."""
        prefixed = [PASSAGE_PREFIX + clean(text) for text in texts]
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch(prefixed)]

    def _embed(self, texts: list[str]) -> Vectors:
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        vectors = np.empty((len(tokens), DIMENSIONS), np.float32)
        if len(tokens) == 1:
            vectors[0] = self._run(tokens[0])
            return vectors
        # The longest first, so that no core is left with a long text at the end.
        order = sorted(range(len(tokens)), key=lambda index: -len(tokens[index]))
        for index, vector in zip(order, self._pool.map(self._run, (tokens[i] for i in order)), strict=True):
            vectors[index] = vector
        return vectors

    def _run(self, tokens: list[int]) -> Vectors:
        ids = np.array([tokens], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = self._session.run(None, feed)[0][0].mean(axis=0)
        vector: Vectors = mean / np.linalg.norm(mean)
        return vector


class SentenceTransformersEmbedder:
    """Runs any sentence-transformers model, given by a folder or by a hub's name.

    The model's own prompts are used where it has them; a name that contains `e5` stands for E5's prefixes.
    """

    def __init__(self, name: str, threads: int = 0) -> None:
        local = Path(name).is_dir()
        if local:
            stay_offline()
        # Imported here because it takes six seconds and most installations never need it.
        import torch  # noqa: PLC0415
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        if threads:
            torch.set_num_threads(threads)
        try:
            self._model = SentenceTransformer(name, device="cpu", local_files_only=local)
        except Exception as exc:  # the library raises many kinds: OSError, ValueError, those of the hub
            raise ModelError(
                f"The embedding model '{name}' cannot be loaded ({type(exc).__name__}). Set CASEBASE_MODEL to the folder of "
                f"a sentence-transformers model, or remove the setting to use the bundled one."
            ) from exc
        self._prompts = _prompts(name, getattr(self._model, "prompts", {}) or {})
        self._lock = threading.Lock()
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = _fingerprint_of(self._model, self._prompts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are to be found."""
        return self._embed(texts, self._prompts[1])

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return self._embed(texts, self._prompts[0])

    def _embed(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        with self._lock:  # its tokenizer is not safe between threads
            vectors = self._model.encode(
                [clean(text) for text in texts],
                prompt=prompt,
                batch_size=8,  # 8 was faster than 32 on two cores, for torch and for ONNX
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(vectors, np.float32)


class HashingEmbedder:
    """Counts hashed runs of one to three characters: no model, yet texts that share words have a high cosine.

    For tests and for trying the product out; equal on every machine.
    """

    dimensions = 256
    fingerprint = "hashing-1-256"

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are to be found."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            shown = " ".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())
            for length in (1, 2, 3):
                for start in range(len(shown) - length + 1):
                    digest = hashlib.blake2b(shown[start : start + length].encode(), digest_size=4).digest()
                    number = int.from_bytes(digest, "little")
                    vector[number % self.dimensions] += length if number >> 31 else -length
            if not vector.any():
                vector[0] = 1.0  # a vector of zeros has no direction, and indexes do not refuse it
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, in the same way as passages."""
        return self.passages(texts)


def clean(text: str) -> str:
    """Return `text` with lone surrogates, which no tokenizer accepts, replaced by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _prompts(name: str, own: dict[str, str]) -> tuple[str, str]:
    """Return the prefixes of queries and of passages."""
    query = own.get("query", "")
    passage = own.get("passage") or own.get("document") or own.get("corpus") or ""
    if not query and not passage and "e5" in Path(name).name.casefold():
        return QUERY_PREFIX, PASSAGE_PREFIX
    return query, passage


def _fingerprint_of(model: Any, prompts: tuple[str, str]) -> str:
    """Hash the weights themselves, not the name: a name can stand for another model tomorrow."""
    digest = hashlib.sha256("\n".join([*prompts, str(model.max_seq_length)]).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).numpy().tobytes())
    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    digest.update(backend.to_str().encode() if backend else repr(model.tokenizer).encode())
    return digest.hexdigest()[:16]
