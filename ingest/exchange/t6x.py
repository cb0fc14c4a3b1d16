"""Service records in the columns of the AI Watch T6 Explorer (European Commission, Joint Research Centre)."""

from __future__ import annotations

import re

from ingest.exchange.columns import Column, Format, Row, Values, worded
from ingest.exchange.rules import rules, task_of

_STATUS = {"Planned": "検討", "Pilot": "実証", "Implemented": "本番", "Not in use anymore": "終了"}
_OTHER_STATUSES = {"In development": "検討", "Pilot ": "実証", "Operational": "本番", "Discontinued": "終了"}
_DATE = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})$")


def read_date(text: str) -> str:
    """Return the ISO day of a cell ('2021/01/01', '2021-01-01')."""
    found = _DATE.match(text)
    return "-".join(found.groups()) if found else ""


COLUMNS = (
    Column("id"),
    Column("name", "title_en", also=("title_ja",)),
    Column("type"),
    Column("url"),
    Column("contact", "contact"),
    Column("description", "solution_en", also=("solution_ja",)),
    Column("geoextent"),
    Column("geocoverage"),
    Column("lead_organisation_name", "organization_name", also=("organization_name_en",)),
    Column("lead_organisation_category"),
    Column("start_date", "status_date", read=read_date),
    Column("active"),
    Column("end_date"),
    Column(
        "primary_sector",
        "policy_area",
        read=lambda text: rules()["areas_by_cofog"].get(text, ""),
        write=lambda value: {area: cofog for cofog, area in rules()["areas_by_cofog"].items()}.get(value, ""),
    ),
    Column("secondary_sector"),
    Column("cross_sector"),
    Column("cross_border"),
    Column("technology", "ai_type"),
    worded("status", "status", _STATUS, _OTHER_STATUSES),
    Column("uptake"),
)


def derive(row: Row) -> Values:
    """Return what a whole row tells: the task, and the page of the service as source."""
    name, described = row.get("name", ""), row.get("description", "")
    page = row.get("url", "").strip()
    sources = (
        [{"url": page, "publisher": row.get("lead_organisation_name", "").strip(), "title": name.strip()}]
        if page
        else []
    )
    technology = row.get("technology", "")
    return {
        "task_type": task_of(f"{name} {technology}", described),
        "sources": sources,
        "organization_name_en": row.get("lead_organisation_name", ""),
        **({} if name.strip() else {"title_en": "Untitled service"}),
    }


def named(row: Row) -> str:
    """Return the identifier that the catalogue gave."""
    return row.get("id", "").strip()


T6X = Format("t6x", COLUMNS, derive, named, {"organization": "other", "visibility": "public"})
