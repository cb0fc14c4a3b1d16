"""Golden questions are searched for as any question is, with the draft among what is published; contacts are offices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder, Vectors
from casebase.models import Details, Filters
from casebase.personal.mailboxes import names_a_person, personal_mailboxes
from casebase.record.entries import Change, entry_of
from casebase.record.readiness import lacking
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.cases import publish as publishing
from ingest.cases.publish import check_case, publish_case
from ingest.pipeline import ingest_files
from ingest.records import IncomingFile
from ingest.starter import starter_files
from tests.test_case_publishing import published, submitted
from tests.test_cases import FULL, REVIEWER, SATO

QUESTIONS = ["会議録の作成時間を減らした事例は？", "生成AIで要約する事例は？", "広島県の業務の課題は？"]


class Blind(HashingEmbedder):
    """An embedder to which all texts mean the same, so that only words tell them apart."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        vectors[:, 0] = 1.0
        return vectors


def place_in_search(casebase: Casebase, question: str, document: str) -> int:
    hits = casebase.retriever.retrieve(question, LOCAL_READER, Filters(), 60).hits
    return list(dict.fromkeys(hit.document.id for hit in hits)).index(document) + 1


@pytest.mark.parametrize("indexed", [False, True])
def test_a_draft_is_placed_where_the_search_finds_it_once_it_is_published(
    casebase: Casebase, indexed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(ingest_files(list(starter_files())[:30], casebase.library, casebase.embedder))
    if indexed:
        casebase.index.build()
    case = submitted(casebase, golden_questions=QUESTIONS)
    rehearsed = [at.place for _, at in check_case(casebase, case, SATO.reader).questions]
    assert len(set(rehearsed)) > 1  # otherwise it proves little
    monkeypatch.setattr(publishing, "FOUND_WITHIN", 1000)
    document = publish_case(casebase, case.id, case.version, REVIEWER).document
    assert [place_in_search(casebase, question, document) for question in QUESTIONS] == rehearsed


def test_a_question_whose_words_alone_match_is_found_and_one_that_shares_nothing_is_not(tmp_path: Path) -> None:
    casebase = open_casebase(Settings(home=tmp_path / "home", model="fake"), Blind())
    files = [
        IncomingFile(f"{n}.txt", f"第{n}号の窓口の案内である。{'手続を示す。' * n}".encode(), Details("tokyo"))
        for n in range(1, 12)
    ]
    list(ingest_files(files, casebase.library, casebase.embedder))
    said = ["会議録の作成を助ける生成AI", "窓口の手続の案内は？", "会議録の作成時間"]
    check = check_case(casebase, submitted(casebase, golden_questions=said), SATO.reader)
    (_, first), (_, second), (_, third) = check.questions
    assert (first.place, first.words) == (1, True) and (third.place, third.words) == (1, True)
    assert second.place == 0 or second.place > 5
    assert check.lacking == ["QUESTION_NOT_FOUND:2"]


def test_a_revision_is_not_in_its_own_way(casebase: Casebase) -> None:
    case = published(casebase)
    casebase.case_desk.review.revise(case.id, SATO)
    again = casebase.case_desk.review.submit(case.id, ("evidence", "personal_data", "rights"), SATO)
    assert [at.place for _, at in check_case(casebase, again, SATO.reader).questions] == [1, 1, 1]
    assert publish_case(casebase, case.id, again.version, REVIEWER).published


@pytest.mark.parametrize(
    "contact",
    [
        "taro.yamada@pref.hiroshima.lg.jp",
        "yamada-t@city.example.lg.jp",
        "t_yamada@example.jp",
        "suzuki@example.jp",
        "山田太郎@example.jp",
        "総務課 taro.yamada@example.jp",
        "jane.doe@example.gov",
        "総務課 山田 太郎",
    ],
)
def test_a_contact_that_is_a_person_is_flagged(contact: str) -> None:
    assert names_a_person(contact)
    entries = {"contact": entry_of("contact", Change(contact))}
    assert "PERSONAL_CONTACT" in lacking(entries)


@pytest.mark.parametrize(
    "contact",
    [
        "dx-suishin@pref.hiroshima.lg.jp",
        "S0000573@section.metro.tokyo.jp",
        "soumu@city.example.lg.jp",
        "joho.seisaku@example.jp",
        "総務課@example.jp",
        "info@example.jp",
        "https://www.example.jp/contact",
        "デジタル戦略局 総務課 03-1234-5678",
    ],
)
def test_a_contact_that_is_an_office_is_accepted(contact: str) -> None:
    assert not names_a_person(contact) and personal_mailboxes(contact) == []
    assert "PERSONAL_CONTACT" not in lacking({"contact": entry_of("contact", Change(contact))})


def test_the_full_case_still_lacks_nothing_with_an_office_as_contact() -> None:
    entries = {name: entry_of(name, change) for name, change in FULL.items()}
    assert lacking({**entries, "contact": entry_of("contact", Change("dx@example.jp"))}) == []
