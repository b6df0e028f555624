"""Zalo Bot Platform: a bot with a static token, by webhook or polling. It knows plain text only, and no buttons."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any, Self

import httpx

from bot.channels import zalo_text
from bot.channels.channel import Malformed, PollingRefused, Unauthentic
from bot.channels.endpoint import endpoint
from bot.channels.errors import ChannelDown, Refused, TryLater, unreachable
from bot.channels.intents import understand
from bot.channels.messages import Body, Envelope, Incoming, Kind, Reply, conversation_of
from bot.channels.settings import ChannelSettings, plain

_TIMEOUT = 15.0
_POLL_SECONDS = 30
_PUZZLED_SECONDS = 900.0
_NOTHING_ARRIVED = 408


class ZaloBot:
    """The bot that a token stands for."""

    name = "zalo-bot"
    rate = 20.0

    def __init__(self, token: str, secret: str | None, api_url: str) -> None:
        self._secret = secret
        self._http = httpx.AsyncClient(base_url=endpoint(api_url, f"/bot{token}/"), timeout=_TIMEOUT)

    @classmethod
    def of(cls, settings: ChannelSettings) -> Self | None:
        """The bot of the settings, None when no token is set."""
        if settings.zalo_bot_token is None:
            return None
        token = settings.zalo_bot_token.get_secret_value()
        return cls(token, plain(settings.zalo_bot_secret), settings.zalo_bot_api_url)

    # What arrives

    def check(self, headers: Mapping[str, str], raw: bytes) -> bool:
        """Compares the secret header; without a secret in the settings nobody gets in."""
        given = headers.get("x-bot-api-secret-token", "")
        if self._secret is None or not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise Unauthentic
        return True

    def envelope(self, update: Any) -> Envelope | None:
        """Messages, whether the update wraps them in `result` or not."""
        event = _event(update)
        match event.get("message"):
            case None:
                return None
            case {"chat": {"id": chat}} as message if isinstance(message.get("from") or {}, dict):
                message_id = message.get("message_id") or _fingerprint(message)
                return Envelope(str(message_id), str(chat), _integer(message.get("date")), event)
            case _:
                raise Malformed("message")

    async def poll(self) -> Sequence[Any]:
        """Waits up to half a minute for a message."""
        try:
            result = await self._call("getUpdates", {"timeout": str(_POLL_SECONDS)}, timeout=_POLL_SECONDS + _TIMEOUT)
        except _Failed as error:
            if error.code == _NOTHING_ARRIVED:
                return ()
            raise await self._explained(error) from None
        if isinstance(result, list):
            return result
        return (result,) if result else ()

    async def understand(self, body: Body) -> Incoming | None:
        """What the message asks for; None for bots, and for pictures and the like in groups."""
        message = body["message"]
        if (message.get("from") or {}).get("is_bot"):
            return None
        text = message.get("text") or message.get("caption")
        if isinstance(text, str) and text.strip():
            return understand(text)
        return Incoming(Kind.UNSUPPORTED) if message["chat"].get("chat_type") != "GROUP" else None

    def conversation(self, chat: str, body: Body) -> str:
        """One for each person in a chat."""
        return conversation_of(chat, (body["message"].get("from") or {}).get("id"))

    # What leaves

    def render(self, reply: Reply, body: Body) -> Sequence[Body]:
        """The reply as plain texts."""
        return zalo_text.render(reply)

    async def send(self, chat: str, part: Body) -> None:
        """Sends a text."""
        await self._explained_call("sendMessage", {"chat_id": chat, "text": part["text"]})

    async def notify(self, body: Body, notice: str) -> None:
        """Does nothing: there are no buttons."""

    async def show_progress(self, chat: str, body: Body, text: str) -> None:
        """Shows "typing…"."""
        await self._explained_call("sendChatAction", {"chat_id": chat, "action": "typing"})

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    # For the operator

    async def identify(self) -> str:
        """The name of the bot that the token stands for. Raises SendError."""
        result = await self._explained_call("getMe", {})
        return str((result or {}).get("account_name") or (result or {}).get("id") or "?")

    async def set_webhook(self, url: str) -> None:
        """Has messages sent to `url`, with the secret. Raises SendError."""
        await self._explained_call("setWebhook", {"url": url, "secret_token": self._secret})

    async def delete_webhook(self) -> None:
        """Has messages kept for polling. Raises SendError."""
        await self._explained_call("deleteWebhook", {})

    async def webhook(self) -> str:
        """Where messages are sent, empty if they wait for polling. Raises SendError."""
        result = await self._explained_call("getWebhookInfo", {})
        return str((result or {}).get("url") or "")

    async def require_polling(self) -> None:
        """Raises PollingRefused when a webhook is set, since then nothing can be polled."""
        url = await self.webhook()
        if url:
            raise PollingRefused(
                f"Zalo đang gửi tin đến webhook {url}: chạy «bantin zalo delete-webhook» trước.",
                f'Zalo sends messages to the webhook {url}: run "bantin zalo delete-webhook" first.',
            )

    async def _explained_call(self, method: str, payload: Body) -> Any:
        try:
            return await self._call(method, payload)
        except _Failed as error:
            raise await self._explained(error) from None

    async def _call(self, method: str, payload: Body, timeout: float = _TIMEOUT) -> Any:
        """The result of a method. Raises TryLater, _Failed."""
        try:
            response = await self._http.post(method, json=payload, timeout=timeout)
        except httpx.HTTPError as error:
            raise unreachable("Zalo", type(error).__name__) from None
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            if response.status_code >= 500 or response.is_success:
                raise unreachable("Zalo", f"HTTP {response.status_code}")
            answer = {}
        if answer.get("ok") is True:
            return answer.get("result")
        code = _integer(answer.get("error_code")) or response.status_code
        after = (answer.get("parameters") or {}).get("retry_after") or response.headers.get("retry-after")
        raise _Failed(code, str(answer.get("description") or ""), _integer(after))

    async def _explained(self, error: _Failed) -> Exception:
        """What the operator should know of a failure; asks whether the token is good where the code leaves it open."""
        told = f"{error.code} {error.description}".strip()
        match error.code:
            case 401:
                return _bad_token(told)
            case 429:
                after = float(error.after) if error.after else None
                return TryLater(f"Zalo yêu cầu gửi chậm lại ({told}).", f"Zalo asks to slow down ({told}).", after)
            case 403 | 404:
                try:
                    await self._call("getMe", {})
                except _Failed:
                    return _bad_token(told)
                return _refused(told)
            case 400 | 413 | 422:
                return _refused(told)
            case code if code >= 500:
                return unreachable("Zalo", told)
            case _:
                return TryLater(
                    f"Zalo báo lỗi {told}; tin sẽ được gửi lại trong ít phút.",
                    f"Zalo reports error {told}; the message is tried again for some minutes.",
                    patience=_PUZZLED_SECONDS,
                )


class _Failed(Exception):
    """The API answered that it failed."""

    def __init__(self, code: int, description: str, after: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.after = after


def _bad_token(told: str) -> ChannelDown:
    return ChannelDown(
        f"Zalo không nhận token ({told}): kiểm tra BANTIN_ZALO_BOT_TOKEN, hoặc lấy lại token trong Zalo Bot Manager.",
        f"Zalo does not accept the token ({told}): check BANTIN_ZALO_BOT_TOKEN, or get it again from Zalo Bot Manager.",
    )


def _refused(told: str) -> Refused:
    return Refused(
        f"Zalo từ chối tin ({told}): người nhận có thể đã chặn hoặc xóa bot.",
        f"Zalo refuses the message ({told}): the receiver may have blocked or removed the bot.",
    )


def _event(update: Any) -> Body:
    """The event in an update, which is wrapped in `result` or flat."""
    if not isinstance(update, dict):
        return {}
    result = update.get("result")
    return result if isinstance(result, dict) else update


def _fingerprint(message: Body) -> str:
    return hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()


def _integer(value: Any) -> int:
    """`value` as a number, 0 if it is none."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0
