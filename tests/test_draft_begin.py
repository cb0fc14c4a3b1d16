"""Drafts begun from files of the casebase: what is stored, what the form is given, and what it may send back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.desk_data import change_of, desk_data
from app.wording import words
from benchmarks.reports.command import KEPT
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.cases.states import Case
from casebase.embedding import HashingEmbedder
from casebase.errors import NotFound
from casebase.jobs import JobState
from casebase.models import Details, Kind
from casebase.people import Actor
from casebase.record.entries import FieldState
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.draft.begin import begin_draft, material_of, materials_of, version_of
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.test_worker import worker

EDITOR = Actor("山田 花子", "hiroshima")
REPORT = KEPT / "ja-t02-chatbot.pdf"
HELD = (
    "# 窓口AIの報告\n\n## 課題\n\n窓口の待ち時間が長く、職員の負担が大きい。\n\n相談者の携帯は090-1234-5678である。\n"
)


def begun(casebase: Casebase, path: Path = REPORT) -> Case:
    file = IncomingFile(path.name, path.read_bytes(), Details("hiroshima", kind=Kind.CASE))
    outcome = ingest_file(file, casebase.library, casebase.embedder)
    return begin_draft(casebase, [material_of(casebase, outcome.version, LOCAL_READER)], EDITOR)


def test_a_draft_holds_proposals_whose_passages_are_slices_of_the_stored_pages(casebase: Casebase) -> None:
    case = casebase.case_desk.case(begun(casebase).id, EDITOR.reader)
    assert len(case.entries) > 20
    assert {one.state for one in case.entries.values()} == {FieldState.PROPOSED}
    for entry in case.entries.values():
        for passage in entry.evidence:
            page = casebase.page(passage.version, passage.page, LOCAL_READER)
            assert page.text[passage.start : passage.end] == passage.quote
    assert case.entries["status_date"].evidence
    assert all(effect["evidence"] for effect in case.entries["effect"].value)


def test_a_file_that_waits_for_a_decision_can_be_drafted_from_and_keeps_its_passages_when_published(
    settings: Settings,
) -> None:
    casebase = open_casebase(settings, HashingEmbedder())
    (job,) = casebase.jobs.hand_in([("報告.md", HELD.encode())], Details("hiroshima"), LOCAL_READER, hold=True)
    worker(settings).run(once=True)
    job = casebase.jobs.job(job.id, LOCAL_READER)
    assert job.state is JobState.HELD
    case = begin_draft(casebase, [material_of(casebase, version_of(job), LOCAL_READER)], EDITOR)
    passage = case.entries["problem_ja"].evidence[0]
    casebase.jobs.decide(job.id, True, LOCAL_READER)
    worker(settings).run(once=True)
    page = casebase.page(passage.version, passage.page, LOCAL_READER)
    assert page.text[passage.start : passage.end] == passage.quote


def test_the_form_is_given_boxes_on_the_page_and_how_far_it_is(casebase: Casebase) -> None:
    data = desk_data(casebase, begun(casebase), EDITOR, LOCAL_READER, words("ja"))
    left, top, width, height = data["entries"]["title_ja"]["evidence"][0]["boxes"][0]
    assert 0 < left < left + width <= 100
    assert 0 < top < top + height <= 100
    assert data["done"] == 0
    assert data["total"] > 20
    assert "title_en" in data["needed"]


def test_a_passage_that_a_browser_invents_proves_nothing(casebase: Casebase) -> None:
    case = begun(casebase)
    materials = materials_of(casebase, case, LOCAL_READER)
    real = case.entries["problem_ja"].evidence[0].model_dump()
    invented = {**real, "quote": "何でも言える", "start": 0, "end": 10**6}
    assert change_of("problem_ja", "値", [invented], materials).evidence == []
    (kept,) = change_of("problem_ja", "値", [{**real, "quote": "書き換えた引用"}], materials).evidence
    assert kept.quote == real["quote"]


def test_an_effect_that_is_typed_in_does_not_take_the_passages_of_the_others(casebase: Casebase) -> None:
    case = begun(casebase)
    materials = materials_of(casebase, case, LOCAL_READER)
    rows = [*case.entries["effect"].value, {"metric": "書き足した指標", "after": 3, "method": "claimed"}]
    shown = [one.model_dump() for effect in case.record.effect for one in effect.evidence]
    saved = casebase.case_desk.save(
        case.id, {"effect": change_of("effect", rows, shown, materials)}, case.version, EDITOR
    )
    entry = saved.case.entries["effect"]
    assert entry.value[-1]["evidence"] == []
    assert entry.value[0]["evidence"]
    assert entry.state is FieldState.WORD


def test_two_editors_who_save_at_once_both_keep_what_they_wrote_in_different_fields(casebase: Casebase) -> None:
    case, other = begun(casebase), Actor("佐藤 次郎", "hiroshima")
    materials = materials_of(casebase, case, LOCAL_READER)
    casebase.case_desk.save(
        case.id, {"title_ja": change_of("title_ja", "一人目の題名", [], materials)}, case.version, EDITOR
    )
    saved = casebase.case_desk.save(
        case.id, {"bureau": change_of("bureau", "二人目の課", [], materials)}, case.version, other
    )
    assert saved.conflicts == ()
    assert (saved.case.entries["title_ja"].value, saved.case.entries["bureau"].value) == ("一人目の題名", "二人目の課")


def test_a_document_that_nobody_has_cannot_be_drafted_from(casebase: Casebase) -> None:
    with pytest.raises(NotFound):
        material_of(casebase, "nothing", LOCAL_READER)
