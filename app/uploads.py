"""Handing in uploaded files, so that whatever happens ends in something that can be shown."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TypedDict

from casebase.access import Reader
from casebase.errors import DocumentError
from casebase.jobs import JobId
from casebase.models import Details
from casebase.service import Casebase
from ingest.names import safe_name

_LOG = logging.getLogger(__name__)


class Refused(TypedDict):
    """A file that was not received, in plain values that a browser session may keep; `error` is a code."""

    file: str
    error: str


class HandedIn(TypedDict):
    """What became of the files of one upload at once: the jobs of those received, and those refused."""

    jobs: list[JobId]
    refused: list[Refused]


def hand_in(casebase: Casebase, files: Sequence[tuple[str, bytes]], details: Details, reader: Reader) -> HandedIn:
    """Keep and queue uploaded files, given by name and content; a mistake of ours is logged and said to be one.

    Those that reading finds something in wait for a decision.
    """
    result = HandedIn(jobs=[], refused=[])
    good: list[tuple[str, bytes]] = []
    for name, content in files:
        try:
            good.append((safe_name(name), content))
        except DocumentError as error:
            result["refused"].append(Refused(file=_shown(name), error=error.code))
    try:
        result["jobs"] = [job.id for job in casebase.jobs.hand_in(good, details, reader, hold=True)]
    except Exception:
        _LOG.exception("uploaded files could not be kept")
        result["refused"] += [Refused(file=_shown(name), error="NOT_KEPT") for name, _ in good]
    return result


def _shown(name: str) -> str:
    return name.rsplit("/", 1)[-1][:200]
