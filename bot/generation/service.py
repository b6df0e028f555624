"""The language model as the library holds it: loaded once, asked beside the assistant, counted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Self

from bot.assistant import Assistant
from bot.events import AnswerEvent
from bot.generation.chat import LangChainChat
from bot.generation.counts import Counts
from bot.generation.generator import Generator
from bot.generation.provider import check_installed, load_model
from bot.generation.settings import LanguageModelSettings
from vectorstore.index import Index
from vectorstore.models import Filters


class LanguageModel:
    """Words the answers of an assistant; safe to use from many threads."""

    def __init__(self, index: Index, chat: LangChainChat, settings: LanguageModelSettings) -> None:
        self.counts = Counts()
        self.settings = settings
        self._chat = chat
        self._generator = Generator(index, chat, settings, self.counts)

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
        """The answer to a question as it comes into being. Raises InvalidQuestion."""
        started = time.monotonic()
        yield from self._generator.stream(assistant.explain(question, session_id, filters), started)

    def close(self) -> None:
        """Gives up what is under way."""
        self._chat.close()
