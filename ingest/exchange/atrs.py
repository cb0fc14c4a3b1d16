"""Records of the UK Algorithmic Transparency Recording Standard: what is published of each, and the attributes of both tiers."""

from __future__ import annotations

import json
import re
from typing import Any

from ingest.exchange.columns import Column, Format, Row, Values, worded
from ingest.exchange.rules import task_of

PUBLISHER = "GOV.UK Algorithmic Transparency Recording Standard"
_PHASE = {"Pre-deployment": "検討", "Beta/Pilot": "実証", "Production": "本番", "Retired": "終了"}
_OTHER_PHASES = {
    "Idea": "検討",
    "Design": "検討",
    "Development": "検討",
    "Pilot": "実証",
    "Beta": "実証",
    "Production ": "本番",
}


def read_date(text: str) -> str:
    """Return the day of a time stamp."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", text)
    return found[0] if found else ""


PUBLISHED = ("publishing_body", "tool_name", "title", "url", "published", "description", "listed_organisations")
"""What is published of every record."""

COLUMNS = (
    Column("publishing_body", "organization_name", also=("organization_name_en",)),
    Column("tool_name", "title_en", also=("title_ja",)),
    Column("title"),
    Column("url"),
    Column("published", "status_date", read=read_date),
    Column("description", "one_line_result_en", also=("one_line_result_ja", "summary_en", "summary_ja")),
    Column("listed_organisations"),
    # Tier 1 and 2, in the words of the standard
    Column("contact_email", "contact"),
    Column("team", "bureau"),
    Column("external_supplier_name", "vendor"),
    Column("procurement_procedure_type", "procurement"),
    Column("detailed_description", "solution_en", also=("solution_ja",)),
    Column("justification", "problem_en", also=("problem_ja",)),
    Column("alternatives_considered", "alternatives_en", also=("alternatives_ja",)),
    worded("phase", "status", _PHASE, _OTHER_PHASES),
    Column("frequency_and_scale_of_usage", "users_scale_en", also=("users_scale_ja",)),
    Column("human_decisions_and_review", "human_review"),
    Column("required_training", "training"),
    Column("model_name", "model_or_product"),
    Column("model_version", "version"),
    Column("model_type", "ai_type"),
    Column("risks", "risks_en", also=("risks_ja",)),
)


def derive(row: Row) -> Values:
    """Return what a whole row tells: the task, and the published record as source."""
    title, described = row.get("tool_name", ""), row.get("description", "")
    source = {"publisher": PUBLISHER, "title": row.get("title", "") or title, "url": row.get("url", "")}
    published = read_date(row.get("published", ""))
    made = {} if title.strip() else {"title_en": row.get("title", "") or "Untitled record"}
    return {
        "task_type": task_of(title, described),
        "sources": [{**source, "published": published}],
        "organization_name_en": row.get("publishing_body", ""),
        **made,
    }


def named(row: Row) -> str:
    """Return the last part of the record's address, by which it is published."""
    return row.get("url", "").rstrip("/").rsplit("/", 1)[-1]


def flat(record: dict[str, Any]) -> dict[str, str]:
    """Return a record of the JSON as a row: what is no text is written as JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in record.items()
        if value is not None
    }


def deep(row: Row) -> dict[str, Any]:
    """Return a row as a record of the JSON: the opposite of `flat`. What is published of every record is there, or null."""
    said = {name: json.loads(text) if text[:1] in {"[", "{"} else text for name, text in row.items() if text}
    return {**dict.fromkeys(PUBLISHED), **said}


ATRS = Format("atrs", COLUMNS, derive, named, {"organization": "other", "visibility": "public"})
