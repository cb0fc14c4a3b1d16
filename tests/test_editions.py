"""Which edition is current, what is proposed, and that nothing is lost by any of it."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from casebase.access import LOCAL_READER, Reader
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.errors import NotAnEdition, NotFound
from casebase.models import Details, Document, Filters, Kind, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store import database
from casebase.text.editions import bare, edition_of
from ingest.pipeline import ingest_file
from ingest.records import FileOutcome, IncomingFile
from ingest.relations import with_relations

RULES = (
    "職員は生成AIに個人情報を入力してはならない。",
    "利用の前に所属長へ届け出るものとする。",
    "出力は職員が必ず確かめ、誤りがあれば直す。",
    "委託先が使う場合は契約書に条件を書く。",
    "事故が起きたときは直ちに情報政策課へ知らせる。",
    "研修は年に一度、全ての職員が受ける。",
    "利用の記録は一年間保存する。",
    "議会答弁の作成に使うときは部長の承認を得る。",
)
TEXT = "\n".join(RULES)
CHANGED = TEXT.replace("年に一度", "半年に一度")


def hand_in(casebase: Casebase, name: str, text: str, replaces: str = "", **said: object) -> FileOutcome:
    details = {"organization": "tokyo", "kind": Kind.GUIDELINE, "visibility": Visibility.PUBLIC, **said}
    file = IncomingFile(name, text.encode(), Details(**details), replaces)  # type: ignore[arg-type]
    return ingest_file(file, casebase.library, casebase.embedder)


def titles(casebase: Casebase, reader: Reader = LOCAL_READER) -> set[str]:
    return {document.file_name for document in casebase.documents(reader)}


@pytest.mark.parametrize(
    ("name", "bare_name", "year", "number", "date"),
    [
        ("手引_第2版.docx", "手引", "", "002.000", ""),
        ("手引（令和7年度版）最終.docx", "手引", "2025", "", ""),
        ("手引 - コピー (2).docx", "手引", "", "", ""),
        ("手引(1).pdf", "手引", "", "", ""),
        ("手引ver.2.1_20260126.pdf", "手引", "", "002.001", "2026-01-26"),
        ("R8.1.26手引 改訂.pdf", "手引", "", "", "2026-01-26"),
        ("改訂第三版 手引.pdf", "手引", "", "003.000", ""),
        ("手引（素案）.pdf", "手引", "", "", ""),
        ("AI guideline v1.2 final.docx", "aiguideline", "", "001.002", ""),
        ("提案書.docx", "提案書", "", "", ""),
        ("covid.txt", "covid", "", "", ""),
    ],
)
def test_marks_of_editions_are_read_from_a_name_and_left_out_of_it(name, bare_name, year, number, date):
    edition = edition_of(name)
    assert (bare(name), *edition.key) == (bare_name, year, number, date)


def test_the_date_of_an_edition_is_the_latest_that_stands_alone_at_the_top():
    head = "生成AIの手引\n令和7年4月1日制定\n令和8年1月26日 改訂\n平成12年の法律により次のとおりとする。"
    assert edition_of("a.pdf", "手引", head).date == "2026-01-26"
    assert edition_of("a.pdf", "手引", "平成12年の法律により次のとおりとする。").date == ""


def test_a_new_edition_under_another_name_replaces_the_old_one_which_stays_citable(casebase: Casebase):
    old = hand_in(casebase, "生成AI手引.md", TEXT)
    cited = casebase.search("研修は年に一度", LOCAL_READER).hits[0].passage
    new = hand_in(casebase, "生成AI手引_第2版.md", CHANGED)

    assert new.document == old.document
    assert titles(casebase) == {"生成AI手引_第2版.md"}
    assert {h.passage.version for h in casebase.search("研修は年に一度", LOCAL_READER).hits} == {new.version}
    page = casebase.page(cited.version, cited.page, LOCAL_READER)
    assert page.text[cited.start : cited.end] == cited.text
    assert casebase.version(cited.version, LOCAL_READER).replaced
    assert casebase.original(cited.version, LOCAL_READER) == TEXT.encode()


def test_an_older_edition_handed_in_late_is_kept_as_an_older_version_and_said_to_be_one(casebase: Casebase):
    new = hand_in(casebase, "生成AI手引_20260126.md", CHANGED, title="生成AIの手引")
    old = hand_in(casebase, "生成AI手引_20240401.md", TEXT, title="古い題")

    assert old.document == new.document and old.version != new.version
    assert [warned.code for warned in old.warnings] == ["OLDER_EDITION"]
    current = casebase.document(new.document, LOCAL_READER)
    assert (current.version, current.title, current.edition_date) == (new.version, "生成AIの手引", "2026-01-26")
    assert [(v.version_number, v.edition_date) for v in casebase.versions(new.document, LOCAL_READER)] == [
        (1, "2026-01-26"),
        (2, "2024-04-01"),
    ]
    assert {h.passage.version for h in casebase.search("研修", LOCAL_READER).hits} == {new.version}


def test_the_first_edition_again_does_not_come_back_silently(casebase: Casebase):
    old = hand_in(casebase, "手引書.md", TEXT)
    new = hand_in(casebase, "手引書.md", CHANGED)
    again = hand_in(casebase, "手引書.md", TEXT)

    assert (again.status, again.document, again.version) == ("unchanged", old.document, old.version)
    assert [warned.code for warned in again.warnings] == ["OLDER_EDITION"]
    assert casebase.document(old.document, LOCAL_READER).version == new.version


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("まったく別の名前.md", CHANGED, {}),
        ("生成AI手引（案）.md", CHANGED, {}),
        ("生成AI手引_第2版.md", CHANGED, {"visibility": Visibility.OWN}),
        ("生成AI手引_第2版.md", "\n".join((*RULES[:3], *(f"新しい規定その{n}を置く。" for n in range(14)))), {}),
    ],
)
def test_what_may_be_an_edition_is_proposed_and_an_editor_decides(casebase: Casebase, name, text, said):
    old = hand_in(casebase, "生成AI手引.md", TEXT)
    new = with_relations(hand_in(casebase, name, text, **said), casebase.editions, LOCAL_READER)

    assert new.document != old.document and len(titles(casebase)) == 2
    assert [(w.code, w.detail) for w in new.warnings] == [("EDITION", old.document)]
    assert [(one.id, other.document.id) for one, other in casebase.editions.proposals(LOCAL_READER)] == [
        (new.document, old.document)
    ]

    casebase.editions.join(new.document, old.document, newest=True)

    assert titles(casebase) == {name}
    assert casebase.document(new.document, LOCAL_READER).id == old.document  # the old address goes on working
    assert len(casebase.versions(old.document, LOCAL_READER)) == 2
    assert casebase.editions.proposals(LOCAL_READER) == []


def test_a_pair_that_is_kept_apart_is_not_proposed_again(casebase: Casebase):
    old = hand_in(casebase, "生成AI手引.md", TEXT)
    new = hand_in(casebase, "まったく別の名前.md", CHANGED)
    casebase.editions.keep_apart(new.document, old.document)
    hand_in(casebase, "まったく別の名前.md", CHANGED + "\n附則を加える。")

    assert casebase.editions.proposals(LOCAL_READER) == []
    assert [one.document.id for one in casebase.editions.related(new.document, LOCAL_READER)] == [old.document]


@pytest.mark.parametrize("indexed", [False, True])
def test_joining_can_be_undone_and_leaves_everything_as_it_was(casebase: Casebase, indexed: bool):
    old = hand_in(casebase, "生成AI手引.md", TEXT, title="手引")
    new = hand_in(casebase, "まったく別の名前.md", CHANGED, title="別の題", visibility=Visibility.OWN)
    before = {d.id: d for d in casebase.documents(LOCAL_READER)}
    if indexed:
        casebase.index.build()

    casebase.editions.join(new.document, old.document, newest=True)
    assert {h.document.id for h in casebase.search("研修は半年に一度", LOCAL_READER).hits} == {old.document}
    assert casebase.editions.separate(new.version) == new.document

    assert {d.id: d for d in casebase.documents(LOCAL_READER)} == before
    assert {h.document.id for h in casebase.search("所属長へ届け出る", LOCAL_READER).hits} <= set(before)
    assert casebase.editions.proposals(LOCAL_READER) == []


def test_any_version_can_be_made_a_document_of_its_own_even_the_first(casebase: Casebase):
    old = hand_in(casebase, "手引書.md", TEXT, title="はじめの題")
    new = hand_in(casebase, "手引書.md", CHANGED, title="新しい題")

    own = casebase.editions.separate(old.version)

    assert own not in {old.document, new.document}
    assert casebase.document(own, LOCAL_READER).title == "はじめの題"
    assert casebase.document(new.document, LOCAL_READER).title == "新しい題"
    assert {d.version for d in casebase.documents(LOCAL_READER)} == {old.version, new.version}
    with pytest.raises(NotAnEdition):
        casebase.editions.separate(old.version)


def test_only_documents_of_one_organisation_are_joined(casebase: Casebase):
    one = hand_in(casebase, "手引書.md", TEXT)
    other = hand_in(casebase, "手引書.md", TEXT, organization="hiroshima")
    with pytest.raises(NotAnEdition, match="one organisation"):
        casebase.editions.join(other.document, one.document)
    with pytest.raises(NotFound):
        casebase.editions.join("0" * 32, one.document)


def test_a_file_said_to_replace_a_document_does_so_whatever_it_says_itself(casebase: Casebase):
    old = hand_in(casebase, "生成AI手引_令和8年度版.md", TEXT)
    new = hand_in(casebase, "規程_令和6年度版.md", "新しく書き直した規程である。\n全ての職員に適用する。", old.document)

    assert new.document == old.document
    assert casebase.document(old.document, LOCAL_READER).version == new.version


def test_an_older_version_stays_within_the_circle_it_was_handed_in_for(casebase: Casebase):
    draft = hand_in(casebase, "手引書.md", TEXT, visibility=Visibility.OWN)
    final = hand_in(casebase, "手引書.md", CHANGED, visibility=Visibility.PUBLIC)
    hiroshima = Reader("hiroshima")

    assert [v.version for v in casebase.versions(final.document, hiroshima)] == [final.version]
    with pytest.raises(NotFound):
        casebase.version(draft.version, hiroshima)
    with pytest.raises(NotFound):
        casebase.page(draft.version, 1, hiroshima)
    with pytest.raises(NotFound):
        casebase.original(draft.version, hiroshima)
    assert casebase.version(draft.version, Reader("tokyo")).replaced


def test_minutes_of_two_months_are_two_documents(casebase: Casebase):
    form = "定例会議の記録である。出席者は別紙のとおり。次回の日程は追って知らせる。\n"
    hand_in(casebase, "議事録_2026-01.md", form + "一月は予算の要求について話し合い、要求額を固めた。")
    hand_in(casebase, "議事録_2026-02.md", form + "二月は研修の計画を決め、講師を外部に頼むことにした。")
    assert titles(casebase) == {"議事録_2026-01.md", "議事録_2026-02.md"}


BEFORE_EDITIONS = "0004"
MIGRATIONS = Path(database.__file__).parent / "migrations"


def as_of(revision: str, present: Settings, earlier: Settings) -> None:
    """Copy a casebase into one of an earlier schema, with what that schema knew."""
    shutil.copytree(present.home, earlier.home, ignore=shutil.ignore_patterns("casebase.sqlite3*"))
    engine = create_engine(earlier.database_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with sqlite3.connect(earlier.home / "casebase.sqlite3") as connection:
        connection.execute("ATTACH ? AS present", (str(present.home / "casebase.sqlite3"),))
        tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table != "alembic_version":
                columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})"))
                connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM present.{table}")


def test_documents_from_before_there_were_sketches_are_found_by_what_comes_next(casebase: Casebase, settings: Settings):
    hand_in(casebase, "生成AI手引.md", TEXT)
    earlier = settings.model_copy(update={"home": settings.home.with_name("earlier")})
    as_of(BEFORE_EDITIONS, settings, earlier)
    migrated = open_casebase(earlier, HashingEmbedder())

    hand_in(migrated, "生成AI手引_第2版.md", CHANGED)

    assert [d.file_name for d in migrated.documents(LOCAL_READER)] == ["生成AI手引_第2版.md"]
    assert len(migrated.versions(migrated.documents(LOCAL_READER)[0].id, LOCAL_READER)) == 2


HAND_INS = st.lists(
    st.tuples(
        st.sampled_from(
            ["", "_第1版", "_第2版", "_第3版", "_令和6年度版", "_令和7年度版", "_20240401", "_202505", "_最終", "(1)"]
        ),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HAND_INS)
def test_after_any_hand_ins_the_newest_edition_is_current_and_all_others_stay_readable(hand_ins):
    with TemporaryDirectory() as folder:
        casebase = open_casebase(Settings(home=Path(folder), model="fake"), HashingEmbedder())
        received: dict[str, tuple[str, str]] = {}
        for mark, change in hand_ins:
            text = TEXT + f"\n附則{change}を置く。"
            outcome = hand_in(casebase, f"生成AI手引{mark}.md", text)
            received.setdefault(outcome.version or "", (mark, text))
        documents = casebase.documents(LOCAL_READER)
        versions = [v for document in documents for v in casebase.versions(document.id, LOCAL_READER)]
        assert {v.version for v in versions} == set(received)
        for document in documents:
            _current_is_newest(casebase, document, received)
        for version, (_, text) in received.items():
            assert casebase.page(version, 1, LOCAL_READER).text == text
            assert casebase.original(version, LOCAL_READER).decode() == text
        found = casebase.search("情報政策課へ知らせる", LOCAL_READER, Filters(), 50).hits
        assert {hit.passage.version for hit in found} <= {document.version for document in documents}


def _current_is_newest(casebase: Casebase, document: Document, received: dict[str, tuple[str, str]]) -> None:
    """No version that was received says of itself that it is newer than the current one."""
    versions = casebase.versions(document.id, LOCAL_READER)
    assert versions[0].version == document.version
    current = edition_of(f"生成AI手引{received[document.version][0]}.md")
    for other in versions[1:]:
        said = edition_of(f"生成AI手引{received[other.version][0]}.md")
        for mine, theirs in zip(current.key, said.key, strict=True):
            if mine and theirs and not (mine.startswith(theirs) or theirs.startswith(mine)):
                assert mine > theirs
                break
            if bool(mine) != bool(theirs):
                break  # only one of them says it: nothing to compare
