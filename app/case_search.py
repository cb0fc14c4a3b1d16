"""From an address to the cases it asks for: the limits, and what a search for words leaves of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.links import State
from casebase.access import Reader
from casebase.cases.facts import FIELDS
from casebase.cases.finding import Order, Wanted
from casebase.models import DocumentId, Filters, Hit, Kind
from casebase.retrieve.duplicates import first_of_each
from casebase.service import Casebase

MATCHED_PASSAGES = 150
"""Passages taken for a search, the nearest first; the cases they stand in are what the limits then choose from and count."""

ORDERS = {"": Order.MATCH, "new": Order.NEW, "effect": Order.EFFECT, "org": Order.ORGANIZATION}
"""Orders by their name in an address; without words to search for, the first is that of the newest."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What an address asks for: the words, the limits, the order, and each document's passage that fits the words best."""

    question: str
    wanted: Wanted
    order: Order
    hits: Mapping[DocumentId, Hit]


def kinds_of(state: State) -> tuple[str, ...]:
    """Return the kinds of documents that are listed: cases, unless the address names others."""
    named = tuple(kind for kind in state.all("kind") if kind in set(Kind))
    return named or (Kind.CASE.value,)


def limits_of(state: State) -> Wanted:
    """Return the limits that an address asks for."""
    limits = [("kind", kinds_of(state))]
    limits += [(field, state.all(field)) for field in FIELDS if field != "kind" and state.all(field)]
    return Wanted(tuple(limits))


def selection_of(state: State, casebase: Casebase, reader: Reader) -> Selection:
    """Return what an address asks for; words are searched for here."""
    question = state.one("q").strip()
    limits = limits_of(state)
    order = ORDERS.get(state.one("sort"), Order.MATCH)
    if not question:
        return Selection("", limits, Order.NEW if order is Order.MATCH else order, {})
    hits = searched(question, kinds_of(state), casebase, reader)
    found = {hit.document.id: hit for hit in hits}
    return Selection(question, Wanted(limits.limits, tuple(found)), order, found)


def searched(question: str, kinds: Sequence[str], casebase: Casebase, reader: Reader) -> Sequence[Hit]:
    """Return the best passage of each document of these kinds that fits, the best document first."""
    return first_of_each(casebase.passages(question, reader, Filters(kinds=tuple(map(Kind, kinds))), MATCHED_PASSAGES))
