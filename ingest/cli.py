"""The command that takes in files: `python -m ingest PATH…`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import typer
from tqdm import tqdm

from casebase.access import organization_key, organization_name
from casebase.bootstrap import open_casebase
from casebase.embedding import Embedder, Vectors, open_embedder
from casebase.errors import CasebaseError, DocumentError, DocumentTooLarge
from casebase.findings import asks_for_decision
from casebase.late import Asked, Embedded
from casebase.models import Details, Kind, Visibility
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.library import Library
from ingest.health.wording import check_text, excerpt, finding_text, page_text
from ingest.messages import message_for, warning_text
from ingest.names import safe_name
from ingest.pipeline import Checked, check_file, ingest_files, warning_record
from ingest.records import FileOutcome, FileStatus, IncomingFile
from ingest.sandbox import Sandbox
from ingest.starter import starter_files

commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_UNPRINTABLE = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "�")
"""Characters that a terminal obeys instead of showing."""


@commands.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files, and folders with everything inside them.")] = None,
    org: Annotated[str, typer.Option("--org", help="Organisation that owns the documents, by key or name.")] = "other",
    kind: Annotated[Kind, typer.Option("--kind", help="What sort of knowledge the documents hold.")] = Kind.OTHER,
    visibility: Annotated[
        Visibility, typer.Option("--visibility", help="Who may read them apart from their own organisation.")
    ] = Visibility.PARTNERS,
    title: Annotated[str, typer.Option("--title", help="Title of the document, if it is one file.")] = "",
    starter: Annotated[bool, typer.Option("--starter", help="Take in the records that come with the product.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only print what the health check finds in the files; take nothing in.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line a file on standard output.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print nothing about files that came in without trouble.")
    ] = False,
    language: Annotated[str, typer.Option("--language", help="Language of messages: en or ja.")] = "en",
) -> None:
    """Take in files and make them findable. The same file again changes nothing. Ends with 1 if any file failed."""
    settings = Settings()
    found = list(_found(paths or []))
    if not found and not starter:
        raise typer.BadParameter("Name at least one file or folder that holds files.")
    if title and len(found) != 1:
        raise typer.BadParameter("--title needs exactly one file.")
    organization = organization_key(org)
    details = Details(organization, organization_name(organization), kind, visibility, title)
    if check:
        with Sandbox(settings.parser_seconds, settings.parser_memory_mb) as sandbox:
            failed = [
                _report_check(path, _incoming(path, details, settings), sandbox, settings, language, as_json)
                for path in found
            ]
        raise typer.Exit(1 if any(failed) else 0)
    sources = [str(path) for path in found]
    files: Iterator[IncomingFile | FileOutcome] = (_incoming(path, details, settings) for path in found)
    if starter:
        records = list(starter_files())
        sources += [record.name for record in records]
        files = (file for part in (files, iter(records)) for file in part)
    counts: Counter[FileStatus] = Counter()
    library = Library(open_database(settings), Originals(settings.originals_folder))
    embedder = _LazyEmbedder(settings)
    with Sandbox(settings.parser_seconds, settings.parser_memory_mb) as sandbox:
        outcomes = ingest_files(files, library, embedder, sandbox, settings)
        progress = tqdm(zip(sources, outcomes, strict=True), total=len(sources), unit="file", disable=quiet or None)
        for source, outcome in progress:
            counts[outcome.status] += 1
            _report(replace(outcome, file=source), language, as_json, quiet)
    if counts[FileStatus.INGESTED] + counts[FileStatus.WARNED]:
        _build_index(settings, embedder)
    if not quiet:
        print(_summary(counts, language), file=sys.stderr)
    raise typer.Exit(1 if counts[FileStatus.FAILED] else 0)


def check_shape(file: str, checked: Checked | FileOutcome, language: str = "en") -> dict[str, Any]:
    """Return what the health check found in the shape that programs rely on.

    What was found about persons is pointed at and not repeated; hidden text, which stands nowhere else, is.
    """
    if isinstance(checked, FileOutcome):
        error = outcome_shape(replace(checked, file=file), language)
        return {"file": file, "status": "failed", "error": error["error"], "message": error["message"], "findings": []}
    pages, findings = checked
    texts = {page.number: page.text for page in pages}
    return {
        "file": file,
        "status": "decide" if any(asks_for_decision(one) for one in findings) else "clear",
        "error": None,
        "message": None,
        "findings": [
            {
                "code": one.code,
                "severity": one.severity.value,
                "page": one.page,
                "start": one.start,
                "end": one.end,
                "detail": one.detail,
                "excerpt": excerpt(one, texts.get(one.page, "")),
            }
            for one in findings
        ],
    }


def outcome_shape(outcome: FileOutcome, language: str = "en") -> dict[str, Any]:
    """Return an outcome in the shape that programs rely on."""
    message = outcome.message
    if outcome.error and language != "en":
        message = message_for(outcome.error, _name(outcome.file), language)
    return {
        "file": outcome.file,
        "status": outcome.status.value,
        "document": outcome.document,
        "version": outcome.version,
        "pages": outcome.pages,
        "passages": outcome.passages,
        "error": outcome.error,
        "message": message,
        "warnings": list(dict.fromkeys(warned.code for warned in outcome.warnings)),
    }


class _LazyEmbedder:
    """Opens the model when the first text needs it: taking in what is there already must not cost seconds."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _embedder(self) -> Embedder:
        return open_embedder(self._settings)

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.passages(texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.queries(texts)

    def embedded(self, texts: Sequence[str]) -> list[Embedded]:
        return self._embedder.embedded(texts)

    def asked(self, text: str) -> Asked:
        return self._embedder.asked(text)


def _found(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield files in order; folders with everything inside, apart from links and what is hidden."""
    for path in paths:
        if path.is_dir():
            yield from _inside(path)
        else:
            yield path


def _inside(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder  # it then fails by name
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _inside(entry)
        elif entry.is_file():
            yield entry


def _incoming(path: Path, details: Details, settings: Settings) -> IncomingFile | FileOutcome:
    """Read a file, or say why it cannot be."""
    try:
        name = safe_name(path.name)
        if path.stat().st_size > settings.max_file_mb * 1_000_000:
            raise DocumentTooLarge(name, "FILE_TOO_LARGE", f"the limit of {settings.max_file_mb} MB")
        return IncomingFile(name, path.read_bytes(), details)
    except DocumentError as error:
        return FileOutcome(str(path), FileStatus.FAILED, error=error.code, message=str(error))
    except OSError as error:
        message = f"{path.name}: The file cannot be opened ({error.strerror}). Check that it is there and may be read."
        return FileOutcome(str(path), FileStatus.FAILED, error="FILE_NOT_READABLE", message=message)


def _build_index(settings: Settings, embedder: Embedder) -> None:
    """Let the index take in what is new. A failure costs speed, not answers: the database is searched meanwhile."""
    try:
        open_casebase(settings, embedder).index.build_if_due()
    except (CasebaseError, OSError) as error:
        print(f"The index was not built ({error}); searching works, more slowly.", file=sys.stderr)


def _report(outcome: FileOutcome, language: str, as_json: bool, quiet: bool) -> None:
    if as_json:
        line = json.dumps(outcome_shape(outcome, language), ensure_ascii=False)
        # A file name may hold bytes that are no text; programs get it escaped rather than not at all.
        tqdm.write(line.encode("utf-8", "backslashreplace").decode(), file=sys.stdout)
        sys.stdout.flush()
    elif outcome.status is FileStatus.FAILED:
        text = message_for(outcome.error or "", _name(outcome.file), language) if language == "ja" else outcome.message
        tqdm.write(_printable(f"{outcome.file}: {outcome.error}: {text}"), file=sys.stderr)
    elif outcome.status is FileStatus.WARNED and not quiet:
        for warned in outcome.warnings:
            text = warning_text(warning_record(warned), _name(outcome.file), language)
            tqdm.write(_printable(f"{outcome.file}: {warned.code}: {text}"), file=sys.stderr)


def _report_check(
    path: Path,
    file: IncomingFile | FileOutcome,
    sandbox: Sandbox,
    settings: Settings,
    language: str,
    as_json: bool,
) -> bool:
    """Check a file, print what was found, and return whether it could not be read."""
    checked = check_file(file, sandbox, settings.max_file_mb) if isinstance(file, IncomingFile) else file
    shape = check_shape(str(path), checked, language)
    if as_json:
        print(json.dumps(shape, ensure_ascii=False).encode("utf-8", "backslashreplace").decode(), flush=True)
    elif shape["error"]:
        print(_printable(f"{path}: {shape['error']}: {shape['message']}"), file=sys.stderr)
    else:
        print(_printable(f"{path}: {check_text(shape['status'], len(shape['findings']), language)}"))
        for one in shape["findings"]:
            place = page_text(one["page"], language)
            text = finding_text(one["code"], one["detail"], language)
            shown = f": {one['excerpt']}" if one["excerpt"] else ""
            print(_printable(f"  {place}{one['code']} ({one['severity']}): {text}{shown}"))
    return shape["error"] is not None


def _summary(counts: Counter[FileStatus], language: str) -> str:
    total = sum(counts.values())
    came_in = counts[FileStatus.INGESTED] + counts[FileStatus.WARNED]
    if language == "ja":
        return (
            f"{total}件: 登録 {came_in}件（うち要確認 {counts[FileStatus.WARNED]}件）、"
            f"変更なし {counts[FileStatus.UNCHANGED]}件、失敗 {counts[FileStatus.FAILED]}件"
        )
    return (
        f"{total} files: {came_in} taken in ({counts[FileStatus.WARNED]} to be checked), "
        f"{counts[FileStatus.UNCHANGED]} unchanged, {counts[FileStatus.FAILED]} failed"
    )


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _printable(text: str) -> str:
    """Return text that a terminal shows and does not obey."""
    return text.encode("utf-8", "backslashreplace").decode().translate(_UNPRINTABLE)
