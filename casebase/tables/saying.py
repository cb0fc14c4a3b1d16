"""What the product says itself of rows that it counted, compared or added up: of which table, column and limits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from casebase.tables.columns import Column, Type
from casebase.tables.finding import Found
from casebase.tables.notes import Read
from casebase.tables.operations import Act
from casebase.tables.sheet import Table

MOST_TOLD = 20
"""Rows that are told one by one; of more it is said how many there are."""

_UNITS_EN = {
    "円": "yen",
    "ドル": "dollars",
    "ユーロ": "euros",
    "ポンド": "pounds",
    "人": "people",
    "時間": "hours",
    "件": "cases",
    "回": "times",
}


@dataclass(frozen=True, slots=True)
class Saying:
    """What was found in a table called `name`, to be said in a language."""

    table: Table
    name: str
    read: Read
    found: Found
    language: str

    def said(self) -> str:
        """Say it in one or two sentences; nothing where one row is told that needs no counting."""
        in_english = self.language == "en"
        if self.found.groups:
            return self._groups_en() if in_english else self._groups_ja()
        act = self.found.act
        if act is Act.MOST:
            return self._most_en() if in_english else self._most_ja()
        if act in {Act.TOTAL, Act.AVERAGE}:
            return self._sum_en() if in_english else self._sum_ja()
        if act is Act.TELL and len(self.found.fit) == 1:
            return ""
        return self._count_en() if in_english else self._count_ja()

    @property
    def _column(self) -> Column:
        return self.table.columns[self.found.column or 0]

    def _limits_ja(self) -> str:
        return "・".join(f"「{limit.said.strip('「」')}」" for limit in self.read.limits)

    def _limits_en(self) -> str:
        return ", ".join(f"“{limit.said.strip('“”')}”" for limit in self.read.limits)

    def _count_ja(self) -> str:
        number, of_all = len(self.found.fit), len(self.table.rows)
        joint = "の" if self.read.limits else "は"
        limits = f"のうち、{self._limits_ja()}に当てはまるのは{number:,}件です。" if self.read.limits else "です。"
        return f"「{self.name}」の表{joint}{of_all:,}件{limits}{self._added_ja()}{self._more_ja()}"

    def _count_en(self) -> str:
        number, of_all = len(self.found.fit), len(self.table.rows)
        rows = "1 row" if number == 1 else f"{number:,} rows"
        if not self.read.limits:
            return f"The table “{self.name}” has {rows}.{self._added_en()}{self._more_en()}"
        verb = "fits" if number == 1 else "fit"
        said = f"{number:,} of the {of_all:,} rows of “{self.name}” {verb} {self._limits_en()}."
        return f"{said}{self._added_en()}{self._more_en()}"

    def _added_ja(self) -> str:
        if self.found.act is not Act.TELL or self.found.value is None:
            return ""
        what = "差" if self.read.operation.differs else "合計"
        return f"「{self._column.name}」の{what}は{self._amount(self.found.value)}です。"

    def _added_en(self) -> str:
        if self.found.act is not Act.TELL or self.found.value is None:
            return ""
        if self.read.operation.differs:
            return f" They differ in “{self._column.name}” by {self._amount(self.found.value)}."
        return f" Their “{self._column.name}” adds up to {self._amount(self.found.value)}."

    def _more_ja(self) -> str:
        return f"初めの{MOST_TOLD}件を示します。" if len(self.found.told) > MOST_TOLD else ""

    def _more_en(self) -> str:
        return f" The first {MOST_TOLD} are shown." if len(self.found.told) > MOST_TOLD else ""

    def _most_ja(self) -> str:
        operation = self.read.operation
        limits = f"{self._limits_ja()}に当てはまり、" if self.read.limits else ""
        by_time = self._column.type is Type.MOMENT
        of_time = ("遅い", "早い") if "end" in self._column.about else ("新しい", "古い")
        most = (of_time if by_time else ("大きい", "小さい"))[operation.least]
        place = f"{operation.place}番目に{most}" if operation.place else f"最も{most}"
        order = f"{most}順に{operation.many}件は" if operation.many > 1 else f"{place}のは"
        known = f"「{self.name}」の表で{limits}「{self._column.name}」が分かる{self.found.known:,}件のうち"
        return f"{known}、{order}次のとおりです。{self._more_ja()}"

    def _most_en(self) -> str:
        operation = self.read.operation
        limits = f" that fit {self._limits_en()}" if self.read.limits else ""
        by_time = self._column.type is Type.MOMENT
        most = (("latest", "earliest") if by_time else ("highest", "lowest"))[operation.least]
        place = (
            f"the {_ORDINAL.get(operation.place, f'{operation.place}th')} {most}" if operation.place else f"the {most}"
        )
        what = f"the {operation.many} {most}" if operation.many > 1 else place
        return (
            f"Of the {self.found.known:,} rows of “{self.name}”{limits} with a value for “{self._column.name}”,"
            f" {what}:{self._more_en()}"
        )

    def _sum_ja(self) -> str:
        limits = f"{self._limits_ja()}に当てはまる" if self.read.limits else ""
        what = "平均" if self.found.act is Act.AVERAGE else "合計"
        amount = self._amount(self.found.value or Decimal(0))
        without = len(self.found.fit) - self.found.known
        left = f"「{self._column.name}」が数字でない{without:,}件は含みません。" if without else ""
        known = f"「{self.name}」の表の{limits}{self.found.known:,}件で"
        return f"{known}「{self._column.name}」の{what}は{amount}です。{left}{self._row_ja()}"

    def _sum_en(self) -> str:
        limits = f" that fit {self._limits_en()}" if self.read.limits else ""
        what = "average" if self.found.act is Act.AVERAGE else "total"
        without = len(self.found.fit) - self.found.known
        left = f" {without:,} without a figure there {'is' if without == 1 else 'are'} left out." if without else ""
        amount = self._amount(self.found.value or Decimal(0))
        return (
            f"Over {self.found.known:,} rows of “{self.name}”{limits} the {what} of “{self._column.name}”"
            f" is {amount}.{left}{self._row_en()}"
        )

    def _row_ja(self) -> str:
        row = self.found.of_total_row
        if row is None:
            return ""
        return (
            "表の合計の行とも一致します。"
            if row == self.found.value
            else f"表の合計の行は{self._amount(row)}で、一致しません。"
        )

    def _row_en(self) -> str:
        row = self.found.of_total_row
        if row is None:
            return ""
        agrees = " The total row of the table says the same."
        return (
            agrees
            if row == self.found.value
            else f" The total row of the table says {self._amount(row)}, which is not the same."
        )

    def _groups_ja(self) -> str:
        column = self.table.columns[self.found.grouped_by or 0]
        limits = f"{self._limits_ja()}に当てはまる" if self.read.limits else ""
        told = "、".join(
            f"{self._as_written(cell)}（{self._of_group(value)}）" for cell, value in self.found.groups[:MOST_TOLD]
        )
        rows = f"「{self.name}」の表の{limits}{len(self.found.fit):,}件"
        if self.found.act is Act.COUNT:
            return f"{rows}で、「{column.name}」は{self.found.value}種類です：{told}。{self._more_ja()}"
        most = "少ない" if self.read.operation.least else "多い"
        of = f"「{self._column.name}」の合計" if self.found.column is not None else "件数"
        return f"{rows}を「{column.name}」ごとにまとめると、{of}が最も{most}のは{told}です。{self._more_ja()}"

    def _groups_en(self) -> str:
        column = self.table.columns[self.found.grouped_by or 0]
        limits = f" that fit {self._limits_en()}" if self.read.limits else ""
        told = ", ".join(
            f"{self._as_written(cell)} ({self._of_group(value)})" for cell, value in self.found.groups[:MOST_TOLD]
        )
        if self.found.act is Act.COUNT:
            return (
                f"The {len(self.found.fit):,} rows of “{self.name}”{limits} name {self.found.value} under “{column.name}”:"
                f" {told}.{self._more_en()}"
            )
        most = "fewest" if self.read.operation.least else "most"
        of = f"by the total of “{self._column.name}”" if self.found.column is not None else "by rows"
        return (
            f"Of the {len(self.found.fit):,} rows of “{self.name}”{limits}, grouped under “{column.name}”,"
            f" {most} {of}: {told}.{self._more_en()}"
        )

    def _as_written(self, cell: str) -> str:
        at = self.found.grouped_by or 0
        cells = self.table.columns[at].cells
        row = next(row for row, one in enumerate(cells) if one == cell)
        return self.table.rows[row].cells[at] or cell

    def _of_group(self, value: Decimal) -> str:
        if self.found.column is not None:
            return self._amount(value)
        if self.language == "en":
            return "1 row" if value == 1 else f"{value} rows"
        return f"{value}件"

    def _amount(self, value: Decimal) -> str:
        """Return a value in the unit of its column: 24,138千円."""
        column = self._column
        plain = f"{_rounded(value / column.worth):,f}"
        scale = {1_000: "千", 10_000: "万", 1_000_000: "百万", 100_000_000: "億"}.get(column.worth, "")
        if self.language == "ja" or not column.unit:
            return f"{plain}{scale}{column.unit}"
        plain = f"{_rounded(value):,f}"
        unit = _UNITS_EN.get(column.unit, column.unit)
        return f"{plain}%" if unit == "%" else f"{plain} {unit}"


_ORDINAL = {2: "second", 3: "third"}


def _rounded(value: Decimal) -> Decimal:
    rounded = value.quantize(Decimal("0.01"))
    return rounded.to_integral() if rounded == rounded.to_integral() else rounded.normalize()
