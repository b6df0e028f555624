"""Settings of the language model: environment variables BANTIN_LLM*, also from a file .env in the working folder."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class LanguageModelSettings(BaseSettings):
    """Which language model words the answers, where it runs, and how long it may take."""

    model_config = SettingsConfigDict(
        env_prefix="BANTIN_", env_file=".env", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    llm: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]+:\S+$")
    """The model as `provider:model`; without it every answer is extractive."""
    llm_base_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """Where the model's server is, for servers of one's own."""
    llm_api_key: SecretStr | None = None
    """The key that the model's server asks for."""
    llm_seconds: float = Field(default=20.0, gt=0)
    """Seconds from the question to the end of the generated answer; after that the extractive one is given."""
    llm_query_seconds: float = Field(default=1.0, ge=0)
    """Seconds that a question waits for its translation or its completion by the model; 0 asks for none."""
    llm_parallel: int = Field(default=4, ge=1)
    """Answers that are generated at the same time; further questions get the extractive answer."""
