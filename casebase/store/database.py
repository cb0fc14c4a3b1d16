"""Open the SQL database: settings that keep what is acknowledged, and migrations to the newest schema."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from filelock import FileLock
from sqlalchemy import Engine, create_engine, event

from casebase.settings import Settings

_PRAGMAS = (
    "PRAGMA page_size=16384",  # of a new database: rows with vectors fill such pages, and a fifth of those of 4096 stays empty
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # what was acknowledged survives a power cut
    "PRAGMA secure_delete=ON",  # what was deleted leaves no bytes behind
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA journal_size_limit=16777216",  # the log shrinks again after a large ingestion
)


def open_database(settings: Settings) -> Engine:
    """Open the database, creating or migrating it first. Safe when several processes start at once."""
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = create_engine(settings.database_url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin_immediate_if_writing)
    with FileLock(settings.home / "migrate.lock"):
        _migrate(engine)
    return engine


def _prepare_connection(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, see below
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_immediate_if_writing(connection: Any) -> None:
    """Take the write lock at the start of a writing transaction: upgrading a read lock later can fail at once."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
