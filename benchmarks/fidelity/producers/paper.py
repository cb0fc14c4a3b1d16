"""PDF by reportlab (Japanese fonts that are named but not embedded), typst and upLaTeX with dvipdfmx."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import typst
from reportlab.lib.colors import black
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import CIDFont, UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from benchmarks.fidelity.model import Item, Run, Text

RUNNING = "青空市資料第12号"


# -- reportlab


def flowed(text: Text, columns: int = 1, running: str = RUNNING) -> bytes:
    """Set a document with reportlab's own page layout: HeiseiMin-W3, not embedded, with ruled tables."""
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    japanese = text.language == "ja"
    font = "HeiseiMin-W3" if japanese else "Times-Roman"
    body = ParagraphStyle("body", fontName=font, fontSize=10, leading=17, wordWrap="CJK" if japanese else None)
    sizes = {1: 17, 2: 13, 3: 11.5}
    story: list[object] = []
    for item in text.items:
        if item.kind == "heading":
            size = sizes[item.level]
            style = ParagraphStyle(
                f"h{item.level}", body, fontSize=size, leading=size * 1.5, spaceBefore=10, spaceAfter=5
            )
            story.append(Paragraph(escape(item.text), style))
        elif item.kind == "table":
            small = ParagraphStyle("cell", body, fontSize=8.5, leading=12)
            story.append(Paragraph(escape(item.caption), small))
            rows = [[Paragraph(escape(value or ""), small) for value in row] for row in item.rows]
            merged = [
                ("SPAN", (column, at - 1), (column, at))
                for at, row in enumerate(item.rows)
                for column, value in enumerate(row)
                if value is None
            ]
            story.append(Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, black), *merged], repeatRows=1))
        else:
            mark = "・" if item.kind == "item" and item.level else ""
            story.append(Paragraph(mark + escape(item.text), body))
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=(210 * mm, 297 * mm), title=text.title)
    measure = (170 * mm - (columns - 1) * 8 * mm) / columns
    frames = [
        Frame((20 + at * (measure / mm + 8)) * mm, 22 * mm, measure, 250 * mm, 0, 0, 0, 0) for at in range(columns)
    ]

    def around(canvas: Canvas, page: BaseDocTemplate) -> None:
        canvas.setFont("HeiseiMin-W3", 8)
        canvas.drawString(20 * mm, 285 * mm, running)
        canvas.drawCentredString(105 * mm, 10 * mm, f"- {page.page} -")

    document.addPageTemplates([PageTemplate("page", frames, onPage=around)])
    document.build(story)
    return buffer.getvalue()


def vertical(text: Text, encoding: str = "UniJIS-UCS2-V") -> bytes:
    """Set a document in vertical lines from the right, with the fonts' own vertical writing."""
    name = f"HeiseiMin-W3-{encoding}"
    pdfmetrics.registerFont(CIDFont("HeiseiMin-W3", encoding))
    codec = "utf-16-be" if "UCS2" in encoding else "cp932"
    buffer = io.BytesIO()
    width, height = 297 * mm, 210 * mm
    canvas = Canvas(buffer, pagesize=(width, height))
    x, page = width - 25 * mm, 1
    for item in text.items:
        size = {1: 18, 2: 14, 3: 12}[item.level] if item.kind == "heading" else 11
        words = item.text if item.kind == "heading" else f"\u3000{item.text}"
        many = int((height - 44 * mm) / size)
        for line in _lines(words, many):
            if x < 25 * mm:
                canvas.setFont("Helvetica", 8)
                canvas.drawCentredString(width / 2, 8 * mm, str(page))
                canvas.showPage()
                x, page = width - 25 * mm, page + 1
            written = canvas.beginText(x, height - 22 * mm)
            written.setFont(name, size)
            written._textOut(line.encode(codec).decode("latin-1"))
            canvas.drawText(written)
            x -= size * 1.8
        x -= 6 if item.kind == "heading" else 0
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(width / 2, 8 * mm, str(page))
    canvas.save()
    return buffer.getvalue()


def _lines(words: str, many: int) -> list[str]:
    lines: list[str] = []
    while words:
        cut = many
        while cut < len(words) and words[cut] in "、。」）":
            cut += 1
        lines.append(words[:cut])
        words = words[cut:]
    return lines


# -- typst


