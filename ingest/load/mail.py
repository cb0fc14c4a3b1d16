"""Messages (.eml and .msg) as documents: subject, names of sender and recipients, date, and what was written.

Attachments are files of their own (`ingest.unpack.attached`); here only their names are listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from casebase.text.language import language_of
from ingest.characters import apart, tidy
from ingest.load.eml import read_eml
from ingest.load.html import html_blocks
from ingest.load.mail_record import Mail
from ingest.load.msg import read_msg
from ingest.load.text import paragraphs
from ingest.names import extension
from ingest.records import Block, HiddenText, Loaded, LoadedPage, Warned

_READERS: Mapping[str, Callable[[str, bytes], Mail]] = {".eml": read_eml, ".msg": read_msg}
_MEDIA_TYPES = {".eml": "message/rfc822", ".msg": "application/vnd.ms-outlook"}
_LABELS = {
    "ja": ("差出人", "宛先", "写し", "日時", "添付"),
    "en": ("From", "To", "Copy to", "Date", "Attached"),
}


def read_mail(name: str, content: bytes) -> Mail:
    """Take a message apart.

    Raises `TypeMismatch`, `DamagedDocument` (MAIL_DAMAGED) and `EncryptedDocument` (DOCUMENT_ENCRYPTED).
    """
    return _READERS[extension(name)](name, content)


def load_mail(name: str, content: bytes) -> Loaded:
    """Read a message: one page with the subject as its heading. Raises what `read_mail` raises."""
    mail = read_mail(name, content)
    blocks: list[Block] = []
    warned: set[str] = set()
    hidden: list[HiddenText] = []
    for kind, text in mail.bodies:
        if kind == "html":
            found, codes_of_html, unseen = html_blocks(name, text)
            hidden += unseen
            blocks.extend(found)
            warned |= codes_of_html
        else:
            tidied, removed = tidy(text)
            blocks.extend(Block(paragraph) for paragraph in paragraphs(tidied))
            warned |= removed
    written = mail.subject + "\n".join(block.text for block in blocks)
    head = [Block(mail.subject, 1)] if mail.subject else []
    if about := _about(mail, language_of(written)):
        head.append(Block(about))
    page = LoadedPage(1, (*head, *blocks))
    codes, spelt = apart(warned)
    hidden += [HiddenText(1, "characters", text) for text in spelt]
    warnings = tuple(Warned(code) for code in codes)
    media_type, sent_on = _MEDIA_TYPES[extension(name)], mail.date[:10]
    return Loaded(media_type, (page,), mail.subject, created_on=sent_on, warnings=warnings, hidden=tuple(hidden))


def _about(mail: Mail, language: str) -> str:
    attached = tuple(one.name for one in mail.attached)
    values = (mail.senders, mail.recipients, mail.copied, (mail.date,) if mail.date else (), attached)
    labels = _LABELS["en" if language == "en" else "ja"]
    between = ": " if language == "en" else "："
    joint = ", " if language == "en" else "、"
    return "\n".join(
        f"{label}{between}{joint.join(value)}" for label, value in zip(labels, values, strict=True) if value
    )
