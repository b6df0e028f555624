"""Telegram, through aiogram: messages in private chats, and in groups those that are addressed to the bot."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any, Self

from aiogram import Bot
from aiogram import exceptions as failures
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatType, MessageEntityType
from aiogram.types import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
    User,
    WebhookInfo,
)
from aiogram.utils.token import TokenValidationError
from pydantic import ValidationError

from bot.channels import wording
from bot.channels.channel import Malformed, PollingRefused, Unauthentic
from bot.channels.errors import ChannelDown, ChatMoved, Refused, TryLater, unreachable
from bot.channels.intents import is_command, understand
from bot.channels.messages import Body, Envelope, Incoming, Kind, Line, Reply, conversation_of
from bot.channels.settings import ChannelSettings, plain
from bot.channels.splitting import split, utf16_length
from bot.errors import InvalidSetting

_LONGEST = 4_096
_BUTTON_LONGEST = 60
_SOURCE_BUTTONS = 3
_TIMEOUT = 15
_POLL_SECONDS = 30
_PUZZLED_SECONDS = 900.0
_UPDATES = ["message", "callback_query"]
_UNREADABLE = frozenset(
    "animation audio contact dice document location photo poll sticker story venue video video_note voice".split()
)
_QUOTED = re.compile("“(.+)”")
_NAMED_COMMAND = re.compile(r"^(/\w+)@\w+")
_RATINGS = {"up": "👍", "down": "👎"}
_NO_CHAT = ("chat not found", "user not found", "peer_id_invalid", "rights to send", "write_forbidden", "topic_closed")


class Telegram:
    """The bot that a token stands for."""

    name = "telegram"
    rate = 25.0

    def __init__(self, bot: Bot, secret: str | None) -> None:
        self._bot = bot
        self._secret = secret
        self._offset: int | None = None

    @classmethod
    def of(cls, settings: ChannelSettings) -> Self | None:
        """The bot of the settings, None when no token is set. Raises InvalidSetting."""
        if settings.telegram_token is None:
            return None
        session = AiohttpSession(api=TelegramAPIServer.from_base(settings.telegram_api_url), timeout=_TIMEOUT)
        try:
            bot = Bot(settings.telegram_token.get_secret_value(), session=session)
        except TokenValidationError:
            raise InvalidSetting(
                "BANTIN_TELEGRAM_TOKEN không phải là token của bot Telegram: chép lại từ @BotFather.",
                "BANTIN_TELEGRAM_TOKEN is no token of a Telegram bot: copy it from @BotFather again.",
            ) from None
        return cls(bot, plain(settings.telegram_secret))

    # What arrives

    def check(self, headers: Mapping[str, str], raw: bytes) -> bool:
        """Compares the secret header; without a secret in the settings nobody gets in."""
        given = headers.get("x-telegram-bot-api-secret-token", "")
        if self._secret is None or not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise Unauthentic
        return True

    def envelope(self, update: Any) -> Envelope | None:
        """Messages and pressed buttons bear a body; edits and all else are only remembered."""
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return None
        number: int = update["update_id"]
        read = self._read(update)
        message = read.message or (read.callback_query.message if read.callback_query else None)
        if message is None:
            return Envelope(str(number), "", number, None, numbered=True)
        return Envelope(str(number), str(message.chat.id), number, update, numbered=True)

    async def poll(self) -> Sequence[Any]:
        """Waits up to half a minute for updates."""
        with _told():
            updates = await self._bot.get_updates(
                offset=self._offset,
                timeout=_POLL_SECONDS,
                allowed_updates=_UPDATES,
                request_timeout=_POLL_SECONDS + _TIMEOUT,
            )
        if updates:
            self._offset = updates[-1].update_id + 1
        return [update.model_dump(mode="json", by_alias=True, exclude_none=True, warnings=False) for update in updates]

    async def understand(self, body: Body) -> Incoming | None:
        """What the message asks for; None for bots, service messages, and messages in groups that are not for us."""
        update = self._read(body)
        if update.callback_query is not None:
            return _pressed(update.callback_query)
        message = update.message
        if message is None or _is_from_bot(message):
            return None
        text = (message.text or message.caption or "").strip()
        if message.chat.type != ChatType.PRIVATE:
            with _told():
                me = await self._bot.me()
            meant = _meant_for(me, message, text)
            if meant is None:
                return None
            text = meant
        elif text.startswith("/"):
            text = _without_name(text)
        if not text and message.content_type in _UNREADABLE:
            return Incoming(Kind.UNSUPPORTED)
        return understand(text) if text or message.text else None

    def _read(self, update: Mapping[str, Any]) -> Update:
        """An update as aiogram has it. Raises Malformed, which names the fields and no values."""
        try:
            return Update.model_validate(_completed(update), context={"bot": self._bot})
        except ValidationError as error:
            raise Malformed(", ".join(".".join(map(str, e["loc"])) for e in error.errors())) from None

    def conversation(self, chat: str, body: Body) -> str:
        """One for each person in a chat; an administrator who writes as the group is the group."""
        said = body.get("callback_query") or body["message"]
        writer = said.get("sender_chat") or said.get("from") or {}
        return conversation_of(chat, writer.get("id"))

    # What leaves

    def render(self, reply: Reply, body: Body) -> Sequence[Body]:
        """The reply as messages in HTML; the buttons hang below the last."""
        pages = split(reply.lines, _LONGEST, utf16_length)
        parts: list[dict[str, object]] = [
            {"text": "\n".join(line.text for line in page), "html": "\n".join(map(_html, page))} for page in pages
        ]
        if parts:
            parts[-1]["buttons"] = _buttons(reply)
            message = body.get("message") or {}
            if message.get("chat", {}).get("type") != ChatType.PRIVATE and "message_id" in message:
                parts[0]["reply_to"] = message["message_id"]
            thread = _thread_of(body)
            if thread is not None:
                parts = [{**part, "thread": thread} for part in parts]
        return parts

    async def send(self, chat: str, part: Body) -> None:
        """Sends a message; without ornaments where Telegram does not take them."""
        buttons = [[InlineKeyboardButton(**button) for button in row] for row in part.get("buttons", ())]
        reply_to = part.get("reply_to")
        with _told():
            try:
                await self._bot.send_message(
                    int(chat),
                    part["html"],
                    parse_mode="HTML",
                    message_thread_id=part.get("thread"),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                    reply_parameters=ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
                    if reply_to
                    else None,
                    reply_markup=InlineKeyboardMarkup(inline_keyboard=buttons) if buttons else None,
                )
            except failures.TelegramBadRequest as error:
                if any(words in error.message.lower() for words in _NO_CHAT):
                    raise
                await self._bot.send_message(int(chat), part["text"])
            except failures.ClientDecodeError as error:
                if not (isinstance(error.data, dict) and error.data.get("ok") is True):
                    raise  # else it was taken, whatever is told of it

    async def notify(self, body: Body, notice: str) -> None:
        """Answers the pressed button, with a notice if there is one."""
        query = body.get("callback_query")
        if query is not None:
            with _told():
                await self._bot.answer_callback_query(str(query["id"]), text=notice or None)

    async def show_progress(self, chat: str, body: Body, text: str) -> None:
        """Shows "typing…" for five seconds, in private chats what there is of the answer as a draft."""
        message = body.get("message") or {}
        with _told():
            if text.strip() and message.get("chat", {}).get("type") == ChatType.PRIVATE:
                shown = "\n".join(line.text for line in split([Line(text)], _LONGEST, utf16_length)[0])
                try:
                    await self._bot.send_message_draft(int(chat), draft_id=int(message["message_id"]), text=shown)
                    return
                except (failures.TelegramBadRequest, failures.TelegramNotFound):
                    pass  # not every chat and server takes drafts
            await self._bot.send_chat_action(int(chat), "typing", message_thread_id=_thread_of(body))

    async def close(self) -> None:
        """Closes the connections."""
        await self._bot.session.close()

    # For the operator

    async def identify(self) -> User:
        """Which bot the token stands for. Raises SendError."""
        with _told():
            return await self._bot.me()

    async def set_menu(self) -> None:
        """Puts the commands into the bot's menu, in both languages. Raises SendError."""
        with _told():
            for language, commands in wording.MENU.items():
                menu = [BotCommand(command=name, description=text) for name, text in commands.items()]
                await self._bot.set_my_commands(menu, language_code="en" if language == "en" else None)

    async def set_webhook(self, url: str) -> None:
        """Has updates sent to `url`, with the secret. Raises SendError."""
        with _told():
            await self._bot.set_webhook(url, secret_token=self._secret, allowed_updates=_UPDATES)

    async def delete_webhook(self) -> None:
        """Has updates kept for polling. Raises SendError."""
        with _told():
            await self._bot.delete_webhook()

    async def require_polling(self) -> None:
        """Raises PollingRefused when a webhook is set, since then nothing can be polled."""
        url = (await self.webhook()).url
        if url:
            raise PollingRefused(
                f"Telegram đang gửi tin đến webhook {url}: chạy «bantin telegram delete-webhook» trước.",
                f'Telegram sends messages to the webhook {url}: run "bantin telegram delete-webhook" first.',
            )

    async def webhook(self) -> WebhookInfo:
        """Where updates are sent, and what became of that. Raises SendError."""
        with _told():
            return await self._bot.get_webhook_info()


