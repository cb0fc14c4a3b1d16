"""Passages in another language than the question's are read, and come in the order that reading gives."""

from __future__ import annotations

from collections.abc import Sequence

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import Embedder
from casebase.models import Details, Document, Hit, Passage
from casebase.retrieve.across import ENOUGH_TO_ANSWER, HOPELESS, READ, READ_OF_HOPELESS, read_across
from casebase.settings import Settings
from ingest.pipeline import IncomingFile, ingest_file
from tests.sure_reader import Sure, Weighing

ENGLISH, JAPANESE = "How many hours did it save?", "何時間減りましたか"

FOREST = [
    ("概要.txt", "杉森市は2024年から、保育所の利用調整に生成AIを使っている。対象は申込みが集まる4月の入所である。"),
    ("利用.txt", "杉森市の保育所の利用調整では、申込書の内容をAIが一覧にし、職員が2人で確かめてから順位を決める。"),
    (
        "効果.txt",
        "杉森市の保育所の利用調整にかかる時間は、1,200時間から300時間になった。職員は面談に時間を使えるようになった。",
    ),
    (
        "費用.txt",
        "杉森市の保育所の利用調整の仕組みは、年180万円の使用料で使っている。費用は国の交付金で半分をまかなった。",
    ),
    (
        "課題.txt",
        "杉森市の保育所の利用調整では、きょうだいの同時入所の条件をAIが読み違えることがあった。今は職員が先に印を付ける。",
    ),
]


def hit(number: int, text: str, score: float) -> Hit:
    document = Document(
        f"d{number}", Details("other"), f"{number}.txt", f"v{number}", 1, "", "text/plain", "ja", 1, 1, (), ""
    )
    return Hit(Passage(f"p{number}", f"v{number}", 1, 0, len(text), text), document, score=score)


def hits(count: int, text: str = "作業は{}時間減った。") -> list[Hit]:
    return [hit(number, text.format(number), 1 - number / 100) for number in range(count)]


def order(found: Sequence[Hit]) -> list[str]:
    return [one.passage.id for one in found]


def test_the_passage_that_holds_the_answer_comes_first_and_places_keep_their_scores() -> None:
    before = hits(READ + 3)
    after = read_across(before, ENGLISH, Sure("6時間"))
    assert order(after) == ["p6", *(f"p{n}" for n in range(READ + 3) if n != 6)]
    assert [one.score for one in after] == [one.score for one in before]


def test_an_answer_needs_no_further_passage_once_one_is_likely_to_hold_it() -> None:
    for answers, asked in ((1, [2]), (2, [2, 2]), (READ_OF_HOPELESS - 1, [2] * (READ_OF_HOPELESS // 2))):
        reader = Sure(f"{answers}時間")
        after = order(read_across(hits(READ + 3), ENGLISH, reader, ENOUGH_TO_ANSWER))
        assert after[0] == f"p{answers}"
        assert reader.asked == asked
        assert after[READ:] == [f"p{n}" for n in range(READ, READ + 3)]


def test_an_answer_has_no_further_passage_read_where_none_of_six_comes_near_and_all_where_one_does() -> None:
    hopeless = Sure(f"{READ - 1}時間")
    assert order(read_across(hits(READ), ENGLISH, hopeless, ENOUGH_TO_ANSWER)) == order(hits(READ))
    assert sum(hopeless.asked) == READ_OF_HOPELESS
    near = Weighing(**{"3時間": HOPELESS, f"{READ - 1}時間": 3.0})
    assert order(read_across(hits(READ), ENGLISH, near, ENOUGH_TO_ANSWER))[0] == f"p{READ - 1}"


def test_an_answer_has_no_passage_read_that_is_far_behind_the_first_but_a_list_has() -> None:
    behind = [hit(n, f"作業は{n}時間減った。", 0.9 - 0.2 * (n > 1) - 0.2 * (n > 3)) for n in range(READ)]
    for answers, comes_first in ((3, "p3"), (6, "p0")):
        reader = Sure(f"{answers}時間")
        assert order(read_across(behind, ENGLISH, reader, ENOUGH_TO_ANSWER))[0] == comes_first
        assert sum(reader.asked) == 4
    assert order(read_across(behind, ENGLISH, Sure("6時間")))[0] == "p6"


def test_the_first_passages_are_read_for_an_answer_however_far_behind() -> None:
    far = [hit(0, "作業は0時間減った。", 0.9), hit(1, "作業は1時間減った。", 0.3), hit(2, "作業は2時間減った。", 0.2)]
    assert order(read_across(far, ENGLISH, Sure("1時間"), ENOUGH_TO_ANSWER))[0] == "p1"


def test_a_list_has_all_of_its_first_passages_read() -> None:
    reader = Sure("1時間", "7時間")
    assert order(read_across(hits(READ), ENGLISH, reader))[:2] == ["p1", "p7"]
    assert reader.asked == [READ]  # at once, on as many cores as there are


def test_hits_behind_those_that_are_read_keep_their_places() -> None:
    assert order(read_across(hits(READ + 3), ENGLISH, Sure(f"{READ + 1}時間"))) == order(hits(READ + 3))


def test_nothing_is_read_where_most_passages_are_in_the_language_of_the_question() -> None:
    reader = Sure("3時間")
    assert order(read_across(hits(READ), JAPANESE, reader)) == order(hits(READ))
    mixed = [*hits(3, "Work went down."), *hits(READ)[3:]]
    assert order(read_across(mixed, JAPANESE, reader)) == order(mixed)
    assert reader.asked == []


def test_half_of_the_passages_in_another_language_are_enough() -> None:
    mixed = [*hits(READ // 2, "Work went down."), *hits(READ)[READ // 2 :]]
    assert order(read_across(mixed, JAPANESE, Sure("5時間")))[0] == "p5"


def test_without_a_reader_or_a_hit_nothing_changes() -> None:
    assert read_across(hits(4), ENGLISH, None) == hits(4)
    assert read_across([], ENGLISH, Sure()) == []


def test_an_english_question_finds_first_the_japanese_passage_that_answers_it(
    settings: Settings, real_embedder: Embedder
) -> None:
    casebase = open_casebase(settings, real_embedder)
    for name, text in FOREST:
        ingest_file(IncomingFile(name, text.encode(), Details("other")), casebase.library, real_embedder)

    for question, answer in (
        ("How much does Sugimori City pay for it a year?", "費用.txt"),
        ("What did the system misread in Sugimori City?", "課題.txt"),
        ("By how much did the hours for nursery placement fall in Sugimori City?", "効果.txt"),
    ):
        found = casebase.search(question, LOCAL_READER).hits
        assert found[0].document.file_name == answer, question
        assert found[0].log_odds is not None
    assert all(one.log_odds is None for one in casebase.search("杉森市の使用料はいくらですか", LOCAL_READER).hits)
