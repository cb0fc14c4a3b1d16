"""Fixtures: a casebase in a temporary folder, a way to put texts into it, and a browser for the tests that ask for one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import Embedder, HashingEmbedder, open_embedder
from casebase.models import Details, Document, Kind, Visibility
from casebase.retrieve.reader import JointReader, open_reader
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.pipeline import ingest_file
from ingest.records import FileStatus, IncomingFile
from tests.pages_server import WITHOUT_WORKER, chromium, served
from tests.starter_home import StarterHome, starter_home_in

PROJECT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"

SLOWEST_FIRST = (
    "test_pages_desk", "test_soak", "test_embedding", "test_pages_axe", "test_pages_journey", "test_pages_conversations",
    "test_citations_integrity", "test_pages_cases", "test_pages_queue", "test_pages_review", "test_pages_keyboard",
    "test_badfiles", "test_evaluation", "test_refusal", "test_commands", "test_exchange", "test_hostile_model",
    "test_benchmarks", "test_index", "test_pages_editions", "test_pages_answers", "test_pages_llm", "test_pages_import",
    "test_upkeep", "test_pages_health", "test_ingest_cli", "test_worker", "test_worker_keeper", "test_golden_questions",
)  # fmt: skip
"""Files of tests that take longest. Several are run at a time, each by one process: what is begun last decides when all end. Of
the first three only one waits for the starter cases."""

AddText = Callable[..., Document]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the slowest files first; within a file they keep their order."""
    place = {name: number for number, name in enumerate(SLOWEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", model="fake")


@pytest.fixture
def casebase(settings: Settings) -> Casebase:
    """A casebase with the embedder that is quick and repeatable."""
    return open_casebase(settings, HashingEmbedder())


@pytest.fixture(scope="session")
def real_embedder() -> Iterator[Embedder]:
    """The bundled model, expanded once for this user and kept."""
    yield open_embedder(Settings())


@pytest.fixture(scope="session")
def reader(real_embedder: Embedder) -> JointReader:
    """The reader that ships."""
    found = open_reader(Settings(), real_embedder)
    assert isinstance(found, JointReader), "the reader was not trained on the adapter that ships"
    return found


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory: pytest.TempPathFactory) -> StarterHome:
    """Makes data folders that hold the starter cases; the processes of one run share what they are copied from."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    base = tmp_path_factory.getbasetemp()
    return starter_home_in(base if alone else base.parent)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium, started for the first test of a file that asks for it."""
    with chromium() as launched:
        yield launched


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty data folder."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """Where the pages of `home` are, without a worker beside them: the test says when one works."""
    with served(home, WITHOUT_WORKER) as where:
        yield where


@pytest.fixture
def add_text(casebase: Casebase) -> AddText:
    """Return a function that publishes a text as a document: `add_text("notes.txt", "…", organization="tokyo")`."""

    def add(name: str, text: str, **details: object) -> Document:
        said = {"organization": "tokyo", "kind": Kind.CASE, "visibility": Visibility.PUBLIC, **details}
        outcome = ingest_file(
            IncomingFile(name, text.encode(), Details(**said)),
            casebase.library,
            casebase.embedder,  # type: ignore[arg-type]
        )
        assert outcome.status in {FileStatus.INGESTED, FileStatus.WARNED, FileStatus.UNCHANGED}, outcome
        return casebase.document(outcome.document, LOCAL_READER)

    return add
