"""Parses documents in a process of its own, so that a file that crashes or hangs a parser harms nothing else."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ingest.containers import Refused, expand
from ingest.errors import IngestError, ReaderFailed, UnreadableFile
from ingest.sources import RawDocument
from ingest.worker_messages import Alive, Answer, Failed, FailedUnexpectedly, Parse, Parsed, Prepare, Request
from vectorstore.models import Bulletin

if TYPE_CHECKING:
    from ingest.settings import IngestSettings

_ROOT = Path(__file__).parent.parent
_MANY_PAGES = 30  # times the limit that a document of many pages, each read within the limit, may take in all
_PREPARE_SHARE = 0.8  # of the limit; what is not converted together by then is converted one by one
_RENEWED_AFTER = 1_000  # documents, so that what a library leaks does not add up


class Parser:
    """Reads documents in a worker process, which starts with the first one, and again after it had to be killed.

    It may be used from several threads, which then wait for each other. Close it, or use it as a context manager.
    """

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process: _Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def expand(self, raw: RawDocument) -> Iterator[RawDocument | Refused]:
        """The documents in a container; any other document is its own only one. Raises `IngestError`."""
        return expand(raw, self._settings.max_file_bytes)

    def prepare(self, raws: Sequence[RawDocument]) -> None:
        """Gets documents ready that are about to be parsed: those that LibreOffice converts share one start of it.

        This only saves time: what fails here is found out when the document is parsed.
        """
        from ingest.readers.office import is_converted

        wanted = tuple(raw for raw in raws if is_converted(raw.name))
        if len(wanted) < 2:
            return
        limit = self._settings.parse_seconds
        with self._lock:
            try:
                self._running().ask(Prepare(wanted, _PREPARE_SHARE * limit), limit)
            except _Dead:
                self._stop()

    def parse(self, raw: RawDocument) -> Bulletin:
        """A document as a bulletin.

        Raises `IngestError`, also where reading it takes too much time or memory, or crashes.
        """
        with self._lock:
            try:
                answer = self._running().ask(Parse(raw), self._settings.parse_seconds)
            except _Dead as death:
                self._stop()
                raise self._too_slow(raw.name) if death.was_killed else _crashed(raw.name) from death
            except BaseException:
                self._stop()  # it would answer a question that nobody waits for any more
                raise
        if isinstance(answer, Parsed):
            return answer.bulletin
        if isinstance(answer, Failed):
            raise answer.kind(answer.vi, answer.en)
        if isinstance(answer, FailedUnexpectedly):
            raise ReaderFailed(raw.name, answer.details)
        raise self._too_large(raw.name)

    def close(self) -> None:
        """Ends the worker process."""
        with self._lock:
            self._stop()

    def _running(self) -> _Process:
        if self._process is not None and (self._process.asked >= _RENEWED_AFTER or self._process.has_ended):
            self._stop()
        if self._process is None:
            self._process = _Process(self._settings.parse_memory_mb * 1_000_000)
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None

    def _too_slow(self, name: str) -> IngestError:
        limit = f"{self._settings.parse_seconds:g}"
        return UnreadableFile(
            f"Đọc tệp {name} mất quá {limit} giây nên đã dừng (BANTIN_PARSE_SECONDS).",
            f"Reading {name} took more than {limit} seconds and was stopped (BANTIN_PARSE_SECONDS).",
        )

    def _too_large(self, name: str) -> IngestError:
        limit = f"{self._settings.parse_memory_mb:,} MB"
        return UnreadableFile(
            f"Đọc tệp {name} cần hơn {limit} bộ nhớ nên đã dừng (BANTIN_PARSE_MEMORY_MB).",
            f"Reading {name} needs more than {limit} of memory and was stopped (BANTIN_PARSE_MEMORY_MB).",
        )


def _crashed(name: str) -> IngestError:
    return UnreadableFile(
        f"Tệp {name} làm hỏng tiến trình đọc: tệp bị lỗi, hoặc cần quá nhiều bộ nhớ (BANTIN_PARSE_MEMORY_MB).",
        f"{name} crashed the process that reads files: it is broken, or needs more memory (BANTIN_PARSE_MEMORY_MB).",
    )


class _Dead(Exception):
    """The worker process is gone: `was_killed` for taking too long, else by itself."""

    def __init__(self, was_killed: bool) -> None:
        super().__init__()
        self.was_killed = was_killed


class _Process:
    """A worker process, its folder for temporary files, and the conversation with it."""

    def __init__(self, memory: int) -> None:
        self.asked = 0
        self._folder = tempfile.TemporaryDirectory(prefix="bantin-worker-", ignore_cleanup_errors=True)
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ingest.worker_process", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "TMPDIR": self._folder.name},
            start_new_session=True,
        )

    def ask(self, request: Request, limit: float) -> Answer:
        """What the process answers; it must answer or show a sign of life every `limit` seconds. Raises `_Dead`."""
        self.asked += 1
        deadline = time.monotonic() + _MANY_PAGES * limit
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        with _Watch(self._end, limit) as watch:
            try:
                pickle.dump(request, stdin, pickle.HIGHEST_PROTOCOL)
                stdin.flush()
                answer: Answer = pickle.load(stdout)
                while isinstance(answer, Alive):
                    watch.restart(min(limit, deadline - time.monotonic()))
                    answer = pickle.load(stdout)
            except (EOFError, OSError, pickle.UnpicklingError) as error:
                raise _Dead(watch.has_ended) from error
        if watch.has_ended:
            raise _Dead(was_killed=True)
        return answer

    @property
    def has_ended(self) -> bool:
        """Whether the process ended by itself, or was killed by somebody else."""
        return self._process.poll() is not None

    def close(self) -> None:
        """Ends the process and removes its temporary files."""
        self._end()
        self._process.communicate()
        self._folder.cleanup()

    def _end(self) -> None:
        """Ends the process and all that it started."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()


class _Watch:
    """Ends something when time is up, unless it is stopped or started again before."""

    def __init__(self, end: Callable[[], None], seconds: float) -> None:
        self.has_ended = False
        self._end = end
        self._timer = self._started(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def restart(self, seconds: float) -> None:
        """Gives it as many seconds from now on."""
        self._timer.cancel()
        self._timer = self._started(max(seconds, 0.0))

    def _started(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._time_is_up)
        timer.daemon = True
        timer.start()
        return timer

    def _time_is_up(self) -> None:
        self.has_ended = True
        self._end()
