"""What each conversation was about last: one small SQLite file in the data folder, so that it survives a restart.

It holds the question as it was asked and where the answer stands, no quotation: of a bulletin that is taken out it
keeps nothing but the id.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Self

from bot.private_file import private_file
from bot.question.conversation import Place, Turn
from vectorstore.text import encodable

_NAME = "sessions.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS turns (session_id TEXT PRIMARY KEY, at REAL NOT NULL, turn TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS turns_by_time ON turns (at);
"""
_WAIT_SECONDS = 10.0
_HOUR = 3600.0


class SessionStore:
    """The last turn of each conversation; safe to use from many threads and processes."""

    def __init__(self, connection: sqlite3.Connection, keep_hours: float) -> None:
        self._connection = connection
        self._keep_seconds = keep_hours * _HOUR
        self._lock = threading.Lock()
        with self._lock:
            connection.execute("PRAGMA secure_delete = ON")
            connection.executescript(_SCHEMA)

    @classmethod
    def open(cls, data_dir: Path, keep_hours: float) -> Self:
        """The store of a data folder, made if it is not there yet; turns older than `keep_hours` are forgotten."""
        path = private_file(data_dir / _NAME)
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        return cls(connection, keep_hours)

    @classmethod
    def in_memory(cls, keep_hours: float = 24.0) -> Self:
        """A store that lasts as long as the process."""
        return cls(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False), keep_hours)

    def last(self, session_id: str) -> Turn | None:
        """The last turn of a conversation, None if there was none or it is too old."""
        with self._lock:
            row = self._connection.execute(
                "SELECT turn FROM turns WHERE session_id = ? AND at >= ?",
                (encodable(session_id), time.time() - self._keep_seconds),
            ).fetchone()
        return _turn(row[0]) if row else None

    def keep(self, session_id: str, turn: Turn) -> None:
        """Makes `turn` the last of a conversation, and forgets what is too old."""
        now = time.time()
        with self._lock:
            self._connection.execute("DELETE FROM turns WHERE at < ?", (now - self._keep_seconds,))
            if self._keep_seconds:
                self._connection.execute(
                    "INSERT OR REPLACE INTO turns VALUES (?, ?, ?)",
                    (encodable(session_id), now, encodable(json.dumps(asdict(turn), ensure_ascii=False))),
                )

    def forget(self, session_id: str) -> None:
        """Forgets a conversation, if it is known, and leaves no trace of it in the file."""
        with self._lock:
            self._connection.execute("DELETE FROM turns WHERE session_id = ?", (encodable(session_id),))
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()


def _turn(stored: str) -> Turn:
    turn = json.loads(stored)
    quoted = tuple(Place(**place) for place in turn["quoted"])
    return Turn(
        turn["question"],
        quoted,
        Place(**turn["listed"]) if turn["listed"] else None,
        turn["about"],
        turn.get("asked", ""),
    )
