"""Cases from draft to publication: two editors at once, who may do what, what is missing, history and restoring."""

from __future__ import annotations

from datetime import date

import pytest

from casebase.cases.states import Action, Case, CaseState
from casebase.errors import CaseChanged, CaseNotReady, NotFound, RecordInvalid, ReviewerIsAuthor, WrongState
from casebase.people import Actor, Role
from casebase.record.entries import Change, FieldState
from casebase.record.model import Evidence
from casebase.record.readiness import CHECKLIST
from casebase.service import Casebase

SATO = Actor("佐藤", "hiroshima")
SUZUKI = Actor("鈴木", "hiroshima")
REVIEWER = Actor("田中", "hiroshima", Role.REVIEWER)
TOKYO = Actor("高橋", "tokyo", Role.REVIEWER)
PASSAGE = Evidence(document="d" * 32, version="v" * 32, page=2, start=10, end=20, quote="月10時間減った。")

FULL = {
    "title_ja": Change("会議録の作成を助ける生成AI"),
    "title_en": Change("Generative AI for minutes"),
    "status": Change("本番"),
    "task_type": Change("議事録"),
    "policy_area": Change("一般公共サービス"),
    "problem_ja": Change("会議録の作成に月20時間かかっていた。", (PASSAGE,)),
    "effect": Change(
        [
            {
                "metric": "作成時間",
                "before": 20,
                "after": 10,
                "unit": "時間/月",
                "method": "measured",
                "evidence": [PASSAGE],
            }
        ]
    ),
    "data_sensitivity": Change("機密性2"),
    "golden_questions": Change(
        ["会議録の作成時間を減らした事例は？", "会議録の生成AIの効果は？", "Which case shortened minutes?"]
    ),
}


@pytest.fixture
def draft(casebase: Casebase) -> Case:
    return casebase.case_desk.create(SATO, FULL, documents=["v" * 32])


