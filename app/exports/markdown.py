"""An answer as Markdown. Text of documents is escaped: nothing in it becomes a link, a picture or HTML."""

from __future__ import annotations

import re

from app.exports.sheet import Sheet

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~&])")


def markdown_of(sheet: Sheet) -> str:
    """Return the sheet as Markdown."""
    facts = [f"- **{label}**: {_plain(value)}" for label, value in sheet.facts]
    said = [_in_lines(text) + "".join(f"[^{n}]" for n in numbers) for text, numbers in sheet.sentences]
    sources = [
        f"[^{one.n}]: {_plain(' / '.join(part for part in (one.name, one.place, one.address) if part))}\n"
        f"    > {_plain(one.quote)}"
        for one in sheet.sources
    ]
    notes = [f"- {_plain(note)}" for note in sheet.notes]
    parts = [
        f"# {sheet.title}",
        "\n".join(facts),
        f"## {sheet.labels['answer']}",
        "\n\n".join(said),
        f"## {sheet.labels['sources']}",
        "\n\n".join(sources),
        f"## {sheet.labels['notes']}",
        "\n".join(notes),
    ]
    return "\n\n".join(parts) + "\n"


def _in_lines(text: str) -> str:
    """Return a sentence whose lines, the items of a list, stand on lines of their own."""
    return "\\\n".join(map(_plain, text.splitlines()))


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