def _completed(update: Mapping[str, Any]) -> dict[str, Any]:
    """An update with what aiogram insists on and nobody needs, where the server has left it out."""
    message = update.get("message")
    if not isinstance(message, dict) or not isinstance(message.get("chat"), dict):
        return dict(update)
    sender = message.get("from")
    filled = {"message_id": 0, "date": 0, **message, "chat": {"type": "private", **message["chat"]}}
    if isinstance(sender, dict):
        filled["from"] = {"is_bot": False, "first_name": "", **sender}
    return {**update, "message": filled}


def _thread_of(body: Body) -> int | None:
    message = body.get("message") or (body.get("callback_query") or {}).get("message") or {}
    thread = message.get("message_thread_id") if message.get("is_topic_message") else None
    return thread if isinstance(thread, int) else None


def _pressed(query: CallbackQuery) -> Incoming | None:
    kind, _, rest = (query.data or "").partition(":")
    if kind == "q":
        return Incoming(Kind.SUGGESTED, rest)
    rating, _, answer_id = rest.partition(":")
    if kind == "r" and rating in ("up", "down") and answer_id:
        return Incoming(Kind.RATING, rating, answer_id)
    return None


def _is_from_bot(message: Message) -> bool:
    """Whether a bot wrote; an administrator who writes as the group has a bot's name and is none."""
    return message.from_user is not None and message.from_user.is_bot and message.sender_chat is None


