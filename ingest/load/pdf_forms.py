"""What was filled into a PDF's form, as lines of the page: label and value, where the field stands. Nothing is run.

Text typed onto a page (free text annotations) is printed with it and becomes text too. Comments are not printed: they are
left out, and the editor is told so.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from casebase.models import Box
from ingest.characters import one_line
from ingest.load.pdf_glyphs import placement
from ingest.printed import PrintedLine
from ingest.records import BoxedSpan
from ingest.widths import is_cjk

MOST_FIELDS_A_PAGE = 5_000

_HIDDEN, _NO_VIEW, _PASSWORD = 1 << 1, 1 << 5, 1 << 13
"""Annotation flags (ISO 32000-1, table 165), and the flag of fields for passwords (table 228)."""

_MARKED = {pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON}
_WRITTEN = {
    pdfium.FPDF_FORMFIELD_TEXTFIELD,
    pdfium.FPDF_FORMFIELD_COMBOBOX,
    pdfium.FPDF_FORMFIELD_LISTBOX,
    pdfium.FPDF_FORMFIELD_SIGNATURE,
}
_NO_COMMENT = {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_FILEATTACHMENT}
# Names that form editors give by themselves say nothing.
_MACHINE_NAME = re.compile(
    r"(?:text|txt|field|fill|check ?box|radio|group|combo|list|button|dropdown|undefined|テキスト|チェック|ボックス|フィールド"
    r"|[\W\d_])*|.*\[\d+\].*",
    re.IGNORECASE,
)
_SIZE = 10.0
_LONGEST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class _Filled:
    """A field or typed text: `checked` is None for what is written, else whether it is marked (`value`: its choice)."""

    label: str
    value: str
    box: Box
    checked: bool | None = None
    name: str = ""

    @property
    def own_label(self) -> str:
        """What it is called where nothing is printed beside it: by its label, else by its name in the form."""
        return self.label or self.name


class Forms:
    """The form of an open PDF. Make it before pages are opened; hold `ingest.load.pdf_glyphs.PDFIUM` while using it."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self.is_dynamic = document.get_formtype() in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND)
        document.init_forms()

    def with_fields(
        self, page: pypdfium2.PdfPage, number: int, lines: list[PrintedLine]
    ) -> tuple[list[PrintedLine], bool]:
        """Return a page's lines with what is filled in, and whether the page has comments.

        The page is changed by reading fields that hold nothing but their look, so it must have been read before.
        """
        filled, empty, has_comments = self._filled(page)
        if empty:
            filled += self._by_look(page, number, empty)
        for one in sorted(filled, key=lambda one: (one.box[1], one.box[0])):
            lines = _marked(lines, one) if one.checked is not None else _written(lines, one)
        return lines, has_comments

    def _filled(self, page: pypdfium2.PdfPage) -> tuple[list[_Filled], list[_Filled], bool]:
        """Return what is filled in, the fields for text without a value, and whether there are comments."""
        place = placement(page)
        filled: list[_Filled] = []
        empty: list[_Filled] = []
        has_comments = False
        rect = pdfium.FS_RECTF()
        for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), MOST_FIELDS_A_PAGE)):
            annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
            if not annotation:
                continue
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if not pdfium.FPDFAnnot_GetFlags(annotation) & (_HIDDEN | _NO_VIEW):
                pdfium.FPDFAnnot_GetRect(annotation, rect)
                box = place(rect.left, rect.bottom, rect.right, rect.top)
                if kind == pdfium.FPDF_ANNOT_WIDGET:
                    if (one := self._field(annotation, box)) is not None:
                        (filled if one.value or one.checked is not None else empty).append(one)
                elif kind == pdfium.FPDF_ANNOT_FREETEXT:
                    filled.append(_Filled("", _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents"), box))
                elif kind not in _NO_COMMENT:
                    has_comments |= bool(_string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents"))
            pdfium.FPDFPage_CloseAnnot(annotation)
        return [one for one in filled if one.value or one.checked is not None], empty, has_comments

    def _field(self, annotation: Any, box: Box) -> _Filled | None:
        if self._document.formenv is None:
            return None
        form = self._document.formenv.raw
        kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
        label = _string(pdfium.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
        name = _string(pdfium.FPDFAnnot_GetFormFieldName, form, annotation).rsplit(".", 1)[-1]
        name = "" if _MACHINE_NAME.fullmatch(name) else name
        if kind in _MARKED:
            choice = ""
            if kind == pdfium.FPDF_FORMFIELD_RADIOBUTTON:
                choice = _string(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation)
            return _Filled(label, choice, box, bool(pdfium.FPDFAnnot_IsChecked(form, annotation)), name)
        if kind not in _WRITTEN or pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
            return None
        return _Filled(label, _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation), box, name=name)

    def _by_look(self, page: pypdfium2.PdfPage, number: int, empty: Sequence[_Filled]) -> list[_Filled]:
        """Read fields without a value by what they show, signatures for one: their look is made part of the page."""
        if pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
            return []
        seen = page.get_textpage()
        before = [one_line(_bounded(seen, page, one.box)) for one in empty]
        seen.close()
        flattened = self._document[number - 1]
        textpage = flattened.get_textpage()
        shown = [one_line(_bounded(textpage, flattened, one.box)) for one in empty]
        textpage.close()
        flattened.close()
        return [
            replace(one, value=after[:_LONGEST_TEXT])
            for one, was, after in zip(empty, before, shown, strict=True)
            if after and after != was
        ]


def _bounded(textpage: pypdfium2.PdfTextPage, page: pypdfium2.PdfPage, box: Box) -> str:
    """Return the text in a box given from the top left corner; rotated pages are left out."""
    if page.get_rotation():
        return ""
    left, bottom, _, top = page.get_bbox()
    return str(textpage.get_text_bounded(left + box[0], max(bottom, top - box[3]), left + box[2], top - box[1]))


def _string(read: Any, *arguments: Any) -> str:
    """Return a text that pdfium writes as UTF-16 into a buffer, on one line."""
    length = min(read(*arguments, None, 0), _LONGEST_TEXT)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    read(*arguments, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return one_line(buffer.raw[: length - 2].decode("utf-16-le", "replace").replace("\r", "\n"))


def _written(lines: list[PrintedLine], one: _Filled) -> list[PrintedLine]:
    """Put a value behind the printed label on its left, or in a line of its own with the field's own label."""
    at = _beside(lines, one.box, left=True)
    if at is not None and not lines[at].table and _says_same(lines[at].text, one.label):
        line = lines[at]
        text = f"{line.text}{_colon(line.text)}"
        spans = (*line.spans, BoxedSpan(len(text), len(text) + len(one.value), one.box))
        cells = (*_cells(line), (len(text), len(text) + len(one.value)))
        joined = replace(line, text=text + one.value, box=_around(line.box, one.box), cells=cells, spans=spans)
        return [*lines[:at], joined, *lines[at + 1 :]]
    label = f"{one.own_label}{_colon(one.own_label)}"
    text = label + one.value
    cells = ((0, len(label)), (len(label), len(text)))
    own = PrintedLine(text, one.box, _SIZE, cells=cells, spans=(BoxedSpan(0, len(text), one.box),))
    after = at if at is not None else _above(lines, one.box)
    return [*lines[: after + 1], own, *lines[after + 1 :]]


def _marked(lines: list[PrintedLine], one: _Filled) -> list[PrintedLine]:
    """Put the sign of a box before the printed text on its right; with none there, behind its label where it is marked."""
    sign = "☑ " if one.checked else "☐ "
    at = _beside(lines, one.box, left=False)
    if at is None or lines[at].table:
        if not (one.checked and one.own_label):
            return lines
        return _written(lines, replace(one, value=(sign + one.value).strip()))
    line = lines[at]
    moved = tuple(replace(span, start=span.start + len(sign), end=span.end + len(sign)) for span in line.spans)
    spans = (BoxedSpan(0, 1, one.box), *moved)
    cells = ((0, 1), *((start + len(sign), end + len(sign)) for start, end in _cells(line)))
    joined = replace(line, text=sign + line.text, box=_around(line.box, one.box), cells=cells, spans=spans)
    return [*lines[:at], joined, *lines[at + 1 :]]


def _cells(line: PrintedLine) -> tuple[tuple[int, int], ...]:
    return line.cells or ((0, len(line.text)),)


def _beside(lines: Sequence[PrintedLine], box: Box, left: bool) -> int | None:
    """Return the nearest line on a box's row to its left or right."""
    middle, height = (box[1] + box[3]) / 2, box[3] - box[1]
    found: list[tuple[float, int]] = []
    for index, line in enumerate(lines):
        inside = line.box[1] <= middle <= line.box[3] or box[1] <= (line.box[1] + line.box[3]) / 2 <= box[3]
        gap = box[0] - line.box[2] if left else line.box[0] - box[2]
        reach = 200 if left else max(3 * height, 30)
        if inside and not line.vertical and -2 <= gap <= reach:
            found.append((gap, index))
    return min(found)[1] if found else None


def _above(lines: Sequence[PrintedLine], box: Box) -> int:
    """Return the last line above a box, -1 if there is none."""
    return max((index for index, line in enumerate(lines) if line.box[3] <= box[1] + 2), default=-1)


def _says_same(printed: str, label: str) -> bool:
    def plain(text: str) -> str:
        return re.sub(r"[\s:：*＊]", "", text).casefold()

    return not label or plain(label) in plain(printed) or plain(printed) in plain(label)


def _colon(label: str) -> str:
    if not label or label.rstrip().endswith((":", "：")):
        return "" if not label or is_cjk(label.rstrip()[-1]) else " "
    return "：" if is_cjk(label.rstrip()[-1]) else ": "


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
