"""The order of passages in another language than the question's: the reader decides it with what the search found.

Words do not meet across languages, and what vectors keep of a sentence fits its neighbours nearly as well: of English questions
on Japanese documents the passage with the answer stood among the first five for 0.63, and for 0.92 where the first eight are
read together with the question. Where the languages are the same reading changes little, and each passage costs a run of the
model: docs/decisions/041-reader.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from casebase.models import Hit
from casebase.retrieve.excerpts import Excerpts, whole_passages
from casebase.retrieve.packs import Line, Span
from casebase.retrieve.reader import SIDE_BY_SIDE, PassageReader, read_together, titles_above
from casebase.text.language import in_another, language_of
from casebase.text.tables import told_rows

READ = 8
"""Hits that are read; those behind keep their places."""

ENOUGH_TO_ANSWER = 0.0
"""Log-odds of a hit above which an answer needs no further one read; a list, which is looked through, has all of them read."""

HOPELESS, READ_OF_HOPELESS = -2.0, 6
"""Log-odds that none of so many hits reaches where an answer needs no further one read: of 41 such questions two more hits
changed 4."""

FAR_BEHIND = 0.3
"""How far behind the first a hit's score (0..1) may be for an answer to read it; the first `SIDE_BY_SIDE` are read anyway. Of 186
questions the passages with the answer came first as often (0.82 of them, 0.80 where all are read), for half of the tokens."""

UNREAD = -2.0
"""Log-odds that hits which were left unread are taken to have, at most as much as the likeliest that was read."""

WORTH = 0.17
"""What one of log-odds that a passage holds the answer adds to its score (0..1)."""


def read_across(
    hits: Sequence[Hit],
    question: str,
    reader: PassageReader | None,
    enough: float | None = None,
    excerpts: Excerpts = whole_passages,
) -> list[Hit]:
    """Return `hits`, best first; where half of the first `READ` are in another language than `question`, in a new order.

    Without `enough` all of them are read; with it those that are not `FAR_BEHIND` are, in turn, until one has log-odds above it,
    or `READ_OF_HOPELESS` have none near. `excerpts` gives what is read of each. Places keep their scores: the hit that comes
    first has the score that the first one had.
    """
    first = hits[:READ]
    if reader is None or not first or not _elsewhere(first, question):
        return list(hits)
    near = first if enough is None else _near(first)
    read = [*_read(near, question, reader, enough, excerpts), *first[len(near) :]]
    unread = min(UNREAD, max(hit.log_odds for hit in read if hit.log_odds is not None))
    ordered = sorted(read, key=lambda hit: -(hit.score + WORTH * (unread if hit.log_odds is None else hit.log_odds)))
    scores = sorted((hit.score for hit in first), reverse=True)
    return [*(replace(hit, score=score) for hit, score in zip(ordered, scores, strict=True)), *hits[READ:]]


def _near(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return those of `hits`, best first, that are worth reading for an answer."""
    near = sum(hits[0].score - hit.score <= FAR_BEHIND for hit in hits)
    return hits[: max(near, SIDE_BY_SIDE)]


def _read(
    hits: Sequence[Hit], question: str, reader: PassageReader, enough: float | None, excerpts: Excerpts
) -> list[Hit]:
    """Return `hits` with the log-odds of what was read of them; a passage has those of its likeliest sentence."""
    spans = excerpts(question, hits)
    lines = [_lines(hit, of_hit) for hit, of_hit in zip(hits, spans, strict=True)]
    found: list[Hit] = []
    at_once = len(hits) if enough is None else SIDE_BY_SIDE
    most = -math.inf
    while len(found) < len(hits) and (enough is None or most <= enough):
        if enough is not None and len(found) >= READ_OF_HOPELESS and most < HOPELESS:
            break
        some = slice(len(found), len(found) + at_once)
        log_odds = read_together(reader, question, lines[some], 1)
        for hit, of_hit, odds in zip(hits[some], spans[some], log_odds, strict=True):
            most = max(most, *odds)
            read = tuple((*span, of_span) for span, of_span in zip(of_hit, odds, strict=True))
            found.append(replace(hit, log_odds=max(odds), read=read))
    return [*found, *hits[len(found) :]]


def _lines(hit: Hit, spans: Sequence[Span]) -> list[Line]:
    """Return stretches of a hit's passage as lines below its titles."""
    passage, titles = hit.passage, titles_above(hit)
    return [Line(titles, told_rows(passage.text, *span, passage.section), span) for span in spans]


def _elsewhere(hits: Sequence[Hit], question: str) -> bool:
    """Tell whether at least half of `hits` are in another language than `question`."""
    return 2 * in_another((hit.passage.text for hit in hits), language_of(question)) >= len(hits)
