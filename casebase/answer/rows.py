"""Questions that name a row and a column of a table: 「119番通報支援の年額は」.

What stands where they cross is the answer, however little a row of figures reads like one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from casebase.answer.candidates import Candidate
from casebase.answer.named import titles_of
from casebase.answer.overview import ABOUT_AI
from casebase.answer.question import Question
from casebase.text.numbers import unit_named
from casebase.text.tables import row_columns
from casebase.text.tokens import Vocabulary, Word

_UNIT = re.compile(r"\s*[（(][^（）()]*[）)]")

MOST_ROWS = 2
"""Rows that may say the words that name one; what more of them say names none."""


def is_looked_up(asked: Question, candidate: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Tell whether `candidate` is the row of a table that `asked` names, with something in a column that it names as well.

    A column is named if all words of its name are in the question; a row if it says all that is left of the question but for
    what stands above the table, and hardly another row does.
    """
    passage = candidate.hit.passage
    columns = row_columns(passage.text, candidate.start - passage.start, candidate.end - passage.start, passage.section)
    known = {word.token for word in asked.words}
    named = [Vocabulary.of(_UNIT.sub("", name)) for name, cell in columns[1:] if name and cell]
    named = [name for name in named if name.tokens and name.tokens <= known]
    if not named:
        return False
    above = Vocabulary.of_all((*titles_of(candidate.hit), *passage.section, *(name for name, _ in columns)))
    places = "".join(spelling for name in asked.names if name.is_place for spelling in name.spellings)
    said = [word for word in asked.words if word.token not in places and not _asks_or_is_general(word)]
    of_row = [word for word in said if not above.says(word)]
    if not of_row or not all(candidate.vocabulary.says(word) for word in of_row):
        return False
    same = (other for other in candidates if other.hit.passage.version == passage.version)
    return sum(all(map(other.vocabulary.says, of_row)) for other in same) <= MOST_ROWS


def _asks_or_is_general(word: Word) -> bool:
    return word.token.startswith("何") or bool(unit_named(word.token)) or word.token in ABOUT_AI
