"""What doctor finds, as records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    NOTE = "note"
    """Nothing is wrong; worth knowing."""
    REPAIRED = "repaired"
    REPAIRABLE = "repairable"
    """Wrong, and `--repair` would mend it."""
    HUMAN = "human"
    """Wrong, and somebody must do what the message says."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; `items` names what is concerned, such as files to hand in again."""

    check: str
    state: State
    message: str
    items: Sequence[str] = ()

    @property
    def is_fault(self) -> bool:
        return self.state in {State.REPAIRABLE, State.HUMAN}


def findings_shape(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return findings in the shape that programs rely on."""
    return {"ok": not any(one.is_fault for one in findings), "checks": [asdict(one) for one in findings]}


def findings_text(findings: Sequence[Finding], most: int = 20) -> str:
    """Return findings as lines for people, at most `most` items of each."""
    lines = []
    for one in findings:
        lines.append(f"{one.state.upper():<10} {one.check}: {one.message}")
        lines += [f"             {item}" for item in one.items[:most]]
        if len(one.items) > most:
            lines.append(f"             … and {len(one.items) - most} more (--json names all)")
    faults = sum(one.is_fault for one in findings)
    repaired = sum(one.state is State.REPAIRED for one in findings)
    lines.append(f"{len(findings)} checks: {faults} need attention, {repaired} were repaired.")
    return "\n".join(lines)
