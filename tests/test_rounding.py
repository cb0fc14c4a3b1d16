"""Vectors as 8-bit numbers: half the space, hardly another cosine, and the same numbers wherever they are read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from casebase.index.exact import ExactVectors, write_exact
from casebase.rounding import on_grid, restored, rounded


def unit_vectors(count: int, seed: int = 1, dimensions: int = 384) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


@given(st.lists(st.floats(-2, 2, width=32), min_size=1, max_size=40))
def test_what_was_rounded_once_rounds_to_itself(numbers: list[float]) -> None:
    once = on_grid(np.array(numbers, np.float32))
    assert np.array_equal(on_grid(once), once)


@given(st.lists(st.floats(-2, 2, width=32), min_size=1, max_size=40))
def test_no_number_moves_by_more_than_half_a_step(numbers: list[float]) -> None:
    vector = np.array(numbers, np.float32)
    step = float(rounded(vector[None])[1][0])
    assert np.abs(on_grid(vector) - vector).max() <= step * 0.501


def test_cosines_stay_as_they_are() -> None:
    vectors = unit_vectors(200)
    products = vectors @ restored(*rounded(vectors)).T
    assert np.abs(products - vectors @ vectors.T).max() < 0.003


def test_what_is_read_from_the_file_is_what_the_database_gives(tmp_path: Path) -> None:
    vectors = np.stack([on_grid(vector) for vector in unit_vectors(30)])
    with (tmp_path / "vectors").open("wb") as file:
        write_exact(file, vectors[:20])
        write_exact(file, vectors[20:])
    stored = ExactVectors(tmp_path / "vectors", 30, 384)
    assert np.array_equal(stored.of(slice(0, 30)), vectors)
    assert np.array_equal(stored.of([7, 29]), vectors[[7, 29]])
    assert np.allclose(stored.scores([29, 3], vectors[5]), vectors[[29, 3]] @ vectors[5], atol=1e-6)
    assert (tmp_path / "vectors").stat().st_size == 30 * 386
