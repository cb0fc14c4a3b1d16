"""Several sentences are read in one run, each judged by its own tokens."""

from __future__ import annotations

import pytest

from casebase.retrieve.packs import MOST_BYTES, Line, packed, whole
from casebase.retrieve.reader import LINES_AT_ONCE, MOST_BYTES_OF_LINES, SIDE_BY_SIDE, JointReader, read_lines
from tests.sure_reader import Sure

TITLES = "汐見市 議事録作成の試行"
STARTED = "試行は令和6年5月に12課で始めた。"
SAVED = "1件の作成は6時間から2時間になった。"
ERRED = "方言の多い会議では誤りが目立った。"
OTHER = "広報紙の見出しも生成AIで作る。"
LINES = [Line(TITLES, ERRED, (3,)), Line("広報", OTHER, (1,)), Line(TITLES, STARTED, (1,)), Line(TITLES, SAVED, (2,))]


def test_sentences_stand_in_the_order_of_their_document_below_titles_that_are_said_once() -> None:
    ((pack, numbers),) = packed(LINES, 1)
    assert pack.text == "\n".join((TITLES, STARTED, SAVED, ERRED, "広報", OTHER))
    assert numbers == [2, 3, 0, 1]
    assert [pack.text[slice(*part)] for part in pack.parts] == [LINES[number].text for number in numbers]


def test_runs_are_of_about_the_same_length_and_hold_every_sentence_once() -> None:
    (first, of_first), (second, of_second) = packed(LINES, 2)
    assert (of_first, of_second) == ([2, 3], [0, 1])
    assert second.text == "\n".join((TITLES, ERRED, "広報", OTHER))
    assert abs(len(first.text) - len(second.text)) < len(SAVED)
    assert [numbers for _, numbers in packed(LINES[:1], 2)] == [[0]]
    assert packed([], 2) == []
    assert len(packed([Line("", "一文。" * 99, (0,)), Line("", "二文。", (1,))], 2)) == 2


def test_characters_that_no_tokenizer_accepts_move_no_part() -> None:
    broken = "壊れた\ud800文字。"
    ((pack, _),) = packed([Line("題\udfff", broken, (1,)), Line("題\udfff", SAVED, (2,))], 1)
    assert [pack.text[slice(*part)] for part in pack.parts] == ["壊れた�文字。", SAVED]
    assert whole(broken).parts == ((0, len(broken)),)


def test_what_is_known_is_not_read_again_and_the_rest_until_one_is_likely() -> None:
    lines = [Line("", f"{number}番目の文。", (number,)) for number in range(2 * LINES_AT_ONCE + 2)]
    for word, read in (("0番目", LINES_AT_ONCE), ("5番目", 2 * LINES_AT_ONCE), ("無い", len(lines))):
        reader = Sure(word)
        found = read_lines(reader, "何番目ですか", lines, [None] * len(lines), 0.0)
        assert [odds is not None for odds in found] == [number < read for number in range(len(lines))]
        assert [f"{number}番目" for number, odds in enumerate(found) if odds == 3.0] == [word] * (word != "無い")
    reader = Sure("9番目")
    found = read_lines(reader, "何番目ですか", lines, [-1.0, None, *[-2.0] * (len(lines) - 3), None], 0.0)
    assert found == [-1.0, -3.0, *[-2.0] * (len(lines) - 3), 3.0]
    assert "".join(reader.texts) == "1番目の文。9番目の文。"
    assert read_lines(Sure("1番目"), "何番目ですか", lines, [0.5, *[None] * (len(lines) - 1)], 0.0)[1] is None


@pytest.mark.parametrize(("repeated", "read"), [(1, 10), (20, 2), (40, 2), (5, 6)])
def test_of_long_sentences_fewer_are_read_but_one_on_each_core(repeated: int, read: int) -> None:
    lines = [Line("", f"{number}番目：{'長い文' * 5 * repeated}。", (number,)) for number in range(10)]
    found = read_lines(Sure(), "何番目ですか", lines, [None] * len(lines), 0.0)
    assert sum(odds is not None for odds in found) == read
    of_read = sum(len(line.text.encode()) for line in lines[:read])
    assert of_read <= MOST_BYTES_OF_LINES or read == SIDE_BY_SIDE


LONG = [Line(TITLES, f"{number}回目の会議では、{ERRED * 8}", (9, number)) for number in range(4)]


def test_sentences_too_long_for_one_reading_are_read_in_more_runs() -> None:
    found = packed([*LINES, *LONG], 1)
    assert len(found) > 1
    assert all(len(pack.text.encode()) < 2 * MOST_BYTES for pack, _ in found)
    assert sorted(number for _, numbers in found for number in numbers) == list(range(8))


@pytest.mark.parametrize("lines", [LINES, LINES[::-1], [*LONG, *LINES]], ids=["best first", "best last", "long"])
def test_the_sentence_that_answers_is_the_likeliest_of_its_pack(lines: list[Line], reader: JointReader) -> None:
    for asked, answer in (
        ("議事録の作成は何時間になりましたか", SAVED),
        ("When did the trial of minutes begin?", STARTED),
    ):
        packs = packed(lines, 1)
        read = reader.read(asked, [pack for pack, _ in packs])
        told = [
            (odds, number)
            for (_, rows), of_pack in zip(packs, read, strict=True)
            for number, odds in zip(rows, of_pack, strict=True)
        ]
        assert lines[max(told)[1]].text == answer
