"""Zalo Official Account: signed webhooks, and messages to people who have written to the account lately."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import httpx

from bot.channels import zalo_text
from bot.channels.channel import Malformed, Unauthentic
from bot.channels.endpoint import endpoint
from bot.channels.errors import ChannelDown, Refused, TryLater, unreachable
from bot.channels.intents import understand
from bot.channels.messages import Body, Envelope, Incoming, Kind, Reply
from bot.channels.settings import ChannelSettings, ZaloOASettings
from bot.channels.zalo_oa_tokens import OATokens

_PATH = "/v3.0/oa/message/cs"
_TIMEOUT = 15.0
_PUZZLED_SECONDS = 900.0
_STALE = (-216, -220)
_UNREADABLE = frozenset(
    f"user_send_{what}" for what in "image gif link audio video sticker location business_card file".split()
)


class ZaloOA:
    """An Official Account."""

    name = "zalo-oa"
    rate = 20.0

    def __init__(self, settings: ZaloOASettings, data_dir: Path) -> None:
        self._settings = settings
        self._http = httpx.AsyncClient(timeout=_TIMEOUT)
        self._tokens = OATokens(settings, data_dir, self._http)

    @classmethod
    def of(cls, settings: ChannelSettings, data_dir: Path) -> Self | None:
        """The account of the settings, None when it is not set. Raises InvalidSetting."""
        complete = settings.zalo_oa()
        return cls(complete, data_dir) if complete is not None else None

    # What arrives

    def check(self, headers: Mapping[str, str], raw: bytes) -> bool:
        """Compares the signature; the unsigned `{}` by which Zalo tries the address passes as a probe."""
        given = headers.get("x-zevent-signature", "")
        if not given and raw.strip() == b"{}":
            return False
        given = given.removeprefix("mac=").strip().lower()
        found = False
        for timestamp in (_timestamp(raw), headers.get("x-zevent-timestamp", "")):
            signed = self._settings.app_id.encode() + raw + timestamp.encode() + self._settings.secret.encode()
            found |= hmac.compare_digest(given.encode(), hashlib.sha256(signed).hexdigest().encode())
        if not found:
            raise Unauthentic
        return True

    def envelope(self, update: Any) -> Envelope | None:
        """Messages, and people who begin to follow."""
        if not isinstance(update, dict):
            return None
        event = str(update.get("event_name", ""))
        person = update.get("follower") if event == "follow" else update.get("sender")
        if not isinstance(person, dict) or not person.get("id"):
            return None
        if event not in ("follow", "user_send_text") and event not in _UNREADABLE:
            return None
        message, timestamp = update.get("message") or {}, str(update.get("timestamp", ""))
        if not isinstance(message, dict):
            raise Malformed("message")
        message_id = message.get("msg_id")
        chat = str(person["id"])
        position = int(timestamp) if timestamp.isdecimal() else 0
        return Envelope(str(message_id or f"{event}:{chat}:{timestamp}"), chat, position, update)

    async def understand(self, body: Body) -> Incoming | None:
        """What the message asks for; who begins to follow is greeted."""
        match body["event_name"]:
            case "follow":
                return Incoming(Kind.START)
            case "user_send_text":
                return understand(str((body.get("message") or {}).get("text") or ""))
            case _:
                return Incoming(Kind.UNSUPPORTED)

    def conversation(self, chat: str, body: Body) -> str:
        """The chat's, since an account has no groups."""
        return chat

    # What leaves

    def render(self, reply: Reply, body: Body) -> Sequence[Body]:
        """The reply as plain texts."""
        return zalo_text.render(reply)

    async def send(self, chat: str, part: Body) -> None:
        """Sends a text; with a fresh token if the old one is refused."""
        payload = {"recipient": {"user_id": chat}, "message": {"text": part["text"]}}
        token = await self._tokens.access_token()
        code, told = await self._post(token, payload)
        if code in _STALE:
            token = await self._tokens.access_token(spent=token)
            code, told = await self._post(token, payload)
        if code != 0:
            raise _failure(code, told)

    async def notify(self, body: Body, notice: str) -> None:
        """Does nothing: there are no buttons."""

    async def show_progress(self, chat: str, body: Body, text: str) -> None:
        """Does nothing: the API has no such sign."""

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def identify(self) -> None:
        """Makes sure that there is an access token. Raises SendError."""
        await self._tokens.access_token()

    async def _post(self, token: str, payload: Body) -> tuple[int, str]:
        """The error code, 0 for none, and what the API says of it. Raises TryLater."""
        url = endpoint(self._settings.api_url, _PATH)
        try:
            response = await self._http.post(url, json=payload, headers={"access_token": token})
        except httpx.HTTPError as error:
            raise unreachable("Zalo", type(error).__name__) from None
        if response.status_code == 401:
            return _STALE[0], "HTTP 401"
        try:
            answer = response.json()
            return int(answer["error"]), f"{answer['error']} {answer.get('message', '')}".strip()
        except (ValueError, KeyError, TypeError):
            raise unreachable("Zalo", f"HTTP {response.status_code}") from None


def _timestamp(raw: bytes) -> str:
    try:
        return str(json.loads(raw)["timestamp"])
    except (ValueError, KeyError, TypeError):
        return ""


def _failure(code: int, told: str) -> Exception:
    """What an error code means, and what the operator should do."""
    match code:
        case -32:
            return TryLater(f"Zalo yêu cầu gửi chậm lại ({told}).", f"Zalo asks to slow down ({told}).")
        case -216 | -220:
            return ChannelDown(
                f"Zalo không nhận cả access token mới ({told}): kiểm tra ứng dụng còn liên kết với OA và còn quyền gửi "
                "tin.",
                f"Zalo does not accept even a new access token ({told}): check that the app is still linked to the OA "
                "and may send messages.",
            )
        case -224:
            return ChannelDown(
                f"Gói dịch vụ của OA không cho gửi tin qua API ({told}): nâng cấp gói trong trang quản trị OA.",
                f"The OA's package does not allow sending by API ({told}): upgrade it in the OA's administration.",
            )
        case -213:
            return Refused(
                f"Người nhận không còn quan tâm OA ({told}): không gửi được cho đến khi họ quan tâm lại.",
                f"The receiver does not follow the OA any more ({told}): nothing can be sent until they do.",
            )
        case -230 | -232:
            return Refused(
                f"Đã quá thời hạn trả lời của Zalo, 48 giờ miễn phí và nhiều nhất 7 ngày ({told}): kiểm tra vì sao máy "
                "chủ trả lời muộn.",
                f"Zalo's time for an answer is over, 48 hours free and 7 days at most ({told}): find out why the "
                "server answered so late.",
            )
        case -201 | -210:
            return Refused(
                f"Zalo cho là tin không hợp lệ ({told}): đây là lỗi của Bản Tin, xin báo lại kèm mã này.",
                f"Zalo finds the message invalid ({told}): this is a fault of Bản Tin, please report it with the code.",
            )
        case _:
            return TryLater(
                f"Zalo báo lỗi {told}: tra mã này trong tài liệu của Zalo OA; tin sẽ được gửi lại trong ít phút.",
                f"Zalo reports error {told}: look the code up in Zalo's OA documentation; the message is tried again "
                "for some minutes.",
                patience=_PUZZLED_SECONDS,
            )
