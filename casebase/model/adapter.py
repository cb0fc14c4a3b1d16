"""What training added to the bundled model: low-rank changes of its attention, and a projection of its token vectors.

Made by `python -m benchmarks.training` (docs/decisions/040-adapter.md) and merged into the weights when the model is
expanded, so that it costs nothing at run time. Names in the file: `layer.N.<part>.a` (rank, inputs) and `.b` (outputs,
rank), and `projection` (token dimensions, hidden), all float16.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casebase.hashes import sha256_of
from casebase.model.tensors import read_tensors

_SPECIAL = frozenset({"<s>", "</s>", "<pad>", "<unk>", "<mask>"})

ADAPTER_FILE = Path(__file__).with_name("adapter.safetensors")


@dataclass(frozen=True, slots=True)
class Adapter:
    """`changes` are to be added to the checkpoint's weights of the same names; `projection` is (token dimensions, hidden)."""

    changes: Mapping[str, NDArray[np.float32]]
    projection: NDArray[np.float32]


def read_adapter(path: Path = ADAPTER_FILE) -> Adapter:
    """Read the adapter. Raises ModelError when the file is missing or damaged."""
    read, _ = read_tensors(path, "adapter")
    tensors = {name: values.astype(np.float32) for name, values in read.items()}
    changes = {
        f"encoder.{name.removesuffix('.a')}.weight": tensors[f"{name.removesuffix('.a')}.b"] @ first
        for name, first in tensors.items()
        if name.endswith(".a")
    }
    return Adapter(changes, tensors["projection"])


def adapter_digest(path: Path = ADAPTER_FILE) -> str:
    """Return the SHA-256 of the adapter file."""
    return sha256_of(path)


def merged(
    weights: Mapping[str, NDArray[np.float32]], changes: Mapping[str, NDArray[np.float32]]
) -> dict[str, NDArray[np.float32]]:
    """Return the weights with the changes of the same names added."""
    return {name: values + changes[name] if name in changes else values for name, values in weights.items()}


def write_late(adapter: Adapter, vocabulary: Sequence[str], path: Path) -> None:
    """Write what late interaction needs beside the graph: the projection, and which tokens say nothing.

    `projection` has shape (token dimensions, hidden), float32; `silent`, one boolean a token id, is true for marks
    without a letter or digit.
    """
    silent = np.array([not any(char.isalnum() for char in piece) or piece in _SPECIAL for piece in vocabulary])
    np.savez(path, projection=adapter.projection, silent=silent)
