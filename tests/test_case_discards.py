"""Drafts that are thrown away with what was given to them, and comments that are answered, marked done, or left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from casebase.access import LOCAL_READER
from casebase.cases.states import Action, Case, CaseState
from casebase.errors import CaseNotReady, NotFound, NotTheAuthor, WrongState
from casebase.jobs import JobState
from casebase.models import Details, Document, Filters, Visibility
from casebase.record.entries import Change
from casebase.record.readiness import CHECKLIST
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.cases.publish import publish_case
from ingest.draft.begin import begin_draft, material_of, material_of_job
from tests.test_case_publishing import published, submitted
from tests.test_cases import FULL, REVIEWER, SATO, SUZUKI, TOKYO
from tests.test_worker import HIDDEN, worker


def given(casebase: Casebase, add_text, name: str = "報告.txt") -> Document:
    return add_text(name, "総務課の会議録は月20時間かかっていた。生成AIで月10時間になった。", organization="hiroshima")


def begun(casebase: Casebase, document: Document, *handed_in: str) -> Case:
    return begin_draft(casebase, [material_of(casebase, document.version, LOCAL_READER)], SATO, given=handed_in)


def original_of(settings: Settings, sha256: str) -> Path:
    return settings.originals_folder / sha256[:2] / sha256


def test_a_deleted_draft_leaves_its_number_and_who_deleted_it(casebase: Casebase) -> None:
    draft = casebase.case_desk.create(SATO, FULL)
    casebase.case_desk.remarks.add(draft.id, "山田さんの電話番号が残っています", SUZUKI)
    gone = casebase.case_desk.discards.discard(draft.id, SATO)
    assert (gone.state, dict(gone.entries), gone.title) == (CaseState.DELETED, {}, "")
    steps = casebase.case_desk.review.history(draft.id, SATO.reader)
    assert [(one.action, one.actor.name) for one in steps] == [(Action.DELETED, "佐藤"), (Action.CREATED, "佐藤")]
    assert all(not one.differences for one in steps)
    assert casebase.case_desk.remarks.on(draft.id, SATO.reader) == []
    assert casebase.case_desk.cases(SATO.reader) == []
    assert casebase.case_desk.create(SATO).id == "C-000002"


def test_nothing_comes_back_from_a_deleted_draft(casebase: Casebase) -> None:
    draft = casebase.case_desk.create(SATO, FULL)
    casebase.case_desk.discards.discard(draft.id, SATO)
    review = casebase.case_desk.review
    for attempt in (
        lambda: review.revise(draft.id, SATO),
        lambda: review.restore(draft.id, 1, SATO),
        lambda: review.withdraw(draft.id, "", SATO),
        lambda: review.submit(draft.id, CHECKLIST, SATO),
        lambda: casebase.case_desk.save(draft.id, {"bureau": Change("x")}, 9, SATO),
        lambda: casebase.case_desk.discards.discard(draft.id, SATO),
    ):
        with pytest.raises(WrongState):
            attempt()


def test_only_an_author_deletes_and_only_a_draft(casebase: Casebase) -> None:
    draft, waiting = casebase.case_desk.create(SATO, FULL), submitted(casebase)
    for case, actor, refusal in (
        (draft, SUZUKI, NotTheAuthor),
        (draft, TOKYO, NotFound),
        (waiting, SATO, WrongState),
        (published(casebase, title_ja="公開"), SATO, WrongState),
    ):
        with pytest.raises(refusal):
            casebase.case_desk.discards.discard(case.id, actor)


def test_a_file_that_was_handed_in_for_a_draft_goes_with_it(casebase: Casebase, add_text, settings: Settings) -> None:
    document = given(casebase, add_text)
    sha256 = next(path.name for path in settings.originals_folder.glob("??/*") if not path.name.startswith("."))
    case = begun(casebase, document, document.version)
    casebase.case_desk.discards.discard(case.id, SATO)
    with pytest.raises(NotFound):
        casebase.document(document.id, LOCAL_READER)
    assert not original_of(settings, sha256).exists()
    assert casebase.search("会議録の時間", LOCAL_READER).hits == ()


def test_a_file_that_waits_for_a_decision_goes_with_its_draft(casebase: Casebase, settings: Settings) -> None:
    details = Details("hiroshima", visibility=Visibility.PARTNERS)
    job = casebase.jobs.hand_in([("報告.pdf", HIDDEN)], details, LOCAL_READER, hold=True)[0]
    worker(settings).run(once=True)
    held = casebase.jobs.jobs(LOCAL_READER, (JobState.HELD,))[0]
    material = material_of_job(casebase, held, LOCAL_READER)
    case = begin_draft(casebase, [material], SATO, given=[material.version])
    casebase.case_desk.discards.discard(case.id, SATO)
    assert casebase.jobs.some([job.id], LOCAL_READER) == []
    assert not original_of(settings, job.original).exists()


@pytest.mark.parametrize("use", ["another case", "an answer", "chosen from the library"])
def test_a_file_that_anything_else_uses_stays(casebase: Casebase, add_text, use: str) -> None:
    document = given(casebase, add_text)
    case = begun(casebase, document, *(() if use == "chosen from the library" else (document.version,)))
    if use == "another case":
        begun(casebase, document)
    if use == "an answer":
        question = "会議録は月何時間かかっていましたか？"
        answer = casebase.ask(question, LOCAL_READER)
        assert answer.citations and casebase.answers.keep(question, Filters(), answer)
    casebase.case_desk.discards.discard(case.id, SATO)
    assert casebase.document(document.id, LOCAL_READER) == document


def test_giving_up_a_revision_leaves_what_is_public(casebase: Casebase) -> None:
    case = published(casebase)
    public = casebase.document(case.document, LOCAL_READER)
    draft = casebase.case_desk.review.revise(case.id, SATO)
    casebase.case_desk.save(case.id, {"problem_ja": Change("別の課題")}, draft.version, SATO)
    casebase.case_desk.remarks.add(case.id, "この課題は違います", SUZUKI)
    back = casebase.case_desk.discards.discard(case.id, SATO)
    assert (back.state, back.record.problem_ja) == (CaseState.PUBLISHED, case.record.problem_ja)
    assert casebase.document(case.document, LOCAL_READER) == public
    assert casebase.case_desk.remarks.open([case.id]) == {}
    casebase.case_desk.review.withdraw(case.id, "誤り", SATO)
    casebase.case_desk.review.revise(case.id, SATO)
    assert casebase.case_desk.discards.discard(case.id, SATO).state is CaseState.WITHDRAWN


def test_a_comment_is_answered_marked_done_by_somebody_and_counted_while_open(casebase: Casebase) -> None:
    case, remarks = submitted(casebase), casebase.case_desk.remarks
    first = remarks.add(case.id, "時期は？", REVIEWER, "effect")
    answer = remarks.answer(first.id, "2025年度です", SATO)
    remarks.answer(answer.id, "分かりました", REVIEWER)
    assert remarks.open([case.id]) == {case.id: 1}
    assert [(one.reply_to, one.field) for one in remarks.on(case.id, SATO.reader)] == [
        (0, "effect"),
        (first.id, "effect"),
        (first.id, "effect"),
    ]
    done = remarks.resolve(first.id, SATO)
    assert (done.resolved_by, done.is_open) == ("佐藤", False)
    assert remarks.resolve(first.id, REVIEWER).resolved_by == "佐藤"
    assert remarks.open([case.id]) == {}
    for act in (lambda: remarks.answer(first.id, "x", TOKYO), lambda: remarks.resolve(first.id, TOKYO)):
        with pytest.raises(NotFound):
            act()


def test_open_comments_keep_a_case_from_being_approved_unless_the_reviewer_says_so(casebase: Casebase) -> None:
    case = submitted(casebase)
    casebase.case_desk.remarks.add(case.id, "費用も知りたい", REVIEWER)
    with pytest.raises(CaseNotReady) as refused:
        publish_case(casebase, case.id, case.version, REVIEWER)
    assert refused.value.missing == ("OPEN_COMMENTS:1",)
    published_ = publish_case(casebase, case.id, case.version, REVIEWER, despite_comments=True)
    assert published_.state is CaseState.PUBLISHED
    step = casebase.case_desk.review.history(case.id, SATO.reader)[0]
    assert (step.action, step.note) == (Action.PUBLISHED, "1")
    assert casebase.case_desk.remarks.open([case.id]) == {case.id: 1}
