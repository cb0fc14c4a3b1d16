"""Commands about what people said of answers. None of them opens the model."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from casebase.access import LOCAL_READER
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.feedback import FeedbackBook
from casebase.store.kept import KeptAnswers
from casebase.store.shelves import Shelves


def register(commands: typer.Typer) -> None:
    """Add the commands to those of the casebase."""
    commands.command()(feedback)


def feedback(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of text.")] = False,
    as_questions: Annotated[
        Path | None,
        typer.Option(
            "--as-questions", dir_okay=False, help="Write all feedback and open questions as a set for `eval`."
        ),
    ] = None,
) -> None:
    """List what people said of answers, the newest first; or write it as questions to measure with."""
    settings = Settings()
    engine = open_database(settings)
    book = FeedbackBook(engine, KeptAnswers(engine, Shelves(engine, Originals(settings.originals_folder))))
    said = book.all()
    if as_questions is None:
        for one in said:
            about = f"[{one.citation}]" if one.citation else ""
            text = f"{one.given_at[:10]}  {one.kind:14s}{about:4s} {one.question}" + (
                f"  — {one.comment}" if one.comment else ""
            )
            typer.echo(json.dumps(asdict(one), ensure_ascii=False) if as_json else text)
        return
    for one in said:
        book.make_question(one, LOCAL_READER)
    for gap, _ in book.gaps():
        book.make_question_of_gap(gap.question)
    questions = book.questions()
    lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions)
    as_questions.write_text(lines, encoding="utf-8")
    typer.echo(f"{len(questions)} questions were written to {as_questions}.")
