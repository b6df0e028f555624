"""What a command asks: the library here or a server's, whose answers are followed while they come into being."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.api.state import ServerState
from bot.channels.answerers import CommandAnswerer
from bot.channels.conversation import Progress
from bot.client import Client
from bot.errors import InvalidQuestion, ServerError
from bot.feedback import FeedbackStore
from bot.library import Library, LocalLibrary
from bot.settings import BotSettings
from tests.serving import PacedLibrary, running

LIST = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"


@pytest.fixture(params=["here", "of a server"])
def paced(request: pytest.FixtureRequest, library: LocalLibrary) -> Iterator[tuple[PacedLibrary, Library]]:
    """A library whose answers come one event at a time, and what a command holds of it."""
    paced = PacedLibrary.over(library)
    if request.param == "here":
        yield paced, paced
    else:
        with running(ServerState(paced, BotSettings(), 1_000)) as url, Client(url) as client:
            yield paced, client
    paced.steps.release(1_000)


def test_an_answer_is_followed_while_it_comes_into_being(paced: tuple[PacedLibrary, Library]) -> None:
    library, held = paced
    feedback = FeedbackStore.in_memory()
    answerer = CommandAnswerer(lambda: held, feedback)

    async def follow() -> None:
        progress = Progress()
        asked = asyncio.create_task(answerer.ask(LIST, "zalo:7", "zalo-bot", progress))
        library.steps.release(3)
        async with asyncio.timeout(30):
            while "Một là" not in progress.text:
                await asyncio.sleep(0.01)
        assert "Bốn là" not in progress.text
        library.steps.release(100)
        answer = await asked
        assert answer.text == progress.text.rstrip("\n")
        assert (len(answer.items), len(answer.citations)) == (4, 4)
        assert answer.session_id == "zalo:7"

    asyncio.run(follow())
    (asked,) = feedback.questions()
    assert (asked.question, asked.channel) == (LIST, "zalo-bot")


def test_a_server_that_goes_away_is_looked_for_again(library: LocalLibrary) -> None:
    opened: list[Library] = []

    def find() -> Library:
        opened.append(Client("http://127.0.0.1:9") if not opened else library)
        return opened[-1]

    answerer = CommandAnswerer(find, FeedbackStore.in_memory())

    async def ask() -> None:
        with pytest.raises(ServerError):
            await answerer.ask(LIST, "s", "telegram", Progress())
        assert (await answerer.ask(LIST, "s", "telegram", Progress())).answered

    asyncio.run(ask())


@pytest.mark.parametrize("question", [" \n", "\u200b\u202e", "a" * 2_001])
def test_impossible_questions_are_not_asked(question: str) -> None:
    def never() -> Library:
        raise AssertionError("nobody should have looked")

    answerer = CommandAnswerer(never, FeedbackStore.in_memory())

    with pytest.raises(InvalidQuestion):
        asyncio.run(answerer.ask(question, "s", "telegram", Progress()))
