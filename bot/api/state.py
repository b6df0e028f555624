"""What the requests of one server share; it hangs on the application, not on a module."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from bot.api.schemas import StateResponse
from bot.library import LocalLibrary
from bot.settings import BotSettings

T = TypeVar("T")


@dataclass
class ServerState:
    """The library that is served, the settings, and how much is done at the same time.

    Questions are answered by at most as many threads as there are processors, so that the embedding threads do not
    fight each other; the index has one writer, so uploads come one at a time.
    """

    library: LocalLibrary
    settings: BotSettings
    max_upload: int
    local_token: str = ""
    readiness: StateResponse = field(default_factory=lambda: StateResponse(status="starting"))
    answering: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(max(2, os.cpu_count() or 2)))
    writing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    async def answer(self, work: Callable[[], T]) -> T:
        """The result of `work`, which finds or answers, from a thread."""
        return await to_thread.run_sync(work, limiter=self.answering)

    async def write(self, work: Callable[[], T]) -> T:
        """The result of `work`, which changes the index, from a thread; it is finished even if the client leaves."""
        return await to_thread.run_sync(work, limiter=self.writing)


def state_of(request: Request) -> ServerState:
    """The state of the server that handles `request`."""
    return cast(ServerState, request.app.state.server)
