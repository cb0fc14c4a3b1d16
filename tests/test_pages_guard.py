"""Every request passes the guard: only this machine's names, and headers that keep the browser here."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from app.guard import HEADERS, LoopbackHosts, SecurityHeaders, host_of, is_loopback


async def _inner(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("in")(scope, receive, send)


def _ask(app: Any, *hosts: str, kind: str = "http") -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    headers = [(b"host", host.encode()) for host in hosts]
    scope = {"type": kind, "method": "GET", "path": "/", "headers": headers, "query_string": b""}
    asyncio.run(app(scope, receive, send))
    return sent


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8501", "localhost", "localhost:8501", "LOCALHOST:80", "[::1]:8501", "127.8.9.1"]
)
def test_names_of_this_machine_are_served(host: str) -> None:
    assert _ask(LoopbackHosts(_inner), host)[0]["status"] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8501",
        "10.0.0.1",
        "[::2]",
        "",
        "0.0.0.0",
        "127.0.0.1@evil.example",
    ],
)
def test_other_names_are_refused(host: str) -> None:
    assert _ask(LoopbackHosts(_inner), host)[0]["status"] == 403


def test_a_request_without_a_host_or_with_two_is_refused() -> None:
    assert _ask(LoopbackHosts(_inner))[0]["status"] == 403
    assert _ask(LoopbackHosts(_inner), "localhost", "evil.example")[0]["status"] == 403


def test_a_websocket_of_another_name_is_closed() -> None:
    assert _ask(LoopbackHosts(_inner), "evil.example", kind="websocket") == [{"type": "websocket.close", "code": 1008}]


def test_every_answer_carries_the_security_headers() -> None:
    headers = {
        key.decode().lower(): value.decode() for key, value in _ask(SecurityHeaders(_inner), "localhost")[0]["headers"]
    }
    for name, value in HEADERS.items():
        assert headers[name.lower()] == value
    assert "'unsafe-inline'" not in headers["content-security-policy"].split("script-src")[1].split(";")[0]


def test_hosts_are_read_with_and_without_ports() -> None:
    assert (host_of("a:1"), host_of("a"), host_of("[::1]:8")) == ("a", "a", "[::1]")
    assert is_loopback("[::1]") and is_loopback("localhost.") and not is_loopback("example.jp")
