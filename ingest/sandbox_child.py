"""The process that parsers run in: little memory, no network, no other program, no writing of files.

Reads requests from standard input and writes replies to standard output: `<name length><content length><seconds>` as
three unsigned 32-bit numbers, then both; a reply is its length and JSON (see `ingest.transfer`).
"""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import json
import os
import resource
import sys
from typing import Any, BinaryIO

from casebase.errors import DocumentError, ForbiddenContent
from ingest.load import load
from ingest.transfer import REPLY, REQUEST, packed, packed_error

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
        name_length, length, seconds = REQUEST.unpack(header)
        name, content = requests.read(name_length).decode("utf-8", "replace"), requests.read(length)
        _limit_time(seconds)
        reply = _answer(name, content)
        del content
        _send(replies, reply)


def _send(replies: BinaryIO, reply: bytes) -> None:
    replies.write(REPLY.pack(len(reply)))
    replies.write(reply)
    replies.flush()


def _answer(name: str, content: bytes) -> bytes:
    try:
        return packed(load(name, content))
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
    for codec in ("cp932", "cp1252", "euc_jp", "euc_jis_2004", "iso2022_jp", "iso2022_jp_ext", "shift_jis_2004"):
        codecs.lookup(codec)
    for name, content in (("a.md", b"# a"), ("a.html", b"<p>a"), ("a.csv", b"a,b")):
        load(name, content)


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
