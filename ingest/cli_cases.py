"""`python -m ingest cases FILE`: import cases of another registry, or export those that are here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from tqdm import tqdm

from casebase.access import LOCAL_READER, organization_key
from casebase.bootstrap import open_casebase
from casebase.errors import CasebaseError
from casebase.lazy_embedder import LazyEmbedder
from casebase.record.schema import schema_text
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.case_import import CaseImports
from casebase.store.database import open_database
from casebase.store.library import Library
from casebase.store.shelves import Shelves
from ingest.exchange.errors import ExchangeError
from ingest.exchange.exporting import export_cases
from ingest.exchange.formats import EXPORTED, IMPORTED, format_of, records_in
from ingest.exchange.importing import Fate, Importer, ImportReport, import_cases
from ingest.exchange.reporting import report_shape, report_text

commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

STOPPED_BY_THE_USER = 130
"""Exit status after Ctrl+C, as shells have it."""

_STOPPED = (
    "Stopped. The cases up to here are in; run the same command again to go on.",
    "中断しました。ここまでの事例は登録済みです。同じコマンドをもう一度実行すると続きから始まります。",
)


@commands.command()
def cases(
    path: Annotated[Path | None, typer.Argument(help="File of cases: CSV, XLSX or JSON.")] = None,
    form: Annotated[
        str, typer.Option("--format", help="omb, atrs, t6x, json or csv; told from the file if left out.")
    ] = "",
    org: Annotated[str, typer.Option("--org", help="Organisation that owns the cases, in place of the file's.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be new, changed and refused.")
    ] = False,
    export: Annotated[
        Path | None, typer.Option("--export", help="Write the published cases to this file instead.")
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of the case record.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
    language: Annotated[str, typer.Option("--language", help="Language of messages: en or ja.")] = "en",
) -> None:
    """Import cases, or export them. The same file again changes nothing. Ends with 1 if a record was refused."""
    if schema:
        print(schema_text(), end="")
        raise typer.Exit()
    if (path is None) == (export is None):
        raise typer.BadParameter("Name a file of cases to import, or --export FILE: one of these.")
    try:
        if export is not None:
            raise typer.Exit(_export(export, form, org, as_json, language))
        assert path is not None
        report = _import(path, form, organization_key(org) if org else "", dry_run, quiet)
    except KeyboardInterrupt:
        print(_STOPPED[language == "ja"], file=sys.stderr)
        raise typer.Exit(STOPPED_BY_THE_USER) from None
    except ExchangeError as error:
        print(f"{error.code}: {error.said(language)}", file=sys.stderr)
        raise typer.Exit(1) from None
    if as_json:
        print(json.dumps(report_shape(report, dry_run), ensure_ascii=False))
    else:
        print(report_text(report, dry_run, language))
    raise typer.Exit(1 if report.fates[Fate.REFUSED] else 0)


def _import(path: Path, form: str, organization: str, dry_run: bool, quiet: bool) -> ImportReport:
    if not path.is_file():
        raise ExchangeError("FILE_NOT_READABLE", path.name)
    form = form or format_of(path)
    if form not in IMPORTED:
        raise ExchangeError("FORMAT_UNKNOWN", path.name)
    settings = Settings()
    engine = open_database(settings)
    library, embedder = Library(engine, Originals(settings.originals_folder)), LazyEmbedder(settings)
    total = sum(1 for _ in records_in(path, form))
    with tqdm(total=total, unit="case", disable=quiet or None) as progress:
        importer = Importer(library, CaseImports(engine), embedder, organization)
        report = import_cases(path, form, importer, dry_run, lambda done: _tell(progress, done))
    if not dry_run and report.fates[Fate.NEW] + report.fates[Fate.CHANGED]:
        _build_index(settings, embedder)
    return report


def _tell(progress: Any, done: int) -> None:
    progress.update(done)


def _build_index(settings: Settings, embedder: LazyEmbedder) -> None:
    """Let the index take in what is new. A failure costs speed, not answers: the database is searched meanwhile."""
    try:
        open_casebase(settings, embedder).index.build_if_due()
    except (CasebaseError, OSError) as error:
        print(f"The index was not built ({error}); searching works, more slowly.", file=sys.stderr)


def _export(path: Path, form: str, org: str, as_json: bool, language: str) -> int:
    form = form or path.suffix.lower().removeprefix(".")
    if form not in EXPORTED:
        raise ExchangeError("FORMAT_UNKNOWN", path.name)
    settings = Settings()
    shelves = Shelves(open_database(settings), Originals(settings.originals_folder))
    count = export_cases(path, form, shelves, LOCAL_READER, (organization_key(org),) if org else ())
    if as_json:
        print(json.dumps({"file": path.name, "format": form, "cases": count}))
    else:
        print(
            f"{path.name}: {count:,}件を書き出しました。"
            if language == "ja"
            else f"{path.name}: {count:,} cases written."
        )
    return 0


def main() -> None:
    """Run the command `cases` with the arguments after that word."""
    commands(args=sys.argv[2:], prog_name="python -m ingest cases")
