"""Webhooks: who gets in, and that whoever does not changes nothing and learns nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.channels.store import NAME, DeliveryStore
from bot.library import LocalLibrary
from tests.channels_helpers import (
    OA_SECRET,
    TELEGRAM_SECRET,
    ZALO_SECRET,
    post_oa,
    post_telegram,
    post_zalo,
    received,
    serving,
    settings_for,
    use,
)
from tests.fake_messengers import Far, far_side, oa_event, oa_signature, telegram_update, zalo_update

ADDRESSES = ("telegram", "zalo-bot", "zalo-oa")


@pytest.fixture
def far() -> Iterator[Far]:
    with far_side() as far:
        yield far


@pytest.fixture
def client(far: Far, library: LocalLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    use(monkeypatch, tmp_path, settings_for(far.url))
    with serving(library, tmp_path) as client:
        yield client


def waiting(folder: Path) -> int:
    """How many messages have come in, answered or not."""
    store = DeliveryStore(folder / "data")
    (count,) = store._connection.execute("SELECT COUNT(*) FROM inbox").fetchone()
    store.close()
    return int(count)


EVENT = json.dumps(oa_event("user_send_text", "u1", message={"msg_id": "m1", "text": "/help"})).encode()
STAMP = json.loads(EVENT)["timestamp"]


@pytest.mark.parametrize(
    ("address", "headers", "body"),
    [
        ("telegram", {}, json.dumps(telegram_update(1, 7, "/help")).encode()),
        ("telegram", {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, json.dumps(telegram_update(1, 7, "/help")).encode()),
        ("telegram", {"X-Telegram-Bot-Api-Secret-Token": ZALO_SECRET}, b"{}"),
        ("telegram", {}, b"not JSON"),
        ("zalo-bot", {}, json.dumps(zalo_update("m1", "u1", "/help")).encode()),
        (
            "zalo-bot",
            {"X-Bot-Api-Secret-Token": TELEGRAM_SECRET},
            json.dumps(zalo_update("m1", "u1", "/help")).encode(),
        ),
        ("zalo-bot", {}, b"{}"),
        ("zalo-oa", {}, EVENT),
        ("zalo-oa", {}, b""),
        ("zalo-oa", {"X-ZEvent-Signature": "mac="}, b"{}"),
        ("zalo-oa", {"X-ZEvent-Signature": oa_signature(EVENT, STAMP, "app-secret")}, EVENT),
        ("zalo-oa", {"X-ZEvent-Signature": oa_signature(EVENT, STAMP, OA_SECRET)}, EVENT.replace(b"/help", b"/new")),
        ("zalo-oa", {"X-ZEvent-Signature": "chữ ký".encode()}, EVENT),
    ],
)
def test_forged_calls_change_and_learn_nothing(
    client: TestClient, tmp_path: Path, address: str, headers: dict[str, str | bytes], body: bytes
) -> None:
    response = client.post(f"/channels/{address}", content=body, headers=headers)
    assert response.status_code == 401
    assert response.content == b""
    assert waiting(tmp_path) == 0


def test_probe_of_an_official_account_is_welcome(client: TestClient, tmp_path: Path) -> None:
    assert client.post("/channels/zalo-oa", content=b" {}\n").status_code == 200
    assert waiting(tmp_path) == 0


@pytest.mark.parametrize("prefix", ["mac=", ""])
@pytest.mark.parametrize("in_header", [False, True])
def test_signature_may_use_either_timestamp(client: TestClient, far: Far, prefix: str, in_header: bool) -> None:
    user = f"u-{prefix}-{in_header}"
    raw = json.dumps(oa_event("user_send_text", user, message={"msg_id": user, "text": "/help"})).encode()
    stamp = "1700000000000" if in_header else json.loads(raw)["timestamp"]
    signature = prefix + oa_signature(raw, stamp, OA_SECRET).removeprefix("mac=")
    headers = {"X-ZEvent-Signature": signature, "X-ZEvent-Timestamp": "1700000000000"}
    assert client.post("/channels/zalo-oa", content=raw, headers=headers).status_code == 200
    assert received(far, user, 1)


def test_what_no_messenger_would_send_is_taken_calmly(client: TestClient, far: Far) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET, "X-Bot-Api-Secret-Token": ZALO_SECRET}
    nested = b"[" * 200_000
    assert client.post("/channels/telegram", content=nested, headers=headers).status_code == 400
    strange = [
        ("telegram", telegram_update(10**30, 7, "/help")),
        ("telegram", telegram_update(1, 7, "n\ud83d?")),
        ("zalo-bot", zalo_update("m\ud83d", "u\ud83d", "/help", date=float("inf"))),
    ]
    for address, update in strange:
        raw = json.dumps(update).encode()
        assert client.post(f"/channels/{address}", content=raw, headers=headers).status_code == 200
    assert len(received(far, "7", 2)) == 2
    assert len(received(far, "u?", 1)) == 1


def test_malformed_updates_are_logged_in_one_line_and_acknowledged(
    client: TestClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", logger="bot")
    chat = {"id": 5, "type": "private"}
    for callback in (5, [], {"message": {"chat": chat}}, {"id": "1", "message": {"chat": "x"}}):
        assert post_telegram(client, {"update_id": 8, "callback_query": callback}) == 200
    for message in (5, {"chat": chat, "text": 5}, {"chat": {"id": "x"}}, {"chat": chat, "from": "zz", "text": "a"}):
        assert post_telegram(client, {"update_id": 9, "message": message}) == 200
    assert post_zalo(client, zalo_update("m1", "u1", "secret?", **{"from": "zz"})) == 200
    assert post_oa(client, oa_event("user_send_text", "u1", message="secret?")) == 200
    assert waiting(tmp_path) == 0
    told = [record.getMessage() for record in caplog.records if record.name == "bot.channels.hub"]
    assert len(told) == 10
    assert all("an update cannot be read" in line and "\n" not in line and "secret" not in line for line in told)


def test_what_is_too_large_is_not_taken_in(client: TestClient, tmp_path: Path) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
    update = telegram_update(1, 7, "x" * 2_000_000)
    assert client.post("/channels/telegram", json=update, headers=headers).status_code == 413
    assert waiting(tmp_path) == 0


def test_channels_without_a_token_are_off(
    library: LocalLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, tmp_path, {"BANTIN_TELEGRAM_SECRET": TELEGRAM_SECRET, "BANTIN_ZALO_BOT_SECRET": ZALO_SECRET})
    with serving(library, tmp_path) as client:
        for address in (*ADDRESSES, "email"):
            headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET, "X-Bot-Api-Secret-Token": ZALO_SECRET}
            assert client.post(f"/channels/{address}", content=b"{}", headers=headers).status_code == 404
    assert not (tmp_path / "data" / NAME).exists()


def test_channel_without_a_secret_lets_nobody_in(
    far: Far, library: LocalLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = settings_for(far.url)
    del values["BANTIN_TELEGRAM_SECRET"], values["BANTIN_ZALO_BOT_SECRET"]
    use(monkeypatch, tmp_path, values)
    with serving(library, tmp_path) as client:
        for address, header in (
            ("telegram", "X-Telegram-Bot-Api-Secret-Token"),
            ("zalo-bot", "X-Bot-Api-Secret-Token"),
        ):
            for secret in ("", "None"):
                response = client.post(f"/channels/{address}", content=b"{}", headers={header: secret})
                assert response.status_code == 401


def test_tokens_and_texts_stay_out_of_the_log(client: TestClient, far: Far, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="bot")
    far.mood = iter(["500", None, "drop before", None]).__next__
    try:
        headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
        client.post("/channels/telegram", json=telegram_update(501, 501, "điều riêng tư"), headers=headers)
        received(far, "501", 1)
        client.post(
            "/channels/zalo-bot",
            json=zalo_update("p1", "p1", "điều riêng tư"),
            headers={"X-Bot-Api-Secret-Token": ZALO_SECRET},
        )
        received(far, "p1", 1)
    finally:
        far.mood = lambda: None
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    assert "again" in ours
    for secret in ("telegram-token", "zalo-token", "điều riêng tư"):
        assert secret not in ours
