"""Zalo, both kinds: what people write, what they get, tokens that work once, and what the operator is told."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from bot.channels.errors import ChannelDown, Refused, TryLater
from bot.channels.settings import ChannelSettings, ZaloOASettings, plain
from bot.channels.store import DeliveryStore
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa_tokens import OATokens
from bot.cli import cli
from bot.library import LocalLibrary
from tests.channels_helpers import post_oa, post_zalo, received, serving, settings_for, use, wait
from tests.commands import FORKS, Command
from tests.fake_messengers import Far, far_side, oa_event, zalo_update
from tests.serving import library_of
from vectorstore.settings import VectorstoreSettings

PRIORITIES = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"
ROOT = Path(__file__).parent.parent


@pytest.fixture
def far() -> Iterator[Far]:
    with far_side() as far:
        yield far


@pytest.fixture
def client(far: Far, library: LocalLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A server that Zalo calls."""
    use(monkeypatch, tmp_path, settings_for(far.url))
    with serving(library, tmp_path) as client:
        yield client


def text_event(user: str, message_id: str, text: str) -> dict[str, Any]:
    """What somebody wrote to the Official Account."""
    return oa_event("user_send_text", user, message={"msg_id": message_id, "text": text})


# Bot Platform


@pytest.mark.parametrize("flat", [False, True])
def test_bot_answers_nested_and_flat_updates(client: TestClient, far: Far, flat: bool) -> None:
    update = zalo_update("m1", "u1", PRIORITIES)
    for _ in range(2):
        assert post_zalo(client, update["result"] if flat else update) == 200
    post_zalo(client, zalo_update("m2", "u1", "/help"))
    answer, help_text = received(far, "u1", 2)
    for part in ("Một là", "Bốn là, tăng cường", "Nguồn:", "12-BT/ĐUK (09/07/2021)"):
        assert part in answer
    assert help_text.startswith("Tôi trả lời")
    assert len(far.accepted) == 2


def test_bot_is_polite_to_what_it_cannot_read(client: TestClient, far: Far) -> None:
    group = {"id": "g1", "chat_type": "GROUP"}
    post_zalo(client, zalo_update("m1", "u1", None, chat=group))
    post_zalo(client, zalo_update("m2", "u1", None))
    assert "chỉ đọc được tin nhắn chữ" in received(far, "u1", 1)[0]
    post_zalo(client, zalo_update("m3", "u1", "/help", chat=group))
    received(far, "g1", 1)
    assert len(far.accepted) == 2


def test_in_groups_everybody_has_a_conversation_of_their_own(client: TestClient, far: Far) -> None:
    group = {"id": "g1", "chat_type": "GROUP"}
    for number, (person, text) in enumerate((("u1", PRIORITIES), ("u2", "/new"), ("u1", "còn nhiệm vụ thứ hai?")), 1):
        post_zalo(client, zalo_update(f"m{number}", person, text, chat=group, date=number))
    assert "quán triệt và triển khai Nghị quyết" in received(far, "g1", 3)[2]


def test_updates_without_a_message_change_nothing(client: TestClient, far: Far) -> None:
    for update in ([], "x", {"ok": True}, {"result": {"event_name": "y", "message": "z"}}, {"message": {"chat": {}}}):
        assert client.post(
            "/channels/zalo-bot", json=update, headers={"X-Bot-Api-Secret-Token": "zalo-secret"}
        ).is_success
    post_zalo(client, zalo_update("m1", "u1", "/help"))
    assert len(received(far, "u1", 1)) == 1


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        ({"error_code": 400, "description": "Bad Request"}, Refused),
        ({"error_code": 403, "description": "Forbidden"}, Refused),
        ({"error_code": 404, "description": "Chat not found"}, Refused),
        ({"error_code": 429, "description": "Quota"}, TryLater),
        ({"error_code": 500, "description": "Oops"}, TryLater),
        ({"error_code": 999, "description": "?"}, TryLater),
        ({"error_code": 401, "description": "Unauthorized"}, ChannelDown),
    ],
)
def test_bot_errors_are_told_apart(far: Far, refusal: dict[str, Any], kind: type[Exception]) -> None:
    far.refusals["u1"] = {"ok": False, **refusal}
    with pytest.raises(kind, match=str(refusal["error_code"])):
        _once(ZaloBot("7654321:zalo-token", None, f"{far.url}/zalo"), "u1")


def test_bot_with_a_wrong_token_or_no_network_is_no_refusal(far: Far) -> None:
    with pytest.raises(ChannelDown, match="BANTIN_ZALO_BOT_TOKEN"):
        _once(ZaloBot("7654321:wrong", None, f"{far.url}/zalo"), "u1")
    with pytest.raises(TryLater):
        _once(ZaloBot("7654321:zalo-token", None, "http://127.0.0.1:9"), "u1")


def _once(channel: ZaloBot | ZaloOA, chat: str) -> None:
    async def main() -> None:
        try:
            await channel.send(chat, {"text": "…"})
        finally:
            await channel.close()

    asyncio.run(main())


