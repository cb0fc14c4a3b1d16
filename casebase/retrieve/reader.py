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
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from casebase.bundled_model import PASSAGE_PREFIX, QUERY_PREFIX, READING
from casebase.embedding import Embedder, clean
from casebase.embedding_inputs import title_input
from casebase.model.reading import read_reader
from casebase.models import Hit
from casebase.onnx_embedder import OnnxEmbedder, open_session
from casebase.retrieve.packs import Line, Pack, packed, whole
from casebase.settings import Settings

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

LONGEST_QUESTION, LONGEST = 48, 320
"""Tokens of a question, and of question and passage together, that are read at once, as in training."""

OVERLAP = 64
"""Tokens that two readings of a passage which is too long for one have in common."""

SIDE_BY_SIDE = 2
"""Packs that are read at once, each on a core of its own."""

LINES_AT_ONCE = 4
"""Sentences that are read before it is decided whether to read further."""

MOST_BYTES_OF_LINES = 1_600
"""Bytes of the sentences that are read of an answer, some 350 tokens: of long ones not all."""

PREFIX_TOKENS = 2
"""`passage :`, which are no part of the passage."""

CLOSING = 2
"""The token `</s>`."""

UNSEEN = -6.0
"""Log-odds of a part of which nothing is read: it has no words, or stands in another reading of the text."""

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


class PassageReader(Protocol):
    """Tells from a question and texts whether they hold the answer."""

    def read(self, question: str, packs: Sequence[Pack]) -> list[list[float]]:
        """Return for each part of each of `packs` the log-odds that it holds the answer. Each pack costs a run of the model."""
        ...


def log_odds(reader: PassageReader, question: str, texts: Sequence[str]) -> list[float]:
    """Return for each of `texts` the log-odds that it holds the answer."""
    return [of_parts[0] for of_parts in reader.read(question, [whole(text) for text in texts])]


def read_together(
    reader: PassageReader, question: str, groups: Sequence[Sequence[Line]], runs: int
) -> list[list[float]]:
    """Return for each line of each group the log-odds that it holds the answer; a group is read in about so many `runs`."""
    packs = [(row, *pack) for row, lines in enumerate(groups) for pack in packed(lines, runs)]
    read = reader.read(question, [pack for _, pack, _ in packs])
    found = [[UNSEEN] * len(lines) for lines in groups]
    for (row, _, numbers), of_parts in zip(packs, read, strict=True):
        for number, odds in zip(numbers, of_parts, strict=True):
            found[row][number] = odds
    return found


def read_lines(
    reader: PassageReader, question: str, lines: Sequence[Line], known: Sequence[float | None], enough: float
) -> list[float | None]:
    """Return the log-odds that each of `lines`, the likeliest first, holds the answer, as far as they were read.

    Those not `known` are read `LINES_AT_ONCE` until one is above `enough` or `MOST_BYTES_OF_LINES` are read; those behind it have
    None.
    """
    found = list(known)
    unread = _affordable(lines, [number for number, odds in enumerate(found) if odds is None])
    while unread and max((odds for odds in found if odds is not None), default=-math.inf) <= enough:
        some, unread = unread[:LINES_AT_ONCE], unread[LINES_AT_ONCE:]
        (read,) = read_together(reader, question, [[lines[number] for number in some]], SIDE_BY_SIDE)
        for number, odds in zip(some, read, strict=True):
            found[number] = odds
    return found


def _affordable(lines: Sequence[Line], numbers: Sequence[int]) -> list[int]:
    """Return the first of `numbers` whose lines together have at most `MOST_BYTES_OF_LINES`, but not fewer than can be read at
    once on all cores."""
    sizes = accumulate(len(lines[number].text.encode()) for number in numbers)
    return [
        number
        for at, (number, size) in enumerate(zip(numbers, sizes, strict=True))
        if at < SIDE_BY_SIDE or size <= MOST_BYTES_OF_LINES
    ]


