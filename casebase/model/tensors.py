"""Read a file of tensors that the package ships."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from casebase.errors import ModelError


def read_tensors(
    path: Path, what: str, wanted: Callable[[str], bool] = lambda name: True
) -> tuple[dict[str, NDArray[Any]], Mapping[str, str]]:
    """Return the tensors of a file whose names are `wanted`, and what it says of itself. Raises ModelError, with `what` it is."""
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415  (takes time to import, and few programs need it)

    try:
        with safe_open(path, "numpy") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys() if wanted(name)}  # noqa: SIM118
            return tensors, file.metadata() or {}
    except (OSError, SafetensorError) as exc:
        raise unreadable(path, what) from exc


def unreadable(path: Path, what: str) -> ModelError:
    """Return the error of a file that is damaged."""
    return ModelError(f"The {what} {path} cannot be read. Install the product again.")
