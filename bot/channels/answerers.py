"""Two ways to the library: the one that a server serves, and the one that a command opens."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from bot.channels.conversation import Progress
from bot.errors import ServerError, check_question
from bot.events import AnswerEvent, Finished, answer_of
from bot.feedback import FeedbackStore
from bot.library import Library
from bot.models import Answer
from vectorstore.models import NO_FILTERS, BulletinEntry

if TYPE_CHECKING:
    from bot.api.state import ServerState

T = TypeVar("T")

_AT_ONCE = 4  # questions of one command; a language model may take seconds for each


class ServerAnswerer:
    """The library of the server that these channels run in; questions wait for the same threads as those of the API."""

    def __init__(self, state: ServerState) -> None:
        self._state = state

    async def ask(self, question: str, session_id: str, channel: str, progress: Progress) -> Answer:
        """The answer to `question`, on record."""
        last: AnswerEvent | None = None
        async for event in self._state.stream(question, session_id, NO_FILTERS, channel):
            last = progress.noted(event)
        if not isinstance(last, Finished):
            raise RuntimeError("the answer has no end")
        return last.answer

    async def greeting(self, hello: str) -> Answer:
        """What the library says to a greeting."""
        return await self._state.answer(lambda: self._state.library.ask(hello))

    async def latest(self, limit: int) -> list[BulletinEntry]:
        """The latest bulletins, newest first."""
        return await self._state.answer(lambda: self._state.library.entries(limit))


class CommandAnswerer:
    """The library as a command finds it: opened here, or through a running server, which may stop and start again."""

    def __init__(self, open_library: Callable[[], Library], feedback: FeedbackStore) -> None:
        self._open = open_library
        self._feedback = feedback
        self._library: Library | None = None
        self._opening = threading.Lock()
        self._places = asyncio.Semaphore(_AT_ONCE)

    def open(self) -> None:
        """Opens the library now, so that what is wrong with it is told at once. Raises IndexLocked, ModelMismatch."""
        self._opened()

    async def ask(self, question: str, session_id: str, channel: str, progress: Progress) -> Answer:
        """The answer to `question`, on record."""
        check_question(question)

        def work(library: Library) -> Answer:
            answer = answer_of(progress.noted(event) for event in library.stream(question, session_id))
            self._feedback.record_answer(answer, question, channel)
            return answer

        return await self._with_library(work)

    async def greeting(self, hello: str) -> Answer:
        """What the library says to a greeting."""
        return await self._with_library(lambda library: library.ask(hello))

    async def latest(self, limit: int) -> list[BulletinEntry]:
        """The latest bulletins, newest first."""
        return await self._with_library(lambda library: library.entries(limit))

    def close(self) -> None:
        """Lets go of the library."""
        if self._library is not None:
            self._library.close()
            self._library = None

    async def _with_library(self, work: Callable[[Library], T]) -> T:
        """`work` done with the library; after an error of its server it is looked for again the next time."""

        def done() -> T:
            library = self._opened()
            try:
                return work(library)
            except ServerError:
                if self._library is library:  # others may still be asking it, so it is not closed
                    self._library = None
                raise

        async with self._places:
            return await asyncio.to_thread(done)

    def _opened(self) -> Library:
        with self._opening:
            if self._library is None:
                self._library = self._open()
            return self._library
