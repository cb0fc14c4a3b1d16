"""Messages as they travel (RFC 5322, MIME), read by the standard library."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime

from casebase.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument, TypeMismatch
from ingest.load.mail_record import Attached, Mail
from ingest.load.mail_text import decoded_text, display_names, header_text

MOST_PARTS = 2_000
"""Parts of a message, nested ones included."""


class _AsWritten(Compat32):
    """Gives headers as they were written. The library's own policies decode them, and lose what Japanese programs wrote
    against the rules: vendor characters and raw bytes."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_POLICY = _AsWritten(max_line_length=None, mangle_from_=False)
_TELLING = ("from", "date", "subject", "received", "message-id", "mime-version", "to", "content-type")
_SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
_PASSED_OVER = _SIGNATURES | {"text/calendar", "message/delivery-status", "message/disposition-notification"}
_EXTENSIONS = {"text/plain": ".txt", "text/html": ".html", "image/jpeg": ".jpg", "message/rfc822": ".eml"}
_OPENING = 4_000


@dataclass(slots=True)
class _Parts:
    """The parts of a message by what they are for."""

    bodies: list[Message] = field(default_factory=list)
    attached: list[Message] = field(default_factory=list)
    skipped: int = 0
    seen: int = 0


def read_eml(name: str, content: bytes) -> Mail:
    """Take a message apart; text is preferred to HTML where both say the same.

    Raises `TypeMismatch` for what has no headers of a message, `EncryptedDocument` (DOCUMENT_ENCRYPTED), and
    `DocumentTooLarge` (ARCHIVE_TOO_MANY_ENTRIES).
    """
    if not _has_headers(content):
        raise TypeMismatch(name, "not a message")
    try:
        message = message_from_bytes(content, policy=_POLICY)
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise DamagedDocument(name, "MAIL_DAMAGED") from error
    headers: dict[str, str] = {}
    for key, value in message.raw_items():
        headers.setdefault(key.lower(), str(value))
    if _is_encrypted(message):
        raise EncryptedDocument(name, "DOCUMENT_ENCRYPTED")
    parts = _Parts()
    _sort(name, message, parts)
    return Mail(
        header_text(headers.get("subject", "")),
        display_names(headers.get("from", "")),
        display_names(headers.get("to", "")),
        display_names(headers.get("cc", "")),
        _date(headers),
        tuple(_bodies(parts.bodies)),
        tuple(_attached(part, number) for number, part in enumerate(parts.attached, start=1)),
        parts.skipped,
    )


def _has_headers(content: bytes) -> bool:
    start = content[:_OPENING].lstrip(b"\xef\xbb\xbf\r\n")
    first = start.split(b"\n", 1)[0]
    if not re.match(rb"[!-9;-~]+:|From ", first):
        return False
    return any(re.search(rb"(?im)^" + key.encode() + rb":", content[:100_000]) for key in _TELLING)


def _is_encrypted(message: Message) -> bool:
    kind = message.get_content_type()
    if kind == "multipart/encrypted":
        return True
    return kind in {"application/pkcs7-mime", "application/x-pkcs7-mime"} and "signed" not in str(
        message.get_param("smime-type", "")
    )


def _sort(name: str, part: Message, parts: _Parts) -> None:
    parts.seen += 1
    if parts.seen > MOST_PARTS:
        raise DocumentTooLarge(name, "ARCHIVE_TOO_MANY_ENTRIES", f"the limit of {MOST_PARTS} parts")
    kind = part.get_content_type()
    if part.is_multipart() and kind != "message/rfc822":
        payload = part.get_payload()
        inner = [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
        if kind == "multipart/alternative":
            _sort_alternatives(name, inner, parts)
        else:
            for one in inner:
                _sort(name, one, parts)
        return
    named = part.get_param("filename", None, "content-disposition") or part.get_param("name")
    is_attachment = part.get_content_disposition() == "attachment" or named
    if kind in _SIGNATURES or (kind in _PASSED_OVER and not named) or _is_layout(part):
        parts.skipped += 1
    elif kind in {"text/plain", "text/html"} and not is_attachment:
        parts.bodies.append(part)
    else:
        parts.attached.append(part)


def _sort_alternatives(name: str, versions: list[Message], parts: _Parts) -> None:
    """Take the plain text if it says anything, else the richest version; files in the others are attachments all the same."""
    found = []
    for version in versions:
        one = _Parts(seen=parts.seen)
        _sort(name, version, one)
        parts.seen = one.seen
        parts.attached.extend(one.attached)
        parts.skipped += one.skipped
        found.append(one.bodies)
    saying = [bodies for bodies in found if any(text.strip() for _, text in _bodies(bodies))]
    plain = [bodies for bodies in saying if all(body.get_content_type() == "text/plain" for body in bodies)]
    parts.bodies.extend((plain or saying[::-1] or [[]])[0])


def _is_layout(part: Message) -> bool:
    """Tell whether a part is a picture that the HTML text shows in its place: logos and signatures, not documents."""
    inline = part.get_content_disposition() != "attachment"
    return part.get_content_maintype() == "image" and inline and part.get("content-id") is not None


def _bodies(parts: list[Message]) -> Iterator[tuple[str, str]]:
    for part in parts:
        text = decoded_text(_payload(part) or b"", part.get_content_charset() or "")
        text = text.replace("\r\n", "\n")
        if str(part.get_param("format", "")).lower() == "flowed":
            text = re.sub(r"(?<!^--) \n(?!\n)", "" if _delsp(part) else " ", text, flags=re.MULTILINE)
        yield ("html" if part.get_content_type() == "text/html" else "plain"), text


def _delsp(part: Message) -> bool:
    return str(part.get_param("delsp", "")).lower() == "yes"


def _payload(part: Message) -> bytes | None:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else None


def _attached(part: Message, number: int) -> Attached:
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner = part.get_payload()
        if not isinstance(inner, list) or not inner or not isinstance(inner[0], Message):
            return Attached(_name(part) or f"message{number}.eml", None)
        subject = header_text(str(dict(inner[0].raw_items()).get("Subject", "")))
        name = (_name(part) or subject or f"message{number}").removesuffix(".eml") + ".eml"
        try:
            return Attached(name, inner[0].as_bytes(policy=_POLICY))
        except (ValueError, LookupError, AttributeError, TypeError):
            return Attached(name, None)
    ending = _EXTENSIONS.get(kind) or mimetypes.guess_extension(kind) or ""
    return Attached(_name(part) or f"attachment{number}{ending}", _payload(part))


def _name(part: Message) -> str:
    """Return the name of an attachment: RFC 2231, or encoded words against the rules, or raw bytes."""
    value = part.get_param("filename", None, "content-disposition") or part.get_param("name") or ""
    if isinstance(value, tuple):
        charset, _, text = value
        data = (
            text.encode("latin-1", "surrogateescape") if text.isascii() or charset else text.encode("utf-8", "replace")
        )
        return decoded_text(data, charset or "us-ascii").replace("/", "／")
    return header_text(str(value).strip('"')).replace("/", "／")


def _date(headers: dict[str, str]) -> str:
    try:
        sent = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return shown_date(sent)


def shown_date(sent: datetime) -> str:
    """Return a date as it is shown: `YYYY-MM-DD HH:MM` in the sender's own time."""
    return f"{sent.year:04}-{sent.month:02}-{sent.day:02} {sent.hour:02}:{sent.minute:02}"
