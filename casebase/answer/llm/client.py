"""One exchange with an endpoint, on a leash: no redirect, no proxy of the environment, limits on silence, time and size."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any

import httpx

from casebase.answer.llm.endpoints import Endpoint
from casebase.answer.llm.prompt import Prompt, estimated_tokens
from casebase.errors import EngineFailed

MOST_BYTES = 2_000_000
"""Bytes of one reply: some hundred times a long answer with everything that the protocol adds."""

CONNECT_SECONDS = 5.0

Clock = Callable[[], float]


class Exchange:
    """Sends a prompt and yields the pieces of the reply; `tokens_in` and `tokens_out` count along.

    They are the endpoint's own where it tells them, but never less than half of what the text itself takes: a limit
    must not rest on what is merely claimed.
    """

    def __init__(self, name: str, endpoint: Endpoint, clock: Clock = time.monotonic) -> None:
        self._name = name
        self._endpoint = endpoint
        self._clock = clock
        self._sent = self._received = 0
        self._told_in = self._told_out = 0

    @property
    def tokens_in(self) -> int:
        """Tokens sent."""
        return max(self._told_in, self._sent // 2) if self._told_in else self._sent

    @property
    def tokens_out(self) -> int:
        """Tokens received."""
        return max(self._told_out, self._received // 2) if self._told_out else self._received

    def pieces(self, prompt: Prompt) -> Generator[str, None, None]:
        """Yield the reply as it comes.

        Raises EngineFailed when the endpoint cannot be reached, is too slow, sends too much or something unreadable. Before
        the first piece it tries again as often as the endpoint's settings say.
        """
        self._sent = prompt.tokens
        for attempt in range(self._endpoint.retries + 1):
            try:
                yield from self._once(prompt)
                return
            except _Unreachable as error:
                if attempt == self._endpoint.retries or self._received:
                    raise EngineFailed(self._name, error.cause) from error
                time.sleep(min(2.0, 0.2 * 2**attempt))

    def _once(self, prompt: Prompt) -> Generator[str, None, None]:
        # Imported here: half a second that installations without a language model never need to spend.
        import openai  # noqa: PLC0415
        from llama_index.core.base.llms.types import ChatMessage, MessageRole  # noqa: PLC0415
        from llama_index.llms.openai_like import OpenAILike  # noqa: PLC0415

        endpoint = self._endpoint
        silence = httpx.Timeout(endpoint.wait_seconds, connect=min(CONNECT_SECONDS, endpoint.wait_seconds))
        until = self._clock() + endpoint.seconds
        transport = _Leash(httpx.HTTPTransport(retries=0), MOST_BYTES, until, self._clock)
        with httpx.Client(transport=transport, timeout=silence, follow_redirects=False, trust_env=False) as client:
            llm = OpenAILike(
                model=endpoint.model,
                api_base=endpoint.url,
                api_key=endpoint.key or "none",
                default_headers=dict(endpoint.headers) or None,
                is_chat_model=True,
                is_function_calling_model=False,
                context_window=endpoint.context_tokens,
                max_tokens=endpoint.answer_tokens,
                temperature=0.0,
                timeout=endpoint.wait_seconds,
                max_retries=0,  # counted here, see `pieces`
                http_client=client,
            )
            messages = [
                ChatMessage(role=MessageRole.SYSTEM, content=prompt.rules),
                ChatMessage(role=MessageRole.USER, content=prompt.material),
            ]
            try:
                with closing(llm.stream_chat(messages)) as stream:
                    for response in stream:
                        piece = response.delta or ""
                        self._count(piece, response.raw)
                        yield piece
            except openai.APIStatusError as error:
                cause = f"it answered with status {error.status_code}"
                if error.status_code in {408, 409, 429} or error.status_code >= 500:
                    raise _Unreachable(cause) from error
                raise EngineFailed(self._name, cause) from error
            except (openai.APITimeoutError, httpx.TimeoutException) as error:
                raise _Unreachable("it was silent or slow for too long") from error
            except (openai.APIConnectionError, httpx.HTTPError) as error:
                raise _Unreachable(f"it cannot be reached ({type(error.__cause__ or error).__name__})") from error
            except _TooMuch as error:
                raise EngineFailed(self._name, "its reply was too long") from error
            except Exception as error:  # whatever a malformed reply makes the libraries raise
                raise EngineFailed(self._name, f"its reply was not understood ({type(error).__name__})") from error

    def _count(self, piece: str, raw: Any) -> None:
        self._received += estimated_tokens(piece) if piece else 0
        usage = getattr(raw, "usage", None)
        if usage is not None:
            self._told_in = max(self._told_in, int(getattr(usage, "prompt_tokens", 0) or 0))
            self._told_out = max(self._told_out, int(getattr(usage, "completion_tokens", 0) or 0))


class _Unreachable(Exception):
    """An attempt failed in a way that another attempt may mend."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class _TooMuch(Exception):
    """The reply is longer than any answer."""


class _Leash(httpx.BaseTransport):
    """Ends a reply that goes on too long, in bytes or in time, whatever it consists of."""

    def __init__(self, inner: httpx.BaseTransport, most_bytes: int, until: float, clock: Clock) -> None:
        self._inner = inner
        self._most_bytes = most_bytes
        self._until = until
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _LeashedStream(response.stream, self._most_bytes, self._until, self._clock)
        return response

    def close(self) -> None:
        self._inner.close()


class _LeashedStream(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, most_bytes: int, until: float, clock: Clock) -> None:
        self._inner = inner
        self._left = most_bytes
        self._until = until
        self._clock = clock

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._inner:
            self._left -= len(chunk)
            if self._left < 0:
                raise _TooMuch
            if self._clock() > self._until:
                raise httpx.ReadTimeout("the whole answer took too long")
            yield chunk

    def close(self) -> None:
        self._inner.close()
