"""ZIP archives: every file inside is one of its own; what is hostile or broken is named, and the rest comes in."""

from __future__ import annotations

import io
import json
import stat
import struct
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casebase.access import LOCAL_READER
from casebase.models import Details
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.cli import commands
from ingest.expand import Expansion
from ingest.messages import ERRORS, message_for
from ingest.records import IncomingFile
from ingest.sandbox import Sandbox
from ingest.unpack.paths import safe_path
from tests.containers import TEXT, archive, ended, expanded
from tests.handing_in import take_in

ATTACKS = Path(__file__).parent / "data/attacks/files"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=30, memory_mb=512) as opened:
        yield opened


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CASEBASE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CASEBASE_MODEL", "fake")

    def run(*arguments: object) -> tuple[int, list[dict], str]:
        done = CliRunner().invoke(commands, [str(argument) for argument in arguments])
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        return done.exit_code, lines, done.stderr

    return run


def test_the_command_takes_in_every_file_of_an_archive_under_its_own_path(command, tmp_path):
    path = tmp_path / "資料.zip"
    files = (("通知/一.md", f"# 一\n\n{TEXT}"), ("通知/二.exe", b"MZ\x90\0"), ("__MACOSX/通知/._一.md", b"x"))
    path.write_bytes(archive(*files, ("空.txt", b"")))

    code, lines, said = command(path, "--json", "--org", "東京都")

    assert [(line["file"].removeprefix(f"{tmp_path}/"), line["status"], line["error"]) for line in lines] == [
        ("資料.zip/通知/一.md", "ingested", None),
        ("資料.zip/通知/二.exe", "failed", "UNSUPPORTED_TYPE"),
        ("資料.zip/空.txt", "failed", "EMPTY_FILE"),
    ]
    assert code == 1
    assert "1 hidden files" in said
    again = command(path, "--json", "--org", "東京都")[1]
    assert [line["status"] for line in again] == ["unchanged", "failed", "failed"]


def test_an_uploaded_archive_is_one_outcome_a_file_and_each_can_be_found(casebase: Casebase, settings):
    content = archive(("a/報告.txt", TEXT), ("b/報告.txt", "議事録の作成時間は半分になった。"))

    outcomes = take_in(casebase, settings, "資料.zip", content, Details("tokyo"))

    assert [(one["file"], one["status"]) for one in outcomes] == [
        ("資料.zip/a/報告.txt", "ingested"),
        ("資料.zip/b/報告.txt", "ingested"),
    ]
    documents = casebase.documents(LOCAL_READER)
    assert {document.file_name for document in documents} == {"資料.zip/a/報告.txt", "資料.zip/b/報告.txt"}


def test_a_later_archive_brings_the_next_version_of_the_same_file(casebase: Casebase, settings):
    text = "青空市の生成AI利用指針は令和6年4月1日に施行された。" * 3
    first = take_in(casebase, settings, "資料.zip", archive(("指針.txt", text)), Details("tokyo"))
    second = take_in(casebase, settings, "資料.zip", archive(("指針.txt", text + "改正した。")), Details("tokyo"))

    assert second[0]["document"] == first[0]["document"]
    assert len(casebase.documents(LOCAL_READER)) == 1


def test_names_that_japanese_windows_wrote_are_read(sandbox):
    name = "表計算\\予定.txt".encode("cp932")  # 表 and 予 hold a backslash as their second byte
    content = archive((zipfile.ZipInfo("x" * len(name)), TEXT)).replace(b"x" * len(name), name)

    assert ended(expanded(sandbox, "a.zip", content)) == {"a.zip/表計算/予定.txt": "read on"}


def test_names_in_utf_8_without_the_mark_are_read(sandbox):
    name = "議事録.txt".encode()
    content = archive((zipfile.ZipInfo("x" * len(name)), TEXT)).replace(b"x" * len(name), name)

    assert ended(expanded(sandbox, "a.zip", content)) == {"a.zip/議事録.txt": "read on"}


def test_files_of_the_same_name_are_numbered_and_none_is_lost(sandbox):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = archive(("a.txt", TEXT), ("a.txt", "別の本文"), ("a.txt", "さらに別"))

    steps = list(expanded(sandbox, "a.zip", content))

    assert [step.name for step in steps] == ["a.zip/a.txt", "a.zip/a (2).txt", "a.zip/a (3).txt"]
    assert [step.content.decode() for step in steps] == [TEXT, "別の本文", "さらに別"]


