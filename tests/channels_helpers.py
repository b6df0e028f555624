"""A server with all messengers on, against servers on loopback that speak their APIs."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.feedback import FeedbackStore
from bot.library import LocalLibrary
from bot.settings import BotSettings
from tests.fake_messengers import OA_APP, OA_APP_SECRET, OA_REFRESH, TELEGRAM_TOKEN, ZALO_TOKEN, Far, oa_signature

TELEGRAM_SECRET, ZALO_SECRET, OA_SECRET = "telegram_secret", "zalo-secret", "oa-secret"


def settings_for(far_url: str) -> dict[str, str]:
    """The environment of a server whose messengers are at `far_url`."""
    return {
        "BANTIN_TELEGRAM_TOKEN": TELEGRAM_TOKEN,
        "BANTIN_TELEGRAM_SECRET": TELEGRAM_SECRET,
        "BANTIN_TELEGRAM_API_URL": f"{far_url}/telegram",
        "BANTIN_ZALO_BOT_TOKEN": ZALO_TOKEN,
        "BANTIN_ZALO_BOT_SECRET": ZALO_SECRET,
        "BANTIN_ZALO_BOT_API_URL": f"{far_url}/zalo",
        "BANTIN_ZALO_OA_APP_ID": OA_APP,
        "BANTIN_ZALO_OA_APP_SECRET": OA_APP_SECRET,
        "BANTIN_ZALO_OA_SECRET": OA_SECRET,
        "BANTIN_ZALO_OA_REFRESH_TOKEN": OA_REFRESH,
        "BANTIN_ZALO_OA_API_URL": f"{far_url}/oa",
        "BANTIN_ZALO_OA_OAUTH_URL": f"{far_url}/oauth",
    }


def use(monkeypatch: pytest.MonkeyPatch, folder: Path, values: dict[str, str]) -> None:
    """Runs what follows in `folder`, with its own data and these settings only."""
    for name in list(os.environ):
        if name.startswith("BANTIN_") and name != "BANTIN_CACHE_DIR":
            monkeypatch.delenv(name)
    monkeypatch.setenv("BANTIN_DATA_DIR", str(folder / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.chdir(folder)
    for name, value in values.items():
        monkeypatch.setenv(name, value)


@contextmanager
def serving(library: LocalLibrary, folder: Path) -> Iterator[TestClient]:
    """A server in this process over `library`, with the settings of the environment."""
    feedback = FeedbackStore.open(folder / "data")
    with TestClient(create_app(ServerState(library, BotSettings(), 100_000, feedback))) as client:
        yield client
    feedback.close()


Poster = TestClient | httpx.Client


def post_telegram(client: Poster, update: dict[str, Any]) -> int:
    """Posts an update as Telegram does; the status."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
    return client.post("/channels/telegram", json=update, headers=headers).status_code


def post_zalo(client: Poster, update: dict[str, Any]) -> int:
    """Posts an update as the Zalo Bot Platform does; the status."""
    return client.post("/channels/zalo-bot", json=update, headers={"X-Bot-Api-Secret-Token": ZALO_SECRET}).status_code


def post_oa(client: Poster, event: dict[str, Any]) -> int:
    """Posts an event as Zalo does for an Official Account; the status."""
    raw = json.dumps(event, ensure_ascii=False).encode()
    signature = oa_signature(raw, event["timestamp"], OA_SECRET)
    return client.post("/channels/zalo-oa", content=raw, headers={"X-ZEvent-Signature": signature}).status_code


def wait(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Returns when `condition` holds; fails when it does not come to hold."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.01)


def received(far: Far, chat: str, count: int) -> list[str]:
    """The first `count` texts that a chat is sent."""
    wait(lambda: len(far.texts(chat)) >= count)
    return far.texts(chat)
