"""What `bantin doctor` says of the messengers: which are on, what waits, what was given up and why."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.settings import ChannelSettings
from bot.channels.store import NAME, DeliveryStore
from vectorstore.errors import BantinError

if TYPE_CHECKING:
    from bot.doctor import Check

_TITLES = {"telegram": "Telegram", "zalo-bot": "Zalo Bot", "zalo-oa": "Zalo OA"}
_LATE_SECONDS = 300.0
_SHOWN = 3


def channel_checks(settings: ChannelSettings, data_dir: Path) -> Iterator[Check]:
    """One check for each messenger, and one for the messages that were given up."""
    from bot.doctor import Check

    try:
        on = {
            "telegram": settings.telegram_token is not None,
            "zalo-bot": settings.zalo_bot_token is not None,
            "zalo-oa": settings.zalo_oa() is not None,
        }
    except BantinError as error:
        yield Check("Zalo OA", "problem", error.vi, error.en)
        return
    store = DeliveryStore(data_dir) if (data_dir / NAME).exists() else None
    try:
        for name, title in _TITLES.items():
            if not on[name]:
                yield Check(title, "ok", "tắt (chưa đặt token)", "off (no token is set)")
            else:
                yield _channel(name, title, store)
                yield from _webhook_secret(name, title, settings)
        if store is not None:
            yield from _undelivered(store)
    finally:
        if store is not None:
            store.close()


def _channel(name: str, title: str, store: DeliveryStore | None) -> Check:
    from bot.doctor import Check

    problem = store.problem(name) if store is not None else None
    if problem is not None:
        return Check(title, "problem", problem.vi, problem.en)
    load = store.load(name) if store is not None else None
    if load is None or load.oldest is None:
        return Check(title, "ok", "bật, không có tin nào đang chờ", "on, nothing is waiting")
    age = time.time() - load.oldest
    vi = f"bật, {load.waiting} tin đang chờ, tin cũ nhất từ {_ago(age, 'vi')} trước"
    en = f"on, {load.waiting} messages are waiting, the oldest for {_ago(age, 'en')}"
    if age < _LATE_SECONDS:
        return Check(title, "ok", vi, en)
    return Check(title, "note", f"{vi}: kiểm tra máy chủ có đang chạy không", f"{en}: check that the server is running")


def _webhook_secret(name: str, title: str, settings: ChannelSettings) -> Iterator[Check]:
    from bot.doctor import Check

    secret = {"telegram": settings.telegram_secret, "zalo-bot": settings.zalo_bot_secret}.get(name)
    if name != "zalo-oa" and secret is None:
        variable = {"telegram": "BANTIN_TELEGRAM_SECRET", "zalo-bot": "BANTIN_ZALO_BOT_SECRET"}[name]
        yield Check(
            title,
            "note",
            f"chưa đặt {variable}: webhook từ chối mọi tin, chỉ nhận được bằng cách hỏi định kỳ",
            f"{variable} is not set: the webhook refuses everything, only polling works",
        )


def _undelivered(store: DeliveryStore) -> Iterator[Check]:
    from bot.doctor import Check

    given_up = store.undelivered()
    if not given_up:
        return
    count = len(given_up)
    reasons = list(dict.fromkeys((f"{_TITLES[u.channel]}: {u.vi}", f"{_TITLES[u.channel]}: {u.en}") for u in given_up))
    yield Check(
        "undelivered",
        "note",
        f"{count} tin không gửi được («bantin undelivered» liệt kê). " + " ".join(vi for vi, _ in reasons[:_SHOWN]),
        f'{count} messages could not be delivered ("bantin undelivered" lists them). '
        + " ".join(en for _, en in reasons[:_SHOWN]),
    )


def _ago(seconds: float, language: str) -> str:
    minutes = max(1, round(seconds / 60))
    if minutes < 120:
        return f"{minutes} phút" if language == "vi" else f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} giờ" if language == "vi" else f"{hours} h"
