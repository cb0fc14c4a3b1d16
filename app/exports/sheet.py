"""What an answer is taken along as: one sheet of facts, sentences and sources that each form of file then writes."""

from __future__ import annotations

from dataclasses import dataclass

from app.components.labels import dated, organization_of, title_of
from app.dates import shown_time
from app.links import address as page_address
from app.wording import Words
from casebase.access import Reader
from casebase.conversation.threads import Thread, Turn
from casebase.errors import NotFound
from casebase.models import Citation
from casebase.store.kept import KeptAnswer, KeptAnswers


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source: its number, what it is, where in it, the words, and where to find it."""

    n: int
    name: str
    place: str
    quote: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is written down, in the language of the page. `facts` are pairs of label and value."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sentences: tuple[tuple[str, tuple[int, ...]], ...]
    sources: tuple[SourceLine, ...]
    notes: tuple[str, ...]
    labels: dict[str, str]


def make_sheet(kept: KeptAnswer, link: str, say: Words, typed: str = "") -> Sheet:
    """Put a kept answer into words; `link` is the address under which it is found again.

    `typed` is how the question was typed, where that is not how it was asked. What a language model wrote says so in its title.
    """
    answer = kept.answer
    written = answer.engine != "extractive"
    how = say.entries.get(f"ask.engine.{answer.engine}", answer.engine)
    facts = [
        *([(say("sheet.typed"), typed)] if typed and typed != kept.question else []),
        (say("sheet.question"), kept.question),
        (say("sheet.answered_at"), shown_time(kept.kept_at, say.language)),
        (say("sheet.how"), f"{how}{say('sheet.ai_mark') if written else ''}"),
        (say("sheet.link"), link),
    ]
    notes = [say("ask.ai_made_help", engine=answer.engine)] if written else []
    notes += [say("ask.verify")]
    notes += [say("kept.replaced")] if kept.replaced else []
    if any(c.document.details.starter for c in answer.citations):
        notes.append(say("source.starter_help"))
    title = say("sheet.title") + (say("sheet.ai_mark") if written else "")
    return Sheet(
        title=title,
        facts=tuple(facts),
        sentences=tuple((sentence.text, sentence.citations) for sentence in answer.sentences),
        sources=tuple(_source(citation, say) for citation in answer.citations),
        notes=tuple(notes),
        labels=_labels(say),
    )


def thread_sheets(thread: Thread, answers: KeptAnswers, reader: Reader, base: str, say: Words) -> list[Sheet]:
    """Return a sheet a question of a conversation; one without an answer that the reader may see says so."""
    sheets = []
    for turn in thread.turns:
        try:
            kept = answers.kept(turn.answer, reader) if turn.answer else None
        except NotFound:
            kept = None
        if kept:
            link = base + page_address("answer", say.language, {"id": kept.id})
            sheets.append(make_sheet(kept, link, say, turn.typed))
        else:
            sheets.append(_without_answer(turn, say))
    return sheets


def _without_answer(turn: Turn, say: Words) -> Sheet:
    facts = [(say("sheet.question"), turn.typed)]
    if turn.question != turn.typed:
        facts.append((say("sheet.in_full"), turn.question))
    facts.append((say("sheet.answered_at"), shown_time(turn.asked_at, say.language)))
    return Sheet(
        say("sheet.title"), tuple(facts), ((say("thread.without_answer"), ()),), (), (say("ask.verify"),), _labels(say)
    )


def _labels(say: Words) -> dict[str, str]:
    return {name: say(f"sheet.{name}") for name in ("answer", "sources", "number", "name", "place", "quote", "notes")}


def _source(citation: Citation, say: Words) -> SourceLine:
    document = citation.document
    name = [title_of(document, say.language), organization_of(document, say.language), dated(document, say)]
    name.append(f"{document.file_name} {say('source.version', count=document.version_number)}")
    address = " ".join(source.url for source in document.details.sources[:2])
    place = say("source.page", page=citation.page)
    return SourceLine(citation.n, " / ".join(part for part in name if part), place, citation.quote, address)
