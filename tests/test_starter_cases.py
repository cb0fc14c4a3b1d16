"""Cases that come with the product are revised like any other, and what an editor changed outlives every start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from casebase.access import LOCAL_READER
from casebase.cases.states import Action, Case, CaseState
from casebase.models import Document
from casebase.people import Actor, Role
from casebase.record.entries import Change
from casebase.record.readiness import CHECKLIST
from casebase.service import Casebase
from casebase.store.case_schema import CaseRevisionRow, CaseRow
from ingest.cases.publish import publish_case
from ingest.exchange.importing import Fate
from ingest.exchange.tables import read_csv
from ingest.pipeline import ingest_files
from ingest.records import FileStatus, IncomingFile
from ingest.starter import starter_files
from tests.test_cases import FULL
from tests.test_exchange import FEDERAL, changed, taken_in

EDITOR, REVIEWER = Actor("佐藤", "hiroshima"), Actor("田中", "hiroshima", Role.REVIEWER)
CASE = "hiroshima-genai-staff"
QUESTIONS = ["広島県の生成AIの利用者は？", "広島県庁では生成AIを何に使いますか？", "広島県の職員の生成AIの効果は？"]


def started(casebase: Casebase, *files: IncomingFile) -> list[FileStatus]:
    """Take the starter cases in, as the product does whenever it starts; `files` in place of those that it brings."""
    given = files or tuple(one for one in starter_files() if one.name in (f"{CASE}.md", "tokyo-toritsu-ai.md"))
    return [one.status for one in ingest_files(given, casebase.library, casebase.embedder)]


def revised(casebase: Casebase) -> Case:
    desk = casebase.case_desk
    draft = desk.review.revise(CASE, EDITOR)
    said = {
        "problem_ja": Change("直した課題である。"),
        "golden_questions": Change(QUESTIONS),
        "data_sensitivity": Change("機密性2"),
        "effect": FULL["effect"],
    }
    desk.save(CASE, said, draft.version, EDITOR)
    waiting = desk.review.submit(CASE, CHECKLIST, EDITOR)
    return publish_case(casebase, CASE, waiting.version, REVIEWER)


def shown(casebase: Casebase) -> Document:
    return casebase.document(casebase.case_desk.case(CASE, EDITOR.reader).document, LOCAL_READER)


def newer() -> IncomingFile:
    """Return the case as a newer product brings it, with another sentence."""
    file = next(one for one in starter_files() if one.name == f"{CASE}.md")
    record = {**file.details.record, "lessons_ja": "新しい教訓である。"}
    return IncomingFile(
        file.name, file.content + "\n\n新しい教訓である。\n".encode(), replace(file.details, record=record)
    )


def test_a_starter_case_is_a_published_case_under_the_number_it_always_had(casebase: Casebase) -> None:
    started(casebase)
    case = casebase.case_desk.case(CASE, EDITOR.reader)
    assert (case.id, case.state, case.origin) == (CASE, CaseState.PUBLISHED, f"starter:{CASE}")
    assert case.record.title_ja == shown(casebase).title
    assert [one.action for one in casebase.case_desk.review.history(CASE, EDITOR.reader)] == [Action.IMPORTED]
    assert started(casebase) == [FileStatus.UNCHANGED] * 2
    assert casebase.case_desk.case(CASE, EDITOR.reader) == case


def test_a_revised_starter_case_replaces_its_document_and_is_no_longer_to_be_verified(casebase: Casebase) -> None:
    started(casebase)
    before = shown(casebase)
    case = revised(casebase)
    after = shown(casebase)
    assert (case.document, after.id) == (before.id, before.id) and after.version != before.version
    assert after.details.record["problem_ja"] == "直した課題である。" and not after.details.starter
    assert after.details.record["case_id"] == CASE
    assert len(casebase.documents(LOCAL_READER)) == 2


@pytest.mark.parametrize("bring", ["the same", "newer"])
@pytest.mark.parametrize("step", ["published", "draft", "withdrawn"])
def test_what_an_editor_changed_is_not_overwritten_at_the_next_start(casebase: Casebase, step: str, bring: str) -> None:
    started(casebase)
    if step == "published":
        revised(casebase)
    elif step == "draft":
        draft = casebase.case_desk.review.revise(CASE, EDITOR)
        casebase.case_desk.save(CASE, {"problem_ja": Change("書きかけの課題")}, draft.version, EDITOR)
    else:
        casebase.case_desk.review.withdraw(CASE, "数値の誤り", EDITOR)
    case = casebase.case_desk.case(CASE, EDITOR.reader)
    public = None if step == "withdrawn" else shown(casebase)
    started(casebase, *([newer()] if bring == "newer" else []))
    assert casebase.case_desk.case(CASE, EDITOR.reader) == case
    assert len(casebase.documents(LOCAL_READER)) == (1 if step == "withdrawn" else 2)
    if public is not None:
        assert shown(casebase) == public


def test_a_case_that_nobody_changed_follows_the_product(casebase: Casebase) -> None:
    started(casebase)
    started(casebase, newer())
    case = casebase.case_desk.case(CASE, EDITOR.reader)
    assert case.record.lessons_ja == shown(casebase).details.record["lessons_ja"] == "新しい教訓である。"
    actions = [one.action for one in casebase.case_desk.review.history(CASE, EDITOR.reader)]
    assert actions == [Action.IMPORTED, Action.IMPORTED]


def test_an_installation_from_before_gets_its_cases_at_the_next_start(casebase: Casebase) -> None:
    started(casebase)
    with casebase.imports.engine.begin() as connection:
        connection.execute(CaseRevisionRow.__table__.delete())
        connection.execute(CaseRow.__table__.delete())
    started(casebase)
    assert casebase.case_desk.case(CASE, EDITOR.reader).state is CaseState.PUBLISHED


def test_an_imported_case_that_was_edited_and_approved_here_is_kept_when_its_registry_changes(
    casebase: Casebase, tmp_path: Path
) -> None:
    taken_in(casebase, FEDERAL, organization="hiroshima")
    document = casebase.documents(LOCAL_READER)[0]
    number = document.details.record["case_id"]
    desk = casebase.case_desk
    questions = ["会議録の作成時間を減らした事例は？", "会議録の生成AIの効果は？", "会議録を助ける生成AIは？"]
    draft = desk.review.revise(number, EDITOR)
    desk.save(number, {**FULL, "golden_questions": Change(questions)}, draft.version, EDITOR)
    waiting = desk.review.submit(number, CHECKLIST, EDITOR)
    assert publish_case(casebase, number, waiting.version, REVIEWER).state is CaseState.PUBLISHED
    line = next(n for n, row in enumerate(_names()) if row in (document.title, document.details.title_en))
    again = changed(tmp_path, line, problem_solved="Something else.")
    assert taken_in(casebase, again, organization="hiroshima").fates[Fate.KEPT] == 1
    assert desk.case(number, EDITOR.reader).record.title_ja == "会議録の作成を助ける生成AI"


def _names() -> list[str]:
    return [row["use_case_name"] for _, row in read_csv(FEDERAL)]
