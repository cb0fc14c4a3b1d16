"""What was read out of a version is remembered as long as its text, the layer and the model are the same, and never needed."""

from __future__ import annotations

from pathlib import Path

from casebase.models import Page
from casebase.readings import Place, Readings, read_by

PLACES = [Place(1, 0, 12, "承認手続", 0.9), Place(1, 20, 31, "教育", 0.5, (13, 19))]


def page(text: str) -> Page:
    return Page(number=1, text=text)


def test_what_was_kept_is_given_back_to_the_same_reader_alone(tmp_path: Path) -> None:
    readings, by = Readings(tmp_path / "readings", "clauses"), read_by("model", "layer", [page("課長の承認を得る。")])
    readings.keep("v1", by, PLACES)

    assert readings.of("v1", by) == PLACES
    assert readings.of("v2", by) is None
    assert readings.of("v1", read_by("model", "another layer", [page("課長の承認を得る。")])) is None
    assert readings.of("v1", read_by("model", "layer", [page("課長の■■を得る。")])) is None  # masked since
    assert Readings(tmp_path / "readings", "cells").of("v1", by) is None


def test_a_file_that_cannot_be_read_or_written_only_means_reading_again(tmp_path: Path) -> None:
    folder = tmp_path / "readings"
    readings, by = Readings(folder, "clauses"), read_by("m", "l", [page("x")])
    readings.keep("v1", by, PLACES)
    kept = folder / "v1-clauses.json"
    for damaged in ("", "{", "[]", '{"read_by": 1}', kept.read_text(encoding="utf-8")[:-9]):
        kept.write_text(damaged, encoding="utf-8")
        assert readings.of("v1", by) is None

    in_the_way = tmp_path / "file"
    in_the_way.write_text("x", encoding="utf-8")
    Readings(in_the_way, "clauses").keep("v1", by, PLACES)
    assert Readings(in_the_way, "clauses").of("v1", by) is None
