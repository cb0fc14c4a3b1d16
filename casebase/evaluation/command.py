"""The command `python -m casebase eval`: measure retrieval and answers, report with intervals, compare with before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.evaluation.corpora import corpus_settings
from casebase.evaluation.datasets import Dataset, Half, asked_elsewhere, load_dataset
from casebase.evaluation.html import write_html
from casebase.evaluation.report import Report, make_report, read_json, write_json
from casebase.evaluation.runs import Run, run_dataset
from casebase.evaluation.summary import summarize
from casebase.settings import Settings

CORPUS_ANSWERS = 200
"""Questions of a retrieval set that are also answered, to check every citation; a file of questions is answered whole."""


def evaluate(
    paths: Sequence[Path],
    settings: Settings,
    json_to: Path | None = None,
    html_to: Path | None = None,
    limit: int = 0,
    retrieval_only: bool = False,
    compare_with: Path | None = None,
    progress: bool = True,
    half: Half = Half.ALL,
    of: Path | None = None,
) -> Report:
    """Measure with every data set in `paths` and write what was asked for.

    A folder brings its own documents, which go into a casebase of their own; a file of questions is asked of the
    casebase in `settings.home`. `half` takes the questions to tune on or those to report on; `limit` of them that many of
    each set, evenly spaced (0: all). `of` is a set whose documents are asked instead, which hold none of the answers.
    `compare_with` is an earlier report (JSON). `report.report_lines` puts the result into
    words. Raises ValueError for a path that is no data set, CorpusNotTakenIn when documents fail.
    """
    earlier = read_json(compare_with) if compare_with else None
    sets = [load_dataset(path, limit, half) for path in paths]
    if of:
        others = load_dataset(of)
        sets = [asked_elsewhere(data, others) for data in sets]
    runs = [_run(data, settings, retrieval_only, progress) for data in sets]
    report = make_report(runs, [summarize(run) for run in runs], settings.model, earlier, half)
    if json_to:
        write_json(report, json_to)
    if html_to:
        write_html(report, html_to)
    return report


def _run(dataset: Dataset, settings: Settings, retrieval_only: bool, progress: bool) -> Run:
    casebase = open_casebase(corpus_settings(dataset, settings) if dataset.has_own else settings)
    answers = 0 if retrieval_only else CORPUS_ANSWERS if dataset.has_own else len(dataset.questions)
    with tqdm(total=len(dataset.questions), desc=dataset.name, disable=not progress, unit="question") as bar:
        return run_dataset(dataset, casebase, LOCAL_READER, answers, each=bar.update)
