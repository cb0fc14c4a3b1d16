"""Messages as Outlook stores them (.msg, MS-OXMSG), read by python-oxmsg."""

from __future__ import annotations

from typing import Any

from olefile import OleFileIO
from oxmsg import Message
from oxmsg.domain import constants as pid
from oxmsg.domain import encodings
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from casebase.errors import DamagedDocument, DocumentTooLarge, TypeMismatch
from ingest.characters import one_line
from ingest.load.eml import shown_date
from ingest.load.mail_record import Attached, Mail, as_eml
from ingest.load.mail_text import decoded_text
from ingest.load.office import OLE

MOST_ATTACHED = 2_000
MOST_NESTED = 20
"""Messages inside one another; what lies deeper than `ingest.expand.MOST_DEPTH` is not taken in in any case."""

_STRING, _STRING8, _BINARY = 0x001F, 0x001E, 0x0102
_SENDER_NAME, _REPRESENTED_NAME = 0x0C1A, 0x0042
_RECIPIENT_KIND, _TO, _CC = 0x0C15, 1, 2
_FLAG_HIDDEN = 0x7FFE
_NESTED = "__substg1.0_3701000D"
_ROOT_HEAD, _NESTED_HEAD = 32, 24
"""Bytes before the properties of a message, and of one inside another (MS-OXMSG 2.4.1.1 and 2.4.1.2)."""


def read_msg(name: str, content: bytes) -> Mail:
    """Take a message apart. Raises `TypeMismatch` and `DamagedDocument` (MAIL_DAMAGED)."""
    if not content.startswith(OLE):
        raise TypeMismatch(name, "not an Outlook message")
    try:
        storage = _storage(content)
        if not _has_properties(storage):
            raise TypeMismatch(name, "another kind of Office document")
        return _mail(name, storage, _ROOT_HEAD, 0)
    except (TypeMismatch, DocumentTooLarge, RecursionError, MemoryError):
        raise
    except Exception as error:  # the library lets through whatever a broken container leads to
        raise DamagedDocument(name, "MAIL_DAMAGED") from error


def _storage(content: bytes) -> Any:
    with OleFileIO(content) as container:
        return Storage.from_ole(container)


def _has_properties(storage: Any) -> bool:
    return any(stream.name == "__properties_version1.0" for stream in storage.streams)


def _mail(name: str, storage: Any, head: int, depth: int) -> Mail:
    message, properties = Message(storage), Properties(storage, head)
    codepage = _codepage(properties)
    text, html = _text(storage, properties, pid.PID_BODY, codepage), _html(storage, properties, codepage)
    bodies = (("plain", text),) if text.strip() else (("html", html),) if html.strip() else ()
    sender = _text(storage, properties, _SENDER_NAME, codepage) or _text(
        storage, properties, _REPRESENTED_NAME, codepage
    )
    people = [
        (
            one.properties.int_prop_value(_RECIPIENT_KIND),
            _text(one._storage, one.properties, pid.PID_DISPLAY_NAME, codepage),
        )
        for one in message.recipients
    ]
    sent = properties.date_prop_value(pid.PID_CLIENT_SUBMIT_TIME) or properties.date_prop_value(
        pid.PID_MESSAGE_DELIVERY_TIME
    )
    attached, skipped = _attachments(name, message, codepage, depth)
    return Mail(
        one_line(_text(storage, properties, pid.PID_SUBJECT, codepage)),
        _names([sender]),
        _names([person for kind, person in people if kind == _TO]),
        _names([person for kind, person in people if kind == _CC]),
        f"{shown_date(sent)} UTC" if sent else "",
        bodies,
        attached,
        skipped,
    )


def _attachments(name: str, message: Any, codepage: str, depth: int) -> tuple[tuple[Attached, ...], int]:
    found: list[Attached] = []
    skipped = 0
    for number, one in enumerate(message.attachments, start=1):
        if number > MOST_ATTACHED:
            raise DocumentTooLarge(name, "ARCHIVE_TOO_MANY_ENTRIES", f"the limit of {MOST_ATTACHED} attachments")
        storage, properties = one._storage, one.properties
        called = next(
            (
                text
                for key in (pid.PID_ATTACH_LONG_FILENAME, pid.PID_ATTACH_FILENAME, pid.PID_DISPLAY_NAME)
                if (text := one_line(_text(storage, properties, key, codepage)).replace("/", "／"))
            ),
            "",
        )
        nested = next((inner for inner in storage.storages if inner.name == _NESTED), None)
        if nested is not None:
            called = (called or f"message{number}").removesuffix(".msg") + ".eml"
            inner = _mail(name, nested, _NESTED_HEAD, depth + 1) if depth < MOST_NESTED else None
            found.append(Attached(called, as_eml(inner) if inner else None))
        elif properties.int_prop_value(_FLAG_HIDDEN) and _text(
            storage, properties, pid.PID_ATTACH_CONTENT_ID, codepage
        ):
            skipped += 1  # a picture that the HTML text shows in its place
        else:
            found.append(Attached(called or f"attachment{number}", one.file_bytes))
    return tuple(found), skipped


def _text(storage: Any, properties: Any, key: int, codepage: str) -> str:
    """Return a text property, in Unicode or in the message's code page."""
    for one in properties:
        if one.pid == key and one.ptyp in (_STRING, _STRING8):
            try:
                data = storage.property_stream_bytes(key, one.ptyp)
            except KeyError:
                continue
            text = data.decode("utf-16-le", "replace") if one.ptyp == _STRING else decoded_text(data, codepage)
            return text.rstrip("\0")
    return ""


def _html(storage: Any, properties: Any, codepage: str) -> str:
    for one in properties:
        if one.pid == pid.PID_HTML and one.ptyp == _BINARY:
            try:
                data = storage.property_stream_bytes(pid.PID_HTML, _BINARY)
            except KeyError:
                break
            internet = properties.int_prop_value(pid.PID_INTERNET_CODEPAGE)
            return decoded_text(data, _codec(internet) if internet else codepage)
    return _text(storage, properties, pid.PID_HTML, codepage)


def _codepage(properties: Any) -> str:
    number = properties.int_prop_value(pid.PID_MESSAGE_CODEPAGE) or properties.int_prop_value(pid.PID_INTERNET_CODEPAGE)
    return _codec(number) if number else ""


def _codec(number: int) -> str:
    try:
        return str(encodings.encoding_from_codepage(number))
    except Exception:  # the library has an error of its own for each kind of unknown page
        return f"cp{number}"


def _names(names: list[str]) -> tuple[str, ...]:
    shown = (one_line(name).strip("'\"") for name in names)
    return tuple(dict.fromkeys(name for name in shown if name and "@" not in name))
