"""The case record: every field has words in both languages, every starter case fits, earlier versions are read."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from casebase.access import LOCAL_READER
from casebase.errors import RecordInvalid
from casebase.models import Kind
from casebase.record.entries import entries_of, record_of
from casebase.record.fields import EVIDENCED, FIELDS, GROUPS, VOCABULARIES, said_value
from casebase.record.model import SCHEMA_VERSION, CaseRecord, Effect, Evidence, plain
from casebase.record.schema import published_schema, schema_text
from casebase.record.versions import STEPS, published_mapping, read_record
from casebase.service import Casebase
from ingest.cases.publish import case_file
from ingest.pipeline import ingest_file
from tests.conftest import PROJECT

STARTER = [
    yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((PROJECT / "casebase" / "starter" / "cases").glob("*.yaml"))
]
PASSAGE = Evidence(document="d", version="v", page=1, start=0, end=4, quote="月10時間")


def test_every_field_of_the_record_is_described_in_both_languages_and_no_other():
    assert set(CaseRecord.model_fields) - set(FIELDS) == {"schema_version", "evidence", "extra"}
    assert set(FIELDS) <= set(CaseRecord.model_fields)
    groups = {group.key for group in GROUPS}
    for field in FIELDS.values():
        assert field.group in groups and all((field.ja, field.en, field.help_ja, field.help_en)), field.key
        assert not field.vocabulary or field.vocabulary in VOCABULARIES
        assert field.label("ja") != field.label("en")


def test_every_term_of_a_vocabulary_has_words_in_both_languages():
    terms = [term for vocabulary in VOCABULARIES.values() for term in vocabulary.values.values()]
    assert all(term.value and term.ja and term.en for term in terms)
    assert said_value("status", "実証", "en") == "Trial"
    assert said_value("data_sensitivity", "庁内限り", "en") == "庁内限り"


def test_the_published_schema_is_that_of_the_record():
    assert published_schema() == schema_text(), "python -m ingest cases --schema > casebase/record/schema.json"
    schema = json.loads(published_schema())
    assert schema["properties"]["status"]["enum"] == ["", "検討", "実証", "本番", "終了"]
    assert "課題" in schema["properties"]["problem_ja"]["description"]


def test_the_command_prints_the_schema():
    printed = subprocess.run(
        [sys.executable, "-m", "ingest", "cases", "--schema"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert printed.stdout == published_schema()


def test_there_is_a_step_from_every_version_to_the_next():
    assert sorted(STEPS) == list(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize("starter", STARTER, ids=[one["id"] for one in STARTER])
def test_every_starter_case_fits_the_record_and_keeps_what_it_says(starter: dict[str, Any]) -> None:
    record = read_record(starter)
    kept = published_mapping(record)
    for name, value in starter.items():
        if value in ("不明", "該当なし") or name in {"effect", "org_group"}:
            continue
        assert kept.get(name) == (value.strip() if isinstance(value, str) else value), name
    assert [one["metric"] for one in kept["effect"]] == [one["metric"] for one in starter["effect"]]
    assert kept["org_group"] == starter["org_group"].split("/")[0]
    assert read_record(kept) == record == record_of(entries_of(record), **managed(record))


def managed(record: CaseRecord) -> dict[str, Any]:
    names = ("case_id", "organization", "review_status", "reviewer", "verified_on", "extra")
    return {name: getattr(record, name) for name in names}


def test_a_starter_case_as_a_case_of_ours_is_findable_text_that_names_the_case(casebase: Casebase) -> None:
    record = read_record(STARTER[0]).model_copy(update={"case_id": "C-000001"})
    outcome = ingest_file(case_file(record), casebase.library, casebase.embedder)
    document = casebase.document(outcome.document or "", LOCAL_READER)
    assert (document.details.kind, document.details.record["id"]) == (Kind.CASE, "C-000001")
    text = casebase.page(document.version, 1, LOCAL_READER).text
    assert "愛知県庁の行政RAGの比較実験の効果：短答問題の正答率(行政職員・RAG使用)は93.3%である" in text
    assert "不明" not in text


def test_evidence_belongs_to_fields_that_need_it():
    record = CaseRecord(problem_ja="課題", solution_ja="取組", evidence={"problem_ja": (PASSAGE,)})
    assert record.is_editors_word("solution_ja")
    assert not record.is_editors_word("problem_ja") and not record.is_editors_word("lessons_ja")
    assert not record.is_editors_word("bureau")
    assert CaseRecord(effect=(Effect(metric="時間", evidence=(PASSAGE,)),)).passages() == (PASSAGE,)
    assert {"problem_ja", "effect", "one_line_result_en", "human_review", "run_cost"} <= EVIDENCED
    with pytest.raises(ValidationError, match="vendor"):
        CaseRecord(vendor="甲社", evidence={"vendor": (PASSAGE,)})
    with pytest.raises(ValidationError, match="ends after it starts"):
        Evidence(document="d", version="v", page=1, start=4, end=4, quote="")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"status": "稼働"}, "status"),
        ({"schema_version": 99}, "schema_version"),
        ({"next_check": "2026-13-01"}, "next_check"),
        ({"effect": [{"metric": "時間", "method": "勘"}]}, "effect.0.method"),
        ({"contact": "山田 太郎 様"}, "contact"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_a_bad_value_is_refused_with_its_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(RecordInvalid) as refused:
        read_record({"schema_version": SCHEMA_VERSION, **values})
    assert refused.value.field == field


def test_text_is_kept_without_control_characters_and_nothing_empty_is_written():
    record = CaseRecord(title_ja=" 題\x00名\r\n二行目 ")
    assert record.title_ja == "題名\n二行目"
    assert plain(record) == {"schema_version": SCHEMA_VERSION, "title_ja": "題名\n二行目", "visibility": "partners"}