def test_what_systems_add_is_counted_and_not_reported(sandbox):
    litter = ("__MACOSX/._a.txt", ".DS_Store", "x/.git/config", "~$b.docx", "x/Thumbs.db", "desktop.ini")
    content = archive(("a.txt", TEXT), *((name, b"x") for name in litter))
    expansion = Expansion([("a.zip", IncomingFile("a.zip", content, Details("tokyo")))], sandbox, Settings())

    assert ended(iter(expansion)) == {"a.zip/a.txt": "read on"}
    assert expansion.skipped == len(litter)


UNSAFE = ("../x.txt", "a/../../x.txt", "/etc/x.txt", "C:\\x.txt", "c:x.txt", "..\\x.txt", "\\\\host\\share\\x.txt")


@pytest.mark.parametrize("name", UNSAFE)
def test_a_path_that_leads_out_is_refused_by_name_and_the_rest_comes_in(sandbox, name):
    found = list(expanded(sandbox, "a.zip", archive((name, b"x"), ("good.txt", TEXT))))

    assert found[0].error == "ARCHIVE_UNSAFE_PATH"
    assert found[1].name == "a.zip/good.txt"


def test_a_deep_path_is_cut_in_its_middle():
    path = safe_path("/".join(["top", *("f" * 50 for _ in range(20)), "報告.txt"]))
    assert path == "top/…/報告.txt"


def test_links_are_not_followed(sandbox):
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16

    found = ended(expanded(sandbox, "a.zip", archive((link, b"/etc/passwd"), ("a.txt", TEXT))))

    assert found == {"a.zip/link.txt": "ARCHIVE_LINK", "a.zip/a.txt": "read on"}


def test_an_encrypted_file_is_named_and_the_rest_comes_in(sandbox):
    content = bytearray(archive(("secret.txt", b"x"), ("a.txt", TEXT)))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + offset] |= 1

    found = ended(expanded(sandbox, "a.zip", bytes(content)))

    assert found == {"a.zip/secret.txt": "ARCHIVE_ENCRYPTED", "a.zip/a.txt": "read on"}


def test_a_damaged_file_and_a_strange_method_are_named_and_the_rest_comes_in(sandbox):
    content = bytearray(archive(("broken.txt", "数字を書く" * 50), ("odd.txt", "x" * 99), ("a.txt", TEXT)))
    content[content.index(b"broken.txt") + 20] ^= 0xFF
    for sign, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.index(sign, content.index(sign) + 1)
        content[at + offset] = 14  # LZMA, whose dictionary may ask for gigabytes

    found = ended(expanded(sandbox, "a.zip", bytes(content)))

    assert found == {
        "a.zip/broken.txt": "ARCHIVE_DAMAGED",
        "a.zip/odd.txt": "ARCHIVE_METHOD",
        "a.zip/a.txt": "read on",
    }


def test_archives_are_opened_two_deep_and_not_deeper(sandbox):
    third = archive(("deep.txt", TEXT))
    second = archive(("third.zip", third), ("two.txt", TEXT))

    found = ended(expanded(sandbox, "a.zip", archive(("second.zip", second), ("one.txt", TEXT))))

    assert found == {
        "a.zip/second.zip/third.zip": "ARCHIVE_TOO_DEEP",
        "a.zip/second.zip/two.txt": "read on",
        "a.zip/one.txt": "read on",
    }


def test_an_archive_that_holds_itself_without_end_is_stopped(sandbox):
    content = archive(("a.txt", TEXT))
    for _ in range(40):  # as deep as a quine would be, which has no end
        content = archive(("self.zip", content))

    assert ended(expanded(sandbox, "self.zip", content)) == {
        "self.zip/self.zip/self.zip": "ARCHIVE_TOO_DEEP",
        "self.zip/self.zip": "ARCHIVE_EMPTY",
        "self.zip": "ARCHIVE_EMPTY",
    }


def test_a_bomb_is_refused_without_being_unpacked_also_inside_another_archive(sandbox):
    bomb = archive(("zeros.csv", bytes(50_000_000)), ("a.txt", TEXT))

    found = ended(expanded(sandbox, "a.zip", archive(*((f"{n}.zip", bomb) for n in range(9)))))

    assert list(found.values()) == ["DECOMPRESSED_TOO_LARGE", "read on"] * 9


