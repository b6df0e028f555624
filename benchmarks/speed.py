"""Speed: a question against the bare embedding call, ingest against bare embedding, a cold start."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.sets import PROJECT
from bot.assistant import Assistant
from bot.evaluation.indexes import BATCH, temporary_index
from bot.evaluation.sets import QuestionSet
from vectorstore.index import Index
from vectorstore.query import Form

_QUESTIONS = 300
_COLD_QUESTION = "Bốn nhiệm vụ trọng tâm là gì?"


def latency(index: Index, questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of a whole question and of its bare embedding call, taken in turn, and their ratios."""
    assistant = Assistant(index)
    asked, embedded = [], []
    for question in questions[:_QUESTIONS]:
        embedded.append(_milliseconds(lambda q=question: index.embedder.encode_queries([q])))  # type: ignore[misc]
        asked.append(_milliseconds(lambda q=question: assistant.ask(q)))  # type: ignore[misc]
    (ask50, ask95), (bare50, bare95) = (np.percentile(times, [50, 95]).tolist() for times in (asked, embedded))
    return {
        "question p50 ms": ask50,
        "question p95 ms": ask95,
        "embedding p50 ms": bare50,
        "embedding p95 ms": bare95,
        "p50 ratio": ask50 / bare50,
        "p95 ratio": ask95 / bare95,
    }


def throughput(questions: QuestionSet) -> dict[str, float]:
    """Passages per second of ingest into a new index (its model loaded) and of bare embedding of the same passages."""
    with temporary_index([]) as index:
        passages = [p.text for bulletin in questions.bulletins for p in bulletin.passages]
        ingest = _milliseconds(
            lambda: [
                index.replace(questions.bulletins[first : first + BATCH])
                for first in range(0, len(questions.bulletins), BATCH)
            ]
        )
        bare = _milliseconds(lambda: index.embedder.encode_documents(passages))
    return {
        "ingest passages/s": len(passages) / ingest * 1000,
        "embedding passages/s": len(passages) / bare * 1000,
        "ratio": bare / ingest,
    }


def cold_start() -> dict[str, float | str]:
    """Seconds and memory of `bantin ask` in a new process on a prepared index of the sample bulletins."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "BANTIN_DATA_DIR": folder}
        bantin = str(Path(sys.executable).with_name("bantin"))
        bulletins = PROJECT / "data" / "bulletins"
        subprocess.run([bantin, "ingest", str(bulletins), "--json"], env=environment, check=True, capture_output=True)
        seconds = []
        for _ in range(3):
            started = time.perf_counter()
            done = subprocess.run(
                [bantin, "ask", _COLD_QUESTION, "--json"], env=environment, check=True, capture_output=True
            )
            seconds.append(time.perf_counter() - started)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        return {
            "cold `bantin ask` s (best, median of 3)": f"{min(seconds):.2f}, {sorted(seconds)[1]:.2f}",
            "items answered": str(len(json.loads(done.stdout)["items"])),
            "largest child process MB": memory,
        }


def questions_of(questions: QuestionSet, form: Form) -> list[str]:
    """All questions of a set in one form."""
    return [case.forms[form] for case in questions.cases if form in case.forms]


def _milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
