"""The worker beside the pages, as a real process: it works, is started again, and is never there twice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from app.workers import WorkerKeeper
from casebase.access import LOCAL_READER
from casebase.jobs import Job, JobState
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.liveness import any_alive
from tests.test_worker import hand_in, note, state_of

pytestmark = pytest.mark.slow


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 180
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.1)


def is_published(casebase: Casebase, job: Job) -> Callable[[], bool]:
    return lambda: state_of(casebase, job).state is JobState.PUBLISHED


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {
            "llms": "models.yaml",
            "reader": False,
            "threads": 2,
            "reranker": "a/b",
            "confidential_labels": "取扱注意,部外秘",
        },
    ],
)
def test_another_process_reads_the_settings_as_they_are(settings: Settings, changed, monkeypatch):
    given = Settings(**{**settings.model_dump(), **changed})
    for name, value in given.as_environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == given


def test_a_worker_has_nothing_to_complain_of(casebase: Casebase, settings: Settings, capfd):
    keeper = WorkerKeeper(settings)
    keeper.start()
    try:
        for number in (1, 2):  # after each the index is looked at
            (job,) = hand_in(casebase, note(number))
            until(is_published(casebase, job))
    finally:
        keeper.stop()
    assert "Traceback" not in capfd.readouterr().err


def test_a_worker_runs_as_long_as_the_pages_once_a_data_folder(casebase: Casebase, settings: Settings):
    first, second = WorkerKeeper(settings), WorkerKeeper(settings)
    first.start()
    try:
        (job,) = hand_in(casebase, note(1))
        until(is_published(casebase, job))
        second.start()
        (killed,) = first.processes()
        os.kill(killed, signal.SIGKILL)
        (job,) = hand_in(casebase, note(2))
        until(is_published(casebase, job))

        assert first.processes() != [killed]
        assert second.processes() == []
        assert casebase.documents(LOCAL_READER)[0].file_name == note(2)[0]
    finally:
        second.stop()
        first.stop()
    assert first.processes() == []
    assert not any_alive(settings.workers_folder)


def test_no_worker_is_started_where_none_is_wanted(casebase: Casebase, settings: Settings):
    keeper = WorkerKeeper(settings.model_copy(update={"workers": 0}))
    keeper.start()
    keeper.stop()
    assert keeper.processes() == []
