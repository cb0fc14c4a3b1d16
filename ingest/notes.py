"""Footnotes tied to their place: a mark after the sentence that refers to a note, the note right after its paragraph.

The mark stands after the sentence and not inside it, so that the sentence can be quoted as it was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casebase.text.sentences import note_mark, sentence_spans
from ingest.records import Block, BoxedSpan

Mark = tuple[int, str]
"""Where a text refers to a note (offset), and the note's number."""


def with_marks(block: Block, marks: Sequence[Mark]) -> Block:
    """Return a block with the mark of each note after the sentence that refers to it; spans and readings move along."""
    if not marks:
        return block
    ends = [end for _, end in sentence_spans(block.text)] or [len(block.text)]
    places = [(next((end for end in ends if end >= offset), len(block.text)), number) for offset, number in marks]
    text, spans, readings = block.text, list(block.spans), list(block.readings)
    for place, number in reversed(places):
        mark = note_mark(number, block.text)
        text = text[:place] + mark + text[place:]
        spans = [piece for span in spans for piece in _moved(span, place, len(mark))]
        readings = [(at + len(mark) if at >= place else at, kana) for at, kana in readings]
    return replace(block, text=text, spans=tuple(spans), readings=tuple(readings))


def note_text(number: str, text: str) -> str:
    """Return a note as it is shown: its mark before it."""
    return f"{note_mark(number, text)} {text}"


def _moved(span: BoxedSpan, place: int, length: int) -> list[BoxedSpan]:
    """Return a span after `length` characters were put in at `place`; one that reaches over the place grows by them."""
    if span.end <= place:
        return [span]
    if span.start >= place:
        return [replace(span, start=span.start + length, end=span.end + length)]
    return [replace(span, end=span.end + length)]
