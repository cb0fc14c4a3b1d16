"""Tell the mailbox of a person from that of an office: `taro.yamada@` from `dx-suishin@`.

A contact must outlive who sits there now. What cannot be told from its words counts as a person's where it is built like a
name (two words, or an initial and a word), and as an office's otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import yaml

from casebase.personal.names import people

_MAIL = re.compile(r"([^\s@<>()（）「」、。,;:/：；]{1,64})[@＠][A-Za-z0-9.-]{3,}")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_OFFICE_JA = re.compile(
    r"課|係|部|局|室|所|庁|班|センター|窓口|担当|事務|チーム|グループ|広報|代表|相談|問合|問い合わせ"
)


def personal_mailboxes(text: str) -> list[str]:
    """Return the mail addresses in a text that are a person's, as they stand there."""
    return [whole for whole, local in _addresses(text) if _is_personal(local)]


def names_a_person(contact: str) -> bool:
    """Tell whether a contact is a person's: by a mailbox, or by a full name."""
    return bool(personal_mailboxes(contact)) or bool(people(_MAIL.sub(" ", contact)))


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    for found in _MAIL.finditer(text):
        yield found[0], found[1]


def _is_personal(local: str) -> bool:
    if _JAPANESE.search(local):
        return not _OFFICE_JA.search(local)
    words = [word for word in re.split(r"[._+\-0-9]+", local.lower()) if word]
    if not words or any(word in _words()["office"] for word in words):
        return False
    return len(words) > 1 or words[0] in _words()["family"]


@cache
def _words() -> Mapping[str, frozenset[str]]:
    said = yaml.safe_load((files("casebase") / "personal" / "mailboxes.yaml").read_text(encoding="utf-8"))
    return {kind: frozenset(words.split()) for kind, words in said.items()}
