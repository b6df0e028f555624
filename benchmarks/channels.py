"""Messengers under fire: many people write, a tenth of what is sent meets a fault, and the server is killed meanwhile.

    python -m benchmarks.channels

People write by Telegram, the Zalo Bot Platform and a Zalo Official Account to a real server, which answers to servers
on loopback that speak these APIs. They answer 429 and 502, dawdle, and break off before or after they have accepted a
message; some updates come twice, and Telegram's sometimes out of order. Three times the server is killed with SIGKILL.
Every message must be answered once and in order. No API has an idempotency key, so what broke off after it had been
accepted arrives twice: that is counted apart.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import socket
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx

from bot.channels.store import DeliveryStore
from tests.channels_helpers import OA_SECRET, TELEGRAM_SECRET, ZALO_SECRET, settings_for
from tests.commands import Command, load_libraries
from tests.conftest import BULLETINS
from tests.fake_messengers import (
    Accepted,
    Far,
    far_side,
    moody,
    oa_event,
    oa_signature,
    telegram_update,
    zalo_update,
)
from tests.serving import library_of
from vectorstore.settings import VectorstoreSettings

_WORKS = "\n\n".join(
    f"{n}. Công trình thứ {n:02d}, sửa chữa tuyến đường liên thôn dài {n + 2},5 ki-lô-mét, lát lại vỉa hè, khơi thông "
    f"cống rãnh, thay {n * 3 + 20} bóng đèn chiếu sáng và trồng {n * 7 + 40} cây bóng mát hai bên đường."
    for n in range(1, 31)
)
LONG_LIST = f"""THÀNH ỦY LÂM HẢI

Số: 21-KH/TU

Lâm Hải, ngày 10 tháng 4 năm 2024

KẾ HOẠCH

Sửa chữa đường làng, ngõ xóm năm 2024

Thành ủy giao các phường, xã thực hiện các công trình sau:

{_WORKS}
"""
"""A bulletin whose list fills several messages of every channel."""
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "list": ("Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?", ("Một là", "Hai là", "Ba là", "Bốn là")),
    "long list": (
        "Kế hoạch sửa chữa đường làng, ngõ xóm năm 2024 gồm những công trình nào?",
        tuple(f"Công trình thứ {n:02d}" for n in range(1, 31)),
    ),
    "sentence": ("Huyện đoàn trồng bao nhiêu cây xanh?", ("25.000 cây xanh",)),
    "latest": ("/tailieu", ("Các văn bản mới nhất",)),
    "new": ("/new", ("Đã bắt đầu cuộc trò chuyện mới",)),
    "help": ("/help", ("Hãy gõ câu hỏi",)),
}
"""Messages, and what their answers have that no other answer has, in order."""
_REPEATED = _SWAPPED = 0.1
_LATE_SECONDS = 0.5  # an update that comes this long after its successor is not waited for any more
_WARM_SECONDS = 2.0  # in which a server that is ready works off what had gathered
_KILL_SECONDS = 1.0  # what was accepted this shortly before a kill may not have been noted any more


@dataclass
class Written:
    """A message that somebody writes in a chat: its number, when it was posted and when it was taken in."""

    channel: str
    chat: str
    kind: str
    number: int = 0
    posted_at: float = 0.0
    taken_at: float = 0.0

    async def post(self, http: httpx.AsyncClient) -> httpx.Response:
        """Calls the webhook as the channel's platform does."""
        text = KINDS[self.kind][0]
        match self.channel:
            case "telegram":
                body = telegram_update(self.number, int(self.chat), text)
                headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
                return await http.post("/channels/telegram", json=body, headers=headers)
            case "zalo-bot":
                update = zalo_update(f"{self.chat}-{self.kind}", self.chat, text, date=self.number)
                return await http.post(
                    "/channels/zalo-bot", json=update, headers={"X-Bot-Api-Secret-Token": ZALO_SECRET}
                )
            case _:
                message = {"msg_id": f"{self.chat}-{self.kind}", "text": text}
                event = oa_event("user_send_text", self.chat, message=message, timestamp=str(self.number))
                raw = json.dumps(event).encode()
                signature = oa_signature(raw, event["timestamp"], OA_SECRET)
                return await http.post("/channels/zalo-oa", content=raw, headers={"X-ZEvent-Signature": signature})


