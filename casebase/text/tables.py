"""Rows of tables, told with the names of their columns: 「| 受付 | 時間 | 168 | 74 |」 alone does not say what 168 is.

Tables stand in stored pages as Markdown: a header row, a rule, rows. A passage that begins within a table has the header in
its section path.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from casebase.text.language import language_of
from casebase.text.remembered import remembered

LEVELS = " › "
"""Between the name of a group of columns and that of one of them, where a header has two rows."""

_RULE = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|)+")
_FIGURE = re.compile(r"[\d,.%△▲\-－+約]+[^\d年]{0,3}")
_BARE_FIGURE = re.compile(r"[約△▲+\-－]?[\d０-９][\d０-９,，.．]*")
_NOTHING = re.compile(r"[\s\-–—―－…・]*")
_NUMBER_COLUMN = re.compile(r"(?:No\.?|№|番号|項番|#|連番)(?:\s*[/／]\s*(?:No\.?|番号|#))?", re.IGNORECASE)
_NUMBERED = re.compile(r"[0-9０-９]")
_UNIT_COLUMN = re.compile(r"単位|unit", re.IGNORECASE)
_PLAIN_COLUMN = re.compile(
    r"(?:記入事項|内容|説明|概要|詳細|回答|結果|値|数値|備考|value|description|content|contents|detail|details|answer)?",
    re.IGNORECASE,
)
_UNIT = (
    r"[百千万億兆]*円|[百千万億兆]*ドル|%|％|ポイント|[百千万億]*[人件回台枚個時分秒日週月年点社校冊本]|時間|[かカヶ]月|か所|箇所|団体|k?m²?|ha|kg|t|MB|GB"
    r"|h|hours?|min(?:utes?)?|days?|months?|people|persons|yen|cases"
)
_NAMED_WITH_UNIT = re.compile(rf"(?P<name>.+?)\s*[（(](?:単位[:：]\s*)?(?P<unit>{_UNIT})[）)]")


_FORM_LABEL = re.compile(
    r"(?:報告|作成|提出|発生|申請|受付|実施|開催|発見|公表|更新|記入)(?:年月)?(?:日時?|者|部署|所属)|件名|題名|標題|事業名|案件名|団体名"
    r"|会社名|課題名|住所|所在地|宛先|文書番号|管理番号"
)
_VALUE = re.compile(r"[0-9０-９]|[。、,]|.{16}|\S\s+\S+\s+\S")
_PERIOD_COLUMN = re.compile(
    r"(?:令和|平成|[RH])?\s?[0-9０-９元]+(?:年|年度|期|回|月)?(?:目|実績|予算|決算|見込み?|[(（].{1,6}[)）])?"
)


LONGEST_SHOWN = 120
"""Characters of a header in a path of sections that is shown or searched."""


def in_brief(section: Sequence[str]) -> list[str]:
    """Return a path of sections with headers of tables cut short: rows are told by all of it, but found and shown by less."""
    return [
        part if len(part) <= LONGEST_SHOWN or " | " not in part else f"{part[: LONGEST_SHOWN - 1]}…" for part in section
    ]


def is_row(line: str) -> bool:
    """Tell whether a line is a row of a table."""
    return line.startswith("|") and line.rstrip().endswith("|") and len(line) > 2


def is_rule(line: str) -> bool:
    """Tell whether a line is the rule between a header and its rows."""
    return _RULE.fullmatch(line.strip()) is not None


def cell_spans(row: str) -> list[tuple[int, int]]:
    """Return where the cells of a row stand in it, without the blanks around them."""
    at, last = row.index("|") + 1, row.rindex("|")
    spans = []
    for cell in row[at:last].split("|"):
        left = at + len(cell) - len(cell.lstrip())
        spans.append((left, max(left, at + len(cell.rstrip()))))
        at += len(cell) + 1
    return spans


def cells_of(row: str) -> list[str]:
    """Return what stands in the columns of a row."""
    return [row[left:right] for left, right in cell_spans(row)]


def header_names(row: str, below: str) -> list[str]:
    """Return the names of the columns, with those of a second level where the row below divides the columns of the first."""
    first, second = cells_of(row), cells_of(below) if is_row(below) else []
    groups: list[list[int]] = []  # a name and the empty cells that it reaches over
    for column, cell in enumerate(first):
        if cell or not groups:
            groups.append([column])
        else:
            groups[-1].append(column)
    two_levels = (
        len(second) == len(first)
        and {len(group) > 1 for group in groups} == {True, False}
        and all(bool(second[column]) == (len(group) > 1) for group in groups for column in group)
        and not any(_FIGURE.fullmatch(cell) for cell in second)
    )
    if not two_levels:
        return first
    return [f"{first[group[0]]} {second[column]}".strip() for group in groups for column in group]


def is_form(names: Sequence[str]) -> bool:
    """Tell whether the first row of a table is no header but a label and its value, as in forms: 「報告日 | 令和8年9月3日」."""
    if len(names) not in {2, 4} or not all(names):
        return False
    labels, values = names[::2], names[1::2]
    if any(_VALUE.search(label) or _PLAIN_COLUMN.fullmatch(label) for label in labels):
        return False
    if any(_PLAIN_COLUMN.fullmatch(value) or _NAMED_WITH_UNIT.fullmatch(value) for value in values):
        return False
    says = [_VALUE.search(value) is not None and not _PERIOD_COLUMN.fullmatch(value) for value in values]
    return all(says) or all(_FORM_LABEL.fullmatch(label) for label in labels)


def _over_rule(text: str, end: int) -> bool:
    """Tell whether the row that ends at `end` stands over the rule of a table."""
    return is_rule(text[end:].lstrip(" \n").partition("\n")[0])


def heads_columns(text: str, end: int) -> bool:
    """Tell whether the row that ends at `end` is the header of a table: it stands over the rule, and is no row of a form."""
    header = text[:end].rpartition("\n")[2]
    return _over_rule(text, end) and not (is_row(header) and is_form(cells_of(header)))


@remembered(4_000)
def told_rows(text: str, start: int, end: int, section: Sequence[str] = ()) -> str:
    """Return `text[start:end]` with every row of a table told: 「受付：R5実績 168時間、R6実績 74時間」.

    `section` is the path of the passage `text`, where the header stands if the passage begins within the table. Where no
    header is known, cells are only set apart. A header with rows below it is left out; the first row of a form (see
    `is_form`) is none.
    """
    if "|" not in text[start:end]:
        return text[start:end]
    told: list[str] = []
    position = start
    lines = text[start:end].split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if not is_row(line):
            told.append(line)
        elif is_form(cells_of(line)) and _over_rule(text, position + len(line)):
            told.append(told_row(cells_of(line), cells_of(line)))
        elif not is_rule(line) and not is_rule(below):
            told.append(told_row(cells_of(line), names_above(text, position, section)))
        position += len(line) + 1
    return "\n".join(told)


def row_columns(text: str, start: int, end: int, section: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return the columns of the row `text[start:end]`, each as (name, cell); empty for what is no row under a header."""
    row = text[start:end].strip()
    if "\n" in row or not is_row(row) or _over_rule(text, end):
        return []
    names, cells = names_above(text, text.rfind("\n", 0, start + 1) + 1, section), cells_of(row)
    return list(zip(names, cells, strict=True)) if len(names) == len(cells) and not is_form(names) else []