def test_a_number_is_given_once_and_a_draft_belongs_to_its_organisation(casebase: Casebase) -> None:
    first, second = casebase.case_desk.create(SATO), casebase.case_desk.create(TOKYO)
    assert (first.id, second.id) == ("C-000001", "C-000002")
    assert [case.id for case in casebase.case_desk.cases(SATO.reader)] == [first.id]
    for attempt in (
        lambda: casebase.case_desk.case(first.id, TOKYO.reader),
        lambda: casebase.case_desk.save(first.id, {"title_ja": Change("別")}, 1, TOKYO),
        lambda: casebase.case_desk.review.withdraw(first.id, "", TOKYO),
        lambda: casebase.case_desk.review.history(first.id, TOKYO.reader),
        lambda: casebase.case_desk.remarks.add(first.id, "見えないはず", TOKYO),
        lambda: casebase.case_desk.create(SATO, organization="tokyo"),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_value_with_a_passage_is_confirmed_and_one_without_is_the_editors_word(
    casebase: Casebase, draft: Case
) -> None:
    saved = casebase.case_desk.save(
        draft.id,
        {"solution_ja": Change("生成AIで要約した。"), "lessons_ja": Change("", (PASSAGE,))},
        draft.version,
        SATO,
    ).case
    assert saved.entries["problem_ja"].state is FieldState.CONFIRMED
    assert saved.entries["effect"].state is FieldState.CONFIRMED
    assert saved.entries["solution_ja"].state is FieldState.WORD
    assert saved.entries["lessons_ja"].state is FieldState.CLEARED
    assert saved.record.evidence["problem_ja"] == (PASSAGE,)
    assert saved.record.is_editors_word("solution_ja") and not saved.record.is_editors_word("problem_ja")


def test_two_editors_who_save_different_fields_lose_nothing(casebase: Casebase, draft: Case) -> None:
    casebase.case_desk.save(draft.id, {"bureau": Change("総務課")}, draft.version, SATO)
    second = casebase.case_desk.save(
        draft.id, {"vendor": Change("甲社"), "platform": Change("庁内")}, draft.version, SUZUKI
    )
    assert second.conflicts == ()
    record = second.case.record
    assert (record.bureau, record.vendor, record.platform) == ("総務課", "甲社", "庁内")


def test_the_same_field_changed_twice_is_a_conflict_of_which_nothing_is_lost(casebase: Casebase, draft: Case) -> None:
    casebase.case_desk.save(draft.id, {"bureau": Change("総務課")}, draft.version, SATO)
    second = casebase.case_desk.save(
        draft.id, {"bureau": Change("税務課"), "vendor": Change("甲社")}, draft.version, SUZUKI
    )
    assert [(one.field, one.theirs.value, one.theirs.by, one.yours.value) for one in second.conflicts] == [
        ("bureau", "総務課", "佐藤", "税務課")
    ]
    assert (second.case.record.bureau, second.case.record.vendor) == ("総務課", "甲社")
    aside = casebase.case_desk.review.history(draft.id, SATO.reader)[0]
    assert aside.action is Action.SET_ASIDE and aside.set_aside["bureau"].value == "税務課"
    decided = casebase.case_desk.save(draft.id, {"bureau": Change("税務課")}, second.case.version, SUZUKI)
    assert decided.conflicts == () and decided.case.record.bureau == "税務課"


def test_the_same_value_from_both_is_no_conflict(casebase: Casebase, draft: Case) -> None:
    casebase.case_desk.save(draft.id, {"bureau": Change("総務課")}, draft.version, SATO)
    assert casebase.case_desk.save(draft.id, {"bureau": Change("総務課")}, draft.version, SUZUKI).conflicts == ()


def test_proposals_give_way_to_what_an_editor_decided(casebase: Casebase, draft: Case) -> None:
    cleared = casebase.case_desk.save(draft.id, {"vendor": Change("")}, draft.version, SATO).case
    proposed = casebase.case_desk.propose(
        draft.id,
        {"vendor": Change("甲社"), "bureau": Change("総務課"), "title_ja": Change("別の題"), "run_cost": Change("")},
        SATO,
    )
    assert proposed.entries["vendor"].state is FieldState.CLEARED
    assert proposed.entries["bureau"].state is FieldState.PROPOSED
    assert proposed.record.title_ja == cleared.record.title_ja and "run_cost" not in proposed.entries
    assert proposed.unconfirmed == ("bureau",)


def test_a_value_that_the_record_cannot_hold_is_refused_with_its_field(casebase: Casebase, draft: Case) -> None:
    for field, value in (
        ("status", "動いている"),
        ("next_check", "来年"),
        ("contact", "山田 太郎様"),
        ("effect", [{"metric": "時間", "method": "推測"}]),
        ("case_id", "C-1"),
    ):
        with pytest.raises(RecordInvalid) as refused:
            casebase.case_desk.save(draft.id, {field: Change(value)}, draft.version, SATO)
        assert refused.value.field == field
    assert casebase.case_desk.case(draft.id, SATO.reader).version == draft.version


def test_what_is_missing_is_named_before_a_case_is_submitted(casebase: Casebase) -> None:
    case = casebase.case_desk.create(SATO, {"title_ja": Change("題"), "status": Change("終了")})
    case = casebase.case_desk.propose(case.id, {"bureau": Change("総務課")}, SATO)
    with pytest.raises(CaseNotReady) as refused:
        casebase.case_desk.review.submit(case.id, ["evidence"], SATO)
    missing = set(refused.value.missing)
    assert {"REQUIRED:title_en", "REQUIRED:problem_ja", "REQUIRED:effect", "REQUIRED:sources"} <= missing
    assert {"UNCONFIRMED:bureau", "QUESTIONS", "CHECK:personal_data", "CHECK:rights"} <= missing
    assert not {"REQUIRED:problem_en", "REQUIRED:visibility", "CHECK:evidence"} & missing


def test_a_reviewer_who_is_no_author_sends_back_with_a_comment_at_a_field(casebase: Casebase, draft: Case) -> None:
    review = casebase.case_desk.review
    review.submit(draft.id, CHECKLIST, SATO)
    assert [case.id for case in casebase.case_desk.in_review(REVIEWER.reader)] == [draft.id]
    with pytest.raises(WrongState):
        casebase.case_desk.save(draft.id, {"bureau": Change("総務課")}, 99, SATO)
    for nobody in (SATO, SUZUKI, Actor(" 佐藤 ", "hiroshima", Role.REVIEWER)):
        with pytest.raises(ReviewerIsAuthor):
            review.send_back(draft.id, {"effect": "時期がない"}, nobody)
    with pytest.raises(CaseNotReady):
        review.send_back(draft.id, {"effect": "  "}, REVIEWER)
    back = review.send_back(draft.id, {"effect": "時期がない", "": "惜しい"}, REVIEWER)
    assert back.state is CaseState.DRAFT
    assert [(c.field, c.text) for c in casebase.case_desk.remarks.on(draft.id, SATO.reader)] == [
        ("effect", "時期がない"),
        ("", "惜しい"),
    ]


def test_approval_of_a_case_that_changed_meanwhile_is_refused(casebase: Casebase, draft: Case) -> None:
    review = casebase.case_desk.review
    seen = review.submit(draft.id, CHECKLIST, SATO)
    assert review.check_approval(draft.id, seen.version, REVIEWER).id == draft.id
    review.take_back(draft.id, SATO)
    again = review.submit(draft.id, CHECKLIST, SATO)
    with pytest.raises(CaseChanged):
        review.check_approval(draft.id, seen.version, REVIEWER)
    with pytest.raises(ReviewerIsAuthor):
        review.check_approval(draft.id, again.version, SATO)


def test_the_history_says_who_changed_which_field_and_an_earlier_step_comes_back_as_a_new_one(
    casebase: Casebase, draft: Case
) -> None:
    review = casebase.case_desk.review
    casebase.case_desk.save(draft.id, {"bureau": Change("総務課")}, draft.version, SATO)
    last = casebase.case_desk.save(draft.id, {"bureau": Change("税務課")}, draft.version + 1, SUZUKI).case
    steps = review.history(draft.id, SATO.reader)
    assert [(step.action, step.actor.name) for step in steps] == [
        (Action.EDITED, "鈴木"),
        (Action.EDITED, "佐藤"),
        (Action.CREATED, "佐藤"),
    ]
    change = steps[0].differences[0]
    assert (change.field, change.before.value, change.after.value) == ("bureau", "総務課", "税務課")
    restored = review.restore(draft.id, steps[1].number, SATO)
    assert restored.record.bureau == "総務課" and restored.version > last.version
    assert next(step.action for step in review.history(draft.id, SATO.reader)) is Action.RESTORED


def test_edits_of_one_sitting_are_one_step(casebase: Casebase, draft: Case) -> None:
    version = draft.version
    for text in ("総", "総務", "総務課"):
        version = casebase.case_desk.save(draft.id, {"bureau": Change(text)}, version, SUZUKI).case.version
    assert len(casebase.case_desk.review.history(draft.id, SATO.reader)) == 2


def test_my_drafts_are_those_that_i_wrote_in(casebase: Casebase, draft: Case) -> None:
    other = casebase.case_desk.create(SUZUKI)
    casebase.case_desk.save(other.id, {"bureau": Change("総務課")}, other.version, SATO)
    assert {case.id for case in casebase.case_desk.cases(SATO.reader, author=SATO)} == {draft.id, other.id}
    assert [case.id for case in casebase.case_desk.cases(SATO.reader, author=SUZUKI)] == [other.id]
    assert casebase.case_desk.counts(SATO.reader) == {CaseState.DRAFT: 2}
    assert casebase.case_desk.due(SATO.reader, date(2999, 1, 1)) == []
