"""Settings of the outside: environment variables BANTIN_*, also from a file .env in the working folder."""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import InvalidSetting
from vectorstore.errors import Language

ANY_ORIGIN = "*"
"""Stands in `allowed_origins` for pages of all sites."""
_ORIGIN = re.compile(r"https?://[^\s/;,'\"?#@*\\]+")

S = TypeVar("S", bound=BaseSettings)


class BotSettings(BaseSettings):
    """Who may ask and write, where the server listens, and which language it speaks."""

    model_config = SettingsConfigDict(
        env_prefix="BANTIN_", env_file=".env", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    admin_key: SecretStr | None = None
    """The key that writing over HTTP needs; without it writing over HTTP is off."""
    api_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """Keys, with commas between; when there are any, asking and searching over HTTP need one of them."""
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Web origins, with commas between, whose pages may embed the chat and call the API; `*` allows all."""
    session_questions_per_minute: int | None = Field(default=None, ge=0)
    """Questions per minute of one conversation; 0 is no limit, unset is 20 but none for this machine."""
    address_questions_per_minute: int | None = Field(default=None, ge=0)
    """Questions per minute of one network address; 0 is no limit, unset is 120 but none for this machine."""
    keep_questions_days: int = Field(default=365, ge=0)
    """Days for which questions, answers and ratings are kept; 0 keeps them for ever."""
    session_hours: float = Field(default=24, ge=0)
    """Hours for which a conversation can be gone on with; 0 keeps none, so that every question stands alone."""
    language: Language = "vi"
    """Language of messages where no question tells it: `vi` or `en`."""
    host: str = "127.0.0.1"
    """Address that `bantin serve` listens on."""
    port: int = Field(default=8080, ge=0, le=65535)
    """Port that `bantin serve` listens on; 0 takes any free one."""
    debug: bool = False
    """Whether unexpected errors are shown with their traceback, and the log is detailed."""

    @field_validator("api_keys", "allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """A comma list as its parts, without blanks."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _without_slash(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Origins as browsers send them: in small letters, without a final slash. Anything else is no origin."""
        origins = tuple(origin.rstrip("/").lower() for origin in value)
        for origin in origins:
            if origin != ANY_ORIGIN and not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin} is not a web origin such as https://example.org")
        return origins


def load(kind: type[S]) -> S:
    """Settings of one package from the environment; raises InvalidSetting, which names the variable."""
    try:
        return kind()
    except ValidationError as error:
        first = error.errors()[0]
        name = "BANTIN_" + "_".join(str(part) for part in first["loc"]).upper()
        raise InvalidSetting(
            f"Giá trị của {name} không hợp lệ: xem .env.example để biết cách đặt.",
            f"{name} holds a value that it cannot have ({first['msg']}): see .env.example.",
        ) from None
