"""The courier: it stops when it is told to, tries again, says sorry in the end, and yields to the process before it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.channels import courier
from bot.channels.conversation import Progress
from bot.channels.errors import Refused, TryLater
from bot.channels.hub import Hub
from bot.channels.messages import Body, Envelope, Incoming, Kind, Reply
from bot.channels.store import DeliveryStore
from bot.errors import ServerError
from bot.feedback import FeedbackStore
from bot.models import Answer
from bot.quota import Quota
from bot.settings import BotSettings
from vectorstore.models import BulletinEntry

NO_QUOTA = Quota(BotSettings(session_questions_per_minute=0))


class Channel:
    """A channel without a wire: an update is a chat and a text, and what is sent is kept."""

    name = "x"
    rate = 10_000.0

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failures: list[Exception] = []

    def check(self, headers: Mapping[str, str], raw: bytes) -> bool:
        return True

    def envelope(self, update: Any) -> Envelope:
        number = time.time_ns()
        return Envelope(str(number), update[0], number, {"text": update[1]})

    async def understand(self, body: Body) -> Incoming:
        return Incoming(Kind.QUESTION, body["text"])

    def conversation(self, chat: str, body: Body) -> str:
        return chat

    def render(self, reply: Reply, body: Body) -> Sequence[Body]:
        return [{"text": "\n".join(line.text for line in reply.lines)}]

    async def send(self, chat: str, part: Body) -> None:
        await asyncio.sleep(random.uniform(0, 0.002))
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((chat, part["text"]))

    async def notify(self, body: Body, notice: str) -> None: ...

    async def show_progress(self, chat: str, body: Body, text: str) -> None: ...

    async def close(self) -> None: ...


class Echo:
    """An answerer that repeats the question, after it has failed as it was told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)

    async def ask(self, question: str, session_id: str, channel: str, progress: Progress) -> Answer:
        if self.failures:
            raise self.failures.pop(0)
        return Answer(True, question, "vi", 1.0, f"answer to {question}", session_id, 1.0)

    async def greeting(self, hello: str) -> Answer:
        return await self.ask(hello, "", "", Progress())

    async def latest(self, limit: int) -> list[BulletinEntry]:
        return []


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long."""
    monkeypatch.setattr(courier, "_FIRST_DELAY", 0.01)
    monkeypatch.setattr(courier, "_LONGEST_DELAY", 0.05)
    monkeypatch.setattr(courier, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(courier, "_OWNER_SECONDS", 0.05)


def converse(folder: Path, channel: Channel, answerer: Echo, updates: Sequence[tuple[str, str]], sent: int) -> None:
    """Lets updates arrive, and ends when so many messages were sent."""

    async def main() -> None:
        async with Hub.working([channel], folder, None, answerer, FeedbackStore.in_memory(), NO_QUOTA) as hub:
            for update in updates:
                await hub.receive(channel, update)
            async with asyncio.timeout(20):
                while len(channel.sent) < sent:
                    await asyncio.sleep(0.01)

    asyncio.run(main())


def test_stopping_in_the_middle_of_work_neither_hangs_nor_loses_anything(tmp_path: Path) -> None:
    channel = Channel()

    async def once(number: int) -> None:
        async with Hub.working([channel], tmp_path, None, Echo(), FeedbackStore.in_memory(), NO_QUOTA) as hub:
            for chat in "abcde":
                await hub.receive(channel, (chat, str(number)))
            await asyncio.sleep(random.uniform(0, 0.02))

    async def main() -> None:
        for number in range(50):
            async with asyncio.timeout(10):
                await once(number)

    asyncio.run(main())
    converse(tmp_path, channel, Echo(), [("f", "last")], len(channel.sent) + 1)
    store = DeliveryStore(tmp_path)
    for _ in range(200):
        if not store.load("x").waiting:
            break
        converse(tmp_path, channel, Echo(), [("f", "more")], len(channel.sent) + 1)
    store.close()
    for chat in "abcde":
        assert [text for to, text in channel.sent if to == chat] == [str(number) for number in range(50)]


def test_failing_send_is_tried_again_and_order_is_kept(tmp_path: Path) -> None:
    channel = Channel()
    channel.failures = [TryLater("", "", after=0.0), ValueError("?"), TryLater("", "")]
    converse(tmp_path, channel, Echo(), [("a", "1"), ("a", "2"), ("b", "3")], 3)
    assert [text for chat, text in channel.sent if chat == "a"] == ["1", "2"]


def test_send_is_given_up_when_patience_is_over(tmp_path: Path) -> None:
    channel = Channel()
    channel.failures = [TryLater("lâu quá", "too long", patience=-1.0), Refused("không", "no")]
    converse(tmp_path, channel, Echo(), [("a", "1"), ("a", "2"), ("a", "3")], 1)
    assert channel.sent == [("a", "3")]
    store = DeliveryStore(tmp_path)
    assert {given_up.en for given_up in store.undelivered()} == {"too long", "no"}
    store.close()


def test_library_that_is_away_is_waited_for(tmp_path: Path) -> None:
    channel = Channel()
    converse(tmp_path, channel, Echo(*[ServerError(0, "away")] * 8), [("a", "1")], 1)
    assert channel.sent == [("a", "1")]


def test_message_that_cannot_be_answered_is_apologized_for(tmp_path: Path) -> None:
    channel = Channel()
    converse(tmp_path, channel, Echo(*[ValueError("inside")] * 5), [("a", "1"), ("a", "2")], 2)
    assert channel.sent[0][1].startswith("Xin lỗi")
    assert channel.sent[1] == ("a", "2")
    store = DeliveryStore(tmp_path)
    (given_up,) = store.undelivered()
    assert "ValueError" in given_up.vi
    store.close()


def test_second_process_waits_until_the_first_has_gone(tmp_path: Path) -> None:
    first, second = Channel(), Channel()

    async def main() -> None:
        async with Hub.working([first], tmp_path, None, Echo(), FeedbackStore.in_memory(), NO_QUOTA) as working:
            await working.receive(first, ("a", "0"))
            while not first.sent:
                await asyncio.sleep(0.01)
            async with Hub.working([second], tmp_path, None, Echo(), FeedbackStore.in_memory(), NO_QUOTA) as waiting:
                for number in range(1, 6):
                    await waiting.receive(second, ("a", str(number)))
                async with asyncio.timeout(20):
                    while len(first.sent) < 6:
                        await asyncio.sleep(0.01)
        assert not second.sent

    asyncio.run(main())
    assert [text for _, text in first.sent] == [str(number) for number in range(6)]
    converse(tmp_path, second, Echo(), [("a", "6")], 1)
