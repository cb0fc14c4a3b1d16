"""The name of a thing that is asked for, where only the title of its document says it.

A record of a register says what a tool does below its name, and says the name nowhere else: whoever asks which tool, or whether
there is one, is told the title first, as it stands in the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from casebase.answer.candidates import Candidate
from casebase.answer.question import Question
from casebase.answer.sought import LISTED, THING
from casebase.answer.wanted import Wanted

_ASKS_FOR_THING = re.compile(
    rf"{THING}(?:の名前)?(?:は|って)(?:何|なん|どれ|どこ)|(?:どの|どんな|何という){THING}|{LISTED}|どこ(?:が|で)(?:使|公開|作|運用|導入|利用)"
    r"|^which (?:tool|system|service|model|algorithm|app)s?\b",
    re.IGNORECASE,
)


def with_titles(groups: Sequence[list[int]], asked: Question, candidates: Sequence[Candidate]) -> list[list[int]]:
    """Return the groups to quote, each with the title of its document before it where that is what was asked for."""
    asks_name = asked.is_sought or asked.wanted & {Wanted.NAME, Wanted.WHO} or _ASKS_FOR_THING.search(asked.text)
    if not asks_name:
        return list(groups)
    found: list[list[int]] = []
    told: set[str] = set()
    for group in groups:
        title = _title_above(group, candidates)
        version = candidates[group[0]].hit.passage.version
        if title is not None and version not in told and _says_more(candidates[title], group, asked, candidates):
            found.append([title])
        told.add(version)
        found.append(group)
    return found


def _title_above(group: Sequence[int], candidates: Sequence[Candidate]) -> int | None:
    """Return the candidate that is the title of the group's document, if its passage begins with it."""
    hit = candidates[group[0]].hit
    titles = {hit.document.title, hit.document.details.title_en} - {""}
    return next(
        (
            index
            for index, one in enumerate(candidates)
            if one.is_heading and one.hit is hit and index not in group and one.text.strip("# \n") in titles
        ),
        None,
    )


def _says_more(title: Candidate, group: Sequence[int], asked: Question, candidates: Sequence[Candidate]) -> bool:
    """Tell whether a title says what neither the question nor the sentences to be quoted say."""
    known = {word.token for word in asked.words}.union(*(candidates[index].vocabulary.tokens for index in group))
    return not title.vocabulary.tokens <= known
