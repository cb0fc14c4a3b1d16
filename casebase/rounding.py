"""Vectors as 8-bit numbers, a step of its own for each: half of 16-bit floats, cosines within 0.002 of theirs.

Whatever compares passages with a question by their vectors takes them on this grid, the index as well as what is read from the
database: scores do not depend on where a passage is found.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LARGEST = 127
"""Largest code; the smallest is its negative."""

_LEAST_STEP = np.finfo(np.float16).tiny


def rounded(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return the codes of vectors, shape (n, dimensions), and the step of each, shape (n,).

    A step is a float16 number: times a code it is exact in float32, so that what was rounded once rounds to itself.
    """
    largest = np.abs(vectors).max(axis=1)
    steps = np.maximum((largest / LARGEST).astype(np.float16), _LEAST_STEP)
    steps = np.where(steps.astype(np.float32) * LARGEST < largest, np.nextafter(steps, np.float16(np.inf)), steps)
    return np.rint(vectors / steps.astype(np.float32)[:, None]).astype(np.int8), steps


def restored(codes: NDArray[np.int8], steps: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return the vectors that codes, shape (n, dimensions), and steps, shape (n,), stand for."""
    vectors: NDArray[np.float32] = codes.astype(np.float32)
    vectors *= steps.astype(np.float32)[:, None]
    return vectors


def on_grid(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the vector, shape (dimensions,), as its codes stand for it."""
    one: NDArray[np.float32] = restored(*rounded(vector[None]))[0]
    return one
