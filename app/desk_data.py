"""What the desk's script works with: a draft, its fields with their passages and boxes, and its documents, as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.components.page_view import PADDING, has_image
from app.wording import Words
from casebase.access import Reader
from casebase.cases.states import Case
from casebase.errors import CasebaseError
from casebase.geometry import boxes_of
from casebase.models import Page
from casebase.people import Actor
from casebase.record.entries import Change, Conflict, Entry, FieldState, Other, row_passages
from casebase.record.fields import EDITABLE, FIELDS, GROUPS, VOCABULARIES, RecordField
from casebase.record.model import Evidence
from casebase.record.readiness import required_and_empty
from casebase.service import Casebase
from ingest.draft.begin import held_job, materials_of
from ingest.draft.records import Material

COLUMNS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "effects": (
        ("metric", "text", ""),
        ("before", "figure", ""),
        ("after", "figure", ""),
        ("unit", "text", ""),
        ("period", "text", ""),
        ("method", "choice", "method"),
    ),
    "assets": (
        ("kind", "choice", "asset_kind"),
        ("title", "text", ""),
        ("url", "text", ""),
        ("licence", "text", ""),
        ("access", "text", ""),
    ),
    "sources": (("url", "text", ""), ("publisher", "text", ""), ("title", "text", ""), ("published", "text", "")),
    "lineage": (("case", "text", ""), ("changed", "text", "")),
}
"""Columns of fields that hold a list: name, how it is typed, vocabulary."""

_SAID = (
    *("confirm", "edit", "clear", "undo", "save", "add_row", "remove_row", "more", "no_passage"),
    *("use_selection", "drop_passage", "saving", "saved", "failed", "conflict", "take_yours", "keep_theirs", "empty"),
    *("state.proposed", "state.confirmed", "state.cleared", "state.word", "state.none", "yes", "no", "required"),
    *("page", "pages", "previous", "next", "document", "as_text", "as_image", "gone", "progress", "to_send", "others"),
    *("not_yours", "all_decided", "passage_of", "passage_in", "question", "keys"),
    *("no_documents", "added", "other", "take_other", "take_rows", "leave_others"),
)


def desk_data(casebase: Casebase, case: Case, actor: Actor, reader: Reader, say: Words) -> dict[str, Any]:
    """Return a draft with everything that its form needs; a document that is gone is left out."""
    materials = materials_of(casebase, case, reader)
    pages = {(one.version, page.number): page for one in materials for page in one.pages}
    return {
        "case": case.id,
        "documents": [_document(casebase, one, reader) for one in materials],
        "groups": [
            {
                "key": group.key,
                "label": group.en if say.language == "en" else group.ja,
                "fields": [field_data(FIELDS[key], say) for key in EDITABLE if FIELDS[key].group == group.key],
            }
            for group in GROUPS
        ],
        "say": {name: say(f"desk.{name}") for name in _SAID},
        **standing(casebase, case, pages, actor),
    }


def standing(casebase: Casebase, case: Case, pages: Mapping[tuple[str, int], Page], actor: Actor) -> dict[str, Any]:
    """Return what changes while people work: the count, the entries, the open comments, and how far the form is."""
    filled = {field for field, one in case.entries.items() if one.value not in ("", None, [])}
    needed = set(required_and_empty(filled, case.entries)) | {"golden_questions"}
    asked = needed | {field for field in case.entries if field in EDITABLE}
    decided = {field for field, one in case.entries.items() if one.state is not FieldState.PROPOSED and field in asked}
    return {
        "version": case.version,
        "sources": list(case.documents),
        "comments": comments_data(casebase, case, actor),
        "state": case.state.value,
        "title": case.title,
        "entries": {field: entry_data(one, pages) for field, one in case.entries.items() if field in EDITABLE},
        "needed": sorted(needed),
        "done": len(decided),
        "total": len(asked),
    }


def field_data(field: RecordField, say: Words) -> dict[str, Any]:
    """Return a field of the form with its words."""
    data: dict[str, Any] = {
        "key": field.key,
        "label": field.label(say.language),
        "help": field.help(say.language),
        "kind": field.kind,
        "evidence": field.evidence,
        "required": bool(field.required),
    }
    if field.vocabulary:
        data["options"], data["open"] = _options(field.vocabulary, say), VOCABULARIES[field.vocabulary].open
    if field.kind in COLUMNS:
        data["columns"] = [
            {
                "key": name,
                "kind": kind,
                "label": say(f"desk.column.{name}"),
                **({"options": _options(vocabulary, say)} if vocabulary else {}),
            }
            for name, kind, vocabulary in COLUMNS[field.kind]
        ]
    return data


def entry_data(entry: Entry, pages: Mapping[tuple[str, int], Page]) -> dict[str, Any]:
    """Return what stands in a field, each passage with the boxes to draw on its page."""
    return {
        "value": entry.value,
        "state": entry.state.value,
        "by": entry.by,
        "version": entry.version,
        "evidence": _placed(entry, pages),
        "others": [{"value": one.value, "evidence": _placed(one, pages)} for one in entry.others],
    }


def _placed(said: Entry | Other, pages: Mapping[tuple[str, int], Page]) -> list[dict[str, Any]]:
    """Return the passages of a value, or those of its rows, each with its boxes."""
    passages = [passage.model_dump() for passage in said.evidence] or row_passages(said.value)
    return [{**one, "boxes": boxes(one, pages)} for one in passages]


def conflict_data(conflict: Conflict, pages: Mapping[tuple[str, int], Page]) -> dict[str, Any]:
    """Return a field that somebody else changed meanwhile."""
    theirs, yours = entry_data(conflict.theirs, pages), entry_data(conflict.yours, pages)
    return {"field": conflict.field, "theirs": theirs, "yours": yours}


def change_of(field: str, value: Any, evidence: Sequence[Mapping[str, Any]], materials: Sequence[Material]) -> Change:
    """Return what a browser sends as a change. Every passage is read again from its page: what is not there is no proof."""
    by_version = {one.version: one for one in materials}
    proofs = [proof for one in evidence if (proof := _proof(one, by_version)) is not None]
    if field == "effect" and isinstance(value, list):
        rows = [(row, _row_proofs(row, by_version)) for row in value if isinstance(row, dict)]
        held = {proof for _, own in rows for proof in own}
        new = [proof for proof in proofs if proof not in held]  # a passage chosen now is that of the rows without one
        return Change([{**row, "evidence": [one.model_dump() for one in own or new]} for row, own in rows])
    return Change(value, proofs)


def boxes(passage: Mapping[str, Any], pages: Mapping[tuple[str, int], Page]) -> list[list[float]]:
    """Return where a passage is printed, as left, top, width, height in per cent of its page."""
    page = pages.get((passage["version"], passage["page"]))
    if page is None or not has_image(page):
        return []
    drawn = []
    for left, top, right, bottom in boxes_of(page, passage["start"], passage["end"]):
        x, y = max(0.0, left - PADDING), max(0.0, top - PADDING)
        width, height = min(page.width, right + PADDING) - x, min(page.height, bottom + PADDING) - y
        drawn.append(
            [100 * x / page.width, 100 * y / page.height, 100 * width / page.width, 100 * height / page.height]
        )
    return drawn


def comments_data(casebase: Casebase, case: Case, actor: Actor) -> dict[str, list[str]]:
    """Return the open comments of reviewers by field."""
    found: dict[str, list[str]] = {}
    for one in casebase.case_desk.remarks.on(case.id, actor.reader):
        if one.is_open:
            found.setdefault(one.field, []).append(f"{one.actor.name}: {one.text}")
    return found


def _document(casebase: Casebase, material: Material, reader: Reader) -> dict[str, Any]:
    try:
        casebase.version(material.version, reader)
        image = f"/documents/{material.version}/pages/"
    except CasebaseError:
        image = f"/jobs/{held_job(casebase, material.version, reader).id}/pages/"
    pages = [{"n": page.number, "image": has_image(page), "label": page.label} for page in material.pages]
    return {
        "document": material.document,
        "version": material.version,
        "title": material.title,
        "language": material.language,
        "image": image,
        "pages": pages,
    }


def _options(vocabulary: str, say: Words) -> list[dict[str, str]]:
    return [{"value": one.value, "label": one.said(say.language)} for one in VOCABULARIES[vocabulary].values.values()]


def _proof(said: Mapping[str, Any], materials: Mapping[str, Material]) -> Evidence | None:
    material = materials.get(str(said.get("version")))
    number, start, end = said.get("page"), said.get("start"), said.get("end")
    if material is None or not (isinstance(number, int) and isinstance(start, int) and isinstance(end, int)):
        return None
    page = next((page for page in material.pages if page.number == number), None)
    if page is None or not 0 <= start < end <= len(page.text):
        return None
    return Evidence(
        document=material.document,
        version=material.version,
        page=number,
        start=start,
        end=end,
        quote=page.text[start:end],
    )


def _row_proofs(row: Mapping[str, Any], materials: Mapping[str, Material]) -> list[Evidence]:
    said = row.get("evidence") or ()
    return [proof for one in said if isinstance(one, Mapping) and (proof := _proof(one, materials)) is not None]
