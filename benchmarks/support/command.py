"""`python -m benchmarks support`: answers before the judge, true and false sentences before the gate."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import PROJECT
from benchmarks.support.altering import FALSE, reworded
from benchmarks.support.judge import judge
from casebase.access import LOCAL_READER
from casebase.answer.engine import CitedSpan, Draft, DraftSentence
from casebase.answer.gate import pass_gate
from casebase.answer.support import Entailment, open_entailment
from casebase.bootstrap import open_casebase
from casebase.evaluation.corpora import corpus_settings
from casebase.evaluation.datasets import load_dataset
from casebase.models import Answer, Citation, Grounds, Hit
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.pipeline import ingest_files
from ingest.starter import starter_files

QUESTIONS = PROJECT / "tests" / "data" / "questions" / "starter.jsonl"
FURTHER = (PROJECT / "tests" / "data" / "evaluation" / "gennai",)
READABLE = (".md", ".txt")
"""Originals that the judge can decode without a parser."""


@dataclass
class Counted:
    """What was judged so far."""

    answers: int = 0
    supported_answers: int = 0
    sentences: int = 0
    supported: int = 0
    bare: int = 0
    misses: list[dict[str, object]] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    shown_false: list[dict[str, str]] = field(default_factory=list)
    removed_true: list[dict[str, str]] = field(default_factory=list)


def main(arguments: Sequence[str]) -> None:
    """Ask, judge, report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks support", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures and all misses to this file")
    parser.add_argument("--limit", type=int, default=0, help="questions of each set; 0: all")
    parser.add_argument("--starter-only", action="store_true", help="ask the starter questions only")
    chosen = parser.parse_args(arguments)
    counted = Counted()
    with tempfile.TemporaryDirectory() as folder:
        for name, casebase, questions in _sets(Path(folder), chosen.limit, chosen.starter_only):
            before = counted.answers
            entailment = open_entailment(Settings(), casebase.embedder)
            for question in questions:
                answer = casebase.ask(question, LOCAL_READER)
                if answer.sentences and _readable(answer):
                    _judge(question, answer, casebase, counted)
                    _try(answer, casebase, entailment, counted)
            print(f"{name}: {counted.answers - before} answers judged", flush=True)
            if chosen.json:
                chosen.json.write_text(json.dumps(_figures(counted), ensure_ascii=False, indent=1), encoding="utf-8")
    print("\n".join(_told(counted)))


def _sets(folder: Path, limit: int, starter_only: bool) -> Iterator[tuple[str, Casebase, list[str]]]:
    starter = open_casebase(Settings(home=folder / "starter"))
    for outcome in ingest_files(list(starter_files()), starter.library, starter.embedder):
        if outcome.error:
            raise SystemExit(f"{outcome.file}: {outcome.message}")
    yield "starter", starter, [one.text for one in load_dataset(QUESTIONS, limit).questions]
    for path in () if starter_only else FURTHER:
        data = load_dataset(path, limit)
        casebase = open_casebase(corpus_settings(data, Settings(home=folder / "further")))
        yield data.name, casebase, [one.text for one in data.questions]


def _readable(answer: Answer) -> bool:
    return all(one.document.file_name.endswith(READABLE) for one in answer.citations)


def _judge(question: str, answer: Answer, casebase: Casebase, counted: Counted) -> None:
    """Judge every sentence by the originals of the documents it cites; what the product counted stands in none of them."""
    counted.answers += 1
    all_supported = True
    cited = {citation.n: citation for citation in answer.citations}
    for sentence in (one for one in answer.sentences if one.grounds is not Grounds.COUNTED):
        counted.sentences += 1
        counted.bare += not sentence.citations
        verdicts = [judge(sentence.text, _original(cited[n], casebase)) for n in sentence.citations]
        if any(verdict.supported for verdict in verdicts):
            counted.supported += 1
            continue
        all_supported = False
        best = max(verdicts, key=lambda verdict: verdict.covered, default=None)
        counted.misses.append(
            {
                "question": question,
                "sentence": sentence.text,
                "document": cited[sentence.citations[0]].document.file_name if sentence.citations else "",
                "covered": best.covered if best else 0.0,
                "missing": list(best.missing) if best else [],
            }
        )
    counted.supported_answers += all_supported


def _try(answer: Answer, casebase: Casebase, entailment: Entailment | None, counted: Counted) -> None:
    """Give the gate what was made of each sentence: the reworded one should pass, the false ones should not."""
    cited = {citation.n: citation for citation in answer.citations}
    for sentence in (one for one in answer.sentences if one.grounds is not Grounds.COUNTED):
        cites = tuple(_span(cited[n]) for n in sentence.citations)
        made = {"reworded": reworded(sentence.text), **{name: make(sentence.text) for name, make in FALSE.items()}}
        for name, text in made.items():
            if text is None:
                continue
            counted.made[name] += 1
            gated = pass_gate(
                Draft((DraftSentence(text, cites),)),
                lambda version, number: casebase.page(version, number, LOCAL_READER),
                entailment,
            )
            if name == "reworded" and gated.removed:
                counted.removed_true.append({"reason": gated.removed[0].reason.value, "text": text})
            if gated.sentences:
                counted.shown[name] += 1
                if name != "reworded":
                    counted.shown_false.append({"made": name, "text": text})


def _span(citation: Citation) -> CitedSpan:
    return CitedSpan(Hit(citation.passage, citation.document, 1.0), citation.start, citation.end)


def _original(citation: Citation, casebase: Casebase) -> str:
    return casebase.original(citation.document.version, LOCAL_READER).decode("utf-8", errors="replace")


def _told(counted: Counted) -> list[str]:
    figures = _figures(counted)
    lines = [
        f"answers judged {figures['answers']}, all of their sentences supported: {figures['supported_answers_share']:.3f}",
        f"sentences {figures['sentences']}, supported {figures['supported_share']:.3f}, without a citation {figures['bare']}",
        "before the gate:",
        *(
            f"  {name}: {counted.made[name]} made, {counted.shown[name]} shown ({counted.shown[name] / counted.made[name]:.3f})"
            for name in ("reworded", *FALSE)
            if counted.made[name]
        ),
    ]
    lines += [
        f"miss: {one['sentence']}  [{one['document']}] {one['covered']} {one['missing']}" for one in counted.misses
    ]
    lines += [f"removed though true ({one['reason']}): {one['text']}" for one in counted.removed_true[:20]]
    return lines + [f"shown though false ({one['made']}): {one['text']}" for one in counted.shown_false[:20]]


def _figures(counted: Counted) -> dict[str, object]:
    return {
        "answers": counted.answers,
        "supported_answers_share": counted.supported_answers / max(1, counted.answers),
        "sentences": counted.sentences,
        "supported_share": counted.supported / max(1, counted.sentences),
        "bare": counted.bare,
        "misses": counted.misses,
        "made": dict(counted.made),
        "shown": dict(counted.shown),
        "shown_false": counted.shown_false,
        "removed_true": counted.removed_true,
    }
