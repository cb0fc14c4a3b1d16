"""The command `python -m ingest`: what it prints, what it keeps, how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.models import Details, Kind, Visibility
from casebase.settings import Settings
from casebase.store.library import Library
from ingest.cli import commands
from ingest.messages import ERRORS, WARNINGS, message_for, warning_text

DATA = Path(__file__).parent / "data"
SHAPE = ["file", "status", "document", "version", "pages", "passages", "error", "message", "warnings"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CASEBASE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CASEBASE_MODEL", "fake")
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "資料"
    (folder / "下").mkdir(parents=True)
    (folder / "a.txt").write_text("青空市の指針である。", encoding="utf-8")
    (folder / "b.exe").write_bytes(b"MZ\x90\0")
    (folder / "下" / "c.md").write_text("# 運用\n\n利用記録は五年間保存する。", encoding="utf-8")
    (folder / ".hidden.txt").write_text("隠しファイル", encoding="utf-8")
    (folder / "~$a.docx").write_bytes(b"lock")
    (folder / "link.txt").symlink_to(folder / "a.txt")
    (folder / "loop").symlink_to(folder)
    return folder


def run(*arguments: object) -> tuple[int, list[dict], str]:
    done = CliRunner().invoke(commands, [str(argument) for argument in arguments])
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return done.exit_code, lines, done.stderr


def test_a_folder_is_read_in_order_without_links_and_hidden_files(home, folder):
    code, lines, said = run(folder, "--json", "--org", "東京都", "--kind", "guideline", "--visibility", "public")

    assert [Path(line["file"]).name for line in lines] == ["a.txt", "b.exe", "c.md"]
    assert all(list(line) == SHAPE for line in lines)
    assert [line["status"] for line in lines] == ["ingested", "failed", "ingested"]
    assert lines[1]["error"] == "UNSUPPORTED_TYPE"
    assert lines[1]["document"] is None
    assert lines[0]["error"] is None
    assert lines[0]["passages"] == 1
    assert code == 1
    assert "3 files: 2 taken in" in said
    casebase = open_casebase(Settings(home=home), HashingEmbedder())
    documents = {document.file_name: document for document in casebase.documents(LOCAL_READER)}
    assert set(documents) == {"a.txt", "c.md"}
    details = documents["c.md"].details
    assert (details.organization, details.kind, details.visibility) == ("tokyo", Kind.GUIDELINE, Visibility.PUBLIC)
    assert details.title == "運用"


def test_the_same_file_again_changes_nothing(home, folder):
    first = run(folder / "a.txt", "--json")
    second = run(folder / "a.txt", "--json")

    assert (first[0], second[0]) == (0, 0)
    assert second[1][0]["status"] == "unchanged"
    assert {key: second[1][0][key] for key in ("document", "version", "pages", "passages")} == {
        key: first[1][0][key] for key in ("document", "version", "pages", "passages")
    }


def test_the_same_file_twice_in_one_run_is_taken_in_once(home, folder):
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())

    _, lines, _ = run(folder / "a.txt", folder / "copy.txt", "--json")

    assert [line["status"] for line in lines] == ["ingested", "unchanged"]


def test_a_changed_file_becomes_the_next_version_of_its_document(home, tmp_path):
    path = tmp_path / "指針.txt"
    path.write_text("青空市の生成AI利用指針は令和6年4月1日に施行された。" * 3, encoding="utf-8")
    _, (first,), _ = run(path, "--json")
    path.write_text("青空市の生成AI利用指針は令和6年4月1日に施行された。" * 3 + "改正した。", encoding="utf-8")
    _, (second,), _ = run(path, "--json")

    assert second["document"] == first["document"]
    assert second["version"] != first["version"]


def test_warnings_are_codes_and_the_status_says_so(home):
    code, (line,), _ = run(DATA / "attacks/files/pdf-hidden-white.pdf", "--json")

    assert code == 0
    assert line["status"] == "warned"
    assert line["warnings"] == ["HIDDEN_TEXT"]


def test_a_password_protected_pdf_is_refused_with_the_way_out_in_both_languages(home):
    path = DATA / "attacks/files/pdf-encrypted-rc4.pdf"

    assert "Remove the protection" in run(path)[2]
    assert "保護を外して" in run(path, "--language", "ja")[2]
    _, (line,), _ = run(path, "--json", "--language", "ja")
    assert line["error"] == "PDF_ENCRYPTED"
    assert "保護を外して" in line["message"]


def test_a_file_that_is_not_there_fails_and_the_others_come_in(home, folder):
    code, lines, _ = run(folder / "missing.txt", folder / "a.txt", "--json")

    assert [line["error"] for line in lines] == ["FILE_NOT_READABLE", None]
    assert code == 1


def test_a_file_over_the_limit_is_not_even_read(home, tmp_path, monkeypatch):
    monkeypatch.setenv("CASEBASE_MAX_FILE_MB", "1")
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)

    _, (line,), _ = run(path, "--json")

    assert line["error"] == "FILE_TOO_LARGE"


def test_names_that_drive_a_terminal_are_printed_harmless(home, tmp_path):
    path = tmp_path / "\x1b[31mred\n.exe"
    path.write_bytes(b"x")

    assert "\x1b" not in run(path)[2]


def test_a_name_that_is_no_text_is_refused_by_name(home, tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    Path(os.fsdecode(path)).write_bytes("本文".encode())

    code, (line,), _ = run(tmp_path / os.fsdecode(b"\xff\xfe.txt"), "--json")

    assert line["error"] == "NAME_INVALID"
    assert code == 1


def test_a_title_needs_exactly_one_file(home, folder):
    assert run(folder, "--title", "題")[0] == 2
    run(folder / "a.txt", "--title", "題")
    casebase = open_casebase(Settings(home=home), HashingEmbedder())
    assert casebase.documents(LOCAL_READER)[0].title == "題"


def test_nothing_named_is_a_mistake(home):
    assert run()[0] == 2


def test_files_are_handed_to_the_worker_and_can_be_followed(home, folder):
    code, lines, said = run(folder, folder / "missing.txt", "--queue", "--json", "--org", "tokyo")

    assert [(line["file"], line.get("state")) for line in lines if "id" in line] == [
        ("a.txt", "RECEIVED"),
        ("b.exe", "RECEIVED"),
        ("c.md", "RECEIVED"),
    ]
    assert [line["error"] for line in lines if "id" not in line] == ["FILE_NOT_READABLE"]
    assert (code, "3 files handed in, 1 could not be" in said) == (1, True)
    assert run("--cancel", lines[-1]["id"], "--json")[1][0]["state"] == "CANCELLED"
    assert run("--worker", "--once")[0] == 0
    _, jobs, counts = run("--jobs", "--json")
    assert [(job["file"], job["state"]) for job in jobs] == [
        ("c.md", "CANCELLED"),
        ("b.exe", "FAILED"),
        ("a.txt", "PUBLISHED"),
    ]
    assert (jobs[1]["error"], jobs[1]["document"]) == ("UNSUPPORTED_TYPE", None)
    assert "PUBLISHED 1, FAILED 1, CANCELLED 1" in counts
    assert run("--retry", jobs[0]["id"], "--json")[1][0]["state"] == "RECEIVED"
    run("--worker", "--once")
    assert run("--jobs", "--json")[1][0]["state"] == "PUBLISHED"


def test_a_held_file_is_decided_by_command(home):
    casebase = open_casebase(Settings(), HashingEmbedder())
    content = (DATA / "attacks/files/pdf-hidden-white.pdf").read_bytes()
    details = Details("tokyo")
    jobs = casebase.jobs.hand_in([("a.pdf", content), ("b.pdf", content + b"%")], details, LOCAL_READER, hold=True)
    run("--worker", "--once")

    assert [line["state"] for line in run("--jobs", "--json")[1]] == ["HELD", "HELD"]
    run("--publish", jobs[0].id, "--discard", jobs[1].id)
    run("--worker", "--once")

    assert [line["state"] for line in run("--jobs", "--json")[1]] == ["CANCELLED", "PUBLISHED"]


def test_folders_named_like_commands_are_folders(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("worker", "jobs", "queue", "cancel"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"{name}の資料である。", encoding="utf-8")

    code, lines, _ = run("worker", "jobs", "queue", "cancel", "--json")

    assert (code, [line["status"] for line in lines]) == (0, ["ingested"] * 4)


def test_one_thing_at_a_time_is_asked_for(home, folder):
    assert run(folder, "--worker")[0] == 2
    assert run("--jobs", "--cancel", 1)[0] == 2
    assert run("--cancel", 999)[0] == 2


def test_what_was_interrupted_is_finished_by_the_same_command(home, folder, monkeypatch):
    publish = Library.publish
    (folder / "d.txt").write_text("本文である。" * 20_000, encoding="utf-8")  # a batch of its own
    monkeypatch.setattr(Library, "publish", lambda *asked: (_ for _ in ()).throw(KeyboardInterrupt()))
    code, _, said = run(folder, "--json")
    monkeypatch.setattr(Library, "publish", publish)

    assert (code, "run the same command again" in said) == (130, True)
    assert [line["status"] for line in run(folder, "--json")[1]] == ["ingested", "failed", "ingested", "ingested"]


def test_every_code_has_words_in_both_languages():
    for code in ERRORS:
        assert "指針.pdf" in message_for(code, "指針.pdf", "ja") or code == "NAME_INVALID"
        assert message_for(code, "a.pdf", "en") != message_for(code, "a.pdf", "ja")
    for code in WARNINGS:
        assert warning_text(code, "a.pdf", "en") != warning_text(code, "a.pdf", "ja")
        assert "{" not in warning_text(code, "a.pdf", "ja")


def test_a_stored_warning_names_its_pages_and_an_unknown_one_its_code():
    stored = '{"code": "HIDDEN_TEXT", "pages": [2, 5], "detail": ""}'
    assert warning_text(stored, "a.pdf", "ja").endswith("（2、5ページ）。")
    assert "(pages 2, 5)" in warning_text(stored, "a.pdf", "en")
    assert "NEW_CODE" in warning_text("NEW_CODE", "a.pdf", "ja")
    assert "{code}" in message_for("NAME_OF_FILE", "{code}", "en")
