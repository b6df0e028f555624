"""Telegram, the Zalo Bot Platform and Zalo Official Accounts on loopback: their methods, envelopes, errors and moods.

What they accept is kept with the moment and with whether the sender was told, so that a test can say what arrived, in
which order, and what had to arrive twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp import web

TELEGRAM_TOKEN = "1234567:telegram-token"
ZALO_TOKEN = "7654321:zalo-token"
OA_ACCESS, OA_REFRESH = "access-0", "refresh-0"
OA_APP, OA_APP_SECRET = "4321", "app-secret"
FAULTS = ("429", "500", "slow", "drop before", "drop after")


@dataclass(frozen=True)
class Accepted:
    """A message that a server took; `told` is whether its sender learned of it."""

    chat: str
    text: str
    at: float
    told: bool
    params: dict[str, Any] = field(repr=False)


@dataclass
class Far:
    """The servers: what they were asked, what they accepted, and how they behave.

    `mood` gives the fault that the next message meets, None for none. `refusals` maps chats to what they are answered,
    `lacking` has the methods that Telegram does not know.
    """

    url: str = ""
    mood: Callable[[], str | None] = lambda: None
    refusals: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    webhooks: dict[str, str] = field(default_factory=dict)
    refresh_token: str = OA_REFRESH
    access_token: str = OA_ACCESS
    refreshes: int = 0
    slow_seconds: float = 0.3
    refresh_seconds: float = 0.0
    lacking: set[str] = field(default_factory=set)

    def texts(self, chat: str) -> list[str]:
        """What a chat was sent, in order."""
        return [message.text for message in self.accepted if message.chat == chat]

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The parameters of the calls of a method."""
        return [params for called, params in self.calls if called == method]

    # Telegram

    async def telegram(self, request: web.Request) -> web.StreamResponse:
        params: dict[str, Any] = {
            key: _decoded(str(value)) if key in ("reply_markup", "reply_parameters", "allowed_updates") else str(value)
            for key, value in (await request.post()).items()
        }
        if request.match_info["token"] != TELEGRAM_TOKEN:
            return _telegram_error(401, "Unauthorized")
        method = request.match_info["method"]
        self.calls.append((method, params))
        if method in self.lacking:
            return _telegram_error(404, "Not Found: method not found")
        match method:
            case "getMe":
                me = {"id": 1234567, "is_bot": True, "first_name": "Bản Tin", "username": "BanTinBot"}
                return web.json_response({"ok": True, "result": me})
            case "getUpdates":
                return await self._telegram_updates(int(params.get("offset", 0)))
            case "setWebhook" | "deleteWebhook":
                self.webhooks["telegram"] = params.get("url", "")
                return web.json_response({"ok": True, "result": True})
            case "getWebhookInfo":
                info = {"url": self.webhooks.get("telegram", ""), "has_custom_certificate": False}
                return web.json_response({"ok": True, "result": {**info, "pending_update_count": len(self.updates)}})
            case "sendMessage":
                return await self._telegram_message(request, params)
            case "sendChatAction" | "answerCallbackQuery" | "setMyCommands" | "sendMessageDraft":
                return web.json_response({"ok": True, "result": True})
        return _telegram_error(404, "Not Found")

    async def _telegram_updates(self, offset: int) -> web.Response:
        if self.webhooks.get("telegram"):
            return _telegram_error(409, "Conflict: can't use getUpdates method while webhook is active")
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        for _ in range(20):
            if self.updates:
                break
            await asyncio.sleep(0.05)
        return web.json_response({"ok": True, "result": self.updates[:100]})

    async def _telegram_message(self, request: web.Request, params: dict[str, Any]) -> web.StreamResponse:
        chat = params["chat_id"]
        if chat in self.refusals:
            return web.json_response(self.refusals[chat], status=self.refusals[chat]["error_code"])
        text = params["text"]
        if params.get("parse_mode") == "HTML":
            try:
                text = _Text.of(text)
            except ValueError as error:
                return _telegram_error(400, f"Bad Request: can't parse entities: {error}")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            return _telegram_error(400, "Bad Request: message is too long")
        for button in [b for row in (params.get("reply_markup") or {}).get("inline_keyboard", []) for b in row]:
            if len(button.get("callback_data", "").encode()) > 64:
                return _telegram_error(400, "Bad Request: BUTTON_DATA_INVALID")
            if "localhost" in button.get("url", ""):
                return _telegram_error(400, "Bad Request: inline keyboard button URL is invalid: Wrong HTTP URL")
        answer = {"ok": True, "result": _sent(chat, text)}
        too_fast = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
        too_fast["parameters"] = {"retry_after": 1}
        return await self._take(request, chat, text, params, answer, too_fast, 429)

    # Zalo Bot Platform

    async def zalo(self, request: web.Request) -> web.StreamResponse:
        params = await request.json()
        if request.match_info["token"] != ZALO_TOKEN:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"})
        method = request.match_info["method"]
        self.calls.append((method, params))
        match method:
            case "getMe":
                return web.json_response({"ok": True, "result": {"id": "77", "account_name": "bot.bantin"}})
            case "getUpdates":
                for _ in range(20):
                    if self.updates:
                        return web.json_response({"ok": True, "result": self.updates.pop(0)})
                    await asyncio.sleep(0.05)
                return web.json_response({"ok": False, "error_code": 408, "description": "Request timeout"})
            case "setWebhook" | "deleteWebhook":
                self.webhooks["zalo"] = params.get("url", "")
                return web.json_response({"ok": True, "result": {"url": params.get("url", ""), "updated_at": 1}})
            case "getWebhookInfo":
                return web.json_response(
                    {"ok": True, "result": {"url": self.webhooks.get("zalo", ""), "updated_at": 1}}
                )
            case "sendChatAction":
                return web.json_response({"ok": True})
            case "sendMessage":
                chat, text = params["chat_id"], params["text"]
                if chat in self.refusals:
                    return web.json_response(self.refusals[chat])
                if not 1 <= len(text) <= 2000:
                    return web.json_response({"ok": False, "error_code": 400, "description": "Bad Request: text"})
                answer = {"ok": True, "result": {"message_id": _fresh_id(), "date": int(time.time() * 1000)}}
                error = {"ok": False, "error_code": 429, "description": "Quota exceeded"}
                return await self._take(request, chat, text, params, answer, error, 200)
        return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"})

    # Zalo Official Account

    async def oa(self, request: web.Request) -> web.StreamResponse:
        params = await request.json()
        self.calls.append(("cs", params))
        if request.headers.get("access_token") != self.access_token:
            return web.json_response({"error": -216, "message": "Access token is invalid"})
        chat, text = params["recipient"]["user_id"], params["message"]["text"]
        if chat in self.refusals:
            return web.json_response(self.refusals[chat])
        if not 1 <= len(text) <= 2000:
            return web.json_response({"error": -210, "message": "Parameter exceeds the limit"})
        answer = {"error": 0, "message": "Success", "data": {"message_id": _fresh_id(), "user_id": chat}}
        return await self._take(request, chat, text, params, answer, {"error": -32, "message": "Rate limit"}, 200)

    async def oauth(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        self.calls.append(("oauth", dict(form)))
        if request.headers.get("secret_key") != OA_APP_SECRET or form["app_id"] != OA_APP:
            return web.json_response({"error": -14004, "error_name": "Invalid app secret key"})
        if form["grant_type"] != "refresh_token" or form["refresh_token"] != self.refresh_token:
            return web.json_response({"error": -14014, "error_name": "Invalid refresh token"})
        self.refreshes += 1
        self.access_token, self.refresh_token = f"access-{self.refreshes}", f"refresh-{self.refreshes}"
        answer = {"access_token": self.access_token, "refresh_token": self.refresh_token, "expires_in": "90000"}
        await asyncio.sleep(self.refresh_seconds)
        return web.json_response(answer)

    # Moods

    async def _take(
        self,
        request: web.Request,
        chat: str,
        text: str,
        params: dict[str, Any],
        answer: dict[str, Any],
        too_fast: dict[str, Any],
        too_fast_status: int,
    ) -> web.StreamResponse:
        """Accepts a message, or whatever the mood makes of it."""
        mood = self.mood()
        if mood == "429":
            return web.json_response(too_fast, status=too_fast_status)
        if mood == "500":
            return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")
        if mood == "drop before":
            return _cut(request)
        if mood == "slow":
            await asyncio.sleep(self.slow_seconds)
        if mood == "drop after" or request.transport is None or request.transport.is_closing():
            self.accepted.append(Accepted(chat, text, time.time(), False, params))
            return _cut(request)
        self.accepted.append(Accepted(chat, text, time.time(), True, params))
        return web.json_response(answer)


def moody(share: float, seed: int) -> Callable[[], str | None]:
    """A mood that lets this share of the messages meet a fault."""
    dice = random.Random(seed)
    return lambda: dice.choice(FAULTS) if dice.random() < share else None


@contextmanager
def far_side() -> Iterator[Far]:
    """The servers, running in a thread of their own."""
    far = Far()
    app = web.Application()
    app.router.add_post("/telegram/bot{token}/{method}", far.telegram)
    app.router.add_post("/zalo/bot{token}/{method}", far.zalo)
    app.router.add_post("/oa/v3.0/oa/message/cs", far.oa)
    app.router.add_post("/oauth/v4/oa/access_token", far.oauth)
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a client that was killed is no news here
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(app, shutdown_timeout=0.1)

    async def start() -> None:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        far.url = f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def stop() -> None:
        await runner.cleanup()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield far
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


# What people write


def telegram_update(number: int, person: int, text: str | None, **message: Any) -> dict[str, Any]:
    """An update with a message in a private chat, unless `message` says otherwise."""
    body = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": person, "type": "private", "first_name": "An"},
        "from": {"id": person, "is_bot": False, "first_name": "An"},
        "text": text,
        **message,
    }
    return {"update_id": number, "message": {key: value for key, value in body.items() if value is not None}}


