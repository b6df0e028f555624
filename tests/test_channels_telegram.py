"""Telegram: what people write and press, what they get, and what Telegram's moods do to it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from bot.channels import courier
from bot.channels.store import DeliveryStore
from bot.cli import cli
from bot.feedback import FeedbackStore
from bot.library import LocalLibrary
from tests import fake_messengers
from tests.channels_helpers import post_telegram, received, serving, settings_for, use, wait
from tests.commands import Command
from tests.fake_messengers import Far, far_side, telegram_press, telegram_update
from tests.serving import library_of
from vectorstore.settings import VectorstoreSettings

PRIORITIES = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"
TREES = "Huyện đoàn trồng bao nhiêu cây xanh?"
GROUP = {"id": -100, "type": "supergroup", "title": "Chi bộ"}


@pytest.fixture
def far() -> Iterator[Far]:
    with far_side() as far:
        yield far


@pytest.fixture
def client(far: Far, library: LocalLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A server that Telegram calls; people reach it at bantin.example."""
    use(monkeypatch, tmp_path, {**settings_for(far.url), "BANTIN_PUBLIC_URL": "https://bantin.example/"})
    with serving(library, tmp_path) as client:
        yield client


def buttons(far: Far) -> list[dict[str, Any]]:
    """The buttons below the last message."""
    markup = far.accepted[-1].params.get("reply_markup") or {"inline_keyboard": []}
    return [button for row in markup["inline_keyboard"] for button in row]


# Answers


def test_list_answer_comes_with_source_and_buttons(client: TestClient, far: Far) -> None:
    assert post_telegram(client, telegram_update(1, 7, PRIORITIES)) == 200
    (text,) = received(far, "7", 1)
    for part in ("Một là", "Hai là", "Ba là", "Bốn là, tăng cường", "Nguồn:", "12-BT/ĐUK (09/07/2021)"):
        assert part in text
    assert "<b>Nguồn:</b>" in far.accepted[0].params["text"]
    found = buttons(far)
    assert found[0]["url"].startswith("https://bantin.example/documents/")
    assert [button["text"] for button in found[-2:]] == ["👍", "👎"]


def test_update_that_comes_again_is_answered_once(client: TestClient, far: Far) -> None:
    for _ in range(3):
        assert post_telegram(client, telegram_update(1, 7, PRIORITIES)) == 200
    assert post_telegram(client, telegram_update(2, 7, "/help")) == 200
    assert "/tailieu" in received(far, "7", 2)[1]
    assert len(far.accepted) == 2


def test_edits_and_unknown_updates_are_not_answered(client: TestClient, far: Far) -> None:
    edited = telegram_update(1, 7, TREES)
    edited["edited_message"] = edited.pop("message")
    assert post_telegram(client, edited) == 200
    for number, update in enumerate(({"poll": {"id": "1"}}, {"message": {"chat": None}}, {"message": "x"}), 2):
        assert post_telegram(client, {"update_id": number, **update}) == 200
    assert client.post("/channels/telegram", content=b"[1]", headers=_secret()).status_code == 200
    assert client.post("/channels/telegram", content=b"{", headers=_secret()).status_code == 400
    post_telegram(client, telegram_update(9, 7, "/help"))
    assert len(received(far, "7", 1)) == 1


def test_updates_out_of_order_are_answered_in_order(client: TestClient, far: Far) -> None:
    post_telegram(client, telegram_update(10, 7, "/help"))
    received(far, "7", 1)
    post_telegram(client, telegram_update(12, 7, "/new"))
    post_telegram(client, telegram_update(11, 7, "/tailieu"))
    latest, new = received(far, "7", 3)[1:]
    assert latest.startswith("Các văn bản mới nhất")
    assert new.startswith("Đã bắt đầu")


def test_message_that_never_comes_holds_nobody_up(client: TestClient, far: Far) -> None:
    post_telegram(client, telegram_update(10, 7, "/help"))
    post_telegram(client, telegram_update(12, 7, "/new"))
    assert received(far, "7", 2)[1].startswith("Đã bắt đầu")


