"""The bundled model at work: texts to vectors and token vectors with onnxruntime, without torch."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from casebase.bundled_model import ALONE, DIMENSIONS, LATE, MAX_TOKENS, PASSAGE_PREFIX, QUERY_PREFIX, fingerprint_of
from casebase.embedding import Vectors, available_threads, clean
from casebase.errors import ModelError
from casebase.late import NO_TOKENS, Asked, Embedded, packed

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

REMEMBERED_QUESTIONS = 64

PREFIX_TOKENS = 3
"""`<s> query :` or `<s> passage :`; like marks without a letter or digit they take no part in late interaction."""


class OnnxEmbedder:
    """Runs the expanded bundled model. Safe to share between threads.

    Each text is run alone, `threads` texts at a time, and every run stays on one core: nothing is computed for padding,
    the activations stay in the core's cache, and a text's vector does not depend on what it was embedded together with.
    """

    dimensions = DIMENSIONS

    def __init__(self, folder: Path, threads: int = 0) -> None:
        # Imported here so that programs which embed nothing start at once.
        from tokenizers import Tokenizer  # noqa: PLC0415

        self.folder = folder
        self._session = open_session(folder / ALONE)
        try:
            self.fingerprint = fingerprint_of(folder)
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._late = _Projection(folder / LATE) if (folder / LATE).is_file() else None
        except Exception as exc:  # the library raises plain Exception
            raise _unreadable(folder) from exc
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.tokenizer.no_padding()
        self.threads = available_threads(threads)
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="embed")
        # Search, answer and reader ask the same one.
        self._question = lru_cache(REMEMBERED_QUESTIONS)(self._run_question)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that are to be found; each is cut after 512 tokens."""
        return _stacked([mean for mean, _ in self._run_all(PASSAGE_PREFIX, texts, late=False)])

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; each is cut after 512 tokens."""
        return _stacked([mean for mean, _ in self._run_all(QUERY_PREFIX, texts, late=False)])

    def embedded(self, texts: Sequence[str]) -> list[Embedded]:
        """Embed texts that are to be found, with their token vectors."""
        runs = self._run_all(PASSAGE_PREFIX, texts, late=self._late is not None)
        return [Embedded(mean, packed(tokens) if len(tokens) else b"") for mean, tokens in runs]

    def asked(self, text: str) -> Asked:
        """Embed a question, with its token vectors; the latest questions are remembered."""
        return self._question(text)

    def token_spans(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """Return the characters that each token vector of `embedded` stands for."""
        encodings = self.tokenizer.encode_batch([PASSAGE_PREFIX + clean(text) for text in texts])
        return [self._spans(encoding.ids, encoding.offsets) for encoding in encodings]

    @property
    def has_tokens(self) -> bool:
        """Whether the model came with its adapter, and so has token vectors."""
        return self._late is not None

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens that each text takes as a passage, prefix and marks included, at most 512."""
        prefixed = [PASSAGE_PREFIX + clean(text) for text in texts]
        return [len(encoding.ids) for encoding in self.tokenizer.encode_batch(prefixed)]

    def _run_question(self, text: str) -> Asked:
        tokens = np.array(self.tokenizer.encode(QUERY_PREFIX + clean(text)).ids, np.int64)
        mean, vectors = self._run(tokens, late=True)
        return Asked(mean, vectors)

    def _spans(self, ids: Sequence[int], offsets: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
        if self._late is None:
            return np.empty((0, 2), np.int64)
        spans = np.asarray(offsets, np.int64)[self._late.places(np.asarray(ids, np.int64))]
        return np.maximum(spans - len(PASSAGE_PREFIX), 0)

    def _run_all(self, prefix: str, texts: Sequence[str], late: bool) -> list[tuple[Vectors, Vectors]]:
        """Return each text's vector and, if `late`, its token vectors."""
        encodings = self.tokenizer.encode_batch([prefix + clean(text) for text in texts])
        tokens = [np.array(encoding.ids, np.int64) for encoding in encodings]
        if len(tokens) == 1:
            return [self._run(tokens[0], late)]
        # The longest first, so that no core is left with a long text at the end.
        order = sorted(range(len(tokens)), key=lambda index: -len(tokens[index]))
        runs = dict(zip(order, self._pool.map(lambda index: self._run(tokens[index], late), order), strict=True))
        return [runs[index] for index in range(len(tokens))]

    def _hidden(self, tokens: NDArray[np.int64]) -> Vectors:
        """Run the model over one text; return its last layer, shape (tokens, hidden)."""
        ids = tokens[None, :]
        hidden: Vectors = self._session.run(None, {"input_ids": ids})[0][0]
        return hidden

    def _run(self, tokens: NDArray[np.int64], late: bool) -> tuple[Vectors, Vectors]:
        hidden = self._hidden(tokens)
        return _mean(hidden), self._late.of(tokens, hidden) if late and self._late else NO_TOKENS


class _Projection:
    """Turns the model's last layer into token vectors; the matrix came with the adapter."""

    def __init__(self, file: Path) -> None:
        with np.load(file) as stored:
            self._matrix = stored["projection"].astype(np.float32).T.copy()
            self._silent = stored["silent"]

    def of(self, tokens: NDArray[np.int64], hidden: Vectors) -> Vectors:
        """Return the token vectors of a text, shape (tokens that say something, token dimensions), at least one."""
        projected: Vectors = hidden[self.places(tokens)] @ self._matrix
        return projected

    def places(self, tokens: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which tokens say something, at least one."""
        says = ~self._silent[tokens]
        says[:PREFIX_TOKENS] = False
        if not says.any():
            says[0] = True  # a text of nothing but marks
        return np.flatnonzero(says)


def open_session(path: Path) -> InferenceSession:
    """Open one of the bundled model's graphs, one core a run. Raises ModelError with the way out."""
    import onnxruntime  # noqa: PLC0415

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The graph is written as it should run; the higher levels would fuse it into slower operators.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as exc:  # the library raises plain Exception
        raise _unreadable(path.parent.parent) from exc


def _unreadable(folder: Path) -> ModelError:
    return ModelError(f"The embedding model in {folder} cannot be loaded. Delete that folder and start again.")


def _mean(hidden: Vectors) -> Vectors:
    mean = hidden.mean(axis=0)
    vector: Vectors = mean / np.linalg.norm(mean)
    return vector


def _stacked(vectors: Sequence[Vectors]) -> Vectors:
    return np.stack(vectors) if vectors else np.empty((0, DIMENSIONS), np.float32)
