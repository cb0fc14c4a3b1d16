"""Train the reader that the product ships: `python -m benchmarks.training.reader --to casebase/model/reader.safetensors`.

Three losses: cross-entropy of answered or not; of two pairs of one passage or question, the answered one must come first; and
the tokens of the answer must stand out where they are known. The latter is what makes it learn at all: without, it is still at
chance after thousands of pairs. See docs/decisions/041-reader.md for data, licences, cost and what was gained.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.training.joint import Cutter, Network, batched, exported, started
from benchmarks.training.packs import as_packs
from benchmarks.training.reading import Drawn, Item, Pair, Shares, jaquad_items, own_items
from benchmarks.training.sentence_pairs import as_sentences
from casebase.embedding import open_embedder
from casebase.onnx_embedder import OnnxEmbedder
from casebase.settings import Settings

SMOOTHED = 0.03
"""Targets are this far from 0 and 1: some near misses are answered after all."""

IN_ORDER, STANDING_OUT = 0.5, 0.8
"""What the second and the third loss count."""

REMEMBERED = 0.997
"""The weights that are kept are a running mean of those of the steps, by this share."""

MEASURED = 1
"""Questions of each kind that are measured of a held-back item."""


def main() -> None:
    """Train the network and write it."""
    options = _options()
    torch.manual_seed(options.seed)
    model = open_embedder(Settings())
    if not isinstance(model, OnnxEmbedder):
        raise SystemExit("The reader is trained on the bundled model: unset CASEBASE_MODEL.")
    own = own_items(model)
    shares = Shares(twins=options.twins, near_misses=options.near_misses, cut=options.cut)
    jaquad = jaquad_items(options.jaquad) if options.jaquad else []
    chance = random.Random(options.seed)
    drawn = Drawn(own, jaquad, shares, chance)
    kept = [pair for item in own if item.held_back for pair in _measured(item)]
    kept_sentences, kept_packs = _cut_measured(own, packs=False), _cut_measured(own, packs=True)
    network, cutter = Network(model.folder, options.rank, options.rounded, options.first_trained), Cutter(model.folder)
    if options.start:
        network.load_state_dict(started(load_file(options.start)), strict=False)
    mean = copy.deepcopy(network)
    trained = [one for one in network.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=options.rate, weight_decay=0.01, betas=(0.9, 0.98))
    began = time.time()
    for step in range(options.steps):
        for group in optimizer.param_groups:
            falling = 1 - (1 - options.floor) * step / options.steps
            group["lr"] = options.rate * min((step + 1) / 60, 1) * falling
        pairs: list[Pair] = []
        for _ in range(options.pairs // 2):
            pairs += _cut_down(*drawn.two(mixed=step >= options.alone), options, chance)
        loss = loss_of(network, cutter, pairs)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        _remember(mean, network, min(REMEMBERED, (step + 1) / (step + 20)))
        if (step + 1) % options.say_every == 0 or step + 1 == options.steps:
            said = {"step": step + 1, "loss": loss.item(), "s": round(time.time() - began)}
            said |= {"area": measured(mean, cutter, kept), "of_sentences": measured(mean, cutter, kept_sentences)}
            said |= {"of_packs": measured(mean, cutter, kept_packs)}
            print(json.dumps(said), flush=True)
            save_file(mean.state_dict(), options.to.with_suffix(".going.safetensors"))
    told = {key: str(value) for key, value in vars(options).items() if key not in ("to", "jaquad", "start")}
    told |= {"model": model.fingerprint, "jaquad": str(options.jaquad is not None)}
    save_file(exported(mean.state_dict()), options.to, told)


def loss_of(network: Network, cutter: Cutter, pairs: Sequence[Pair]) -> Tensor:
    """Return the loss of pairs, answered and unanswered ones in turn."""
    cut = [cutter.cut(pair) for pair in pairs]
    odds_of: list[Tensor] = [torch.zeros(0)] * len(pairs)
    standing_out = []
    for rows in _by_length([len(one.tokens) for one in cut]):
        odds, evidence = network(*batched([cut[row] for row in rows]))
        split = torch.split(odds, [len(cut[row].parts) for row in rows])
        for row, of_parts, tokens in zip(rows, split, evidence, strict=True):
            odds_of[row] = of_parts
            if places := cut[row].answer:
                standing_out.append(torch.logsumexp(tokens, -1) - torch.logsumexp(tokens[places], -1))
    right, wrong = [], []  # the part that answers, and the likeliest of those that do not, of each two pairs
    judged = []
    for answered, other in zip(range(0, len(pairs), 2), range(1, len(pairs), 2), strict=True):
        answers = torch.tensor([answer for _, answer in cut[answered].parts])
        own, beside = odds_of[answered][answers], odds_of[answered][~answers]
        if len(own):
            judged += [_told(own, True)]
            right += [own.max()] * (2 if len(beside) else 1)
            wrong += [odds_of[other].max(), *([beside.max()] if len(beside) else [])]
        judged += [_told(one, False) for one in (beside, odds_of[other]) if len(one)]
    loss = torch.stack(judged).mean() + IN_ORDER * functional.softplus(torch.stack(wrong) - torch.stack(right)).mean()
    return loss + STANDING_OUT * torch.stack(standing_out).mean() if standing_out else loss


def _told(log_odds: Tensor, answered: bool) -> Tensor:
    """Return the cross-entropy of parts that all answer, or of which none does: there the likeliest counts as much as all."""
    target = torch.full_like(log_odds, (1 - SMOOTHED) if answered else SMOOTHED)
    each = functional.binary_cross_entropy_with_logits(log_odds, target, reduction="none")
    return (each.mean() + each.max()) / 2


def _cut_down(
    answered: Pair, other: Pair, beside: Sequence[str], options: argparse.Namespace, chance: random.Random
) -> tuple[Pair, Pair]:
    """Return two pairs as packs or sentences, by the shares of `options`, or as they are."""
    kind = chance.random()
    if kind < options.packs:
        return as_packs(answered, other, beside, chance) or (answered, other)
    if kind < options.packs + options.sentences:
        return as_sentences(answered, other, chance) or (answered, other)
    return answered, other


def measured(network: Network, cutter: Cutter, pairs: Sequence[Pair]) -> float:
    """Return the area under the curve of parts that answer against the others."""
    cut = [cutter.cut(pair) for pair in pairs]
    scores: list[float] = []
    answered: list[bool] = []
    order = sorted(range(len(pairs)), key=lambda row: len(cut[row].tokens))
    with torch.no_grad():
        for start in range(0, len(pairs), 32):
            rows = order[start : start + 32]
            scores += network(*batched([cut[row] for row in rows]))[0].tolist()
            answered += [answer for row in rows for _, answer in cut[row].parts]
    right, wrong = (np.array(scores)[np.array(answered) == answer] for answer in (True, False))
    return round(float((right[:, None] > wrong).mean()), 3)


def _measured(item: Item) -> list[Pair]:
    answered = [Pair(question, item.text, True) for question, _ in item.answered[:MEASURED]]
    return answered + [Pair(question, item.text, False) for question in item.near_misses[:MEASURED]]


def _cut_measured(items: Sequence[Item], packs: bool) -> list[Pair]:
    """Return questions of held-back items with packs, or with the sentence that answers and with one that does not."""
    chance = random.Random(0)
    found: list[Pair] = []
    for item in (item for item in items if item.held_back and item.near_misses):
        question, span = item.answered[0]
        answered, missed = Pair(question, item.text, True, span), Pair(item.near_misses[0], item.text, False)
        beside = [items[row].text for row in item.near]
        two = as_packs(answered, missed, beside, chance) if packs else as_sentences(answered, missed, chance)
        found += two or ()
    return found


def _by_length(lengths: Sequence[int]) -> list[list[int]]:
    """Return rows in three parts, half of them the shortest, so that little is computed for padding."""
    order = sorted(range(len(lengths)), key=lambda row: lengths[row])
    quarter = len(order) // 4
    return [part for part in (order[: 2 * quarter], order[2 * quarter : 3 * quarter], order[3 * quarter :]) if part]


def _remember(mean: Network, network: Network, share: float) -> None:
    with torch.no_grad():
        for kept, new in zip(mean.state_dict().values(), network.state_dict().values(), strict=True):
            kept.mul_(share).add_(new, alpha=1 - share)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training.reader", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, help="file to write")
    parser.add_argument(
        "--jaquad", type=Path, help="folder with JaQuAD's corpus.jsonl.gz and queries.jsonl.gz (CC BY-SA 3.0)"
    )
    parser.add_argument("--start", type=Path, help="go on from FILE.going.safetensors of a run, or from what ships")
    parser.add_argument("--near-misses", type=float, default=0.6, help="share of the questions that are not answered")
    parser.add_argument(
        "--cut", type=float, default=0.15, help="share of those beside their passage without the answer"
    )
    parser.add_argument("--twins", type=float, default=0.3, help="share of items that have a twin")
    parser.add_argument("--sentences", type=float, default=0.0, help="share of pairs with a sentence of the passage")
    parser.add_argument(
        "--packs", type=float, default=0.0, help="share of pairs with packs of sentences, judged one by one"
    )
    parser.add_argument("--rounded", action="store_true", help="train with the rounding of the product's 8-bit numbers")
    parser.add_argument("--first-trained", type=int, default=0, help="first layer that is trained, those below stay")
    parser.add_argument("--floor", type=float, default=0.03, help="share of the rate at the end")
    parser.add_argument("--steps", type=int, default=1900)
    parser.add_argument("--alone", type=int, default=300, help="steps on items written for the reader alone")
    parser.add_argument("--pairs", type=int, default=16, help="pairs a step")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--say-every", type=int, default=300)
    return parser.parse_args()


if __name__ == "__main__":
    main()
