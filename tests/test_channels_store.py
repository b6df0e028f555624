"""The inbox and the outbox: whatever is done to them, nothing is lost, and nothing is there twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.errors import Refused
from bot.channels.messages import ChatState, Choice, Envelope
from bot.channels.store import DeliveryStore, Message, Part

WHY = Refused("lý do", "reason")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DeliveryStore]:
    store = DeliveryStore(tmp_path)
    yield store
    store.close()


def come(store: DeliveryStore, number: int, chat: str = "a", now: float = 0.0, numbered: bool = False) -> bool:
    """Lets a message arrive."""
    return asyncio.run(store.receive("x", Envelope(str(number), chat, number, {"n": number}, numbered), now))


def message_in(store: DeliveryStore, chat: str = "a", now: float = 1.0) -> Message:
    """The message that comes next in a chat."""
    item = store.next_in("x", chat, now)
    assert isinstance(item, Message)
    return item


def part_in(store: DeliveryStore, chat: str = "a", now: float = 1.0) -> Part:
    """The part that comes next in a chat."""
    item = store.next_in("x", chat, now)
    assert isinstance(item, Part)
    return item


def test_message_is_taken_in_once_even_after_its_answer(store: DeliveryStore, tmp_path: Path) -> None:
    assert come(store, 1)
    assert not come(store, 1)
    store.answered(message_in(store), "a", [{"t": 1}], ChatState(0), (), 1.0)
    store.sent(part_in(store))
    assert not come(store, 1)
    again = DeliveryStore(tmp_path)
    assert not come(again, 1)
    assert again.ready("x", 9.0) == []
    again.close()


def test_text_of_a_message_is_gone_once_it_is_answered(store: DeliveryStore, tmp_path: Path) -> None:
    asyncio.run(store.receive("x", Envelope("1", "a", 1, {"text": "điều riêng tư"}), 0.0))
    store.answered(message_in(store), "a", [{"text": "trả lời riêng"}], ChatState(0), (), 1.0)
    store.sent(part_in(store))
    rows = store._connection.execute("SELECT body FROM inbox UNION ALL SELECT body FROM outbox").fetchall()
    assert rows == [(None,)]
    assert (tmp_path / "channels.db").stat().st_mode & 0o777 == 0o600


def test_answering_twice_leaves_one_reply(store: DeliveryStore) -> None:
    come(store, 1)
    message = message_in(store)
    store.answered(message, "a", [{"t": 1}], ChatState(1), (), 1.0)
    store.answered(message, "a", [{"t": 2}], ChatState(2), (), 1.0)
    assert part_in(store).body == {"t": 1}
    assert store.state("x", "a") == ChatState(1)


def test_reply_goes_out_before_the_next_message_is_looked_at(store: DeliveryStore) -> None:
    come(store, 1)
    come(store, 2)
    store.answered(message_in(store), "a", [{"t": 1}, {"t": 2}], ChatState(0), (), 1.0)
    for expected in (1, 2):
        part = part_in(store)
        assert part.body == {"t": expected}
        store.sent(part)
    assert message_in(store).body == {"n": 2}


def test_part_that_waits_holds_its_chat_and_no_other(store: DeliveryStore) -> None:
    for number, chat in ((1, "a"), (2, "a"), (3, "b")):
        come(store, number, chat)
    store.answered(message_in(store), "a", [{"t": 1}], ChatState(0), (), 1.0)
    store.postpone(part_in(store), 60.0, WHY)
    assert store.next_in("x", "a", 59.0) is None
    assert store.ready("x", 59.0) == ["b"]
    assert sorted(store.ready("x", 60.0)) == ["a", "b"]
    assert part_in(store, now=60.0).attempts == 1


def test_message_waits_a_moment_for_the_one_before_it(store: DeliveryStore) -> None:
    come(store, 10, numbered=True)
    store.answered(message_in(store), "a", [], ChatState(0), (), 1.0)
    come(store, 12, now=2.0, numbered=True)
    assert store.next_in("x", "a", 2.1) is None
    come(store, 11, now=2.2, numbered=True)
    assert message_in(store, now=2.2).body == {"n": 11}
    store.answered(message_in(store, now=2.2), "a", [], ChatState(0), (), 2.2)
    assert message_in(store, now=2.6).body == {"n": 12}
    come(store, 13, chat="c", now=3.0, numbered=True)
    come(store, 15, chat="d", now=3.0, numbered=True)
    come(store, 16, chat="e", now=3.0, numbered=True)
    assert sorted(store.ready("x", 3.0)) == ["a", "c"]
    come(store, 500, chat="b", now=3.0, numbered=True)
    assert store.ready("x", 3.0).count("b") == 1


def test_refusal_takes_the_rest_of_the_reply_along_and_no_more(store: DeliveryStore) -> None:
    come(store, 1)
    come(store, 2)
    store.answered(message_in(store), "a", [{"t": 1}, {"t": 2}, {"t": 3}], ChatState(0), (), 1.0)
    store.sent(part_in(store))
    store.refused(part_in(store), WHY)
    assert message_in(store).body == {"n": 2}
    (given_up,) = store.undelivered()
    assert given_up.reason("en") == "reason"
    assert store.load("x").undelivered == 1
    assert store.retry_undelivered(2.0) == 1
    assert part_in(store, now=2.0).body == {"t": 2}


def test_message_that_cannot_be_answered_is_kept_with_an_apology(store: DeliveryStore) -> None:
    come(store, 1)
    store.give_up(message_in(store), WHY, [{"sorry": True}], 1.0)
    store.sent(part_in(store))
    assert len(store.undelivered()) == 1
    assert store.drop_undelivered() == 1
    assert not store.undelivered()
    assert not come(store, 1)


def test_chat_that_moved_takes_everything_along(store: DeliveryStore) -> None:
    come(store, 1)
    come(store, 2)
    store.answered(message_in(store), "a:51", [{"t": 1}], ChatState(3), (), 1.0)
    come(store, 3, "a5")
    store.answered(message_in(store, "a5"), "a5", [], ChatState(4), (), 1.0)
    store.move("x", "a", "b")
    assert store.ready("x", 1.0) == ["b"]
    store.sent(part_in(store, "b"))
    assert message_in(store, "b").body == {"n": 2}
    assert store.state("x", "b:51").session == 3
    assert store.state("x", "a5").session == 4


def test_only_what_is_finished_is_forgotten(store: DeliveryStore) -> None:
    come(store, 1)
    store.answered(message_in(store), "a", [{"t": 1}], ChatState(0), (Choice("c", "?"),), 1.0)
    come(store, 2)
    assert store.choice("c") == "?"
    store.forget(100.0)
    assert store.choice("c") is None
    assert come(store, 1, now=200.0)
    assert part_in(store).body == {"t": 1}


def test_stores_of_two_processes_see_each_other(store: DeliveryStore, tmp_path: Path) -> None:
    other = DeliveryStore(tmp_path)
    come(other, 1)
    assert store.ready("x", 1.0) == ["a"]
    other.note_problem("x", WHY)
    problem = store.problem("x")
    assert problem is not None
    assert problem.vi == "lý do"
    store.note_problem("x", None)
    assert other.problem("x") is None
    other.close()


def test_work_is_finished_even_when_nobody_waits_for_it(store: DeliveryStore) -> None:
    async def main() -> None:
        envelope = Envelope("1", "a", 1, {})
        task = asyncio.create_task(store.receive("x", envelope, 0.0))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert not await store.receive("x", envelope, 0.0)

    asyncio.run(main())


Step = tuple[str, int, str]
STEPS = st.lists(
    st.tuples(st.sampled_from(["come", "work", "fail", "restart"]), st.integers(0, 12), st.sampled_from("abc")),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_every_message_is_sent_once_and_in_order_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    store = DeliveryStore(folder)
    arrived: dict[str, list[int]] = {"a": [], "b": [], "c": []}
    sent: dict[str, list[tuple[int, int]]] = {"a": [], "b": [], "c": []}

    def work(chat: str, now: float) -> None:
        match store.next_in("x", chat, now):
            case Part() as part:
                sent[chat].append((part.body["n"], part.body["part"]))
                store.sent(part)
            case Message() as message:
                parts = [{"n": message.body["n"], "part": part} for part in (1, 2)]
                store.answered(message, "a", parts, ChatState(0), (), now)

    for now, (step, number, chat) in enumerate(steps):
        chat = "abc"[number % 3] if step == "come" else chat
        match step:
            case "come":
                latest = max(arrived[chat], default=-1)
                if number > latest or number in arrived[chat]:
                    assert come(store, number, chat, now) == (number not in arrived[chat])
                    arrived[chat] += [number] if number > latest else []
            case "work":
                work(chat, now)
            case "fail":
                item = store.next_in("x", chat, now)
                if item is not None:
                    store.postpone(item, now + 3, WHY)
            case "restart":
                store.close()
                store = DeliveryStore(folder)
    while ready := store.ready("x", 1_000):
        for chat in ready:
            work(chat, 1_000)
    store.close()
    assert sent == {chat: [(n, part) for n in numbers for part in (1, 2)] for chat, numbers in arrived.items()}
