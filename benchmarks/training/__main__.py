"""Train the adapter that the product ships: `python -m benchmarks.training --jaquad FOLDER --to FILE.safetensors`.

Contrastive training with the other passages of a batch as negatives, for the mean vectors and for late interaction at
once. See docs/decisions/040-adapter.md for data, licences, cost and what was gained. Needs `peft` beside the product's
development environment; nothing of this is needed to run the product.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional

from benchmarks.training.batches import OWN_DATA, Batch, mixed, own_batches, own_items, squad_batches, squad_groups
from benchmarks.training.trainee import Encoded, Trainee, late_scores
from casebase.bundled_model import expand_bundled_model
from casebase.settings import Settings

TEMPERATURE = 0.02
QUESTIONS = 3
"""Questions drawn of each passage."""


def main() -> None:
    """Train and write the adapter."""
    options = _options()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    folder = options.model or expand_bundled_model(Settings().models, adapted=False)
    trainee = Trainee(folder, options.rank, options.dimensions)
    sample = next(squad_batches(squad_groups(options.jaquad), 64, options.seed))
    if options.start:
        restore(trainee, options.start)
    else:
        start_projection(trainee, sample[:32])
    lora = [p for name, p in trainee.named_parameters() if p.requires_grad and "lora" in name]
    groups = [{"params": lora, "lr": options.rate}, {"params": trainee.projection.parameters(), "lr": options.rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    plan = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, options.steps))
    began, chance = time.time(), random.Random(options.seed)
    for step, batch in zip(range(options.steps), _batches(options), strict=False):
        losses = batch_losses(trainee, batch, chance)
        optimizer.zero_grad()
        sum(losses).backward()  # type: ignore[union-attr]
        torch.nn.utils.clip_grad_norm_(lora, 1.0)
        optimizer.step()
        plan.step()
        said = {"step": step, "dense": losses[0].item(), "late": losses[1].item(), "s": round(time.time() - began)}
        print(json.dumps(said), flush=True)
        if (step + 1) % options.save_every == 0 or step + 1 == options.steps:
            save(trainee, options.to.with_suffix(".going.safetensors"), options)  # to go on from: all dimensions
            save(trainee, options.to, options, narrowed(trainee, sample, options.kept))


def batch_losses(trainee: Trainee, batch: Batch, chance: random.Random) -> tuple[Tensor, Tensor]:
    """Return the contrastive losses of the mean vectors and of late interaction."""
    asked = [(row, text) for row, item in enumerate(batch) for text in _some(item.questions, chance)]
    passages = trainee.passages([item.title for item in batch], [item.text for item in batch], 256)
    queries = trainee.queries([text for _, text in asked])
    gold = torch.tensor([row for row, _ in asked])
    dense = queries.mean @ functional.normalize(passages.mean, dim=-1).T
    return _loss(dense, gold), _loss(late_scores(queries, passages), gold)


def start_projection(trainee: Trainee, items: Batch) -> None:
    """Start from the main directions of token vectors, so that late interaction is sensible from the first step."""
    with torch.no_grad():
        trainee.projection.weight.copy_(torch.eye(*trainee.projection.weight.shape))
        width = trainee.projection.weight.shape[1]
        whole = torch.nn.Linear(width, width, bias=False)
        whole.weight.copy_(torch.eye(width))
        kept, trainee.projection = trainee.projection, whole
        encoded: Encoded = trainee.passages([i.title for i in items], [i.text for i in items], 256)
        directions = torch.linalg.svd(encoded.tokens[encoded.kept], full_matrices=False).Vh
        kept.weight.copy_(directions[: kept.weight.shape[0]])
        trainee.projection = kept


def save(trainee: Trainee, path: Path, options: argparse.Namespace, projection: Tensor | None = None) -> None:
    """Write the adapter's factors as float16 `layer.N.part.a|b` and the projection, with how they came about."""
    projection = trainee.projection.weight.detach() if projection is None else projection
    tensors = {"projection": projection.half().contiguous()}
    for name, value in trainee.model.state_dict().items():
        if "lora_" in name:
            tensors[_saved_name(name)] = value.detach().half().contiguous()
    told = {key: str(value) for key, value in vars(options).items() if key not in {"to", "model", "jaquad", "start"}}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path, metadata=told)


def narrowed(trainee: Trainee, items: Batch, dimensions: int) -> Tensor:
    """Return the projection turned and cut to `dimensions` main directions of the token vectors of `items`."""
    with torch.no_grad():
        encoded = trainee.passages([i.title for i in items], [i.text for i in items], 256)
        directions = torch.linalg.svd(encoded.tokens[encoded.kept], full_matrices=False).Vh[:dimensions]
        return directions @ trainee.projection.weight


def restore(trainee: Trainee, path: Path) -> None:
    """Go on from an adapter written before."""
    tensors = load_file(path)
    with torch.no_grad():
        trainee.projection.weight.copy_(tensors["projection"].float())
        for name, value in trainee.model.state_dict().items():
            if "lora_" in name:
                value.copy_(tensors[_saved_name(name)].float())


def _saved_name(name: str) -> str:
    layer, rest = name.split("encoder.layer.")[1].split(".", 1)
    part, factor = rest.split(".lora_")
    return f"layer.{layer}.{part}.{factor[0].lower()}"


def _batches(options: argparse.Namespace) -> Iterator[Batch]:
    def squad() -> Iterator[Batch]:
        groups, epoch = squad_groups(options.jaquad), 0
        while True:
            yield from squad_batches(groups, options.batch, options.seed + epoch)
            epoch += 1

    sources = [(squad(), options.squad_share)]
    own = [(path, own_items(path)) for path in sorted(OWN_DATA.glob("*.jsonl"))] if options.squad_share < 1 else []
    total = sum(len(items) for _, items in own)
    for number, (_, items) in enumerate(own):
        share = (1 - options.squad_share) * len(items) / total
        sources.append((own_batches(items, options.batch, options.seed + number), share))
    return mixed(sources, options.seed)


def _some(questions: tuple[str, ...], chance: random.Random) -> list[str]:
    return chance.sample(questions, min(QUESTIONS, len(questions)))


def _loss(scores: Tensor, gold: Tensor) -> Tensor:
    return functional.cross_entropy(scores / TEMPERATURE, gold)


def _rate(step: int, steps: int) -> float:
    warm = 20
    return (
        (step + 1) / warm if step < warm else 0.02 + 0.98 * (1 + math.cos(math.pi * (step - warm) / (steps - warm))) / 2
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
    parser.add_argument("--jaquad", type=Path, required=True, help="folder with corpus.jsonl.gz and queries.jsonl.gz")
    parser.add_argument("--to", type=Path, required=True, help="adapter file to write")
    parser.add_argument("--model", type=Path, help="checkpoint folder; default: the bundled model as published")
    parser.add_argument("--start", type=Path, help="adapter file to go on from")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--rank", type=int, default=12)
    parser.add_argument("--dimensions", type=int, default=64)
    parser.add_argument("--kept", type=int, default=32, help="token dimensions that the product keeps")
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--squad-share", type=float, default=0.55, help="share of batches drawn from JaQuAD")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save-every", type=int, default=50)
    return parser.parse_args()


if __name__ == "__main__":
    main()
