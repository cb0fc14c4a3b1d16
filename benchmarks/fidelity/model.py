"""A document with known text: read from `texts/`, given to every producer, and kept as what must be found again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from casebase.text.sentences import sentence_spans

MANIFEST = "manifest.jsonl"
"""The file beside produced ones that says what each must hold, a line a file."""

TEXTS = Path(__file__).parent / "texts"
_INLINE = re.compile(r"\{(?P<base>[^{}|:]+)\|(?P<reading>[^{}]+)\}|\{fn:(?P<note>[^{}]+)\}|\{em:(?P<em>[^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: plain text, a word with its reading, an emphasis, or (without text) a footnote."""

    text: str
    reading: str = ""
    note: str = ""
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """`kind` is heading, paragraph, item or table; `rows` of a table hold None where a cell is merged with that above."""

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 0
    caption: str = ""
    rows: tuple[tuple[str | None, ...], ...] = ()

    @property
    def text(self) -> str:
        """The text as it must be found: without readings and notes."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Gold:
    """What must be found in one file, in its order, and what must not.

    `cells` are (header, value) of a table's cells, `notes` footnotes, which have no place of their own,
    `absent` strings that nobody reads as text (deletions, running lines).
    """

    sentences: tuple[str, ...]
    headings: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()
    captions: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A document as written: its name, its language and its items."""

    name: str
    items: tuple[Item, ...] = field(default=())

    @property
    def language(self) -> str:
        return self.name[:2]

    @property
    def title(self) -> str:
        return self.items[0].text

    def gold(self, *, notes: bool = True, readings: bool = True, absent: tuple[str, ...] = ()) -> Gold:
        """Return what a producer that writes everything must be found to have written.

        `notes` and `readings` are false for formats that cannot hold them.
        """
        sentences: list[str] = []
        for item in self.items:
            if item.kind in {"paragraph", "item"}:
                sentences.extend(item.text[start:end] for start, end in sentence_spans(item.text))
        tables = [item for item in self.items if item.kind == "table"]
        return Gold(
            tuple(sentences),
            tuple(item.text for item in self.items if item.kind == "heading"),
            tuple(cell for table in tables for cell in _cells(table.rows)),
            tuple(table.caption for table in tables),
            tuple(run.reading for item in self.items for run in item.runs if run.reading) if readings else (),
            absent,
            tuple(run.note for item in self.items for run in item.runs if run.note) if notes else (),
        )

    def without_notes(self) -> Text:
        """Return the document without footnotes, for producers that cannot write them."""
        kept = tuple(replace(item, runs=tuple(run for run in item.runs if not run.note)) for item in self.items)
        return replace(self, items=kept)

    def with_spaces(self) -> Text:
        """Return the document with plain spaces for ideographic ones, for producers that know no others."""
        kept = tuple(
            replace(
                item,
                runs=tuple(replace(run, text=run.text.replace("\u3000", " ")) for run in item.runs),
                caption=item.caption.replace("\u3000", " "),
            )
            for item in self.items
        )
        return replace(self, items=kept)


def texts() -> dict[str, Text]:
    """Read every document of `texts/` by name."""
    return {
        path.stem: Text(path.stem, tuple(items_of(path.read_text(encoding="utf-8"))))
        for path in sorted(TEXTS.glob("*.txt"))
    }


def items_of(written: str) -> Iterator[Item]:
    """Yield the items of a document as it is written in `texts/`."""
    caption = ""
    rows: list[tuple[str | None, ...]] = []
    for line in [*written.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(tuple(None if cell.strip() == "^" else cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            yield Item("table", caption=caption, rows=tuple(rows))
            caption, rows = "", []
        if heading := re.match(r"(#+) (.*)", line):
            yield Item("heading", tuple(_runs(heading[2])), len(heading[1]))
        elif line.startswith("["):
            caption = line.strip("[]")
        elif item := re.match(r"(-) (.*)|((?:\d+\)|\([a-z\d]\)) .*)", line):
            yield Item("item", tuple(_runs(item[2] or item[3])), 1 if item[1] else 0)
        elif line:
            yield Item("paragraph", tuple(_runs(line)))


def _runs(line: str) -> Iterator[Run]:
    position = 0
    for match in _INLINE.finditer(line):
        if match.start() > position:
            yield Run(line[position : match.start()])
        if match["note"]:
            yield Run("", note=match["note"])
        elif match["em"]:
            yield Run(match["em"], emphasis=True)
        else:
            yield Run(match["base"], reading=match["reading"])
        position = match.end()
    if position < len(line):
        yield Run(line[position:])


def _cells(rows: tuple[tuple[str | None, ...], ...]) -> Iterator[tuple[str, str]]:
    header, *body = rows
    for row in body:
        for name, value in zip(header, row, strict=True):
            if value:
                yield name or "", value
