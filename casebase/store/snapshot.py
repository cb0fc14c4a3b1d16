"""Copy the database while others write to it: SQLite's online backup, which sees one moment of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from casebase.errors import DatabaseDamaged
from casebase.flush import flush
from casebase.store.failures import named_failures


@named_failures()
def copy_database(engine: Engine, target: Path) -> None:
    """Write a copy, as one file without a log, to `target`; check and flush it. Raises StorageError."""
    with engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)  # in one step, so that a writer never makes it begin again
        copy.execute("PRAGMA journal_mode=DELETE")
    check_database(target)
    flush(target)


@named_failures()
def check_database(path: Path) -> None:
    """Raise DatabaseDamaged unless the file is a whole database."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        found = [row[0] for row in opened.execute("PRAGMA integrity_check(5)")]
    if found != ["ok"]:
        raise DatabaseDamaged(f"{path.name}: {found[0]}")


@named_failures()
def contents(path: Path) -> dict[str, int]:
    """Return how many documents, versions, passages and originals a database file holds."""
    tables = ("documents", "versions", "passages", "originals")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        return {table: opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


@named_failures()
def originals_in(path: Path) -> list[str]:
    """Return the SHA-256 of every original that a database file names."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        return [row[0] for row in opened.execute("SELECT sha256 FROM originals ORDER BY sha256")]
