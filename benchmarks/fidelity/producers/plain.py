"""Plain text, wrapped as people wrap it or not, in the encodings of Japanese offices; and Markdown."""

from __future__ import annotations

import textwrap

from benchmarks.fidelity.model import Text


def plain(text: Text, encoding: str, wrapped: int = 0) -> bytes:
    """Write text with a blank line between paragraphs; `wrapped` is the width in characters, 0 for none."""
    parts: list[str] = []
    for item in text.items:
        if item.kind == "table":
            continue
        words = f"・{item.text}" if item.kind == "item" and item.level else item.text
        if wrapped and text.language == "ja":
            words = "\n".join(words[at : at + wrapped] for at in range(0, len(words), wrapped))
        elif wrapped:
            words = "\n".join(textwrap.wrap(words, wrapped))
        parts.append(words)
    return "\n\n".join(parts).encode(encoding)


def markdown(text: Text) -> bytes:
    """Write Markdown with pipe tables and footnotes."""
    parts: list[str] = []
    notes: list[str] = []
    for item in text.items:
        words = ""
        for run in item.runs:
            if run.note:
                notes.append(run.note)
                words += f"[^{len(notes)}]"
            elif run.reading:
                words += f"<ruby>{run.text}<rt>{run.reading}</rt></ruby>"
            else:
                words += f"**{run.text}**" if run.emphasis else run.text
        if item.kind == "heading":
            parts.append(f"{'#' * item.level} {words}")
        elif item.kind == "table":
            lines = ["| " + " | ".join(value or "" for value in row) + " |" for row in item.rows]
            lines.insert(1, "|" + " --- |" * len(item.rows[0]))
            parts += [item.caption, "\n".join(lines)]
        else:
            parts.append(f"- {words}" if item.kind == "item" and item.level else words)
    parts += [f"[^{number}]: {note}" for number, note in enumerate(notes, start=1)]
    return "\n\n".join(parts).encode()
