"""The web application: Streamlit's pages and our own routes in one ASGI app, guarded before anything else runs.

Serve it by `python -m app`, or by any ASGI server: `uvicorn --factory app.server:create_app`.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from anyio.to_thread import run_sync
from starlette.middleware import Middleware

from app.guard import LoopbackHosts, SecurityHeaders, is_loopback
from app.knowledge import open_in_background
from app.routes import routes
from app.workers import WorkerKeeper
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.service import Casebase
from casebase.settings import Settings

WARMING_QUESTION = "生成AIを使った事例"
_LOG = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> st.App:
    """Return the app. It answers at once; the casebase is opened behind it when the server starts,
    and the workers run as long as it does."""
    chosen = settings or Settings()
    guards = [Middleware(SecurityHeaders)]
    if is_loopback(chosen.host):
        guards.insert(0, Middleware(LoopbackHosts))

    @asynccontextmanager
    async def opening(_app: Any) -> AsyncGenerator[dict[str, Any], None]:
        open_in_background(lambda: _opened_and_warm(chosen))
        workers = WorkerKeeper(chosen)
        workers.start()
        try:
            yield {}
        finally:
            await run_sync(workers.stop)

    return st.App(Path(__file__).with_name("main.py"), routes=routes(), middleware=guards, lifespan=opening)


def _opened_and_warm(settings: Settings) -> Casebase:
    """Open the casebase and ask it something, so that nobody waits for dictionaries and the model at the first question."""
    casebase = open_casebase(settings)
    if casebase.index.is_due():
        casebase.index.build_in_background()  # there may be none, after a restore or when somebody removed it
    try:
        casebase.ask(WARMING_QUESTION, LOCAL_READER)
    except Exception:
        _LOG.exception("the casebase is open, but a first question failed")
    return casebase
