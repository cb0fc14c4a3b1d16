"""Near-duplicates across organisations are linked and counted once, and nobody learns of what they may not see."""

from __future__ import annotations

import numpy as np
import pytest

from casebase.access import LOCAL_READER, Reader
from casebase.models import Details, Document, Filters, Hit, Kind, Passage, Visibility
from casebase.retrieve.duplicates import collapsed
from casebase.service import Casebase
from casebase.store.editions import Likeness
from casebase.text.shingles import containment, overlap, sample, shingles
from ingest.pipeline import ingest_file
from ingest.records import FileOutcome, IncomingFile
from ingest.relations import with_relations
from tests.test_editions import RULES, TEXT

TOKYO, HIROSHIMA, STRANGER = Reader("tokyo"), Reader("hiroshima"), Reader("")
QUESTION = "研修は年に何度受けますか"
MORE_RULES = (
    "外部のサービスを使うときは、情報の扱いを契約の前に確かめる。",
    "画像や音声を作るときは、他人の権利を侵さないかを調べる。",
    "作った文書には、生成AIを使ったことを書き添える。",
    "管理者は利用の状況を四半期ごとにまとめ、会議で報告する。",
    "この手引に定めのないことは、担当の課長が決める。",
)


def hand_in(casebase: Casebase, name: str, text: str, organization: str, visibility: Visibility) -> FileOutcome:
    details = Details(organization, kind=Kind.GUIDELINE, visibility=visibility)
    return ingest_file(IncomingFile(name, text.encode(), details), casebase.library, casebase.embedder)


@pytest.fixture
def pair(casebase: Casebase) -> tuple[str, str]:
    """A public guideline of Tokyo, and a copy with one word changed that only Hiroshima reads."""
    text = TEXT + "\n" + "\n".join(MORE_RULES)
    tokyo = hand_in(casebase, "東京の手引.md", text, "tokyo", Visibility.PUBLIC)
    copied = text.replace("情報政策課", "総務課")
    hiroshima = hand_in(casebase, "広島の手引.md", copied, "hiroshima", Visibility.OWN)
    assert tokyo.document and hiroshima.document
    return tokyo.document, hiroshima.document


def test_texts_are_compared_without_width_case_spaces_and_punctuation():
    one, other = shingles("ＡＩの利用は、所属長へ\n届け出る。"), shingles("aiの利用は所属長へ届け出る")
    assert overlap(one, other) == 1.0
    assert overlap(one, shingles("")) == 0.0
    assert containment(shingles(RULES[0]), shingles(TEXT)) == 1.0
    assert len(shingles("短い")) == 1


def test_a_short_text_inside_a_long_one_shares_sampled_hashes():
    letters = np.random.default_rng(1).integers(0x4E00, 0x5000, 20_000)
    long = "".join(map(chr, letters))
    part = long[9_000:10_000]
    shared = set(sample(shingles(long))) & set(sample(shingles(part)))
    assert len(shared) >= 15


def test_both_pages_name_the_other_document_to_those_who_may_read_it(casebase: Casebase, pair: tuple[str, str]):
    tokyo, hiroshima = pair
    for here, there in ((tokyo, hiroshima), (hiroshima, tokyo)):
        related = casebase.editions.related(here, HIROSHIMA)
        assert [(one.document.id, one.proposed) for one in related] == [(there, False)]
        assert related[0].overlap > 0.8


def test_whoever_may_not_read_the_other_document_learns_nothing_of_it(casebase: Casebase, pair: tuple[str, str]):
    tokyo, hiroshima = pair
    for reader in (TOKYO, STRANGER):
        assert casebase.editions.related(tokyo, reader) == []
        assert casebase.editions.proposals(reader) == []
        hits = casebase.search(QUESTION, reader).hits
        assert hits and all(hit.copies == () and hit.document.id == tokyo for hit in hits)
        assert hiroshima not in repr(casebase.ask("研修は年に何度受けますか", reader))
    again = FileOutcome("東京の手引.md", "ingested", tokyo)  # type: ignore[arg-type]
    assert with_relations(again, casebase.editions, TOKYO).warnings == ()
    assert [w.code for w in with_relations(again, casebase.editions, HIROSHIMA).warnings] == ["NEAR_DUPLICATE"]