def test_reserved_characters_arrive_as_they_were_written(client: TestClient, far: Far, tmp_path: Path) -> None:
    question = '<b>Ai & <i> trực "24/24 giờ"?'
    post_telegram(client, telegram_update(1, 7, question))
    received(far, "7", 1)
    with_choice = DeliveryStore(tmp_path / "data")
    with_choice._connection.execute("INSERT INTO choices VALUES ('x:0', ?, 9e9)", (question,))
    with_choice.close()
    post_telegram(client, telegram_press(2, 7, "q:x:0"))
    assert received(far, "7", 2)[1].startswith(f"❓ {question}\n")


# Commands and buttons


def test_start_greets_and_suggests(client: TestClient, far: Far) -> None:
    post_telegram(client, telegram_update(1, 7, "/start"))
    (text,) = received(far, "7", 1)
    assert text.startswith("Xin chào!")
    assert "English" in text
    assert buttons(far)[0]["callback_data"].startswith("q:")


def test_suggested_question_is_answered_when_pressed(client: TestClient, far: Far) -> None:
    post_telegram(client, telegram_update(1, 7, "/start"))
    received(far, "7", 1)
    post_telegram(client, telegram_press(2, 7, buttons(far)[0]["callback_data"]))
    assert received(far, "7", 2)[1].startswith("❓ ")
    wait(lambda: far.asked("answerCallbackQuery"))
    post_telegram(client, telegram_press(3, 7, "q:long-gone:0"))
    assert "quá cũ" in received(far, "7", 3)[2]
    post_telegram(client, telegram_press(4, 7, "a button of another bot"))
    wait(lambda: [asked["callback_query_id"] for asked in far.asked("answerCallbackQuery")] == ["2", "3", "4"])


def test_buttons_and_emoji_rate_the_answer(client: TestClient, far: Far, tmp_path: Path) -> None:
    post_telegram(client, telegram_update(1, 7, PRIORITIES))
    received(far, "7", 1)
    post_telegram(client, telegram_press(2, 7, buttons(far)[-1]["callback_data"]))
    wait(lambda: far.asked("answerCallbackQuery"))
    assert "Cảm ơn" in far.asked("answerCallbackQuery")[0]["text"]
    feedback = FeedbackStore.open(tmp_path / "data")
    (asked,) = feedback.questions(down=True)
    assert (asked.channel, asked.question) == ("telegram", PRIORITIES)
    post_telegram(client, telegram_update(3, 7, "👍"))
    assert "Cảm ơn" in received(far, "7", 2)[1]
    assert [asked.rating for asked in feedback.questions()] == ["up"]
    feedback.close()


def test_new_conversation_has_another_session_that_nobody_can_guess(
    client: TestClient, far: Far, tmp_path: Path
) -> None:
    for number, text in enumerate((TREES, TREES, "/new", TREES), 1):
        post_telegram(client, telegram_update(number, 7, text))
    received(far, "7", 4)
    feedback = FeedbackStore.open(tmp_path / "data")
    new, *before = [asked.session_id for asked in feedback.questions()]
    feedback.close()
    assert before[0] == before[1] != new
    assert all(re.fullmatch(r"telegram:7:\d{10,}", session) for session in (new, *before))


def test_latest_documents_are_listed_with_links(client: TestClient, far: Far) -> None:
    post_telegram(client, telegram_update(1, 7, "/tailieu@BanTinBot"))
    (text,) = received(far, "7", 1)
    assert "ăng cường công tác phòng, chống thiên tai, 07-CT/TU (20/05/2023)\n\n2. " in text
    assert '<a href="https://bantin.example/documents/' in far.accepted[0].params["text"]


def test_english_is_answered_in_english_from_then_on(client: TestClient, far: Far) -> None:
    post_telegram(client, telegram_update(1, 7, "How many trees will the district plant?"))
    post_telegram(client, telegram_update(2, 7, "/help"))
    assert received(far, "7", 2)[1].startswith("I answer questions")


