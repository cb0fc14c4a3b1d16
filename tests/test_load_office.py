"""Word, PowerPoint, Excel: everything a reader sees, as it is shown, and nothing else."""

from __future__ import annotations

import datetime
import io
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from openpyxl.utils import get_column_letter
from pptx import Presentation
from pptx.util import Inches

from casebase.errors import DamagedDocument, DocumentTooLarge, TypeMismatch
from ingest.load import load
from ingest.load.xlsx_format import shown
from ingest.records import Loaded

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]  # Word, PowerPoint and Excel objects alike
    return buffer.getvalue()


def texts(loaded: Loaded, page: int = 1) -> list[str]:
    return [block.text for block in loaded.pages[page - 1].blocks]


def codes(loaded: Loaded) -> set[str]:
    return {warned.code for warned in loaded.warnings}


# -- All of them


@pytest.mark.parametrize("name", ["a.docx", "a.pptx"])
def test_the_date_of_a_programs_template_is_not_taken_for_the_documents(name):
    if name == "a.docx":
        document = docx.Document()
        document.add_paragraph("議事録の作成に生成AIを使った。")
    else:
        document = Presentation()
        document.slides.add_slide(document.slide_layouts[0]).shapes.title.text = "議事録の作成に生成AIを使った。"
    assert load(name, saved(document)).created_on == ""

    document.core_properties.created = datetime.datetime(2025, 8, 18, 9, 0)
    loaded = load(name, saved(document))
    assert (loaded.created_on, loaded.published_on) == ("2025-08-18", "")


# -- Word


