"""The knowledge that comes with the product: complete, sourced, and written so that each sentence can be quoted alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from casebase.access import LOCAL_READER, ORGANIZATIONS
from casebase.guidelines.topics import IN_ENGLISH
from casebase.models import Kind, Visibility
from casebase.record.fields import VOCABULARIES
from ingest.pipeline import ingest_files
from ingest.records import FileStatus, IncomingFile
from ingest.starter import starter_files
from ingest.starter_text import (
    STATUSES,
    amount,
    dates,
    effect_sentence,
    known,
    sentences,
)

STARTER = {file.name.removesuffix(".md"): file for file in starter_files()}


def text_of(name: str) -> str:
    return STARTER[name].content.decode()


def quotable_lines(file: IncomingFile) -> list[str]:
    """The Japanese and English sentences between the titles and the sources."""
    _, *sections = file.content.decode().split("## 出典")[0].split("\n## ")
    return [
        line
        for section in sections
        if not section.startswith("英語の要約")
        for line in section.splitlines()[1:]
        if line
    ]


def test_fifty_cases_fourteen_guidelines_and_twelve_training_measures_come_with_the_product():
    kinds = Counter(file.details.kind for file in STARTER.values())

    assert kinds == {Kind.CASE: 50, Kind.GUIDELINE: 14, Kind.TRAINING: 12}


def test_each_record_lies_in_a_file_named_by_its_id():
    folder = files("casebase") / "starter"
    names = [
        Path(entry.name).stem
        for kind in ("cases", "guidelines", "training")
        for entry in (folder / kind).iterdir()
        if entry.name.endswith(".yaml")
    ]

    assert sorted(names) == sorted(STARTER)
    assert all(file.details.record["id"] == name for name, file in STARTER.items())


def test_every_record_can_be_kept_as_json_and_is_marked_as_a_public_summary():
    for file in STARTER.values():
        details = file.details
        assert json.loads(json.dumps(details.record)) == details.record
        assert details.starter
        assert details.visibility is Visibility.PUBLIC
        assert details.organization in ORGANIZATIONS
        assert details.title
        assert details.title_en


def test_every_record_names_its_sources_with_publisher_address_and_the_day_they_were_seen():
    for name, file in STARTER.items():
        assert file.details.sources, name
        for source in file.details.sources:
            assert source.url.startswith(("https://", "http://"))
            assert source.publisher
            assert source.title
            assert source.seen == "2026-11-23"
            assert source.url in text_of(name)


def test_every_effect_and_every_rule_rests_on_one_of_the_sources():
    for name, file in STARTER.items():
        addresses = {source.url for source in file.details.sources}
        record = file.details.record
        cited = [e["quote_url"] for e in record.get("effect", [])] + [
            c["source_url"] for c in record.get("clauses", [])
        ]
        assert addresses.issuperset(cited), name


def test_a_case_uses_the_known_words_for_status_task_and_field():
    for file in STARTER.values():
        if file.details.kind is Kind.CASE:
            assert file.details.status in {*STATUSES, ""}
            assert file.details.task_type in VOCABULARIES["task_type"].values
            assert file.details.policy_area in VOCABULARIES["policy_area"].values
        for clause in file.details.record.get("clauses", []):
            assert clause["topic"] in IN_ENGLISH


def test_the_first_of_several_organisations_owns_the_document():
    assert STARTER["tri-party-agreement-2026"].details.organization == "tokyo"
    assert STARTER["tri-party-agreement-2026"].details.organization_name == "東京都・広島県・GovTech東京"


def test_every_sentence_of_a_case_names_what_it_is_about():
    for name, file in STARTER.items():
        if file.details.kind is not Kind.GUIDELINE:
            subject = file.details.record["short_name_ja"]
            assert all(line.startswith(subject) for line in quotable_lines(file)), name


def test_a_quotable_line_is_one_whole_sentence():
    for name, file in STARTER.items():
        for line in quotable_lines(file):
            assert line.endswith(("。", ".")), (name, line)
            assert "。" not in re.sub(r"[(（「『].*[)）」』]", "", line[:-1]), (name, line)


def test_what_is_not_known_is_left_out_rather_than_said():
    for name, file in STARTER.items():
        assert not [line for line in quotable_lines(file) if re.search(r"[：はが]不明|：。|\(\)", line)], name


def test_a_note_that_something_must_be_verified_stands_in_its_own_section():
    text = text_of("govtech-a1-platform")
    lessons, to_verify = text.split("## 教訓")[1].split("## 確認が必要な点")

    assert "要確認" not in text
    assert "二次記事による" not in lessons
    assert "「A1」で確認が必要な点：「A1」の名称・本格運用日・人数は二次記事による。" in to_verify


def test_a_document_ends_with_its_sources_and_the_call_to_verify():
    text = text_of("setagaya-hideki")

    assert (
        "- デジタル行政「世田谷区の生成AI HIDEKIの取材」(2024年5月23日公表、2026年11月23日閲覧) https://digital-gyosei.com/"
        in text
    )
    assert "業務で使う前に、出典のページで確かめること。" in text
    assert "verify every statement" in text


def test_an_effect_says_what_changed_by_how_much_when_how_it_is_known_and_who_published_it():
    assert (
        "正答率(第1期から第2期)は62.5%から94.1%になった(時期：第1期2023年6〜7月/第2期10〜11月(導入の目標は99%)、根拠：実測、出典：NHK)。"
        in text_of("mitoyo-garbage-chatgpt-stopped")
    )


def test_an_expected_effect_is_not_told_as_one_that_happened():
    effect = STARTER["onomichi-nursery-ai"].details.record["effect"][0]

    assert "約240時間から30秒になる(" in effect_sentence(
        effect, STARTER["onomichi-nursery-ai"].details.record["sources"]
    )


@pytest.mark.parametrize(
    ("value", "unit", "read"),
    [
        (27000, "件", "27,000件"),
        ("約5000", "人", "約5,000人"),
        ("17000超", "人", "17,000人超"),
        ("65000以上", "回", "65,000回以上"),
        ("8割超", "割合", "8割超"),
        ("21/45", "地区", "45地区のうち21地区"),
        (-23.6, "%", "23.6%減"),
        ("約34", "分/日", "1日当たり約34分"),
        (22700, "時間/年", "年22,700時間"),
        ("30秒", "時間", "30秒"),
        (2.85, "%", "2.85%"),
    ],
)
def test_an_amount_is_written_as_it_is_read_aloud(value, unit, read):
    assert amount(value, unit) == read


def test_dates_are_written_the_japanese_way():
    assert dates("2024-01-22〜2024-01-23") == "2024年1月22日〜2024年1月23日"
    assert dates("2020-10-11時点(2019-11開始)") == "2020年10月11日時点(2019年11月開始)"


def test_an_unknown_field_keeps_what_it_says_beside():
    assert known("不明") == ""
    assert known("不明(4月中旬開始)") == "4月中旬開始"
    assert known("庁内文書(個人情報の扱いは不明)") == "庁内文書"


def test_a_full_stop_within_brackets_does_not_end_a_sentence():
    assert list(sentences("「やめるべきだ。」という意見。次の文")) == ["「やめるべきだ。」という意見。", "次の文。"]


def test_the_starter_knowledge_is_found_answered_from_and_taken_in_only_once(casebase):
    first = list(ingest_files(starter_files(), casebase.library, casebase.embedder))
    again = list(ingest_files(starter_files(), casebase.library, casebase.embedder))

    assert {outcome.status for outcome in first} == {FileStatus.INGESTED}
    assert {outcome.status for outcome in again} == {FileStatus.UNCHANGED}
    assert [outcome.document for outcome in again] == [outcome.document for outcome in first]
    assert casebase.facets(LOCAL_READER)["kinds"] == {"case": 50, "guideline": 14, "training": 12}
    found = casebase.search("葛飾区は条例や計画を何ページ分取り込みましたか", LOCAL_READER).hits[0]
    assert found.document.file_name == "katsushika-rag.md"
    assert found.document.details.sources[0].publisher == "NHK首都圏"


def test_the_folder_explains_itself_and_lists_the_weak_evidence():
    readme = (files("casebase") / "starter" / "README.md").read_text(encoding="utf-8")
    weak = readme.split("Weak evidence")[1].split("## ")[0]

    assert "2026-11-23" in readme
    for name in re.findall(r"`([a-z0-9*-]+)`", weak):
        assert name in STARTER or any(record.startswith(name.rstrip("*")) for record in STARTER), name
    assert "govtech-a1-platform" in weak
