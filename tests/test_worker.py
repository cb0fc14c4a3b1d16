"""The queue and its workers: nothing that was handed in is lost, doubled, or published against anybody's will."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from casebase.access import LOCAL_READER, Reader
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.errors import ModelError, NotFound, Withheld
from casebase.findings import Decision
from casebase.jobs import Job, JobState
from casebase.late import Embedded
from casebase.models import Details, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.library import Library
from casebase.store.queue import JobQueue
from casebase.store.schema import DocumentRow, PassageRow, ReadingRow, VersionRow
from ingest.health.held import held_file
from ingest.load import load
from ingest.records import Loaded
from ingest.sandbox import Sandbox
from ingest.worker import Worker
from tests.conftest import DATA, PROJECT

TOKYO = Details("tokyo", visibility=Visibility.OWN)
HIDDEN = (DATA / "attacks/files/pdf-hidden-white.pdf").read_bytes()


def note(number: int) -> tuple[str, bytes]:
    return f"報告{number}.txt", f"第{number}号の報告である。点検時間が月{number}時間減った。".encode()


def notes(count: int) -> list[tuple[str, bytes]]:
    return [note(number) for number in range(1, count + 1)]


class Embedding(HashingEmbedder):
    """The quick embedder; `before` is called with the texts each time it is asked."""

    def __init__(self, before: Callable[[Sequence[str]], None] = lambda texts: None) -> None:
        super().__init__()
        self._before = before

    def embedded(self, texts: Sequence[str]) -> list[Embedded]:
        self._before(texts)
        return super().embedded(texts)


class Reading(Sandbox):
    """Reads in this process, which is quicker than the real child; `before` is called with the name of each file."""

    def __init__(self, before: Callable[[str], None] = lambda name: None) -> None:
        super().__init__()
        self._before = before

    def load(self, name: str, content: bytes) -> Loaded:
        self._before(name)
        return load(name, content)


def worker(settings: Settings, embedder: HashingEmbedder | None = None, sandbox: Sandbox | None = None) -> Worker:
    """A worker on a database connection of its own."""
    engine, embedder = open_database(settings), embedder or HashingEmbedder()
    return Worker(
        Library(engine, Originals(settings.originals_folder)),
        JobQueue(engine),
        embedder,
        sandbox or Reading(),
        settings,
        lambda: open_casebase(settings, embedder).index,
    )


def hand_in(casebase: Casebase, *files: tuple[str, bytes], hold: bool = False, details: Details = TOKYO) -> list[Job]:
    return casebase.jobs.hand_in(files, details, LOCAL_READER, hold)


def states(casebase: Casebase) -> dict[JobState, int]:
    return dict(casebase.jobs.counts(LOCAL_READER))


def state_of(casebase: Casebase, job: Job) -> Job:
    return casebase.jobs.job(job.id, LOCAL_READER)


def rows(settings: Settings, table: type) -> int:
    with Session(open_database(settings)) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_was_handed_in_is_on_the_disk_before_it_is_acknowledged(casebase: Casebase, settings: Settings):
    (job,) = hand_in(casebase, note(1))

    assert (settings.originals_folder / job.original[:2] / job.original).read_bytes() == note(1)[1]
    assert state_of(casebase, job).state is JobState.RECEIVED
    assert state_of(casebase, job).details == TOKYO


def test_a_worker_publishes_what_was_handed_in_and_it_is_found_at_once(casebase: Casebase, settings: Settings):
    assert casebase.search("点検時間", LOCAL_READER).hits == ()
    (job,) = hand_in(casebase, note(7))

    worker(settings).run(once=True)

    job = state_of(casebase, job)
    assert (job.state, job.pages, job.passages, job.attempts) == (JobState.PUBLISHED, 1, 1, 1)
    (hit,) = casebase.search("第7号の点検時間", LOCAL_READER).hits
    assert (hit.document.id, hit.document.version) == (job.document, job.version)


def test_a_generation_that_a_worker_built_is_searched_by_the_pages(casebase: Casebase, settings: Settings):
    assert casebase.search("点検時間", LOCAL_READER).hits == ()
    sections = "".join(
        f"# 第{number}節\n\n第{number}節は月{number}時間の点検の報告である。\n\n" for number in range(310)
    )
    hand_in(casebase, ("報告.md", sections.encode()))

    worker(settings).run(once=True)

    assert "第77節" in casebase.search("第77節の報告", LOCAL_READER).hits[0].passage.text
    assert casebase.index.is_due(smallest=1) is False, "the pages still search the database"


def test_two_workers_share_the_jobs_and_every_one_is_done_once(casebase: Casebase, settings: Settings):
    jobs = hand_in(casebase, *notes(40))
    done: Counter[int] = Counter()

    def slowly(number: int) -> Callable[[Sequence[str]], None]:
        def before(texts: Sequence[str]) -> None:
            done[number] += len(texts)
            time.sleep(0.05)

        return before

    threads = [
        Thread(target=worker(settings, Embedding(slowly(number))).run, kwargs={"once": True}) for number in (1, 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert states(casebase) == {JobState.PUBLISHED: 40}
    assert {state_of(casebase, job).attempts for job in jobs} == {1}
    assert (rows(settings, DocumentRow), rows(settings, VersionRow), rows(settings, PassageRow)) == (40, 40, 40)
    assert len({state_of(casebase, job).document for job in jobs}) == 40


KILLED = """
import sys, time
from pathlib import Path
from casebase.settings import Settings
from tests.test_worker import Embedding, worker
home = Path(sys.argv[1])
def stay(texts):
    (home / "embedding").touch()
    time.sleep(600)
