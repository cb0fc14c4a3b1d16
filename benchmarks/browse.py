"""What finding costs with many cases: `python -m benchmarks browse [PATH] [--cases 4000] [--home FOLDER] [--json FILE]`.

With a PATH, the cases of that registry file (or of every file of a folder) are imported and measured beside the starter
cases. Without one, **nothing in it is a case of anybody**: synthetic texts (`benchmarks.synthetic`) get made-up records.
The data of every page that lists, counts, compares or shows cases is asked for as the page asks for it, and p50 and p95 are
printed: of the time that passed, and of the processor's time, which other work on the machine does not lengthen. A data
folder that is named by `--home` is kept, and measured as it is when it is named again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.case_search import MATCHED_PASSAGES
from app.evidence import evidence_for
from app.views.case import SIMILAR
from benchmarks.synthetic import fill, read_sources
from casebase.access import LOCAL_READER, Reader
from casebase.bootstrap import open_casebase
from casebase.cases.effects import Per
from casebase.cases.finding import Order, Wanted
from casebase.models import Filters, Kind
from casebase.record.fields import VOCABULARIES
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.case_import import CaseImports
from casebase.store.database import connect
from casebase.store.schema import DocumentRow
from ingest.exchange.formats import format_of
from ingest.exchange.importing import Importer, import_cases
from ingest.exchange.looking import KINDS
from ingest.exchange.reporting import report_text
from ingest.pipeline import ingest_files
from ingest.starter import starter_files

CASES = Wanted((("kind", ("case",)),))
ROUNDS = 40
FIGURES = ("p50", "p95", "p50 CPU", "p95 CPU")
STATUSES = ("検討", "実証", "本番", "終了")
PRODUCTS = ("ChatGPT", "Azure OpenAI", "Copilot", "Claude", "Gemini", "Dify", "自社開発", "不明")
QUESTIONS = (
    "議事録の作成時間",
    "問い合わせ対応の自動化",
    "水道管の漏水",
    "翻訳",
    "申請書のOCR",
    "chatbot for residents",
)


def main(arguments: Sequence[str]) -> None:
    """Fill a casebase in a temporary folder, measure, and print a line for each page."""
    options = argparse.ArgumentParser(prog="python -m benchmarks browse")
    options.add_argument("path", nargs="?", type=Path, help="a registry file, or a folder of them")
    options.add_argument("--cases", type=int, default=4000)
    options.add_argument("--home", type=Path, help="data folder that is kept")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args(list(arguments))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=chosen.home or Path(folder) / "home")
        kept = chosen.home is not None and settings.home.exists()
        casebase = open_casebase(settings) if kept else None
        if casebase is None:
            casebase = imported(settings, chosen.path) if chosen.path else filled(settings, chosen.cases)
        casebase.index.build_if_due()
        cases = casebase.cases.listed(LOCAL_READER, CASES, Order.NEW, 0, 1).total
        figures = measured(casebase)
    print(f"{cases:,} cases\n{'data of':34}{''.join(f'{head:>12}' for head in FIGURES)}")
    for name, taken in figures.items():
        print(f"{name:34}{''.join(f'{figure:12.1f}' for figure in taken)}")
    if chosen.json:
        chosen.json.write_text(json.dumps({"cases": cases, "ms": figures}, ensure_ascii=False, indent=1))


def imported(settings: Settings, path: Path) -> Casebase:
    """Open a casebase with the starter records and the cases of a registry file, or of every file of a folder; indexed."""
    casebase = open_casebase(settings)
    list(ingest_files(starter_files(), casebase.library, casebase.embedder))
    importer = Importer(casebase.library, CaseImports(casebase.imports.engine), casebase.embedder)
    files = sorted(one for one in path.iterdir() if one.suffix.lower() in KINDS) if path.is_dir() else [path]
    for file in files:
        print(report_text(import_cases(file, format_of(file), importer), False, "en").splitlines()[0], flush=True)
    casebase.index.build()
    return casebase


def filled(settings: Settings, cases: int) -> Casebase:
    """Open a casebase with so many made-up cases, indexed."""
    casebase = open_casebase(settings)
    texts = [file.content.decode() for file in starter_files()]
    engine = connect(settings)
    fill(engine, casebase.embedder.fingerprint, read_sources(texts, casebase.embedder), 0, cases)
    _make_cases(engine)
    casebase.index.build()
    return casebase


def measured(casebase: Casebase) -> dict[str, list[float]]:
    """Return `FIGURES` in milliseconds by page: everything that the page reads for one visit."""
    shelves, reader, cases = casebase.cases, LOCAL_READER, CASES
    some = [one.id for one in shelves.listed(reader, cases, Order.EFFECT, 0, ROUNDS).documents]
    narrowed = cases.having("task", "議事録", "要約").having("org", "tokyo").having("grade", "measured")
    partner = Reader("hiroshima")

    def listed(wanted: Wanted, order: Order, who: Reader = reader) -> None:
        shelves.counts(who, wanted)
        shelves.listed(who, wanted, order, 0, 20)

    def searched(round_: int) -> None:
        hits = casebase.passages(
            QUESTIONS[round_ % len(QUESTIONS)], reader, Filters(kinds=(Kind.CASE,)), MATCHED_PASSAGES
        )
        among = tuple(dict.fromkeys(hit.document.id for hit in hits))
        listed(Wanted(cases.limits, among), Order.MATCH)

    def insight() -> None:
        for per in Per:
            shelves.points(reader, cases, per)
        shelves.grades(reader, cases)
        shelves.years(reader, cases)

    def compared(round_: int) -> None:
        ids = [some[(round_ + n) % len(some)] for n in range(5)]
        for document in shelves.documents(ids, reader):
            evidence_for(document, casebase, reader, "ja")

    def case_page(round_: int) -> None:
        document = casebase.document(some[round_ % len(some)], reader)
        shelves.lineage(document, reader)
        casebase.cases_like(document.id, reader, SIMILAR)

    pages: dict[str, Callable[[int], Any]] = {
        "list, newest": lambda _: listed(cases, Order.NEW),
        "list, by effect": lambda _: listed(cases, Order.EFFECT),
        "list with three limits": lambda _: listed(narrowed, Order.ORGANIZATION),
        "list for a partner's reader": lambda _: listed(cases, Order.NEW, partner),
        "search": searched,
        "matrix": lambda _: (shelves.counts(reader, cases), shelves.cells(reader, cases)),
        "insight": lambda _: insight(),
        "compare, five cases": compared,
        "case page": case_page,
        "export of everything": lambda _: shelves.listed(reader, cases, Order.NEW),
    }
    return {name: _timed(page) for name, page in pages.items()}


def _timed(page: Callable[[int], Any]) -> list[float]:
    page(0)
    passed, used = [], []
    for number in range(ROUNDS):
        began, busy = time.perf_counter(), time.process_time()
        page(number)
        passed.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - busy) * 1000)
    return [round(float(one), 1) for taken in (passed, used) for one in np.percentile(taken, [50, 95])]


def _make_cases(engine: Engine) -> None:
    """Give every synthetic document the details and the record of a made-up case."""
    with Session(engine.execution_options(writing=True)) as session, session.begin():
        for number, row in enumerate(session.scalars(select(DocumentRow).order_by(DocumentRow.id))):
            for name, value in _case(number).items():
                setattr(row, name, value)


def _case(number: int) -> dict[str, Any]:
    chance = np.random.default_rng((11, number))

    def one(values: Sequence[Any]) -> Any:
        return values[int(chance.integers(len(values)))]

    owner = one(("tokyo", "hiroshima", "govtech", "other", "other"))
    status = one(STATUSES)
    effect = {
        "metric": "削減時間（1人当たり）",
        "after": round(float(chance.gamma(2, 3)), 1),
        "unit": "時間/月",
        "method": one(("measured", "estimated", "claimed")),
    }
    record = {
        "case_id": f"synthetic-{number:05}",
        "one_line_result_ja": "合成の事例であり、実在しない。" * 2,
        "problem_ja": "合成の課題である。" * 30,
        "solution_ja": "合成の取組である。" * 30,
        "effect": [effect] if number % 2 else [{"metric": "利用者", "after": 100, "unit": "人", "method": "measured"}],
        "model_or_product": one(PRODUCTS),
        "network_zone": one(("LGWAN", "インターネット", "")),
        "cost_ja": one(("約300万円", "約3,900万円", "無償", "")),
        "reusable_assets": one((["プロンプト"], ["アプリ定義", "仕様書"], [])),
        "stop_reason_ja": "合成の理由である。" if status == "終了" else "",
    }
    return {
        "kind": "case",
        "organization": owner,
        "organization_name": f"合成市{int(chance.integers(120))}" if owner == "other" else "",
        "visibility": one(("public", "public", "partners", "own")),
        "task_type": one(tuple(VOCABULARIES["task_type"].values)),
        "policy_area": one(tuple(VOCABULARIES["policy_area"].values)),
        "status": status,
        "published_on": f"{2019 + int(chance.integers(8))}-{1 + int(chance.integers(12)):02}",
        "record": record,
    }
