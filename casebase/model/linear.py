"""Small layers that tell what a sentence says by its vector, trained on made-up sentences and kept in the package.

`weights`, shape (labels, features), and `bias`, (labels,), 16-bit; what the labels are and which model's vectors they read stands
in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casebase.errors import ModelError
from casebase.hashes import sha256_of


@dataclass(frozen=True, slots=True)
class LinearHead:
    """A layer; `trained_on` is the fingerprint of the model whose vectors it reads, `digest` that of the file."""

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    trained_on: str
    digest: str

    def probabilities(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return for each row of `features` how likely it is of each of `labels`, shape (rows, labels)."""
        told: NDArray[np.float32] = 1.0 / (1.0 + np.exp(-(features @ self.weights.T + self.bias)))
        return told


@cache
def read_head(path: Path) -> LinearHead:
    """Read a layer. Raises ModelError when the file is damaged."""
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415  (takes time to import, and few pages need it)

    try:
        with safe_open(path, "numpy") as file:
            told = file.metadata() or {}
            weights, bias = (file.get_tensor(name).astype(np.float32) for name in ("weights", "bias"))
            return LinearHead(tuple(told["labels"].split(",")), weights, bias, told["model"], sha256_of(path))
    except (OSError, SafetensorError, KeyError) as exc:
        raise ModelError(f"The file {path} cannot be read. Install the product again.") from exc


def read_with(*parts: str) -> str:
    """Return the text whose vector is read: a sentence below what stands above it."""
    return " ".join(" ".join(part.split()) for part in parts if part)
