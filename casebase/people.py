"""Who acts: a name, an organisation and a role. Until there is sign-in a person says it on the page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from casebase.access import Reader


class Role(StrEnum):
    """What a person does in the casebase."""

    EDITOR = "editor"
    REVIEWER = "reviewer"
    STEWARD = "steward"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts. `organization` is a key of `casebase.access.ORGANIZATIONS`."""

    name: str
    organization: str
    role: Role = Role.EDITOR

    @property
    def reader(self) -> Reader:
        """What the person may read and edit: the rights of the organisation, never more."""
        return Reader(self.organization, frozenset({self.role.value}))

    @property
    def key(self) -> str:
        """What tells two persons apart."""
        return f"{self.organization}:{self.name.strip().casefold()}"

    @property
    def may_review(self) -> bool:
        """Tell whether the role approves cases and sends them back."""
        return self.role in {Role.REVIEWER, Role.STEWARD}


IMPORTER = Actor("import", "", Role.STEWARD)
"""The actor of a bulk import from the command line."""
