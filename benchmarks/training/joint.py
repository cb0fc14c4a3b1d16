"""The network that reads a question and a passage as one text: the adapted model, low-rank changes of every linear layer, a head.

What is trained is float32; the rest is bfloat16 where the processor has it. `casebase.retrieve.reader` runs what `exported`
returns.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.training.reading import Pair
from casebase.bundled_model import PASSAGE_PREFIX, QUERY_PREFIX
from casebase.model.graph import WEIGHT_MAX
from casebase.retrieve.packs import Span
from casebase.retrieve.reader import LONGEST, PREFIX_TOKENS, shortened

HIDDEN, LAYERS, HEADS, INNER = 384, 12, 12, 64
EPSILON = 1e-12
PADDING = 1
NOT_HERE = -1e4
LEVELS = 127

COMPUTED = torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
"""Processors without bfloat16 imitate it, many times slower than float32."""


class _Product(torch.autograd.Function):
    """Multiplies by a frozen weight and its low-rank change at once, and goes back to the change alone."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, merged: Tensor, bias: Tensor, a: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(values, merged, a, b)
        return functional.linear(values, merged, bias)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        values, merged, a, b = ctx.saved_tensors
        gradient = gradients[0].flatten(0, 1)
        rows = values.flatten(0, 1)
        to_values = (gradient @ merged).view_as(values)
        to_a = (gradient @ b).T @ rows
        to_b = gradient.T @ (rows @ a.T)
        return to_values, None, None, to_a, to_b


class Changed(nn.Module):
    """A frozen linear layer with a low-rank change; `rounded`: in whole numbers, as the product computes."""

    weight: Tensor
    bias: Tensor

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.rounded = False
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("bias", bias.to(COMPUTED), persistent=False)
        self.a = nn.Parameter(torch.randn(rank, weight.shape[1]) / math.sqrt(weight.shape[1]))
        self.b = nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, values: Tensor) -> Tensor:
        """Multiply values, shape (texts, tokens, inputs)."""
        if self.rounded:
            values = values + _rounding_of(values)
        merged = self.merged().to(COMPUTED)
        return _Product.apply(values, merged, self.bias, self.a.to(COMPUTED), self.b.to(COMPUTED))  # type: ignore[no-untyped-call,no-any-return]

    @torch.no_grad()
    def merged(self) -> Tensor:
        """Return the weight with its change."""
        merged = torch.addmm(self.weight, self.b, self.a)
        if not self.rounded:
            return merged
        scales = merged.abs().amax(1, keepdim=True) / WEIGHT_MAX
        return merged.div_(scales).round_().mul_(scales)


