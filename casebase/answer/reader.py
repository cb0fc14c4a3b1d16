"""Does a passage hold the answer? A small trained network reads the question's tokens beside what they meet in a passage.

Late interaction knows how near each token of the question comes to a passage; this knows *what* it comes near to: for
each token of the question it sees the token's own state, the states of the passage that it attends to, in the whole
passage and in the one sentence that fits best, and how sure those matches are (after Parikh and others 2016, decomposable
attention). It was trained on questions that a passage nearly answers: docs/decisions/041-reader.md.
Only the bundled model with its adapter makes the states that it was trained on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from casebase.embedding import Embedder
from casebase.embedding_inputs import title_input
from casebase.errors import ModelError
from casebase.late import TokenStates
from casebase.models import Hit
from casebase.onnx_embedder import OnnxEmbedder
from casebase.settings import Settings
from casebase.text.sentences import sentence_spans

READER_FILE = Path(__file__).parent.parent / "model" / "reader.safetensors"

PASSAGES_READ = 1
"""Hits that are read, best first; each costs one run of the model over its text, and further ones gained nothing."""

LONGEST_QUESTION = 48
"""Tokens of a question that are looked at, as in training."""

SHARPNESS = 0.05
"""Temperature of the attention over cosines."""

HEADS = 4

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading the best hits gave: `log_odds` that each of them holds the answer, in the order of the hits."""

    log_odds: tuple[float, ...]

    @property
    def best(self) -> float:
        """The log-odds of the passage that likeliest holds the answer."""
        return max(self.log_odds)


class PassageReader(Protocol):
    """Tells from the texts of hits whether they hold the answer; engines may ask it which passage does."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Read the first `PASSAGES_READ` of `hits`, of which there is at least one."""
        ...


class StatesMaker(Protocol):
    """The model that makes the states of tokens."""

    def states(self, question: str, passages: Sequence[str]) -> tuple[TokenStates, list[TokenStates]]:
        """Return the states of the tokens of a question and of passages."""
        ...


def open_reader(settings: Settings, embedder: Embedder) -> PassageReader | None:
    """Return the reader, or None where it is switched off or the model is another than the one it was trained on.

    Raises ModelError when its file cannot be read.
    """
    if not settings.reader or not isinstance(embedder, OnnxEmbedder) or not embedder.has_tokens:
        return None
    weights, trained_on = _read_file(READER_FILE)
    return TokenReader(embedder, weights) if trained_on == embedder.fingerprint else None


class TokenReader:
    """Reads with a trained network, see `log_odds`. Safe to share between threads."""

    def __init__(self, model: StatesMaker, weights: Mapping[str, Floats]) -> None:
        self._model = model
        self._weights = weights

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Read the first `PASSAGES_READ` of `hits`, of which there is at least one."""
        texts = [read_text(hit) for hit in hits[:PASSAGES_READ]]
        asked, passages = self._model.states(question, texts)
        return Reading(
            tuple(
                log_odds(self._weights, compared(asked, passage, sentence_spans(text)))
                for text, passage in zip(texts, passages, strict=True)
            )
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """What the network sees of a question of n tokens and a passage.

    `asked`, `met` and `met_in_sentence` have shape (n, hidden): the question's states, and what they attend to in the
    whole passage and in its best sentence; `signs` (n, 12) are about single tokens, `overall` (6,) about the pair.
    """

    asked: Floats
    met: Floats
    met_in_sentence: Floats
    signs: Floats
    overall: Floats


def read_text(hit: Hit) -> str:
    """Return what is read of a hit: the titles above it and its text."""
    title = title_input(hit.document.title, hit.passage.section)
    return f"{title}\n{hit.passage.text}" if title else hit.passage.text


def compared(asked: TokenStates, passage: TokenStates, sentences: Sequence[tuple[int, int]]) -> Compared:
    """Compare the tokens of a question with those of a passage; `sentences` are spans of the passage's text."""
    lengths = np.linalg.norm(asked.vectors, axis=1)
    cosines = _unit(asked.vectors) @ _unit(passage.vectors).T
    weights = lengths / lengths.sum()
    attention = _softmax(cosines / SHARPNESS)
    best, place = cosines.max(axis=1), cosines.argmax(axis=1)
    groups = [group for group in (passage.within(*span) for span in sentences) if len(group)]
    scores = [float(cosines[:, group].max(axis=1) @ weights) for group in groups]
    sentence = groups[int(np.argmax(scores))] if groups else np.arange(len(passage.ids))
    best_there = cosines[:, sentence].max(axis=1)
    score, next_score = float(best_there @ weights), sorted(scores)[-2] if len(scores) > 1 else 0.0
    count = len(asked.ids)
    order = np.arange(count)
    signs = np.stack(
        [
            best,
            best_there,
            best - best_there,
            np.isin(asked.ids, passage.ids),
            np.isin(asked.ids, passage.ids[sentence]),
            np.isin(place, sentence),
            -(attention * np.log(attention + 1e-9)).sum(axis=1) / 3,
            lengths / 10,
            weights * 10,
            order / max(1, count - 1),
            np.minimum(count - 1 - order, 8) / 8,
            passage.places[place] / passage.length,
        ],
        axis=1,
    )
    overall = (
        float(best @ weights),
        score,
        score - next_score,
        np.log(passage.length) / 5,
        np.log(count) / 3,
        len(groups) / 5,
    )
    kept = slice(LONGEST_QUESTION)
    return Compared(
        asked=asked.hidden[kept],
        met=(attention @ passage.hidden)[kept],
        met_in_sentence=(_softmax(cosines[:, sentence] / SHARPNESS) @ passage.hidden[sentence])[kept],
        signs=signs[kept].astype(np.float32),
        overall=np.array(overall, np.float32),
    )


