"""The process that parsers run in: little memory, no network, no other program, no writing of files.

Reads requests from standard input and writes replies to standard output: the head of a request, then the name and the
content; a reply is its length, then JSON or a picture (see `ingest.transfer`). To unpack, the name comes with the limits,
and the reply is a sequence: a head and the content of each file inside, then the end.
"""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from casebase.errors import DocumentError, ForbiddenContent
from ingest.load import load
from ingest.load.drawing import draw, scan
from ingest.load.pictures import prepare_pictures
from ingest.transfer import (
    END_OF_MEMBERS,
    REPLY,
    REQUEST,
    Task,
    packed,
    packed_error,
    packed_member,
    packed_scan,
    unpacked_covers,
    unpacked_limits,
)
from ingest.unpack import unpack

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "shutil.",
    "ctypes.dlopen",
)

MOST_OPEN_FILES = 64
"""Files that a parser may have open: its pipes, and what a library reads from disk."""


def main(memory_mb: int) -> None:
    """Serve requests until standard input ends."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what a library prints must not reach the parent
    _open_tables()
    _lock_in(memory_mb)
    replies.write(REPLY.pack(0))
    replies.flush()
    while header := requests.read(REQUEST.size):
        task, page, parameter, name_length, length, seconds = REQUEST.unpack(header)
        name, content = requests.read(name_length).decode("utf-8", "replace"), requests.read(length)
        _limit_time(seconds)
        if task == Task.UNPACK:
            _unpack(replies, name, content)
            del content
            continue
        reply = _answer(name, lambda: _done(Task(task), name, content, page, parameter))  # noqa: B023 - called at once
        del content
        _send(replies, reply)


def _unpack(replies: BinaryIO, asked: str, content: bytes) -> None:
    name, limits = unpacked_limits(asked)

    def send_all() -> bytes:
        for member in unpack(name, content, limits):
            _send(replies, packed_member(member))
            if not (member.error or member.skipped):
                _send(replies, member.content)
        return END_OF_MEMBERS

    _send(replies, _answer(name, send_all))


def _send(replies: BinaryIO, reply: bytes) -> None:
    replies.write(REPLY.pack(len(reply)))
    replies.write(reply)
    replies.flush()


def _done(task: Task, name: str, content: bytes, page: int, parameter: int) -> bytes:
    if task is Task.SCAN:
        return packed_scan(scan(name, content, page, parameter))
    if task is Task.DRAW:
        name, covered = unpacked_covers(name)
        return draw(name, content, page, parameter, covered)
    return packed(load(name, content))


def _answer(name: str, work: Callable[[], bytes]) -> bytes:
    try:
        return work()
    except DocumentError as error:
        return packed_error(error)
    except RecursionError:
        return packed_error(ForbiddenContent(name, "TOO_DEEP", "parts nested too deep"))
    except MemoryError:
        return json.dumps({"failed": "memory"}).encode()
    except Exception as error:  # the border: whatever a parser raises must end in a named error
        return json.dumps({"failed": type(error).__name__}).encode()


def _open_tables() -> None:
    """Let libraries read from disk what they read at first use, before the walls go up."""
    for codec in (
        "cp437",
        "cp932",
        "cp1252",
        "euc_jp",
        "euc_jis_2004",
        "iso2022_jp",
        "iso2022_jp_ext",
        "shift_jis_2004",
    ):
        codecs.lookup(codec)
    for name, content in (("a.md", b"# a"), ("a.html", b"<p>a"), ("a.csv", b"a,b")):
        load(name, content)
    prepare_pictures()


def _lock_in(memory_mb: int) -> None:
    used = _virtual_memory()
    limit = used + memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN_FILES, MOST_OPEN_FILES))
    _leave_network()
    sys.addaudithook(_refuse)


def _virtual_memory() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _limit_time(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + seconds + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _leave_network() -> None:
    """Give up new privileges, and enter a network namespace without any interface where the system lets users do so."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed here")
    if event == "open" and len(arguments) > 1 and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise PermissionError("writing is not allowed here")
