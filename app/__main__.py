"""`python -m app`: serve the pages, wait until they answer, say where they are and open them."""

from __future__ import annotations

import os
import socket
import sys
import time
import webbrowser
from threading import Thread
from urllib.request import ProxyHandler, build_opener

import typer
import uvicorn

from app.server import create_app
from casebase.settings import Settings


def address_of(host: str, port: int) -> str:
    """Return the address to type into a browser on this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"


def announce(address: str, open_browser: bool, patience: float = 60.0) -> None:
    """Print `address` as soon as the pages answer, at most `patience` seconds from now, and open it in a browser."""
    direct = build_opener(ProxyHandler({}))  # never by way of a proxy: it is this machine
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with direct.open(f"{address}_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    break
        except OSError:
            time.sleep(0.1)
    else:
        return
    print(f"事例ベース: {address}  (Ctrl+C で終了 / to stop)", flush=True)
    if open_browser:
        webbrowser.open(address)


def has_display() -> bool:
    """Say whether a browser could be shown: always on Windows and macOS, with a display elsewhere."""
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def port_is_free(host: str, port: int) -> bool:
    """Say whether the server can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def main(no_browser: bool = typer.Option(False, "--no-browser", help="Do not open a browser.")) -> None:
    """Serve the pages until stopped."""
    settings = Settings()
    if not port_is_free(settings.host, settings.port):
        print(
            f"ポート {settings.port} は使用中です。CASEBASE_PORT={settings.port + 1} を付けて起動してください。\n"
            f"Port {settings.port} is in use. Start with CASEBASE_PORT={settings.port + 1}.",
            file=sys.stderr,
        )
        raise typer.Exit(1)
    where = address_of(settings.host, settings.port)
    Thread(target=announce, args=(where, has_display() and not no_browser), daemon=True).start()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    typer.run(main)
