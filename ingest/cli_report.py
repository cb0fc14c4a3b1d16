"""What `python -m ingest` prints: outcomes and findings, as lines for people or as JSON for programs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from casebase.findings import asks_for_decision
from casebase.settings import Settings
from ingest.health.wording import check_text, excerpt, finding_text, page_text
from ingest.messages import message_for, warning_text
from ingest.pipeline import Checked, check_file, warning_record
from ingest.records import FileOutcome, FileStatus, IncomingFile
from ingest.relations import EDITION, NEAR_DUPLICATE
from ingest.sandbox import Sandbox

_UNPRINTABLE = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "�")
"""Characters that a terminal obeys instead of showing."""


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
    related = [
        {"code": warned.code, "document": warned.detail}
        for warned in outcome.warnings
        if warned.code in {EDITION, NEAR_DUPLICATE}
    ]
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
        **({"related": related} if related else {}),
    }


def print_line(shape: dict[str, Any]) -> None:
    """Print one line of JSON on standard output, above a progress bar."""
    line = json.dumps(shape, ensure_ascii=False)
    # A file name may hold bytes that are no text; programs get it escaped rather than not at all.
    tqdm.write(line.encode("utf-8", "backslashreplace").decode(), file=sys.stdout)
    sys.stdout.flush()


def report_outcome(outcome: FileOutcome, language: str, as_json: bool, quiet: bool) -> None:
    """Tell how a file ended: as JSON, or in words where there is something to say."""
    if as_json:
        print_line(outcome_shape(outcome, language))
    elif outcome.status is FileStatus.FAILED:
        text = message_for(outcome.error or "", _name(outcome.file), language) if language == "ja" else outcome.message
        tqdm.write(printable(f"{outcome.file}: {outcome.error}: {text}"), file=sys.stderr)
    elif outcome.status is FileStatus.WARNED and not quiet:
        for warned in outcome.warnings:
            text = warning_text(warning_record(warned), _name(outcome.file), language)
            other = f" [{warned.detail}]" if warned.code in {EDITION, NEAR_DUPLICATE} else ""
            tqdm.write(printable(f"{outcome.file}: {warned.code}: {text}{other}"), file=sys.stderr)


def report_check(
    path: Path,
    file: IncomingFile | FileOutcome,
    sandbox: Sandbox,
    settings: Settings,
    language: str,
    as_json: bool,
) -> bool:
    """Check a file, print what was found, and return whether it could not be read."""
    checked = check_file(file, sandbox, settings) if isinstance(file, IncomingFile) else file
    shape = check_shape(str(path), checked, language)
    if as_json:
        print(json.dumps(shape, ensure_ascii=False).encode("utf-8", "backslashreplace").decode(), flush=True)
    elif shape["error"]:
        print(printable(f"{path}: {shape['error']}: {shape['message']}"), file=sys.stderr)
    else:
        print(printable(f"{path}: {check_text(shape['status'], len(shape['findings']), language)}"))
        for one in shape["findings"]:
            place = page_text(one["page"], language)
            text = finding_text(one["code"], one["detail"], language)
            shown = f": {one['excerpt']}" if one["excerpt"] else ""
            print(printable(f"  {place}{one['code']} ({one['severity']}): {text}{shown}"))
    return shape["error"] is not None


def summary(counts: Counter[FileStatus], skipped: int, language: str) -> str:
    """Return how many files ended in which way, in one line."""
    total = sum(counts.values())
    came_in = counts[FileStatus.INGESTED] + counts[FileStatus.WARNED]
    if language == "ja":
        passed_over = f"（ほかに、書庫の中の隠しファイルなど {skipped}件は対象外）" if skipped else ""
        return (
            f"{total}件: 登録 {came_in}件（うち要確認 {counts[FileStatus.WARNED]}件）、"
            f"変更なし {counts[FileStatus.UNCHANGED]}件、失敗 {counts[FileStatus.FAILED]}件{passed_over}"
        )
    passed_over = f"; {skipped} hidden files and the like inside archives passed over" if skipped else ""
    return (
        f"{total} files: {came_in} taken in ({counts[FileStatus.WARNED]} to be checked), "
        f"{counts[FileStatus.UNCHANGED]} unchanged, {counts[FileStatus.FAILED]} failed{passed_over}"
    )


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def printable(text: str) -> str:
    """Return text that a terminal shows and does not obey."""
    return text.encode("utf-8", "backslashreplace").decode().translate(_UNPRINTABLE)
