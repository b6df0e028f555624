"""How long a messenger waits for its webhook call to be answered, while the server is idle and while it is busy.

    python -m benchmarks.webhooks

Telegram's updates come to a real server at a steady rate, first alone, then while clients ask by the API without a
pause, so that every thread that answers is at work. Clients and the far side run in a process of their own.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from benchmarks.channels import KINDS, Server, write_bulletins
from tests.channels_helpers import TELEGRAM_SECRET, settings_for
from tests.fake_messengers import far_side, telegram_update

_QUESTIONS = [KINDS[kind][0] for kind in ("list", "long list", "sentence")]
_PEOPLE = 50
_WARM = 20


@dataclass(frozen=True)
class Waits:
    """Milliseconds of webhook calls, the questions that were answered by the API meanwhile, and the machine's load."""

    p50: float
    p99: float
    slowest: float
    asked_per_second: float
    load: float


def run(calls: int, rate: float, clients: int) -> dict[str, Waits]:
    """The waits of `calls` calls, `rate` a second, without other work and while `clients` ask."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    others = context.Process(target=_others, args=(there,), daemon=True)
    others.start()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(settings_for(here.recv()), Path(folder))
        server.ingest(write_bulletins(Path(folder)))
        server.start()
        server.wait_until_ready()
        numbers = itertools.count(1_000)
        waits = {}
        _calls(server.port, numbers, _WARM, rate)
        for name, asking in (("alone", 0), (f"{clients} clients ask", clients)):
            here.send((server.port, asking))
            waits[name] = _measured(here, lambda: _calls(server.port, numbers, calls, rate))
        server.stop()
    here.send(None)
    others.join(10)
    return waits


def _measured(here: Connection, work: Callable[[], list[float]]) -> Waits:
    here.recv()
    began = time.monotonic()
    times = np.array(work()) * 1000
    took = time.monotonic() - began
    here.send("stop")
    p50, p99, slowest = np.percentile(times, [50, 99, 100]).round(1).tolist()
    return Waits(p50, p99, slowest, round(here.recv() / took, 1), round(os.getloadavg()[0], 1))


def _calls(port: int, numbers: Iterator[int], count: int, rate: float) -> list[float]:
    """Seconds that each of `count` calls took; a new one is made at its time, whatever became of those before."""
    took: list[float] = []

    def call(number: int) -> None:
        update = telegram_update(number, 1 + number % _PEOPLE, random.choice(_QUESTIONS))
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", "/channels/telegram", json.dumps(update), headers)
        assert connection.getresponse().status == 200
        took.append(time.perf_counter() - began)
        connection.close()

    threads = []
    for _ in range(count):
        threads.append(threading.Thread(target=call, args=(next(numbers),)))
        threads[-1].start()
        time.sleep(random.expovariate(rate))
    for thread in threads:
        thread.join()
    return took


def _others(there: Connection) -> None:
    """The far side, and clients that ask while they are told to."""
    with far_side() as far:
        there.send(far.url)
        while (task := there.recv()) is not None:
            port, clients = task
            with _asking(port, clients) as asked:
                there.send("begun")
                there.recv()
            there.send(float(sum(asked)))


@contextmanager
def _asking(port: int, clients: int) -> Iterator[Sequence[int]]:
    """Clients that ask one question after the other; how many each has asked."""
    asked, stopped = [0] * clients, threading.Event()

    def ask(client: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Content-Type": "application/json"}
        while not stopped.is_set():
            body = json.dumps({"question": random.choice(_QUESTIONS)})
            connection.request("POST", "/api/ask", body, headers)
            connection.getresponse().read()
            asked[client] += 1

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield asked
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def main() -> None:
    """Prints the waits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=400)
    parser.add_argument("--rate", type=float, default=20.0, help="webhook calls per second")
    parser.add_argument("--clients", type=int, default=4, help="clients that ask without a pause")
    chosen = parser.parse_args()
    for name, waits in run(chosen.calls, chosen.rate, chosen.clients).items():
        print(f"{name:20}", "  ".join(f"{key} {value}" for key, value in asdict(waits).items()))


if __name__ == "__main__":
    main()
