"""The case record: one use of AI, each of whose evidenced fields points to the passage that proves it.

Values are plain text in two languages where people read them (`problem_ja`, `problem_en`). `CaseRecord.evidence` names the
passages by field; an effect carries its own. A value without a passage is the editor's word. What every field means, in
both languages, is in `fields.yaml`; `casebase.record.versions` reads records that were written by earlier versions.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from casebase.models import Visibility
from casebase.record.fields import EVIDENCED, VOCABULARIES
from casebase.text.days import iso_day

SCHEMA_VERSION = 2
"""Version of the record as it is written now; version 1 is that of the starter files."""

NO_PERSON = re.compile(r"(?:様|さん|氏)\s*$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean_text(value: str) -> str:
    """Return text without control characters and without blanks around it."""
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


Text = Annotated[str, AfterValidator(clean_text)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Part):
    """A stretch of one page of one version of a stored document: `quote == page.text[start:end]`."""

    document: str
    version: str
    page: int = Field(ge=1)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str

    @field_validator("end")
    @classmethod
    def _ends_after_its_start(cls, end: int, info: Any) -> int:
        if end <= info.data.get("start", 0):
            raise ValueError("a passage ends after it starts")
        return end


class Effect(_Part):
    """One effect that can be compared. Figures may be numbers, or words where the source has none ('約34', '8割超')."""

    metric: Text
    before: float | int | Text | None = None
    after: float | int | Text | None = None
    unit: Text = ""
    period: Text = ""
    method: str = "unknown"
    quote_url: Text = ""
    evidence: tuple[Evidence, ...] = ()

    @field_validator("method")
    @classmethod
    def _is_known(cls, value: str) -> str:
        return in_vocabulary("method", value)


class SourceRecord(_Part):
    """A published source."""

    url: Text = ""
    publisher: Text = ""
    title: Text = ""
    published: Text = ""
    seen: Text = ""


class Asset(_Part):
    """Something that others may use again."""

    kind: Text
    title: Text = ""
    url: Text = ""
    licence: Text = ""
    access: Text = ""


class Lineage(_Part):
    """A case that this one was adapted from, by number or address, and what was changed."""

    case: Text
    changed: Text = ""


class CaseRecord(_Part):
    """A case. Empty text, `None` and empty lists mean that nothing is known."""

    schema_version: int = SCHEMA_VERSION
    case_id: Text = ""
    title_ja: Text = ""
    title_en: Text = ""
    short_name_ja: Text = ""
    one_line_result_ja: Text = ""
    one_line_result_en: Text = ""
    summary_ja: Text = ""
    summary_en: Text = ""
    organization: Text = ""
    organization_name: Text = ""
    organization_name_en: Text = ""
    bureau: Text = ""
    contact: Text = ""
    status: Text = ""
    status_date: Text = ""
    stop_reason_ja: Text = ""
    stop_reason_en: Text = ""
    task_type: Text = ""
    policy_area: Text = ""
    ai_type: Text = ""
    model_or_product: Text = ""
    version: Text = ""
    platform: Text = ""
    network_zone: Text = ""
    sourcing: Text = ""
    vendor: Text = ""
    procurement: Text = ""
    problem_ja: Text = ""
    problem_en: Text = ""
    solution_ja: Text = ""
    solution_en: Text = ""
    alternatives_ja: Text = ""
    alternatives_en: Text = ""
    users_scale_ja: Text = ""
    users_scale_en: Text = ""
    effect: tuple[Effect, ...] = ()
    cost_band: Text = ""
    cost_ja: Text = ""
    cost_en: Text = ""
    run_cost: Text = ""
    data_sensitivity: Text = ""
    has_personal_info: bool | None = None
    no_pii_attestation: bool | None = None
    human_review: Text = ""
    risks_ja: Text = ""
    risks_en: Text = ""
    skills_needed: Text = ""
    training: Text = ""
    reusable_assets: tuple[Asset, ...] = ()
    reused_from: tuple[Lineage, ...] = ()
    lessons_ja: Text = ""
    lessons_en: Text = ""
    golden_questions: tuple[Text, ...] = ()
    sources: tuple[SourceRecord, ...] = ()
    visibility: Visibility = Visibility.PARTNERS
    review_status: Text = ""
    reviewer: Text = ""
    verified_on: Text = ""
    next_check: Text = ""
    evidence: dict[str, tuple[Evidence, ...]] = Field(default_factory=dict)
    extra: dict[str, str] = Field(default_factory=dict)

    @field_validator(
        "status", "task_type", "policy_area", "cost_band", "sourcing", "network_zone", "review_status", mode="after"
    )
    @classmethod
    def _is_known(cls, value: str, info: Any) -> str:
        return in_vocabulary(info.field_name, value) if value else value

    @field_validator("next_check", "verified_on")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        day = iso_day(value)
        if value and not day:
            raise ValueError(f"{value} is no day; write it as 2026-04-01 or 令和8年4月1日")
        return day

    @field_validator("status_date")
    @classmethod
    def _is_a_day_where_it_says_one(cls, value: str) -> str:
        return iso_day(value) or value

    @field_validator("contact")
    @classmethod
    def _names_no_person(cls, value: str) -> str:
        if NO_PERSON.search(value):
            raise ValueError("give a team's mailbox or page, not a person")
        return value

    @field_validator("evidence")
    @classmethod
    def _is_of_evidenced_fields(cls, value: dict[str, tuple[Evidence, ...]]) -> dict[str, tuple[Evidence, ...]]:
        unknown = sorted(set(value) - EVIDENCED)
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: no field that carries evidence")
        return {name: passages for name, passages in value.items() if passages}

    @property
    def title(self) -> str:
        """The title there is, the Japanese one first."""
        return self.title_ja or self.title_en

    def is_editors_word(self, field: str) -> bool:
        """Tell whether a field that should be proved has a value and no passage that proves it."""
        value = getattr(self, field)
        if field not in EVIDENCED or not value:
            return False
        if field == "effect":
            return any(not one.evidence for one in self.effect)
        return field not in self.evidence

    def passages(self) -> tuple[Evidence, ...]:
        """Return every passage that the record points to."""
        of_effects = [passage for one in self.effect for passage in one.evidence]
        return (*(passage for some in self.evidence.values() for passage in some), *of_effects)


def in_vocabulary(name: str, value: str) -> str:
    """Return `value` if the vocabulary `name` has it. Raises ValueError that names what it has."""
    vocabulary = VOCABULARIES[name]
    if value in vocabulary.values or vocabulary.open:
        return value
    raise ValueError(f"{value} is none of {', '.join(vocabulary.values)}")


def plain(record: CaseRecord) -> dict[str, Any]:
    """Return a record as plain JSON values, without what is empty."""
    whole = record.model_dump(mode="json")
    return {name: value for name, value in whole.items() if value not in ("", None, [], {}) or name == "schema_version"}


def content_of(record: CaseRecord) -> str:
    """Return the hash of everything that a record says, apart from its number."""
    said = {name: value for name, value in plain(record).items() if name != "case_id"}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
