"""Text to vectors: one port, three engines behind it.

`OnnxEmbedder` (`casebase.onnx_embedder`) runs the bundled model and is the default, `SentenceTransformersEmbedder` any
other model, and `HashingEmbedder` needs no model at all. Nothing calls out, unless a model is set by a hub's name.
"""

from __future__ import annotations

import hashlib
import os
import threading
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from casebase.bundled_model import PASSAGE_PREFIX, QUERY_PREFIX, Progress, expand_bundled_model
from casebase.errors import ModelError
from casebase.late import Asked, Embedded
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

    def embedded(self, texts: Sequence[str]) -> list[Embedded]:
        """Embed texts that are to be found, with token vectors if the model has them."""
        ...

    def asked(self, text: str) -> Asked:
        """Embed a question, with token vectors if the model has them."""
        ...

    def token_spans(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """Return, for each text, the characters (start, end) that its token vectors stand for, in their order.

        Shape (token vectors of `embedded`, 2), ascending; (0, 2) where the model has none.
        """
        ...


def open_embedder(settings: Settings, progress: Progress | None = None) -> Embedder:
    """Return the embedder that is set, preparing the bundled model first if that is the one and it is not there yet.

    Raises ModelError with the way out.
    """
    if settings.model == FAKE_MODEL:
        return HashingEmbedder()
    if settings.model == BUNDLED_MODEL:
        stay_offline()
        from casebase.onnx_embedder import OnnxEmbedder  # noqa: PLC0415  (it builds on this module)

        return OnnxEmbedder(expand_bundled_model(settings.models, progress, settings.adapter), settings.threads)
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


class WithoutTokens(ABC):
    """The rest of an embedder that has vectors only."""

    @abstractmethod
    def passages(self, texts: Sequence[str]) -> Vectors: ...

    @abstractmethod
    def queries(self, texts: Sequence[str]) -> Vectors: ...

    def embedded(self, texts: Sequence[str]) -> list[Embedded]:
        """Embed texts that are to be found."""
        return [Embedded(vector) for vector in self.passages(texts)]

    def asked(self, text: str) -> Asked:
        """Embed a question."""
        return Asked(self.queries([text])[0])

    def token_spans(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """Return no span for any text: there are no token vectors."""
        return [np.empty((0, 2), np.int64) for _ in texts]


class SentenceTransformersEmbedder(WithoutTokens):
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


class HashingEmbedder(WithoutTokens):
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
