"""Documents added to a draft that is begun: they fill what is open, and change nothing that somebody decided."""

from __future__ import annotations

import pytest

from app.desk_data import change_of, desk_data
from app.wording import words
from casebase.access import LOCAL_READER
from casebase.cases.states import Action, Case, CaseState
from casebase.errors import NotFound, WrongState
from casebase.models import Details, Kind, VersionId
from casebase.people import Actor
from casebase.record.entries import Change, FieldState
from casebase.record.readiness import CHECKLIST
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.upkeep.purge import purge
from ingest.draft.begin import begin_draft, material_of, materials_of
from ingest.draft.extend import extend_draft
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile
from tests.test_cases import FULL

EDITOR, OTHER = Actor("山田 花子", "hiroshima"), Actor("佐藤 次郎", "hiroshima")
REPORT = """# 生成AIによる議事録作成の報告

所管：総務局 情報政策課
製品名：Azure OpenAI Service

## 課題

議事録の作成に一回あたり3時間かかり、職員の負担が大きい。

## 効果

議事録の作成時間は180分から60分に短縮された。
"""
ANNEX = """# 別紙 契約と費用

受託者：株式会社みなみ情報
製品名：GPT-4o
年間運用費：120万円

## 効果

議事録の作成時間は180分から60分に短縮された。

文字起こしの確認時間は50分から20分に短縮された。
"""
ENGLISH = """# Minutes drafted by generative AI

## Problem

Writing the minutes of one meeting took three hours of staff time, which was a heavy burden on every division.
"""


def stored(casebase: Casebase, name: str, text: str) -> VersionId:
    file = IncomingFile(name, text.encode(), Details("hiroshima", kind=Kind.CASE))
    return ingest_file(file, casebase.library, casebase.embedder).version


def begun(casebase: Casebase) -> Case:
    return begin_draft(casebase, [material_of(casebase, stored(casebase, "報告.md", REPORT), LOCAL_READER)], EDITOR)


def save(casebase: Casebase, case: Case, **values: str) -> Case:
    """Save fields as the desk does when their passages are confirmed."""
    changes = {field: Change(value, case.entries[field].evidence) for field, value in values.items()}
    return casebase.case_desk.save(case.id, changes, case.version, EDITOR).case


def test_a_further_document_fills_what_is_empty_each_value_with_its_passage(casebase: Casebase) -> None:
    case, annex = begun(casebase), stored(casebase, "別紙.md", ANNEX)
    assert "vendor" not in case.entries
    result = extend_draft(casebase, case.id, [annex], EDITOR, LOCAL_READER)
    vendor = result.case.entries["vendor"]
    assert (vendor.value, vendor.state) == ("株式会社みなみ情報", FieldState.PROPOSED)
    (passage,) = vendor.evidence
    assert passage.version == annex
    page = casebase.page(annex, passage.page, LOCAL_READER)
    assert page.text[passage.start : passage.end] == passage.quote == "株式会社みなみ情報"
    assert result.case.documents == (*case.documents, annex)
    assert result.proposed >= 2
    assert result.beside == 0
    newest = casebase.case_desk.review.history(case.id, EDITOR.reader)[0]
    assert newest.action is Action.EXTENDED
    assert "vendor" in {one.field for one in newest.differences}


def test_a_proposal_stays_unless_the_new_document_says_it_surer_and_effects_of_both_are_listed_once(
    casebase: Casebase,
) -> None:
    case = begun(casebase)
    after = extend_draft(casebase, case.id, [stored(casebase, "別紙.md", ANNEX)], EDITOR, LOCAL_READER).case
    assert after.entries["model_or_product"] == case.entries["model_or_product"]
    assert after.entries["title_ja"] == case.entries["title_ja"]
    assert after.entries["golden_questions"] == case.entries["golden_questions"]
    assert [(one["before"], one["after"]) for one in after.entries["effect"].value] == [(180, 60), (50, 20)]
    assert after.entries["effect"].state is FieldState.PROPOSED


