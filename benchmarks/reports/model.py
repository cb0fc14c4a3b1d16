"""A made-up report: its text, how it is set, and the value and passage of every field it states.

The texts in `texts/` are written like those of `benchmarks.fidelity`, with two marks more. `⟪field=value|passage⟫` says
that the passage proves the value of a field (without `=value` the passage is the value), `⟪one=value&other|passage⟫` that
it proves two; several marks of one field are alternatives. `<name:low-high>` draws a number, `<name>` says it again.
Lines that begin with `@` say how it is set.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fidelity.model import Text, items_of

FOLDER = Path(__file__).parent
SAMPLE = "見本（架空の団体による合成資料）"
SAMPLE_EN = "SAMPLE – made-up organisation, synthetic document"
NOTICE = "※この資料は、製品の試験のために作られた合成の見本であり、実在の団体、製品及び数値とは関係がない。"
NOTICE_EN = "This document is a synthetic sample made for tests; organisations, products and figures are invented."
_MARK = re.compile(r"⟪(?P<fields>[a-z_]+[^|⟫]*)\|(?P<text>[^⟫]*)⟫")
_SLOT = re.compile(r"<(?P<name>[a-z]+)(?::(?P<low>\d+)-(?P<high>\d+))?>")
_SETTING = re.compile(r"^@(\w+) (.*)\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a report states about a field: the value as the record holds it, and the passages that prove it."""

    field: str
    value: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report as written; `settings` are its lines that begin with `@`."""

    text: Text
    stated: tuple[Stated, ...]
    settings: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.text.name

    @property
    def half(self) -> str:
        """`tune`: rules may be made on it; `report`: only measured."""
        return self.settings["half"]


def reports(seed: int) -> list[Report]:
    """Read every report; the numbers of its slots are drawn by `seed` and its name."""
    return [_report(path, seed) for path in sorted((FOLDER / "texts").glob("*.txt"))]


def _report(path: Path, seed: int) -> Report:
    written = path.read_text(encoding="utf-8")
    settings = dict(_SETTING.findall(written))
    noise = [
        (FOLDER / "noise" / f"{name}.txt").read_text(encoding="utf-8") for name in settings.get("noise", "").split()
    ]
    body = _SETTING.sub("", written)
    english = settings.get("language") == "en"
    first, _, rest = body.partition("\n")
    body = "\n".join((first, NOTICE_EN if english else NOTICE, rest, *noise))
    body = _drawn(body, random.Random(f"{seed}/{path.stem}"))
    stated: dict[tuple[str, str], list[str]] = {}
    for mark in _MARK.finditer(body):
        for said in mark["fields"].split("&"):
            field, _, value = said.partition("=")
            stated.setdefault((field, value or mark["text"]), []).append(mark["text"])
    text = Text(f"{'en' if english else 'ja'}-{path.stem}", tuple(items_of(_MARK.sub(lambda m: m["text"], body))))
    return Report(text, tuple(Stated(*key, tuple(quotes)) for key, quotes in stated.items()), settings)


def _drawn(text: str, chance: random.Random) -> str:
    values: dict[str, str] = {}

    def value(slot: re.Match[str]) -> str:
        if slot["low"]:
            values[slot["name"]] = f"{chance.randint(int(slot['low']), int(slot['high'])):,}"
        return values[slot["name"]]

    return _SLOT.sub(value, text)
