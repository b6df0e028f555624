"""A chat model whose calls can be given up at any moment: they run in an event loop of their own."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from bot.generation.failures import Failure, ModelFailed, failure_of
from vectorstore.text import printable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Message = tuple[str, str]
"""Who speaks (`system`, `human`, `ai`), and what is said."""
_END_MARKS = ("finish_reason", "done_reason", "stop_reason")  # of OpenAI's, Ollama's and Anthropic's last piece
_CUT_SHORT = frozenset(("length", "max_tokens", "model_length", "model_context_window_exceeded", "content_filter"))
"""What end marks say where the model would have gone on."""


class Chat(Protocol):
    """What answers are worded by."""

    def stream(self, messages: Sequence[Message], deadline: float) -> Iterator[str]:
        """The pieces of the reply as they come; closing the iterator gives the call up.

        `deadline` is of time.monotonic(). Raises ModelFailed.
        """
        ...

    def close(self) -> None:
        """Gives up what is under way."""
        ...


class LangChainChat:
    """A LangChain chat model, loaded at the first call."""

    def __init__(self, load: Callable[[], BaseChatModel]) -> None:
        self._load = load
        self._model: BaseChatModel | None = None
        self._starting = threading.Lock()
        self._calls: set[Future[None]] = set()

    def warm(self) -> None:
        """Loads the provider's packages now. Raises InvalidSetting."""
        with self._starting:
            if self._model is None:
                self._model = self._load()

    def stream(self, messages: Sequence[Message], deadline: float) -> Iterator[str]:
        """See Chat."""
        self.warm()
        pieces: queue.SimpleQueue[str | ModelFailed | None] = queue.SimpleQueue()
        call = asyncio.run_coroutine_threadsafe(self._pump(messages, pieces.put), _loop())
        self._calls.add(call)
        try:
            while (piece := _next(pieces, deadline)) is not None:
                yield piece
        finally:
            call.cancel()
            self._calls.discard(call)

    def close(self) -> None:
        """Gives up every call."""
        for call in list(self._calls):
            call.cancel()

    async def _pump(self, messages: Sequence[Message], put: Callable[[str | ModelFailed | None], None]) -> None:
        assert self._model is not None
        ended = not any(self._model.__class__.__module__.startswith(known) for known in _MARKING)
        cut_short = False
        try:
            async for chunk in self._model.astream(list(messages)):
                reasons = [chunk.response_metadata[mark] for mark in _END_MARKS if mark in chunk.response_metadata]
                ended = ended or bool(reasons)
                cut_short = cut_short or any(str(reason).lower() in _CUT_SHORT for reason in reasons)
                if text := printable(_text_of(chunk)):
                    put(text)
        except Exception as error:  # of the provider's own class
            put(failure_of(error))
            return
        if cut_short:
            put(ModelFailed(Failure.CUT, "the reply was longer than the server lets it be, or was filtered"))
        else:
            put(None if ended else ModelFailed(Failure.CUT, "the stream stopped without its end mark"))


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of all calls: LangChain's providers share connections within a process, which bind to one loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="bantin-llm", daemon=True).start()
    return loop


_MARKING = ("langchain_openai", "langchain_ollama", "langchain_anthropic")  # they mark the last piece of a whole reply


def _next(pieces: queue.SimpleQueue[str | ModelFailed | None], deadline: float) -> str | None:
    """The next piece, None at the end of the reply. Raises ModelFailed."""
    try:
        piece = pieces.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        raise ModelFailed(Failure.TIMEOUT, "no whole reply within the budget") from None
    if isinstance(piece, ModelFailed):
        raise piece
    return piece


def _text_of(chunk: Any) -> str:
    """The text of a piece; what a model thinks aloud comes in blocks of other types and is left out."""
    content = chunk.content
    if isinstance(content, str):
        return content
    return "".join(
        block if isinstance(block, str) else block.get("text", "") if block.get("type") == "text" else ""
        for block in content
    )
