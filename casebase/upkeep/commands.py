"""The commands that keep a casebase well: doctor, backup, restore, purge."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from casebase.settings import Settings
from casebase.store.database import open_database
from casebase.store.removal import belongings
from casebase.upkeep.backup import back_up
from casebase.upkeep.doctor import examine
from casebase.upkeep.findings import findings_shape, findings_text
from casebase.upkeep.purge import finish_purge
from casebase.upkeep.purge import purge as purge_document
from casebase.upkeep.restore import restore as restore_backup


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    repair: Annotated[
        bool,
        typer.Option("--repair/--check-only", help="Mend what can be mended without losing anything, or only look."),
    ] = True,
) -> None:
    """Check database, originals, text, vectors, model and index, and mend what can be. Ends with 1 if anything needs you."""
    findings = list(examine(Settings(), repair))
    shape = findings_shape(findings)
    typer.echo(json.dumps(shape, ensure_ascii=False) if as_json else findings_text(findings))
    raise typer.Exit(0 if shape["ok"] else 1)


def backup(
    target: Annotated[Path, typer.Argument(help="A new folder, or a new file ending in .tar.")],
) -> None:
    """Back up database and originals while work goes on."""
    manifest = back_up(Settings(), target)
    typer.echo(
        f"{manifest.counts['documents']} documents and {manifest.counts['originals']} originals were backed up to {target} "
        f"({manifest.size / 1_000_000:.1f} MB)."
    )


def restore(
    backup: Annotated[Path, typer.Argument(exists=True, help="A backup: folder or .tar file.")],
) -> None:
    """Restore a backup into an empty data folder and build its index; nothing is embedded."""
    settings = Settings()
    manifest = restore_backup(settings, backup)
    typer.echo(f"{manifest.counts['documents']} documents of {manifest.taken_at} were restored to {settings.home}.")


def purge(
    document: Annotated[
        str, typer.Argument(help="Id of a document, as `search --json` and the address of its page say it.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a document entirely, with all versions and originals, so that no byte of it stays in the data folder."""
    settings = Settings()
    if finished := finish_purge(settings):
        print(f"The interrupted purge of {finished.document} was finished first.", file=sys.stderr)
        if finished.document == document:
            return
    names = ", ".join(belongings(open_database(settings), document).file_names)
    if not yes:
        typer.confirm(f"Remove {names} with all versions for good?", abort=True)
    purge_document(settings, document)
    typer.echo(f"{names} was removed. Backups that were taken before still hold it.")
