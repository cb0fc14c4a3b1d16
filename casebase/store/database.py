"""Open the SQL database: settings that keep what is acknowledged, and migrations to the newest schema."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock
from sqlalchemy import Engine, create_engine, event

from casebase.faults import reached
from casebase.settings import Settings
from casebase.store.facts import follow_documents
from casebase.store.failures import named_failures

if TYPE_CHECKING:
    from alembic.config import Config

_PRAGMAS = (
    "PRAGMA page_size=16384",  # of a new database: rows with vectors fill such pages, and a fifth of those of 4096 stays empty
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # what was acknowledged survives a power cut
    "PRAGMA secure_delete=ON",  # what was deleted leaves no bytes behind
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA journal_size_limit=16777216",  # the log shrinks again after a large ingestion
)


@named_failures()
def open_database(settings: Settings) -> Engine:
    """Open the database, creating or migrating it first. Safe when several processes start at once.

    Raises StorageError when the data folder cannot be used.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = connect(settings)
    with FileLock(settings.home / "migrate.lock"):
        reached("migrate.before")
        _migrate(engine)
    return engine


def connect(settings: Settings) -> Engine:
    """Return an engine for the database as it is, without creating or migrating anything yet."""
    follow_documents()
    engine = create_engine(settings.database_url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin_immediate_if_writing)
    return engine


def schema_revisions(engine: Engine) -> tuple[str, str]:
    """Return the schema's revision in the database, empty when there is none, and the newest one."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415  (a third of a second)
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found or "", ScriptDirectory.from_config(_migrations()).get_current_head() or ""


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


def _migrations() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _migrate(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415

    config = _migrations()
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        reached("migrate.before_commit")
