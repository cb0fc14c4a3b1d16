"""How documents and their organisations are called on a page."""

from __future__ import annotations

import re

import pytest

from app.components.case_facets import value_name
from app.components.labels import organization_of, owner_name
from app.wording import words
from casebase.cases.facts import FIELDS, facts_of
from casebase.models import Details, Document, Kind
from casebase.text.organizations import english_organization
from ingest.starter import starter_files

_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("details", "ja", "en"),
    [
        (Details("hiroshima", "広島県"), "広島県", "Hiroshima Prefecture"),
        (Details("other", "柏市"), "柏市", "Kashiwa City"),
        (Details("hiroshima", "呉市(広島県内)"), "呉市(広島県内)", "Kure City"),
        (Details("hiroshima", "広島県と県内市町"), "広島県と県内市町", "Hiroshima Prefecture"),
        (Details("other", "柏市とその仲間"), "柏市とその仲間", "柏市とその仲間"),
        (Details("other", "その他の団体"), "その他の団体", "Other organisations"),
        (Details("other", ""), "その他の団体", "Other organisations"),
        (Details("other", "柏市", record={"org_en": "Kashiwa City"}), "柏市", "Kashiwa City"),
    ],
)
def test_an_organisation_is_called_as_its_record_says_and_in_the_language_of_the_page(details, ja, en):
    document = Document("d", details, "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    assert (organization_of(document, "ja"), organization_of(document, "en")) == (ja, en)


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("横須賀市", "Yokosuka City"),
        ("郡山市", "Koriyama City"),
        ("勝浦市", "Katsuura City"),
        ("瀬戸内町", "Setouchi Town"),
        ("沼津市", "Numazu City"),
        ("中央区", "Chuo Ward"),
        ("三重県", "Mie Prefecture"),
        ("愛知県庁", "Aichi Prefecture"),
        ("世田谷区(東京都内)", "Setagaya Ward"),
        ("広島県・江田島市", "Hiroshima Prefecture and Etajima City"),
        ("埼玉県教育委員会", "Saitama Prefecture Board of Education"),
        ("デジタル庁", "Digital Agency"),
        ("その他の団体", "Other organisations"),
        ("南牧村", "南牧村"),  # two villages, read in two ways
        ("青空市と仲間", "青空市と仲間"),
        ("", ""),
    ],
)
def test_a_public_body_has_its_english_name_or_keeps_the_one_it_has(name, english):
    assert english_organization(name) == english
    assert owner_name(name, "en") == english and owner_name(name, "ja") == name


def test_no_value_by_which_the_starter_cases_are_limited_is_left_in_japanese_in_english():
    details = [file.details for file in starter_files() if file.details.kind is Kind.CASE]
    values = {value for one in details for value in facts_of(one).values}
    say = words("en")
    left = {
        pair
        for pair in values
        if pair[0] in FIELDS and pair[0] != "product" and _JAPANESE.search(value_name(*pair, say))
    }
    assert left == set()
