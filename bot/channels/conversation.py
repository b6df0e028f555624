"""What is said to a message, whichever channel it came by."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Protocol

from bot.channels import replies, wording
from bot.channels.messages import ChatState, Incoming, Kind, Line, Reply, Turn, new_session
from bot.channels.store import DeliveryStore
from bot.errors import InvalidQuestion
from bot.events import AnswerEvent, TextAdded
from bot.feedback import FeedbackStore, Rating, UnknownAnswer
from bot.models import Answer
from bot.question.language import spoken_language
from bot.quota import Quota, TooManyQuestions
from vectorstore.errors import Language
from vectorstore.models import BulletinEntry

_LATEST = 10
_DIGIT = re.compile("[0-9]")
_HELLO: dict[Language, str] = {"vi": "Xin chào", "en": "Hello"}


class Answerer(Protocol):
    """The library, for code that must not be kept waiting."""

    async def ask(self, question: str, session_id: str, channel: str, progress: Progress) -> Answer:
        """The answer to `question`, on record; `progress` is told of it as it comes into being.

        Raises InvalidQuestion, and what keeps a library from answering.
        """
        ...

    async def greeting(self, hello: str) -> Answer:
        """What the library says to a greeting, with questions to begin with; not on record."""
        ...

    async def latest(self, limit: int) -> list[BulletinEntry]:
        """The latest bulletins, newest first."""
        ...


@dataclass
class Progress:
    """What there is of an answer so far."""

    text: str = ""

    def noted(self, event: AnswerEvent) -> AnswerEvent:
        """`event`, whose text is part of the answer from now on."""
        if isinstance(event, TextAdded):
            self.text += event.text
        return event


class Conversation:
    """Turns messages into replies; `public_url` is where people reach the server, None to leave links out."""

    def __init__(
        self, store: DeliveryStore, feedback: FeedbackStore, answerer: Answerer, public_url: str | None, quota: Quota
    ) -> None:
        self._store = store
        self._feedback = feedback
        self._answerer = answerer
        self._public_url = public_url
        self._quota = quota

    async def turn(self, channel: str, conversation: str, incoming: Incoming, progress: Progress) -> Turn:
        """The reply to a message, and what its conversation is after it.

        Nothing is changed yet but the record of questions.
        """
        state = await self._store.run(self._store.state, channel, conversation)
        language = state.language
        match incoming.kind:
            case Kind.QUESTION:
                if _DIGIT.fullmatch(incoming.text) and await self._suggestion(state, 1) is not None:
                    suggested = await self._suggestion(state, int(incoming.text))
                    if suggested is None:
                        return Turn(replies.of_text(wording.NO_SUCH_NUMBER, language), state)
                    return await self._suggested(channel, conversation, state, suggested, progress)
                return await self._answered(channel, conversation, state, incoming.text, progress)
            case Kind.SUGGESTED:
                suggested = await self._store.run(self._store.choice, incoming.text)
                if suggested is None:
                    return Turn(replies.of_text(wording.EXPIRED, language), state)
                return await self._suggested(channel, conversation, state, suggested, progress)
            case Kind.RATING:
                return Turn(await self._rated(state, incoming), state)
            case Kind.NEW:
                fresh = ChatState(new_session(), language)
                return Turn(replies.of_text(wording.NEW, language), fresh)
            case Kind.START:
                greeting = await self._answerer.greeting(_HELLO[language])
                return Turn(replies.of_greeting(greeting), replace(state, answer_id=greeting.answer_id))
            case Kind.HELP:
                return Turn(replies.of_help(language), state)
            case Kind.LATEST:
                bulletins = await self._answerer.latest(_LATEST)
                return Turn(replies.of_bulletins(bulletins, self._public_url, language), state)
            case Kind.UNSUPPORTED:
                return Turn(replies.of_text(wording.UNSUPPORTED, language), state)

    async def apology(self, channel: str, conversation: str) -> Reply:
        """What is said to a message that cannot be answered."""
        state = await self._store.run(self._store.state, channel, conversation)
        return replies.of_text(wording.NOT_ANSWERED, state.language)

    async def _answered(
        self, channel: str, conversation: str, state: ChatState, question: str, progress: Progress
    ) -> Turn:
        whole = f"{channel}:{conversation}"
        try:
            self._quota.take(whole, None)  # whichever session it is, so that /new gives no more
            answer = await self._answerer.ask(question, f"{whole}:{state.session}", channel, progress)
        except (InvalidQuestion, TooManyQuestions) as error:
            language = spoken_language(question, state.language)
            return Turn(Reply((Line(error.message(language)),), language=language), replace(state, language=language))
        after = replace(state, language=answer.language, answer_id=answer.answer_id)
        return Turn(replies.of_answer(answer, self._public_url), after)

    async def _suggested(
        self, channel: str, conversation: str, state: ChatState, question: str, progress: Progress
    ) -> Turn:
        turn = await self._answered(channel, conversation, state, question, progress)
        return replace(turn, reply=replies.of_question(question, turn.reply))

    async def _suggestion(self, state: ChatState, number: int) -> str | None:
        """The question that was suggested last under this number, from 1 on; None if none was."""
        return await self._store.run(self._store.choice, f"{state.answer_id}:{number - 1}")

    async def _rated(self, state: ChatState, incoming: Incoming) -> Reply:
        """Thanks, as a notice for a button and as a message for an emoji."""
        language = state.language
        try:
            rating: Rating = "up" if incoming.text == "up" else "down"
            await self._store.run(self._feedback.rate, incoming.answer_id or state.answer_id, rating)
            text = wording.THANKS[language]
        except UnknownAnswer as error:
            text = error.message(language)
        return Reply(notice=text, language=language) if incoming.answer_id else Reply((Line(text),), language=language)
