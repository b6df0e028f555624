"""A circuit breaker: after a few failures in a row nobody waits for the model until it has answered a trial."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_FAILURES = 2  # in a row, that open the circuit: more would let as many people wait for nothing
_PAUSE = 30.0  # seconds before the model is tried again


class Breaker:
    """Says whether to call the model; safe to use from many threads."""

    def __init__(self, pause: float = _PAUSE, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._clock = clock
        self._failures = 0
        self._retry_at = 0.0
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether the model is taken to be down."""
        return self._failures >= _FAILURES

    def succeeded(self) -> None:
        """Notes that the model answered."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Notes that the model failed to answer."""
        with self._lock:
            self._failures += 1
            self._retry_at = self._clock() + self._pause

    def should_try(self) -> bool:
        """Whether an open circuit has rested long enough for a trial; true once in each pause."""
        with self._lock:
            if not self.is_open or self._clock() < self._retry_at:
                return False
            self._retry_at = self._clock() + self._pause
            return True
