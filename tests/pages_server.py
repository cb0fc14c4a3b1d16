"""The pages as people get them, for tests: the real server in a process of its own, and a real Chromium."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from casebase.bundled_model import expand_bundled_model
from casebase.settings import Settings

PROJECT = Path(__file__).parent.parent
CHROMIUM = next(
    (path for name in ("chromium-headless-shell", "chromium") if (path := Path("/usr/bin") / name).exists()),
    Path("/usr/bin/chromium"),
)
"""The browser: what does without a window, which takes a tenth of the processor's time for each visitor, or the whole of it."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
"""Chromium without anything of its own that calls out, and without any name but this machine's address."""

PATIENCE = 90_000
"""Milliseconds that a test waits for the page, on a machine that is busy with other things."""

WORKING = '[data-test-script-state="running"]'
"""A page that is still being drawn: people see it and wait, so do tests before each action."""

RESTING_MS, MOST_MOVES = 500, 60
"""Milliseconds for which a button stays in its place before it is pressed, and how often it may be found elsewhere."""

WITHOUT_WORKER = {"CASEBASE_WORKERS": "0", "CASEBASE_MODEL": "fake"}
"""Environment of a server with the quick embedder and nothing that works beside the pages."""

needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="Chromium is not installed (Debian: apt install chromium-headless-shell)"
)

GUARD = """
import os, socket
_connect, _connect_ex = socket.socket.connect, socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo
def _here(address):
    return not isinstance(address, tuple) or str(address[0]) in ("127.0.0.1", "::1", "localhost")
def _note(what):
    with open(os.environ["CASEBASE_TEST_CALLS"], "a") as log:
        log.write(repr(what) + "\\n")
    raise OSError("no network: " + repr(what))
def connect(self, address):
    return _connect(self, address) if _here(address) else _note(address)
def connect_ex(self, address):
    return _connect_ex(self, address) if _here(address) else _note(address)
def getaddrinfo(host, *rest, **named):
    return _getaddrinfo(host, *rest, **named) if host is None or _here((host,)) else _note(host)
socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo = connect, connect_ex, getaddrinfo
"""
"""A `sitecustomize` that lets a process reach this machine only and writes down every other attempt."""


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_home(folder: Path) -> Path:
    """Return an empty data folder inside `folder`; the bundled model is prepared."""
    expand_bundled_model(Settings().models)
    home = folder / "home"
    home.mkdir(parents=True)
    return home


@contextmanager
def served(home: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve the casebase in `home` and yield the address, once the pages answer."""
    port = free_port()
    log = home.parent / f"server-{port}.log"
    settings = {"CASEBASE_HOME": str(home), "CASEBASE_PORT": str(port)}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "app", "--no-browser"],
            cwd=PROJECT,
            env={**os.environ, **settings, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, server, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def fetch(address: str) -> tuple[int, bytes, Mapping[str, str]]:
    """Return status, body and headers of a plain request, without any proxy."""
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(address, timeout=60) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except URLError as error:
        if not hasattr(error, "code"):
            raise
        return error.code, error.read(), dict(error.headers)  # type: ignore[attr-defined]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visitor(browser: Browser, width: int = 1280, height: int = 900) -> Iterator[tuple[Page, list[str]]]:
    """Yield a page of a fresh visitor and the list of addresses it asked for."""
    context: BrowserContext = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket_: asked.append(socket_.url))
    page.on("dialog", lambda dialog: (asked.append(f"dialog:{dialog.message}"), dialog.dismiss()))
    page.add_locator_handler(page.locator(WORKING), lambda: None)  # waits until it is gone, before every action
    try:
        yield page, asked
    finally:
        context.close()


def sign(page: Page, address: str, name: str, organization: str = "hiroshima", role: str = "editor") -> None:
    """Be somebody at the pages, as the browser keeps who said it before."""
    kept = quote(json.dumps([name, organization, role], ensure_ascii=False), safe="")
    page.context.add_cookies([{"name": "casebase-person", "value": kept, "url": address}])


def press_at_rest(button: Locator) -> None:
    """Press a button once it stays where it is: in a part that has just been opened it moves down as the rest of it arrives,
    and a press that begins on it would end beside it."""
    before = None
    for _ in range(MOST_MOVES):
        at = button.bounding_box()
        if at == before:
            break
        before = at
        button.page.wait_for_timeout(RESTING_MS)
    assert at == before, "the button never came to rest"
    button.click()


def put_down(page: Page, *files: Path | tuple[str, bytes]) -> None:
    """Choose files by their names and contents, and wait until each has come: what hands them in rests that long."""
    named = [(one.name, one.read_bytes()) if isinstance(one, Path) else one for one in files]
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in named]
    )
    for name, _ in named:
        page.get_by_role("button", name=f"Remove {name}", exact=True).wait_for()


def say_about(page: Page, organization: str = "", kind: str = "", readers: str = "") -> None:
    """Say on the upload page what documents are, by the words of the page; what is left out is the first of its kind."""
    page.locator(".st-key-organization input").click()
    page.get_by_role("option", name=organization or None).first.click()
    for field, words in (("kind_of_document", kind), ("visibility", readers)):
        options = page.locator(f".st-key-{field} [data-testid=stRadioOption]")
        (options.filter(has_text=words) if words else options).first.click()
        expect(page.locator(f".st-key-{field} input:checked")).to_have_count(1)
    page.wait_for_timeout(RESTING_MS)
    expect(page.locator(WORKING)).to_have_count(0)


def hand_in(page: Page, *files: tuple[str, bytes]) -> None:
    """Hand files in on the upload page, and wait until each has been received."""
    say_about(page)
    put_down(page, *files)
    page.locator(".st-key-submit button").click()
    page.get_by_test_id("outcomes").wait_for()


def elsewhere(asked: list[str], address: str) -> list[str]:
    """Return those of the addresses asked for that are not the server's."""
    own = (address, address.replace("http://", "ws://"), "data:", "blob:")
    return [url for url in asked if not url.startswith(own)]


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until and server.poll() is None:
        try:
            if fetch(f"{address}/_stcore/health")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}")
