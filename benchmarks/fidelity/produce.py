"""Make the documents of the measurement: every text through every producer that is there, with what must be found in it."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.fidelity.model import MANIFEST, Gold, Text, texts
from benchmarks.fidelity.producers import office, paper, plain, sheets, slides, web, word

TAGGED = json.dumps({"UseTaggedPDF": {"type": "boolean", "value": "true"}})


class Shelf:
    """A folder of produced files; remembers what each must hold."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.rows: list[dict[str, object]] = []

    def add(self, name: str, producer: str, gold: Gold, content: bytes | None = None, layout: str = "plain") -> Path:
        """Keep a file (or, without content, one that is being written) and return its path."""
        path = self.folder / name
        if content is not None:
            path.write_bytes(content)
        self.rows.append({"file": name, "producer": producer, "layout": layout, "gold": asdict(gold)})
        return path

    def close(self) -> None:
        """Write the manifest of the files that are there."""
        kept = [row for row in self.rows if (self.folder / str(row["file"])).exists()]
        lines = (json.dumps(row, ensure_ascii=False) for row in kept)
        (self.folder / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def produce(folder: Path) -> int:
    """Make everything that the programs of this machine can make, and return the number of files."""
    shelf = Shelf(folder)
    found = texts()
    _plain(shelf, found)
    _office(shelf, found)
    _web(shelf, found)
    _paper(shelf, found)
    shelf.close()
    return len(shelf.rows)


def _plain(shelf: Shelf, found: dict[str, Text]) -> None:
    for name, encoding, wrapped in (
        ("ja-minutes", "utf-8", 0), ("ja-minutes", "cp932", 36), ("ja-essay", "euc_jp", 40), ("en-report", "utf-8", 72),
        ("ja-case", "utf-16", 0), ("en-guideline", "utf-8", 0),
    ):  # fmt: skip
        text = found[name].without_notes()
        gold = replace(text.gold(notes=False, readings=False), cells=(), captions=(), headings=())
        shelf.add(f"{name}-{encoding}-{wrapped}.txt", "text", gold, plain.plain(text, encoding, wrapped))
    for name in ("ja-case", "en-report", "ja-guideline"):
        shelf.add(f"{name}.md", "markdown", found[name].gold(), plain.markdown(found[name]))
    for name, encoding in (("ja-budget", "cp932"), ("ja-collection", "utf-8-sig"), ("en-report", "utf-8")):
        content, gold = sheets.separated(found[name], encoding)
        shelf.add(f"{name}.csv", "csv", gold, content)


def _office(shelf: Shelf, found: dict[str, Text]) -> None:
    absent = (word.RUNNING,)
    paths = [
        shelf.add(f"{name}.docx", "python-docx", text.gold(absent=absent), word.word(text))
        for name, text in found.items()
    ]
    columns = [
        shelf.add(
            f"{name}-columns.docx", "python-docx", found[name].gold(absent=absent), word.word(found[name], columns=2)
        )
        for name in ("ja-collection", "en-report")
    ]
    upright = found["ja-essay"]
    vertical = shelf.add(
        "ja-essay-vertical.docx", "python-docx", upright.gold(absent=absent), word.word(upright, vertical=True)
    )
    content, everything = word.word_with_everything()
    paths.append(shelf.add("everything.docx", "python-docx", everything, content))
    decks = [
        shelf.add(f"{name}.pptx", "python-pptx", *reversed(slides.slides(found[name])))
        for name in ("ja-case", "en-report")
    ]
    books = [
        shelf.add(f"{name}.xlsx", "openpyxl", *reversed(sheets.sheets(found[name])))
        for name in ("ja-budget", "ja-collection")
    ]
    golds = {str(row["file"]): row["gold"] for row in shelf.rows}

    def printed(source: Path, layout: str) -> None:
        gold = Gold(**golds[source.name])  # type: ignore[arg-type]  # as the row holds it
        if source.suffix == ".pptx":  # speaker's notes are not printed
            gold = replace(gold, sentences=tuple(one for one in gold.sentences if one != slides.NOTE))
        if source.stem == "everything":  # deletions are printed, struck through, and the date is the day of printing
            unprinted = ("利用の期間は", "更新日は")
            gold = replace(
                gold, sentences=tuple(one for one in gold.sentences if not one.startswith(unprinted)), absent=()
            )
        shelf.add(f"{source.stem}-{source.suffix[1:]}-libreoffice.pdf", "LibreOffice PDF", gold, layout=layout)

    for sources, layout in (
        (paths, "plain"),
        (decks, "plain"),
        (books, "plain"),
        (columns, "columns"),
        ([vertical], "vertical"),
    ):
        _to_pdf(shelf, sources, tagged=sources is paths)
        for source in sources:
            printed(source, layout)
    for kind, sources in (("docx", paths[:3]), ("pptx", decks[:1]), ("xlsx", books)):
        through = {"docx": "odt", "pptx": "odp", "xlsx": "ods"}[kind]
        _resaved(shelf, sources, through, kind, golds)


def _to_pdf(shelf: Shelf, sources: list[Path], tagged: bool) -> None:
    office.converted(sources, f"pdf:writer_pdf_Export:{TAGGED}" if tagged else "pdf", shelf.folder)
    for source in sources:
        made = source.with_suffix(".pdf")
        if made.exists():
            made.rename(shelf.folder / f"{source.stem}-{source.suffix[1:]}-libreoffice.pdf")


def _resaved(shelf: Shelf, sources: list[Path], through: str, kind: str, golds: dict[str, object]) -> None:
    """Have LibreOffice write the format anew, by way of its own: what comes out is its XML, not the library's."""
    work = shelf.folder / "work"
    office.converted(sources, through, work)
    office.converted(sorted(work.glob(f"*.{through}")), kind, work)
    for source in sources:
        made = work / f"{source.stem}.{kind}"
        if made.exists():
            target = shelf.add(
                f"{source.stem}-libreoffice.{kind}",
                "LibreOffice",
                Gold(**golds[source.name]),  # type: ignore[arg-type]
            )
            made.rename(target)
    shutil.rmtree(work, ignore_errors=True)


def _web(shelf: Shelf, found: dict[str, Text]) -> None:
    for name in ("ja-case", "en-report", "ja-budget"):
        shelf.add(f"{name}.html", "html", found[name].gold(), web.html(found[name]).encode())
    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        return
    pages: dict[Path, str] = {}
    for name, style in (
        ("ja-case", "plain"), ("ja-guideline", "plain"), ("en-report", "plain"), ("ja-budget", "plain"),
        ("ja-minutes", "open"), ("ja-collection", "columns"), ("en-guideline", "columns"), ("ja-essay", "vertical"),
        ("ja-collection", "plain"),
    ):  # fmt: skip
        text = found[name] if style == "plain" else found[name].without_notes()
        gold = text.gold(absent=(web.RUNNING,))
        layout = style if style in {"columns", "vertical"} else "plain"
        pages[shelf.add(f"{name}-{style}-chromium.pdf", "Chromium PDF", gold, layout=layout)] = web.html(text, style)
    web.printed(pages)
    text = found["ja-minutes"]
    untagged = shelf.add("ja-minutes-untagged-chromium.pdf", "Chromium PDF", text.gold())
    web.printed({untagged: web.html(text)}, running="", tagged=False)


def _paper(shelf: Shelf, found: dict[str, Text]) -> None:
    absent = (paper.RUNNING,)
    for name, columns in (("ja-case", 1), ("en-report", 1), ("ja-collection", 2), ("ja-budget", 1)):
        text = found[name].without_notes().with_spaces()
        layout = "columns" if columns > 1 else "plain"
        gold = text.gold(readings=False, absent=absent)
        shelf.add(
            f"{name}-{columns}-reportlab.pdf", "reportlab (not embedded)", gold, paper.flowed(text, columns), layout
        )
    for name, encoding in (("ja-essay", "UniJIS-UCS2-V"), ("ja-minutes", "90ms-RKSJ-V")):
        text = found[name].without_notes()
        text = replace(text, items=tuple(item for item in text.items if item.kind != "table"))
        gold = text.gold(readings=False)
        shelf.add(
            f"{name}-vertical-reportlab.pdf",
            "reportlab (not embedded)",
            gold,
            paper.vertical(text, encoding),
            "vertical",
        )
    for name, columns, standard in (
        ("ja-case", 1, "ua-1"), ("en-report", 1, ""), ("en-report", 2, ""), ("ja-guideline", 1, "a-2b"), ("ja-collection", 2, ""),
        ("ja-budget", 1, ""), ("en-guideline", 1, ""),
    ):  # fmt: skip
        layout = "columns" if columns > 1 else "plain"
        gold = found[name].gold(readings=False, absent=absent)
        content = paper.typeset(found[name], columns, standard)
        shelf.add(f"{name}-{columns}-typst.pdf", "typst PDF", gold, content, layout)
    if not shutil.which("uplatex"):
        return
    for name, vertical, columns in (
        ("ja-minutes", False, 1),
        ("ja-essay", True, 1),
        ("ja-collection", False, 2),
        ("ja-case", False, 1),
    ):
        text = found[name]
        text = replace(text, items=tuple(item for item in text.items if item.kind != "table" or len(item.rows) < 20))
        layout = "vertical" if vertical else "columns" if columns > 1 else "plain"
        gold = text.gold(readings=False)
        shelf.add(f"{name}-{layout}-uplatex.pdf", "upLaTeX PDF", gold, paper.latex(text, vertical, columns), layout)
