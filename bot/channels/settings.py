"""Settings of the messengers: environment variables BANTIN_*, also from a file .env in the working folder."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import SecretStr, StringConstraints, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import InvalidSetting

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+")]


class ChannelSettings(BaseSettings):
    """Which messengers are on, and where their APIs are. A channel without its token is off."""

    model_config = SettingsConfigDict(
        env_prefix="BANTIN_", env_file=".env", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    public_url: Url | None = None
    """Address at which people reach this server, for links in messages and for webhooks."""

    telegram_token: SecretStr | None = None
    """Token of the bot, from @BotFather."""
    telegram_secret: SecretStr | None = None
    """What Telegram sends with every webhook call: 1 to 256 of A-Z a-z 0-9 _ -."""
    telegram_api_url: Url = "https://api.telegram.org"
    """Server that speaks the Telegram Bot API."""

    zalo_bot_token: SecretStr | None = None
    """Token of the bot, from the Zalo Bot Manager."""
    zalo_bot_secret: SecretStr | None = None
    """What Zalo sends with every webhook call: 8 to 256 characters, no accents, no spaces."""
    zalo_bot_api_url: Url = "https://bot-api.zaloplatforms.com"
    """Server that speaks the API of the Zalo Bot Platform."""

    zalo_oa_app_id: str | None = None
    """Id of the app that the Official Account is linked to."""
    zalo_oa_app_secret: SecretStr | None = None
    """Secret key of that app."""
    zalo_oa_secret: SecretStr | None = None
    """Secret key of the Official Account, which signs webhook calls."""
    zalo_oa_refresh_token: SecretStr | None = None
    """First refresh token; later ones are kept in the data folder."""
    zalo_oa_api_url: Url = "https://openapi.zalo.me"
    """Server that speaks the API of Official Accounts."""
    zalo_oa_oauth_url: Url = "https://oauth.zaloapp.com"
    """Server that gives access tokens to Official Accounts."""

    @field_validator(
        "telegram_token",
        "telegram_secret",
        "zalo_bot_token",
        "zalo_bot_secret",
        "zalo_oa_app_id",
        "zalo_oa_app_secret",
        "zalo_oa_secret",
        "zalo_oa_refresh_token",
        mode="before",
    )
    @classmethod
    def _as_one_word(cls, value: object) -> object:
        """Without the line break of a file that it was copied from; it has to go into addresses and headers."""
        word = value.strip() if isinstance(value, str) else value
        if isinstance(word, str) and not all("!" <= character <= "~" for character in word):
            raise ValueError("only letters without accents, digits and signs may stand in it, and no spaces")
        return word or None

    @field_validator("telegram_secret")
    @classmethod
    def _telegram_secret(cls, value: SecretStr | None) -> SecretStr | None:
        return _checked(value, 1, string.ascii_letters + string.digits + "_-")

    @field_validator("zalo_bot_token")
    @classmethod
    def _zalo_bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and set("/?#%") & set(value.get_secret_value()):
            raise ValueError("it stands in an address, so / ? # and % may not stand in it")
        return value

    @field_validator("zalo_bot_secret")
    @classmethod
    def _zalo_bot_secret(cls, value: SecretStr | None) -> SecretStr | None:
        return _checked(value, 8, None)

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str | None) -> str | None:
        return value and value.rstrip("/")

    def zalo_oa(self) -> ZaloOASettings | None:
        """The Official Account's settings, None when none of them is set.

        Raises InvalidSetting when some are set and others are missing.
        """
        token, app_id = plain(self.zalo_oa_refresh_token), self.zalo_oa_app_id
        app_secret, secret = plain(self.zalo_oa_app_secret), plain(self.zalo_oa_secret)
        if token and app_id and app_secret and secret:
            return ZaloOASettings(token, app_id, app_secret, secret, self.zalo_oa_api_url, self.zalo_oa_oauth_url)
        given = {"REFRESH_TOKEN": token, "APP_ID": app_id, "APP_SECRET": app_secret, "SECRET": secret}
        if not any(given.values()):
            return None
        missing = ", ".join(f"BANTIN_ZALO_OA_{name}" for name, value in given.items() if not value)
        raise InvalidSetting(
            f"Thiếu {missing}: Zalo Official Account cần đủ bốn giá trị, xem docs/zalo.vi.md.",
            f"{missing} missing: a Zalo Official Account needs all four values, see docs/zalo.md.",
        )


@dataclass(frozen=True, slots=True)
class ZaloOASettings:
    """What an Official Account needs, complete."""

    refresh_token: str = field(repr=False)
    app_id: str
    app_secret: str = field(repr=False)
    secret: str = field(repr=False)
    api_url: str
    oauth_url: str


def _checked(value: SecretStr | None, shortest: int, allowed: str | None) -> SecretStr | None:
    if value is None:
        return None
    secret = value.get_secret_value()
    if not shortest <= len(secret) <= 256:
        raise ValueError(f"it must have {shortest} to 256 characters")
    if allowed is not None and not set(secret) <= set(allowed):
        raise ValueError("only A-Z, a-z, 0-9, _ and - may stand in it")
    return value


def plain(value: SecretStr | None) -> str | None:
    """The secret itself, None where there is none."""
    return value.get_secret_value() if value is not None else None
