"""Watches folders and tells what changed in them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.sources import ASIDE

_REST_MS = 1_600  # a file that is being copied changes many times
_STEP_MS = 400


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths that are new or changed, and paths at which there is nothing any more."""

    changed: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()


def watch(folders: Sequence[str], stop: threading.Event | None = None) -> Iterator[Changes]:
    """Yields what changed in `folders`, soon after it did and once it is at rest, until `stop` is set or Ctrl+C.

    Corrections in `bantin.toml` make all files of their folder count as changed.
    """
    from watchfiles import watch as watch_files

    for changes in watch_files(*folders, stop_event=stop, debounce=_REST_MS, step=_STEP_MS, raise_interrupt=True):
        paths = {Path(path).parent if Path(path).name == ASIDE else Path(path) for _, path in changes}
        changed = sorted(str(path) for path in paths if path.exists())
        vanished = sorted(str(path) for path in paths if not path.exists())
        yield Changes(tuple(changed), tuple(vanished))
