"""The words by which reports say what a field holds, from `lexicon.yaml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_NEVER = re.compile(r"(?!)")
_NUMBERING = re.compile(
    r"^[\s\u3000]*(?:[(（]?(?:[0-9０-９]{1,2}(?:[-－.．][0-9０-９]{1,2})*|[ア-ン]|[一二三四五六七八九十]{1,2}|[Ⅰ-Ⅻ]|[A-HＡ-Ｈ])[)）.．、\s\u3000]|第\S{1,3}[章節])[\s\u3000]*"
)


@dataclass(frozen=True, slots=True)
class Words:
    """How one field is talked about; each pattern never matches where the lexicon has nothing."""

    label: re.Pattern[str]
    heading: re.Pattern[str]
    cues: tuple[re.Pattern[str], ...]
    against: re.Pattern[str]

    def cue_count(self, text: str) -> int:
        """Return how many different cues a sentence gives."""
        return sum(cue.search(text) is not None for cue in self.cues)


@cache
def lexicon() -> Mapping[str, Words]:
    """Return the words of every field."""
    said: Mapping[str, Mapping[str, Sequence[str]]] = read_yaml("lexicon.yaml")
    return {
        field: Words(
            _any(one.get("labels", ()), whole=True),
            _any(one.get("headings", ())),
            tuple(re.compile(cue, re.IGNORECASE) for cue in one.get("cues", ())),
            _any(one.get("against", ())),
        )
        for field, one in said.items()
    }


def read_yaml(name: str) -> Any:
    """Read one of the data files beside this module."""
    return yaml.safe_load(files("ingest.draft").joinpath(name).read_text(encoding="utf-8"))


def is_label(text: str) -> bool:
    """Tell whether a short text is a label that some field is known by."""
    label = plain_label(text)
    return any(words.label.fullmatch(label) for words in lexicon().values())


def plain_label(text: str) -> str:
    """Return a label or a heading without its number and without what stands in brackets behind it."""
    folded = unicodedata.normalize("NFKC", _NUMBERING.sub("", text)).strip(" :\u3000")
    return re.sub(r"\s*[(（\[][^)）\]]*[)）\]]$", "", folded).strip()


def _any(patterns: Sequence[str], whole: bool = False) -> re.Pattern[str]:
    if not patterns:
        return _NEVER
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(rf"(?:{joined})\Z" if whole else joined, re.IGNORECASE)
