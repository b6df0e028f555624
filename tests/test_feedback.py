"""The record of questions: what is kept, rated, listed and forgotten."""

from __future__ import annotations

import datetime
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.feedback import MAX_COMMENT, FeedbackStore, UnknownAnswer
from bot.models import Answer
from bot.sessions import SessionStore


def _answer(answer_id: str, answered: bool = True) -> Answer:
    return Answer(answered, "Trồng 25.000 cây.", "vi", 0.9, answer_id, "s", 3.5)


def _store(folder: Path) -> FeedbackStore:
    store = FeedbackStore.open(folder)
    store.record_answer(_answer("good"), "Trồng bao nhiêu cây?", "web")
    store.record_answer(_answer("bad"), "Ai chủ trì?", "telegram")
    store.record_answer(_answer("none", answered=False), "Giá vé máy bay?", "web")
    return store


def test_ratings_outlive_the_process_and_are_seen_by_others(tmp_path: Path) -> None:
    first, second = _store(tmp_path), FeedbackStore.open(tmp_path)
    first.rate("bad", "down", "  Thiếu tên người chủ trì \n")
    (asked,) = second.questions(down=True)
    assert (asked.answer_id, asked.channel, asked.rating) == ("bad", "telegram", "down")
    assert asked.comment == "Thiếu tên người chủ trì"
    assert asked.question == "Ai chủ trì?"
    assert asked.answer == "Trồng 25.000 cây."
    second.rate("bad", "up")
    first.close()
    second.close()
    again = FeedbackStore.open(tmp_path)
    assert again.questions(down=True) == []
    kept = next(asked for asked in again.questions() if asked.answer_id == "bad")
    assert (kept.rating, kept.comment) == ("up", "Thiếu tên người chủ trì")


@pytest.mark.parametrize(
    ("unanswered", "down", "expected"),
    [
        (False, False, {"good", "bad", "none"}),
        (True, False, {"none"}),
        (False, True, {"bad"}),
        (True, True, {"none", "bad"}),
    ],
)
def test_questions_that_need_care_are_listed(tmp_path: Path, unanswered: bool, down: bool, expected: set[str]) -> None:
    store = _store(tmp_path)
    store.rate("good", "up")
    store.rate("bad", "down")
    assert {asked.answer_id for asked in store.questions(unanswered, down)} == expected
    assert store.count(unanswered, down) == len(expected)


def test_questions_come_newest_first_and_in_parts(tmp_path: Path) -> None:
    store = FeedbackStore.open(tmp_path)
    for number in range(5):
        store.record_answer(_answer(f"a{number}"), f"Câu {number}", "web")
    everything = [asked.answer_id for asked in store.questions()]
    assert sorted(everything) == ["a0", "a1", "a2", "a3", "a4"]
    times = [asked.asked_at for asked in store.questions()]
    assert times == sorted(times, reverse=True)
    assert [asked.answer_id for asked in store.questions(limit=2, offset=3)] == everything[3:]


def test_an_answer_is_recorded_once(tmp_path: Path) -> None:
    store = _store(tmp_path)
    store.rate("good", "down")
    store.record_answer(_answer("good"), "Hỏi lại", "zalo")
    assert store.count() == 3
    assert [asked.question for asked in store.questions(down=True)] == ["Trồng bao nhiêu cây?"]


def test_unknown_answers_cannot_be_rated(tmp_path: Path) -> None:
    with pytest.raises(UnknownAnswer):
        _store(tmp_path).rate("nowhere", "up")


def test_old_questions_are_forgotten(tmp_path: Path) -> None:
    store = _store(tmp_path)
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
    assert store.forget(now - datetime.timedelta(days=1)) == 0
    assert store.forget(now + datetime.timedelta(minutes=1)) == 3
    assert store.count() == 0


def test_what_is_too_old_is_forgotten_when_something_new_comes(tmp_path: Path) -> None:
    store = FeedbackStore.open(tmp_path, keep_days=30)
    store.record_answer(_answer("old"), "Cũ", "web")
    with sqlite3.connect(tmp_path / "feedback.sqlite") as file:
        file.execute("UPDATE questions SET asked_at = '2020-01-01T00:00:00.000+00:00'")
    store.record_answer(_answer("new"), "Mới", "web")
    assert [asked.answer_id for asked in store.questions()] == ["new"]


def test_many_threads_and_two_connections_lose_nothing(tmp_path: Path) -> None:
    stores = [FeedbackStore.open(tmp_path), FeedbackStore.open(tmp_path)]

    def write(name: str, store: FeedbackStore) -> None:
        for number in range(25):
            store.record_answer(_answer(f"{name}-{number}"), "Hỏi", "web")
            store.rate(f"{name}-{number}", "down")

    threads = [threading.Thread(target=write, args=(f"t{i}", stores[i % 2])) for i in range(6)]
    _run(threads)
    assert stores[0].count(down=True) == 150


def _run(threads: list[threading.Thread]) -> None:
    steps: list[Callable[[threading.Thread], None]] = [threading.Thread.start, threading.Thread.join]
    for step in steps:
        for thread in threads:
            step(thread)


@given(st.text(max_size=3_000))
@example("\ud83d half a character")
def test_any_comment_can_be_kept(comment: str) -> None:
    store = FeedbackStore.in_memory()
    store.record_answer(_answer("a"), "Hỏi", "web")
    store.rate("a", "down", comment)
    kept = store.questions()[0].comment
    written = comment.encode("utf-8", "replace").decode()
    assert kept == (written.strip()[:MAX_COMMENT] or None)


@pytest.mark.parametrize(("store", "name"), [(FeedbackStore, "feedback.sqlite"), (SessionStore, "sessions.sqlite")])
def test_strangers_on_the_machine_cannot_read_what_was_asked(
    tmp_path: Path, store: type[FeedbackStore] | type[SessionStore], name: str
) -> None:
    def modes() -> set[int]:
        opened = store.open(tmp_path, 1)
        found = {path.stat().st_mode & 0o777 for path in tmp_path.glob(f"{name}*")}
        opened.close()
        return found

    assert modes() == {0o600}
    (tmp_path / name).chmod(0o644)
    assert modes() == {0o640}
