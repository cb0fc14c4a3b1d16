"""What training added to the bundled model to make it read a question and a passage together, and the head that decides.

Made by `python -m benchmarks.training.reader` (docs/decisions/041-reader.md). Names in the file: `layer.N.<part>.a` (rank,
inputs) and `.b` (outputs, rank), whole numbers of 8 bits, `.scale` (rank,), by which their product is a change of the adapted
model's weights; `segment` (hidden,), added to what is the passage's; and the head.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casebase.hashes import sha256_of
from casebase.model.tensors import read_tensors

Floats = NDArray[np.float32]

READER_FILE = Path(__file__).with_name("reader.safetensors")

_JOINED = ("attention.self.query", "attention.self.key", "attention.self.value")
"""The parts whose changes are kept as one, under the name `attention.self.qkv`."""


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """`changes` are to be added to the adapted weights of the same names; `head` is what `casebase.retrieve.reader` runs after.

    `trained_on` is the fingerprint of the adapted model.
    """

    changes: Mapping[str, Floats]
    segment: Floats
    head: Mapping[str, Floats]
    trained_on: str


def read_reader(path: Path = READER_FILE, with_changes: bool = True) -> ReaderWeights:
    """Read the reader's weights; its changes are only needed to write its graph. Raises ModelError when the file is damaged."""
    tensors, told = read_tensors(path, "reader", lambda name: with_changes or not name.startswith("layer."))
    head = {name: values.astype(np.float32) for name, values in tensors.items() if not name.startswith("layer.")}
    return ReaderWeights(_changes(tensors), head.pop("segment"), head, told.get("model", ""))


def reader_digest(path: Path = READER_FILE) -> str:
    """Return the SHA-256 of the reader's file."""
    return sha256_of(path)


def _changes(tensors: Mapping[str, NDArray[np.generic]]) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for name, first in tensors.items():
        if not name.endswith(".a"):
            continue
        part = name.removesuffix(".a")
        second = tensors[f"{part}.b"].astype(np.float32) * tensors[f"{part}.scale"].astype(np.float32)
        change = second @ first.astype(np.float32)
        if part.endswith(".attention.self.qkv"):
            layer = part.removesuffix(".attention.self.qkv")
            for own, values in zip(_JOINED, np.split(change, 3), strict=True):
                found[f"encoder.{layer}.{own}.weight"] = values
        else:
            found[f"encoder.{part}.weight"] = change
    return found
