"""The files of a collection hold its vectors and nothing else that was in the memory of the process that wrote them."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np
import pytest

from casebase.index.dense import DenseIndex, DenseWriter

SECRET = "ムラサキツユクサ構想".encode()


def _leave_in_memory(words: bytes) -> None:
    """Fill memory of many sizes with words and give it back, as reading and purging a document does."""
    c = ctypes.CDLL(None)
    c.malloc.restype, c.malloc.argtypes, c.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
    held = []
    for size in [2**power for power in range(6, 21)] * 6:
        place = c.malloc(size)
        ctypes.memmove(place, words * (size // len(words)), size // len(words) * len(words))
        held.append(place)
    for place in held:
        c.free(place)


@pytest.mark.parametrize("rows", [1, 3, 30, 99])
def test_what_was_in_memory_is_in_no_file_of_a_collection(tmp_path: Path, rows: int) -> None:
    vectors = np.random.default_rng(rows).normal(size=(rows, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for number in range(5):
        folder = tmp_path / str(number)
        writer = DenseWriter(folder, vectors)
        _leave_in_memory(SECRET)
        writer.add(vectors)
        writer.close()
        written = {path.name: path.read_bytes() for path in folder.glob("*/*") if path.is_file()}
        assert not any(SECRET in content for content in written.values())
        places = len(written["length.bin"]) // 4
        a_place = len(written["data_level0.bin"]) // places
        assert places > rows
        assert not any(written["data_level0.bin"][rows * a_place :])
        assert not any(written["length.bin"])
    assert DenseIndex(folder).neighbours(vectors, 1) == [[row] for row in range(rows)]
