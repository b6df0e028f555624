"""How often the model's answers were shown, and why not; what became of their sentences. For `/metrics` and the log."""

from __future__ import annotations

import threading
from collections import Counter

from bot.generation.failures import Failure
from bot.generation.verify import Reason

GENERATED = "generated"
"""The outcome of an answer that the model worded."""
KEPT = "kept"
"""The fate of a sentence that was shown."""
COMPLETED = "completed"
"""The fate of an item of a list that the model left out and that was added verbatim."""


class Counts:
    """Counters that many threads add to."""

    def __init__(self) -> None:
        self._answers: Counter[str] = Counter()
        self._sentences: Counter[str] = Counter()
        self._lock = threading.Lock()

    def answer(self, outcome: Failure | None) -> None:
        """Counts an answer: None for one that the model worded."""
        with self._lock:
            self._answers[GENERATED if outcome is None else outcome.value] += 1

    def sentence(self, fate: Reason | str) -> None:
        """Counts a sentence by what became of it."""
        with self._lock:
            self._sentences[str(fate)] += 1

    @property
    def answers(self) -> dict[str, int]:
        """Answers by outcome: `generated`, or the failure for which the extractive answer took over."""
        with self._lock:
            return dict(self._answers)

    @property
    def sentences(self) -> dict[str, int]:
        """Generated sentences by fate: `kept`, or the reason for which one was removed; `completed` items of lists."""
        with self._lock:
            return dict(self._sentences)
