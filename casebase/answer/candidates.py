"""The sentences that an answer may quote, cut from the passages that were found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casebase.answer.engine import CitedSpan
from casebase.answer.instructions import gives_orders
from casebase.answer.leaning import leans
from casebase.models import Hit, Passage
from casebase.text.language import language_of
from casebase.text.lists import introduces, is_item
from casebase.text.sentences import passage_sentences
from casebase.text.statements import states_something
from casebase.text.tables import heads_columns, is_row, told_rows
from casebase.text.tokens import Vocabulary

LONGEST = 600
"""Characters of a sentence beyond which it is no answer (a table flattened to a line, a list without stops)."""

LONGEST_ANSWER, LONGEST_BELOW = 3, 8
"""Sentences that may answer the question before them: in one paragraph with it, and below one that stands by itself."""

LONGEST_HEADING, LONGEST_HEADING_EN = 40, 80
"""Characters up to which a line that does not end as a sentence does is a heading, in Japanese and in English."""

_HEADING = re.compile(r"\s*(?:#{1,6}\s|第[0-9０-９一二三四五六七八九十百]+[章節編部]\b|={3,}|-{3,})")
_NUMBERED_HEADING = re.compile(r"\s*[0-9０-９]{1,2}[.．][0-9０-９]")
_RULE_ROW = re.compile(r"[\s|:\-=_*+.・…─━]*")
_ASKS = re.compile(
    r"(?:[？?]|(?:でしょう|です|ます|ません|ました)か。?"
    r"|(?:[うくすつぬむるぐぶいたのだ何誰人件円割回年月日]|こと|もの|どう|いかが|いつ|どこ|いくら|[くぐ]らい|程度)か。"
    r"|(?:教え|聞かせ|お示し)て?(?:くださ|下さ|いただきた)い。?)[」』）)\"'”’]*$"
)
_ASKED = re.compile(r"(?:Q|Ｑ|問)\s?[0-9０-９]{0,3}[\s.．:：、]")
"""How a question ends, and how a line begins that is marked as one; a row of a table may begin so and hold the answer as well."""

_HEADS_QUESTION = re.compile(
    r"(?:なぜ|何|なに|どう|どこ|いつ|誰|だれ|いくら).*[かはの]$|^\W*(?:what|why|how|who|when|where)\b", re.IGNORECASE
)
_ENDS = re.compile(
    r"[。．.!！?？」』:：][」』）)]*\s*$|\|\s*$"
    r"|(?:する|した|ます|です|ません|ない|である|いる|れる)[）)]?\s*$"
)
_REFERENCE = re.compile(r"https?://\S+\s*$|^\s*!?\[[^\]]*\]\([^)]*\)\s*$")
_SOURCES = re.compile(r"出典|参考(?:文献|資料)|引用文献|references?|sources?|bibliography", re.IGNORECASE)
_CODE_START = re.compile(
    r"\s*(?:```|\$ |[{}\[\]]+,?\s*$|[{\[]\s*[\"']|[\"'][\w.]+[\"']\s*:|[\w.]+\s*=\s*[\"'\[{\w]|#!/"
    r"|(?:curl|sudo|pip|export) |</?\w)"
)
_CODE_MARK = re.compile(r"[{}\[\]<>\"'\\=;$|`_]")
_COUNTS_OFF = re.compile(
    r"[0-9０-９二三四五六七八九](?:つ|点|項目|段階|種類)(?:です|である|(?:が|に)?あ(?:る|ります))?。?$"
)
"""How a sentence ends that says how many things the next one tells: 「改正は3点。」."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage. `before` is the index, among the candidates, of the sentence it directly follows, and `answers`
    that of the question shortly before that it answers, as in a list of questions and answers; `under` that of the heading
    above it in the passage, and `item_of` that of the sentence that introduces the list it is an item of.

    `text` is the sentence as it stands, or the row of a table told with the names of its columns; `vocabulary` its words.
    """

    hit: Hit
    rank: int
    start: int
    end: int
    text: str
    vocabulary: Vocabulary
    language: str
    before: int | None
    answers: int | None
    under: int | None
    item_of: int | None
    is_heading: bool
    asks: bool
    introduces: bool
    counts_off: bool
    is_item: bool
    is_row: bool
    refers: bool
    is_code: bool

    @property
    def states(self) -> bool:
        """Whether the sentence states something: no heading, question, bare reference or line of code."""
        return not (self.is_heading or self.asks or self.refers or self.is_code)

    @property
    def cited(self) -> CitedSpan:
        """The sentence as a span of its page."""
        return CitedSpan(self.hit, self.start, self.end)

    @property
    def leans(self) -> bool:
        """Whether the sentence is understood only with the one before it."""
        return leans(self.text)


def candidates_of(hits: Sequence[Hit]) -> list[Candidate]:
    """Cut the passages of `hits` into sentences, each stretch of a page once, in the order of the hits.

    Sentences that order their reader about are left out, and so are rules and rows without words.
    """
    found: list[Candidate] = []
    taken: dict[tuple[str, int, int], int] = {}
    for rank, hit in enumerate(hits):
        passage = hit.passage
        before: int | None = None
        under: int | None = None
        introducing: int | None = None
        for left, right in passage_sentences(passage.text):
            text = passage.text[left:right]
            key = (passage.version, passage.page, passage.start + right)
            if key in taken:  # overlapping passages share sentences
                before = taken[key]
                continue
            if _RULE_ROW.fullmatch(text) or len(text) > LONGEST or gives_orders(text):
                before = None
                continue
            taken[key] = len(found)
            found.append(_candidate(hit, rank, left, right, before, _answered(before, found), under, introducing))
            before = taken[key]
            under = before if found[before].is_heading else under
            introducing = _introducing(before, found, introducing)
    return found


def _answered(before: int | None, found: Sequence[Candidate]) -> int | None:
    """Return the question that the sentence after `before` answers, if it stands close enough to one."""
    if before is None:
        return None
    if found[before].asks:
        return before
    asked = None if found[before].is_heading else found[before].answers
    if asked is None:
        return None
    passage = found[asked].hit.passage
    by_itself = passage.text[found[asked].end - passage.start :].startswith("\n")
    return asked if before - asked < (LONGEST_BELOW if by_itself else LONGEST_ANSWER) else None


def _introducing(index: int, found: Sequence[Candidate], before: int | None) -> int | None:
    """Return what introduces the list that may go on after the candidate at `index`: itself, or what did `before` it."""
    candidate = found[index]
    if candidate.introduces:
        return index
    passage = candidate.hit.passage
    begins_line = passage.text[: candidate.start - passage.start].rstrip(" \t").endswith("\n")
    return before if candidate.is_item or not begins_line else None


def words_of(passage: Passage) -> Vocabulary:
    """Return the words of all sentences of a passage."""
    return Vocabulary.of_all(passage.text[left:right] for left, right in passage_sentences(passage.text))


def _candidate(
    hit: Hit,
    rank: int,
    left: int,
    right: int,
    before: int | None,
    answers: int | None,
    under: int | None,
    introducing: int | None,
) -> Candidate:
    passage = hit.passage
    as_written = passage.text[left:right]
    text = told_rows(passage.text, left, right, passage.section)
    is_heading = heads_columns(passage.text, right) or _is_heading(as_written, _headings(hit))
    marked = not is_row(as_written) and _ASKED.match(text) is not None
    asks = marked or _ASKS.search(text) is not None or (is_heading and _HEADS_QUESTION.search(text) is not None)
    return Candidate(
        hit=hit,
        rank=rank,
        start=passage.start + left,
        end=passage.start + right,
        text=text,
        vocabulary=Vocabulary.of(text),
        language=language_of(text),
        before=before,
        answers=None if asks or is_heading else answers,
        under=under,
        item_of=introducing if is_item(text) else None,
        is_heading=is_heading,
        asks=asks,
        introduces=introduces(text),
        counts_off=_COUNTS_OFF.search(text) is not None,
        is_item=is_item(text),
        is_row=is_row(as_written),
        refers=_REFERENCE.search(text) is not None or any(map(_SOURCES.fullmatch, passage.section[-1:])),
        is_code=_is_code(as_written),
    )


def _is_code(text: str) -> bool:
    """Tell code, JSON and shell lines from prose by their marks; a table row is neither."""
    if text.lstrip().startswith("|"):
        return False
    return _CODE_START.match(text) is not None or len(_CODE_MARK.findall(text)) > 0.2 * len(text)


def _headings(hit: Hit) -> frozenset[str]:
    return frozenset((hit.document.title, hit.document.details.title_en, *hit.passage.section))


def _is_heading(text: str, headings: frozenset[str]) -> bool:
    plain = text.strip("#*| \t\n")
    if _HEADING.match(text) or plain in headings:
        return True
    if len(plain) > (LONGEST_HEADING_EN if language_of(plain) == "en" else LONGEST_HEADING) or _ENDS.search(text):
        return False
    if _NUMBERED_HEADING.match(text):
        return True
    return not is_item(text) and not states_something(plain)
