"""Who may read what, by every way in."""

from __future__ import annotations

import itertools

import pytest

from casebase.access import LOCAL_READER, AccessKey, Reader, may_read, organization_key
from casebase.errors import NotFound
from casebase.models import Details, Filters, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.shelves import Shelves

TOKYO, HIROSHIMA, STRANGER = Reader("tokyo"), Reader("hiroshima"), Reader("")

OPEN = "窓口の混雑予測を公開した。"
SECRET = "夜間窓口の翻訳端末は令和七年に三十台を配備した。"


@pytest.mark.parametrize(
    ("reader", "visibility", "allowed"),
    [
        (TOKYO, Visibility.OWN, True),
        (HIROSHIMA, Visibility.OWN, False),
        (HIROSHIMA, Visibility.PARTNERS, True),
        (Reader("kure"), Visibility.PARTNERS, False),
        (STRANGER, Visibility.PARTNERS, False),
        (STRANGER, Visibility.PUBLIC, True),
        (LOCAL_READER, Visibility.OWN, True),
    ],
)
def test_visibility_decides_who_reads_a_document_of_tokyo(reader, visibility, allowed):
    assert may_read(reader, AccessKey("tokyo", visibility)) is allowed


def test_an_organisation_may_be_named_by_key_or_in_either_language():
    assert {organization_key(name) for name in ("hiroshima", "広島県", "Hiroshima Prefecture")} == {"hiroshima"}


@pytest.mark.parametrize("indexed", [False, True])
def test_what_a_reader_may_not_see_is_in_no_search_answer_list_or_count(casebase: Casebase, add_text, indexed):
    add_text("secret.txt", SECRET, organization="tokyo", visibility=Visibility.OWN)
    add_text("open.txt", "窓口の混雑予測を公開した。", organization="hiroshima", visibility=Visibility.PUBLIC)
    if indexed:
        casebase.index.build()

    found = casebase.search("夜間窓口の翻訳端末", HIROSHIMA)
    answer = casebase.ask("夜間窓口の翻訳端末は何台ですか", HIROSHIMA)

    assert {hit.document.file_name for hit in found.hits} <= {"open.txt"}
    assert "三十台" not in repr(answer)
    assert [d.file_name for d in casebase.documents(HIROSHIMA)] == ["open.txt"]
    assert casebase.facets(HIROSHIMA)["organizations"] == {"hiroshima": 1}
    assert "三十台" in repr(casebase.search("夜間窓口の翻訳端末", TOKYO))


def test_forbidden_looks_exactly_like_absent_at_every_fetch(casebase: Casebase, add_text):
    secret = add_text("secret.txt", SECRET, visibility=Visibility.OWN)
    passage = casebase.search("翻訳端末", TOKYO).hits[0].passage.id
    fetches = {
        "document": lambda id_: casebase.document(id_, HIROSHIMA),
        "versions": lambda id_: casebase.versions(id_, HIROSHIMA),
        "version": lambda id_: casebase.version(id_, HIROSHIMA),
        "page": lambda id_: casebase.page(id_, 1, HIROSHIMA),
        "passage": lambda id_: casebase.passage(id_, HIROSHIMA),
        "original": lambda id_: casebase.original(id_, HIROSHIMA),
        "similar": lambda id_: casebase.similar(id_, HIROSHIMA),
    }
    real = {"document": secret.id, "versions": secret.id, "similar": secret.id, "passage": passage}
    for name, fetch in fetches.items():
        said = []
        for id_ in (real.get(name, secret.version), "0" * 32):
            with pytest.raises(NotFound) as caught:
                fetch(id_)
            said.append((type(caught.value), str(caught.value)))
        assert said[0] == said[1], name


def test_what_documents_begin_with_is_given_of_those_alone_that_a_reader_may_see(
    settings: Settings, casebase: Casebase, add_text
):
    opened = add_text("open.txt", OPEN)
    versions = [add_text("secret.txt", SECRET, visibility=Visibility.OWN).version, opened.version]
    shelves = Shelves(open_database(settings), Originals(settings.home))
    assert shelves.openings([*versions, "0" * 32], 4, HIROSHIMA) == {versions[1]: OPEN[:4]}
    assert set(shelves.openings(versions, 4, TOKYO)) == set(versions)

    casebase.withdrawals.withdraw(opened.id, "見本")
    assert shelves.openings(versions, 4, HIROSHIMA) == {}


def test_a_document_that_is_withdrawn_is_gone_at_the_next_question(casebase: Casebase, add_text):
    document = add_text("secret.txt", SECRET, visibility=Visibility.PARTNERS)
    casebase.index.build()
    assert casebase.search("翻訳端末", HIROSHIMA).hits

    casebase.library.update_details(document.id, Details(organization="tokyo", visibility=Visibility.OWN))

    assert casebase.search("翻訳端末", HIROSHIMA).hits == ()
    assert casebase.search("翻訳端末", TOKYO).hits


def test_filters_never_widen_what_a_reader_sees(casebase: Casebase, add_text):
    secret = add_text("secret.txt", SECRET, visibility=Visibility.OWN)
    for organizations, documents in itertools.product([(), ("tokyo",), ("東京都",)], [(), (secret.id,)]):
        filters = Filters(organizations=organizations, documents=documents)
        assert casebase.search("翻訳端末", HIROSHIMA, filters).hits == ()
