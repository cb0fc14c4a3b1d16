"""File names as people and attackers send them."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebase.errors import NameInvalid
from ingest.names import LONGEST_NAME, extension, safe_name

NAMES = json.loads((Path(__file__).parent / "data/attacks/names.json").read_text(encoding="ascii"))["names"]


@pytest.mark.parametrize("row", NAMES, ids=[row["why"] for row in NAMES])
def test_every_dangerous_name_ends_as_it_must(row):
    if row["must"] == "reject":
        with pytest.raises(NameInvalid) as error:
            safe_name(row["name"])
        assert error.value.code == "NAME_INVALID"
        return
    stored = safe_name(row["name"])
    if row["stored_as"]:
        assert stored == row["stored_as"]
    if row["must"] in {"keep", "escape_when_shown"}:
        assert stored == row["name"]
    assert len(stored.encode()) <= LONGEST_NAME
    assert not set(stored) & set("/\\\0\r\n\u202e")


def test_a_name_that_is_too_long_keeps_its_extension():
    stored = safe_name("長" * 200 + ".txt")

    assert stored.endswith("長.txt")
    assert len(stored.encode()) <= LONGEST_NAME


@pytest.mark.parametrize("name", ["CON.txt", "nul", "com1.tar.gz", "LPT¹.docx", "aux .txt"])
def test_device_names_of_windows_are_not_stored_as_they_are(name):
    assert safe_name(name).startswith("_")


def test_terminal_sequences_in_a_name_are_removed():
    assert safe_name("\x1b[2J\x1b]0;owned\x07報告書.pdf") == "報告書.pdf"


def test_an_error_about_a_name_cannot_drive_a_terminal():
    with pytest.raises(NameInvalid) as error:
        safe_name("\x1b[31m\0")
    assert "\x1b" not in str(error.value)


@given(st.text(max_size=400))
def test_whatever_is_sent_ends_as_one_harmless_part_of_a_path(raw):
    try:
        stored = safe_name(raw)
    except NameInvalid:
        return
    assert stored not in {"", ".", ".."}
    assert not set(stored) & set('/\\\0:*?"|\n\r')
    assert len(stored.encode()) <= LONGEST_NAME
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in stored)
    assert safe_name(stored) == stored


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.PDF", ".pdf"), ("a.tar.gz", ".gz"), (".env", ""), ("a", ""), ("a.b c", ""), ("議事録.docx", ".docx")],
)
def test_the_extension_is_what_follows_the_last_dot(name, ending):
    assert extension(name) == ending
