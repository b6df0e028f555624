"""Signs of life: how a reader says that a long document goes on page by page and has not got stuck."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_listener: ContextVar[Callable[[], None] | None] = ContextVar("listener", default=None)


def beat() -> None:
    """Says that one more part of a document is about to be read; nothing happens where nobody listens."""
    if listener := _listener.get():
        listener()


@contextmanager
def heard_by(listener: Callable[[], None]) -> Iterator[None]:
    """Within the context, `listener` is called at each beat."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