@pytest.mark.parametrize("indexed", [False, True])
def test_passages_of_the_same_text_are_one_hit_that_names_the_other_document(
    casebase: Casebase, pair: tuple[str, str], indexed: bool
):
    if indexed:
        casebase.index.build()
    hits = casebase.search(QUESTION, HIROSHIMA).hits
    assert len(hits) == 1
    assert {hits[0].document.id, *(document.id for document in hits[0].also)} == set(pair)
    only = casebase.search(QUESTION, HIROSHIMA, Filters(organizations=("hiroshima",))).hits
    assert [(hit.document.id, hit.also) for hit in only] == [(pair[1], ())]


def test_an_answer_cites_one_of_them_and_names_the_other_only_for_what_both_say(
    casebase: Casebase, pair: tuple[str, str]
):
    answer = casebase.ask("広島県の手引では生成AIに個人情報を入力してよいですか", HIROSHIMA)
    assert answer.citations
    for citation in answer.citations:
        assert citation.document.id == pair[1]  # the one whose organisation the question names
        both_say = "総務課" not in citation.quote
        assert [document.id for document in citation.also] == ([pair[0]] if both_say else [])


def test_a_search_finds_as_many_different_passages_as_were_asked_for(casebase: Casebase):
    for number in range(12):
        hand_in(casebase, f"写し{number}.md", RULES[5] + f"\n（{number}課）", f"city{number}", Visibility.PUBLIC)
    for number, rule in enumerate(RULES):
        hand_in(casebase, f"規則{number}.md", f"{rule}研修の資料にも書く。", "tokyo", Visibility.PUBLIC)
    hits = casebase.search("研修は年に一度、全ての職員が受ける", LOCAL_READER, top=5).hits
    assert len(hits) == 5 and len({hit.document.id for hit in hits}) == 5


def test_the_kind_of_likeness_is_told(casebase: Casebase):
    long = (
        TEXT
        + "\n"
        + "\n".join(f"第{n}条　施設の使用は午前{n}時から認める。料金は{n * 7}円とする。" for n in range(1, 30))
    )
    whole = hand_in(casebase, "規程集.md", long, "hiroshima", Visibility.PUBLIC)
    part = hand_in(casebase, "手引.md", TEXT, "tokyo", Visibility.PUBLIC)
    same = hand_in(casebase, "写し.md", TEXT, "govtech", Visibility.PUBLIC)
    related = {one.document.id: one.likeness for one in casebase.editions.related(part.document or "", LOCAL_READER)}
    assert related == {whole.document: Likeness.ADAPTED, same.document: Likeness.SAME_TEXT}


def hit(number: int, text: str) -> Hit:
    details = Details("tokyo")
    document = Document(f"d{number}", details, f"{number}.txt", f"v{number}", 1, "", "text/plain", "ja", 1, 1, (), "")
    return Hit(Passage(f"p{number}", f"v{number}", 1, 0, len(text), text), document, 1.0 - number / 100)


def test_a_copy_with_another_figure_is_another_statement():
    one = "議事録の作成時間は、一回あたり平均百二十分から四十五分に減り、確認に十五分をかけた。令和7年度は120件である。"
    assert len(collapsed([hit(0, one), hit(1, one.replace("120", "125"))])) == 2
    assert len(collapsed([hit(0, one), hit(1, one.replace("、", "，").replace("120", "１２０"))])) == 1
    assert collapsed([]) == []


def test_collapsing_finds_what_comparing_every_pair_finds():
    random = np.random.default_rng(7)
    texts: list[str] = []
    for length in (30, 60, 120, 300) * 3:
        text = "".join(map(chr, random.integers(0x4E00, 0x4F00, length)))
        texts.append(text)
        for changes in (1, 2, 4):
            letters = list(text)
            for place in random.integers(0, length, changes):
                letters[place] = "変"
            texts.append("".join(letters))
    kept: list[str] = []
    for text in texts:
        if not any(overlap(shingles(text), shingles(other)) >= 0.9 for other in kept):
            kept.append(text)
    assert [one.passage.text for one in collapsed([hit(n, text) for n, text in enumerate(texts)])] == kept


def test_a_copy_of_a_very_long_text_is_found(casebase: Casebase):
    numbers = np.random.default_rng(5).integers(0x4E00, 0x9F00, 90_000)
    text = "。".join("".join(map(chr, numbers[start : start + 60])) for start in range(0, len(numbers), 60))
    hand_in(casebase, "全編.txt", text, "tokyo", Visibility.PUBLIC)
    copy = hand_in(casebase, "別の名.txt", text.replace(text[100:103], "異なる"), "hiroshima", Visibility.PUBLIC)

    assert len(sample(shingles(text))) > 500
    assert "NEAR_DUPLICATE" in {one.code for one in with_relations(copy, casebase.editions, LOCAL_READER).warnings}
