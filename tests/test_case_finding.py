"""Cases are counted, listed and related exactly, and only as far as the reader may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, delete, select
from sqlalchemy.orm import Session

from casebase.access import LOCAL_READER, AccessKey, Reader, may_read
from casebase.bootstrap import open_casebase
from casebase.cases.effects import Per, best_saving, effects_of
from casebase.cases.facts import FIELDS, facts_of
from casebase.cases.finding import Order, Wanted
from casebase.embedding import HashingEmbedder
from casebase.errors import NameTaken, NotFound
from casebase.models import Details, Document, Kind, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.database import connect
from casebase.store.fact_schema import CaseFactsRow, CaseValueRow
from casebase.store.facts import draw_missing_facts
from casebase.upkeep.purge import purge
from tests.case_shelf import case, put
from tests.conftest import PROJECT

READERS = (LOCAL_READER, Reader("tokyo"), Reader("hiroshima"), Reader("other"), Reader(""))
CASES = {number: case(number) for number in range(60)}
CASES[3] = replace(CASES[3], published_on="")  # says no date: not the newest
LIMITS = (
    Wanted(),
    Wanted((("task", ("議事録",)),)),
    Wanted((("task", ("議事録", "翻訳")), ("grade", ("measured", "claimed")))),
    Wanted((("org", ("tokyo", "見本市")), ("network", ("lgwan",)), ("cost", ("none", "ten_millions")))),
    Wanted((("stopped", ("reason",)),)),
    Wanted((("asset", ("仕様書",)), ("product", ("Dify",)))),
    Wanted((("size", ("user_10", "user_5")), ("status", ("本番", "不明")))),
    Wanted((("year", ("2024",)),)),
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Casebase, dict[int, str]]:
    settings = Settings(home=tmp_path_factory.mktemp("cases") / "home", model="fake")
    casebase = open_casebase(settings, HashingEmbedder())
    return casebase, put(casebase, CASES)


def _readable(reader: Reader) -> dict[int, Details]:
    return {
        number: details
        for number, details in CASES.items()
        if may_read(reader, AccessKey(details.organization, details.visibility))
    }


def _passes(details: Details, wanted: Wanted, leaving_out: str = "") -> bool:
    values = facts_of(details).values
    return all(
        field == leaving_out or any((field, value) in values for value in chosen)
        for field, chosen in wanted.limits
        if chosen
    )


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("wanted", LIMITS)
def test_counts_are_what_counting_one_by_one_gives(shelf, reader: Reader, wanted: Wanted) -> None:
    casebase, _ = shelf
    counts = casebase.cases.counts(reader, wanted)
    for field in FIELDS:
        expected = Counter(
            value
            for details in _readable(reader).values()
            if _passes(details, wanted, leaving_out=field)
            for name, value in facts_of(details).values
            if name == field
        )
        assert counts[field] == dict(expected), field


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("wanted", LIMITS)
def test_a_count_is_the_length_of_the_list_that_choosing_it_gives(shelf, reader: Reader, wanted: Wanted) -> None:
    casebase, documents = shelf
    mine = {documents[number] for number, details in _readable(reader).items() if _passes(details, wanted)}
    assert {one.id for one in casebase.cases.listed(reader, wanted, Order.NEW).documents} == mine
    for field, values in casebase.cases.counts(reader, wanted).items():
        for value, count in values.items():
            assert casebase.cases.listed(reader, wanted.having(field, value), Order.NEW, 0, 1).total == count


@pytest.mark.parametrize("reader", READERS)
def test_the_table_of_gaps_adds_up_to_the_list(shelf, reader: Reader) -> None:
    casebase, _ = shelf
    cells = casebase.cases.cells(reader, Wanted())
    assert sum(cell.count for cell in cells) == len(_readable(reader))
    for cell in cells:
        narrowed = Wanted((("task", (cell.task,)), ("org", (cell.owner,))))
        assert casebase.cases.listed(reader, narrowed, Order.NEW, 0, 1).total == cell.count


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("per", list(Per))
def test_a_chart_has_a_point_for_each_case_with_hours_and_for_no_other(shelf, reader: Reader, per: Per) -> None:
    casebase, documents = shelf
    expected = {}
    for number, details in _readable(reader).items():
        best = best_saving(effects_of(details.record), per)
        if best and best.saving:
            expected[documents[number]] = (pytest.approx(best.saving.hours), best.grade)
    points = casebase.cases.points(reader, Wanted(), per)
    assert {point.document: (point.hours, point.grade) for point in points} == expected
    assert [point.hours for point in points] == sorted((point.hours for point in points), reverse=True)


@pytest.mark.parametrize("reader", READERS)
def test_years_and_grades_count_what_the_lists_hold(shelf, reader: Reader) -> None:
    casebase, _ = shelf
    for tally in casebase.cases.years(reader, Wanted()):
        narrowed = Wanted((("year", (tally.first,)), ("status", (tally.second or "不明",))))
        assert casebase.cases.listed(reader, narrowed, Order.NEW, 0, 1).total == tally.count
    for tally in casebase.cases.grades(reader, Wanted()):
        narrowed = Wanted((("task", (tally.first,)), ("grade", (tally.second,))))
        assert casebase.cases.listed(reader, narrowed, Order.NEW, 0, 1).total == tally.count


def test_lists_are_sorted_by_what_they_say(shelf) -> None:
    casebase, _ = shelf
    new = casebase.cases.listed(LOCAL_READER, Wanted(), Order.NEW).documents
    assert [one.details.published_on for one in new] == sorted((d.published_on for d in CASES.values()), reverse=True)
    hours = [facts_of(one.details) for one in casebase.cases.listed(LOCAL_READER, Wanted(), Order.EFFECT).documents]
    keys = [
        (one.hours_user is None, -(one.hours_user or 0), one.hours_total is None, -(one.hours_total or 0))
        for one in hours
    ]
    assert keys == sorted(keys)
    owners = [
        facts_of(one.details).owner
        for one in casebase.cases.listed(LOCAL_READER, Wanted(), Order.ORGANIZATION).documents
    ]
    assert owners == sorted(owners)


def test_pages_of_a_list_hold_every_case_once_and_one_beyond_the_end_is_the_last(shelf) -> None:
    casebase, _ = shelf
    pages = [casebase.cases.listed(LOCAL_READER, Wanted(), Order.EFFECT, start, 20).documents for start in (0, 20, 40)]
    assert len({one.id for page in pages for one in page}) == len(CASES)
    assert casebase.cases.listed(LOCAL_READER, Wanted(), Order.EFFECT, 9000, 20).documents == pages[-1]


def test_a_search_is_kept_in_its_order_and_only_counts_what_it_found(shelf) -> None:
    casebase, documents = shelf
    among = tuple(documents[number] for number in (7, 3, 5))
    wanted = Wanted((), among)
    assert tuple(one.id for one in casebase.cases.listed(LOCAL_READER, wanted, Order.MATCH).documents) == among
    assert sum(casebase.cases.counts(LOCAL_READER, wanted)["task"].values()) == 3
    assert casebase.cases.counts(LOCAL_READER, Wanted((), ()))["task"] == {}


def test_a_limit_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no field of cases"):
        Wanted((("nonsense", ("x",)),))


def test_addresses_of_old_still_mean_all_other_organisations(shelf) -> None:
    casebase, _ = shelf
    others = sum(details.organization == "other" for details in CASES.values())
    assert casebase.cases.listed(LOCAL_READER, Wanted((("org", ("other",)),)), Order.NEW, 0, 1).total == others


def test_facts_follow_corrections_withdrawal_and_purge(casebase: Casebase, settings: Settings) -> None:
    document = put(casebase, {1: case(1, task_type="議事録", visibility=Visibility.PUBLIC)})[1]
    assert casebase.cases.counts(LOCAL_READER, Wanted())["task"] == {"議事録": 1}
    details = casebase.document(document, LOCAL_READER).details
    casebase.library.update_details(
        document, replace(details, task_type="翻訳", record={**details.record, "effect": []})
    )
    counts = casebase.cases.counts(LOCAL_READER, Wanted())
    assert counts["task"] == {"翻訳": 1} and counts["grade"] == {"none": 1}
    casebase.withdrawals.withdraw(document, "見本")
    assert casebase.cases.counts(LOCAL_READER, Wanted())["task"] == {}
    assert casebase.cases.documents([document], LOCAL_READER) == []
    purge(settings, document)
    with Session(connect(settings)) as session:
        assert not session.scalars(select(CaseFactsRow.document)).all()
        assert not session.scalars(select(CaseValueRow.document)).all()


def test_facts_that_are_missing_are_drawn_again(casebase: Casebase, settings: Settings) -> None:
    put(casebase, {number: case(number) for number in range(8)})
    before = casebase.cases.counts(LOCAL_READER, Wanted())
    engine = connect(settings).execution_options(writing=True)
    with engine.begin() as connection:
        connection.execute(delete(CaseValueRow))
        connection.execute(delete(CaseFactsRow))
        assert draw_missing_facts(connection) == 8
        assert draw_missing_facts(connection) == 0
    assert casebase.cases.counts(LOCAL_READER, Wanted()) == before


def test_documents_that_are_no_cases_are_counted_by_what_they_have(casebase: Casebase, add_text) -> None:
    add_text("指針.md", "# 指針\n\n入力してはいけない情報を定める。", kind=Kind.GUIDELINE)
    counts = casebase.cases.counts(LOCAL_READER, Wanted())
    assert counts["kind"] == {"guideline": 1} and counts["org"] == {"tokyo": 1}
    assert counts["grade"] == {} and counts["size"] == {} and counts["status"] == {}


def _family(casebase: Casebase, visibility: Visibility = Visibility.PUBLIC) -> dict[int, str]:
    parent = case(1, organization="tokyo", visibility=visibility)
    child = case(2, organization="hiroshima", visibility=Visibility.PUBLIC)
    said = {**child.record, "reused_from": [{"case_id": "case-1", "changes_ja": "県の用語に改めた"}, "case-99"]}
    return put(casebase, {1: parent, 2: replace(child, record=said)})


def _numbers(cases: Sequence[tuple[Document, str]]) -> list[tuple[str, str]]:
    return [(document.title, changed) for document, changed in cases]


def test_lineage_is_seen_from_both_ends_with_what_was_changed(casebase: Casebase) -> None:
    documents = _family(casebase)
    below = casebase.cases.lineage(casebase.document(documents[1], LOCAL_READER), LOCAL_READER)
    above = casebase.cases.lineage(casebase.document(documents[2], LOCAL_READER), LOCAL_READER)
    assert _numbers(below.descendants) == [("見本の事例2", "県の用語に改めた")] and not below.origins
    assert _numbers(above.origins) == [("見本の事例1", "県の用語に改めた")] and above.unseen == 1


def test_an_origin_that_may_not_be_read_looks_like_one_that_is_not_there(casebase: Casebase) -> None:
    documents = _family(casebase, Visibility.OWN)
    child = casebase.document(documents[2], Reader("hiroshima"))
    lineage = casebase.cases.lineage(child, Reader("hiroshima"))
    assert not lineage.origins and lineage.unseen == 2


def test_cases_like_one_are_other_cases_that_the_reader_may_see(shelf) -> None:
    casebase, documents = shelf
    reader = Reader("hiroshima")
    here = next(documents[number] for number in _readable(reader))
    like = casebase.cases_like(here, reader, 4)
    assert 0 < len(like) <= 4 and here not in {one.id for one in like}
    assert {one.id for one in like} <= {documents[number] for number in _readable(reader)}


def test_saved_searches_are_kept_renamed_and_deleted(casebase: Casebase) -> None:
    saved = casebase.saved
    first = saved.save(" 議事録の  事例 ", "q=x&task=y", LOCAL_READER)
    saved.save("二つ目", "", LOCAL_READER)
    assert [one.name for one in saved.all(LOCAL_READER)] == ["二つ目", "議事録の 事例"]
    saved.rename(first.id, "新しい名前", LOCAL_READER)
    assert [one.name for one in saved.all(LOCAL_READER)] == ["二つ目", "新しい名前"]
    with pytest.raises(NameTaken):
        saved.save("二つ目", "", LOCAL_READER)
    with pytest.raises(NameTaken):
        saved.rename(first.id, "二つ目", LOCAL_READER)
    with pytest.raises(ValueError, match="name"):
        saved.save("  ", "", LOCAL_READER)
    saved.delete(first.id, LOCAL_READER)
    with pytest.raises(NotFound):
        saved.delete(first.id, LOCAL_READER)


def test_saved_searches_of_one_organisation_are_not_there_for_another(casebase: Casebase) -> None:
    kept = casebase.saved.save("都の検索", "q=x", Reader("tokyo"))
    assert casebase.saved.all(Reader("hiroshima")) == []
    for act in (
        lambda: casebase.saved.rename(kept.id, "x", Reader("hiroshima")),
        lambda: casebase.saved.delete(kept.id, Reader("hiroshima")),
    ):
        with pytest.raises(NotFound):
            act()
    assert [one.name for one in casebase.saved.all(Reader("tokyo"))] == ["都の検索"]


def test_a_casebase_of_before_gets_its_facts_when_it_is_opened(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    engine = connect(settings).execution_options(writing=True)
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "casebase" / "store" / "migrations"))
    before = ScriptDirectory.from_config(config).get_revision("0011").down_revision
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, str(before))
        documents = Table("documents", MetaData(), autoload_with=connection)
        row = {column.name: "" for column in documents.columns if column.server_default is None}
        said = {"id": "old", "organization": "tokyo", "kind": "case", "task_type": "議事録", "visibility": "public"}
        plain = {"sources": [], "record": case(1).record, "starter": False, "change": 1, "current_version": "v"}
        connection.execute(documents.insert(), [{**row, **said, **plain}])
    again = open_casebase(settings, HashingEmbedder())
    assert again.cases.counts(LOCAL_READER, Wanted())["task"] == {"議事録": 1}
