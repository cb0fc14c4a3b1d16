"""Charts, diagrams, equations, form fields and shapes of Office files: what a reader sees of them is text."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.load import load
from ingest.load.xlsx_format import shown

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
TABLE = "|  | 令和5年度 | 令和6年度 |\n| --- | --- | --- |\n| 情報政策課 | 820 | 1,240 |\n| 市民課 | 415 | 860 |"


def texts(name: str, content: bytes, page: int = 1) -> list[str]:
    return [block.text for block in load(name, content).pages[page - 1].blocks]


def presentation_with_chart() -> Presentation:
    shown_ = Presentation()
    slide = shown_.slides.add_slide(shown_.slide_layouts[5])
    slide.shapes.title.text = "利用の状況"
    data = CategoryChartData(number_format="#,##0")
    data.categories = ["情報政策課", "市民課"]
    data.add_series("令和5年度", (820, 415))
    data.add_series("令和6年度", (1240, 860))
    place = Inches(1), Inches(2), Inches(6), Inches(4)
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "課別の利用件数"
    return shown_


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]  # Word, PowerPoint and Excel objects alike
    return buffer.getvalue()


def chart_part() -> bytes:
    with zipfile.ZipFile(io.BytesIO(saved(presentation_with_chart()))) as archive:
        return archive.read(next(name for name in archive.namelist() if name.startswith("ppt/charts/chart")))


def with_parts(content: bytes, parts: dict[str, bytes], relationships: str, added: str) -> bytes:
    """Add parts to a package, and relationships to one of its lists."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(written, "w") as result:
        for name in archive.namelist():
            data = archive.read(name)
            if name == relationships:
                data = data.replace(b"</Relationships>", added.encode() + b"</Relationships>")
            result.writestr(name, data)
        for name, data in parts.items():
            result.writestr(name, data)
    return written.getvalue()


def test_a_chart_on_a_slide_is_read_as_a_table_with_its_title():
    assert texts("a.pptx", saved(presentation_with_chart())) == ["利用の状況", "課別の利用件数", TABLE]


def test_a_chart_of_points_names_both_values():
    shown_ = Presentation()
    slide = shown_.slides.add_slide(shown_.slide_layouts[6])
    data = XyChartData()
    series = data.add_series("満足度")
    series.add_data_point(1, 3.5)
    series.add_data_point(2, 4.2)
    slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *(Inches(1),) * 4, data)

    (table,) = texts("a.pptx", saved(shown_))

    assert "| 1 | 3.5 |" in table and "| 2 | 4.2 |" in table and "満足度" in table


def test_a_chart_in_a_word_file_follows_its_paragraph():
    document = docx.Document()
    paragraph = document.add_paragraph("図1に件数を示す。")
    paragraph._p.append(
        parse_xml(
            f'<w:r xmlns:w="{W}" xmlns:a="{A}" xmlns:c="{C}" xmlns:r="{R}"><w:drawing><a:graphic>'
            f'<a:graphicData uri="{C}"><c:chart r:id="rId99"/></a:graphicData></a:graphic></w:drawing></w:r>'
        )
    )
    document.add_paragraph("以上。")
    relation = f'<Relationship Id="rId99" Type="{R}/chart" Target="charts/chart1.xml"/>'
    content = with_parts(
        saved(document), {"word/charts/chart1.xml": chart_part()}, "word/_rels/document.xml.rels", relation
    )

    assert texts("a.docx", content) == ["図1に件数を示す。", "課別の利用件数", TABLE, "以上。"]


