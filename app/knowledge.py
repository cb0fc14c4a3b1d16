"""The casebase of this process, opened in the background so that the pages show at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread

from casebase.service import Casebase

_lock = Lock()
_opener: Callable[[], Casebase] | None = None
_opened: Future[Casebase] | None = None


def open_in_background(opener: Callable[[], Casebase]) -> None:
    """Start opening the casebase, once a process: while one is open or being opened, nothing happens."""
    global _opener  # noqa: PLW0603 -- one casebase a process, shared by the pages and the routes
    with _lock:
        _opener = _opener or opener
    reopen_if_failed()


def reopen_if_failed() -> None:
    """Start opening the casebase again if it is neither open nor being opened."""
    global _opened  # noqa: PLW0603 -- see above
    with _lock:
        failed = _opened is None or (_opened.done() and _opened.exception() is not None)
        if failed and _opener is not None:
            _opened = Future()
            Thread(target=_open, args=(_opener, _opened), name="open-casebase", daemon=True).start()


def is_ready() -> bool:
    """Say whether the casebase can be asked without waiting."""
    return _opened is not None and _opened.done() and _opened.exception() is None


def knowledge(timeout: float | None = None) -> Casebase:
    """Return the casebase, waiting up to `timeout` seconds for it.

    Raises whatever opening it raised, `TimeoutError` when time runs out, `RuntimeError` when nobody started opening it.
    """
    if _opened is None:
        raise RuntimeError("open_in_background() must come first")
    return _opened.result(timeout)


def _open(opener: Callable[[], Casebase], result: Future[Casebase]) -> None:
    try:
        result.set_result(opener())
    except BaseException as error:  # handed to whoever waits for the casebase
        result.set_exception(error)
