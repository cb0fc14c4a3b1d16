"""Does a text hold the answer? A trained model reads the question and the text together, word by word.

Vectors know what a passage is about; of two questions about the same thing they cannot tell the one that it answers from the
one that it nearly answers. Refusal rests on the reader (`casebase.answer.refusal`), and where languages differ so does the
order of passages (`casebase.retrieve.across`) and of sentences (`casebase.answer.extractive`).

It is the bundled model with further low-rank changes (`casebase.model.reading`) over "question, passage" as one text, so that
every word of the one sees every word of the other, and a small head: for each token of the passage how likely it belongs to the
answer, and one number, the log-odds that the passage holds the answer at all. Trained on questions that a passage nearly
answers: docs/decisions/041-reader.md. Only with the adapter that it was trained on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from casebase.bundled_model import PASSAGE_PREFIX, QUERY_PREFIX, READING
from casebase.embedding import Embedder, clean
from casebase.embedding_inputs import title_input
from casebase.model.reading import read_reader
from casebase.models import Hit
from casebase.onnx_embedder import OnnxEmbedder, open_session
from casebase.settings import Settings

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

LONGEST_QUESTION, LONGEST = 48, 320
"""Tokens of a question, and of question and passage together, that are read at once, as in training."""

OVERLAP = 64
"""Tokens that two readings of a passage which is too long for one have in common."""

AT_ONCE = 2
"""Texts that are read side by side, each on a core of its own, before it is decided whether to read further."""

PREFIX_TOKENS = 2
"""`passage :`, which are no part of the passage."""

CLOSING = 2
"""The token `</s>`."""

Floats = NDArray[np.float32]


class PassageReader(Protocol):
    """Tells from a question and texts whether they hold the answer."""

    def log_odds(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return for each of `texts` the log-odds that it holds the answer. Each costs a run of the model."""
        ...


def read_in_turn(
    reader: PassageReader, question: str, texts: Sequence[str], enough: float | None
) -> list[float | None]:
    """Return the log-odds that each of `texts`, the likeliest first, holds the answer, as far as they were read.

    They are read `AT_ONCE` at a time until one is above `enough`, and those behind it have None; without `enough` all at once.
    """
    if enough is None:
        return [*reader.log_odds(question, texts)]
    found: list[float] = []
    while len(found) < len(texts) and max(found, default=-math.inf) <= enough:
        found += reader.log_odds(question, texts[len(found) : len(found) + AT_ONCE])
    return [*found, *[None] * (len(texts) - len(found))]


def read_hits(reader: PassageReader, question: str, hits: Sequence[Hit], first: int) -> list[Hit]:
    """Return `hits` in their order, the `first` of them with the `log_odds` that they hold the answer.

    A hit that has them is not read again.
    """
    unread = [hit for hit in hits[:first] if hit.log_odds is None]
    found = iter(reader.log_odds(question, [read_text(hit, hit.passage.text) for hit in unread]))
    read = [replace(hit, log_odds=next(found)) if hit.log_odds is None else hit for hit in hits[:first]]
    return [*read, *hits[first:]]


def read_text(hit: Hit, text: str) -> str:
    """Return what is read of a hit: the titles above it and `text`, its own or a sentence of it."""
    title = title_input(hit.document.title, hit.passage.section)
    return f"{title}\n{text}" if title else text


def open_reader(settings: Settings, embedder: Embedder) -> PassageReader | None:
    """Return the reader, or None where it is switched off or the model is another than the one it was trained on.

    Raises ModelError when its files cannot be read.
    """
    if not settings.reader or not isinstance(embedder, OnnxEmbedder) or not embedder.has_tokens:
        return None
    weights = read_reader(with_changes=False)
    if weights.trained_on != embedder.fingerprint:
        return None
    return JointReader(open_session(embedder.folder / READING), embedder.tokenizer, weights.head, embedder.threads)


class JointReader:
    """Reads question and passage as one text. Safe to share between threads."""

    def __init__(
        self, session: InferenceSession, tokenizer: Tokenizer, head: Mapping[str, Floats], threads: int
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._head = head
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="read")

    def log_odds(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return for each of `texts` the log-odds that it holds the answer."""
        asked = shortened(self._tokenizer.encode(QUERY_PREFIX + clean(question)).ids)
        return list(self._pool.map(lambda text: self._log_odds(asked, text), texts))

    def _log_odds(self, asked: Sequence[int], text: str) -> float:
        """Return the log-odds of one passage; of one that is too long for one reading those of its best part."""
        tokens = self._tokenizer.encode(PASSAGE_PREFIX + clean(text)).ids[1:]
        return max(
            self._log_odds_of(asked, [tokens[row] for row in rows]) for rows in parts(len(tokens), LONGEST - len(asked))
        )

    def _log_odds_of(self, asked: Sequence[int], tokens: Sequence[int]) -> float:
        place = np.arange(len(asked) + len(tokens))
        passage = ((place >= len(asked) + PREFIX_TOKENS) & (place < len(place) - 1)).astype(np.float32)
        inputs = {"input_ids": np.array([[*asked, *tokens]], np.int64), "passage": passage[None]}
        hidden: Floats = self._session.run(None, inputs)[0][0]
        return decide(self._head, hidden, passage)


def shortened(asked: Sequence[int]) -> Sequence[int]:
    """Return a question's tokens, at most `LONGEST_QUESTION`, the last of them its closing mark."""
    return asked if len(asked) <= LONGEST_QUESTION else [*asked[: LONGEST_QUESTION - 1], CLOSING]


def parts(count: int, room: int) -> list[list[int]]:
    """Return which of a passage's `count` tokens are read together, at most `room`: its prefix and its closing mark always.

    Parts overlap by `OVERLAP` tokens.
    """
    if count <= room:
        return [list(range(count))]
    prefix, size = range(PREFIX_TOKENS), room - PREFIX_TOKENS - 1
    starts = range(PREFIX_TOKENS, max(PREFIX_TOKENS + 1, count - 1 - OVERLAP), size - OVERLAP)
    return [[*prefix, *range(start, min(start + size, count - 1)), count - 1] for start in starts]


def decide(head: Mapping[str, Floats], hidden: Floats, passage: Floats) -> float:
    """Return the log-odds that the passage holds the answer, of the last layer's states, shape (tokens, hidden).

    `passage` (tokens,) is 1 where a token is the passage's. States are weighed by how likely their tokens belong to the answer.
    """
    evidence = np.where(passage > 0, hidden @ head["evidence.weight"][0] + head["evidence.bias"][0], np.float32(-1e4))
    largest = evidence.max()
    raised = np.exp(evidence - largest)
    total = raised.sum()
    pooled = np.concatenate([hidden[0], (raised / total) @ hidden, [(largest + np.log(total)) / 5]]).astype(np.float32)
    inner = pooled @ head["m1.weight"].T + head["m1.bias"]
    return float(_gelu(inner) @ head["m2.weight"][0] + head["m2.bias"][0])


def _gelu(values: Floats) -> Floats:
    return values * np.array([0.5 * (1 + math.erf(value / math.sqrt(2))) for value in values], np.float32)