def _meant_for(me: User, message: Message, text: str) -> str | None:
    """The text of a message in a group without the bot's name; None if the message is not for the bot."""
    name = f"@{me.username}".lower()
    if text.startswith("/"):
        command = text.split(maxsplit=1)[0].lower()
        if command.endswith(name) or is_command(command):
            return _without_name(text)
        if "@" in command:
            return None
    for entity in (message.entities or []) + (message.caption_entities or []):
        mention = entity.extract_from(message.text or message.caption or "")
        if entity.type == MessageEntityType.MENTION and mention.lower() == name:
            return text.replace(mention, " ").strip()
        if entity.type == MessageEntityType.TEXT_MENTION and entity.user is not None and entity.user.id == me.id:
            return text.replace(mention, " ").strip()
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return text
    return None


def _without_name(text: str) -> str:
    """ "/help@bot …" as "/help …"."""
    return _NAMED_COMMAND.sub(r"\1", text)


def _html(line: Line) -> str:
    html = escape(line.text, quote=False)
    if line.url is not None:
        html = f'<a href="{escape(line.url)}">{html}</a>'
    return f"<b>{html}</b>" if line.strong and html else html


def _buttons(reply: Reply) -> list[list[dict[str, str]]]:
    """Rows of buttons: sources to open, questions to ask, and what the answer was worth."""
    linked = [line for line in reply.lines if line.url is not None] if reply.answer_id else []
    rows = [[{"text": _short(f"📄 {line.text}"), "url": str(line.url)}] for line in linked[:_SOURCE_BUTTONS]]
    rows += [[{"text": _label(choice.text), "callback_data": f"q:{choice.id}"}] for choice in reply.choices]
    if reply.answer_id:
        rows.append([{"text": emoji, "callback_data": f"r:{r}:{reply.answer_id}"} for r, emoji in _RATINGS.items()])
    return rows