def test_impossible_messages_are_answered_politely(client: TestClient, far: Far) -> None:
    post_telegram(client, telegram_update(1, 7, "dài " * 700))
    photo = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}]
    post_telegram(client, telegram_update(2, 7, None, photo=photo))
    post_telegram(client, telegram_update(3, 7, None, photo=photo, caption="/help"))
    post_telegram(client, telegram_update(4, 7, None, pinned_message=None, group_chat_created=True))
    long, photo_reply, caption_reply = received(far, "7", 3)
    assert "quá dài" in long
    assert "chỉ đọc được tin nhắn chữ" in photo_reply
    assert "/tailieu" in caption_reply


def test_more_questions_than_a_conversation_may_ask_are_told_so(
    far: Far, library: LocalLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, tmp_path, {**settings_for(far.url), "BANTIN_SESSION_QUESTIONS_PER_MINUTE": "2"})
    with serving(library, tmp_path) as client:
        for number, text in enumerate((TREES, "Who chaired the conference?", "/new", TREES, "Who chaired it?"), 1):
            post_telegram(client, telegram_update(number, 7, text))
        post_telegram(client, telegram_update(6, 8, TREES))
        texts = received(far, "7", 5)
        assert "25.000 cây xanh" in received(far, "8", 1)[0]
    assert "25.000 cây xanh" in texts[0]
    assert texts[3].startswith("Có quá nhiều câu hỏi")
    assert texts[4].startswith("Too many questions")


# Groups


def test_in_groups_only_what_is_addressed_is_answered(client: TestClient, far: Far) -> None:
    bot = {"id": 1234567, "is_bot": True, "first_name": "Bản Tin"}
    said = {"message_id": 1, "date": 1, "chat": GROUP}
    mention = [{"type": "mention", "offset": 3, "length": 10}]
    for number, (text, extra) in enumerate(
        (
            (TREES, {}),
            ("/help@OtherBot", {}),
            ("/weather", {}),
            ("😀 @BanTinBot Huyện đoàn trồng bao nhiêu cây xanh?", {"entities": mention}),
            ("/new@BanTinBot", {}),
            ("/help", {"reply_to_message": {**said, "from": bot, "text": "…"}}),
            (TREES, {"reply_to_message": {**said, "from": {**bot, "id": 5}, "text": "…"}}),
            (f"/hoi@BanTinBot\n{TREES}", {"message_thread_id": 3, "is_topic_message": True}),
        ),
        1,
    ):
        post_telegram(client, telegram_update(number, 7, text, chat=GROUP, **extra))
    texts = received(far, "-100", 4)
    assert "25.000 cây xanh" in texts[0]
    assert texts[1].startswith("Đã bắt đầu")
    assert "/tailieu" in texts[2]
    assert "25.000 cây xanh" in texts[3]
    assert [message.params["reply_parameters"]["message_id"] for message in far.accepted] == [4, 5, 6, 8]
    assert far.accepted[3].params["message_thread_id"] == "3"
    assert len(far.accepted) == 4


def test_in_groups_everybody_has_a_conversation_of_their_own(client: TestClient, far: Far) -> None:
    post_telegram(client, telegram_update(1, 51, f"/hoi {PRIORITIES}", chat=GROUP))
    post_telegram(client, telegram_update(2, 52, "/new", chat=GROUP))
    press = telegram_press(3, 52, "q:none")
    press["callback_query"]["message"]["chat"] = GROUP
    post_telegram(client, press)
    post_telegram(client, telegram_update(4, 51, "/hoi còn nhiệm vụ thứ hai?", chat=GROUP))
    assert "quán triệt và triển khai Nghị quyết" in received(far, "-100", 4)[3]


def test_administrator_who_writes_as_the_group_is_answered(client: TestClient, far: Far) -> None:
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    post_telegram(client, telegram_update(1, 7, "/help", chat=GROUP, sender_chat=GROUP, **{"from": nobody}))
    assert "/tailieu" in received(far, "-100", 1)[0]


def test_bots_are_not_answered(client: TestClient, far: Far) -> None:
    bot = {"id": 9, "is_bot": True, "first_name": "B"}
    post_telegram(client, telegram_update(1, 7, TREES, **{"from": bot}))
    post_telegram(client, telegram_update(2, 7, "/help"))
    assert received(far, "7", 1)[0].startswith("Tôi trả lời")