@dataclass
class Report:
    """What became of the messages; milliseconds are those of webhook calls, to a ready and to a starting server."""

    messages: int = 0
    chats: int = 0
    kills: int = 0
    seconds: float = 0.0
    answered: int = 0
    lost: int = 0
    out_of_order: int = 0
    answered_twice: int = 0
    sent_twice_after_drop: int = 0
    sent_twice_after_kill: int = 0
    late_arrivals: int = 0
    undelivered: int = 0
    parts: int = 0
    faults: int = 0
    webhook_p50_ms: float = 0.0
    webhook_p99_ms: float = 0.0
    webhook_slowest_while_starting_ms: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Server:
    """The server under test, which can be killed."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        data = {"BANTIN_DATA_DIR": str(folder / "data"), "PYTHONIOENCODING": "utf-8"}
        self._environment = {**os.environ, **environment, **data}
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def ingest(self, folder: Path) -> None:
        """Fills the library with the files of a folder."""
        load_libraries()
        library_of(sorted(folder.iterdir()), VectorstoreSettings(data_dir=self._folder / "data")).close()

    def start(self) -> None:
        """Starts, and returns when requests are accepted."""
        self._command = Command(["serve", "--port", str(self.port)], self._environment, self._folder)
        self._command.wait_for_line()

    def wait_until_ready(self) -> None:
        """Returns when the model is loaded."""
        while not self._is_ready():
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=30).is_success
        except httpx.TimeoutException:  # on a machine that has too much to do
            return False

    def kill(self) -> None:
        """Ends as a power cut does."""
        self._command.kill()

    def stop(self) -> None:
        """Ends in order."""
        self._command.stop()


def run(
    messages: int,
    chats: int,
    share: float = 0.1,
    kills: int = 3,
    pause: float = 20.0,
    patience: float = 300.0,
    seed: int = 1,
) -> Report:
    """One run: `share` of what is sent meets a fault; nobody waits longer than `pause` seconds before writing again.

    `patience` seconds after the last message, what has not been answered counts as lost.
    """
    dice = random.Random(seed)
    report = Report(messages, chats, kills)
    with tempfile.TemporaryDirectory() as folder, far_side() as far:
        server = Server(settings_for(far.url), Path(folder))
        server.ingest(write_bulletins(Path(folder)))
        mood, met = moody(share, seed), itertools.count()
        far.mood = lambda: (fault := mood()) and (next(met), fault)[1]
        server.start()
        server.wait_until_ready()
        started = time.monotonic()
        killed: list[float] = []
        starting: list[tuple[float, float]] = []
        written = _write(messages, chats, dice)
        calls = asyncio.run(_drive(server, far, written, killed, starting, kills, dice, pause, patience))
        report.seconds = round(time.monotonic() - started, 1)
        server.stop()
        store = DeliveryStore(Path(folder) / "data")
        report.undelivered = len(store.undelivered())
        store.close()
        report.parts, report.faults = len(far.accepted), next(met)
        _judge(report, far.accepted, written, killed)
    ready = sorted(took for began, took in calls if not any(a <= began <= b for a, b in starting))
    report.webhook_p50_ms = round(1000 * ready[len(ready) // 2], 1)
    report.webhook_p99_ms = round(1000 * ready[int(len(ready) * 0.99)], 1)
    slow = max((took for began, took in calls if any(a <= began <= b for a, b in starting)), default=0.0)
    report.webhook_slowest_while_starting_ms = round(1000 * slow, 1)
    return report


def write_bulletins(folder: Path) -> Path:
    """Writes the bulletins that are asked about into a folder below `folder`."""
    bulletins = folder / "bulletins"
    bulletins.mkdir()
    for name, text in {**BULLETINS, "duong-lang.txt": LONG_LIST}.items():
        (bulletins / name).write_text(text, encoding="utf-8")
    return bulletins


# Writing


def _write(messages: int, chats: int, dice: random.Random) -> list[list[Written]]:
    """What people write, chat by chat: of each kind one message at most."""
    places = (("telegram", "1{:03d}"), ("zalo-bot", "zalo-{}"), ("zalo-oa", "oa-{}"))
    written = []
    for chat in range(chats):
        channel, name = places[chat % 3]
        kinds = dice.sample(list(KINDS), messages // chats)
        written.append([Written(channel, name.format(chat), kind) for kind in kinds])
    return written


async def _drive(
    server: Server,
    far: Far,
    written: Sequence[Sequence[Written]],
    killed: list[float],
    starting: list[tuple[float, float]],
    kills: int,
    dice: random.Random,
    pause: float,
    patience: float,
) -> list[tuple[float, float]]:
    """Delivers the messages, kills the server meanwhile, and waits for the answers.

    Returns when each webhook call began and how long it took, in seconds.
    """
    calls: list[tuple[float, float]] = []
    numbers = itertools.count(5_000)
    total = sum(map(len, written))
    async with httpx.AsyncClient(base_url=server.url, timeout=10) as http:
        killing = asyncio.create_task(_kill(server, far, total, killed, starting, kills))
        await asyncio.gather(*(_chat(http, chat, numbers, dice, pause, calls) for chat in written))
        await killing
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not _complete(far.accepted, written):
                    await asyncio.sleep(0.2)
        await asyncio.sleep(1.0)  # for what should not come any more
    return calls


async def _chat(
    http: httpx.AsyncClient,
    messages: Sequence[Written],
    numbers: Iterator[int],
    dice: random.Random,
    pause: float,
    calls: list[tuple[float, float]],
) -> None:
    """One chat's messages as they are written; some come twice, and Telegram's sometimes in the wrong order."""
    waiting = list(messages)
    while waiting:
        await asyncio.sleep(dice.uniform(0, pause))
        swapped = waiting[0].channel == "telegram" and dice.random() < _SWAPPED
        together = [waiting.pop(0) for _ in range(min(len(waiting), 2 if swapped else 1))]
        for message in together:
            message.number = next(numbers)
        for message in reversed(together):
            await _deliver(http, message, calls)
            if dice.random() < _REPEATED:
                await _deliver(http, message, calls)


async def _deliver(http: httpx.AsyncClient, message: Written, calls: list[tuple[float, float]]) -> None:
    """Calls the webhook until it takes the message, as the platforms do."""
    while True:
        began = time.monotonic()
        response = None
        try:
            response = await message.post(http)
        except httpx.ConnectError:
            pass
        except httpx.HTTPError:  # perhaps it was taken in by a server that was killed before it could say so
            message.posted_at = message.posted_at or began
        if response is not None and response.status_code == 200:
            calls.append((began, time.monotonic() - began))
            if not message.taken_at:
                message.posted_at, message.taken_at = message.posted_at or began, time.monotonic()
            return
        await asyncio.sleep(0.5)


async def _kill(
    server: Server,
    far: Far,
    messages: int,
    killed: list[float],
    starting: list[tuple[float, float]],
    kills: int,
) -> None:
    """Kills and restarts the server when a share of the answers is out."""
    for number in range(1, kills + 1):
        while len(far.accepted) < messages * number / (kills + 1):
            await asyncio.sleep(0.01)
        killed.append(time.time())
        began = time.monotonic()
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        await asyncio.to_thread(server.wait_until_ready)
        starting.append((began, time.monotonic() + _WARM_SECONDS))


# Judging


def _marks(accepted: Sequence[Accepted]) -> list[str]:
    """The marks of all answers in what a chat was sent, in order."""
    text = "\n".join(message.text for message in accepted)
    found = [(at, mark) for _, marks in KINDS.values() for mark in marks for at in _places(text, mark)]
    return [mark for _, mark in sorted(found)]


def _places(text: str, mark: str) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def _expected(messages: Sequence[Written]) -> list[str]:
    return [mark for message in messages for mark in KINDS[message.kind][1]]


def _complete(accepted: Sequence[Accepted], written: Sequence[Sequence[Written]]) -> bool:
    sent = _by_chat(accepted)
    return all(set(_expected(messages)) <= set(_marks(sent[messages[0].chat])) for messages in written)


def _by_chat(accepted: Sequence[Accepted]) -> dict[str, list[Accepted]]:
    chats: dict[str, list[Accepted]] = defaultdict(list)
    for message in accepted:
        chats[message.chat].append(message)
    return chats


def _judge(
    report: Report, accepted: Sequence[Accepted], written: Sequence[Sequence[Written]], killed: Sequence[float]
) -> None:
    """Fills in what became of the messages."""
    sent = _by_chat(accepted)
    for messages in written:
        first = _without_repeats(sent[messages[0].chat], killed, report)
        marks, expected = _marks(first), _expected(messages)
        for message in messages:
            counts = {marks.count(mark) for mark in KINDS[message.kind][1]}
            report.answered += counts >= {1} and 0 not in counts
            report.lost += 0 in counts
            if counts - {0, 1}:
                report.answered_twice += 1
                times = [(part.text[:20], round(part.at, 2), part.told) for part in first]
                report.wrong.append(f"{message.chat}: {message.kind} came twice: {times}, kills at {killed}")
        if marks != expected:
            late = [a for a, b in itertools.pairwise(messages) if a.taken_at > b.posted_at + _LATE_SECONDS]
            report.late_arrivals += len(late)
            if not late and sorted(marks) == sorted(expected):
                report.out_of_order += 1
                report.wrong.append(f"{messages[0].chat}: wrote {[m.kind for m in messages]}, was sent {marks}")


def _without_repeats(sent: Sequence[Accepted], killed: Sequence[float], report: Report) -> list[Accepted]:
    """What a chat was sent, without what had to be sent again because its sender could not know that it had arrived."""
    kept: list[Accepted] = []
    for message in sent:
        if kept and kept[-1].text == message.text:
            if not kept[-1].told:
                report.sent_twice_after_drop += 1
                kept[-1] = message
                continue
            if any(-0.5 < moment - kept[-1].at < _KILL_SECONDS for moment in killed):
                report.sent_twice_after_kill += 1
                kept[-1] = message
                continue
        kept.append(message)
    return kept


def main() -> None:
    """Prints the figures of one run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--faults", type=float, default=0.1, help="share of what is sent that meets a fault")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    report = run(chosen.messages, chosen.chats, chosen.faults, chosen.kills, seed=chosen.seed)
    for name, value in asdict(report).items():
        print(f"{name.replace('_', ' '):36}{value}")


if __name__ == "__main__":
    main()