def test_suggestions_are_asked_by_their_number(client: TestClient, far: Far) -> None:
    post_zalo(client, zalo_update("m1", "u1", "/start"))
    greeting = received(far, "u1", 1)[0]
    first = greeting.partition("\n1. ")[2].partition("\n")[0]
    assert first
    for number, text in enumerate("901", 2):
        post_zalo(client, zalo_update(f"m{number}", "u1", text))
        received(far, "u1", number)
    texts = far.texts("u1")
    assert all("Không có gợi ý nào mang số này" in text for text in texts[1:3])
    assert texts[3].startswith(f"❓ {first}\n")
    post_zalo(client, zalo_update("m5", "u1", "9"))  # nothing is suggested any more
    assert "gợi ý" not in received(far, "u1", 5)[4]


# Official Account


def test_account_answers_greets_and_is_polite(client: TestClient, far: Far) -> None:
    assert post_oa(client, oa_event("follow", "u1")) == 200
    assert received(far, "u1", 1)[0].startswith("Xin chào!")
    for _ in range(2):
        assert post_oa(client, text_event("u1", "m1", PRIORITIES)) == 200
    assert "Bốn là, tăng cường" in received(far, "u1", 2)[1]
    post_oa(client, oa_event("user_send_sticker", "u1", message={"msg_id": "m2"}))
    assert "chỉ đọc được tin nhắn chữ" in received(far, "u1", 3)[2]
    for name in ("unfollow", "user_seen_message", "oa_send_text", "something_new"):
        assert post_oa(client, oa_event(name, "u1")) == 200
    post_oa(client, text_event("u1", "m3", "/help"))
    assert received(far, "u1", 4)[3].startswith("Tôi trả lời")


def test_access_token_that_ran_out_is_replaced_on_the_way(client: TestClient, far: Far) -> None:
    post_oa(client, text_event("u1", "m1", "/help"))
    received(far, "u1", 1)
    far.access_token = "revoked by Zalo"
    post_oa(client, text_event("u1", "m2", "/new"))
    assert received(far, "u1", 2)[1].startswith("Đã bắt đầu")
    assert far.refreshes == 2


def test_refresh_token_is_kept_across_restarts(
    far: Far, library: LocalLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, tmp_path, settings_for(far.url))
    for number in range(3):
        far.access_token = "ran out"
        with serving(library, tmp_path) as client:
            post_oa(client, text_event("u1", f"m{number}", "/help"))
            received(far, "u1", number + 1)
    assert far.refreshes == 3
    kept = tmp_path / "data" / "zalo-oa-tokens.json"
    assert kept.stat().st_mode & 0o777 == 0o600


def _oa_settings(far: Far, refresh_token: str = "refresh-0") -> ZaloOASettings:
    return ZaloOASettings(refresh_token, "4321", "app-secret", "oa-secret", f"{far.url}/oa", f"{far.url}/oauth")


def _token(settings: ZaloOASettings, folder: Path, spent: str | None = None) -> str:
    async def main() -> str:
        async with httpx.AsyncClient() as http:
            return await OATokens(settings, folder, http).access_token(spent)

    return asyncio.run(main())


def _tell_token(settings: ZaloOASettings, folder: Path, told: SimpleQueue[str]) -> None:
    told.put(_token(settings, folder))


def test_new_refresh_token_in_the_settings_begins_anew(far: Far, tmp_path: Path) -> None:
    assert _token(_oa_settings(far), tmp_path) == "access-1"
    far.refresh_token = "given by the operator"
    with pytest.raises(ChannelDown, match="BANTIN_ZALO_OA_REFRESH_TOKEN"):
        _token(_oa_settings(far), tmp_path, spent="access-1")
    assert _token(_oa_settings(far, "given by the operator"), tmp_path) == "access-2"


