"""Questions for an overview ("what is AI used for in …", 「…の事例は？」, "which cities …"): a line from each of several."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from itertools import chain, zip_longest
from statistics import fmean

from casebase.answer.aspects import ABOUT_AI, Aspect, aspect_of, tells, with_aspect
from casebase.answer.candidates import Candidate
from casebase.answer.fit import effect_told
from casebase.answer.question import Question
from casebase.answer.rules import guidelines_on, stating, topic_of
from casebase.answer.sought import LISTED
from casebase.answer.wanted import FACTS, Wanted
from casebase.models import Hit, Kind
from casebase.retrieve.duplicates import by_document
from casebase.retrieve.preferences import ENDED, named_kind, named_organizations, speaks_of_end
from casebase.retrieve.query import BODIES

FEWEST, MOST = 2, 6
"""Documents that an overview is made of; with fewer, a question is answered like any other, from those that there are."""

FEWEST_OF_ALL = 3
"""The fewest where nothing but AI is asked about."""

BEHIND, BEHIND_BY_SCORE = 0.3, 0.2
"""How far behind the best document (`_standing`) another may be to belong to the overview; the latter where nothing but scores
tells documents on one task apart."""

BEHIND_FOR_THINGS = 0.15
"""The same of things of which each does what is asked for."""

MATCH_WORTH = 2.0
"""What the cosines with the question's weighty tokens count beside the score."""

_WHAT_THERE_IS = (
    r"(?:事例(?:集)?|例|取り?組み?|案件|プロジェクト|サービス|仕組み|県|[市区町村]|業務|研修|ガイドライン|指針"
    rf"|{BODIES})"
)
_ASKED_FOR = (
    r"(?:どこ|どれ|何が|どんな|どのような|どういう|ある|あり|ない|教え|知り|挙げ|紹介|一覧|まとめ|聞かせ|見たい"
    r"|[?？。]|$)"
)
_ASKS_OVERVIEW = re.compile(
    r"(?:何|なに)に(?:使|活用|利用)|(?:どう|どのように|どんな(?:こと|業務|仕事)に|どういう(?:こと|業務)に).{0,6}(?:使|活用|利用)"
    rf"|{_WHAT_THERE_IS}(?:って|とか)?(?:は|を|が|に|には|も)?(?:他に|ほかに)?{_ASKED_FOR}"
    rf"|(?:どの|どこの|どんな){BODIES}(?:が|で|は).{{0,30}}て(?:い)?(?:る|ます)"
    rf"|(?:どんな|どのような|どういう)(?:もの|{_WHAT_THERE_IS}).{{0,3}}(?:ある|あり|です)"
    r"|て(?:い)?るのは(?:どこ|どんな)|各(?:地|県|市|町|自治体|団体|組織)|(?:ほか|他)の(?:自治体|県|市|町|団体|組織)"
    r"|\b(?:used|using)\s+for\b|\buse\s+cases?\b|\bexamples?\b|\bwhat\s+(?:do|does|did|is|are)\b.{0,60}\b(?:use|using)\b"
    r"|\bhow\s+(?:do|does|is|are)\b.{0,60}\bus(?:e|es|ed|ing)\b"
    r"|\b(?:which|what)\s+(?:\w+\s+){0,2}(?:cities|municipalities|prefectures|wards|governments|organi[sz]ations|agencies|departments|offices"
    r"|projects|trials|cases|services|systems|guidelines|places|programmes|programs|courses)\b"
    r"|^\W*(?:(?:ai\s+)?(?:cases|places|projects|trials|services|cities|municipalities|governments)\b|where\s+(?:is|are|do|does|has|have)\b)"
    rf"|\b(?:does|do|did|has|have|is|are)\s+(?:there\s+)?any(?:body|one|where|\s+\w+)?\b|{LISTED}"
)
_SINGLE = re.compile(r"どれですか|最初|初めて|(?:した|された|作った|始めた|選んだ)のは|という(?:名|会社)|\bfirst\b")
"""Said of one thing among many: asks for a fact."""

