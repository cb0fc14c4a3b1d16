"""What a conversation is about, in a few words that a question can be asked of: 「汐見町の議事録要約AI」, "FormHeron, Calbeck".

The question says it best, in the phrase it begins with; the document that its answer rests on, where the question names nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from casebase.answer.names import names_in
from casebase.models import DocumentId
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.tokens import Vocabulary, parts_of_speech, words


@dataclass(frozen=True, slots=True)
class Said:
    """What a follow-up may lean on: a question in full, what its answer was about in both languages, and the `documents` that
    it rests on. The subjects are empty where those are several, or none."""

    question: str
    subject_ja: str = ""
    subject_en: str = ""
    documents: tuple[DocumentId, ...] = ()


LONGEST = 40
"""Characters of a phrase that can stand before a question."""

ENOUGH_WORDS = 6
"""Content words from which a question may be about something new without a name: 「…の任期付職員を採用する予定はありますか」."""

_ABOUT = r"About (?P<en>[^:?]+): "
_LEANED = re.compile(rf"{_ABOUT}|(?P<ja>[^？?：]+)について：")
"""How a question begins that was put in full so."""

_ENDS_PHRASE = frozenset(
    [
        "は",
        "が",
        "を",
        "に",
        "で",
        "へ",
        "から",
        "まで",
        "って",
        "とは",
        "について",
        "において",
        "では",
        "には",
        "も",
        "だ",
    ]
)
_ASKING = re.compile(
    r"^(?:(?:Has|Have|Had|Is|Are|Was|Were|Do|Does|Did|Can|Could|Will|Would|Should|Must|May|In|At|For|And|But|So|The)\s+)+"
)
_INSIDE = re.compile(r"「[^」]*」|『[^』]*』|[（(][^）)]*[）)]")
_SIDE = re.compile(
    r"の(?:[一-鿿]{0,4}(?:率|数|額|費|量|度|時間|期間|期日|日程|履歴|日|回)|費用|予算|効果|結果|内容|概要|詳細|理由|原因|目的|連絡先|担当者?)$"
)
"""What is asked about a subject, at the end of the phrase that names both."""

_OF_CASES = re.compile(r"(?:事例|取り?組み?|案件|もの|ところ|例)$|一番|最も|いちばん")
"""A phrase that asks which one it is: what was found is called by its own name."""

_CAPITALS = re.compile(
    r"[“\"']?[A-Z][\w’'.&/-]*[”\"']?(?:\s+(?:(?:of|and|for|the|de)\s+)?[“\"']?[A-Z][\w’'.&/-]*[”\"']?)*"
)
_OF_IT = re.compile(
    r"(?:\s+(?!(?:of|in|on|at|for|to|with|by|from|and|or|is|are|was|were|do|does|did|has|have|had|will|can|could|may|must|should|that|which"
    r"|under|about|since|before|after|during|as|than|ever|not)\b)[a-z][\w-]*){1,3}"
)
"""What something is that belongs to a name: "Port Ellering's evacuation notice"."""

_TRIMMED = re.compile(r"(?:['’]s)?[,.;:?!\"'“”]*$|^[\"'“”]+")


def subject_of(before: Said, language: str) -> str:
    """Return what `before` was about, in `language` if that can be; empty where nothing but a place names it."""
    title = (before.subject_en or before.subject_ja) if language == "en" else (before.subject_ja or before.subject_en)
    if leaned := _LEANED.match(before.question):
        return leaned["en"] or leaned["ja"]
    if language_of(before.question) != language and title:
        return title
    if language_of(before.question) == "en":
        named = ", ".join(named_in_english(before.question))
        return title if not named or _says_all(title, named) else named
    phrase = _leading_phrase(before.question)
    if not title or _says_all(title, phrase):
        return title or (phrase if _is_named(phrase) and _says_more(phrase) else "")
    if not _is_named(phrase) or _OF_CASES.search(phrase):
        return title
    return phrase if _says_more(phrase) else f"{phrase}の{title}"


def first_asked(question: str) -> str:
    """Return the first question of several that were put together: what follows only narrowed it."""
    return re.split(r"(?<=[?？])\s", question)[0]


def without_subject(question: str) -> str:
    """Return a question without the English subject that it was put in full with."""
    return re.sub(f"^{_ABOUT}", "", question)


def may_be_new(asked: str) -> bool:
    """Tell whether a question that names nothing says enough to be about something new."""
    return len(words(asked)) >= ENOUGH_WORDS


def _is_named(phrase: str) -> bool:
    return any(name.is_place or name.is_distinctive for name in names_in(phrase))


def _says_all(title: str, phrase: str) -> bool:
    """Tell whether a title says every word of a phrase: then it says at least as much."""
    said = Vocabulary.of(title)
    return bool(title) and all(said.says(word) for word in words(phrase))


def _leading_phrase(question: str) -> str:
    """Return the words up to the first particle that ends a phrase: 「岩瀬市の生成AIガイドライン」 of 「…に違反したら？」."""
    hidden = _INSIDE.sub(lambda found: "＊" * len(found.group()), question)
    end = len(question)
    for start, stop, part in parts_of_speech(hidden):
        written = hidden[start:stop]
        if start and (written in "、,，：:?？。" or (part[0] in {"助詞", "助動詞"} and written in _ENDS_PHRASE)):
            end = start
            break
    return _SIDE.sub("", question[:end].strip().removesuffix("の"))[:LONGEST]


def _says_more(phrase: str) -> bool:
    """Tell whether a phrase says more than the names of places in it."""
    bare = search_form(phrase)
    for name in names_in(phrase):
        if name.is_place:
            bare = bare.replace(name.spellings[0], "")
    return bool(words(bare.strip("のとや・")))


def named_in_english(question: str) -> list[str]:
    """Return the names in an English question, in their order, a thing of a name with it (Wexmoor's AI policy)."""
    named = [spelling for name in names_in(question) for spelling in name.spellings]
    found: list[str] = []
    for run in _CAPITALS.finditer(question):
        written = _ASKING.sub("", run.group())
        if not any(spelling in search_form(written) for spelling in named):
            continue
        thing = _OF_IT.match(question, run.end()) if re.search(r"[’']s$|\bAI$", written) else None
        written = written + thing.group() if thing else _TRIMMED.sub("", written)
        if written not in found:
            found.append(written)
    return found