def names_above(text: str, at: int, section: Sequence[str] = ()) -> list[str]:
    """Return the names of the columns of the row that begins at `at`, empty where they are not known."""
    above = text[:at].split("\n")[:-1]
    for number in range(len(above) - 1, 0, -1):
        if not is_row(above[number]):
            break
        if is_rule(above[number]) and is_row(above[number - 1]):
            first_row = (text[at:] if number == len(above) - 1 else above[number + 1]).partition("\n")[0]
            return header_names(above[number - 1], first_row)
    else:
        number = -1
    begins_within = all(is_row(line) for line in above)
    named = next((part for part in reversed(section) if " | " in part), "") if begins_within else ""
    return named.split(" | ") if named else []


def told_row(cells: Sequence[str], names: Sequence[str]) -> str:
    """Return a row told with the names of its columns; where there is not one for each, its cells set apart."""
    japanese = language_of(" ".join((*names, *cells))) == "ja"
    colon, comma = ("：", "、") if japanese else (": ", "; ")
    if len(names) != len(cells):
        return comma.join(cell for cell in cells if not _NOTHING.fullmatch(cell))
    if is_form(names):
        said = zip(cells[::2], cells[1::2], strict=True)
        return comma.join(f"{label}{colon}{value}" for label, value in said if not _NOTHING.fullmatch(value))
    columns = [
        (name, cell)
        for name, cell in zip(names, cells, strict=True)
        if not _NOTHING.fullmatch(cell) and not (_NUMBER_COLUMN.fullmatch(name) and _NUMBERED.search(cell))
    ]
    if not columns:
        return comma.join(cells)
    unit = next((cell for name, cell in columns[1:] if _UNIT_COLUMN.fullmatch(name)), "")
    subject, others = columns[0][1], [one for one in columns[1:] if not (unit and _UNIT_COLUMN.fullmatch(one[0]))]
    if _BARE_FIGURE.fullmatch(subject):
        subject = f"{columns[0][0]} {subject}".strip()
    told = [_said(name, cell, unit) for name, cell in others]
    return f"{subject}{colon}{comma.join(told)}" if told else subject


def _said(name: str, cell: str, unit: str) -> str:
    """Return a cell with the name of its column, and with the unit that the column or another one names."""
    if _PLAIN_COLUMN.fullmatch(name):
        name = ""
    if _BARE_FIGURE.fullmatch(cell):
        if match := _NAMED_WITH_UNIT.fullmatch(name):
            name, unit = match["name"], match["unit"]
        cell = f"{cell} {unit}" if unit.isascii() and unit.isalpha() else f"{cell}{unit}"
    return f"{name} {cell}".strip()
