"""Watches folders and tells what changed in them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.sources import ASIDE

_REST_MS = 1_600  # a file that is being copied changes many times
_STEP_MS = 400
_IDLE_MS = 2_000  # after so long without a change, an empty one is told


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths that are new or changed, and paths at which there is nothing any more."""

    changed: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.vanished)

    def after(self, earlier: Changes) -> Changes:
        """These changes and earlier ones together."""
        return _changes({*map(Path, earlier.changed + earlier.vanished + self.changed + self.vanished)})


def watch(folders: Sequence[str], stop: threading.Event | None = None) -> Iterator[Changes]:
    """Yields what changed in `folders`, soon after it did and once it is at rest, until `stop` is set or Ctrl+C; now
    and then nothing, so that what could not be done can be tried again.

    Corrections in `bantin.toml` make all files of their folder count as changed.
    """
    from watchfiles import watch as watch_files

    for changes in watch_files(
        *folders,
        stop_event=stop,
        debounce=_REST_MS,
        step=_STEP_MS,
        rust_timeout=_IDLE_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        yield _changes({Path(path).parent if Path(path).name == ASIDE else Path(path) for _, path in changes})


def _changes(paths: set[Path]) -> Changes:
    there = {path for path in paths if path.exists()}
    return Changes(tuple(sorted(map(str, there))), tuple(sorted(map(str, paths - there))))