def test_shapes_and_charts_over_a_sheet_come_after_its_cells_from_top_to_bottom():
    book = openpyxl.Workbook()
    book.active["A1"] = "様式第1号"
    content = saved(book)
    drawing = f"""<d:wsDr xmlns:d="{A.replace("main", "spreadsheetDrawing")}" xmlns:a="{A}"
      xmlns:c="{C}" xmlns:r="{R}">
      <d:twoCellAnchor><d:from><d:col>1</d:col><d:row>9</d:row></d:from><d:graphicFrame><a:graphic>
        <a:graphicData><c:chart r:id="rId1"/></a:graphicData></a:graphic></d:graphicFrame></d:twoCellAnchor>
      <d:twoCellAnchor><d:from><d:col>1</d:col><d:row>2</d:row></d:from><d:grpSp><d:sp><d:txBody>
        <a:p><a:r><a:t>記入例を</a:t></a:r><a:r><a:t>参照</a:t></a:r></a:p></d:txBody></d:sp></d:grpSp></d:twoCellAnchor>
      <d:twoCellAnchor><d:from><d:col>1</d:col><d:row>3</d:row></d:from><d:sp><d:nvSpPr><d:cNvPr hidden="1"/></d:nvSpPr>
        <d:txBody><a:p><a:r><a:t>隠れた図形</a:t></a:r></a:p></d:txBody></d:sp></d:twoCellAnchor></d:wsDr>"""

    def relations(target: str, kind: str) -> bytes:
        one = f'<Relationship Id="rId1" Type="{R}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{RELATED}">{one}</Relationships>'.encode()

    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations("../drawings/drawing1.xml", "drawing"),
        "xl/drawings/drawing1.xml": drawing.encode(),
        "xl/drawings/_rels/drawing1.xml.rels": relations("../charts/chart1.xml", "chart"),
        "xl/charts/chart1.xml": chart_part(),
    }

    assert texts("a.xlsx", with_parts(content, parts, "", "")) == ["様式第1号", "記入例を参照", "課別の利用件数", TABLE]


@pytest.mark.parametrize(
    "broken",
    [b"", b"<c", b"<a/>", b"<chartSpace><chart><plotArea><barChart><ser/></barChart></plotArea></chart></chartSpace>"],
)
def test_a_broken_chart_costs_itself_only(broken):
    content = saved(presentation_with_chart())
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(written, "w") as result:
        for name in archive.namelist():
            result.writestr(name, broken if name.startswith("ppt/charts/chart") else archive.read(name))

    assert texts("a.pptx", written.getvalue()) == ["利用の状況"]


def paragraph_of(inner: str) -> list[str]:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f'<w:p xmlns:w="{W}" xmlns:m="{M}">{inner}</w:p>'))
    return texts("a.docx", saved(document))


def test_equations_are_read_on_one_line():
    def run(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:num>{run('削減時間')}</m:num><m:den>{run('a+b')}</m:den></m:f>"
    square = f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>"
    root = f"<m:rad><m:deg/><m:e>{run('n')}</m:e></m:rad>"
    words = "<w:r><w:t xml:space='preserve'>率は </w:t></w:r>"

    (line,) = paragraph_of(f"{words}<m:oMath>{run('r=')}{fraction}{run('+')}{square}{root}</m:oMath>")

    assert line == "率は r=削減時間/(a+b)+x^2√(n)"


def test_boxes_to_tick_in_forms_say_whether_they_are_ticked():
    def box(state: str) -> str:
        data = f"<w:ffData><w:checkBox><w:default w:val='0'/>{state}</w:checkBox></w:ffData>"
        return f"<w:r><w:fldChar w:fldCharType='begin'>{data}</w:fldChar></w:r>"

    signs = "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r><w:r><w:t>承諾</w:t></w:r>"
    chosen = "<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='可'/><w:listEntry w:val='不可'/></w:ddList></w:ffData>"
    (line,) = paragraph_of(
        f"{box('<w:checked/>')}<w:r><w:t>有 </w:t></w:r>{box('')}<w:r><w:t>無 </w:t></w:r>{signs}"
        f"<w:r><w:fldChar w:fldCharType='begin'>{chosen}</w:fldChar></w:r>"
    )

    assert line == "☑有 ☐無 ☑承諾不可"


@pytest.mark.parametrize(
    ("serial", "number_format", "expected"),
    [
        ("45748", '[$-411]ggge"年"m"月"d"日";@', "令和7年4月1日"),
        ("43586", '[$-ja-JP-x-gannen]ggge"年"m"月"d"日"', "令和元年5月1日"),
        ("43586", '[$-411]ggge"年"m"月"d"日"', "令和1年5月1日"),
        ("45748", '[$-411]gge"."m"."d', "令7.4.1"),
        ("45748", "[$-411]ge.m.d;@", "R7.4.1"),
        ("45748.5", 'yyyy"年"m"月"d"日" h:mm', "2025年4月1日 12:00"),
        ("45748", '[DBNum1][$-411]ggge"年"m"月"d"日"', "令和七年四月一日"),
        ("1240", '[DBNum3][$-411]#,##0"円"', "１,２４０円"),
    ],
)
def test_japanese_dates_are_shown_as_excel_shows_them(serial, number_format, expected):
    assert shown(serial, number_format) == expected