def test_files_beyond_the_limit_for_all_together_are_named(sandbox, monkeypatch):
    monkeypatch.setattr("ingest.expand.UnpackLimits.__init__.__defaults__", (5_000, 250, 100_000_000))
    inner = archive(("c.txt", "う" * 30))
    content = archive(("a.txt", "あ" * 20), ("b.zip", inner), ("d.txt", "え" * 30))

    found = ended(expanded(sandbox, "a.zip", content))

    assert found["a.zip/a.txt"] == "read on"
    assert found["a.zip/b.zip/c.txt"] == found["a.zip/d.txt"] == "DECOMPRESSED_TOO_LARGE"


def test_a_size_that_lies_unpacks_no_further_than_it_says(sandbox):
    content = bytearray(archive(("a.txt", bytes(5_000_000)), ("b.txt", TEXT)))
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 10)

    found = ended(expanded(sandbox, "a.zip", bytes(content)))

    assert found == {"a.zip/a.txt": "ARCHIVE_DAMAGED", "a.zip/b.txt": "read on"}


def test_entries_that_share_their_bytes_are_refused(sandbox):
    content = archive(("a.txt", bytes(range(256)) * 40))
    start = content.index(b"PK\x01\x02")
    entry, end = content[start : content.index(b"PK\x05\x06")], content[content.index(b"PK\x05\x06") :]
    head = bytearray(end)
    struct.pack_into("<HHI", head, 8, 30, 30, 30 * len(entry))

    found = ended(expanded(sandbox, "a.zip", content[:start] + entry * 30 + bytes(head)))

    assert found == {"a.zip": "ARCHIVE_DAMAGED"}


def test_a_hundred_thousand_entries_are_refused_at_once(sandbox):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for number in range(100_000):
            zipped.writestr(zipfile.ZipInfo(str(number)), b"")

    assert ended(expanded(sandbox, "a.zip", packed.getvalue())) == {"a.zip": "ARCHIVE_TOO_MANY_ENTRIES"}


def test_the_archives_among_the_attacks_end_in_their_own_errors(sandbox):
    many = expanded(sandbox, "many.zip", (ATTACKS / "zip-10000-entries.zip").read_bytes())
    slip = expanded(sandbox, "slip.zip", (ATTACKS / "zip-slip.zip").read_bytes())

    assert ended(many) == {"many.zip": "ARCHIVE_TOO_MANY_ENTRIES"}
    assert set(ended(slip).values()) <= {"ARCHIVE_UNSAFE_PATH", "ARCHIVE_EMPTY", "read on"}


WRONG = {
    "text.zip": (b"no archive at all", "TYPE_MISMATCH"),
    "word.zip": (archive(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")), "TYPE_MISMATCH"),
    "book.zip": (archive(("mimetype", "application/epub+zip")), "TYPE_MISMATCH"),
    "cut.zip": (archive(("a.txt", TEXT))[:-30], "ARCHIVE_DAMAGED"),
    "nothing.zip": (archive(), "ARCHIVE_EMPTY"),
    "hidden.zip": (archive((".DS_Store", b"x")), "ARCHIVE_EMPTY"),
    "empty.zip": (b"", "EMPTY_FILE"),
}


@pytest.mark.parametrize(("name", "content", "code"), [(name, *rest) for name, rest in WRONG.items()])
def test_an_archive_that_cannot_be_used_is_refused_by_name(casebase: Casebase, settings, name, content, code):
    (outcome,) = take_in(casebase, settings, name, content, Details("tokyo"))

    assert (outcome["file"], outcome["status"], outcome["error"]) == (name, "failed", code)
    assert message_for(code, name, "ja") != message_for(code, name, "en")
    assert code in ERRORS


def test_an_archive_with_nothing_readable_is_named_after_its_files(sandbox):
    found = ended(expanded(sandbox, "a.zip", archive(("a.exe", b"MZ"))))

    assert found == {"a.zip/a.exe": "read on", "a.zip": "ARCHIVE_EMPTY"}


def test_the_title_that_was_given_is_not_the_title_of_every_file_inside(sandbox):
    file = IncomingFile("a.zip", archive(("a.txt", TEXT)), Details("tokyo", title="題"))
    (inner,) = Expansion([("a.zip", file)], sandbox, Settings())

    assert isinstance(inner, IncomingFile)
    assert (inner.details.title, inner.details.organization) == ("", "tokyo")
