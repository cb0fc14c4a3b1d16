"""The command that takes in files: `python -m ingest PATH…`.

Everything else that it does is asked for by an option, never by a word: a folder may be called `worker` or `jobs`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from tqdm import tqdm

from casebase.access import LOCAL_READER, organization_key, organization_name
from casebase.bootstrap import open_casebase
from casebase.embedding import Embedder
from casebase.errors import CasebaseError, NotFound
from casebase.jobs import Job
from casebase.lazy_embedder import LazyEmbedder
from casebase.models import Details, Kind, Visibility
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.editions import Editions
from casebase.store.library import Library
from ingest.cli_files import found_files, incoming
from ingest.cli_jobs import change_jobs, hand_in, job_line, job_shape, run_worker_or_say, show_jobs
from ingest.cli_report import print_line, printable, report_check, report_outcome, summary
from ingest.convert import find_converter
from ingest.expand import Expansion
from ingest.pipeline import ingest_files
from ingest.records import FileOutcome, FileStatus, IncomingFile
from ingest.relations import with_relations
from ingest.sandbox import Sandbox
from ingest.starter import starter_files

commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


STOPPED_BY_THE_USER = 130
"""Exit status after Ctrl+C, as shells have it."""

_STOPPED = (
    "Stopped. What was said to be taken in is; run the same command again to go on.",
    "中断しました。取り込んだと表示したものは登録済みです。同じコマンドをもう一度実行すると続きから始まります。",
)


@commands.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files, and folders with everything inside them.")] = None,
    org: Annotated[str, typer.Option("--org", help="Organisation that owns the documents, by key or name.")] = "other",
    kind: Annotated[Kind, typer.Option("--kind", help="What sort of knowledge the documents hold.")] = Kind.OTHER,
    visibility: Annotated[
        Visibility, typer.Option("--visibility", help="Who may read them apart from their own organisation.")
    ] = Visibility.PARTNERS,
    title: Annotated[str, typer.Option("--title", help="Title of the document, if it is one file.")] = "",
    replaces: Annotated[
        str, typer.Option("--replaces", help="Id of the document whose new version the file is, if it is one file.")
    ] = "",
    starter: Annotated[bool, typer.Option("--starter", help="Take in the records that come with the product.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only print what the health check finds in the files; take nothing in.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line a file on standard output.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print nothing about files that came in without trouble.")
    ] = False,
    language: Annotated[str, typer.Option("--language", help="Language of messages: en or ja.")] = "en",
    queue: Annotated[bool, typer.Option("--queue", help="Hand the files to the worker and return at once.")] = False,
    worker: Annotated[bool, typer.Option("--worker", help="Run a worker: take in what was handed in.")] = False,
    once: Annotated[bool, typer.Option("--once", help="With --worker: end when nothing waits.")] = False,
    attached: Annotated[bool, typer.Option("--attached", hidden=True)] = False,
    jobs: Annotated[bool, typer.Option("--jobs", help="List what was handed in, the newest first.")] = False,
    cancel: Annotated[list[int] | None, typer.Option("--cancel", help="Give up a job, by its number.")] = None,
    retry: Annotated[list[int] | None, typer.Option("--retry", help="Try a failed or cancelled job again.")] = None,
    publish: Annotated[list[int] | None, typer.Option("--publish", help="Let a held job be published.")] = None,
    discard: Annotated[list[int] | None, typer.Option("--discard", help="Give up a held job.")] = None,
) -> None:
    """Take in files and make them findable. The same file again changes nothing. Ends with 1 if any file failed."""
    settings = Settings()
    changes = [cancel or [], retry or [], publish or [], discard or []]
    if sum((worker, jobs, any(changes), bool(paths) or starter)) > 1:
        raise typer.BadParameter("Name files, or --worker, or --jobs, or jobs to change: one of these at a time.")
    if worker:
        raise typer.Exit(run_worker_or_say(settings, once, attached))
    if jobs:
        show_jobs(settings, as_json, language)
        raise typer.Exit()
    if any(changes):
        _change(settings, changes, as_json, language)
        raise typer.Exit()
    found = list(found_files(paths or []))
    if not found and not starter:
        raise typer.BadParameter("Name at least one file or folder that holds files.")
    if title and len(found) != 1:
        raise typer.BadParameter("--title needs exactly one file.")
    if replaces and len(found) != 1:
        raise typer.BadParameter("--replaces needs exactly one file.")
    organization = organization_key(org)
    details = Details(organization, organization_name(organization), kind, visibility, title)
    if check:
        with Sandbox(settings.parser_seconds, settings.parser_memory_mb, find_converter(settings)) as sandbox:
            failed = [
                report_check(path, incoming(path, details, settings, ""), sandbox, settings, language, as_json)
                for path in found
            ]
        raise typer.Exit(1 if any(failed) else 0)
    sources = [str(path) for path in found]
    files: Iterator[IncomingFile | FileOutcome] = (incoming(path, details, settings, replaces) for path in found)
    if starter:
        records = list(starter_files())
        sources += [record.name for record in records]
        files = (file for part in (files, iter(records)) for file in part)
    if queue and replaces:
        raise typer.BadParameter("--replaces takes the file in at once: leave out --queue.")
    if queue:
        raise typer.Exit(_queue(files, len(sources), settings, language, as_json, quiet))
    raise typer.Exit(_ingest_now(files, sources, settings, replaces, organization, language, as_json, quiet))


def _ingest_now(
    files: Iterable[IncomingFile | FileOutcome],
    sources: Sequence[str],
    settings: Settings,
    replaces: str,
    organization: str,
    language: str,
    as_json: bool,
    quiet: bool,
) -> int:
    """Take files in, tell of each, and return the exit status."""
    counts: Counter[FileStatus] = Counter()
    engine = open_database(settings)
    library, editions = Library(engine, Originals(settings.originals_folder)), Editions(engine)
    if replaces:
        replaces = editions.replaceable(replaces, organization, LOCAL_READER)
    embedder = LazyEmbedder(settings)
    stopped = False
    with Sandbox(settings.parser_seconds, settings.parser_memory_mb, find_converter(settings)) as sandbox:

        def recognising(name: str, done: int, pages: int) -> None:
            progress.set_postfix_str(f"OCR {done}/{pages}: {printable(name[:40])}" if done < pages else "")

        expansion = Expansion(zip(sources, files, strict=True), sandbox, settings)
        outcomes = ingest_files(expansion, library, embedder, sandbox, settings, recognising)
        progress = tqdm(outcomes, total=len(sources), unit="file", disable=quiet or None)
        try:
            for outcome in progress:
                outcome = _replacing(with_relations(outcome, editions, LOCAL_READER), replaces, editions)  # noqa: PLW2901
                counts[outcome.status] += 1
                report_outcome(replace(outcome, file=expansion.sources.popleft()), language, as_json, quiet)
        except KeyboardInterrupt:
            stopped = True
            progress.close()
    if stopped:
        print(f"{summary(counts, expansion.skipped, language)}\n{_STOPPED[language == 'ja']}", file=sys.stderr)
        return STOPPED_BY_THE_USER
    if counts[FileStatus.INGESTED] + counts[FileStatus.WARNED]:
        _build_index(settings, embedder)
    if not quiet:
        print(summary(counts, expansion.skipped, language), file=sys.stderr)
    return 1 if counts[FileStatus.FAILED] else 0


def _replacing(outcome: FileOutcome, replaces: str, editions: Editions) -> FileOutcome:
    """Make a file that was there already as a document of its own the new version that it was said to be."""
    if not replaces or outcome.status is not FileStatus.UNCHANGED or outcome.document in {None, replaces}:
        return outcome
    editions.join(outcome.document or "", replaces, newest=True)
    return replace(outcome, status=FileStatus.INGESTED, document=replaces)


def _build_index(settings: Settings, embedder: Embedder) -> None:
    """Let the index take in what is new. A failure costs speed, not answers: the database is searched meanwhile."""
    try:
        open_casebase(settings, embedder).index.build_if_due()
    except (CasebaseError, OSError) as error:
        print(f"The index was not built ({error}); searching works, more slowly.", file=sys.stderr)


def _queue(
    files: Iterable[IncomingFile | FileOutcome],
    total: int,
    settings: Settings,
    language: str,
    as_json: bool,
    quiet: bool,
) -> int:
    """Hand files in and say so of each; return the exit status."""
    with tqdm(total=total, unit="file", disable=quiet or None) as progress:

        def report(one: Job | FileOutcome) -> None:
            progress.update()
            if isinstance(one, FileOutcome):
                report_outcome(one, language, as_json, quiet)
            elif as_json:
                print_line(job_shape(one, language))

        counts = hand_in(files, settings, report)
    if not quiet:
        received, failed = counts["RECEIVED"], counts["FAILED"]
        said = (
            f"{received}件を受け付けました。受け付けられなかったもの: {failed}件。進み具合は --jobs で表示します。"
            if language == "ja"
            else f"{received} files handed in, {failed} could not be. See how they get on with --jobs."
        )
        print(said, file=sys.stderr)
    return 1 if counts["FAILED"] else 0


def _change(settings: Settings, changes: Sequence[Sequence[int]], as_json: bool, language: str) -> None:
    try:
        changed = change_jobs(settings, *changes)
    except NotFound:
        raise typer.BadParameter("There is no such job. See --jobs.") from None
    for job in changed:
        if as_json:
            print_line(job_shape(job, language))
        else:
            print(printable(job_line(job, language)))


def main() -> None:
    """Run the command; errors of the product, such as a disk without room, are printed in plain words, without a trace."""
    try:
        commands()
    except CasebaseError as error:
        print(printable(f"{error.code}: {error}"), file=sys.stderr)
        sys.exit(1)