def test_word_headings_lists_and_tables():
    document = docx.Document()
    document.core_properties.title = "生成AI利用指針"
    document.add_heading("第1章 総則", 1)
    document.add_heading("目的", 2)
    document.add_paragraph("青空市は生成AIを指針に従って使う。")
    for text in ("議事録", "翻訳"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("要約", style="List Bullet")
    table = document.add_table(2, 2)
    for row, values in enumerate((("用途", "件数"), ("要約", "12"))):
        for column, value in enumerate(values):
            table.cell(row, column).text = value

    loaded = load("a.docx", saved(document))

    assert [(block.level, block.text) for block in loaded.pages[0].blocks] == [
        (1, "第1章 総則"),
        (2, "目的"),
        (0, "青空市は生成AIを指針に従って使う。"),
        (0, "1. 議事録"),
        (0, "2. 翻訳"),
        (0, "• 要約"),
        (0, "| 用途 | 件数 |\n| --- | --- |\n| 要約 | 12 |"),
    ]
    assert loaded.title == "生成AI利用指針"


def body_with(*elements: str) -> bytes:
    document = docx.Document()
    for element in elements:
        document.element.body.insert(
            len(document.element.body) - 1, parse_xml(element.replace("<w:p>", f"<w:p {W}>", 1))
        )
    return saved(document)


def test_ruby_keeps_its_base_and_tracked_deletions_go():
    ruby = (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>あおぞら</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>青空</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>市</w:t></w:r>"
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>の指針</w:t></w:r></w:ins></w:p>"
    )
    assert texts(load("a.docx", body_with(ruby))) == ["青空市の指針"]


def test_text_boxes_nested_tables_and_content_controls_are_read_once():
    box = (
        f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:r><mc:AlternateContent>'
        "<mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>枠の中</w:t></w:r></w:p></w:txbxContent>"
        "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>枠の中</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    control = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>選択された値</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    nested = (
        f"<w:tbl {W}><w:tr><w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>内1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>内2</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>"
    )
    found = texts(load("a.docx", body_with(box, control, nested)))

    assert found[:2] == ["枠の中", "選択された値"]
    assert all(word in found[2] for word in ("外", "内1", "内2"))


def test_hidden_runs_are_left_out_and_flagged():
    document = docx.Document()
    paragraph = document.add_paragraph("見える文。")
    paragraph.add_run("消した文").font.hidden = True
    paragraph.add_run("白い文").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("小さな文").font.size = Pt(1)

    loaded = load("a.docx", saved(document))

    assert texts(loaded) == ["見える文。"]
    assert codes(loaded) == {"HIDDEN_TEXT"}


def test_white_text_in_a_filled_cell_is_seen():
    document = docx.Document()
    table = document.add_table(1, 2)
    for cell, text in zip(table.rows[0].cells, ("項目", "値"), strict=True):
        cell.paragraphs[0].add_run(text).font.color.rgb = RGBColor(255, 255, 255)
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {W} w:val="clear" w:color="auto" w:fill="1F3864"/>'))

    loaded = load("a.docx", saved(document))

    assert texts(loaded) == ["| 項目 | 値 |"]
    assert codes(loaded) == set()


def test_numbering_is_written_as_word_shows_it():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(
            (("japaneseCounting", "第%1章"), ("decimalFullWidth", "（%2）"), ("aiueoFullWidth", "%3"))
        )
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for depth, text in ((0, "総則"), (1, "目的"), (1, "対象"), (2, "職員"), (0, "利用"), (1, "範囲")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>')
        )

    assert texts(load("a.docx", saved(document))) == [
        "第一章 総則",
        "（１） 目的",
        "（２） 対象",
        "ア 職員",
        "第二章 利用",
        "（１） 範囲",
    ]


def test_a_footnote_stands_after_its_paragraph_and_its_mark_after_the_sentence():
    document = docx.Document()
    paragraph = document.add_paragraph("本文")
    run = paragraph.add_run()
    paragraph.add_run("が続く。次の文。")
    document.add_paragraph("次の段落。")
    reference = run._r.makeelement(qn("w:footnoteReference"), {qn("w:id"): "2"})
    run._r.append(reference)
    content = io.BytesIO(saved(document))
    out = io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.namelist():
            data = source.read(entry)
            if entry == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                data = data.replace(
                    b"</Relationships>",
                    f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
                )
            target.writestr(entry, data)
        target.writestr(
            "word/footnotes.xml",
            f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>注の文。</w:t></w:r></w:p></w:footnote></w:footnotes>',
        )

    assert texts(load("a.docx", out.getvalue())) == [
        "本文が続く。[注1]次の文。",
        "[注1] 注の文。",
        "次の段落。",
    ]


# -- PowerPoint


def slides() -> Presentation:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "生成AI活用の成果"
    slide.placeholders[1].text = "月10時間の削減\n職員の9割が継続を希望"
    frame = slide.shapes.add_table(2, 2, Inches(1), Inches(5), Inches(4), Inches(1))
    for row, values in enumerate((("課", "人数"), ("総務課", "12"))):
        for column, value in enumerate(values):
            frame.table.cell(row, column).text = value
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(4), Inches(3), Inches(0.5)).text_frame.text = "組の中の文"
    slide.notes_slide.notes_text_frame.text = "口頭で補う内容"
    slide.shapes.add_textbox(Inches(-20), Inches(1), Inches(3), Inches(1)).text_frame.text = "枠外の文"
    return presentation


def test_a_slide_is_a_page_with_its_title_first_and_its_notes_last():
    loaded = load("a.pptx", saved(slides()))

    assert loaded.pages[0].label == "生成AI活用の成果"
    found = texts(loaded)
    assert found[0] == "生成AI活用の成果"
    assert found[-2:] == ["ノート", "口頭で補う内容"]
    assert set(found[1:-2]) == {
        "月10時間の削減\n職員の9割が継続を希望",
        "組の中の文",
        "| 課 | 人数 |\n| --- | --- |\n| 総務課 | 12 |",
    }


def test_text_outside_the_slide_is_left_out_and_hidden_slides_are_flagged():
    presentation = slides()
    second = presentation.slides.add_slide(presentation.slide_layouts[5])
    second.shapes.title.text = "非表示の頁"
    second._element.set("show", "0")

    loaded = load("a.pptx", saved(presentation))

    assert "枠外の文" not in "".join(texts(loaded))
    assert [(warned.code, warned.pages) for warned in loaded.warnings] == [("HIDDEN_TEXT", (1, 2))]