def test_group_that_became_a_supergroup_gets_its_answer(client: TestClient, far: Far) -> None:
    far.refusals["-5"] = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -1005},
    }
    post_telegram(client, telegram_update(1, 7, "/help", chat={"id": -5, "type": "group", "title": "x"}))
    assert "/tailieu" in received(far, "-1005", 1)[0]


# Moods


def test_too_fast_is_obeyed(client: TestClient, far: Far) -> None:
    moods = iter(["429", None])
    far.mood = lambda: next(moods)
    post_telegram(client, telegram_update(1, 7, "/help"))
    received(far, "7", 1)
    asked = [called for called, _ in far.calls if called == "sendMessage"]
    assert len(asked) == 2


def test_errors_that_may_pass_are_no_refusals(client: TestClient, far: Far) -> None:
    far.refusals["7"] = {"ok": False, "error_code": 429, "description": "Too Many Requests"}
    post_telegram(client, telegram_update(1, 7, "/help"))
    wait(lambda: far.asked("sendMessage"))
    del far.refusals["7"]
    assert "/tailieu" in received(far, "7", 1)[0]


def test_message_that_was_taken_is_not_sent_again_however_briefly_that_is_told(
    client: TestClient, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake_messengers, "_sent", lambda chat, text: {"message_id": 1})
    post_telegram(client, telegram_update(1, 7, "/help"))
    post_telegram(client, telegram_update(2, 7, "/new"))
    assert received(far, "7", 2)[1].startswith("Đã bắt đầu")
    assert len(far.asked("sendMessage")) == 2


def test_update_that_says_no_more_than_it_must_is_answered(client: TestClient, far: Far) -> None:
    message = {"chat": {"id": 7}, "from": {"id": 7}, "text": "/help"}
    assert post_telegram(client, {"update_id": 1, "message": message}) == 200
    assert "/tailieu" in received(far, "7", 1)[0]


@pytest.mark.parametrize("mood", ["500", "drop before", "slow"])
def test_trouble_on_the_way_is_overcome(client: TestClient, far: Far, mood: str) -> None:
    moods = iter([mood, None, None])
    far.mood = lambda: next(moods)
    post_telegram(client, telegram_update(1, 7, "/help"))
    post_telegram(client, telegram_update(2, 7, "/new"))
    texts = received(far, "7", 2)
    assert texts[0].startswith("Tôi trả lời")
    assert texts[1].startswith("Đã bắt đầu")


def test_who_blocks_the_bot_blocks_nobody_else(client: TestClient, far: Far, tmp_path: Path) -> None:
    far.refusals["7"] = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    post_telegram(client, telegram_update(1, 7, "/help"))
    post_telegram(client, telegram_update(2, 8, "/help"))
    received(far, "8", 1)
    store = DeliveryStore(tmp_path / "data")
    wait(store.undelivered)
    (given_up,) = store.undelivered()
    assert (given_up.channel, given_up.chat) == ("telegram", "7")
    assert "đã chặn bot" in given_up.vi
    result = CliRunner().invoke(cli, ["undelivered"])
    assert "telegram 7: Người nhận đã chặn bot" in result.stdout
    assert "đã chặn bot" in CliRunner().invoke(cli, ["doctor"]).stdout
    del far.refusals["7"]
    assert "1 tin" in CliRunner().invoke(cli, ["undelivered", "retry"]).stdout
    assert "/tailieu" in received(far, "7", 1)[0]
    assert not store.undelivered()
    store.close()


def test_unusable_buttons_do_not_keep_the_answer_back(
    far: Far, library: LocalLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, tmp_path, {**settings_for(far.url), "BANTIN_PUBLIC_URL": "http://localhost:8080"})
    with serving(library, tmp_path) as client:
        post_telegram(client, telegram_update(1, 7, PRIORITIES))
        assert "Bốn là" in received(far, "7", 1)[0]


