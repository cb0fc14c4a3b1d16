"""Doctor, backup, restore and purge: what they find, what they keep, and what they leave behind."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.soak.upkeep import traces
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.cli import commands
from casebase.embedding import HashingEmbedder
from casebase.errors import DiskFull, NotFound, UpkeepRefused
from casebase.index.generation import pointed_at
from casebase.models import Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.upkeep.backup import back_up
from casebase.upkeep.doctor import examine
from casebase.upkeep.findings import State
from casebase.upkeep.purge import pending_purge, purge
from casebase.upkeep.restore import restore

SECRET = "ムラサキツユクサ構想"
QUESTIONS = ["議事録の時間", "道路の損傷", "保育所", "翻訳", "電話の記録", "健診"]


@pytest.fixture
def filled(casebase: Casebase, add_text) -> Casebase:
    for n, topic in enumerate(QUESTIONS):
        add_text(f"{n}.txt", f"{topic}に生成AIを使い、作業を{n + 2}割減らした。")
    casebase.index.build()
    return casebase


@pytest.fixture
def home(filled: Casebase, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CASEBASE_HOME", str(settings.home))
    monkeypatch.setenv("CASEBASE_MODEL", "fake")
    return settings.home


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(commands, [str(argument) for argument in arguments])
    return done.exit_code, done.output


def states(settings: Settings, repair: bool) -> dict[str, State]:
    return {one.check: one.state for one in examine(settings, repair) if one.check != "room"}


def ranking(casebase: Casebase) -> list[list[str]]:
    return [[hit.passage.id for hit in casebase.search(q, LOCAL_READER).hits] for q in QUESTIONS]


def original_of(settings: Settings, name: str, casebase: Casebase) -> Path:
    sha256 = next(one.original for one in casebase.documents(LOCAL_READER) if one.file_name == name)
    return settings.originals_folder / sha256[:2] / sha256


def test_a_sound_casebase_has_no_findings(home: Path, settings: Settings):
    code, said = run("doctor", "--check-only", "--json")

    shape = json.loads(said)
    assert [one["check"] for one in shape["checks"] if one["check"] != "room" and one["state"] != "ok"] == []
    names = [one["check"] for one in shape["checks"]]
    assert names == [
        "room",
        "database",
        "schema",
        "purge",
        "masking",
        "originals",
        "text",
        "model",
        "vectors",
        "index",
        "strays",
    ]
    assert code == (0 if shape["ok"] else 1)


def test_a_folder_without_a_casebase_is_said_to_be_one(tmp_path: Path):
    assert states(Settings(home=tmp_path / "none", model="fake"), repair=True) == {"database": State.NOTE}
    assert not (tmp_path / "none").exists()


def test_a_lost_original_is_named_and_comes_back_with_the_same_file(filled: Casebase, settings: Settings, add_text):
    original_of(settings, "1.txt", filled).unlink()

    found = next(one for one in examine(settings, repair=True) if one.check == "originals")
    assert found.state is State.HUMAN
    assert "1.txt" in found.items[0]

    add_text("1.txt", "道路の損傷に生成AIを使い、作業を3割減らした。")
    assert states(settings, repair=False)["originals"] is State.OK


def test_a_changed_original_is_put_aside_so_that_it_can_come_again(filled: Casebase, settings: Settings, add_text):
    path = original_of(settings, "1.txt", filled)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"!")

    assert states(settings, repair=True)["originals"] is State.HUMAN
    assert not path.exists()
    add_text("1.txt", content.decode())

    assert path.read_bytes() == content
    assert states(settings, repair=False)["originals"] is State.OK


def test_a_damaged_index_is_built_again_and_strays_are_removed(filled: Casebase, settings: Settings):
    generation = settings.index_folder / pointed_at(settings.index_folder)
    content = bytearray((generation / "vectors.i8").read_bytes())
    content[10] ^= 0xFF
    (generation / "vectors.i8").write_bytes(content)
    (settings.index_folder / "gen-000000099-0123abcd").mkdir()
    (settings.originals_folder / "ab").mkdir(exist_ok=True)
    (settings.originals_folder / "ab" / ".incoming-x").write_bytes(b"half")

    before = states(settings, repair=False)
    assert (before["index"], before["strays"]) == (State.REPAIRABLE, State.REPAIRABLE)
    after = states(settings, repair=True)
    assert (after["index"], after["strays"]) == (State.REPAIRED, State.REPAIRED)
    assert set(states(settings, repair=False).values()) == {State.OK}
    assert not (settings.index_folder / "gen-000000099-0123abcd").exists()


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ("UPDATE passages SET text = text || '。' WHERE rowid = 1", "text"),
        ("DELETE FROM pages WHERE rowid = 1", "text"),
        ("UPDATE vectors SET vector = zeroblob(length(vector)) WHERE rowid = 1", "vectors"),
        ("UPDATE vectors SET vector = x'00' WHERE rowid = 1", "vectors"),
        ("UPDATE vectors SET model = 'another'", "vectors"),
        ("DELETE FROM originals WHERE rowid = 1", "database"),
    ],
)
def test_what_no_longer_agrees_in_the_database_needs_a_person(filled: Casebase, settings: Settings, change, check):
    with closing(sqlite3.connect(settings.home / "casebase.sqlite3")) as database:
        database.execute(change)
        database.commit()

    assert states(settings, repair=True)[check] is State.HUMAN


def test_a_broken_database_file_is_said_to_be_broken_and_the_way_out(home: Path, settings: Settings):
    path = settings.home / "casebase.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[100 : len(content) // 2] = os.urandom(len(content) // 2 - 100)
    path.write_bytes(content)

    code, said = run("doctor")

    assert code == 1
    assert "restore the last backup" in said


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_a_restored_backup_ranks_as_the_casebase_did(filled: Casebase, settings: Settings, tmp_path: Path, name):
    before = ranking(filled)
    back_up(settings, tmp_path / "kept" / name)
    clean = Settings(home=tmp_path / "clean", model="fake")

    restore(clean, tmp_path / "kept" / name)

    assert ranking(open_casebase(clean, HashingEmbedder())) == before
    assert set(states(clean, repair=False).values()) == {State.OK}
    document = filled.documents(LOCAL_READER)[0]
    again = open_casebase(clean, HashingEmbedder())
    assert again.original(document.version, LOCAL_READER) == filled.original(document.version, LOCAL_READER)


def test_nothing_is_written_over_by_backup_or_restore(filled: Casebase, settings: Settings, tmp_path: Path):
    back_up(settings, tmp_path / "kept")

    with pytest.raises(UpkeepRefused, match="there already"):
        back_up(settings, tmp_path / "kept")
    with pytest.raises(UpkeepRefused, match="not empty"):
        restore(settings, tmp_path / "kept")
    with pytest.raises(UpkeepRefused, match="inside the data folder"):
        back_up(settings, settings.home / "backup")


@pytest.mark.parametrize("damage", ["original", "database", "missing", "manifest", "path", "tar"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(filled: Casebase, settings: Settings, tmp_path: Path, damage):
    kept, source = tmp_path / "kept", tmp_path / "kept"
    back_up(settings, kept)
    original = next(path for path in (kept / "originals").rglob("*") if path.is_file())
    if damage == "original":
        original.write_bytes(b"x" * original.stat().st_size)
    elif damage == "database":
        content = bytearray((kept / "casebase.sqlite3").read_bytes())
        content[-1] ^= 0xFF
        (kept / "casebase.sqlite3").write_bytes(content)
    elif damage == "missing":
        original.unlink()
    elif damage == "manifest":
        (kept / "manifest.json").write_text("{")
    elif damage == "path":
        said = json.loads((kept / "manifest.json").read_text())
        said["files"]["../escaped"] = [1, "0" * 64]
        (kept / "manifest.json").write_text(json.dumps(said))
    else:
        source = tmp_path / "cut.tar"
        with tarfile.open(source, "w") as tar:
            tar.add(kept, arcname=".")
        source.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
    clean = Settings(home=tmp_path / "place" / "clean", model="fake")

    with pytest.raises(UpkeepRefused):
        restore(clean, source)

    assert list((tmp_path / "place").iterdir()) == []


def test_a_backup_that_finds_no_room_leaves_nothing(filled: Casebase, settings: Settings, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("CASEBASE_FAULT", "backup.original_copied=enospc")

    with pytest.raises(DiskFull):
        back_up(settings, tmp_path / "kept" / "backup")

    assert list((tmp_path / "kept").iterdir()) == []


def test_a_purged_document_leaves_no_byte_in_the_data_folder(
    home: Path, filled: Casebase, settings: Settings, add_text
):
    text = f"{SECRET}は公表前である。" + f"担当は{SECRET}を外に出さない。" * 40
    document = add_text("secret.txt", text, title=f"{SECRET}の覚書", visibility=Visibility.OWN)
    add_text("secret.txt", text + "第二版。", title=f"{SECRET}の覚書", visibility=Visibility.OWN)
    filled.index.build()
    before = ranking(filled)
    assert len(traces(settings.home, SECRET)) >= 2

    code, said = run("purge", document.id, "--yes")

    assert (code, "Backups" in said) == (0, True)
    assert traces(settings.home, SECRET) == []
    with pytest.raises(NotFound):
        filled.document(document.id, LOCAL_READER)
    assert [[one for one in found if one in other] for found, other in zip(ranking(filled), before, strict=True)]
    assert set(states(settings, repair=False).values()) == {State.OK}
    assert run("purge", document.id, "--yes")[0] == 1


def test_what_other_documents_use_survives_a_purge(filled: Casebase, settings: Settings, add_text):
    text = "両方の団体が持つ資料である。"
    mine = add_text("shared.txt", text, organization="tokyo")
    theirs = add_text("shared.txt", text, organization="hiroshima")

    purge(settings, mine.id)

    assert filled.original(theirs.version, LOCAL_READER) == text.encode()
    assert filled.search("両方の団体が持つ資料", LOCAL_READER).hits[0].document.id == theirs.id


def test_an_interrupted_purge_is_finished_by_doctor(filled: Casebase, settings: Settings, add_text, monkeypatch):
    document = add_text("secret.txt", f"{SECRET}は公表前である。")
    with monkeypatch.context() as broken:
        broken.setenv("CASEBASE_FAULT", "purge.rows_removed=eio")
        with pytest.raises(Exception, match="disk"):
            purge(settings, document.id)
    assert pending_purge(settings) is not None

    assert states(settings, repair=True)["purge"] is State.REPAIRED
    assert traces(settings.home, SECRET) == []


def test_a_moved_data_folder_is_examined_once_and_then_trusted(filled: Casebase, settings: Settings, tmp_path: Path):
    moved = Settings(home=tmp_path / "moved", model="fake")
    before = ranking(filled)
    shutil.copytree(settings.home, moved.home, copy_function=shutil.copy)

    assert ranking(open_casebase(moved, HashingEmbedder())) == before
    assert pointed_at(moved.index_folder) == pointed_at(settings.index_folder)
