"""Questions for an overview ("what is AI used for in …", 「…の事例は？」): a line from each of several cases."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

from casebase.answer.candidates import Candidate
from casebase.answer.question import Question
from casebase.models import Hit, Kind
from casebase.retrieve.preferences import ENDED, asks_for_ended, named_organizations, speaks_of_end
from casebase.retrieve.query import BODIES
from casebase.text.language import language_of
from casebase.text.tokens import Vocabulary

FEWEST_CASES = 3
MOST_CASES = 6
"""Cases that an overview is made of; with fewer among the hits, a question is answered like any other."""

ON_TOPIC = 0.5
"""Share of the most that any case says of the question's words, from which a case is about the same."""

NEAR_BEST = 0.7
"""Share of the best case's score from which another belongs to the overview."""

HELD = 0.5
"""Share of the words for what the question is about that cases must say for there to be any on it."""

_ASKS_OVERVIEW = re.compile(
    r"(?:何|なに)に(?:使|活用|利用)|(?:どう|どのように|どんな(?:こと|業務|仕事)に|どういう(?:こと|業務)に).{0,6}(?:使|活用|利用)"
    r"|事例(?:集)?(?:は|を|が|って|には?)?(?:何|どんな|どのような|ある|あり|教え|知り|挙げ|紹介|一覧|$|[?？。])|取り?組みを(?:教え|知り|紹介)"
    r"|(?:て(?:い)?る|た)例(?:は|を|が|って)?(?:ある|あり|教え|知り|挙げ|紹介|$|[?？。])"
    rf"|て(?:い)?る{BODIES}(?:は|を|が|って)?(?:どこ|ある|あり|教え|知り|挙げ|紹介|一覧|$|[?？。])"
    rf"|(?:どの|どこの|どんな){BODIES}(?:が|で|は).{{0,30}}て(?:い)?(?:る|ます)"
    r"|\bused\s+for\b|\buse\s+cases?\b|\bexamples?\s+of\b|\bwhat\s+(?:do|does|did|is|are)\b.{0,60}\b(?:use|using)\b"
    r"|\bhow\s+(?:do|does|is|are)\b.{0,60}\bus(?:e|es|ed|ing)\b"
    r"|\b(?:which|what)\s+(?:cities|municipalities|prefectures|wards|governments|organi[sz]ations|agencies|departments|offices)\b"
)
_KINDS = {
    Kind.GUIDELINE: re.compile(r"ガイドライン|指針|規程|要綱|\bguidelines?\b", re.IGNORECASE),
    Kind.TRAINING: re.compile(r"研修|人材育成|\btrainings?\b", re.IGNORECASE),
}
"""Words that say that no cases are meant but documents of another kind."""

_TELLS = re.compile(
    r"取組|取り組み|結果|成果|効果|概要|活用|solution|result|summary|overview|effect|how it works", re.IGNORECASE
)
_SIDE = re.compile(
    r"出典|状況は|リスク|確認が必要|注意|課題|製品|人による確認|情報の扱い|費用|教訓|reference|source|risk|verify",
    re.IGNORECASE,
)
_SHORTEST = 25
_ABOUT_AI = frozenset(
    re.findall(
        r"\S+",
        """
        ai 生成 人工 知能 使う 用いる 使用 利用 活用 導入 事例 取組 取り組む 業務 仕事 よう
        行政 自治 団体 職員 教える 知る 東京 広島 都 県 市
        use used using uses generative tokyo hiroshima govtech government prefecture city metropolitan case cases example
        examples
        """,
    )
)
"""Words that every case says of itself, or that name whose cases are meant."""


def asks_overview(asked: Question) -> bool:
    """Tell whether a question asks what there is rather than for one fact."""
    return not asked.numbers and _ASKS_OVERVIEW.search(asked.text.casefold()) is not None


def cases_for(asked: Question, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits of the cases that an overview is made of, organisations that the question names in turn; of guidelines
    or training, if the question is about these.

    An empty list says that there are too few cases for one. Of cases that were stopped, however few are an answer.
    """
    meant = _kind_meant(asked)
    cases: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.document.details.kind is meant:
            cases.setdefault(hit.document.id, []).append(hit)
    if asks_for_ended(asked.text) and (ended := [found for found in cases.values() if _has_ended(found[0])]):
        return [hit for found in ended for hit in found]
    cases = _on_topic(asked, cases)
    near = NEAR_BEST * max((found[0].score for found in cases.values()), default=0.0)
    named = named_organizations(asked.text)
    queues: dict[str, list[str]] = {}
    for document, found in cases.items():
        owner = found[0].document.details.organization
        if found[0].score >= near and (not named or owner in named):
            queues.setdefault(owner if named else "", []).append(document)
    turns: Iterable[str | None] = chain.from_iterable(zip_longest(*queues.values()))
    chosen = [document for document in turns if document is not None]
    return [hit for document in chosen for hit in cases[document]] if len(chosen) >= FEWEST_CASES else []


def _kind_meant(asked: Question) -> Kind:
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(asked.text)), Kind.CASE)


def _on_topic(asked: Question, cases: dict[str, list[Hit]]) -> dict[str, list[Hit]]:
    """Keep the cases that say most of what the question is about, rare words counting more; all where it is AI as such."""
    said = {document: _said_of(found) for document, found in cases.items()}
    topic = [word for word in asked.words if word.token not in _ABOUT_AI]
    holding = {word: [document for document in cases if said[document].says(word)] for word in topic}
    weight = {word: math.log((1 + len(cases)) / len(documents)) for word, documents in holding.items() if documents}
    if len(weight) < HELD * len(topic):
        return {}
    score = {document: sum(weight[word] for word in weight if document in holding[word]) for document in cases}
    enough = ON_TOPIC * max(score.values(), default=0.0)
    return {document: found for document, found in cases.items() if score[document] >= enough}


def _said_of(found: Sequence[Hit]) -> Vocabulary:
    document, details = found[0].document, found[0].document.details
    about = (document.title, details.title_en, details.task_type, details.policy_area)
    return Vocabulary.of("\n".join((*about, *(hit.passage.text for hit in found))))


def _has_ended(hit: Hit) -> bool:
    return hit.document.details.status == ENDED


def telling(asked: Question, candidates: Sequence[Candidate]) -> list[int]:
    """Return, for each of the first documents, the index of its sentence that tells what was done, in their order."""
    best: dict[str, tuple[tuple[float, ...], int]] = {}
    for index, candidate in enumerate(candidates):
        document = candidate.hit.document.id
        told = _tells(asked, candidate)
        rank = (told, -float(candidate.rank), -float(candidate.start))
        if told < 0 or not candidate.states or len(candidate.text) < _SHORTEST:
            continue
        if document not in best or rank > best[document][0]:
            best[document] = (rank, index)
    told_so = [index for _, index in best.values()]
    spoken = [index for index in told_so if language_of(candidates[index].text) == asked.language]
    enough = len(spoken) >= FEWEST_CASES and not asks_for_ended(asked.text)  # of what was stopped each is wanted
    return (spoken if enough else told_so)[:MOST_CASES]


def _tells(asked: Question, candidate: Candidate) -> float:
    label = " ".join((*candidate.hit.passage.section[-1:], candidate.text[:40]))
    spoken = language_of(candidate.text) == asked.language
    if _SIDE.search(label):
        return -1.0
    ended = asks_for_ended(asked.text) and speaks_of_end(candidate.text)
    return 2.0 * spoken + 1.5 * ended + (_TELLS.search(label) is not None) - 0.5 * candidate.leans