def typeset(text: Text, columns: int = 1, standard: str = "") -> bytes:
    """Set a document with typst: justified, hyphenated, footnotes at the foot of the page. `standard` is as `ua-1`, `a-2b`."""
    source = [
        f'#set page(paper: "a4", columns: {columns}, header: [{_typst(RUNNING)}], numbering: "1 / 1")',
        f'#set document(title: "{text.title}")',
        f'#set text(font: ("Libertinus Serif", "Noto Serif CJK JP"), size: 10pt, lang: "{text.language}", hyphenate: true)',
        "#set par(justify: true, leading: 0.9em)",
        "#set smartquote(enabled: false)",
        "#show figure: set block(breakable: true)",
        "#show heading: it => block(it, above: 1.4em, below: 1em)",
        "",
    ]
    for item in text.items:
        source += [_typst_item(item), ""]
    settings = {"pdf_standards": [standard]} if standard else {}
    return bytes(typst.compile("\n".join(source).encode(), format="pdf", **settings))


def _typst_item(item: Item) -> str:
    inside = "".join(_typst_run(run) for run in item.runs)
    if item.kind == "heading":
        return f"{'=' * item.level} {inside}"
    if item.kind == "item" and item.level:
        return f"- {inside}"
    if item.kind != "table":
        return inside
    cells = []
    for index, row in enumerate(item.rows):
        for column, value in enumerate(row):
            if value is None:
                continue
            below = 1
            while index + below < len(item.rows) and item.rows[index + below][column] is None:
                below += 1
            cells.append(f"table.cell(rowspan: {below})[{_typst(value)}]" if below > 1 else f"[{_typst(value)}]")
    header, rest = cells[: len(item.rows[0])], cells[len(item.rows[0]) :]
    table = f"table(columns: {len(item.rows[0])}, table.header({', '.join(header)}), {', '.join(rest)})"
    caption = f"caption: figure.caption(position: top)[{_typst(item.caption)}]"
    return f'#figure({caption}, kind: "t", supplement: none, numbering: none, {table})'


def _typst_run(run: Run) -> str:
    if run.note:
        return f"#footnote[{_typst(run.note)}]"
    return f"*{_typst(run.text)}*" if run.emphasis else _typst(run.text)


def _typst(words: str) -> str:
    return re.sub(r"([#$*_`<>@\\\[\]~=/+\-])", r"\\\1", words)


# -- upLaTeX


def latex(text: Text, vertical: bool = False, columns: int = 1) -> bytes:
    """Set a document with upLaTeX and dvipdfmx, horizontal or vertical (utarticle)."""
    options = "twocolumn," if columns > 1 else ""
    parts = [
        rf"\documentclass[{options}uplatex,dvipdfmx,a4paper]{{{'utarticle' if vertical else 'ujarticle'}}}",
        r"\usepackage[ipaex]{pxchfon}" if _has_style("ipaex.sty") else "",
        r"\setcounter{secnumdepth}{0}\begin{document}",
    ]
    commands = {1: "section", 2: "subsection", 3: "subsubsection"}
    for item in text.items:
        inside = "".join(rf"\footnote{{{_tex(run.note)}}}" if run.note else _tex(run.text) for run in item.runs)
        if item.kind == "heading":
            parts.append(rf"\{commands[item.level]}*{{{inside}}}")
        elif item.kind == "table":
            rows = [" & ".join(_tex(value or "") for value in row) + r" \\ \hline" for row in item.rows]
            many = "l|" * len(item.rows[0])
            parts.append(
                rf"\begin{{center}}{_tex(item.caption)}\par\begin{{tabular}}{{|{many}}}\hline "
                + " ".join(rows)
                + r"\end{tabular}\end{center}"
            )
        else:
            parts.append(f"・{inside}" if item.kind == "item" and item.level else inside)
    parts.append(r"\end{document}")
    with TemporaryDirectory() as folder:
        Path(folder, "a.tex").write_text("\n\n".join(part for part in parts if part), encoding="utf-8")
        run = ["uplatex", "-interaction=nonstopmode", "a.tex"]
        subprocess.run(run, cwd=folder, check=False, capture_output=True, timeout=120)
        subprocess.run(["dvipdfmx", "-q", "a.dvi"], cwd=folder, check=True, capture_output=True, timeout=120)
        return Path(folder, "a.pdf").read_bytes()


def _has_style(name: str) -> bool:
    return subprocess.run(["kpsewhich", name], check=False, capture_output=True).returncode == 0


def _tex(words: str) -> str:
    words = words.replace("\\", r"\textbackslash ")
    return re.sub(r"([#$%&_{}])", r"\\\1", words).replace("~", r"\textasciitilde ").replace("^", r"\textasciicircum ")
