"""The log: a server's on stderr, and a file for what a person should not have to see."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MAX_BYTES = 2_000_000


def configure(debug: bool) -> None:
    """Logs to stderr: warnings, and what the server does; everything of ours when `debug`."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    for name in ("bot", "ingest", "vectorstore"):
        logging.getLogger(name).setLevel(logging.DEBUG if debug else logging.INFO)


@contextmanager
def of_command(debug: bool) -> Iterator[None]:
    """Keeps what a command logs while it takes documents in in the log file; shows it on stderr when `debug`."""
    if debug:
        configure(debug)
        yield
        return
    log, handler = logging.getLogger("ingest"), _LogFile(logging.ERROR)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


class _LogFile(logging.Handler):
    """Appends to the log file."""

    def emit(self, record: logging.LogRecord) -> None:
        """Appends what was logged."""
        _append(f"{self.format(record)}\n")


def log_file() -> Path:
    """Where unexpected errors of commands are kept."""
    from platformdirs import user_log_path

    return user_log_path("bantin") / "bantin.log"


def keep(error: BaseException) -> Path | None:
    """Appends the traceback of `error` to the log file; None where it cannot be written."""
    return _append("".join(traceback.format_exception(error)))


def _append(text: str) -> Path | None:
    import datetime

    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _MAX_BYTES:
            path.replace(path.with_suffix(".log.1"))
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.datetime.now().astimezone().isoformat(timespec='seconds')}\n{text}")
    except OSError:
        return None
    return path
