"""Who may read what: one function decides, before retrieval and again whenever text is fetched by id.

Every document has an *access key*, its owner and its visibility. There are few distinct keys, so a reader's rights are
the set of keys for which `may_read` says yes; indexes filter by membership in that set and know no rules of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casebase.models import Visibility

ORGANIZATIONS: dict[str, tuple[str, str]] = {
    "tokyo": ("東京都", "Tokyo Metropolitan Government"),
    "hiroshima": ("広島県", "Hiroshima Prefecture"),
    "govtech": ("GovTech東京", "GovTech Tokyo"),
    "other": ("その他の団体", "Other organisations"),
}
"""Keys of organisations with their names in Japanese and English. Other keys may be used; they are shown as they are."""

OTHERS = "other"
"""The key of organisations that are no party here."""

PARTNERS = frozenset({"tokyo", "hiroshima", "govtech"})
"""The parties of the agreement of 2026-01-26, who read each other's documents of visibility `partners`."""

READ_ALL = "read-all"
"""The role of the single user of a fresh installation (loopback only) and of no one else."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks. `organization` is a key, or empty for someone who belongs to none."""

    organization: str
    roles: frozenset[str] = frozenset()


LOCAL_READER = Reader(organization="", roles=frozenset({READ_ALL}))
"""The reader of an installation without sign-in, which listens on the loopback address only."""


@dataclass(frozen=True, slots=True, order=True)
class AccessKey:
    """What decides about access to a document."""

    organization: str
    visibility: Visibility

    def __str__(self) -> str:
        return f"{self.organization}:{self.visibility}"


def may_read(reader: Reader, key: AccessKey) -> bool:
    """Decide whether `reader` may read a document with access key `key`."""
    if READ_ALL in reader.roles or key.visibility is Visibility.PUBLIC:
        return True
    if not reader.organization:
        return False
    if reader.organization == key.organization:
        return True
    return key.visibility is Visibility.PARTNERS and reader.organization in PARTNERS and key.organization in PARTNERS


def may_edit(reader: Reader, organization: str) -> bool:
    """Decide whether `reader` may decide about documents of `organization`: its own people, and the single local user."""
    return READ_ALL in reader.roles or (bool(organization) and reader.organization == organization)


def may_import(reader: Reader, organization: str) -> bool:
    """Decide whether `reader` may import cases of `organization`: those of their own, and those of organisations that are no
    party here (`other`), for which nobody else could speak."""
    known = reader.organization in ORGANIZATIONS
    return may_edit(reader, organization) or (organization == OTHERS and known)


def may_check(reader: Reader, key: AccessKey) -> bool:
    """Decide whether `reader` may see what the health check found in a document, and decide about it.

    Findings show hidden text and point at personal data: they are for the organisation that owns the document.
    """
    return may_edit(reader, key.organization)


def readable(reader: Reader, keys: Iterable[AccessKey]) -> frozenset[AccessKey]:
    """Return those of `keys` that `reader` may read."""
    return frozenset(key for key in keys if may_read(reader, key))


def organization_key(name: str) -> str:
    """Return the key for an organisation given by key or by name in either language; unknown names are kept as they are."""
    wanted = name.strip()
    for key, names in ORGANIZATIONS.items():
        if wanted.casefold() in {key, *(n.casefold() for n in names)}:
            return key
    return wanted


def organization_name(key: str, language: str = "ja") -> str:
    """Return the name of an organisation as shown in `language` (`ja` or `en`)."""
    japanese, english = ORGANIZATIONS.get(key, (key, key))
    return english if language == "en" else japanese
