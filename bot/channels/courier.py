"""Works through the inbox and the outbox of one channel: answers, sends, waits and tries again.

Within a chat everything happens in order and one after the other; chats do not wait for each other. Only one process at
a time does this for a channel, the one that holds the lock; another takes over when that one ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from bot.channels.channel import Channel
from bot.channels.conversation import Conversation, Progress
from bot.channels.errors import WEEK, ChannelDown, ChatMoved, Refused, SendError, TryLater
from bot.channels.messages import Body, Incoming, Turn
from bot.channels.store import DeliveryStore, Message, Part
from bot.errors import ServerError
from vectorstore.errors import BantinError, IndexLocked, ModelUnavailable

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 0.25  # between looks for what other processes put into the inbox, and for what has come due
_OWNER_SECONDS = 1.0  # between attempts to become the one who works
_PAUSE_SECONDS = 60.0  # before a channel that was down is tried again
_CHATS_AT_ONCE = 64
_FIRST_DELAY, _LONGEST_DELAY = 1.0, 300.0
_SHOW_AFTER, _SHOW_EVERY, _TYPING_LASTS = 0.5, 1.0, 4.5
_ATTEMPTS = 5  # to answer a message that fails for no known reason
_PUZZLED_SECONDS = 900.0  # how long a send is tried that fails for no known reason
_FINISH_SECONDS = 20.0  # to end what is under way when the process stops
_KEPT_SECONDS = 30 * 86_400.0  # how long ids of messages, suggestions and what was given up are remembered
_DAY = 86_400.0

T = TypeVar("T")


class Courier:
    """The worker of one channel."""

    def __init__(self, channel: Channel, store: DeliveryStore, conversation: Conversation, data_dir: Path) -> None:
        self._channel = channel
        self._store = store
        self._conversation = conversation
        self._lock = FileLock(data_dir / f"channel-{channel.name}.lock", thread_local=False)
        self._pace = _Pace(channel.rate)
        self._wake = asyncio.Event()
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._paused_until = 0.0
        self._stopping = False
        self._problem_noted = True  # perhaps, by an earlier process
        self._forgot_at = 0.0

    def wake(self) -> None:
        """Lets the courier look at the inbox now."""
        self._wake.set()

    async def run(self) -> None:
        """Works until it is cancelled; then what is under way is ended, and the lock let go."""
        await self._own()
        try:
            while True:
                try:
                    await self._look()
                except Exception:
                    logger.exception("%s: the inbox cannot be worked through", self._channel.name)
                    await asyncio.sleep(_OWNER_SECONDS)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_SECONDS):  # wait_for may swallow a cancellation, up to Python 3.11
                        await self._wake.wait()
                self._wake.clear()
        finally:
            self._stopping = True
            if self._serving:
                await asyncio.wait(self._serving.values(), timeout=_FINISH_SECONDS)
            for task in list(self._serving.values()):
                task.cancel()
            self._lock.release()

    async def _own(self) -> None:
        while True:
            try:
                self._lock.acquire(blocking=False)
                return
            except Timeout:
                await asyncio.sleep(_OWNER_SECONDS)

    async def _look(self) -> None:
        """Starts to serve the chats in which something is to be done."""
        now = time.time()
        if now < self._paused_until:
            return
        if now - self._forgot_at > _DAY:
            self._forgot_at = now
            await self._store.run(self._store.forget, now - _KEPT_SECONDS)
        for chat in await self._store.run(self._store.ready, self._channel.name, now):
            if len(self._serving) >= _CHATS_AT_ONCE:
                return
            if chat not in self._serving:
                self._serving[chat] = asyncio.create_task(self._serve(chat))

    async def _serve(self, chat: str) -> None:
        """Answers and sends in one chat until nothing is left that can be done now."""
        try:
            while not self._stopping and time.time() >= self._paused_until:
                item = await self._store.run(self._store.next_in, self._channel.name, chat, time.time())
                match item:
                    case Part():
                        await self._send(item)
                    case Message():
                        await self._answer(item)
                    case None:
                        return
        except Exception:
            logger.exception("%s: a chat cannot be served", self._channel.name)
            await asyncio.sleep(_OWNER_SECONDS)
        finally:
            del self._serving[chat]
            self._wake.set()

    # Answering

    async def _answer(self, message: Message) -> None:
        turn = None
        try:
            incoming = await self._channel.understand(message.body)
            if incoming is not None:
                turn = await self._turn(message, incoming)
        except ChannelDown as error:
            await self._pause(error)
            return
        except (TryLater, ServerError, IndexLocked, ModelUnavailable) as error:
            await self._later(message, error, getattr(error, "after", None))
            return
        except Exception as error:
            logger.exception("%s: a message cannot be answered", self._channel.name)
            await self._puzzled(message, error)
            return
        conversation = self._conversation_of(message)
        if turn is None:
            await self._notify(message.body, "")
            state = await self._store.run(self._store.state, message.channel, conversation)
            await self._store.run(self._store.answered, message, conversation, (), state, (), time.time())
            return
        parts = self._channel.render(turn.reply, message.body)
        await self._store.run(
            self._store.answered, message, conversation, parts, turn.state, turn.reply.choices, time.time()
        )
        await self._notify(message.body, turn.reply.notice)

    async def _turn(self, message: Message, incoming: Incoming) -> Turn:
        """The reply to a message that was understood; while it is worked on, that is shown."""
        progress = Progress()
        showing = asyncio.create_task(self._show(message, progress))
        try:
            return await self._conversation.turn(message.channel, self._conversation_of(message), incoming, progress)
        finally:
            showing.cancel()

    def _conversation_of(self, message: Message) -> str:
        return self._channel.conversation(message.chat, message.body)

    async def _puzzled(self, message: Message, error: Exception) -> None:
        """Tries a message again a few times; then says sorry and keeps it for the operator."""
        why = error if isinstance(error, BantinError) else _unexpected(error)
        if message.attempts + 1 < _ATTEMPTS:
            await self._later(message, why, None)
            return
        apology = await self._conversation.apology(message.channel, self._conversation_of(message))
        parts = self._channel.render(apology, message.body)
        await self._store.run(self._store.give_up, message, why, parts, time.time())

    async def _show(self, message: Message, progress: Progress) -> None:
        """Shows that an answer is under way, and what there is of it, once it takes longer than a moment."""
        await asyncio.sleep(_SHOW_AFTER)
        shown_at, shown = 0.0, ""
        with contextlib.suppress(SendError, ChatMoved):
            while True:
                if progress.text != shown or time.monotonic() > shown_at + _TYPING_LASTS:
                    shown_at, shown = time.monotonic(), progress.text
                    await self._channel.show_progress(message.chat, message.body, shown)
                await asyncio.sleep(_SHOW_EVERY)

    async def _notify(self, body: Body, notice: str) -> None:
        """Ends the wait of a button; it is no loss if that fails, the answer is what counts."""
        with contextlib.suppress(SendError, ChatMoved):
            await self._channel.notify(body, notice)

    # Sending

    async def _send(self, part: Part) -> None:
        await self._pace.turn()
        try:
            await self._channel.send(part.chat, part.body)
        except ChatMoved as moved:
            await self._store.run(self._store.move, part.channel, part.chat, moved.chat)
        except ChannelDown as error:
            await self._pause(error)
        except TryLater as error:
            if time.time() - part.since > error.patience:
                await self._refused(part, error)
            else:
                await self._later(part, error, error.after)
        except Refused as error:
            await self._refused(part, error)
        except Exception as error:
            logger.exception("%s: a message cannot be sent", self._channel.name)
            if time.time() - part.since > _PUZZLED_SECONDS:
                await self._refused(part, _unexpected(error))
            else:
                await self._later(part, _unexpected(error), None)
        else:
            await self._store.run(self._store.sent, part)
            if self._problem_noted:
                self._problem_noted = False
                await self._store.run(self._store.note_problem, part.channel, None)

    async def _refused(self, part: Part, why: BantinError) -> None:
        logger.warning("%s: an answer was given up: %s", part.channel, why)
        await self._store.run(self._store.refused, part, why)

    async def _later(self, item: Part | Message, why: BantinError, after: float | None) -> None:
        """Postpones by what the far side asks for, else by twice as long each time, and never by the same for all."""
        delay = min(_LONGEST_DELAY, _FIRST_DELAY * 2.0 ** min(item.attempts, 20)) * random.uniform(0.5, 1.0)
        if after is not None:
            delay = after + random.uniform(0.0, 0.5)
        logger.log(
            logging.WARNING if item.attempts else logging.INFO, "%s: in %.1f s again: %s", item.channel, delay, why
        )
        if isinstance(item, Message) and time.time() - item.since > WEEK:
            await self._store.run(self._store.give_up, item, why, (), time.time())
        else:
            await self._store.run(self._store.postpone, item, time.time() + delay, why)

    async def _pause(self, why: ChannelDown) -> None:
        """Lets the whole channel rest, so that nothing is lost until the operator has mended it."""
        if time.time() >= self._paused_until:
            logger.error("%s: %s", self._channel.name, why)
            self._paused_until = time.time() + _PAUSE_SECONDS
            self._problem_noted = True
            await self._store.run(self._store.note_problem, self._channel.name, why)


class _Pace:
    """Lets no more than `rate` through in a second."""

    def __init__(self, rate: float) -> None:
        self._gap = 1.0 / rate
        self._next = 0.0

    async def turn(self) -> None:
        """Returns when it is the caller's turn."""
        now = time.monotonic()
        self._next = max(now, self._next + self._gap)
        await asyncio.sleep(self._next - now)


def _unexpected(error: Exception) -> BantinError:
    kind = type(error).__name__
    return BantinError(
        f"Lỗi ngoài dự kiến ({kind}); xem nhật ký của máy chủ.", f"Unexpected error ({kind}); see the server's log."
    )
