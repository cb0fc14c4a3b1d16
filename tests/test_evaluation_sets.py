"""The question sets that measurements take: how they are read, halved and made, and that what they expect is in the documents."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.evaluation.corpora import corpus_settings
from casebase.evaluation.datasets import Half, asked_elsewhere, load_dataset
from casebase.evaluation.inventory import main as make_inventory_set
from casebase.evaluation.runs import _says_all, holds
from casebase.settings import Settings
from ingest.starter import starter_files
from tests.conftest import DATA

EVALUATION = DATA / "evaluation"


def write_lines(path: Path, *records: dict[str, object]) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


def test_a_retrieval_set_is_read_with_its_documents():
    lawqa = load_dataset(EVALUATION / "lawqa")

    assert (lawqa.name, len(lawqa.corpus), len(lawqa.questions)) == ("lawqa", 114, 140)
    assert lawqa.corpus[0].markdown.startswith("# 金融商品取引法 第5条\n\n## 金融商品取引法")
    assert lawqa.questions[0].gold == {"lawqa-c001": 1.0}


def test_a_limit_takes_questions_evenly_and_keeps_every_document():
    some = load_dataset(EVALUATION / "lawqa", limit=7)

    assert [question.id for question in some.questions][:3] == ["lawqa-q001", "lawqa-q021", "lawqa-q041"]
    assert len(some.corpus) == 114


def test_a_file_of_questions_names_documents_with_or_without_their_ending(tmp_path):
    path = tmp_path / "questions.jsonl"
    lines = [
        {
            "id": 1,
            "question": "何人か",
            "answerable": True,
            "gold_document": "minato.md",
            "gold_span": "40人",
            "type": "fact",
        },
        {"id": 2, "question": "who?", "answerable": True, "gold_documents": ["a", "b"], "answer_contains": ["x", "y"]},
        {"id": 3, "question": "火星", "answerable": False, "gold_document": None},
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n", encoding="utf-8")
    one, two, three = load_dataset(path).questions

    assert (one.gold, one.spans, one.type) == ({"minato": 1.0}, ("40人",), "fact")
    assert (two.gold, two.spans) == ({"a": 1.0, "b": 1.0}, ("x", "y"))
    assert (three.answerable, three.gold) == (False, {})


def test_the_same_document_under_two_ids_counts_as_one(tmp_path):
    (tmp_path / "corpus.jsonl").write_text(
        "".join(json.dumps({"id": i, "title": "t", "text": "same"}) + "\n" for i in ("a", "b")), encoding="utf-8"
    )
    (tmp_path / "queries.jsonl").write_text('{"id": "q", "text": "?"}\n', encoding="utf-8")
    (tmp_path / "qrels.jsonl").write_text('{"query_id": "q", "doc_id": "b", "relevance": 1}\n', encoding="utf-8")
    data = load_dataset(tmp_path)

    assert [document.id for document in data.corpus] == ["a"]
    assert data.questions[0].gold == {"a": 1.0}


def test_questions_asked_of_the_documents_of_another_set_have_no_answer():
    own, other = load_dataset(EVALUATION / "offices"), load_dataset(EVALUATION / "offices-2")
    asked = asked_elsewhere(own, other)

    assert asked.name == "offices-of-offices-2" and asked.corpus == other.corpus
    assert [question.text for question in asked.questions] == [question.text for question in own.questions]
    assert not any(question.answerable or question.gold or question.spans for question in asked.questions)


def test_what_is_no_data_set_is_refused_with_what_is_missing(tmp_path):
    with pytest.raises(ValueError, match=r"has no corpus\.jsonl, queries\.jsonl, qrels\.jsonl"):
        load_dataset(tmp_path)
    with pytest.raises(ValueError, match=r"neither a folder .* nor a \.jsonl file"):
        load_dataset(tmp_path / "notes.txt")


def test_a_folder_says_of_its_questions_what_a_file_says_and_keeps_those_without_an_answer(tmp_path):
    write_lines(tmp_path / "corpus.jsonl", {"id": "a", "title": "港区", "text": "40人が使った。"})
    write_lines(
        tmp_path / "queries.jsonl",
        {"id": "1", "text": "何人か", "language": "ja", "type": "number", "gold_span": "40人"},
        {"id": "2", "text": "火星は", "language": "ja", "type": "unanswerable", "answerable": False},
        {"id": "3", "text": "誰も答えを知らない"},
    )
    write_lines(tmp_path / "qrels.jsonl", {"query_id": "1", "doc_id": "a", "relevance": 1})
    one, two = load_dataset(tmp_path).questions

    assert (one.gold, one.spans, one.language, one.type) == ({"a": 1.0}, ("40人",), "ja", "number")
    assert (two.answerable, two.gold, two.type) == (False, {}, "unanswerable")


def test_the_documents_of_a_folder_may_be_files_of_any_kind(tmp_path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "minato.ja.md").write_text("# 港区\n\n40人が使った。\n", encoding="utf-8")
    (tmp_path / "documents" / "plan.pdf").write_bytes(b"%PDF-1.7")
    write_lines(tmp_path / "queries.jsonl", {"id": "1", "text": "何人か"}, {"id": "2", "text": "計画は"})
    write_lines(
        tmp_path / "qrels.jsonl",
        {"query_id": "1", "doc_id": "minato.ja.md", "relevance": 1},
        {"query_id": "2", "doc_id": "plan", "relevance": 1},
    )
    data = load_dataset(tmp_path)

    assert [(d.file_name, d.content[:5]) for d in data.corpus] == [
        ("minato.ja.md", b"# \xe6\xb8\xaf"),
        ("plan.pdf", b"%PDF-"),
    ]
    assert [question.gold for question in data.questions] == [{"minato.ja": 1.0}, {"plan": 1.0}]


def test_a_set_may_be_asked_of_the_documents_of_others_and_name_their_kind(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "minato.md").write_text("40人が使った。", encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "set.json").write_text('{"documents": ["../other"], "kind": "guideline"}', encoding="utf-8")
    write_lines(own / "queries.jsonl", {"id": "1", "text": "何人か"})
    write_lines(own / "qrels.jsonl", {"query_id": "1", "doc_id": "minato", "relevance": 1})
    data = load_dataset(own)

    assert [document.file_name for document in data.corpus] == ["minato.md"]
    assert data.kind == "guideline"
    assert data.digest != replace(data, kind="").digest


def test_a_set_may_bring_case_records_and_name_what_is_no_mistake_to_cite(tmp_path):
    data = load_dataset(EVALUATION / "registry")
    asked = next(question for question in data.questions if question.id == "reg2-001")

    assert data.has_own and not data.corpus and data.digest != load_dataset(EVALUATION / "lawqa").digest
    assert asked.gold == {"C-000003": 1.0, "C-000010": 1.0, "C-000027": 1.0} and asked.also == {"C-000035"}


def test_a_list_is_right_only_if_everything_on_it_is_told():
    asked = next(q for q in load_dataset(EVALUATION / "sheets").questions if len(q.every) > 1)
    (told,) = load_dataset(EVALUATION / "sheets", limit=1).questions

    assert not asked.spans
    assert _says_all("、".join(asked.every), asked) and not _says_all(asked.every[0], asked)
    assert told.every or _says_all(told.spans[0], told)


@pytest.mark.slow
def test_records_of_a_set_are_imported_as_cases_with_the_numbers_that_it_names(tmp_path):
    data = load_dataset(EVALUATION / "registry", limit=1)
    casebase = open_casebase(corpus_settings(data, Settings(home=tmp_path)))

    (third,) = [one for one in casebase.documents(LOCAL_READER) if one.file_name == "C-000003.md"]
    assert third.details.record["organization_name"] == "霧沢市" and len(casebase.documents(LOCAL_READER)) == 60


def test_a_conversation_stays_whole_in_a_half_and_in_a_limit():
    data = load_dataset(EVALUATION / "threads")
    tune, report, some = (
        load_dataset(EVALUATION / "threads", limit, half).questions
        for limit, half in ((0, Half.TUNE), (0, Half.REPORT), (10, Half.ALL))
    )

    assert {q.thread for q in tune}.isdisjoint(q.thread for q in report)
    assert len(tune) + len(report) == len(data.questions) == 277
    assert 10 <= len(some) == sum(q.thread in {one.thread for one in some} for q in data.questions) < 100
    for question in data.questions:
        assert bool(question.gold) == bool(question.spans) == question.answerable, question.id


@pytest.mark.parametrize("name", ["atrs", "rules"])
def test_what_a_right_answer_quotes_stands_in_a_document_that_it_should_cite(name):
    data = load_dataset(EVALUATION / name)
    texts = {document.id: document.markdown for document in data.corpus if document.file is None}

    for question in data.questions:
        assert bool(question.gold) == bool(question.spans) == question.answerable, question.id
        if texts and question.gold:
            assert any(holds(texts[one], question.spans) for one in question.gold), question.id


def test_the_halves_hold_every_question_once_and_stay_as_they_are_when_questions_come_and_go(tmp_path):
    path = tmp_path / "questions.jsonl"
    write_lines(path, *({"id": f"q{i}", "question": "?"} for i in range(400)))
    tune, report = ([q.id for q in load_dataset(path, half=half).questions] for half in (Half.TUNE, Half.REPORT))
    write_lines(path, *({"id": f"q{i}", "question": "?"} for i in range(100, 500)))
    later = [q.id for q in load_dataset(path, half=Half.TUNE).questions]

    assert sorted(tune + report) == sorted(f"q{i}" for i in range(400))
    assert 160 <= len(tune) <= 240
    assert {id for id in tune if int(id[1:]) >= 100} <= set(later)
    assert set(later).isdisjoint(report)


def test_what_should_be_found_for_the_starter_questions_stands_in_the_records_they_name():
    records = {Path(file.name).stem: file.content.decode() for file in starter_files()}
    questions = load_dataset(DATA / "questions" / "starter.jsonl").questions

    for question in questions:
        assert bool(question.gold) == bool(question.spans) == question.answerable, question.id
        for record in question.gold:
            assert holds(records[record], question.spans), (question.id, record)
    assert len({question.id for question in questions}) == len({question.text for question in questions}) >= 170
    assert sum(not question.answerable for question in questions) >= 55
    assert {"colloquial", "few-words", "number", "multi-document", "cross-language"} < {q.type for q in questions}


def test_what_a_right_answer_to_a_plain_question_says_stands_in_a_record_that_it_should_cite():
    records = {Path(file.name).stem: file.content.decode() for file in starter_files()}
    questions = load_dataset(DATA / "questions" / "plain.jsonl").questions

    for question in questions:
        assert bool(question.gold) == bool(question.spans) == question.answerable, question.id
        assert set(question.gold) <= records.keys(), question.id
        assert not question.gold or any(holds(records[one], question.spans) for one in question.gold), question.id
    assert len({question.id for question in questions}) == len({question.text for question in questions}) == 120
    assert {question.language for question in questions} == {"ja", "en"}


def test_what_should_be_found_across_languages_stands_word_for_word_in_a_document_of_the_other_language():
    data = load_dataset(EVALUATION / "gennai")
    texts = {document.id: document.content.decode() for document in data.corpus}
    japanese = {id for id, text in texts.items() if len(re.findall("[ぁ-んァ-ン]", text)) > len(text) / 20}

    assert japanese == texts.keys() - {"query-expansion-rag", "genai-azure"}
    for question in data.questions:
        assert bool(question.gold) == bool(question.spans) == question.answerable, question.id
        assert all(span in texts[document] for span in question.spans for document in question.gold), question.id
        if question.type == "english-on-japanese":
            assert japanese.issuperset(question.gold), question.id
        if question.type == "japanese-on-english":
            assert japanese.isdisjoint(question.gold), question.id
    assert len(data.questions) >= 90


def test_a_use_case_is_asked_for_with_a_field_that_its_document_does_not_hold(tmp_path):
    inventory = tmp_path / "inventory.csv"
    head = "use_case_name,agency_name,problem_solved,benefits,system_outputs,contact_email"
    benefits = (
        "Reading takes the staff of the office many hours, and much is overlooked by the end of a long day of it. " * 2
    )
    rows = [
        f"Name {i},Agency {i},Too many letters of kind {i} arrive each day at the office,{benefits} {i}"
        for i in range(8)
    ]
    inventory.write_text("\n".join([head, *(f"{row},,a@b.example" for row in rows), f"{rows[3]},,"]), encoding="utf-8")
    make_inventory_set([str(inventory), str(tmp_path / "set"), "--queries", "5"])
    data = load_dataset(tmp_path / "set")
    texts = {document.id: document.markdown for document in data.corpus}

    assert len(data.questions) == 5
    for question in data.questions:
        assert question.text not in "".join(texts.values())
        assert not re.search(r"Name \d|@", texts[next(iter(question.gold))])


def test_rows_that_say_nearly_the_same_are_all_right(tmp_path):
    inventory = tmp_path / "inventory.csv"
    said = "The tool reads the letters of citizens and sorts them by subject and hands each to the office that must answer it. "
    said += "Staff look through what it has sorted once a day"
    inventory.write_text(
        "use_case_name,agency_name,problem_solved,benefits\n"
        f"One,A,Letters of citizens wait for weeks before anybody reads them,{said} one\n"
        f"Two,B,Letters of citizens wait for weeks before anyone reads them,{said} two\n"
        "Three,C,Bridges are inspected by hand and that is slow and dangerous,"
        "Drones photograph the piers and a model marks the cracks so that inspectors look only where "
        "something on a bridge may be wrong\n",
        encoding="utf-8",
    )
    make_inventory_set([str(inventory), str(tmp_path / "set")])
    data = load_dataset(tmp_path / "set")

    assert [sorted(question.gold) for question in data.questions] == [
        ["row-0001", "row-0002"],
        ["row-0001", "row-0002"],
        ["row-0003"],
    ]


def test_the_sample_of_the_federal_inventory_holds_both_kinds_of_questions_and_no_address():
    data = load_dataset(EVALUATION / "federal-inventory")

    assert len(data.corpus) >= 400
    assert sum(question.type == "cross-language" for question in data.questions) >= 40
    assert sum(question.type in {"problem", "outputs"} for question in data.questions) >= 150
    texts = {document.id: document.text for document in data.corpus}
    assert not any(question.text in texts[id] for question in data.questions for id in question.gold)
    assert "@" not in "".join(document.text for document in data.corpus)


def test_data_sets_of_others_lie_beside_their_licence_and_attribution():
    for folder, licence, words in (
        ("lawqa", "LICENSE.md", "PDL1.0"),
        ("jsquad-sample", "LICENSE", "CC BY-SA 4.0"),
        ("gennai", "LICENSE", "CC BY 4.0"),
    ):
        assert (EVALUATION / folder / licence).stat().st_size > 10_000
        assert words in (EVALUATION / folder / "README.md").read_text(encoding="utf-8")