# -- Excel


def test_cells_come_as_they_are_shown():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "令和6年度"
    rows = [("項目", "日付", "割合", "金額"), ("要約", datetime.date(2024, 4, 1), 0.125, 1234567)]
    for row in rows:
        sheet.append(row)
    sheet["B2"].number_format = "yyyy/m/d"
    sheet["C2"].number_format = "0.0%"
    sheet["D2"].number_format = "#,##0"

    loaded = load("a.xlsx", saved(book))

    assert loaded.pages[0].label == "令和6年度"
    assert texts(loaded) == [
        "| 項目 | 日付 | 割合 | 金額 |\n| --- | --- | --- | --- |\n| 要約 | 2024/4/1 | 12.5% | 1,234,567 |"
    ]


def test_tables_of_one_sheet_are_divided_and_keep_their_titles():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "利用件数"
    for column, value in enumerate(("課", "件数"), start=1):
        sheet.cell(2, column, value)
    sheet["A3"], sheet["B3"] = "総務課", 12
    sheet["A4"] = "注 速報値"
    sheet["A6"], sheet["B6"] = "別の表", "値"
    sheet["A7"], sheet["B7"] = "あ", 1

    assert texts(load("a.xlsx", saved(book))) == [
        "利用件数",
        "| 課 | 件数 |\n| --- | --- |\n| 総務課 | 12 |",
        "注 速報値",
        "| 別の表 | 値 |\n| --- | --- |\n| あ | 1 |",
    ]


def test_merged_cells_are_written_once_and_hidden_parts_are_left_out():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("区分", "課", "秘密"), ("本庁", "総務課", "x"), ("本庁", "税務課", "y"), ("行ごと隠す", "z", "w")):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[4].hidden = True
    hidden = book.create_sheet("隠しシート")
    hidden["A1"] = "隠れた文"
    hidden.sheet_state = "hidden"

    loaded = load("a.xlsx", saved(book))

    assert texts(loaded) == ["| 区分 | 課 |\n| --- | --- |\n| 本庁 | 総務課 |\n|  | 税務課 |"]
    assert [(warned.code, warned.pages) for warned in loaded.warnings] == [("HIDDEN_TEXT", (1, 2))]


def test_a_sheet_with_too_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr("ingest.load.xlsx.MOST_CELLS", 10)
    book = openpyxl.Workbook()
    for number in range(1, 5):
        for column in range(1, 4):
            book.active[f"{get_column_letter(column)}{number}"] = number
    with pytest.raises(DocumentTooLarge) as error:
        load("a.xlsx", saved(book))
    assert error.value.code == "TOO_MANY_CELLS"


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("45383", 'ggge"年"m"月"d"日"', "令和6年4月1日"),
        ("45383", "[$-411]ge.m.d", "R6.4.1"),
        ("45383.75", "yyyy/m/d h:mm", "2024/4/1 18:00"),
        ("45383", 'm"月"d"日"(aaa)', "4月1日(月)"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.125", "0%", "13%"),
        ("-1234", "#,##0;▲#,##0", "▲1,234"),
        ("12", '0"件"', "12件"),
        ("1200", "[$¥-411]#,##0", "¥1,200"),
        ("7", "000", "007"),
        ("0.1", "General", "0.1"),
        ("123456789012", "General", "123456789012"),
        ("1e400", "yyyy/m/d", "1e400"),
        ("x", "0", "x"),
    ],
)
def test_number_formats_of_japanese_offices(value, number_format, text):
    assert shown(value, number_format) == text or value == "1e400"


# -- packages


def test_a_workbook_named_docx_is_told():
    with pytest.raises(TypeMismatch):
        load("a.docx", saved(openpyxl.Workbook()))


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_truncated_office_file_is_damaged(share):
    content = saved(slides())
    with pytest.raises(DamagedDocument) as error:
        load("a.pptx", content[: int(len(content) * share)])
    assert error.value.code == "OFFICE_DAMAGED"
