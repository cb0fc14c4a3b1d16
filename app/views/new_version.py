"""What is said at once when a file became a version of a document that was there already."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from app.components.notices import notice
from app.components.relations import document_link, version_name
from app.links import address
from app.markup import el
from app.views.frame import Visit, show
from casebase.errors import NotFound
from casebase.jobs import Job, JobState
from casebase.service import Casebase


def say_new_versions(jobs: Sequence[Job], casebase: Casebase, visit: Visit) -> None:
    """Show for every file that became a version of a document which, with the way to both and to what changed."""
    for job in jobs:
        if job.state is JobState.PUBLISHED and job.document and job.version:
            with suppress(NotFound):  # withdrawn, deleted or made another document meanwhile
                _say(job, casebase, visit)


def _say(job: Job, casebase: Casebase, visit: Visit) -> None:
    say, language = visit.say, visit.language
    versions = casebase.versions(job.document or "", visit.reader)
    if len(versions) < 2 or versions[0].version != job.version:  # of an older edition a warning tells
        return
    new, before = versions[:2]
    links = [
        el("a", version_name(one, say), href=address("document", language, {"v": one.version})) for one in (new, before)
    ]
    changed = address("document", language, {"v": new.version, "with": before.version})
    told = [
        el("p", document_link(new, say)),
        el("p", say("upload.version_new"), links[0], " · ", say("upload.version_before"), links[1]),
        el("p", el("a", say("changes.from_before"), href=changed)),
        el("p", say("upload.version_help"), class_="cb-hint"),
    ]
    show(notice("info", say("upload.became_version", name=job.file_name), *told))