def telegram_press(number: int, chat: int, data: str) -> dict[str, Any]:
    """An update with a pressed button."""
    message = {"message_id": 5, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "…"}
    person = {"id": chat, "is_bot": False, "first_name": "An"}
    query = {"id": str(number), "from": person, "chat_instance": "1", "message": message, "data": data}
    return {"update_id": number, "callback_query": query}


def zalo_update(message_id: str, person: str, text: str | None, **extra: Any) -> dict[str, Any]:
    """An update of the Bot Platform; without a text something that cannot be read."""
    message = {
        "from": {"id": person, "display_name": "An", "is_bot": False},
        "chat": {"id": person, "chat_type": "PRIVATE"},
        "message_id": message_id,
        "date": int(time.time() * 1000),
        **({"text": text} if text is not None else {}),
        **extra,
    }
    event = "message.text.received" if text is not None else "message.unsupported.received"
    return {"ok": True, "result": {"event_name": event, "message": message}}


def oa_event(name: str, user: str, **body: Any) -> dict[str, Any]:
    """An event of an Official Account."""
    who = {"follower": {"id": user}} if name == "follow" else {"sender": {"id": user}, "recipient": {"id": "oa"}}
    return {"app_id": OA_APP, "event_name": name, "timestamp": str(int(time.time() * 1000)), **who, **body}


def oa_signature(raw: bytes, timestamp: str, secret: str) -> str:
    """The signature that Zalo puts on an event."""
    return "mac=" + hashlib.sha256(OA_APP.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


class _Text(HTMLParser):
    """The text of a message in Telegram's HTML. Raises ValueError where Telegram would not take it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        parser.close()
        if parser.open:
            raise ValueError(f"{parser.open} not closed")
        return parser.text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("a", "b", "i", "u", "s", "code", "pre", "blockquote"):
            raise ValueError(f'unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f'unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.text += data


def _cut(request: web.Request) -> web.StreamResponse:
    """Breaks the connection off without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _telegram_error(code: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)


def _sent(chat: str, text: str) -> dict[str, Any]:
    kind = "private" if int(chat) > 0 else "group"
    return {
        "message_id": random.getrandbits(31),
        "date": int(time.time()),
        "chat": {"id": int(chat), "type": kind},
        "text": text,
    }


def _fresh_id() -> str:
    return f"{random.getrandbits(64):x}"


def _decoded(value: str) -> Any:
    return json.loads(value) if value else None
