"""Commands of the casebase. With `--json` and `--batch` they print shapes that programs rely on (README, "Commands")."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from tqdm import tqdm

from casebase import document_commands, feedback_commands
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.conversation.threads import LOCAL_PERSON
from casebase.embedding import open_embedder
from casebase.errors import CasebaseError
from casebase.evaluation import command as evaluation
from casebase.evaluation.datasets import Half
from casebase.evaluation.report import report_lines
from casebase.models import Answer, Document, Filters, Hit, Kind, SearchResult, Status
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.shapes import answer_shape, search_shape
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.library import Library
from casebase.store.reembed import reembed as reembed_all
from casebase.upkeep import commands as upkeep

commands = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Search and ask the knowledge base of AI use cases.",
)
document_commands.register(commands)
feedback_commands.register(commands)

Question = Annotated[str, typer.Argument(help="A question or a few words, in Japanese or English.")]
Organization = Annotated[
    list[str] | None, typer.Option("--org", help="Only documents of this organisation (key or name); may be repeated.")
]
KindOption = Annotated[list[Kind] | None, typer.Option("--kind", help="Only documents of this kind; may be repeated.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Batch = Annotated[
    Path | None,
    typer.Option(
        "--batch", exists=True, dir_okay=False, help="JSON lines with `id` and `question`; prints one JSON line each."
    ),
]


@commands.command()
def search(
    question: Question = "",
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help="How many passages to print.")] = 10,
    org: Organization = None,
    kind: KindOption = None,
    as_json: Json = False,
    batch: Batch = None,
) -> None:
    """Print the passages that fit a question best."""
    casebase = open_casebase(Settings())
    filters = Filters(organizations=tuple(org or ()), kinds=tuple(kind or ()))
    for identifier, asked in _questions(question, batch):
        found = casebase.search(asked, LOCAL_READER, filters, top)
        _print(search_shape(identifier, found) if as_json or batch else _search_text(found))


@commands.command()
def ask(
    question: Question = "",
    org: Organization = None,
    kind: KindOption = None,
    engine: Annotated[str, typer.Option(help="Engine that answers: extractive, or a name in CASEBASE_LLMS.")] = "",
    thread: Annotated[
        str, typer.Option("--thread", help="Go on in this conversation (id as in its address), or `new` to begin one.")
    ] = "",
    as_json: Json = False,
    batch: Batch = None,
) -> None:
    """Answer a question with sentences that each name the passage they rest on."""
    casebase = open_casebase(Settings())
    filters = Filters(organizations=tuple(org or ()), kinds=tuple(kind or ()))
    if thread:
        _ask_in_thread(casebase, next(_questions(question, batch))[1], thread, filters, engine, as_json)
        return
    for identifier, asked in _questions(question, batch):
        answer = casebase.ask(asked, LOCAL_READER, filters, engine)
        _print(answer_shape(identifier, answer) if as_json or batch else _answer_text(answer))


def _ask_in_thread(casebase: Casebase, typed: str, thread: str, filters: Filters, engine: str, as_json: bool) -> None:
    """Ask the next question of a conversation, put in full, and keep it with its answer."""
    known = None if thread == "new" else casebase.conversations.threads.thread(thread, LOCAL_PERSON)
    now, answer = casebase.ask_next(typed, known, LOCAL_PERSON, LOCAL_READER, filters, engine)
    told = {"thread": now.id, "question": now.last.question}
    _print(
        {**answer_shape(None, answer), **told}
        if as_json
        else f"{now.last.question}\n\n{_answer_text(answer)}\n\n--thread {now.id}"
    )


@commands.command()
def gaps(as_json: Json = False) -> None:
    """List the questions that people recorded because they have no answer, those asked most often first."""
    for gap in open_casebase(Settings()).answers.gaps():
        _print(asdict(gap) if as_json else f"{gap.times:4d}  {gap.last_at[:10]}  {gap.question}")


@commands.command()
def index() -> None:
    """Build the indexes again from the database; nothing is embedded."""
    built = open_casebase(Settings()).index.build()
    typer.echo("The index was built." if built else "There is nothing to index yet.")


@commands.command("eval")
def evaluate(
    datasets: Annotated[list[Path], typer.Argument(exists=True, help="Folders or files of questions.")],
    json_to: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")] = None,
    html_to: Annotated[
        Path | None, typer.Option("--html", help="Write a page with charts and the failing questions.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Take that many questions of each set; 0: all.")] = 0,
    retrieval_only: Annotated[bool, typer.Option("--retrieval-only", help="Search only; do not answer.")] = False,
    compare: Annotated[
        Path | None, typer.Option(exists=True, help="Compare with the figures of an earlier run.")
    ] = None,
    half: Annotated[
        Half, typer.Option(help="Questions to tune on, questions to report on (about half each), or all.")
    ] = Half.ALL,
    of: Annotated[
        Path | None, typer.Option(exists=True, help="Ask of the documents of this set, which hold none of the answers.")
    ] = None,
) -> None:
    """Measure retrieval and answers on sets of questions."""
    try:
        report = evaluation.evaluate(
            datasets, Settings(), json_to, html_to, limit, retrieval_only, compare, half=half, of=of
        )
    except ValueError as exc:
        raise typer.BadParameter(str(exc)) from exc
    typer.echo("\n".join(report_lines(report)))


@commands.command()
def reembed() -> None:
    """Embed every passage again after CASEBASE_MODEL was changed. May be stopped and started again."""
    settings = Settings()
    embedder = open_embedder(settings)
    engine = open_database(settings)
    library = Library(engine, Originals(settings.originals_folder))
    with tqdm(unit="version", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        passages = reembed_all(engine, library, embedder, show)
    open_casebase(settings, embedder).index.build()
    typer.echo(f"{passages} passages have vectors of the model {settings.model}.")


for command in (upkeep.doctor, upkeep.backup, upkeep.restore, upkeep.purge):
    commands.command()(command)


def _questions(question: str, batch: Path | None) -> Iterator[tuple[str | None, str]]:
    if batch is None:
        if not question.strip():
            raise typer.BadParameter("Give a question, or a file of questions with --batch.")
        yield None, question
        return
    with batch.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                asked = json.loads(line)
                yield asked.get("id"), str(asked["question"])
            except (json.JSONDecodeError, KeyError, AttributeError) as exc:
                raise typer.BadParameter(
                    f"{batch}, line {number}: expected an object with `id` and `question`."
                ) from exc


def _print(said: dict[str, Any] | str) -> None:
    typer.echo(said if isinstance(said, str) else json.dumps(said, ensure_ascii=False))


def _search_text(found: SearchResult) -> str:
    if not found.hits:
        return "Nothing was found."
    return "\n\n".join(_hit_text(n, hit) for n, hit in enumerate(found.hits, start=1))


def _hit_text(n: int, hit: Hit) -> str:
    head = f"{n}. {hit.document.title}  ({_owner(hit.document)}, {hit.passage.location})  {hit.score:.3f}"
    return f"{head}\n   {' '.join(hit.passage.text.split())[:300]}"


def _answer_text(answer: Answer) -> str:
    if answer.status is Status.NOT_IN_CASEBASE:
        nearest = "\n".join(f"  - {hit.document.title}" for hit in answer.nearest)
        return "この事例ベースには根拠が見つかりませんでした。 / The casebase holds no grounds for an answer." + (
            f"\n近い資料 / Nearest:\n{nearest}" if nearest else ""
        )
    sentences = "\n".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in answer.sentences)
    sources = "\n".join(
        f"[{c.n}] {c.document.title} ({_owner(c.document)}) {c.passage.location}" for c in answer.citations
    )
    return f"{sentences}\n\n{sources}"


def _owner(document: Document) -> str:
    return document.details.organization_name or document.details.organization


def main() -> None:
    """Run a command; errors of the product are printed in plain words, without a trace."""
    try:
        commands()
    except CasebaseError as exc:
        typer.echo(str(exc), err=True)
        sys.exit(1)
