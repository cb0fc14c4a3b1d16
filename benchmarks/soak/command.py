"""`python -m benchmarks soak`: mistreat a casebase in every way there is, print a table, keep the figures as JSON.

`--seed`, `--minutes` (of writing and searching at once), `--kills`; `--only` takes some of the tests.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.badfiles.command import take_in_bad_files
from benchmarks.results import keep
from benchmarks.soak.damage import damage_every_file
from benchmarks.soak.disk import fill_a_disk
from benchmarks.soak.kills import fail_at_points, kill_at_points, kill_at_random
from benchmarks.soak.together import write_and_search
from benchmarks.soak.upkeep import ask_and_ask, back_up_while_writing, purge_and_scan, take_in_again
from benchmarks.soak.world import prepare

Tests = Mapping[str, Callable[[], dict[str, Any]]]


def main(arguments: Sequence[str]) -> None:
    """Run the tests, each with its own casebase, and end with 1 if anything did not hold."""
    given = _arguments(arguments)
    logging.disable(logging.WARNING)  # damaged indexes are said to be damaged; that is the point
    prepare()
    tests = short_tests(given.seed) if given.short else full_tests(given)
    figures: dict[str, Any] = {}
    for name, test in tests.items():
        if given.only and name not in given.only:
            continue
        began = time.perf_counter()
        figures[name] = {**test(), "holds": False, "took_seconds": round(time.perf_counter() - began, 1)}
        figures[name]["holds"] = holds(name, figures[name])
        shown = ", ".join(f"{key} {value}" for key, value in figures[name].items() if key not in {"details", "holds"})
        print(f"{'holds' if figures[name]['holds'] else 'FAILS':<6} {name}: {shown}", flush=True)
        for detail in figures[name].get("details", [])[:5]:
            if detail and not figures[name]["holds"]:
                print(f"         {detail}")
    path = keep("soak", {"seed": given.seed, "tests": figures}) if not given.only and not given.short else None
    print(f"Figures: {path}" if path else json.dumps(figures, ensure_ascii=False))
    if not all(one["holds"] for one in figures.values()):
        raise SystemExit(1)


def full_tests(given: argparse.Namespace) -> Tests:
    """Return the tests in full length: about an hour."""
    return {
        "kill at random": lambda: kill_at_random(given.seed, given.kills),
        "kill at every point": lambda: kill_at_points(given.seed),
        "disk fails at every point": lambda: fail_at_points(given.seed),
        "disk full, read-only": lambda: fill_a_disk(given.seed),
        "damaged index": lambda: damage_every_file(given.seed),
        "write and search": lambda: write_and_search(given.seed, 60 * given.minutes),
        "purge": lambda: purge_and_scan(given.seed),
        "backup while writing": lambda: back_up_while_writing(given.seed),
        "take in again": lambda: take_in_again(given.seed),
        "ask and ask": lambda: ask_and_ask(given.seed, given.queries),
        "bad files": lambda: take_in_bad_files(given.seed),
    }


def short_tests(seed: int) -> Tests:
    """Return a short form of each, for the test suite: a minute and a half of work in all."""
    kills = ("publish.before_commit", "index.pointer_aside", "purge.rows_removed")
    failures = ("publish.before_commit",)
    return {
        "kill at random": lambda: kill_at_random(seed, 2),
        "kill at every point": lambda: kill_at_points(seed, kills),
        "disk fails at every point": lambda: fail_at_points(seed, failures, ("enospc",)),
        "disk full, read-only": lambda: fill_a_disk(seed, 40),
        "damaged index": lambda: damage_every_file(seed, ("flipped",), share=0.12),
        "write and search": lambda: write_and_search(seed, 3.0),
        "purge": lambda: purge_and_scan(seed),
        "backup while writing": lambda: back_up_while_writing(seed, 5),
        "take in again": lambda: take_in_again(seed, 2),
        "ask and ask": lambda: ask_and_ask(seed, 100),
    }


def holds(name: str, figures: dict[str, Any]) -> bool:
    """Tell whether the figures of a test reach the aim."""
    zeros = ("lost", "doubled", "half_published", "unfindable", "wrong", "errors", "faults", "traces_after", "missing")
    if any(figures.get(key) for key in (*zeros, "unnamed", "not_reached")):
        return False
    if name == "purge":
        return figures["traces_before"] > 0
    if name == "backup while writing":
        return all(same == figures["questions"] for same in figures["same_ranking"])
    if name == "disk full, read-only" and "skipped" not in figures:
        return (figures["when_full"], figures["after_room_was_made"], figures["when_read_only"]) == (
            "DISK_FULL",
            "no error",
            "STORAGE_READ_ONLY",
        )
    limits = {"take in again": 1.5, "ask and ask": 1.05}
    return name not in limits or (figures["growth"] is not None and figures["growth"] <= limits[name])


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--short", action="store_true", help="a short form of every test")
    parser.add_argument("--only", nargs="*", default=[])
    return parser.parse_args(arguments)
