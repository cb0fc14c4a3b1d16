"""A message as its formats have it in common, and written out again as a message of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr


@dataclass(frozen=True, slots=True)
class Attached:
    """A file attached to a message. `content` is None for one that could not be taken out."""

    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Mail:
    """A message: names of people without their addresses, the date, and its texts.

    `date` is `YYYY-MM-DD HH:MM` in the sender's time, or in UTC if it says so. `bodies` are pairs of `plain` or `html` and
    the text; `skipped` counts signatures and pictures of the layout.
    """

    subject: str = ""
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    date: str = ""
    bodies: tuple[tuple[str, str], ...] = ()
    attached: tuple[Attached, ...] = field(default=())
    skipped: int = 0


def as_eml(mail: Mail) -> bytes:
    """Return a message as .eml, for one that was stored inside another in a form that is no file."""
    message = EmailMessage()
    message["Subject"] = mail.subject
    for header, names in (("From", mail.senders), ("To", mail.recipients), ("Cc", mail.copied)):
        if names:
            message[header] = _addresses(names)
    if mail.date:
        message["Date"] = format_datetime(datetime.fromisoformat(mail.date[:16]))
    for kind, text in mail.bodies[:1]:
        message.set_content(text, subtype=kind)
    for one in mail.attached:
        if one.content is not None:
            message.add_attachment(one.content, maintype="application", subtype="octet-stream", filename=one.name)
    return message.as_bytes()


def _addresses(names: Sequence[str]) -> str:
    return ", ".join(formataddr((name, "name@invalid")) for name in names)