class Network(nn.Module):
    """Reads batches of pairs."""

    word: Tensor
    place: Tensor

    def __init__(self, folder: Path, rank: int, rounded: bool = False, first_trained: int = 0) -> None:
        super().__init__()
        stored = load_file(folder / "model.safetensors")
        place = stored["embeddings.position_embeddings.weight"] + stored["embeddings.token_type_embeddings.weight"][0]
        self.register_buffer("word", stored["embeddings.word_embeddings.weight"].to(COMPUTED), persistent=False)
        self.register_buffer("place", place, persistent=False)
        self.segment = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = _norm(stored, "embeddings.LayerNorm")
        self.layer = nn.ModuleList(_layer(stored, f"encoder.layer.{number}", rank) for number in range(LAYERS))
        self.evidence = nn.Linear(HIDDEN, 1)
        self.m1, self.m2 = nn.Linear(2 * HIDDEN + 1, INNER), nn.Linear(INNER, 1)
        nn.init.zeros_(self.m2.bias)
        for module in self.modules():
            if isinstance(module, Changed):
                module.rounded = rounded
        if first_trained:
            self.segment.requires_grad_(False)
            self.layer[:first_trained].requires_grad_(False)

    def forward(
        self, ids: Tensor, live: Tensor, passage: Tensor, owners: Tensor, judged: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return log-odds (parts,) and how much each token speaks for being of the answer (pairs, tokens).

        `ids`, `live` (no padding) and `passage` (of the passage) have shape (pairs, tokens), `judged` (of the part) has shape
        (parts, tokens); `owners` (parts,) are the pairs that parts belong to.
        """
        states = self._states(ids, live, passage)
        evidence = self.evidence(states).squeeze(-1).masked_fill(~passage, NOT_HERE)
        states, of_parts = states[owners], evidence[owners].masked_fill(~judged, NOT_HERE)
        weighed = (torch.softmax(of_parts, -1)[..., None] * states).sum(1)
        pooled = torch.cat([states[:, 0], weighed, torch.logsumexp(of_parts, -1, keepdim=True) / 5], -1)
        return self.m2(functional.gelu(self.m1(pooled))).squeeze(-1), evidence

    def _states(self, ids: Tensor, live: Tensor, passage: Tensor) -> Tensor:
        count, length = ids.shape
        embedded = functional.embedding(ids, self.word).float() + self.place[:length]
        hidden = self.norm(embedded + self.segment * passage[..., None]).to(COMPUTED)
        mask = torch.zeros(live.shape).masked_fill(~live, NOT_HERE).to(COMPUTED)[:, None, None, :]
        for layer in self.layer:
            joined = layer["qkv"](hidden).view(count, length, 3, HEADS, HIDDEN // HEADS)
            query, key, value = joined.permute(2, 0, 3, 1, 4)
            # Not torch's fused attention: on a processor going back through it takes five times as long as these three.
            shares = torch.softmax(query * (HIDDEN // HEADS) ** -0.5 @ key.transpose(-1, -2) + mask, -1)
            attended = (shares @ value).transpose(1, 2).reshape(count, length, HIDDEN)
            hidden = layer["n1"]((hidden + layer["o"](attended)).float()).to(COMPUTED)
            hidden = layer["n2"]((hidden + layer["f2"](functional.gelu(layer["f1"](hidden)))).float()).to(COMPUTED)
        return hidden.float()


HEAD = frozenset({"segment", "evidence", "m1", "m2"})
PARTS = {"qkv": "attention.self.qkv", "o": "attention.output.dense", "f1": "intermediate.dense", "f2": "output.dense"}


def exported(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the trained weights under the names and in the forms that the product reads (`casebase.model.reading`)."""
    found = {name: values.half() for name, values in state.items() if name.split(".")[0] in HEAD}
    for number in range(LAYERS):
        for short, part in PARTS.items():
            a, b = state[f"layer.{number}.{short}.a"], state[f"layer.{number}.{short}.b"]
            of_a = a.abs().amax(1, keepdim=True).clamp(min=1e-12) / LEVELS
            of_b = b.abs().amax(0, keepdim=True).clamp(min=1e-12) / LEVELS
            name = f"layer.{number}.{part}"
            found |= {f"{name}.a": (a / of_a).round().to(torch.int8), f"{name}.b": (b / of_b).round().to(torch.int8)}
            found[f"{name}.scale"] = (of_a[:, 0] * of_b[0]).float()
    return {name: values.contiguous() for name, values in found.items()}


def started(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the state of a network from a state, or from what `exported` made of one: to go on from weights that ship."""
    if not any(name.endswith(".scale") for name in stored):
        return dict(stored)
    found = {name: values.float() for name, values in stored.items() if name.split(".")[0] in HEAD}
    for number in range(LAYERS):
        for short, part in PARTS.items():
            a, b, scale = (stored[f"layer.{number}.{part}.{kind}"].float() for kind in ("a", "b", "scale"))
            found[f"layer.{number}.{short}.a"] = a * scale.sqrt()[:, None]
            found[f"layer.{number}.{short}.b"] = b * scale.sqrt()
    return found


def _rounding_of(values: Tensor) -> Tensor:
    """Return what is added to values by rounding them to 8 bits, each text by a scale of its own."""
    with torch.no_grad():
        low, high = values.amin((1, 2), keepdim=True).clamp(max=0), values.amax((1, 2), keepdim=True).clamp(min=0)
        scale = (high - low).clamp(min=1e-12) / (2 * LEVELS + 1)
        return (values / scale).round() * scale - values


@dataclass(frozen=True, slots=True)
class Cut:
    """A pair's tokens, the places among them of the `passage` and of the `answer`, and the `parts` that are judged: their places,
    and whether they answer."""

    tokens: list[int]
    passage: range
    answer: list[int]
    parts: list[tuple[list[int], bool]]


class Cutter:
    """Cuts pairs into tokens, as the product does; each text once."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._questions: dict[str, Sequence[int]] = {}
        self._passages: dict[str, tuple[list[int], list[tuple[int, int]]]] = {}

    def cut(self, pair: Pair) -> Cut:
        """Return a pair's tokens and where in them passage, answer and parts stand. Parts that were cut off are left out."""
        asked = self._asked(pair.question)
        ids, offsets = self._read(pair.text)
        room = LONGEST - len(asked)
        first = len(asked) + PREFIX_TOKENS

        def places(span: Span) -> list[int]:
            start, end = (at + len(PASSAGE_PREFIX) for at in span)
            there = enumerate(offsets[PREFIX_TOKENS:room])
            return [first + row for row, (left, right) in there if left < end and right > start and right > left]

        tokens = [*asked, *ids[:room]]
        passage = range(min(first, len(tokens) - 2), len(tokens) - 1)
        parts = [(places(part.span), part.answered) for part in pair.judged]
        parts = [part for part in parts if part[0]] or [([*passage], pair.answered)]
        return Cut(tokens, passage, places(pair.span) if pair.span else [], parts)

    def _asked(self, text: str) -> Sequence[int]:
        if text not in self._questions:
            self._questions[text] = shortened(self._tokenizer.encode(QUERY_PREFIX + text).ids)
        return self._questions[text]

    def _read(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        if text not in self._passages:
            encoding = self._tokenizer.encode(PASSAGE_PREFIX + text)
            self._passages[text] = encoding.ids[1:], encoding.offsets[1:]
        return self._passages[text]


def batched(cut: Sequence[Cut]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Return the inputs of the network for pairs that are cut into tokens, padded to the longest."""
    longest = max(len(one.tokens) for one in cut)
    ids = torch.full((len(cut), longest), PADDING)
    live = torch.zeros(len(cut), longest, dtype=torch.bool)
    passage = torch.zeros(len(cut), longest, dtype=torch.bool)
    owners = torch.tensor([row for row, one in enumerate(cut) for _ in one.parts])
    judged = torch.zeros(len(owners), longest, dtype=torch.bool)
    for row, one in enumerate(cut):
        ids[row, : len(one.tokens)] = torch.tensor(one.tokens)
        live[row, : len(one.tokens)] = True
        passage[row, one.passage] = True
    for row, (places, _) in enumerate(part for one in cut for part in one.parts):
        judged[row, places] = True
    return ids, live, passage, owners, judged


def _layer(stored: Mapping[str, Tensor], name: str, rank: int) -> nn.ModuleDict:
    own = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    weight = torch.cat([stored[f"{part}.weight"] for part in own])
    bias = torch.cat([stored[f"{part}.bias"] for part in own])

    def changed(part: str) -> Changed:
        return Changed(stored[f"{name}.{part}.weight"], stored[f"{name}.{part}.bias"], rank)

    return nn.ModuleDict(
        {
            "qkv": Changed(weight, bias, 2 * rank),
            "n1": _norm(stored, f"{name}.attention.output.LayerNorm"),
            "n2": _norm(stored, f"{name}.output.LayerNorm"),
            **{short: changed(part) for short, part in PARTS.items() if short != "qkv"},
        }
    )


def _norm(stored: Mapping[str, Tensor], name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(HIDDEN, eps=EPSILON)
    norm.load_state_dict({"weight": stored[f"{name}.weight"], "bias": stored[f"{name}.bias"]})
    return norm.requires_grad_(False)
