"""The language model as the library holds it: loaded once, asked beside the assistant, counted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Self

from bot.assistant import Assistant, Explanation
from bot.events import AnswerEvent, events_of
from bot.generation.breaker import Breaker
from bot.generation.chat import LangChainChat
from bot.generation.counts import Counts
from bot.generation.generator import Generator
from bot.generation.provider import check_installed, load_model
from bot.generation.query import QueryHelp, better, says_the_same
from bot.generation.settings import LanguageModelSettings
from bot.question.several import split
from vectorstore.index import Index
from vectorstore.models import Filters


class LanguageModel:
    """Words the answers of an assistant; safe to use from many threads."""

    def __init__(
        self, index: Index, chat: LangChainChat, settings: LanguageModelSettings, breaker: Breaker | None = None
    ) -> None:
        self.counts = Counts()
        self.settings = settings
        self._index = index
        self._chat = chat
        self._breaker = breaker or Breaker()
        self._help = QueryHelp(chat, settings.llm_query_seconds, settings.llm_parallel)
        self._generator = Generator(index, chat, settings, self.counts, self._breaker)

    @classmethod
    def of(cls, index: Index, settings: LanguageModelSettings) -> Self:
        """The model that the settings name. Raises InvalidSetting where a package is missing."""
        check_installed(settings)
        return cls(index, LangChainChat(lambda: load_model(settings)), settings)

    def warm(self) -> None:
        """Loads the provider's packages now. Raises InvalidSetting."""
        self._chat.warm()

    def stream(
        self, assistant: Assistant, question: str, session_id: str | None, filters: Filters
    ) -> Iterator[AnswerEvent]:
        """The answer to a question as it comes into being. Raises InvalidQuestion.

        Several questions in one message are answered by quotations, each under its own.
        """
        started = time.monotonic()
        if len(split(question).answered) > 1:
            yield from events_of(assistant.ask(question, session_id, filters))
            return
        explanation = self._proposed(assistant, question, session_id, filters, started)
        assistant.keep(explanation)
        yield from self._generator.stream(explanation, started)

    def close(self) -> None:
        """Gives up what is under way."""
        self._help.close()
        self._chat.close()

    def _proposed(
        self, assistant: Assistant, question: str, session_id: str | None, filters: Filters, started: float
    ) -> Explanation:
        """The extractive answer, found with the help of the model where that comes in time."""
        previous = assistant.previous_question(question, session_id)
        rewriting = None if self._breaker.is_open else self._help.start(question, previous)
        plain = assistant.propose(question, session_id, filters)
        if rewriting is None:
            return plain
        rewritten = self._help.result(rewriting, started)
        if rewritten is None or not says_the_same(self._index.embedder, rewritten, question, previous):
            return plain
        return better(plain, assistant.propose(rewritten, filters=filters))