worker(Settings(home=home, model="fake"), Embedding(stay)).run()
"""


@pytest.mark.slow
def test_what_a_killed_worker_had_is_done_by_the_next_and_nothing_is_doubled(casebase: Casebase, settings: Settings):
    jobs = hand_in(casebase, *notes(10))
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(settings.home)], cwd=PROJECT)
    try:
        until = time.monotonic() + 120
        while not (settings.home / "embedding").exists():
            assert child.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        assert {state_of(casebase, job).state for job in jobs} >= {JobState.EMBEDDING}
        worker(settings).run(once=True)
        assert states(casebase).get(JobState.EMBEDDING), "the jobs of a worker that lives were taken away"
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()

    worker(settings).run(once=True)

    assert states(casebase) == {JobState.PUBLISHED: 10}
    assert (rows(settings, DocumentRow), rows(settings, PassageRow)) == (10, 10)
    assert {state_of(casebase, job).attempts for job in jobs} <= {1, 2}


def test_a_job_during_which_three_workers_died_has_failed_and_can_be_tried_again(
    casebase: Casebase, settings: Settings
):
    job, other = hand_in(casebase, note(1), note(2))
    queue = JobQueue(open_database(settings))
    assert len(queue.claim("dead-0", 2)) == 2
    queue.take_from("dead-0")
    for number in (1, 2):
        (claimed,) = queue.claim(f"dead-{number}", 4)
        assert claimed.id == job.id, "a job during which a worker died must come alone"
        queue.take_from(f"dead-{number}")

    worker(settings).run(once=True)

    job = state_of(casebase, job)
    assert (job.state, job.error) == (JobState.FAILED, "WORKER_DIED")
    assert state_of(casebase, other).state is JobState.PUBLISHED
    casebase.jobs.retry(job.id, LOCAL_READER)
    worker(settings).run(once=True)
    assert state_of(casebase, job).state is JobState.PUBLISHED


def test_a_worker_that_was_given_up_changes_nothing_any_more(casebase: Casebase, settings: Settings):
    (job,) = hand_in(casebase, note(1))
    queue = JobQueue(open_database(settings))

    owners: list[str] = []

    def give_up_once(_: Sequence[str]) -> None:
        owners.append(state_of(casebase, job).owner)
        if len(owners) == 1:
            queue.take_from(owners[0])

    worker(settings, Embedding(give_up_once)).run(once=True)

    assert state_of(casebase, job).state is JobState.PUBLISHED
    assert state_of(casebase, job).attempts == 2
    assert rows(settings, DocumentRow) == 1


def test_a_job_that_waits_is_cancelled_and_never_read(casebase: Casebase, settings: Settings):
    (job,) = hand_in(casebase, note(1))

    assert casebase.jobs.cancel(job.id, LOCAL_READER).state is JobState.CANCELLED
    worker(settings).run(once=True)

    assert state_of(casebase, job).state is JobState.CANCELLED
    assert rows(settings, DocumentRow) == 0
    casebase.jobs.retry(job.id, LOCAL_READER)
    worker(settings).run(once=True)
    assert state_of(casebase, job).state is JobState.PUBLISHED


def test_a_job_that_is_cancelled_while_it_is_read_is_not_published(casebase: Casebase, settings: Settings):
    job, other = hand_in(casebase, ("a.md", b"# A\n\nalpha text"), ("b.md", b"# B\n\nbeta text"))

    def cancel(name: str) -> None:
        if name == "a.md":
            casebase.jobs.cancel(job.id, LOCAL_READER)

    worker(settings, sandbox=Reading(cancel)).run(once=True)

    assert state_of(casebase, job).state is JobState.CANCELLED
    assert state_of(casebase, other).state is JobState.PUBLISHED
    assert rows(settings, DocumentRow) == 1


def test_a_job_that_is_cancelled_while_it_is_embedded_is_not_published_and_the_others_are(
    casebase: Casebase, settings: Settings
):
    jobs = hand_in(casebase, *notes(3))

    worker(settings, Embedding(lambda texts: casebase.jobs.cancel(jobs[1].id, LOCAL_READER))).run(once=True)

    assert [state_of(casebase, job).state for job in jobs] == [
        JobState.PUBLISHED,
        JobState.CANCELLED,
        JobState.PUBLISHED,
    ]
    assert rows(settings, DocumentRow) == 2


class Slow(Sandbox):
    """The real child, which is asked to read only when the job of its file has been cancelled."""

    def __init__(self, before: Callable[[], None]) -> None:
        super().__init__()
        self._before = before
        self.broken_off = False

    def load(self, name: str, content: bytes) -> Loaded:
        child = self._ready_child()
        self._before()
        self.broken_off = child.wait(60) < 0
        return super().load(name, content)


def test_reading_of_a_cancelled_job_is_broken_off(casebase: Casebase, settings: Settings):
    (job,) = hand_in(casebase, ("slow.md", b"# A\n\ntext"))
    sandbox = Slow(lambda: casebase.jobs.cancel(job.id, LOCAL_READER))

    worker(settings, sandbox=sandbox).run(once=True)

    assert sandbox.broken_off
    assert state_of(casebase, job).state is JobState.CANCELLED
    assert rows(settings, DocumentRow) == 0


def test_a_worker_that_is_stopped_gives_back_what_it_has(casebase: Casebase, settings: Settings):
    jobs = hand_in(casebase, *notes(5))
    stopped = worker(settings, Embedding(lambda texts: stopped.stop()))

    stopped.run()

    assert states(casebase) == {JobState.RECEIVED: 5}
    assert {(state_of(casebase, job).attempts, state_of(casebase, job).owner) for job in jobs} == {(0, "")}
    worker(settings, Embedding(lambda texts: pytest.fail("vectors that were computed are kept"))).run(once=True)
    assert states(casebase) == {JobState.PUBLISHED: 5}


@pytest.mark.parametrize(
    ("error", "attempts"),
    [(ModelError("no model"), 0), (OSError(28, "No space left"), 1), (OperationalError("", {}, Exception("full")), 1)],
)
def test_when_the_surroundings_fail_the_worker_ends_and_the_jobs_wait(
    casebase: Casebase, settings: Settings, error: Exception, attempts: int
):
    (job,) = hand_in(casebase, note(1))

    def fail(_: Sequence[str]) -> None:
        raise error

    with pytest.raises(type(error)):
        worker(settings, Embedding(fail)).run(once=True)

    assert (state_of(casebase, job).state, state_of(casebase, job).attempts) == (JobState.RECEIVED, attempts)
    worker(settings).run(once=True)
    assert state_of(casebase, job).state is JobState.PUBLISHED


def test_one_file_that_breaks_the_work_takes_no_other_with_it(casebase: Casebase, settings: Settings):
    jobs = hand_in(casebase, *notes(4))

    def refuse(texts: Sequence[str]) -> None:
        if any("第3号" in text for text in texts):
            raise ValueError("not this one")

    worker(settings, Embedding(refuse)).run(once=True)

    assert states(casebase) == {JobState.PUBLISHED: 3, JobState.FAILED: 1}
    assert state_of(casebase, jobs[2]).error == "UNEXPECTED"


def test_a_file_that_cannot_be_read_has_failed_with_its_cause(casebase: Casebase, settings: Settings):
    bad, good, gone = hand_in(casebase, ("a.pdf", b"%PDF-1.7 nothing follows"), note(1), note(2))
    (settings.originals_folder / gone.original[:2] / gone.original).unlink()

    worker(settings).run(once=True)

    assert (state_of(casebase, bad).state, state_of(casebase, bad).error) == (JobState.FAILED, "PDF_DAMAGED")
    assert state_of(casebase, good).state is JobState.PUBLISHED
    assert state_of(casebase, gone).error == "ORIGINAL_MISSING"


def test_the_same_file_again_is_unchanged_also_in_one_batch(casebase: Casebase, settings: Settings):
    jobs = hand_in(casebase, note(1), ("copy.txt", note(1)[1]), note(2))

    worker(settings).run(once=True)

    ended = [state_of(casebase, job) for job in jobs]
    assert [job.state for job in ended] == [JobState.PUBLISHED, JobState.UNCHANGED, JobState.PUBLISHED]
    assert ended[1].document == ended[0].document


def test_hidden_text_waits_for_a_decision_and_is_published_without_being_read_again(
    casebase: Casebase, settings: Settings
):
    (job,) = hand_in(casebase, ("隠し.pdf", HIDDEN), hold=True)
    worker(settings).run(once=True)

    held = state_of(casebase, job)
    assert held.state is JobState.HELD
    assert [json.loads(warning)["code"] for warning in held.warnings] == ["HIDDEN_TEXT"]
    assert rows(settings, DocumentRow) == 0
    casebase.jobs.decide(job.id, True, LOCAL_READER)
    worker(settings, sandbox=Reading(lambda name: pytest.fail(f"{name} was read again"))).run(once=True)

    published = state_of(casebase, job)
    assert published.state is JobState.PUBLISHED
    document = casebase.document(published.document, LOCAL_READER)
    assert [json.loads(warning)["code"] for warning in document.warnings] == ["HIDDEN_TEXT"]
    assert rows(settings, ReadingRow) == 0


def test_what_was_decided_against_is_not_published_and_what_was_read_is_gone(casebase: Casebase, settings: Settings):
    (job,) = hand_in(casebase, ("隠し.pdf", HIDDEN), hold=True)
    worker(settings).run(once=True)
    assert rows(settings, ReadingRow) == 1

    casebase.jobs.decide(job.id, False, LOCAL_READER)
    worker(settings).run(once=True)

    assert (state_of(casebase, job).state, state_of(casebase, job).error) == (JobState.CANCELLED, "DISCARDED")
    assert (rows(settings, ReadingRow), rows(settings, DocumentRow)) == (0, 0)
    casebase.jobs.retry(job.id, LOCAL_READER)
    worker(settings).run(once=True)
    assert state_of(casebase, job).state is JobState.HELD


def test_without_being_asked_nothing_is_held(casebase: Casebase, settings: Settings):
    (job,) = hand_in(casebase, ("隠し.pdf", HIDDEN))

    worker(settings).run(once=True)

    assert state_of(casebase, job).state is JobState.PUBLISHED


def test_only_readers_of_the_organisation_that_handed_a_file_in_see_its_job(casebase: Casebase):
    tokyo, hiroshima, nobody = Reader("tokyo"), Reader("hiroshima"), Reader("")
    public = Details("tokyo", visibility=Visibility.PUBLIC)
    (job,) = casebase.jobs.hand_in([note(1)], public, tokyo)
    desk = casebase.jobs

    assert job.organization == "tokyo"
    for reader in (tokyo, LOCAL_READER):
        assert [one.id for one in desk.jobs(reader)] == [job.id]
        assert desk.counts(reader) == {JobState.RECEIVED: 1}
        assert desk.job(job.id, reader).id == job.id
    for reader in (hiroshima, nobody):
        assert (desk.jobs(reader), desk.some([job.id], reader), desk.counts(reader)) == ([], [], {})
        for forbidden in (
            lambda reader=reader: desk.job(job.id, reader),
            lambda reader=reader: desk.cancel(job.id, reader),
            lambda reader=reader: desk.retry(job.id, reader),
            lambda reader=reader: desk.decide(job.id, True, reader),
            lambda reader=reader: desk.job(job.id + 1, reader),
        ):
            with pytest.raises(NotFound):
                forbidden()
    assert desk.job(job.id, tokyo).state is JobState.RECEIVED


def test_what_is_over_is_not_changed_by_asking_again(casebase: Casebase, settings: Settings):
    (job,) = hand_in(casebase, note(1))
    worker(settings).run(once=True)
    published = state_of(casebase, job)

    for ask in (
        lambda: casebase.jobs.cancel(job.id, LOCAL_READER),
        lambda: casebase.jobs.retry(job.id, LOCAL_READER),
        lambda: casebase.jobs.decide(job.id, False, LOCAL_READER),
        lambda: casebase.jobs.decide(job.id, True, LOCAL_READER),
    ):
        assert ask() == published


def test_jobs_are_listed_newest_first_by_state_and_in_pages(casebase: Casebase):
    jobs = hand_in(casebase, *notes(5))
    casebase.jobs.cancel(jobs[2].id, LOCAL_READER)
    numbers = [job.id for job in jobs]

    def listed(**asked) -> list[int]:
        return [job.id for job in casebase.jobs.jobs(LOCAL_READER, **asked)]

    assert listed() == numbers[::-1]
    assert listed(most=2, skip=1) == [numbers[3], numbers[2]]
    assert listed(states=[JobState.CANCELLED]) == [numbers[2]]


def test_long_documents_are_embedded_step_by_step_and_say_how_far_they_are(casebase: Casebase, settings: Settings):
    text = "\n\n".join(f"# 第{number}節\n\n第{number}節の本文である。{'点検した。' * 30}" for number in range(150))
    (job,) = hand_in(casebase, ("長い.md", text.encode()))
    seen: list[tuple[int, int]] = []

    def look(_: Sequence[str]) -> None:
        now = state_of(casebase, job)
        seen.append((now.done, now.total))
        assert now.state is JobState.EMBEDDING and now.passages >= 150

    worker(settings, Embedding(look)).run(once=True)

    done = [one for one, _ in seen]
    assert len(seen) >= 3 and done == sorted(set(done)), seen
    assert state_of(casebase, job).state is JobState.PUBLISHED


def test_what_an_editor_masks_before_publication_is_never_published(casebase: Casebase, settings: Settings):
    text = "相談者は山田太郎（東京都千代田区霞が関1-2-3）である。電話は090-1234-5678。会議は月10時間減った。"
    (job,) = hand_in(casebase, ("相談.txt", text.encode()), hold=True)
    worker(settings).run(once=True)
    job = casebase.jobs.job(job.id, LOCAL_READER)
    assert job.state is JobState.HELD

    held = held_file(job, casebase.jobs.reading(job.id, LOCAL_READER))
    personal = {number: Decision.MASK for number, one in enumerate(held.findings) if one.has_place}
    others = {number: Decision.KEEP for number, one in enumerate(held.findings) if not one.has_place}
    casebase.jobs.note(job.id, personal | others, LOCAL_READER)
    casebase.jobs.decide(job.id, True, LOCAL_READER)
    worker(settings).run(once=True)

    job = casebase.jobs.job(job.id, LOCAL_READER)
    assert job.state is JobState.PUBLISHED
    shown = casebase.page(job.version, 1, LOCAL_READER).text
    assert "090-1234-5678" not in shown and "■■■" in shown and "月10時間" in shown
    assert not any("090-1234-5678" in hit.passage.text for hit in casebase.search("相談者の電話", LOCAL_READER).hits)
    with pytest.raises(Withheld):
        casebase.original(job.version, LOCAL_READER)


def test_a_held_file_is_read_only_by_those_who_may_read_its_organisations_own(casebase: Casebase, settings: Settings):
    (job,) = hand_in(casebase, ("隠.pdf", HIDDEN), hold=True)
    worker(settings).run(once=True)

    assert casebase.jobs.reading(job.id, Reader("tokyo"))
    for act in (
        lambda: casebase.jobs.reading(job.id, Reader("hiroshima")),
        lambda: casebase.jobs.note(job.id, {0: Decision.KEEP}, Reader("hiroshima")),
    ):
        with pytest.raises(NotFound):
            act()