def test_two_processes_spend_one_refresh_token_between_them(far: Far, tmp_path: Path) -> None:
    far.refresh_seconds = 0.5
    told = FORKS.SimpleQueue()
    processes = [FORKS.Process(target=_tell_token, args=(_oa_settings(far), tmp_path, told)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [told.get() for process in processes if process.exitcode == 0] == ["access-1"] * 3
    assert far.refreshes == 1


def test_refresh_that_is_cancelled_is_finished(far: Far, tmp_path: Path) -> None:
    far.refresh_seconds = 0.3

    async def main() -> None:
        async with httpx.AsyncClient() as http:
            tokens = OATokens(_oa_settings(far), tmp_path, http)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(tokens.access_token(), 0.1)
            await asyncio.sleep(0.5)
            assert await tokens.access_token() == "access-1"

    asyncio.run(main())
    assert far.refreshes == 1


@pytest.mark.parametrize(
    ("code", "kind", "advice"),
    [
        (-32, TryLater, "slow down"),
        (-213, Refused, "follow"),
        (-230, Refused, "48 hours"),
        (-232, Refused, "48 hours"),
        (-216, ChannelDown, "linked to the OA"),
        (-220, ChannelDown, "linked to the OA"),
        (-224, ChannelDown, "package"),
        (-210, Refused, "report"),
        (-999, TryLater, "documentation"),
    ],
)
def test_account_errors_say_what_to_do(far: Far, tmp_path: Path, code: int, kind: type[Exception], advice: str) -> None:
    far.refusals["u1"] = {"error": code, "message": "…"}
    with pytest.raises(kind, match=advice):
        _once(ZaloOA(_oa_settings(far), tmp_path), "u1")


def test_who_left_is_a_dead_letter_that_doctor_shows(client: TestClient, far: Far, tmp_path: Path) -> None:
    far.refusals["u1"] = {"error": -213, "message": "User has not followed OA"}
    post_oa(client, text_event("u1", "m1", "/help"))
    post_oa(client, text_event("u2", "m2", "/help"))
    received(far, "u2", 1)
    store = DeliveryStore(tmp_path / "data")
    wait(store.undelivered)
    assert "không còn quan tâm OA" in CliRunner().invoke(cli, ["doctor"]).stdout
    assert "1 tin" in CliRunner().invoke(cli, ["undelivered", "drop"]).stdout
    assert not store.undelivered()
    store.close()


def test_incomplete_settings_are_named(far: Far, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, tmp_path, {"BANTIN_ZALO_OA_APP_ID": "1", "BANTIN_ZALO_OA_SECRET": "2"})
    assert "BANTIN_ZALO_OA_REFRESH_TOKEN, BANTIN_ZALO_OA_APP_SECRET" in CliRunner().invoke(cli, ["doctor"]).stdout
    started = CliRunner().invoke(cli, ["serve", "--port", "0"])
    assert started.exit_code == 2
    assert "BANTIN_ZALO_OA_REFRESH_TOKEN" in started.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BANTIN_TELEGRAM_SECRET", "có dấu"),
        ("BANTIN_TELEGRAM_SECRET", "x" * 257),
        ("BANTIN_ZALO_BOT_SECRET", "short"),
        ("BANTIN_ZALO_BOT_SECRET", "mật khẩu của chi bộ"),
        ("BANTIN_ZALO_BOT_TOKEN", "12:ab/../cd"),
        ("BANTIN_ZALO_OA_APP_SECRET", "hai từ"),
        ("BANTIN_TELEGRAM_API_URL", "ftp://a"),
        ("BANTIN_PUBLIC_URL", "bantin.example"),
    ],
)
def test_impossible_settings_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    use(monkeypatch, tmp_path, {name: value})
    result = CliRunner().invoke(cli, ["doctor"])
    assert result.exit_code == 2
    assert name in result.stderr


def test_line_break_of_the_file_that_a_secret_was_copied_from_is_no_part_of_it(
    far: Far, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(
        monkeypatch,
        tmp_path,
        {name: f"{value}\r\n" for name, value in settings_for(far.url).items() if "URL" not in name},
    )
    settings = ChannelSettings()
    assert plain(settings.zalo_bot_token) == "7654321:zalo-token"
    assert settings.zalo_oa() is not None
    assert plain(settings.telegram_secret) == "telegram_secret"


def test_every_setting_is_in_the_example() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    for field in ChannelSettings.model_fields:
        name = f"BANTIN_{field.upper()}="
        at = next((i for i, line in enumerate(lines) if line.lstrip("#").startswith(name)), None)
        assert at is not None, name
        assert any(line.startswith("# ") for line in lines[at - 3 : at]), name


# The command


def test_webhook_is_set_shown_and_removed(far: Far, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, tmp_path, {**settings_for(far.url), "BANTIN_PUBLIC_URL": "https://bantin.example"})
    run = CliRunner().invoke
    result = run(cli, ["zalo", "set-webhook"])
    assert result.exit_code == 0, result.output
    (asked,) = far.asked("setWebhook")
    assert asked == {"url": "https://bantin.example/channels/zalo-bot", "secret_token": "zalo-secret"}
    assert "https://bantin.example/channels/zalo-bot" in run(cli, ["zalo", "status"]).stdout
    refused = run(cli, ["zalo"])
    assert refused.exit_code == 1
    assert "bantin zalo delete-webhook" in refused.stderr
    assert run(cli, ["zalo", "delete-webhook"]).exit_code == 0
    assert "chưa đặt" in run(cli, ["zalo", "status"]).stdout


def test_polling_goes_through_a_running_server(
    far: Far, bulletins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, tmp_path, {})
    library_of(sorted(bulletins.iterdir()), VectorstoreSettings()).close()
    server = Command(["serve", "--port", "0"], os.environ, tmp_path)
    server.wait_for_line()
    polling = Command(["zalo"], {**os.environ, **settings_for(far.url)}, tmp_path)
    try:
        far.updates.append(zalo_update("m1", "u1", PRIORITIES))
        far.updates.append(zalo_update("m2", "u1", "dài " * 700))
        answer, too_long = received(far, "u1", 2)
        assert "Bốn là" in answer
        assert "quá dài" in too_long
    finally:
        code = polling.stop(signal.SIGINT)
        server.stop()
    assert code == 0, polling.err
    assert "bot.bantin" in polling.out
    assert "Traceback" not in polling.err
