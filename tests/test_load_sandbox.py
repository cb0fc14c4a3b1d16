"""The child process that files are read in: limits hold, faults are contained, nothing gets out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from casebase.errors import DocumentError, EmptyFile, EncryptedDocument, ParserFailed
from ingest.load import load
from ingest.records import Block, BoxedSpan, Loaded, LoadedPage, Warned
from ingest.sandbox import Sandbox
from ingest.transfer import packed, packed_error, unpacked

DATA = Path(__file__).parent / "data"
PROJECT = Path(__file__).parent.parent
LOCKED_IN = (
    f"import sys; sys.path.insert(0, {str(PROJECT)!r}); from ingest.sandbox_child import _lock_in; _lock_in(256)"
)


def test_what_the_child_reads_is_what_the_parser_reads():
    content = (DATA / "pdf-samples/files/pdfvision_sample-ja.pdf").read_bytes()
    with Sandbox() as sandbox:
        there, here = sandbox.load("a.pdf", content), load("a.pdf", content)

    assert [page.blocks[0].text for page in there.pages] == [page.blocks[0].text for page in here.pages]
    assert there.title == here.title


def test_what_crosses_the_border_arrives_unchanged():
    loaded = Loaded(
        "application/pdf",
        (
            LoadedPage(
                1,
                (Block("青空\n市\U0001f600", 2, (BoxedSpan(0, 2, (1.0, 2.0, 3.5, 4.25), True),)),),
                595.0,
                842.0,
                "表",
            ),
        ),
        "題",
        "2026-01-26",
        "2025-08-18",
        (Warned("HIDDEN_TEXT", (1, 3), "x"),),
        "utf-8",
    )
    assert unpacked(packed(loaded)) == loaded


def test_an_error_keeps_its_class_code_and_words():
    with pytest.raises(EncryptedDocument) as error:
        unpacked(packed_error(EncryptedDocument("指針.pdf", "PDF_ENCRYPTED")))
    assert error.value.code == "PDF_ENCRYPTED"
    assert str(error.value) == str(EncryptedDocument("指針.pdf", "PDF_ENCRYPTED"))


@pytest.mark.parametrize(
    "reply", [b"", b"null", b"[]", b"{}", b'{"pages": 3}', b"\x80\x04", b'{"error": "SystemExit"}']
)
def test_a_reply_that_makes_no_sense_is_never_taken_for_a_document(reply):
    with pytest.raises((ValueError, DocumentError)):
        unpacked(reply)


def test_named_errors_come_through_and_the_child_goes_on():
    with Sandbox() as sandbox:
        with pytest.raises(EmptyFile):
            sandbox.load("a.txt", b"")
        child = sandbox._child
        sandbox.load("a.txt", "本文".encode())
        assert sandbox._child is child


def test_a_child_that_died_is_replaced():
    with Sandbox() as sandbox:
        sandbox.load("a.txt", "本文".encode())
        assert sandbox._child is not None
        sandbox._child.kill()
        sandbox._child.wait()
        assert sandbox.load("a.txt", "本文".encode()).pages


def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_read():
    with Sandbox(seconds=1) as sandbox:
        sandbox.load("a.md", b"start")
        with pytest.raises(ParserFailed) as error:
            sandbox.load("slow.html", _endless_page())
        assert error.value.code == "PARSER_TIMEOUT"
        assert sandbox.load("b.md", "本文".encode()).pages


def _endless_page() -> bytes:
    """A page of elements and rules, each of which is held against all the others."""
    rules = "".join(f".c{number}{{display:none}}" for number in range(20_000))
    return f"<html><style>{rules}</style>{'<p class=a>x' * 60_000}".encode()


def test_a_file_that_needs_too_much_memory_is_stopped_and_the_next_is_read():
    with Sandbox(memory_mb=128) as sandbox:
        with pytest.raises(ParserFailed) as error:
            sandbox.load("a.txt", b"a b\n\n" * 3_000_000)
        assert error.value.code in {"PARSER_MEMORY", "PARSER_CRASHED"}
        assert sandbox.load("b.md", "本文".encode()).pages


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('example.invalid', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open('/tmp/written', 'w')",
        "import os; os.remove('/tmp/x')",
        "import ctypes; ctypes.CDLL('libm.so.6')",
    ],
)
def test_code_in_the_child_reaches_no_network_no_program_and_no_file(attempt):
    code = f"{LOCKED_IN}; {attempt}"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert "PermissionError" in done.stderr


def test_the_child_cannot_write_a_file_past_the_hook_either():
    code = (
        f"{LOCKED_IN}; import os\n"
        "handle = os.open('/tmp/casebase-sandbox-test', os.O_WRONLY | os.O_CREAT)\nos.write(handle, b'x')"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    Path("/tmp/casebase-sandbox-test").unlink(missing_ok=True)
    assert "OSError" in done.stderr or "PermissionError" in done.stderr


def test_a_parser_cannot_open_files_without_end():
    code = f"{LOCKED_IN}; held = [open('/proc/self/stat') for _ in range(1000)]"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "Too many open files" in done.stderr
