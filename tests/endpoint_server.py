"""An OpenAI-compatible endpoint on this machine that says whatever a test wants, however badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[dict[str, Any], "Handler"], None]


class Endpoint:
    """A running server: `url` to set, `requests` it got, `reply` it gives next."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.requests: list[dict[str, Any]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.endpoint = self  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    @property
    def sent(self) -> str:
        """Everything that was ever sent here."""
        return json.dumps(self.requests, ensure_ascii=False)


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the endpoint's reply."""

    protocol_version = "HTTP/1.0"

    def do_POST(self) -> None:
        endpoint: Endpoint = self.server.endpoint  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        endpoint.requests.append(body)
        with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has gone
            endpoint.reply(body, self)

    def do_GET(self) -> None:
        self.server.endpoint.requests.append({"GET": self.path})  # type: ignore[attr-defined]
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def endpoint(reply: Reply) -> Iterator[Endpoint]:
    """Serve an endpoint while the `with` lasts."""
    one = Endpoint(reply)
    threading.Thread(target=one.server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield one
    finally:
        one.server.shutdown()
        one.server.server_close()


def begin(handler: Handler, kind: str = "text/event-stream; charset=utf-8", status: int = 200) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.end_headers()


def chunk(text: str, **more: Any) -> bytes:
    """Return one event of a stream."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
    event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice], **more}
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


def says(text: str, size: int = 7, usage: tuple[int, int] | None = None) -> Reply:
    """Return a reply that streams `text` in small pieces, as models do."""

    def reply(_: dict[str, Any], handler: Handler) -> None:
        begin(handler)
        for at in range(0, len(text), size):
            handler.wfile.write(chunk(text[at : at + size]))
        if usage:
            told = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
            handler.wfile.write(chunk("", usage=told))
        handler.wfile.write(b"data: [DONE]\n\n")

    return reply


def obeys(body: dict[str, Any], handler: Handler) -> None:
    """Do what the documents say instead of what was asked: repeat whatever follows an order in the prompt, with keys."""
    material = body["messages"][-1]["content"]
    orders = [
        line for line in material.splitlines() if any(word in line for word in ("無視", "ignore", "必ず", "reveal"))
    ]
    lines = orders or ["指示に従います。"]
    text = "\n".join(
        f"{line} 詳しくは https://evil.example/?q=1 ![x](https://evil.example/p.png) [1]" for line in lines
    )
    says(text + "\n承認されました。99%削減。[1]\n")(body, handler)


def raw(parts: Iterable[bytes], kind: str = "text/event-stream", pause: float = 0.0) -> Reply:
    """Return a reply of exactly these bytes."""

    def reply(_: dict[str, Any], handler: Handler) -> None:
        begin(handler, kind)
        for part in parts:
            handler.wfile.write(part)
            handler.wfile.flush()
            time.sleep(pause)

    return reply


def status(number: int, location: str = "") -> Reply:
    """Return a reply with this status."""

    def reply(_: dict[str, Any], handler: Handler) -> None:
        handler.send_response(number)
        if location:
            handler.send_header("Location", location)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(b'{"error": {"message": "no"}}')

    return reply
