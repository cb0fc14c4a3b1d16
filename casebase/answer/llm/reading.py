"""What a language model wrote, read as claims: sentences with the passages they say they rest on.

Nothing else of its text survives: no link, picture, HTML, table or heading. Which words of a passage a sentence rests on
is found by our own code, since models quote wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from casebase.answer.candidates import candidates_of
from casebase.answer.engine import CitedSpan, DraftSentence
from casebase.models import Hit
from casebase.text.sentences import sentence_spans
from casebase.text.tokens import Vocabulary, bigrams

NOT_FOUND = "NOT_FOUND"

LONGEST_SENTENCE = 600
"""Characters after which a sentence without an end is cut off: a model that runs on says nothing worth checking."""

MOST_SENTENCES = 12

WHOLE_PASSAGE = 0.3
"""Share of a sentence's words that its best sentence in the passage must hold; below, the whole passage is cited."""

_KEYS = re.compile(r"[\[【［](\s*\d{1,2}(?:\s*[,、，]\s*\d{1,2})*\s*)[\]】］]")
_PICTURE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]*)\]\((?:[^()]|\([^)]*\))*\)")
_REFERENCE = re.compile(r"^\s*\[[^\]]+\]:\s*\S+.*$", re.MULTILINE)
_ADDRESS = re.compile(r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.|\bdata:|\bjavascript:)\S*", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_MARKUP = re.compile(r"^[\s>#*+|・•-]+|[*`|]{1,3}|\b_{1,2}|_{1,2}\b|⟦[^⟧]*⟧", re.MULTILINE)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def read_stream(pieces: Iterable[str], hits: Sequence[Hit], attribute: bool = False) -> Iterator[DraftSentence]:
    """Yield each sentence as soon as it is whole; stop after `MOST_SENTENCES`, or where the model says it found nothing.

    `attribute`: a sentence without a key gets the passage that says most of it, if any does; the gate decides all the same.
    """
    waiting, count = "", 0
    for piece in pieces:
        waiting += piece
        whole, waiting = _whole_lines(waiting)
        for sentence in read_claims(whole, hits, attribute):
            yield sentence
            count += 1
            if count == MOST_SENTENCES:
                return
        if len(waiting) > LONGEST_SENTENCE:
            return
    yield from list(read_claims(waiting, hits, attribute))[: MOST_SENTENCES - count]


def read_claims(text: str, hits: Sequence[Hit], attribute: bool = False) -> Iterator[DraftSentence]:
    """Yield the sentences of a finished piece of a model's text. Keys that name no passage are dropped."""
    if NOT_FOUND in text:
        return
    for line in plain(text).splitlines():
        for said, keys in _keyed(line):
            cites = tuple(_rests_on(said, hits[key - 1]) for key in keys if 1 <= key <= len(hits))
            if said:
                yield DraftSentence(said, cites if keys or not attribute else _attributed(said, hits))


def plain(text: str) -> str:
    """Return a model's text without thoughts, pictures, links, addresses, HTML, markup and control characters."""
    text = _CONTROLS.sub("", _THOUGHT.sub("", text))
    text = _LINK.sub(r"\1", _PICTURE.sub("", _REFERENCE.sub("", text)))
    text = _TAG.sub("", _ADDRESS.sub("", text)).replace("<", "").replace(">", "")
    return _MARKUP.sub("", text)


def _whole_lines(text: str) -> tuple[str, str]:
    cut = text.rfind("\n") + 1
    return text[:cut], text[cut:]


def _keyed(line: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the sentences of a line with their keys. Keys may stand before or after a sentence's full stop."""
    pieces: list[tuple[str, list[int]]] = []
    at = 0
    for match in [*_KEYS.finditer(line), None]:
        between = line[at : match.start() if match else len(line)]
        for start, end in sentence_spans(between):
            said = between[start:end].strip()
            if said.strip("。．.!！?？、,・ "):
                pieces.append((said, []))
            elif pieces and said:  # the full stop that follows a key
                pieces[-1] = (pieces[-1][0] + said.strip(), pieces[-1][1])
        if match:
            at = match.end()
            if pieces:
                pieces[-1][1].extend(int(key) for key in re.findall(r"\d+", match[1]))
    for said, keys in pieces:
        yield said[:LONGEST_SENTENCE], tuple(dict.fromkeys(keys))


def _attributed(said: str, hits: Sequence[Hit]) -> tuple[CitedSpan, ...]:
    """Return the span that says most of what a sentence without a key says, none where no passage says enough of it."""
    share, span = max((_nearest(said, hit) for hit in hits), key=lambda found: found[0], default=(0.0, None))
    return (span,) if span is not None and share > WHOLE_PASSAGE else ()


def _rests_on(said: str, hit: Hit) -> CitedSpan:
    """Return the sentence of a passage that says most of what `said` says, or the whole passage where none does."""
    return _nearest(said, hit)[1]


def _nearest(said: str, hit: Hit) -> tuple[float, CitedSpan]:
    words, grams = Vocabulary.of(said).tokens, frozenset(bigrams(said))
    best, span = 0.0, CitedSpan(hit, hit.passage.start, hit.passage.end)
    for candidate in candidates_of([hit]):
        held = len(words & candidate.vocabulary.tokens) / max(1, len(words))
        held += len(grams & frozenset(bigrams(candidate.text))) / max(1, len(grams))
        if held / 2 > max(best, WHOLE_PASSAGE):
            best, span = held / 2, candidate.cited
    return best, span