def log_odds(weights: Mapping[str, Floats], pair: Compared) -> float:
    """Return the network's log-odds that the passage holds the answer."""

    def linear(values: Floats, name: str) -> Floats:
        product: Floats = values @ weights[f"{name}.weight"].T
        return product + weights[f"{name}.bias"] if f"{name}.bias" in weights else product

    def norm(values: Floats, name: str) -> Floats:
        centred = values - values.mean(axis=-1, keepdims=True)
        scale = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + 1e-5)
        normed: Floats = centred / scale * weights[f"{name}.weight"] + weights[f"{name}.bias"]
        return normed

    asked, met, there = linear(pair.asked, "wa"), linear(pair.met, "wb"), linear(pair.met_in_sentence, "wc")
    joined = np.concatenate([asked, met, asked * met, asked * there, linear(pair.signs, "wx")], axis=1)
    tokens = norm(linear(_gelu(joined), "mix"), "n0")
    layer = 0
    while f"layers.{layer}.qkv.weight" in weights:
        name = f"layers.{layer}"
        tokens = tokens + linear(_attended(linear(norm(tokens, f"{name}.n1"), f"{name}.qkv")), f"{name}.o")
        tokens = tokens + linear(_gelu(linear(norm(tokens, f"{name}.n2"), f"{name}.f1")), f"{name}.f2")
        layer += 1
    tokens = norm(tokens, "nf")
    share = _softmax(linear(tokens, "pool")[:, 0])
    pooled = np.concatenate([share @ tokens, tokens.mean(axis=0), pair.overall])
    return float(linear(_gelu(linear(pooled, "m1")), "m2")[0])


def _attended(joined: Floats) -> Floats:
    """Return self-attention over the question's tokens; `joined` holds queries, keys and values, shape (n, 3 width)."""
    count, width = len(joined), joined.shape[1] // 3
    query, key, value = joined.reshape(count, 3, HEADS, width // HEADS).transpose(1, 2, 0, 3)
    shares = _softmax(query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(width // HEADS)))
    attended: Floats = (shares @ value).transpose(1, 0, 2).reshape(count, width)
    return attended


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def _gelu(values: Floats) -> Floats:
    """Return GELU in its usual approximation by tanh, which the network was trained with."""
    active: Floats = 0.5 * values * (1 + np.tanh(np.float32(0.7978845608) * (values + 0.044715 * values**3)))
    return active


def _unit(vectors: Floats) -> Floats:
    scaled: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return scaled


def _read_file(path: Path) -> tuple[dict[str, Floats], str]:
    """Return the network's weights, and the fingerprint of the model that it was trained on."""
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415  (takes time to import, and only readers need it)

    try:
        with safe_open(path, "numpy") as file:
            told = file.metadata() or {}
            return {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}, told.get("model", "")  # noqa: SIM118
    except (OSError, SafetensorError) as exc:
        raise ModelError(f"The reader {path} cannot be read. Install the product again.") from exc
