"""Commands about single documents: withdraw and restore, join and separate versions. None of them opens the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from sqlalchemy import Engine

from casebase.access import LOCAL_READER
from casebase.settings import Settings
from casebase.store.database import open_database
from casebase.store.editions import Editions
from casebase.store.withdrawal import Withdrawals

DocumentArgument = Annotated[str, typer.Argument(help="Id of the document, as in its address and in --json output.")]


def register(commands: typer.Typer) -> None:
    """Add the commands to those of the casebase."""
    for name, command in (
        ("withdraw", withdraw),
        ("restore-document", restore_document),
        ("editions", editions),
        ("join", join),
        ("separate", separate),
        ("keep-apart", keep_apart),
    ):
        commands.command(name)(command)


def withdraw(
    document: DocumentArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why; shown to those who open a link to it.")] = "",
) -> None:
    """Take a document out of searches, answers, lists and links, from the next question on. Nothing is deleted."""
    done = Withdrawals(_engine()).withdraw(document, reason)
    typer.echo("The document was withdrawn." if done else "The document was withdrawn before.")


def restore_document(document: DocumentArgument) -> None:
    """Put a withdrawn document back as it was."""
    done = Withdrawals(_engine()).restore(document)
    typer.echo("The document is back." if done else "The document is not withdrawn.")


def editions() -> None:
    """List the documents that may be new editions of others, until somebody decides."""
    pairs: Sequence[str] = [
        f"{newer.id}  {newer.title} ({newer.file_name})\n"
        f"  may be an edition of {other.document.id}  {other.document.title} ({other.document.file_name}), "
        f"{other.overlap:.0%} of the text is the same"
        for newer, other in Editions(_engine()).proposals(LOCAL_READER)
    ]
    typer.echo("\n".join(pairs) if pairs else "Nothing waits for a decision.")


def join(
    document: DocumentArgument,
    into: Annotated[str, typer.Option("--into", help="Id of the document whose version it becomes.")],
    newest: Annotated[
        bool, typer.Option("--newest", help="It is the newest version, whatever the dates in the two say.")
    ] = False,
) -> None:
    """Make a document a version of another one of the same organisation. `separate` undoes it."""
    current = Editions(_engine()).join(document, into, newest)
    typer.echo(f"Joined; the current version is {current}.")


def separate(version: Annotated[str, typer.Argument(help="Id of the version.")]) -> None:
    """Make a version a document of its own again."""
    typer.echo(f"The version is the document {Editions(_engine()).separate(version)} now.")


def keep_apart(document: DocumentArgument, other: DocumentArgument) -> None:
    """Note that two documents are not editions of one, so that it is not asked again."""
    Editions(_engine()).keep_apart(document, other)
    typer.echo("The two stay apart.")


def _engine() -> Engine:
    return open_database(Settings())
