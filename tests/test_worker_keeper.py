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