def test_what_somebody_confirmed_wrote_or_cleared_stays_and_the_new_document_is_shown_beside_it(
    casebase: Casebase,
) -> None:
    case = begun(casebase)
    case = save(casebase, case, model_or_product="Azure OpenAI Service")
    written = {"vendor": Change("自庁で開発"), "run_cost": Change("")}
    case = casebase.case_desk.save(case.id, written, case.version, EDITOR).case
    annex = stored(casebase, "別紙.md", ANNEX)
    result = extend_draft(casebase, case.id, [annex], OTHER, LOCAL_READER)
    for field in ("model_or_product", "vendor", "run_cost"):
        before, after = case.entries[field], result.case.entries[field]
        assert (after.value, after.evidence, after.state, after.version) == (
            before.value,
            before.evidence,
            before.state,
            before.version,
        )
    beside = {field: [one.value for one in entry.others] for field, entry in result.case.entries.items()}
    assert beside["model_or_product"] == ["GPT-4o"]
    assert beside["vendor"] == ["株式会社みなみ情報"]
    assert "120万円" in beside["run_cost"][0]
    assert result.case.entries["vendor"].others[0].evidence[0].version == annex
    assert result.beside == sum(bool(one) for one in beside.values())
    assert beside["title_ja"] == []


def test_only_rows_that_are_not_there_yet_stand_beside_confirmed_effects(casebase: Casebase) -> None:
    case = begun(casebase)
    confirmed = {"effect": Change(case.entries["effect"].value)}
    case = casebase.case_desk.save(case.id, confirmed, case.version, EDITOR).case
    assert case.entries["effect"].state is FieldState.CONFIRMED
    after = extend_draft(casebase, case.id, [stored(casebase, "別紙.md", ANNEX)], EDITOR, LOCAL_READER).case
    (other,) = after.entries["effect"].others
    assert [(one["before"], one["after"]) for one in other.value] == [(50, 20)]
    assert after.entries["effect"].value == case.entries["effect"].value


def test_saving_the_field_takes_or_leaves_what_stands_beside_it(casebase: Casebase) -> None:
    case = save(casebase, begun(casebase), model_or_product="Azure OpenAI Service")
    annex = stored(casebase, "別紙.md", ANNEX)
    case = extend_draft(casebase, case.id, [annex], EDITOR, LOCAL_READER).case
    data = desk_data(casebase, case, EDITOR, LOCAL_READER, words("ja"))["entries"]["model_or_product"]
    (other,) = data["others"]
    materials = materials_of(casebase, case, LOCAL_READER)
    left = change_of("model_or_product", data["value"], data["evidence"], materials)
    kept = casebase.case_desk.save(case.id, {"model_or_product": left}, case.version, EDITOR).case
    assert kept.entries["model_or_product"].others == ()
    assert kept.entries["model_or_product"].value == "Azure OpenAI Service"
    taken = change_of("model_or_product", other["value"], other["evidence"], materials)
    after = casebase.case_desk.save(kept.id, {"model_or_product": taken}, kept.version, EDITOR).case
    entry = after.entries["model_or_product"]
    assert (entry.value, entry.state, entry.evidence[0].quote) == ("GPT-4o", FieldState.CONFIRMED, "GPT-4o")


def test_an_editor_who_saves_on_an_older_view_is_merged_and_loses_nothing_that_was_added(casebase: Casebase) -> None:
    case = begun(casebase)
    after = extend_draft(casebase, case.id, [stored(casebase, "別紙.md", ANNEX)], OTHER, LOCAL_READER).case
    seen = case.version
    changes = {
        "model_or_product": Change("Azure OpenAI Service", case.entries["model_or_product"].evidence),
        "vendor": Change("別の会社"),
    }
    saved = casebase.case_desk.save(case.id, changes, seen, EDITOR)
    assert [one.field for one in saved.conflicts] == ["vendor"]
    assert saved.case.entries["vendor"].value == "株式会社みなみ情報"
    assert saved.case.entries["model_or_product"].state is FieldState.CONFIRMED
    assert saved.case.documents == after.documents
    again = stored(casebase, "別紙2.md", ANNEX.replace("GPT-4o", "Gemini 2.0"))
    extend_draft(casebase, case.id, [again], OTHER, LOCAL_READER)
    late = Change("Azure OpenAI Service（東日本）", case.entries["model_or_product"].evidence)
    kept = casebase.case_desk.save(case.id, {"model_or_product": late}, saved.case.version, EDITOR).case
    assert kept.entries["model_or_product"].value == "Azure OpenAI Service（東日本）"
    assert [one.value for one in kept.entries["model_or_product"].others] == ["Gemini 2.0"]


