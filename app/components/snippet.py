"""The part of a passage that fits a question, with the question's words marked."""

from __future__ import annotations

import re

from app.markup import Markup, el, join
from casebase.text.sentences import sentence_spans
from casebase.text.tables import told_rows

_WORDS = re.compile(
    r"[一-龠々]+(?:[いえきけしせちべみめり][一-龠々]+)+(?:わせ|[いえきけしせちべみめり])?"  # 問い合わせ, 申し込み
    r"|[一-龠々]{2,}"
    r"|[一-龠々][いえきけしせちべみめりら]"  # 減ら(す), 調べ(る)
    r"|[ァ-ヴー]{2,}|[A-Za-z0-9][A-Za-z0-9.+#-]*|[０-９Ａ-Ｚａ-ｚ]+"
)
_LIST_MARK = re.compile(r"^[-*・] ?")
_STOP = frozenset(
    re.findall(
        r"\w+", "the a an of in on for to and or is are was were be do does did how what which who when where why"
    )
)
_COMMON = frozenset({"事例", "方法", "場合", "理由", "教え"})
LENGTH = 150
SHORTEST_SENTENCE = 8
"""Characters of a sentence that says something; shorter ones are headings and labels."""


def question_words(question: str) -> tuple[str, ...]:
    """Return the words of a question that are worth marking, the longest first."""
    found = {word for word in _WORDS.findall(question) if word.lower() not in _STOP and word not in _COMMON}
    runs = {
        word[i : i + 2] for word in found if len(word) > 3 and "一" <= word[0] <= "龠" for i in range(len(word) - 1)
    }
    return tuple(sorted(found | runs, key=lambda word: (-len(word), word)))


def marked(text: str, words: tuple[str, ...]) -> Markup:
    """Return `text` with every occurrence of `words` marked."""
    if not words:
        return join(text)
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    pieces: list[str | Markup] = []
    at = 0
    for found in pattern.finditer(text):
        pieces += [text[at : found.start()], el("mark", found[0])]
        at = found.end()
    return join((*pieces, text[at:]))


def snippet(text: str, question: str, length: int = LENGTH) -> Markup:
    """Return about `length` characters of `text` where most of the question's words stand, marked."""
    words, told = question_words(question), told_rows(text, 0, len(text))
    joint = " " if told == text else " ／ "  # rows of a table have no stop
    flat = joint.join(_LIST_MARK.sub("", line.strip()) for line in told.splitlines() if line.strip())
    start = _densest(flat, words, length)
    end = min(len(flat), start + length)
    return join(("…" if start else "", marked(flat[start:end], words), "…" if end < len(flat) else ""))


def best_sentence(text: str, question: str) -> Markup:
    """Return the part of `text` that fits `question` best, something in it always marked.

    The question's words are marked where they stand; where a passage says it in other words, the sentence that shares most
    pairs of characters with the question is marked as a whole.
    """
    shown = snippet(text, question)
    if "<mark>" in shown:
        return shown
    lines = [_LIST_MARK.sub("", line.strip()) for line in told_rows(text, 0, len(text)).splitlines()]
    said = [line[left:right].strip() for line in lines for left, right in sentence_spans(line)]
    sentences = [sentence for sentence in said if len(sentence) > SHORTEST_SENTENCE]
    if not sentences:
        return shown
    wanted = _pairs(question)
    best = max(range(len(sentences)), key=lambda at: (len(wanted & _pairs(sentences[at])), -at))
    after = " ".join(sentences[best + 1 :])[: max(0, LENGTH - len(sentences[best]))]
    before = "…" if best else ""
    return join((before, el("mark", sentences[best][:LENGTH], class_="cb-nearest"), " ", after, "…" if after else ""))


def _pairs(text: str) -> set[str]:
    folded = text.casefold()
    return {folded[at : at + 2] for at in range(len(folded) - 1)}


def _densest(text: str, words: tuple[str, ...], length: int) -> int:
    if not words or len(text) <= length:
        return 0
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    places = [(found.start(), len(found[0])) for found in pattern.finditer(text)]
    if not places:
        return 0
    best = max(places, key=lambda place: sum(size for at, size in places if place[0] <= at < place[0] + length - 20))[0]
    cut = max(text.rfind(mark, max(0, best - 40), best) for mark in "。．！？ ")
    start = min(cut + 1 if cut >= 0 else max(0, best - 20), max(0, len(text) - length))
    while start < best and text[start] in " 。．、，":
        start += 1
    return start