def test_slow_answer_shows_that_it_is_under_way(client: TestClient, far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    _answer_slowly(monkeypatch)
    post_telegram(client, telegram_update(1, 7, PRIORITIES))
    post_telegram(client, telegram_update(2, 7, f"/hoi {PRIORITIES}", chat=GROUP))
    received(far, "7", 1)
    received(far, "-100", 1)
    assert {asked["chat_id"] for asked in far.asked("sendChatAction")} >= {"-100"}
    drafts = [asked["text"] for asked in far.asked("sendMessageDraft")]
    assert drafts
    assert all(far.texts("7")[0].startswith(draft[:20]) for draft in drafts)
    assert {asked["chat_id"] for asked in far.asked("sendMessageDraft")} == {"7"}


def test_where_there_are_no_drafts_the_bot_is_seen_typing(
    client: TestClient, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    far.lacking.add("sendMessageDraft")
    _answer_slowly(monkeypatch)
    post_telegram(client, telegram_update(1, 7, PRIORITIES))
    received(far, "7", 1)
    assert far.asked("sendMessageDraft")
    assert len(far.asked("sendChatAction")) > 1


def _answer_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets answers come in pieces with pauses between them; whoever waits is told more often than usual."""
    stream = LocalLibrary.stream

    def slowly(self: LocalLibrary, *arguments: Any) -> Iterator[Any]:
        for event in stream(self, *arguments):
            time.sleep(0.1)
            yield event

    monkeypatch.setattr(LocalLibrary, "stream", slowly)
    monkeypatch.setattr(courier, "_SHOW_AFTER", 0.05)
    monkeypatch.setattr(courier, "_SHOW_EVERY", 0.05)


def test_bad_token_keeps_everything_until_it_is_mended(
    far: Far, library: LocalLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, tmp_path, {**settings_for(far.url), "BANTIN_TELEGRAM_TOKEN": "1234567:wrong"})
    with serving(library, tmp_path) as client:
        post_telegram(client, telegram_update(1, 7, "/help"))
        wait(lambda: "không nhận token" in CliRunner().invoke(cli, ["doctor"]).stdout)
    use(monkeypatch, tmp_path, settings_for(far.url))
    with serving(library, tmp_path):
        assert "/tailieu" in received(far, "7", 1)[0]
        wait(lambda: "không nhận token" not in CliRunner().invoke(cli, ["doctor"]).stdout)


# The command


def _secret() -> dict[str, str]:
    return {"X-Telegram-Bot-Api-Secret-Token": "telegram_secret"}


def test_webhook_is_set_shown_and_removed(far: Far, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, tmp_path, settings_for(far.url))
    run = CliRunner().invoke
    assert "https://" in run(cli, ["telegram", "set-webhook"]).stderr
    result = run(cli, ["telegram", "set-webhook", "https://bantin.example"])
    assert result.exit_code == 0, result.output
    (asked,) = far.asked("setWebhook")
    assert asked["url"] == "https://bantin.example/channels/telegram"
    assert asked["secret_token"] == "telegram_secret"
    assert asked["allowed_updates"] == ["message", "callback_query"]
    assert "https://bantin.example/channels/telegram" in run(cli, ["telegram", "status"]).stdout
    refused = run(cli, ["telegram"])
    assert refused.exit_code == 1
    assert "bantin telegram delete-webhook" in refused.stderr
    assert "@BanTinBot" not in refused.stdout
    assert run(cli, ["telegram", "delete-webhook"]).exit_code == 0
    assert "chưa đặt" in run(cli, ["telegram", "status"]).stdout


def test_polling_answers_and_stops_in_order(
    far: Far, bulletins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, tmp_path, settings_for(far.url))
    library_of(sorted(bulletins.iterdir()), VectorstoreSettings()).close()
    far.updates += [telegram_update(1, 7, PRIORITIES), telegram_update(2, 8, "/help")]
    running = Command(["telegram"], os.environ, tmp_path)
    try:
        assert "Bốn là" in received(far, "7", 1)[0]
        received(far, "8", 1)
        wait(lambda: not far.updates)
    finally:
        code = running.stop()
    assert code == 0, running.err
    assert "@BanTinBot" in running.out
    assert "Traceback" not in running.err
    assert {asked.get("language_code") for asked in far.asked("setMyCommands")} == {None, "en"}
