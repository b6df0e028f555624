"""What the requests of one server share; it hangs on the application, not on a module."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar, cast

import anyio
from anyio import CapacityLimiter, to_thread
from fastapi import Request

from bot.api.metrics import Metrics
from bot.api.openai_history import Conversations
from bot.api.schemas import StateResponse
from bot.errors import InvalidQuestion
from bot.events import AnswerEvent, Finished
from bot.feedback import FeedbackStore
from bot.library import LocalLibrary
from bot.models import Answer
from bot.quota import Quota
from bot.settings import BotSettings
from vectorstore.models import Filters

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class ServerState:
    """The library that is served, the settings, and how much is done at the same time.

    Questions are answered by one thread less than there are processors, which keeps what a person or a messenger waits
    for at once quick: pages, the first word of a stream, webhooks; and by as many threads more as may wait for a
    language model. The index has one writer, so uploads come one at a time.
    """

    library: LocalLibrary
    settings: BotSettings
    max_upload: int
    feedback: FeedbackStore = field(default_factory=FeedbackStore.in_memory)
    local_token: str = ""
    readiness: StateResponse = field(default_factory=lambda: StateResponse(status="starting"))
    when_ready: Callable[[], None] = lambda: None
    writing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    conversations: Conversations = field(default_factory=Conversations)
    answering: CapacityLimiter = field(init=False)
    metrics: Metrics = field(init=False)
    quota: Quota = field(init=False)

    def __post_init__(self) -> None:
        model = self.library.language_model
        waiting = model.settings.llm_parallel if model is not None else 0
        self.answering = CapacityLimiter(max(1, (os.cpu_count() or 2) - 1) + waiting)
        if model is None:
            self.metrics = Metrics(self.library.count)
        else:
            self.metrics = Metrics(self.library.count, lambda: model.counts)
        self.quota = Quota(self.settings)

    async def ask(self, question: str, session_id: str | None, filters: Filters, channel: str) -> Answer:
        """The answer to `question`, on record and counted. Raises InvalidQuestion."""

        def work() -> Answer:
            answer = self.library.ask(question, session_id, filters)
            self._note(answer, question, channel)
            return answer

        try:
            return await self.answer(work)
        except Exception as error:
            self._note_failure(error, channel)
            raise

    async def stream(
        self, question: str, session_id: str | None, filters: Filters, channel: str
    ) -> AsyncIterator[AnswerEvent]:
        """The answer to `question` as it comes into being, on record and counted once it is finished.

        When the consumer leaves, the work stops at its next event. Raises InvalidQuestion at the first event.
        """
        events: Iterator[AnswerEvent] | None = None
        try:
            events = await self.answer(lambda: iter(self.library.stream(question, session_id, filters)))
            while (event := await self.answer(lambda: next(events, None))) is not None:
                if isinstance(event, Finished):
                    await self.answer(partial(self._note, event.answer, question, channel))
                yield event
        except Exception as error:
            self._note_failure(error, channel)
            raise
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                with anyio.CancelScope(shield=True):
                    await to_thread.run_sync(close)

    async def answer(self, work: Callable[[], T]) -> T:
        """The result of `work`, which finds or answers, from a thread."""
        return await to_thread.run_sync(work, limiter=self.answering)

    async def write(self, work: Callable[[], T]) -> T:
        """The result of `work`, which changes the index, from a thread; it is finished even if the client leaves."""
        return await to_thread.run_sync(work, limiter=self.writing)

    def _note(self, answer: Answer, question: str, channel: str) -> None:
        self.metrics.answered(answer, channel)
        try:
            self.feedback.record_answer(answer, question, channel)
        except sqlite3.Error:
            logger.exception("the question could not be put on record")  # the answer is still worth giving

    def _note_failure(self, error: Exception, channel: str) -> None:
        if not isinstance(error, InvalidQuestion):
            self.metrics.failed(channel)


def state_of(request: Request) -> ServerState:
    """The state of the server that handles `request`."""
    return cast(ServerState, request.app.state.server)
