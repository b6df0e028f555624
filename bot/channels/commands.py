"""The commands `bantin telegram`, `bantin zalo` and `bantin undelivered`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

# Everything else is imported where it is needed, as in bot.cli.
if TYPE_CHECKING:
    from bot.channels.settings import ChannelSettings
    from bot.channels.store import DeliveryStore
    from bot.channels.telegram import Telegram
    from bot.channels.zalo_bot import ZaloBot
    from vectorstore.errors import Language

C = TypeVar("C", "Telegram", "ZaloBot")


class _Command(click.Command):
    """A command that the list of commands shows with its whole first line, in both languages."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first line of the help."""
        return _first_line(self)


class _Commands(click.Group):
    """A command that has others below it."""

    command_class = _Command

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first line of the help."""
        return _first_line(self)


def _first_line(command: click.Command) -> str:
    """The first line of a command's help."""
    return (command.help or "").strip().partition("\n")[0]


_url = click.argument("url", required=False)


@click.group(cls=_Commands, invoke_without_command=True)
@click.pass_context
def telegram(ctx: click.Context) -> None:
    """Chạy bot Telegram bằng cách hỏi định kỳ. / Run the Telegram bot by polling.

    Không cần địa chỉ công khai. Nếu «bantin serve» đang chạy trên cùng thư mục dữ liệu thì hỏi qua máy chủ đó. / Needs
    no public address. Goes through "bantin serve" if that runs on the same data folder.
    """
    if ctx.invoked_subcommand is not None:
        return
    channel = _telegram()

    async def prepare() -> None:
        me = await channel.identify()
        await channel.require_polling()
        await channel.set_menu()
        _say(
            f"Bot @{me.username} đang nhận tin. Nhấn Ctrl+C để dừng.",
            f"Bot @{me.username} is on. Press Ctrl+C to stop.",
        )

    _poll(channel, prepare)


@telegram.command("set-webhook")
@_url
def telegram_set_webhook(url: str | None) -> None:
    """Đặt webhook của Telegram. / Set Telegram's webhook.

    URL là địa chỉ công khai của máy chủ; mặc định BANTIN_PUBLIC_URL. / URL is the server's public address,
    BANTIN_PUBLIC_URL unless given.
    """
    address = _webhook_address(url, "telegram", "BANTIN_TELEGRAM_SECRET", _settings().telegram_secret is not None)

    async def work(channel: Telegram) -> None:
        await channel.set_webhook(address)
        await channel.set_menu()

    _with_channel(_telegram(), work)
    _say(f"Telegram sẽ gửi tin đến {address}.", f"Telegram will send messages to {address}.")


@telegram.command("delete-webhook")
def telegram_delete_webhook() -> None:
    """Gỡ webhook, để chạy bằng cách hỏi định kỳ. / Remove the webhook, so that polling works."""
    _with_channel(_telegram(), lambda channel: channel.delete_webhook())
    _say("Đã gỡ webhook của Telegram.", "Telegram's webhook is removed.")


@telegram.command("status")
def telegram_status() -> None:
    """Hỏi Telegram về bot và webhook. / Ask Telegram about the bot and its webhook."""

    async def work(channel: Telegram) -> None:
        me, webhook = await channel.identify(), await channel.webhook()
        _say(f"Bot: @{me.username} ({me.full_name})", f"Bot: @{me.username} ({me.full_name})")
        _say_webhook(webhook.url)
        _say(
            f"Tin đang chờ ở Telegram: {webhook.pending_update_count}",
            f"Waiting at Telegram: {webhook.pending_update_count}",
        )
        if webhook.last_error_message:
            _say(f"Lỗi gần nhất: {webhook.last_error_message}", f"Last error: {webhook.last_error_message}")

    _with_channel(_telegram(), work)


@click.group(cls=_Commands, invoke_without_command=True)
@click.pass_context
def zalo(ctx: click.Context) -> None:
    """Chạy Zalo Bot bằng cách hỏi định kỳ. / Run the Zalo bot by polling.

    Không cần địa chỉ công khai. Zalo Official Account chỉ dùng được webhook. / Needs no public address. A Zalo Official
    Account works by webhook only.
    """
    if ctx.invoked_subcommand is not None:
        return
    channel = _zalo()

    async def prepare() -> None:
        name = await channel.identify()
        await channel.require_polling()
        _say(f"Zalo Bot {name} đang nhận tin. Nhấn Ctrl+C để dừng.", f"Zalo bot {name} is on. Press Ctrl+C to stop.")

    _poll(channel, prepare)


@zalo.command("set-webhook")
@_url
def zalo_set_webhook(url: str | None) -> None:
    """Đặt webhook của Zalo Bot. / Set the Zalo bot's webhook.

    URL là địa chỉ công khai của máy chủ; mặc định BANTIN_PUBLIC_URL. / URL is the server's public address,
    BANTIN_PUBLIC_URL unless given.
    """
    address = _webhook_address(url, "zalo-bot", "BANTIN_ZALO_BOT_SECRET", _settings().zalo_bot_secret is not None)
    _with_channel(_zalo(), lambda channel: channel.set_webhook(address))
    _say(f"Zalo sẽ gửi tin đến {address}.", f"Zalo will send messages to {address}.")


@zalo.command("delete-webhook")
def zalo_delete_webhook() -> None:
    """Gỡ webhook, để chạy bằng cách hỏi định kỳ. / Remove the webhook, so that polling works."""
    _with_channel(_zalo(), lambda channel: channel.delete_webhook())
    _say("Đã gỡ webhook của Zalo Bot.", "The Zalo bot's webhook is removed.")


