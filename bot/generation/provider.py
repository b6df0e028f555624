"""The chat model that BANTIN_LLM names, through LangChain; nothing of LangChain's providers is imported before."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from bot.errors import InvalidSetting
from bot.generation.settings import LanguageModelSettings
from vectorstore.errors import pip_command

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRAS = {"ollama": "langchain_ollama", "openai": "langchain_openai", "anthropic": "langchain_anthropic"}
"""Providers that have an extra of their own, by the module that it installs."""


def check_installed(settings: LanguageModelSettings) -> None:
    """Raises InvalidSetting, which names the pip command, where the packages of the model's provider are missing."""
    provider = provider_of(settings)
    if find_spec("langchain") is None or (provider in EXTRAS and find_spec(EXTRAS[provider]) is None):
        raise _missing(settings)


def load_model(settings: LanguageModelSettings) -> BaseChatModel:
    """The chat model of the settings; nothing is sent to it yet. Raises InvalidSetting."""
    check_installed(settings)
    from langchain.chat_models import init_chat_model

    provider, _, model = (settings.llm or "").partition(":")
    try:
        loaded: BaseChatModel = init_chat_model(model, model_provider=provider, **_options(settings, provider))
        return loaded
    except ImportError:
        raise _missing(settings) from None
    except Exception as error:  # of the provider's own class: an unknown provider, a missing key, a wrong option
        reason = str(error).splitlines()[0]
        raise InvalidSetting(
            f"Không dùng được mô hình {settings.llm} (BANTIN_LLM): {reason}",
            f"The model {settings.llm} (BANTIN_LLM) cannot be used: {reason}",
        ) from error


def provider_of(settings: LanguageModelSettings) -> str:
    """The part of BANTIN_LLM before the colon."""
    return (settings.llm or "").partition(":")[0]


def _options(settings: LanguageModelSettings, provider: str) -> dict[str, Any]:
    """What the provider is told besides the model's name. A retry would spend the budget of an answer, so none is made.

    Temperature 0, so that the passages are followed; OpenAI's own reasoning models refuse any temperature.
    """
    options: dict[str, Any] = {}
    if settings.llm_base_url is not None:
        options["base_url"] = settings.llm_base_url
    if settings.llm_api_key is not None:
        options["api_key"] = settings.llm_api_key.get_secret_value()
    if provider == "openai":
        options |= {"max_retries": 0, "stream_chunk_timeout": settings.llm_seconds}
        if settings.llm_base_url is not None:
            options["temperature"] = 0
            options.setdefault("api_key", "none")  # servers of one's own often want none, the client always wants one
    elif provider == "anthropic":
        options["max_retries"] = 0
    else:
        options["temperature"] = 0
    if provider == "ollama":
        options.pop("api_key", None)
        options["reasoning"] = False
    return options


def _missing(settings: LanguageModelSettings) -> InvalidSetting:
    provider = provider_of(settings)
    command = pip_command(provider) if provider in EXTRAS else f"pip install langchain langchain-{provider}"
    return InvalidSetting(
        f"Mô hình {settings.llm} (BANTIN_LLM) cần thêm gói; trong thư mục mã nguồn hãy chạy: {command}",
        f"The model {settings.llm} (BANTIN_LLM) needs more packages; in the source folder run: {command}",
    )
