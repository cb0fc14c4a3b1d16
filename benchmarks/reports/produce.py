"""Make the reports as files: Word, what LibreOffice prints of Word and of slides, what Chromium prints, reportlab."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fidelity.model import MANIFEST
from benchmarks.fidelity.producers import office, paper, slides, web, word
from benchmarks.reports.model import SAMPLE, SAMPLE_EN, Report, reports

SEED = 20261128


def produce(folder: Path, seed: int = SEED) -> int:
    """Write every report and the manifest of what they state into `folder`; return the number of reports."""
    folder.mkdir(parents=True, exist_ok=True)
    made = reports(seed)
    with TemporaryDirectory() as scratch:
        _printed(made, folder, Path(scratch))
    for report in made:
        producer = report.settings["producer"]
        if producer == "word":
            (folder / _file(report)).write_bytes(word.word(report.text, running=_running(report)))
        elif producer == "reportlab":
            (folder / _file(report)).write_bytes(paper.flowed(report.text, running=_running(report)))
    rows = [
        {
            "file": _file(report),
            "half": report.half,
            "producer": report.settings["producer"],
            "language": report.text.language,
            "stated": [asdict(one) for one in report.stated],
        }
        for report in made
    ]
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(made)


def _file(report: Report) -> str:
    return f"{report.name}.{'docx' if report.settings['producer'] == 'word' else 'pdf'}"


def _running(report: Report) -> str:
    return SAMPLE_EN if report.text.language == "en" else SAMPLE


def _printed(made: list[Report], folder: Path, scratch: Path) -> None:
    sources = []
    for report in made:
        producer = report.settings["producer"]
        if producer == "chromium":
            page = web.html(report.text, report.settings.get("style", "plain"))
            web.printed({folder / _file(report): page}, running=_running(report))
        elif producer in {"libreoffice", "slides"}:
            content = (
                word.word(report.text, running=_running(report))
                if producer == "libreoffice"
                else slides.slides(report.text)[0]
            )
            sources.append(scratch / f"{report.name}.{'docx' if producer == 'libreoffice' else 'pptx'}")
            sources[-1].write_bytes(content)
    office.converted(sources, "pdf", folder)
