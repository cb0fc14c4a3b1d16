"""Word files written by python-docx, with what it has no call for (readings, notes, tracked changes) as the format's XML."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from benchmarks.fidelity.model import Gold, Item, Text

RUNNING = "青空市　取扱注意"
_W = nsdecls("w")
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def word(text: Text, columns: int = 1, vertical: bool = False, running: str = RUNNING) -> bytes:
    """Write a document with styles, a running header, page numbers, readings and footnotes."""
    document = _new(text.language)
    notes: list[str] = []
    for item in text.items:
        if item.kind == "table":
            _table(document, item, 16.0 if columns == 1 else 7.3)
            continue
        paragraph = _paragraph(document, item)
        for run in item.runs:
            if run.note:
                notes.append(run.note)
                paragraph._p.append(parse_xml(_NOTE_MARK.format(w=_W, number=len(notes))))
            elif run.reading:
                paragraph._p.append(parse_xml(_RUBY.format(w=_W, base=escape(run.text), reading=escape(run.reading))))
            else:
                written = paragraph.add_run(run.text)
                if run.emphasis:
                    written._r.get_or_add_rPr().append(parse_xml(f'<w:em {_W} w:val="dot"/>'))
    _finish(document, notes, columns, vertical, running)
    return _bytes(document)


def word_with_everything() -> tuple[bytes, Gold]:
    """Write a document with tracked changes, a comment, a text box, a content control, fields, nested and merged cells."""
    document = _new("ja")
    body = document.element.body
    document.add_heading("機能の見本", 1)
    body.append(parse_xml(_TOC.format(w=_W)))
    document.add_heading("第1章　改訂の履歴", 2)
    body.append(parse_xml(_TRACKED.format(w=_W)))
    body.append(parse_xml(_CONTROL.format(w=_W)))
    body.append(parse_xml(_BOX))
    document.add_heading("第2章　入れ子の表", 2)
    table = document.add_table(3, 3, style="Table Grid")
    for at, value in enumerate(("項目", "内容", "備考")):
        table.cell(0, at).text = value
    table.cell(1, 0).text, table.cell(1, 2).text = "連絡先", "平日のみ"
    inner = table.cell(1, 1).add_table(2, 2)
    for place, value in zip([(0, 0), (0, 1), (1, 0), (1, 1)], ["電話", "0820-00-1111", "窓口", "三階"], strict=True):
        inner.cell(*place).text = value
    table.cell(2, 0).merge(table.cell(2, 1)).text = "合計の欄は結合されている。"
    table.cell(2, 2).text = "以上"
    document.add_heading("第3章　番号", 2)
    for words in ("申請書を受け付ける。", "内容を審査する。", "結果を通知する。"):
        document.add_paragraph(words, style="List Number")
    body.append(parse_xml(_BROKEN.format(w=_W)))
    _finish(document, [], 1, False)
    sentences = (
        "利用の期間は令和8年3月31日までとする。",
        "この条項は追加された。",
        "承認者は情報政策課長である。",
        "囲みの中の注意書きである。",
        "合計の欄は結合されている。",
        "申請書を受け付ける。",
        "内容を審査する。",
        "結果を通知する。",
        "一語の途中で書式が変わっても、文は一つである。",
        "更新日は令和7年4月1日である。",
    )
    cells = (("項目", "連絡先"), ("備考", "平日のみ"), ("備考", "以上"))
    headings = ("機能の見本", "第1章　改訂の履歴", "第2章　入れ子の表", "第3章　番号")
    return _bytes(document), Gold(
        sentences, headings, cells, absent=("令和7年9月末", "削除された条項", "DATE", RUNNING)
    )


def _new(language: str) -> DocumentObject:
    document = Document()
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "Noto Serif CJK JP")
    document.styles["Normal"].font.name = "Noto Serif CJK JP" if language == "ja" else "Liberation Serif"
    document.styles["Normal"].font.size = Pt(10.5)
    return document


def _paragraph(document: DocumentObject, item: Item) -> Paragraph:
    if item.kind == "heading":
        return document.add_heading("", item.level)
    return document.add_paragraph("", style="List Bullet" if item.kind == "item" and item.level else None)


def _table(document: DocumentObject, item: Item, width: float) -> None:
    document.add_paragraph(item.caption, style="Caption")
    table = document.add_table(len(item.rows), len(item.rows[0]), style="Table Grid")
    table.autofit = False
    for column in table.columns:
        column.width = Cm(width / len(item.rows[0]))
    for row, values in enumerate(item.rows):
        cells = table.rows[row].cells
        for column, value in enumerate(values):
            if value is None:
                table.cell(row - 1, column).merge(cells[column])
            else:
                cells[column].text = value


def _finish(document: DocumentObject, notes: list[str], columns: int, vertical: bool, running: str = RUNNING) -> None:
    section = document.sections[-1]
    section.header.paragraphs[0].text = running
    section.footer.paragraphs[0]._p.append(
        parse_xml(f'<w:fldSimple {_W} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )
    if columns > 1:
        section.start_type = WD_SECTION.CONTINUOUS
        found = section._sectPr.find(qn("w:cols"))
        if found is not None:
            section._sectPr.remove(found)
        section._sectPr.append(parse_xml(f'<w:cols {_W} w:num="{columns}" w:space="425"/>'))
    if vertical:
        section._sectPr.append(parse_xml(f'<w:textDirection {_W} w:val="tbRl"/>'))
    if notes:
        numbered = zip(count(1), notes, strict=False)
        inside = "".join(_NOTE.format(number=number, text=escape(note)) for number, note in numbered)
        blob = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {_W}>{_SEPARATORS}{inside}</w:footnotes>'.encode()
        part = Part(PackURI("/word/footnotes.xml"), _NOTES_TYPE, blob, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _bytes(document: DocumentObject) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def sections(text: Text) -> Iterator[tuple[str, list[Item]]]:
    """Yield each heading with what stands under it, for producers of slides."""
    held: list[Item] = []
    title = ""
    for item in text.items:
        if item.kind == "heading":
            if title:
                yield title, held
            title, held = item.text, []
        else:
            held.append(item)
    yield title, held


_RUBY = (
    '<w:r {w}><w:ruby><w:rubyPr><w:rubyAlign w:val="distributeSpace"/><w:hps w:val="10"/><w:hpsRaise w:val="18"/>'
    '<w:hpsBaseText w:val="21"/><w:lid w:val="ja-JP"/></w:rubyPr><w:rt><w:r><w:rPr><w:sz w:val="10"/></w:rPr>'
    "<w:t>{reading}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{base}</w:t></w:r></w:rubyBase></w:ruby></w:r>"
)
_NOTE_MARK = '<w:r {w}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'
_NOTE = (
    '<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    '<w:r><w:rPr><w:sz w:val="17"/></w:rPr><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
)
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)
_BY = 'w:author="青空 花子" w:date="2025-04-01T00:00:00Z"'
_TRACKED = (
    '<w:p {w}><w:r><w:t>利用の期間は</w:t></w:r><w:del w:id="1" ' + _BY + "><w:r><w:delText>令和7年9月末</w:delText>"
    "</w:r></w:del>"
    '<w:ins w:id="2" ' + _BY + "><w:r><w:t>令和8年3月31日</w:t></w:r></w:ins><w:r><w:t>までとする。</w:t></w:r>"
    '<w:del w:id="3" ' + _BY + '><w:r><w:delText>削除された条項である。</w:delText></w:r></w:del><w:ins w:id="4" '
    + _BY + "><w:r><w:t>この条項は追加された。</w:t></w:r></w:ins></w:p>"
)  # fmt: skip
_CONTROL = (
    "<w:sdt {w}><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>承認者は</w:t></w:r><w:sdt><w:sdtPr/>"
    "<w:sdtContent><w:r><w:t>情報政策課長</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>である。</w:t></w:r></w:p>"
    "</w:sdtContent></w:sdt>"
)
_BROKEN = (
    '<w:p {w}><w:r><w:t>一語の途</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>中で書</w:t></w:r><w:proofErr w:type="spellStart"/>'
    "<w:r><w:t>式が変わっても、文は一つである。</w:t></w:r>"
    '<w:r><w:t>更新日は</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText>DATE \\@ "ggge年M月d日"</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>令和7年4月1日</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    "<w:r><w:t>である。</w:t></w:r></w:p>"
)
_TOC = (
    '<w:p {w}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>第1章　改訂の履歴</w:t></w:r>'
    "<w:r><w:tab/></w:r><w:r><w:t>1</w:t></w:r>"
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
_BOX = (
    f'<w:p {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape id="b" type="#_x0000_t202" '
    'style="width:200pt;height:40pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>囲みの中の注意書きである。</w:t></w:r></w:p>'
    "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)
