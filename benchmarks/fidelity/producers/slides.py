"""PowerPoint files written by python-pptx: a heading a slide, tables, a group of shapes, the speaker's notes."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.util import Cm, Pt

from benchmarks.fidelity.model import Gold, Text
from benchmarks.fidelity.producers.word import sections
from casebase.text.sentences import sentence_spans

NOTE = "この頁では、数値の出典を口頭で補足する。"
GROUPED = ("申請を受ける。", "審査を行う。", "結果を知らせる。")


def slides(text: Text) -> tuple[bytes, Gold]:
    """Write a presentation and what must be found in it."""
    deck = Presentation()
    gold = text.without_notes().gold(notes=False, readings=False)
    sentences: list[str] = []
    cells: list[tuple[str, str]] = []
    for index, (title, items) in enumerate(sections(text.without_notes())):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(26)
        body = slide.placeholders[1]
        frame = body.text_frame
        paragraphs = [item for item in items if item.kind != "table"]
        tables = [item for item in items if item.kind == "table"]
        body.left, body.top, body.width, body.height = Cm(1.5), Cm(4.6), Cm(22), Cm(6.5 if tables else 12)
        for number, item in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.text = item.text
            paragraph.font.size = Pt(13)
            sentences.extend(item.text[start:end] for start, end in sentence_spans(item.text))
        for item in tables:
            box = slide.shapes.add_textbox(Cm(2), Cm(11.5), Cm(20), Cm(1))
            box.text_frame.text = item.caption
            shape = slide.shapes.add_table(len(item.rows), len(item.rows[0]), Cm(2), Cm(12.5), Cm(20), Cm(1))
            for row, values in enumerate(item.rows):
                for column, value in enumerate(values):
                    if value is None:
                        shape.table.cell(row - 1, column).merge(shape.table.cell(row, column))
                    else:
                        shape.table.cell(row, column).text = value
                        shape.table.cell(row, column).text_frame.paragraphs[0].font.size = Pt(10)
            header, *rows = item.rows
            cells.extend((header[c] or "", v) for row in rows for c, v in enumerate(row) if v)
        if index == 1:
            slide.notes_slide.notes_text_frame.text = NOTE
            sentences.append(NOTE)
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "流れ図"
    group = slide.shapes.add_group_shape()
    for number, words in enumerate(GROUPED):
        shape = group.shapes.add_shape(1, Cm(2 + 7 * number), Cm(6), Cm(6), Cm(3))
        shape.text_frame.text = words
    sentences.extend(GROUPED)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue(), Gold(tuple(sentences), (*gold.headings, "流れ図"), tuple(cells), gold.captions)