_TELLS = re.compile(
    r"取組|取り組み|結果|成果|効果|概要|活用|solution|result|summary|overview|effect|how it works", re.IGNORECASE
)
_SIDE = re.compile(
    r"出典|状況は|リスク|確認が必要|注意|課題|製品|人による確認|情報の扱い|費用|教訓|reference|source|risk|verify",
    re.IGNORECASE,
)
_SHORTEST, _SHORTEST_LABELLED = 25, 8
"""Characters of a line that tells enough by itself, and of one that stands below what it is about."""


class Scope(Enum):
    """How much a question asks for: one fact, what there is of something, what there is at all, or what guidelines say."""

    ONE = auto()
    SOME = auto()
    ALL = auto()
    RULES = auto()


def asks_overview(asked: Question) -> bool:
    """Tell whether a question asks what there is rather than for one fact."""
    if topic_of(asked) or aspect_of(asked) or asks_whether_there_is(asked):
        return True
    text = asked.text.strip().casefold()
    if asked.numbers or asked.wanted & FACTS or _SINGLE.search(text):
        return False
    return _ASKS_OVERVIEW.search(text) is not None


def asks_whether_there_is(asked: Question) -> bool:
    """Tell whether a question is for things of a kind, whoever has them: what they are is told of each, and whether there is one
    is decided as for a fact."""
    return asked.is_sought and not asked.names


