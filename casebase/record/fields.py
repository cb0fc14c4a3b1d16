"""Fields and vocabularies of the case record, with their words in both languages, as the data files say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

_SIDES = {"ja": ("日本語", "Japanese"), "en": ("英語", "English")}


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a vocabulary and its words."""

    value: str
    ja: str
    en: str

    def said(self, language: str) -> str:
        """Return the words in `language`."""
        return self.en if language == "en" else self.ja


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values a field may have, in order; `open`: others are accepted too."""

    values: Mapping[str, Term]
    open: bool = False


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """A part of the form."""

    key: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field of the record. `base` is its name without language, `language` is `ja`, `en` or empty.

    `kind` says how it is filled in (see `fields.yaml`); `required` is `any` where one language is enough, `both`, or empty.
    """

    key: str
    base: str
    language: str
    group: str
    kind: str
    ja: str
    en: str
    help_ja: str
    help_en: str
    vocabulary: str = ""
    required: str = ""
    evidence: bool = False
    managed: bool = False

    def label(self, language: str) -> str:
        """Return the name of the field in `language`."""
        name = self.en if language == "en" else self.ja
        if not self.language:
            return name
        side = _SIDES[self.language][language == "en"]
        return f"{name} ({side})" if language == "en" else f"{name}（{side}）"

    def help(self, language: str) -> str:
        """Return what to write into the field."""
        return self.help_en if language == "en" else self.help_ja


def _read(name: str) -> Any:
    return yaml.safe_load((files("casebase") / "record" / name).read_text(encoding="utf-8"))


def _fields(said: Mapping[str, Mapping[str, Any]]) -> Iterator[RecordField]:
    for base, one in said.items():
        languages = ("ja", "en") if one.get("bilingual") else ("",)
        for language in languages:
            yield RecordField(
                key=f"{base}_{language}" if language else base,
                base=base,
                language=language,
                group=one["group"],
                kind=one["kind"],
                ja=one["ja"],
                en=one["en"],
                help_ja=one["help_ja"],
                help_en=one["help_en"],
                vocabulary=one.get("vocabulary", ""),
                required=one.get("required", ""),
                evidence=one.get("evidence", False),
                managed=one.get("managed", False),
            )


_SAID = _read("fields.yaml")

GROUPS: tuple[FieldGroup, ...] = tuple(FieldGroup(key, one["ja"], one["en"]) for key, one in _SAID["groups"].items())
"""The parts of the form, in order."""

FIELDS: Mapping[str, RecordField] = {field.key: field for field in _fields(_SAID["fields"])}
"""Every field by its key, in order."""

EVIDENCED = frozenset(field.key for field in FIELDS.values() if field.evidence)
"""Keys of the fields that should point to the passage that proves them."""

EDITABLE = tuple(field.key for field in FIELDS.values() if not field.managed)
"""Keys of the fields that an editor fills in, in order."""

VOCABULARIES: Mapping[str, Vocabulary] = {
    name: Vocabulary(
        {value: Term(value, said["ja"], said["en"]) for value, said in one["values"].items()}, one.get("open", False)
    )
    for name, one in _read("vocabularies.yaml").items()
}
"""Every vocabulary by name."""


def said_value(vocabulary: str, value: str, language: str) -> str:
    """Return how a stored value is shown; one that the vocabulary does not have is shown as it is."""
    term = VOCABULARIES[vocabulary].values.get(value) if vocabulary in VOCABULARIES else None
    return term.said(language) if term else value