def _label(question: str) -> str:
    """A question for a button: what it puts in quotation marks if it is too long, since that tells it from others."""
    quoted = _QUOTED.search(question)
    return _short(f"❓ {quoted[1]}" if quoted and len(question) > _BUTTON_LONGEST else question)


def _short(label: str) -> str:
    return label if len(label) <= _BUTTON_LONGEST else label[: _BUTTON_LONGEST - 1].rstrip() + "…"


@contextmanager
def _told() -> Iterator[None]:
    """Turns aiogram's errors into ours."""
    try:
        yield
    except failures.TelegramRetryAfter as error:
        raise TryLater(
            f"Telegram yêu cầu gửi chậm lại, chờ {error.retry_after} giây.",
            f"Telegram asks to slow down, waiting for {error.retry_after} seconds.",
            after=float(error.retry_after),
        ) from None
    except failures.TelegramMigrateToChat as error:
        raise ChatMoved(str(error.migrate_to_chat_id)) from None
    except failures.TelegramConflictError as error:
        raise PollingRefused(
            f"Telegram từ chối ({error.message}): nếu đang đặt webhook thì chạy «bantin telegram delete-webhook», nếu "
            "một tiến trình khác đang chạy «bantin telegram» thì dừng tiến trình đó.",
            f'Telegram refuses ({error.message}): if a webhook is set run "bantin telegram delete-webhook", if another '
            'process runs "bantin telegram" stop that one.',
        ) from None
    except (failures.TelegramUnauthorizedError, failures.TelegramNotFound):
        raise ChannelDown(
            "Telegram không nhận token: kiểm tra BANTIN_TELEGRAM_TOKEN, hoặc lấy token mới bằng /token của @BotFather.",
            "Telegram does not accept the token: check BANTIN_TELEGRAM_TOKEN, or get a new one from @BotFather.",
        ) from None
    except failures.TelegramForbiddenError as error:
        raise Refused(
            f"Người nhận đã chặn bot, hoặc bot không còn ở trong nhóm ({error.message}).",
            f"The receiver has blocked the bot, or it is no longer in the group ({error.message}).",
        ) from None
    except (failures.TelegramBadRequest, failures.TelegramEntityTooLarge) as error:
        raise Refused(
            f"Telegram từ chối tin: {error.message}.", f"Telegram refuses the message: {error.message}."
        ) from None
    except (failures.TelegramServerError, failures.TelegramNetworkError, failures.ClientDecodeError) as error:
        raise unreachable("Telegram", type(error).__name__) from None
    except failures.TelegramAPIError as error:
        raise TryLater(
            f"Telegram báo lỗi {error.message}; tin sẽ được gửi lại trong ít phút.",
            f"Telegram reports an error, {error.message}; the message is tried again for some minutes.",
            patience=_PUZZLED_SECONDS,
        ) from None
