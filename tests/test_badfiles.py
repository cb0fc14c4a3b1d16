"""Bad files of every kind end in a named error or in text, within limits, and the next good file comes in.

A short form of `python -m benchmarks badfiles`: one file of each kind, of a seed of its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.badfiles.command import KINDS, bad_files
from benchmarks.badfiles.run import taken_in

pytestmark = pytest.mark.slow


def test_there_are_enough_kinds_of_bad_files_for_three_hundred():
    assert len(KINDS) >= 30
    assert 10 * len(KINDS) >= 300


def test_the_same_seed_gives_the_same_files():
    repeatable = [kind for kind in KINDS if "password" not in kind]  # encryption draws its own salt
    once, again = ([(one.name, one.content) for one in bad_files(5, 1) if one.kind in repeatable] for _ in range(2))

    assert once == again


def test_a_bad_file_of_each_kind_ends_with_a_name_or_with_text_and_the_next_file_comes_in(tmp_path: Path):
    results = list(taken_in(bad_files(7, 1), tmp_path))

    assert {one.kind for one in results} == set(KINDS)
    assert [f"{one.name}: {fault}" for one in results for fault in one.faults] == []
