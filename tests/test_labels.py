"""How documents and their organisations are called on a page."""

from __future__ import annotations

import pytest

from app.components.labels import organization_of
from casebase.models import Details, Document


@pytest.mark.parametrize(
    ("details", "ja", "en"),
    [
        (Details("hiroshima", "広島県"), "広島県", "Hiroshima Prefecture"),
        (Details("other", "柏市"), "柏市", "柏市"),
        (Details("other", "その他の団体"), "その他の団体", "Other organisations"),
        (Details("other", ""), "その他の団体", "Other organisations"),
        (Details("other", "柏市", record={"org_en": "Kashiwa City"}), "柏市", "Kashiwa City"),
    ],
)
def test_an_organisation_is_called_as_its_record_says_and_in_the_language_of_the_page(details, ja, en):
    document = Document("d", details, "d.txt", "v", 1, "", "text/plain", "ja", 1, 1, (), "")
    assert (organization_of(document, "ja"), organization_of(document, "en")) == (ja, en)
