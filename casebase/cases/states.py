"""Cases as people work on them: a draft, its state, its comments and its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from casebase.models import DocumentId, VersionId
from casebase.people import Actor
from casebase.record.entries import Conflict, Entry, FieldState, record_of
from casebase.record.model import CaseRecord

CaseId = str


class CaseState(StrEnum):
    """Where a case is in its life; the state is that of the newest draft."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    """A draft that was never public and is gone; its number stays, with who deleted it and when."""


class Action(StrEnum):
    """What was done to a case."""

    CREATED = "created"
    EDITED = "edited"
    EXTENDED = "extended"
    """Further documents were added to a draft."""
    SET_ASIDE = "set_aside"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    SENT_BACK = "sent_back"
    PUBLISHED = "published"
    REVISED = "revised"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    IMPORTED = "imported"
    DISCARDED = "discarded"
    """The draft of a new revision was thrown away: what is public is all there is again."""
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its newest draft.

    `version` counts every change: hand it back with `save`. `published` is the number of the revision that the public sees,
    0 where none is. `document` is the searchable document; `documents` are the versions of the files it was drafted from.
    """

    id: CaseId
    organization: str
    state: CaseState
    version: int
    entries: Mapping[str, Entry]
    authors: tuple[str, ...] = ()
    attested: tuple[str, ...] = ()
    documents: tuple[VersionId, ...] = ()
    document: DocumentId = ""
    published: int = 0
    successor: CaseId = ""
    reason: str = ""
    next_check: str = ""
    reviewer: str = ""
    verified_on: str = ""
    origin: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    created_at: str = ""
    updated_at: str = ""
    submitted_at: str = ""

    @property
    def record(self) -> CaseRecord:
        """The record that the draft holds."""
        planned = self.entries.get("next_check")
        return record_of(
            self.entries,
            case_id=self.id,
            organization=self.organization,
            review_status=self.state.value,
            next_check=(planned.value if planned else "") or self.next_check,
            reviewer=self.reviewer,
            verified_on=self.verified_on,
            extra=dict(self.extra),
        )

    @property
    def title(self) -> str:
        """The title there is, the Japanese one first; empty where none was given yet."""
        said = (self.entries[name].value for name in ("title_ja", "title_en") if name in self.entries)
        return next((title for title in said if title), "")

    def title_in(self, language: str) -> str:
        """The title in a language, or the one there is, or the number."""
        said = self.entries.get(f"title_{language}")
        return (said.value if said else "") or self.title or self.id

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Keys of fields whose proposed values nobody has decided about."""
        return tuple(name for name, one in self.entries.items() if one.state is FieldState.PROPOSED)


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving led to: the case as it stands now, and the fields that somebody else had changed to something else."""

    case: Case
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a case, or at one field of it. `resolved_at` is empty while it is open; `reply_to` is the remark that it
    answers, 0 for none: an answer is neither open nor done."""

    id: int
    case: CaseId
    field: str
    text: str
    actor: Actor
    at: str
    resolved_at: str = ""
    resolved_by: str = ""
    reply_to: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to see to it."""
        return not self.resolved_at and not self.reply_to


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that changed from one revision to the next; None: the field was not there."""

    field: str
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class Revision:
    """One step in the history of a case. `set_aside` are values of a conflict that did not become part of the draft."""

    number: int
    action: Action
    actor: Actor
    at: str
    note: str = ""
    differences: tuple[Difference, ...] = ()
    set_aside: Mapping[str, Entry] = field(default_factory=dict)
    has_fields: bool = False
