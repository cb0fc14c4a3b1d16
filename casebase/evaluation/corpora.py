"""Casebases that serve a measurement only: a data set's own documents, taken in by the product's own ingest command.

The command is run as a program, because ingestion may know this package and not the other way round; and so that what is
measured is what an editor gets: the same file readers, cleaning, chunks and vectors. A casebase is kept and used again
as long as the documents, the model and the code that takes documents in are the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from casebase.bootstrap import open_casebase
from casebase.bundled_model import bundled_fingerprint
from casebase.errors import CasebaseError
from casebase.evaluation.datasets import Dataset
from casebase.settings import Settings

READY = "ready"
_TAKES_IN = (
    "ingest",
    "casebase/text",
    "casebase/store",
    "casebase/model",
    "casebase/embedding.py",
    "casebase/onnx_embedder.py",
    "casebase/late.py",
    "casebase/embedding_inputs.py",
)
"""Code that decides what is stored for a document; a change in it means taking the documents in again."""


class CorpusNotTakenIn(CasebaseError):
    """Documents of a data set could not be ingested, so nothing can be measured with it."""

    code = "CORPUS_NOT_TAKEN_IN"


def corpus_settings(dataset: Dataset, settings: Settings) -> Settings:
    """Return the settings of a casebase that holds the corpus of `dataset`, made if it is not there yet.

    It lies under `settings.home / "evaluation"`. Raises CorpusNotTakenIn.
    """
    folder = settings.home.resolve() / "evaluation" / f"{dataset.name}-{dataset.digest}-{_code_digest(settings)}"
    own = settings.model_copy(update={"home": folder})
    if (folder / READY).is_file():
        return own
    for stale in folder.parent.glob(f"{dataset.name}-{dataset.digest}-*"):
        shutil.rmtree(stale)
    files = folder / "corpus"
    files.mkdir(parents=True)
    for document in dataset.corpus:
        (files / document.file_name).write_bytes(document.content)
    kind = ["--kind", dataset.kind] if dataset.kind else []
    if dataset.records:
        _import(dataset.records, own)
    if dataset.corpus:
        _ingest([str(files), "--org", "other", "--visibility", "public", *kind], own)
    open_casebase(
        own
    ).index.build()  # small sets would be searched without one, which is not how a casebase in use works
    (folder / READY).touch()
    return own


def _ingest(arguments: list[str], settings: Settings) -> None:
    done = _run(arguments, settings)
    outcomes = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    failed = [outcome for outcome in outcomes if outcome["status"] == "failed"]
    if failed or not outcomes:
        reason = failed[0]["message"] if failed else f"the ingest command ended with {done.returncode}"
        raise CorpusNotTakenIn(f"{len(failed)} of {len(outcomes)} documents could not be taken in: {reason}")


def _import(records: Path, settings: Settings) -> None:
    done = _run(["cases", str(records.resolve())], settings)
    outcome = json.loads(done.stdout) if done.returncode == 0 else {}
    if not outcome.get("new") or outcome["refused"]:
        raise CorpusNotTakenIn(f"{outcome.get('refused', 'the')} records of {records.name} could not be taken in")


def _run(arguments: list[str], settings: Settings) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "CASEBASE_HOME": str(settings.home),
        "CASEBASE_MODEL": settings.model,
        "CASEBASE_ADAPTER": str(settings.adapter),
        "CASEBASE_MODELS": str(settings.models),
    }
    command = [sys.executable, "-m", "ingest", *arguments, "--json"]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)


def _code_digest(settings: Settings) -> str:
    digest = hashlib.sha256(f"{settings.model} {bundled_fingerprint(settings.adapter)}".encode())
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    for name in _TAKES_IN:
        package, _, inner = name.partition("/")
        spec = find_spec(package)
        for location in spec.submodule_search_locations or () if spec else ():
            path = Path(location) / inner
            yield from [path] if path.is_file() else sorted(path.rglob("*.py"))