def documents_for(asked: Question, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits of the documents that an overview is made of, organisations that the question names in turn.

    Documents are of the kind that the question means, cases if it is about AI as such, and come near the best of them. An empty
    list says that there are too few. Of cases that were stopped all are taken, however far behind.
    """
    if topic := topic_of(asked):
        return [hit for of_one in guidelines_on(topic, hits)[:MOST] for hit in of_one]
    found = by_document(hits)
    if speaks_of_end(asked.text) and (ended := [of_one for of_one in found.values() if _has_ended(of_one[0])]):
        return [hit for of_one in ended for hit in of_one]
    of_all = asks_of_all(asked)
    found = _meant(asked, found, of_all)
    if aspect := aspect_of(asked):
        found = {document: told for document, of_one in found.items() if (told := with_aspect(aspect, of_one))}
    standing = _standing(found, by_score=of_all)
    least = -math.inf if aspect else max(standing.values(), default=0.0) - _behind(asked, hits)
    named = named_organizations(asked.text)
    queues: dict[str, list[str]] = {}
    for document in sorted(found, key=lambda one: -standing[one]):
        details = found[document][0].document.details
        if standing[document] >= least and (not named or details.organization in named):
            of_whom = details.organization if named else details.organization_name if aspect else ""
            queues.setdefault(of_whom, []).append(document)
    turns: Iterable[str | None] = chain.from_iterable(zip_longest(*queues.values()))
    chosen = [document for document in turns if document is not None][:MOST]
    fewest = FEWEST_OF_ALL if of_all and not aspect else 1
    return [hit for document in chosen for hit in found[document]] if len(chosen) >= fewest else []


def _behind(asked: Question, hits: Sequence[Hit]) -> float:
    if asks_whether_there_is(asked):
        return BEHIND_FOR_THINGS
    return BEHIND if asks_of_all(asked) or any(hit.matches for hit in hits) else BEHIND_BY_SCORE


def are_several(hits: Sequence[Hit]) -> bool:
    """Tell whether hits are of enough documents for a line from each."""
    return len({hit.document.id for hit in hits}) >= FEWEST


def scope_of(asked: Question, documents: Sequence[Hit]) -> Scope:
    """Return how much a question asks for; `documents` are those for an overview (`documents_for`), if it is one."""
    if not documents or asks_whether_there_is(asked):
        return Scope.ONE
    if topic_of(asked):
        return Scope.RULES
    return Scope.ALL if asks_of_all(asked) else Scope.SOME


def asks_of_all(asked: Question) -> bool:
    """Tell whether a question names no task or field: what AI is used for at all, or in one organisation, or an aspect of it."""
    return aspect_of(asked) is not None or all(word.token in ABOUT_AI for word in asked.words)


def best_matches(hits: Sequence[Hit]) -> list[float]:
    """Return how well `hits` together match each of the question's weighty tokens; nothing where the model has none."""
    return [max(of_a_token) for of_a_token in zip(*(hit.matches for hit in hits), strict=False)]


def _standing(found: Mapping[str, Sequence[Hit]], by_score: bool) -> dict[str, float]:
    """Return how near each document comes to the question: its best hit's share of the best score, and unless `by_score` says
    all how well its hits together match the weighty tokens of the question."""
    best = max((of_one[0].score for of_one in found.values()), default=0.0) or 1.0
    standing = {}
    for document, of_one in found.items():
        cosines = [] if by_score else best_matches(of_one)
        standing[document] = of_one[0].score / best + MATCH_WORTH * (fmean(cosines) if cosines else 0.0)
    return standing


def _meant(asked: Question, found: dict[str, list[Hit]], of_all: bool) -> dict[str, list[Hit]]:
    """Keep the documents of the kind that a question names; without one those of every kind, or cases if it asks of all."""
    named = named_kind(asked.text) or (Kind.CASE if of_all else None)
    of_kind = {one: of_one for one, of_one in found.items() if of_one[0].document.details.kind is named}
    return of_kind or ({} if of_all else found)


def _has_ended(hit: Hit) -> bool:
    return hit.document.details.status == ENDED


def telling(asked: Question, candidates: Sequence[Candidate], scores: Sequence[float]) -> list[int]:
    """Return, for each of the first documents, the index of its sentence that tells what was done, in their order.

    `scores` say how well each candidate answers: of sentences that tell alike the best is taken, unless all is asked about.
    """
    if topic := topic_of(asked):
        return stating(topic, asked, candidates, scores)
    best: dict[str, tuple[tuple[float, ...], int]] = {}
    of_all, aspect = asks_of_all(asked), aspect_of(asked)
    for index, candidate in enumerate(candidates):
        document = candidate.hit.document.id
        told = _tells_aspect(aspect, asked, candidate, candidates) if aspect else _tells(asked, candidate)
        rank = (told, -float(candidate.rank), -float(candidate.start)) if of_all else (told + scores[index],)
        if told < 0 or not candidate.states or len(candidate.text) < (_SHORTEST_LABELLED if aspect else _SHORTEST):
            continue
        if document not in best or rank > best[document][0]:
            best[document] = (rank, index)
    told_so = [index for _, index in best.values()]
    spoken = [index for index in told_so if candidates[index].language == asked.language]
    enough = of_all and len(spoken) >= FEWEST_OF_ALL and not speaks_of_end(asked.text)
    return (spoken if enough else told_so)[:MOST]


def _tells_aspect(aspect: Aspect, asked: Question, candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    """Return how well a sentence tells an aspect, below 0 where it tells another or, of effects, nothing in figures."""
    section = "".join(candidate.hit.passage.section[-1:])
    heading = section if candidate.under is None else candidates[candidate.under].text
    effect = effect_told(candidate.text) if Wanted.EFFECT in asked.wanted else 1.0
    if not effect or not tells(aspect, candidate.text, heading):
        return -1.0
    return 2.0 * (candidate.language == asked.language) + effect - 0.5 * candidate.leans


def _tells(asked: Question, candidate: Candidate) -> float:
    label = " ".join((*candidate.hit.passage.section[-1:], candidate.text[:40]))
    spoken = candidate.language == asked.language
    if _SIDE.search(label):
        return -1.0
    ended = speaks_of_end(asked.text) and speaks_of_end(candidate.text)
    return 2.0 * spoken + 1.5 * ended + (_TELLS.search(label) is not None) - 0.5 * candidate.leans
