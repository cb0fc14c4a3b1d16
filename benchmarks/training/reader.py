"""Train the reader that the product ships: `python -m benchmarks.training.reader --to casebase/model/reader.safetensors`.

Binary cross-entropy, and pairwise within a batch: an answered pair must come before one that is not. See
docs/decisions/041-reader.md for data, licences, cost and what was gained. Nothing of this is needed to run the product.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.training.reading import Example, examples
from casebase.answer.reader import HEADS
from casebase.embedding import open_embedder
from casebase.onnx_embedder import OnnxEmbedder
from casebase.settings import Settings

HIDDEN, SIGNS, OVERALL = 384, 12, 6
HELD_BACK = 8
"""One group of items in this many is not trained on, but measured on."""

SMOOTHED = 0.03
"""Targets are this far from 0 and 1: some near misses are answered after all."""


class Network(nn.Module):
    """What `casebase.answer.reader` runs, under the same names."""

    def __init__(self, width: int, layers: int, drop: float) -> None:
        super().__init__()
        self.drop = drop
        self.wa = nn.Linear(HIDDEN, width)
        self.wb = nn.Linear(HIDDEN, width, bias=False)
        self.wc = nn.Linear(HIDDEN, width, bias=False)
        self.wx = nn.Linear(SIGNS, width)
        self.mix, self.n0 = nn.Linear(5 * width, width), nn.LayerNorm(width)
        self.layers = nn.ModuleList(_layer(width) for _ in range(layers))
        self.nf, self.pool = nn.LayerNorm(width), nn.Linear(width, 1)
        self.m1, self.m2 = nn.Linear(2 * width + OVERALL, width), nn.Linear(width, 1)

    def forward(
        self, asked: Tensor, met: Tensor, there: Tensor, signs: Tensor, overall: Tensor, live: Tensor
    ) -> Tensor:
        """Return log-odds, shape (pairs,); `live`, shape (pairs, tokens), tells tokens from padding."""
        a, b, c = self.wa(asked), self.wb(met), self.wc(there)
        joined = torch.cat([a, b, a * b, a * c, self.wx(signs)], -1)
        tokens = self.n0(self.mix(self._dropped(_gelu(joined))))
        mask = torch.zeros(live.shape).masked_fill(~live, -1e4)[:, None, None, :]
        for layer in self.layers:
            count, length, width = tokens.shape
            parts = (
                layer["qkv"](layer["n1"](tokens)).view(count, length, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
            )
            attended = functional.scaled_dot_product_attention(*parts, attn_mask=mask)
            tokens = tokens + self._dropped(layer["o"](attended.transpose(1, 2).reshape(count, length, width)))
            tokens = tokens + self._dropped(layer["f2"](_gelu(layer["f1"](layer["n2"](tokens)))))
        tokens = self.nf(tokens)
        share = torch.softmax(self.pool(tokens).squeeze(-1).masked_fill(~live, -1e4), -1)
        mean = (tokens * live[:, :, None]).sum(1) / live.sum(1, keepdim=True)
        pooled = torch.cat([(share[:, :, None] * tokens).sum(1), mean, overall], -1)
        result: Tensor = self.m2(self._dropped(_gelu(self.m1(pooled)))).squeeze(-1)
        return result

    def _dropped(self, values: Tensor) -> Tensor:
        return functional.dropout(values, self.drop, self.training)


def batch(chosen: Sequence[Example]) -> list[Tensor]:
    """Return the inputs of the network for some examples, padded to the longest question."""
    longest = max(len(one.pair.asked) for one in chosen)

    def padded(rows: Sequence[NDArray[np.float32]]) -> Tensor:
        return torch.stack(
            [functional.pad(torch.from_numpy(row), (0, 0, 0, longest - len(row))) for row in rows]
        ).float()

    live = torch.tensor([[place < len(one.pair.asked) for place in range(longest)] for one in chosen])
    pairs = [one.pair for one in chosen]
    return [
        padded([pair.asked for pair in pairs]),
        padded([pair.met for pair in pairs]),
        padded([pair.met_in_sentence for pair in pairs]),
        padded([pair.signs for pair in pairs]),
        torch.from_numpy(np.stack([pair.overall for pair in pairs])),
        live,
    ]


def held_back(example: Example) -> bool:
    """Tell whether an example is measured on and not trained on."""
    return hashlib.sha256(example.group.encode()).digest()[0] % HELD_BACK == 0


def main() -> None:
    """Train the network and write it."""
    options = _options()
    torch.manual_seed(options.seed)
    chance = np.random.default_rng(options.seed)
    model = open_embedder(Settings())
    if not isinstance(model, OnnxEmbedder):
        raise SystemExit("The reader is trained on the bundled model: unset CASEBASE_MODEL.")
    known = list(examples(model, options.seed))
    taught = [one for one in known if not held_back(one)]
    odds = np.array([one.weight for one in taught])
    answered = np.array([one.answered for one in taught])
    odds = np.where(answered, odds / odds[answered].sum(), odds / odds[~answered].sum()) / 2
    network = Network(options.width, options.layers, options.drop)
    optimizer = torch.optim.AdamW(network.parameters(), lr=options.rate, weight_decay=options.decay)
    began = time.time()
    for step in range(options.steps):
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min((step + 1) / 50, 1) * (0.03 + 0.97 * (1 - step / options.steps))
        chosen = [taught[row] for row in chance.choice(len(taught), options.batch, p=odds)]
        network.train()
        loss = loss_of(network(*batch(chosen)), torch.tensor([float(one.answered) for one in chosen]))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        if (step + 1) % options.say_every == 0 or step + 1 == options.steps:
            said = {"step": step + 1, "loss": loss.item(), "s": round(time.time() - began), **measured(network, known)}
            print(json.dumps(said), flush=True)
    told = {key: str(value) for key, value in vars(options).items() if key != "to"} | {"model": model.fingerprint}
    save_file({name: value.half().contiguous() for name, value in network.state_dict().items()}, options.to, told)


def loss_of(log_odds: Tensor, answered: Tensor) -> Tensor:
    """Return cross-entropy, and half as much for pairs of a batch in the wrong order."""
    loss = functional.binary_cross_entropy_with_logits(log_odds, answered * (1 - 2 * SMOOTHED) + SMOOTHED)
    gaps = log_odds[answered == 1][:, None] - log_odds[answered == 0][None]
    return loss + 0.5 * functional.softplus(-gaps).mean() if gaps.numel() else loss


def measured(network: Network, known: Sequence[Example]) -> dict[str, float]:
    """Return the area under the curve of held-back answered questions against each kind that is not answered."""
    network.eval()
    scores: dict[str, list[float]] = {}
    kept = [one for one in known if held_back(one)]
    with torch.no_grad():
        for start in range(0, len(kept), 128):
            part = kept[start : start + 128]
            for one, score in zip(part, network(*batch(part)).tolist(), strict=True):
                scores.setdefault("answered" if one.answered else one.kind, []).append(score)
    right = np.array(scores.pop("answered"))
    return {kind: round(float((right[:, None] > np.array(wrong)).mean()), 3) for kind, wrong in scores.items()}


def _layer(width: int) -> nn.ModuleDict:
    return nn.ModuleDict(
        {
            "n1": nn.LayerNorm(width),
            "qkv": nn.Linear(width, 3 * width),
            "o": nn.Linear(width, width),
            "n2": nn.LayerNorm(width),
            "f1": nn.Linear(width, 2 * width),
            "f2": nn.Linear(2 * width, width),
        }
    )


def _gelu(values: Tensor) -> Tensor:
    return functional.gelu(values, approximate="tanh")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training.reader", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, help="file to write")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--drop", type=float, default=0.2)
    parser.add_argument("--decay", type=float, default=0.05)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--say-every", type=int, default=300)
    return parser.parse_args()


if __name__ == "__main__":
    main()