@zalo.command("status")
def zalo_status() -> None:
    """Hỏi Zalo về bot và webhook. / Ask Zalo about the bot and its webhook."""

    async def work(channel: ZaloBot) -> None:
        name = await channel.identify()
        _say(f"Bot: {name}", f"Bot: {name}")
        _say_webhook(await channel.webhook())

    _with_channel(_zalo(), work)


@click.group(cls=_Commands, invoke_without_command=True)
@click.pass_context
def undelivered(ctx: click.Context) -> None:
    """Liệt kê các tin nhắn không trả lời hoặc không gửi được. / List messages that could not be answered or sent."""
    if ctx.invoked_subcommand is not None:
        return
    import datetime

    store = _store()
    found = store.undelivered() if store else []
    if not found:
        _say("Không có tin nào không gửi được.", "Everything was delivered.")
    for message in found:
        moment = datetime.datetime.fromtimestamp(message.since).strftime("%d/%m/%Y %H:%M")
        click.echo(f"{moment}  {message.channel} {message.chat}: {message.reason(_language())}")


@undelivered.command("retry")
def undelivered_retry() -> None:
    """Gửi lại tất cả. / Try all of them again."""
    import time

    store = _store()
    count = store.retry_undelivered(time.time()) if store else 0
    _say(f"{count} tin sẽ được gửi lại.", f"{count} messages will be tried again.")


@undelivered.command("drop")
def undelivered_drop() -> None:
    """Bỏ tất cả. / Forget all of them."""
    store = _store()
    count = store.drop_undelivered() if store else 0
    _say(f"Đã bỏ {count} tin.", f"{count} messages are forgotten.")


def _settings() -> ChannelSettings:
    from bot.channels.settings import ChannelSettings
    from bot.settings import load

    return load(ChannelSettings)


def _data_dir() -> Path:
    from bot.settings import load
    from vectorstore.settings import VectorstoreSettings

    return load(VectorstoreSettings).data_dir


def _language() -> Language:
    from bot.settings import BotSettings, load

    return load(BotSettings).language


def _say(vi: str, en: str) -> None:
    click.echo(vi if _language() == "vi" else en)


def _say_webhook(url: str) -> None:
    _say(f"Webhook: {url or 'chưa đặt'}", f"Webhook: {url or 'not set'}")


def _poll(channel: Telegram | ZaloBot, prepare: Callable[[], Awaitable[None]]) -> None:
    """Polls until it is stopped; the library is opened first, so that what is wrong with it is told at once."""
    from bot import logs
    from bot.channels import polling
    from bot.channels.answerers import CommandAnswerer
    from bot.feedback import FeedbackStore
    from bot.library import open_library
    from bot.quota import Quota
    from bot.settings import BotSettings, load
    from vectorstore.settings import VectorstoreSettings

    bot_settings = load(BotSettings)
    logs.configure(bot_settings.debug)
    settings, language = load(VectorstoreSettings), bot_settings.language
    feedback = FeedbackStore.open(settings.data_dir)
    answerer = CommandAnswerer(lambda: open_library(settings, language), feedback)
    answerer.open()
    polling.run(channel, settings.data_dir, _settings().public_url, answerer, feedback, Quota(bot_settings), prepare)


def _store() -> DeliveryStore | None:
    from bot.channels.store import NAME, DeliveryStore

    data_dir = _data_dir()
    return DeliveryStore(data_dir) if (data_dir / NAME).exists() else None


def _telegram() -> Telegram:
    from bot.channels.telegram import Telegram

    return Telegram.of(_settings()) or _off("BANTIN_TELEGRAM_TOKEN", "@BotFather", "docs/telegram")


def _zalo() -> ZaloBot:
    from bot.channels.zalo_bot import ZaloBot

    return ZaloBot.of(_settings()) or _off("BANTIN_ZALO_BOT_TOKEN", "Zalo Bot Manager", "docs/zalo")


def _off(variable: str, where: str, docs: str) -> NoReturn:
    from bot.errors import InvalidSetting

    raise InvalidSetting(
        f"Chưa đặt {variable}: lấy token từ {where} rồi đặt trong môi trường hoặc .env, xem {docs}.vi.md.",
        f"{variable} is not set: get a token from {where} and set it in the environment or .env, see {docs}.md.",
    )


def _webhook_address(url: str | None, name: str, variable: str, has_secret: bool) -> str:
    """The webhook's whole address. Raises InvalidSetting when something it needs is missing."""
    from bot.errors import InvalidSetting

    if not has_secret:
        raise InvalidSetting(
            f"Chưa đặt {variable}: webhook cần một chuỗi bí mật, tạo bằng: openssl rand -hex 32",
            f"{variable} is not set: a webhook needs a secret, make one with: openssl rand -hex 32",
        )
    base = url or _settings().public_url
    if base is None or not base.startswith("https://"):
        raise InvalidSetting(
            "Cần địa chỉ công khai bắt đầu bằng https:// — ghi sau lệnh hoặc đặt BANTIN_PUBLIC_URL.",
            "A public address with https:// is needed: write it after the command, or set BANTIN_PUBLIC_URL.",
        )
    from bot.channels.endpoint import endpoint

    return endpoint(base, f"/channels/{name}")


def _with_channel(channel: C, work: Callable[[C], Awaitable[None]]) -> None:
    async def main() -> None:
        try:
            await work(channel)
        finally:
            await channel.close()

    asyncio.run(main())
