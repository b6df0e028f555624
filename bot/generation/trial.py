"""Asks a language model a small question, to see whether it is there."""

from __future__ import annotations

import time

from bot.generation.chat import Chat, LangChainChat
from bot.generation.failures import ModelFailed
from bot.generation.provider import load_model
from bot.generation.settings import LanguageModelSettings

_SECONDS = 10.0


def trial(settings: LanguageModelSettings) -> ModelFailed | None:
    """What is wrong with the model that the settings name; None if it answers. Raises InvalidSetting."""
    chat = LangChainChat(lambda: load_model(settings))
    chat.warm()
    return try_out(chat)


def try_out(chat: Chat) -> ModelFailed | None:
    """What is wrong with a model; None if the first piece of a reply comes within ten seconds."""
    pieces = chat.stream([("human", "1 + 1 = ?")], time.monotonic() + _SECONDS)
    try:
        next(pieces, None)
    except ModelFailed as failed:
        return failed
    return None
