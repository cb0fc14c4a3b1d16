"""The inventory of AI use cases of US federal agencies, as the Office of Management and Budget publishes it (2025 columns)."""

from __future__ import annotations

import re

from ingest.exchange.columns import Column, Format, Row, Values, same, worded
from ingest.exchange.rules import rules, task_of

SOURCE_URL = "https://github.com/ombegov/2025-Federal-Agency-AI-Use-Case-Inventory"
_STATUS = {"Pre-deployment": "検討", "Pilot": "実証", "Deployed": "本番", "Retired": "終了"}
_SOURCING = {"Vendor Purchased": "調達", "In-house Development": "内製", "Contracting and In House": "内製と調達"}
_YES = {"Yes": True, "No": False}
_TOPIC = {
    "一般公共サービス": "Admin Functions",
    "防衛": "Other",
    "公共の秩序・安全": "Law Enforcement",
    "経済": "Other – Economic & Financial",
    "環境保護": "Energy and Environment",
    "住宅・地域アメニティ": "Other",
    "保健": "Health and Medical",
    "娯楽・文化・宗教": "Other",
    "教育": "Other",
    "社会保護": "Benefits Processing",
}
_MIDNIGHT = r"(?: 0?0:00(?::00)?| 12:00:00 AM)?$"
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})" + _MIDNIGHT)
_AMERICAN = re.compile(r"(?:(\d{1,2})/)?(?:(\d{1,2})/)?(\d{4})" + _MIDNIGHT)
_MONTH = re.compile(r"([A-Z][a-z]{2})-(\d{2})$")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST_MADE_TITLE = 80


def read_date(text: str) -> str:
    """Return the ISO day, month or year that a cell says ('10/1/2023', '01/2024', 'Jul-25', '2025'), empty for others."""
    if found := _ISO.match(text):
        return found[1]
    if found := _MONTH.match(text):
        return f"20{found[2]}-{_MONTHS.index(found[1]) + 1:02d}" if found[1] in _MONTHS else ""
    if found := _AMERICAN.match(text):
        month, day, year = found[1], found[2], found[3]
        if month and not 1 <= int(month) <= len(_MONTHS):
            return ""
        return year + (f"-{int(month):02d}" if month else "") + (f"-{int(day):02d}" if day else "")
    return ""


def read_contact(text: str) -> str:
    """Return a contact that is no person: a mailbox of a team or a page."""
    return text if re.match(r"https?://\S+$|[^\s@]+@[^\s@]+$", text) else ""


COLUMNS = (
    Column("agency"),
    Column("agency_name", "organization_name", also=("organization_name_en",)),
    Column("id"),
    Column("use_case_name", "title_en", also=("title_ja",)),
    Column("agency_bureau", "bureau"),
    Column("contact_email", "contact", read=read_contact),
    Column("is_withheld"),
    worded("development_stage", "status", _STATUS),
    Column("is_high_impact"),
    Column("HI_justification"),
    Column(
        "topic_area",
        "policy_area",
        read=lambda t: rules()["areas_by_topic"].get(t, ""),
        write=lambda v: _TOPIC.get(v, ""),
    ),
    Column("classification", "ai_type"),
    Column("problem_solved", "problem_en", also=("problem_ja",)),
    Column("benefits", "one_line_result_en", also=("one_line_result_ja",)),
    Column("system_outputs", "solution_en", also=("solution_ja",)),
    Column("operational_date", "status_date", read=read_date),
    worded("contracting_usage", "sourcing", _SOURCING),
    Column("vendor_name", "vendor"),
    Column("have_ato"),
    Column("system_name_ato", "platform"),
    Column("data_description"),
    Column("link_to_data"),
    Column("has_pii", "has_personal_info", read=_YES.get, write=lambda v: {True: "Yes", False: "No"}.get(v, "")),
    Column("pia_url"),
    Column("demographic_features"),
    Column("has_custom_code"),
    Column("code_url"),
    Column("hi_testing_conducted"),
    Column("hi_assessment_completed"),
    Column("hi_potential_impacts", "risks_en", also=("risks_ja",)),
    Column("hi_independent_review"),
    Column("hi_ongoing_monitoring"),
    Column("hi_training_established"),
    Column("hi_failsafe_presence"),
    Column("hi_appeal_process"),
    Column("hi_public_consultation"),
)


def derive(row: Row) -> Values:
    """Return what a whole row tells: the task, a title where there is none, and the published source."""
    title = row.get("use_case_name", "")
    described = " ".join((row.get("problem_solved", ""), row.get("system_outputs", "")))
    made = {} if title.strip() else {"title_en": _made_title(row)}
    agency = row.get("agency_name", "") or row.get("agency", "")
    source = {"url": SOURCE_URL, "publisher": agency, "title": "Federal Agency AI Use Case Inventory"}
    return {"task_type": task_of(title, described), "sources": [source], "organization_name_en": agency, **made}


def named(row: Row) -> str:
    """Return the agency's own identifier."""
    identifier = row.get("id", "").strip()
    return f"{row.get('agency', '')}:{identifier}" if identifier and identifier != "TBD" else ""


OMB = Format("omb", COLUMNS, derive, named, {"organization": "other", "visibility": "public"})


def _made_title(row: Row) -> str:
    text = same(row.get("problem_solved") or row.get("system_outputs") or "").strip()
    return (
        text[:LONGEST_MADE_TITLE].rsplit(" ", 1)[0] if len(text) > LONGEST_MADE_TITLE else text or "Untitled use case"
    )