def test_a_document_in_the_other_language_fills_the_fields_of_that_language(casebase: Casebase) -> None:
    case = begun(casebase)
    english = stored(casebase, "summary.md", ENGLISH)
    after = extend_draft(casebase, case.id, [english], EDITOR, LOCAL_READER).case
    assert after.entries["problem_en"].value.startswith("Writing the minutes")
    assert after.entries["title_en"].value == "Minutes drafted by generative AI"
    assert after.entries["problem_ja"] == case.entries["problem_ja"]


def test_a_case_without_documents_gets_its_first(casebase: Casebase) -> None:
    case = casebase.case_desk.create(EDITOR, {"title_ja": Change("手で書いた事例")})
    after = extend_draft(casebase, case.id, [stored(casebase, "報告.md", REPORT)], EDITOR, LOCAL_READER).case
    assert after.entries["title_ja"].value == "手で書いた事例"
    assert after.entries["problem_ja"].evidence[0].quote.startswith("議事録の作成に")
    assert after.entries["golden_questions"].state is FieldState.PROPOSED


def test_a_document_is_added_once_and_only_to_a_draft_of_the_own_organisation(casebase: Casebase) -> None:
    case, annex = begun(casebase), stored(casebase, "別紙.md", ANNEX)
    extend_draft(casebase, case.id, [annex], EDITOR, LOCAL_READER)
    again = extend_draft(casebase, case.id, [annex, annex], EDITOR, LOCAL_READER)
    assert again.case.documents == (*case.documents, annex)
    assert (again.proposed, again.beside) == (0, 0)
    with pytest.raises(NotFound):
        extend_draft(casebase, case.id, [annex], Actor("高橋", "tokyo"), LOCAL_READER)
    sent = casebase.case_desk.create(EDITOR, FULL)
    casebase.case_desk.review.submit(sent.id, CHECKLIST, EDITOR)
    with pytest.raises(WrongState):
        extend_draft(casebase, sent.id, [annex], EDITOR, LOCAL_READER)
    assert casebase.case_desk.case(sent.id, EDITOR.reader).documents == ()


def test_a_file_that_was_handed_in_for_a_draft_later_goes_with_it(casebase: Casebase) -> None:
    case, annex = begun(casebase), stored(casebase, "別紙.md", ANNEX)
    extend_draft(casebase, case.id, [annex], EDITOR, LOCAL_READER, given=[annex])
    casebase.case_desk.discards.discard(case.id, EDITOR)
    assert casebase.case_desk.case(case.id, EDITOR.reader).state is CaseState.DELETED
    with pytest.raises(NotFound):
        casebase.version(annex, LOCAL_READER)
    assert casebase.version(case.documents[0], LOCAL_READER)


def test_a_document_that_is_purged_leaves_nothing_beside_a_value(casebase: Casebase, settings: Settings) -> None:
    case = save(casebase, begun(casebase), model_or_product="Azure OpenAI Service")
    confirmed = {"effect": Change(case.entries["effect"].value)}
    case = casebase.case_desk.save(case.id, confirmed, case.version, EDITOR).case
    annex = stored(casebase, "別紙.md", ANNEX)
    extended = extend_draft(casebase, case.id, [annex], EDITOR, LOCAL_READER).case
    assert extended.entries["model_or_product"].others
    assert extended.entries["effect"].others  # a row, whose passage stands in it
    purge(settings, casebase.version(annex, LOCAL_READER).id)
    entries = casebase.case_desk.case(case.id, EDITOR.reader).entries
    assert (entries["model_or_product"].value, entries["model_or_product"].others) == ("Azure OpenAI Service", ())
    assert entries["effect"].others == ()
