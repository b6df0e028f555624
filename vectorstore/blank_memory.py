"""Memory that holds nothing of before, for libraries that write to files what they never wrote to memory."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

_PERTURB = -6  # M_PERTURB of glibc's malloc.h: memory is filled with the complement of the option's value
_ZEROS, _OFF = 255, 0


@contextmanager
def blank_memory() -> Iterator[None]:
    """Within the context the memory that this process allocates is filled with zeros, and what it frees is overwritten;
    everything takes longer. Pieces of up to a kilobyte that a thread has freed before and takes again are left as they
    are; Chroma's threads hold vectors, and no text. Nothing happens where the C library is not glibc."""
    _set_perturb(_ZEROS)
    try:
        yield
    finally:
        _set_perturb(_OFF)


def _set_perturb(value: int) -> None:
    if mallopt := _mallopt():
        mallopt(_PERTURB, value)


@lru_cache(maxsize=1)
def _mallopt() -> Any:
    """The function of glibc, None where there is none."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
    return getattr(library, "mallopt", None) if hasattr(library, "gnu_get_libc_version") else None
