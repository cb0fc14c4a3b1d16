"""How well clauses of guidelines are found and put to their topics: `python -m benchmarks clauses [FOLDER] [--half …]`.

The folder is a set of `casebase eval` with `clauses.jsonl` (`document`, `text`, `topics`; no topic: it is no rule on any).
Its documents are taken in by the product's own command. `--list` prints what is missed or wrong.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.evaluation.corpora import corpus_settings
from casebase.evaluation.datasets import Half, document_key, load_dataset
from casebase.guidelines.clauses import Clause
from casebase.guidelines.topics import ORDER
from casebase.settings import Settings
from casebase.text.language import language_of

KEPT = Path(__file__).parents[1] / "tests" / "data" / "evaluation" / "rules"


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of a guideline with the topics that people gave it, and those under which the product shows it."""

    document: str
    text: str
    topics: frozenset[str]
    shown: frozenset[str]

    @property
    def found(self) -> bool:
        """Whether it is shown under one of its topics."""
        return bool(self.topics & self.shown)

    @property
    def wrong(self) -> bool:
        """Whether it is shown, but under none of its topics, or though it has none."""
        return bool(self.shown) and not self.found


def judged(clauses: Sequence[Clause], lines: Sequence[Mapping[str, Any]]) -> list[Judged]:
    """Return the sentences of a set beside what the product shows of them as `clauses`."""
    shown: dict[str, list[tuple[str, str]]] = {}
    for clause in clauses:
        shown.setdefault(document_key(clause.document.file_name), []).append((_plain(clause.text), clause.topic))
    return [
        Judged(line["document"], line["text"], frozenset(line["topics"]), _under(line, shown.get(line["document"], [])))
        for line in lines
    ]


def _under(line: Mapping[str, Any], shown: Sequence[tuple[str, str]]) -> frozenset[str]:
    said = _plain(line["text"])
    return frozenset(topic for text, topic in shown if said in text or (len(text) > len(said) / 2 and text in said))


def _plain(text: str) -> str:
    return "".join(text.split())


def _line(name: str, of: Sequence[Judged]) -> str:
    rules = [one for one in of if one.topics]
    shown = [one for one in of if one.shown]
    found, right = sum(one.found for one in rules), sum(one.found for one in shown)
    return (
        f"  {name:<14} {len(rules):4d} rules, found {found / max(1, len(rules)):.3f};"
        f" {len(shown):4d} shown, right {right / max(1, len(shown)):.3f}"
    )


def main(arguments: Sequence[str]) -> None:
    """Print the share of rules found and of shown clauses that are right, by topic and language."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks clauses", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=KEPT)
    parser.add_argument("--half", type=Half, default=Half.ALL)
    parser.add_argument("--list", action="store_true", help="print what is missed or wrong")
    asked = parser.parse_args(arguments)
    lines = [json.loads(line) for line in (asked.folder / "clauses.jsonl").read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if asked.half.holds(line["document"] + line["text"])]
    casebase = open_casebase(corpus_settings(load_dataset(asked.folder), Settings()))
    found = judged(casebase.clauses(LOCAL_READER), lines)
    for topic in ORDER:
        print(_line(topic, [one for one in found if topic in one.topics | one.shown]))
    for language in ("ja", "en"):
        print(_line(language, [one for one in found if language_of(one.text) == language]))
    print(_line("all", found))
    without = [one for one in found if not one.topics]
    print(f"  of {len(without)} sentences that are no rules {sum(bool(one.shown) for one in without)} are shown")
    confused = Counter((min(one.topics), min(one.shown)) for one in found if one.wrong and one.topics)
    for (topic, shown), count in confused.most_common(8):
        print(f"  {topic} shown as {shown}: {count}")
    if asked.list:
        for one in found:
            if one.wrong or (one.topics and not one.found):
                topics, shown = ("/".join(sorted(keys)) for keys in (one.topics, one.shown))
                print("wrong " if one.wrong else "missed", topics, "→", shown, "|", one.text)
