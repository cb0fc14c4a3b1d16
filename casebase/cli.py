"""Commands of the casebase. With `--json` and `--batch` they print shapes that programs rely on (README, "Commands")."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.errors import CasebaseError
from casebase.models import Answer, Citation, Document, Filters, Hit, Kind, SearchResult, Status
from casebase.settings import Settings

commands = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Search and ask the knowledge base of AI use cases."
)

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
    as_json: Json = False,
    batch: Batch = None,
) -> None:
    """Answer a question with sentences that each name the passage they rest on."""
    casebase = open_casebase(Settings())
    filters = Filters(organizations=tuple(org or ()), kinds=tuple(kind or ()))
    for identifier, asked in _questions(question, batch):
        answer = casebase.ask(asked, LOCAL_READER, filters)
        _print(answer_shape(identifier, answer) if as_json or batch else _answer_text(answer))


@commands.command()
def index() -> None:
    """Build the indexes again from the database; nothing is embedded."""
    built = open_casebase(Settings()).index.build()
    typer.echo("The index was built." if built else "There is nothing to index yet.")


def search_shape(identifier: str | None, found: SearchResult) -> dict[str, Any]:
    """Return a search result as plain JSON values."""
    return {"id": identifier, "hits": [_hit_shape(hit) for hit in found.hits], "ms": round(found.ms, 1)}


def answer_shape(identifier: str | None, answer: Answer) -> dict[str, Any]:
    """Return an answer as plain JSON values."""
    return {
        "id": identifier,
        "status": answer.status.value,
        "language": answer.language,
        "sentences": [{"text": s.text, "citations": list(s.citations)} for s in answer.sentences],
        "citations": [_citation_shape(citation) for citation in answer.citations],
        "engine": answer.engine,
        "ms": round(answer.ms, 1),
    }


def _hit_shape(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "document": hit.document.id,
        "file_name": hit.document.file_name,
        "version": passage.version,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 6),
        "text": passage.text,
    }


def _citation_shape(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "document": citation.document.id,
        "file_name": citation.document.file_name,
        "version": citation.document.version,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


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
