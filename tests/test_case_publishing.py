"""A reviewed case becomes findable, changes, is replaced and withdrawn; a retry doubles nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casebase.access import LOCAL_READER
from casebase.cases.states import Action, Case, CaseState
from casebase.errors import CaseNotReady, NotFound, ReviewerIsAuthor, Withdrawn, WrongState
from casebase.models import Filters, Visibility
from casebase.people import Actor, Role
from casebase.record.entries import Change
from casebase.record.model import Evidence
from casebase.record.readiness import CHECKLIST
from casebase.record.versions import read_record
from casebase.service import Casebase
from casebase.store.removal import remove_rows
from ingest.cases import publish as publishing
from ingest.cases.publish import check_case, publish_case
from tests.test_cases import FULL, REVIEWER, SATO, SUZUKI, TOKYO


def submitted(casebase: Casebase, **changes: object) -> Case:
    said = {**FULL, **{field: Change(value) for field, value in changes.items()}}
    draft = casebase.case_desk.create(SATO, said)
    return casebase.case_desk.review.submit(draft.id, CHECKLIST, SATO)


def published(casebase: Casebase, **changes: object) -> Case:
    case = submitted(casebase, **changes)
    return publish_case(casebase, case.id, case.version, REVIEWER)


def found(casebase: Casebase, question: str) -> list[str]:
    return [hit.document.id for hit in casebase.search(question, SATO.reader).hits]


def test_an_approved_case_is_found_and_shows_its_record(casebase: Casebase) -> None:
    case = published(casebase)
    assert (case.state, case.authors) == (CaseState.PUBLISHED, ())
    document = casebase.document(case.document, TOKYO.reader)
    assert document.title == "会議録の作成を助ける生成AI"
    assert document.details.record["case_id"] == case.id == "C-000001"
    assert document.details.record["problem_ja"] == "会議録の作成に月20時間かかっていた。"
    record = read_record(document.details.record)
    assert record.evidence["problem_ja"][0].quote == "月10時間減った。"
    assert record.verified_on == date.today().isoformat()
    assert case.document in found(casebase, "会議録の作成時間を減らした事例は？")
    assert casebase.case_desk.due(SATO.reader, date.today() + timedelta(days=366))[0].id == case.id


def test_nobody_approves_their_own_case_and_no_one_elses_organisation_can(casebase: Casebase) -> None:
    case = submitted(casebase)
    for actor, refusal in ((SATO, ReviewerIsAuthor), (SUZUKI, ReviewerIsAuthor), (TOKYO, NotFound)):
        with pytest.raises(refusal):
            publish_case(casebase, case.id, case.version, actor)
    assert casebase.documents(LOCAL_READER, Filters()) == []


def test_approving_twice_makes_one_document(casebase: Casebase) -> None:
    case = submitted(casebase)
    first = publish_case(casebase, case.id, case.version, REVIEWER)
    again = publish_case(casebase, case.id, case.version, REVIEWER)
    assert again == first
    assert len(casebase.documents(LOCAL_READER, Filters())) == 1
    assert len(casebase.versions(case.document or first.document, LOCAL_READER)) == 1


def test_a_publication_that_breaks_off_leaves_nothing_and_can_be_repeated(
    casebase: Casebase, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = submitted(casebase)
    monkeypatch.setenv("CASEBASE_FAULT", "publish.before_commit=eio")
    with pytest.raises(Exception, match=r"[Ii]nput/output|EIO|failed"):
        publish_case(casebase, case.id, case.version, REVIEWER)
    monkeypatch.delenv("CASEBASE_FAULT")
    assert casebase.case_desk.case(case.id, SATO.reader).state is CaseState.IN_REVIEW
    assert casebase.documents(LOCAL_READER, Filters()) == []
    assert publish_case(casebase, case.id, case.version, REVIEWER).state is CaseState.PUBLISHED
    assert len(casebase.documents(LOCAL_READER, Filters())) == 1


def test_a_changed_case_replaces_its_document_and_going_back_to_earlier_words_works(casebase: Casebase) -> None:
    case = published(casebase)
    original = case.version
    for problem in ("会議録に月30時間かかっていた。", "会議録の作成に月20時間かかっていた。"):
        draft = casebase.case_desk.review.revise(case.id, SATO)
        assert casebase.document(case.document, SATO.reader).title  # the public one stays meanwhile
        saved = casebase.case_desk.save(case.id, {"problem_ja": Change(problem)}, draft.version, SATO).case
        casebase.case_desk.review.submit(case.id, CHECKLIST, SATO)
        seen = casebase.case_desk.case(case.id, SATO.reader).version
        again = publish_case(casebase, case.id, seen, REVIEWER)
        assert again.document == case.document and saved.version > original
        document = casebase.document(case.document, SATO.reader)
        assert document.details.record["problem_ja"] == problem
        assert problem in casebase.page(document.version, 1, SATO.reader).text
    assert len(casebase.documents(LOCAL_READER, Filters())) == 1


def test_a_change_that_the_text_does_not_show_reaches_the_document(casebase: Casebase) -> None:
    case = published(casebase)
    draft = casebase.case_desk.review.revise(case.id, SATO)
    casebase.case_desk.save(case.id, {"visibility": Change("own")}, draft.version, SATO)
    seen = casebase.case_desk.review.submit(case.id, CHECKLIST, SATO).version
    publish_case(casebase, case.id, seen, REVIEWER)
    assert casebase.document(case.document, SATO.reader).details.visibility is Visibility.OWN
    with pytest.raises(NotFound):
        casebase.document(case.document, TOKYO.reader)


def test_a_withdrawn_case_leaves_answers_at_once_and_its_link_says_so(casebase: Casebase) -> None:
    case = published(casebase)
    withdrawn = casebase.case_desk.review.withdraw(case.id, "数値に誤りがあったため", SATO)
    assert withdrawn.state is CaseState.WITHDRAWN
    assert case.document not in found(casebase, "会議録の作成時間を減らした事例は？")
    with pytest.raises(Withdrawn) as said:
        casebase.document(case.document, SATO.reader)
    assert said.value.because == "数値に誤りがあったため"
    assert casebase.case_desk.review.withdraw(case.id, "もう一度", SATO).reason == "数値に誤りがあったため"


def test_a_superseded_case_names_its_successor(casebase: Casebase) -> None:
    old, new = published(casebase), published(casebase, title_ja="会議録の生成AI（改善後）")
    replaced = casebase.case_desk.review.supersede(old.id, new.id, SATO)
    assert (replaced.state, replaced.successor) == (CaseState.SUPERSEDED, new.id)
    assert casebase.case_desk.successor(old.document, SATO.reader) == (new.id, new.document)
    with pytest.raises(NotFound):
        casebase.case_desk.review.supersede(new.id, new.id, SATO)
    hits = found(casebase, "会議録の作成時間を減らした事例は？")
    assert new.document in hits and old.document not in hits


def test_a_successor_that_may_not_be_read_is_neither_named_nor_taken(casebase: Casebase) -> None:
    old, kept_in = published(casebase), published(casebase, title_ja="会議録の生成AI（内部）", visibility="own")
    theirs = casebase.case_desk.create(TOKYO, {"title_ja": Change("議事録の生成AI")})
    for successor in (kept_in.id, "C-999999"):
        with pytest.raises(NotFound):
            casebase.case_desk.review.supersede(theirs.id, successor, TOKYO)
    casebase.case_desk.review.supersede(old.id, kept_in.id, SATO)
    assert casebase.case_desk.successor(old.document, SATO.reader) == (kept_in.id, kept_in.document)
    assert casebase.case_desk.successor(old.document, TOKYO.reader) is None


def test_golden_questions_that_others_answer_better_hold_publication_back(
    casebase: Casebase, add_text, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "ごみの分別を案内する仕組みは何ですか"
    for n in range(3):
        add_text(f"garbage{n}.txt", f"ごみの分別を案内する仕組みは何ですか。第{n}号です。{'別の話。' * n}")
    monkeypatch.setattr(publishing, "FOUND_WITHIN", 2)
    case = submitted(
        casebase, golden_questions=[question, "会議録の作成時間を減らした事例は？", "会議録の生成AIの効果は？"]
    )
    places = [at.place for _, at in check_case(casebase, case, SATO.reader).questions]
    assert places[0] > 2 and places[1:] == [1, 1]
    with pytest.raises(CaseNotReady) as refused:
        publish_case(casebase, case.id, case.version, REVIEWER)
    assert refused.value.missing == ("QUESTION_NOT_FOUND:1",)


def test_a_number_that_is_never_published_holds_a_case_back(casebase: Casebase) -> None:
    case = submitted(casebase, lessons_ja="申請者の個人番号は123456789018でした。")
    with pytest.raises(CaseNotReady) as refused:
        publish_case(casebase, case.id, case.version, REVIEWER)
    assert refused.value.missing == ("NEVER_PUBLISHED:MY_NUMBER",)


def test_a_purged_document_leaves_no_quote_in_any_case(casebase: Casebase, add_text) -> None:
    source = add_text("report.txt", "総務課の会議録は月20時間かかっていた。", organization="hiroshima")
    passage = Evidence(
        document=source.id,
        version=source.version,
        page=1,
        start=0,
        end=19,
        quote="総務課の会議録は月20時間かかっていた。",
    )
    case = casebase.case_desk.create(
        SATO,
        {
            "problem_ja": Change("会議録は月20時間かかっていた。", (passage,)),
            "solution_ja": Change("要約した。", (passage,)),
        },
    )
    remove_rows(casebase.case_desk._engine, source.id)
    left = casebase.case_desk.case(case.id, SATO.reader)
    assert "problem_ja" not in left.entries and left.entries["solution_ja"].evidence == ()
    assert source.version not in str(casebase.case_desk.review.history(case.id, SATO.reader))


def test_steps_are_written_down_with_who_took_them(casebase: Casebase) -> None:
    case = published(casebase)
    steps = casebase.case_desk.review.history(case.id, SATO.reader)
    assert [(step.action, step.actor.role) for step in steps] == [
        (Action.PUBLISHED, Role.REVIEWER),
        (Action.SUBMITTED, Role.EDITOR),
        (Action.CREATED, Role.EDITOR),
    ]
    with pytest.raises(WrongState):
        casebase.case_desk.save(case.id, {"bureau": Change("総務課")}, case.version, Actor("佐藤", "hiroshima"))
