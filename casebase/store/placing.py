"""Decide what a file that is handed in is: a new edition of a document, perhaps one, or a document of its own.

Always among documents of the same organisation that were not withdrawn.

* *Next version*: it was said so (`replaces`); or the file name is the same and the overlap is at least 0.3; or name or title
  are the same apart from marks of editions such as 第2版, and the overlap is at least 0.5; or the file name is the same apart
  from dates, and the overlap is at least 0.8. A title alone is no proof: forms of one kind share it, and much of their text.
* *Proposed to the editor*: the same name or title and an overlap of at least 0.2; an overlap of at least 0.8 under any name;
  what would be the next version but is a draft, is for other readers or of another kind, or fits two documents.
* *Of its own*: everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from casebase.embedding_inputs import telling_name
from casebase.models import Details, DocumentId
from casebase.store.rows import DETAIL_COLUMNS
from casebase.store.schema import DocumentRow, RelationRow, VersionRow
from casebase.store.sketches import COMPARED, Neighbour, neighbours
from casebase.text.editions import HEAD, UNKNOWN, Edition, EditionKey, bare, edition_of, placed
from casebase.text.shingles import Shingles, shingles

SAME_NAME = 0.3
"""Overlap (Jaccard, of character 8-grams) from which a file of the same name is the next version of a document."""

MARKED = 0.5
"""Overlap from which it is one under a name that differs in marks of editions only."""

NEARLY_ALL = 0.8
"""Overlap from which it is one under a name that differs in dates only (minutes of two months share their form, not their
text), and from which it is proposed whatever its name."""

PERHAPS = 0.2
"""Overlap from which a file of the same name apart from marks is proposed to the editor."""

RELATED = 0.7
"""Share of the shorter text that stands in the longer one from which two documents are said to be related."""

FEWEST_SHINGLES = 30
"""Texts shorter than this are related to nothing: they are too short to be anybody's."""

PROPOSED, APART = "proposed", "apart"


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that is handed in, as far as its place is concerned."""

    details: Details
    file_name: str
    edition: Edition
    found: Shingles
    replaces: DocumentId = ""


def handed(details: Details, file_name: str, text: str, replaces: DocumentId = "") -> Handed:
    """Read from a text what decides about its place; 0.4 ms a thousand characters, so it comes before the write lock."""
    edition = edition_of(file_name, details.title, text[:HEAD], details.published_on, details.created_on)
    return Handed(details, file_name, edition, shingles(text), replaces)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file belongs: the document whose version it becomes, if any; what is proposed, and what it is related to."""

    document: DocumentRow | None
    proposed: Sequence[Neighbour]
    related: Sequence[Neighbour]


def place_of(session: Session, new: Handed) -> Place:
    """Decide where a file belongs."""
    namesakes = select(DocumentRow).where(
        DocumentRow.organization == new.details.organization,
        DocumentRow.file_name == new.file_name,
        DocumentRow.current_version != "",
    )
    around = neighbours(session, new.found, session.scalars(namesakes.limit(COMPARED)).all())
    related = [one for one in around if one.contained >= RELATED and len(new.found) >= FEWEST_SHINGLES]
    if new.replaces:
        return Place(session.get_one(DocumentRow, new.replaces), (), related)
    mine = [one for one in around if one.document.organization == new.details.organization]
    namesake = [one for one in mine if one.document.file_name == new.file_name and one.overlap >= SAME_NAME]
    if namesake:
        return Place(max(namesake, key=lambda one: one.overlap).document, (), related)
    if new.details.is_record:  # told apart by their file names
        return Place(None, (), related)
    certain = [one for one in mine if _is_edition(new, one)]
    fitting = [one for one in certain if not _held_back(new, one)]
    if len(certain) == 1 and fitting:
        return Place(fitting[0].document, (), related)
    proposed = [one for one in mine if one in certain or _may_be_edition(new, one)]
    return Place(None, sorted(proposed, key=lambda one: -one.overlap)[:3], related)


def key_of(version: VersionRow | None) -> EditionKey:
    """Return the key by which a version is ordered; versions from before there were keys have one of nothing."""
    if version is None or len(version.edition_key) != len(UNKNOWN):
        return UNKNOWN
    fiscal_year, number, date = version.edition_key
    return fiscal_year, number, date


def current_of(versions: Sequence[VersionRow]) -> VersionRow:
    """Return the newest edition: the greatest key, and of equal ones the last received."""
    return max(versions, key=lambda one: (key_of(one), one.number))


def says_older(new: Edition, current: EditionKey) -> bool:
    """Tell whether an edition says of itself that it is older than another."""
    return placed(new, current) < current


def relate(session: Session, document: DocumentId, place: Place, edition: Edition) -> None:
    """Write down what a new current version is near to, instead of what the last one was; decisions of editors stay."""
    held = {_other(row, document): row for row in session.scalars(relations_of(document))}
    proposed = {one.document.id for one in place.proposed}
    near = {one.document.id: one for one in (*place.related, *place.proposed) if one.document.id != document}
    for other, row in held.items():
        if other not in near and row.state != APART:
            session.delete(row)
    for other, one in near.items():
        first, second = sorted((document, other))
        row = held.get(other) or RelationRow(one=first, other=second, newer="", state="")
        session.add(row)
        row.overlap, row.contained = one.overlap, one.contained
        if row.state != APART:
            theirs = key_of(session.get(VersionRow, one.document.current_version))
            row.state = PROPOSED if other in proposed else ""
            row.newer = other if says_older(edition, theirs) else document
    session.flush()


def relations_of(document: DocumentId) -> Select[RelationRow]:
    """Return the statement that selects the relations of a document."""
    return select(RelationRow).where(or_(RelationRow.one == document, RelationRow.other == document))


def keep_details(session: Session, document: DocumentRow) -> None:
    """Write what is said about a document to its current version before another one becomes current."""
    if document.current_version:
        version = session.get_one(VersionRow, document.current_version)
        version.details = {name: getattr(document, name) for name in DETAIL_COLUMNS}
        version.visibility = document.visibility


def _other(row: RelationRow, document: DocumentId) -> DocumentId:
    return row.other if row.one == document else row.one


def _is_edition(new: Handed, held: Neighbour) -> bool:
    edition, other = new.edition, edition_of(held.document.file_name, held.document.title)
    marked = edition.marked or other.marked
    if not _same_file(new, held.document) and not (marked and _same_title(new, held.document)):
        return False
    return held.overlap >= (MARKED if marked else NEARLY_ALL)


def _may_be_edition(new: Handed, held: Neighbour) -> bool:
    if held.overlap >= NEARLY_ALL and len(new.found) >= FEWEST_SHINGLES:
        return True
    return held.overlap >= PERHAPS and (_same_file(new, held.document) or _same_title(new, held.document))


def _held_back(new: Handed, held: Neighbour) -> bool:
    """Tell whether an editor must say it: a draft does not replace what is in force, nor change who reads it."""
    document = held.document
    return (
        new.edition.draft
        or document.visibility != new.details.visibility.value
        or document.kind != new.details.kind.value
    )


def _same_file(new: Handed, document: DocumentRow) -> bool:
    name = bare(new.file_name)
    return bool(telling_name(name)) and name == bare(document.file_name)


def _same_title(new: Handed, document: DocumentRow) -> bool:
    title = bare(new.details.title)
    return bool(telling_name(title)) and title == bare(document.title)
