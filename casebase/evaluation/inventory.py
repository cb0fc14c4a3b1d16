"""Make a retrieval set of the AI use-case inventory of the federal agencies of the United States.

Every row becomes a document of its descriptive fields without its title and without one field: either the problem that
the use case solves or its outputs. The field that is left out is the question for some of the rows, unless the agency wrote
the same into another field, so no document holds its question. Titles are left out because they often say the
problem again; all rows are treated alike, so that documents that are asked for do not look different from the others.
Rows that say the same (word for word, or nearly) all count as right.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BY_HAND = "by-hand.jsonl"
"""Questions that people wrote on rows of the set (`id`, `text`, `language`, `type`, `doc_ids`), if the folder holds any."""

_QUESTION_FIELDS = {"problem_solved": "problem", "system_outputs": "outputs"}
_FIELDS = {
    "agency_name": "Agency",
    "agency_bureau": "Bureau",
    "development_stage": "Stage",
    "topic_area": "Topic",
    "classification": "Kind of AI",
    "problem_solved": "Problem",
    "benefits": "Benefits",
    "system_outputs": "Outputs",
    "vendor_name": "Vendor",
    "data_description": "Data",
    "HI_justification": "Impact",
    "hi_potential_impacts": "Potential impacts",
}
_TELLING = ("problem_solved", "benefits", "system_outputs", "data_description")
_LEAST_TEXT = 120
"""Characters that the telling fields of a document must hold; rows of a name and an agency only are left out."""

_QUESTION_LENGTH = range(50, 401)
_ALIKE = 0.8
"""Share of words in common (Jaccard) from which two rows count as the same use case."""


@dataclass(frozen=True, slots=True)
class UseCase:
    """A row of the inventory: the document made of it, and the field that was kept back from it."""

    id: str
    text: str
    question: str
    type: str
    words: frozenset[str]


def read_inventory(path: Path, seed: int) -> list[UseCase]:
    """Read the rows that say enough, in their order; `seed` decides which field each keeps back."""
    chance = random.Random(seed)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cases = [_use_case(number, row, chance) for number, row in enumerate(csv.DictReader(file), start=1)]
    return [case for case in cases if case]


def sample(cases: Sequence[UseCase], rows: int, queries: int, seed: int) -> tuple[list[UseCase], list[UseCase]]:
    """Draw `rows` of the use cases (0: all), and of them `queries` whose kept-back field makes a question."""
    chance = random.Random(seed + 1)
    drawn = chance.sample(list(cases), rows) if 0 < rows < len(cases) else list(cases)
    askable = list({_plain(case.question): case for case in drawn if _makes_a_question(case)}.values())
    asked = chance.sample(askable, min(queries, len(askable)))
    return sorted(drawn, key=_by_id), sorted(asked, key=_by_id)


def same_use_case(case: UseCase, cases: Iterable[UseCase]) -> list[str]:
    """Return the ids of `case` and of every row that says the same, or nearly the same."""
    question = _plain(case.question)
    return [
        other.id
        for other in cases
        if other.id == case.id or (question and question == _plain(other.question)) or _alike(case.words, other.words)
    ]


def write_set(folder: Path, cases: Sequence[UseCase], asked: Sequence[UseCase]) -> None:
    """Write corpus, queries and qrels; questions by hand that lie in the folder are added."""
    folder.mkdir(parents=True, exist_ok=True)
    known = {case.id: case for case in cases}
    queries = [{"id": f"q-{c.id}", "text": c.question, "language": "en", "type": c.type} for c in asked]
    right = {f"q-{c.id}": same_use_case(c, cases) for c in asked}
    for record in _by_hand(folder / BY_HAND):
        queries.append({name: record[name] for name in ("id", "text", "language", "type")})
        found = (same_use_case(known[id], cases) for id in record["doc_ids"])
        right[record["id"]] = sorted({id for ids in found for id in ids})
    _write(folder / "corpus.jsonl", ({"id": case.id, "text": case.text} for case in cases))
    _write(folder / "queries.jsonl", queries)
    _write(
        folder / "qrels.jsonl",
        ({"query_id": query, "doc_id": id, "relevance": 1} for query, ids in right.items() for id in ids),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the folder."""
    parser = argparse.ArgumentParser(prog="python -m casebase.evaluation.inventory", description=__doc__)
    parser.add_argument("csv", type=Path, help="the inventory of individually reported use cases")
    parser.add_argument("folder", type=Path, help="where corpus.jsonl, queries.jsonl and qrels.jsonl are written")
    parser.add_argument("--rows", type=int, default=0, help="documents to draw; 0: all")
    parser.add_argument("--queries", type=int, default=300, help="questions to draw")
    parser.add_argument("--seed", type=int, default=2025)
    given = parser.parse_args(arguments)
    cases, asked = sample(read_inventory(given.csv, given.seed), given.rows, given.queries, given.seed)
    write_set(given.folder, cases, asked)
    print(f"{len(cases)} documents and {len(asked)} questions were written to {given.folder}.")


def _makes_a_question(case: UseCase) -> bool:
    """Some agencies wrote the same into two fields: then the document would hold its question."""
    return len(case.question) in _QUESTION_LENGTH and _plain(case.question) not in _plain(case.text)


def _use_case(number: int, row: Mapping[str, str], chance: random.Random) -> UseCase | None:
    stated = {name: _clean(row.get(name) or "") for name in _FIELDS}
    kept_back = chance.choice(list(_QUESTION_FIELDS))  # drawn for every row, so that no row changes another's
    if not stated[kept_back]:
        kept_back = next((name for name in _QUESTION_FIELDS if stated[name]), kept_back)
    if sum(len(stated[name]) for name in _TELLING if name != kept_back) < _LEAST_TEXT:
        return None
    lines = [f"{label}: {stated[name]}" for name, label in _FIELDS.items() if stated[name] and name != kept_back]
    words = frozenset(_plain(" ".join(stated[name] for name in _TELLING)).split())
    return UseCase(f"row-{number:04d}", "\n\n".join(lines), stated[kept_back], _QUESTION_FIELDS[kept_back], words)


def _clean(text: str) -> str:
    text = " ".join(text.replace("_x000D_", " ").split())  # a line break as spreadsheets write it
    return "" if _plain(text) in {"", "n a", "na", "none", "not applicable", "tbd", "unknown", "withheld"} else text


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    if not smaller or smaller < _ALIKE * larger:
        return False
    common = len(one & other)
    return common >= _ALIKE * (len(one) + len(other) - common)


def _by_id(case: UseCase) -> str:
    return case.id


def _by_hand(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _write(path: Path, records: Iterable[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")


if __name__ == "__main__":
    main()