def read_hits(reader: PassageReader, question: str, hits: Sequence[Hit], first: int) -> list[Hit]:
    """Return `hits` in their order, the `first` of them with the `log_odds` that they hold the answer.

    A hit that has them is not read again.
    """
    unread = [hit for hit in hits[:first] if hit.log_odds is None]
    found = iter(log_odds(reader, question, [read_text(hit, hit.passage.text) for hit in unread]))
    read = [replace(hit, log_odds=next(found)) if hit.log_odds is None else hit for hit in hits[:first]]
    return [*read, *hits[first:]]


def read_text(hit: Hit, text: str) -> str:
    """Return what is read of a hit: the titles above it and `text`, its own or a sentence of it."""
    titles = titles_above(hit)
    return f"{titles}\n{text}" if titles else text


def titles_above(hit: Hit) -> str:
    """Return the titles above a hit, as they are embedded."""
    return title_input(hit.document.title, hit.passage.section)


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

    def read(self, question: str, packs: Sequence[Pack]) -> list[list[float]]:
        """Return for each part of each of `packs` the log-odds that it holds the answer."""
        asked = shortened(self._tokenizer.encode(QUERY_PREFIX + clean(question)).ids)
        return list(self._pool.map(lambda pack: self._log_odds(asked, pack), packs))

    def _log_odds(self, asked: Sequence[int], pack: Pack) -> list[float]:
        """Return the log-odds of each part; of a text that is too long for one reading those of the best reading of it."""
        encoding = self._tokenizer.encode(PASSAGE_PREFIX + pack.text)
        tokens, spans = encoding.ids[1:], np.array(encoding.offsets[1:]) - len(PASSAGE_PREFIX)
        places = [_places(spans, start, end) for start, end in pack.parts]
        found = np.full(len(places), UNSEEN)
        for rows in parts(len(tokens), LONGEST - len(asked)):
            read = self._log_odds_of(asked, [tokens[row] for row in rows], [part[rows] for part in places])
            found = np.maximum(found, read)
        return [float(odds) for odds in found]

    def _log_odds_of(self, asked: Sequence[int], tokens: Sequence[int], places: Sequence[Mask]) -> list[float]:
        place = np.arange(len(asked) + len(tokens))
        passage = (place >= len(asked) + PREFIX_TOKENS) & (place < len(place) - 1)
        inputs = {
            "input_ids": np.array([[*asked, *tokens]], np.int64),
            "passage": passage[None].astype(np.float32),
        }
        hidden: Floats = self._session.run(None, inputs)[0][0]
        return decide(
            self._head, hidden, [np.concatenate([np.zeros(len(asked), bool), part]) & passage for part in places]
        )


def _places(spans: NDArray[np.int64], start: int, end: int) -> Mask:
    """Return which tokens, that stand at `spans` of a text, are of a part of it."""
    mask: Mask = (spans[:, 0] < end) & (spans[:, 1] > start) & (spans[:, 1] > spans[:, 0])
    return mask


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


def decide(head: Mapping[str, Floats], hidden: Floats, places: Sequence[Mask]) -> list[float]:
    """Return the log-odds that parts hold the answer, of the last layer's states, shape (tokens, hidden).

    `places` (tokens,) tell for each part which tokens are its own. States are weighed by how likely their tokens belong to the
    answer. A part without tokens has `UNSEEN`.
    """
    evidence = hidden @ head["evidence.weight"][0] + head["evidence.bias"][0]
    found = []
    for own in places:
        if not own.any():
            found.append(UNSEEN)
            continue
        largest = evidence[own].max()
        raised = np.exp(evidence[own] - largest)
        total = raised.sum()
        pooled = np.concatenate([hidden[0], (raised / total) @ hidden[own], [(largest + np.log(total)) / 5]])
        inner = pooled.astype(np.float32) @ head["m1.weight"].T + head["m1.bias"]
        found.append(float(_gelu(inner) @ head["m2.weight"][0] + head["m2.bias"][0]))
    return found


def _gelu(values: Floats) -> Floats:
    return values * np.array([0.5 * (1 + math.erf(value / math.sqrt(2))) for value in values], np.float32)
