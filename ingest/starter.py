"""The knowledge that comes with the product: cases, guidelines and training, summarised from published sources.

The records are YAML, one file a record, in `casebase/starter/`; see the README there. Here they become documents like
any other, so that search, answers and citations treat them as they treat a file that somebody uploads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from casebase.models import Details, Kind, Source, Visibility
from ingest.records import IncomingFile
from ingest.starter_text import STATUSES, Record, case_text, guideline_text, training_text

TRAINING_TASK = "教育・研修"
_ISO_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def starter_files() -> Iterator[IncomingFile]:
    """Yield every starter record as a Markdown file `<id>.md` with its details, in a fixed order."""
    folder = files("casebase") / "starter"
    yield from _files(folder / "cases", case_text, case_details)
    yield from _files(folder / "guidelines", guideline_text, guideline_details)
    yield from _files(folder / "training", training_text, training_details)


def case_details(record: Record) -> Details:
    """Return the details of a case."""
    return _details(
        record,
        Kind.CASE,
        task_type=record["task_type"],
        policy_area=record["policy_area"],
        status=record["status"] if record["status"] in STATUSES else "",
        published_on=_date(record["status_date"]),
    )


def guideline_details(record: Record) -> Details:
    """Return the details of a guideline."""
    return _details(record, Kind.GUIDELINE, published_on=_date(record["date"]))


def training_details(record: Record) -> Details:
    """Return the details of a training measure."""
    return _details(record, Kind.TRAINING, task_type=TRAINING_TASK, published_on=_date(record["date"]))


def _files(
    folder: Traversable, text: Callable[[Record], str], details: Callable[[Record], Details]
) -> Iterator[IncomingFile]:
    entries = (entry for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    for entry in sorted(entries, key=lambda entry: entry.name):
        record = yaml.safe_load(entry.read_text(encoding="utf-8"))
        yield IncomingFile(f"{record['id']}.md", text(record).encode(), details(record))


def _details(
    record: Record, kind: Kind, *, published_on: str, task_type: str = "", policy_area: str = "", status: str = ""
) -> Details:
    """Fill in what every kind of record has; of several organisations the first owns the document."""
    return Details(
        organization=record["org_group"].split("/")[0],
        organization_name=record["org"],
        kind=kind,
        visibility=Visibility.PUBLIC,
        title=record["title_ja"],
        title_en=record["title_en"],
        task_type=task_type,
        policy_area=policy_area,
        status=status,
        published_on=published_on or max((_date(source["published"]) for source in record["sources"]), default=""),
        sources=tuple(Source(**source) for source in record["sources"]),
        record=record,
        starter=True,
    )


def _date(text: str) -> str:
    """Return the ISO date (or year, or year and month) that `text` opens with, else an empty string."""
    found = _ISO_DATE.match(text)
    return found[0] if found else ""
