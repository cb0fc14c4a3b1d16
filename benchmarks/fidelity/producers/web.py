"""HTML as browsers show it, and what Chromium prints of it."""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.fidelity.model import Item, Run, Text

RUNNING = "取扱注意 / NOT FOR CIRCULATION"
"""The running header of printed pages; nobody reads it as text."""

_STYLE = """
body { font-family: "Noto Serif CJK JP", serif; font-size: 10.5pt; line-height: 1.7; text-align: justify; }
h1 { font-size: 18pt; text-align: left } h2 { font-size: 14pt; text-align: left } h3 { font-size: 11.5pt; text-align: left }
table { border-collapse: collapse; width: 100%; margin: 1em 0 } td, th { border: 0.7pt solid #333; padding: 2pt 5pt }
caption { font-size: 9.5pt } .footnotes { font-size: 8.5pt } .em { text-emphasis: filled dot }
"""
_FOOTER = '<div style="font-size:8pt;width:100%;text-align:center">- <span class="pageNumber"></span> -</div>'
STYLES = {
    "plain": "",
    "columns": "main { column-count: 2; column-gap: 8mm; hyphens: auto } table { font-size: 8pt }",
    "vertical": "html { writing-mode: vertical-rl } table { width: auto }",
    "open": "td, th { border: none } tr:first-child { border-bottom: 0.7pt solid #333 } td + td { text-align: right }",
}
"""Style sheets by name: as it comes, in two columns, in vertical writing, tables without rules."""


def html(text: Text, style: str = "plain") -> str:
    """Write a document as a page."""
    notes = [run.note for item in text.items for run in item.runs if run.note]
    count = iter(range(1, len(notes) + 1))
    body: list[str] = []
    listed = False
    for item in text.items:
        bullet = item.kind == "item" and item.level == 1
        if bullet != listed:
            body.append("<ul>" if bullet else "</ul>")
            listed = bullet
        body.append(_item(item, count))
    if listed:
        body.append("</ul>")
    if notes:
        listed_notes = "".join(f'<li id="fn{n}">{escape(note)}</li>' for n, note in enumerate(notes, start=1))
        body.append(f'<section class="footnotes" role="doc-endnotes"><ol>{listed_notes}</ol></section>')
    return (
        f'<!doctype html><html lang="{text.language}"><head><meta charset="utf-8"><title>{escape(text.title)}</title>'
        f"<style>{_STYLE}{STYLES[style]}</style></head><body><main>{''.join(body)}</main></body></html>"
    )


def printed(pages: dict[Path, str], running: str = RUNNING, tagged: bool = True) -> None:
    """Print pages to PDF as a reader would from the browser, with a running header and page numbers."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page()
        for path, source in pages.items():
            page.set_content(source)
            page.pdf(
                path=str(path),
                format="A4",
                tagged=tagged,
                outline=tagged,
                display_header_footer=bool(running),
                header_template=f'<div style="font-size:8pt;width:100%;text-align:center">{escape(running)}</div>',
                footer_template=_FOOTER,
                margin={"top": "22mm", "bottom": "22mm", "left": "24mm", "right": "24mm"},
            )
        browser.close()


def _item(item: Item, count: object) -> str:
    inside = "".join(_run(run, count) for run in item.runs)
    if item.kind == "heading":
        return f"<h{item.level}>{inside}</h{item.level}>"
    if item.kind == "item" and item.level == 1:
        return f"<li>{inside}</li>"
    if item.kind != "table":
        return f"<p>{inside}</p>"
    caption = f"<caption>{escape(item.caption)}</caption>" if item.caption else ""
    return f"<table>{caption}{''.join(_rows(item))}</table>"


def _run(run: Run, count: object) -> str:
    if run.note:
        number = next(count)  # type: ignore[call-overload]  # an iterator of the numbers of notes
        return f'<sup><a href="#fn{number}" role="doc-noteref">{number}</a></sup>'
    if run.reading:
        return f"<ruby>{escape(run.text)}<rp>(</rp><rt>{escape(run.reading)}</rt><rp>)</rp></ruby>"
    return f'<span class="em">{escape(run.text)}</span>' if run.emphasis else escape(run.text)


def _rows(item: Item) -> list[str]:
    written = []
    for index, row in enumerate(item.rows):
        cells = []
        for column, value in enumerate(row):
            if value is None:
                continue
            below = 1
            while index + below < len(item.rows) and item.rows[index + below][column] is None:
                below += 1
            tag = "td" if index else "th"
            span = f' rowspan="{below}"' if below > 1 else ""
            cells.append(f"<{tag}{span}>{escape(value)}</{tag}>")
        written.append(f"<tr>{''.join(cells)}</tr>")
    return written
