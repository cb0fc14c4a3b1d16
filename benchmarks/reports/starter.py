"""Drafts from the starter cases as they are rendered: their values are known from the records themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.reports.measure import Verdict, verdicts
from benchmarks.reports.model import Stated
from casebase.models import Details, Kind
from ingest.compose import compose
from ingest.draft.fill import draft_of
from ingest.draft.records import Material
from ingest.load import load
from ingest.pipeline import completed
from ingest.records import IncomingFile
from ingest.starter import starter_files
from ingest.starter_text import case_text, dates, effect_sentence, known, sentences

_TOLD = {
    "problem_ja": "problem",
    "solution_ja": "solution",
    "risks_ja": "risks_mitigations",
    "lessons_ja": "lessons",
    "one_line_result_ja": "one_line_result",
    "data_sensitivity": "data_sensitivity",
    "human_review": "human_review",
    "ai_type": "ai_type",
    "model_or_product": "model_or_product",
}
"""Fields whose sentences are written out behind a label."""

_JUDGED = frozenset(
    {"title_ja", "title_en", "organization_name", "bureau", "status", "task_type", "policy_area"}
    | {"problem_ja", "solution_ja", "risks_ja", "lessons_ja", "one_line_result_ja"}
    | {"data_sensitivity", "human_review", "ai_type", "model_or_product"}
)
"""Fields of which a starter record says whether they are stated; effects in words (約8割) are found and not compared."""

_TO_VERIFY = re.compile(r"\(要確認[:：].*\)\s*$")


def starter_verdicts() -> Iterator[Verdict]:
    """Draft from every starter case as it is rendered, and compare with its record."""
    for file in starter_files():
        record = file.details.record
        if file.details.kind is not Kind.CASE:
            continue
        material = _material(record)
        for verdict in verdicts(record["id"], "ja", stated(record), draft_of([material]), [material]):
            if verdict.outcome != "extra" or verdict.field in _JUDGED:
                yield verdict


def stated(record: Mapping[str, Any]) -> list[Stated]:
    """Return what the text of a starter case states, with the passages that say it."""
    found = [
        Stated("title_ja", record["title_ja"], (record["title_ja"],)),
        Stated("title_en", record["title_en"], (record["title_en"],)),
    ]
    if known(record["bureau"]) and not record["bureau"].startswith(record["org"]):
        found.append(Stated("bureau", known(record["bureau"]), (known(record["bureau"]),)))
    name = re.split(r"[（(・/]", record["org"])[0]
    name = re.sub(r"(?<=[都府県])庁$", "", name)
    found.append(Stated("organization", name, (name,)))
    if record["status"] in {"検討", "実証", "本番", "終了"}:
        found.append(Stated("status", record["status"], ("状況は",)))
    if re.fullmatch(r"\d{4}(?:-\d{2}){1,2}", record["status_date"]) and record["status"] != "不明":
        found.append(Stated("status_date", record["status_date"], (dates(record["status_date"]),)))
    found += [
        Stated(field, record[field], (" its task is ", record["title_ja"])) for field in ("task_type", "policy_area")
    ]
    for key, field in _TOLD.items():
        said = known(_TO_VERIFY.sub("", record.get(key, "")))
        if said and not record[key].startswith("不明(報告資料"):
            found.append(Stated(field, said, tuple(sentences(said))))
    return found + [_effect(effect, record) for effect in record["effect"] if _is_figure(effect)]


def _effect(effect: Mapping[str, Any], record: Mapping[str, Any]) -> Stated:
    before = "" if effect["before"] is None else str(effect["before"])
    method = effect["method"] if effect["method"] in {"measured", "estimated", "claimed"} else "unknown"
    sentence = effect_sentence(effect, record["sources"])
    return Stated("effect", f"{before}>{effect['after']} {effect['unit']} {method}", (sentence.removesuffix("。"),))


def _is_figure(effect: Mapping[str, Any]) -> bool:
    """Tell whether an effect is a plain figure; those in words (約8割, 4分の3) are not compared."""
    figures = [one for one in (effect["before"], effect["after"]) if one is not None]
    return all(isinstance(one, int | float) and one >= 0 for one in figures) and " " not in effect["unit"]


def _material(record: Mapping[str, Any]) -> Material:
    name = f"{record['id']}.md"
    loaded = load(name, case_text(record).encode())
    details = completed(IncomingFile(name, b"", Details("other")).details, loaded)
    return Material(name, name, details.title, "ja", compose(loaded))
