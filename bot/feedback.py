"""Which questions were asked, what was answered, and what people thought of it: one SQLite file in the data folder.

Several processes may write it at once: the server, and a bot that polls beside it.
"""

from __future__ import annotations

import datetime
import sqlite3
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

from bot.models import Answer
from bot.private_file import private_file
from vectorstore.errors import BantinError, Language
from vectorstore.text import encodable

Rating = Literal["up", "down"]

MAX_COMMENT = 2_000
"""The longest comment that is kept, in characters."""

_NAME = "feedback.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS questions (
    answer_id TEXT PRIMARY KEY, asked_at TEXT NOT NULL, channel TEXT NOT NULL, session_id TEXT NOT NULL,
    language TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, answered INTEGER NOT NULL,
    confidence REAL NOT NULL, elapsed_ms REAL NOT NULL, rating TEXT, comment TEXT, rated_at TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS questions_by_time ON questions (asked_at);
"""
_ROW = (
    "answer_id, asked_at, channel, session_id, language, question, answer, answered, confidence, elapsed_ms,"
    " rating, comment"
)
_WAIT_SECONDS = 10.0


class UnknownAnswer(BantinError):
    """No answer with this id is on record, so it cannot be rated."""

    def __init__(self) -> None:
        super().__init__(
            "Không tìm thấy câu trả lời này: có thể nó đã quá cũ; hãy hỏi lại rồi góp ý.",
            "This answer is not on record: it may be too old; please ask again and rate the new answer.",
        )


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question on record, with its answer, after how many milliseconds it came, and what the person who asked
    thought of it."""

    answer_id: str
    asked_at: datetime.datetime
    channel: str
    session_id: str
    language: Language
    question: str
    answer: str
    answered: bool
    confidence: float
    elapsed_ms: float
    rating: Rating | None = None
    comment: str | None = None


class FeedbackStore:
    """The questions on record; safe to use from many threads and processes."""

    def __init__(self, connection: sqlite3.Connection, keep_days: int = 0) -> None:
        self._connection = connection
        self._keep = datetime.timedelta(days=keep_days)
        self._lock = threading.Lock()
        with self._lock:
            connection.executescript(_SCHEMA)

    @classmethod
    def open(cls, data_dir: Path, keep_days: int = 0) -> Self:
        """The store of a data folder, made if it is not there yet; `keep_days`, if not 0, is how long it remembers."""
        path = private_file(data_dir / _NAME)
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        return cls(connection, keep_days)

    @classmethod
    def in_memory(cls) -> Self:
        """A store that lasts as long as the process."""
        return cls(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))

    def record_answer(self, answer: Answer, question: str, channel: str) -> None:
        """Puts a question and its answer on record; the same answer is recorded once, however often it is sent.

        `channel` says where it was asked: "web", "api", "telegram", …
        """
        if self._keep:
            self.forget(_now() - self._keep)
        with self._lock:
            self._connection.execute(
                "INSERT OR IGNORE INTO questions (answer_id, asked_at, channel, session_id, language, question, answer,"
                " answered, confidence, elapsed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    answer.answer_id,
                    _now().isoformat(timespec="milliseconds"),
                    channel,
                    encodable(answer.session_id),
                    answer.language,
                    encodable(question),
                    encodable(answer.text),
                    answer.answered,
                    answer.confidence,
                    answer.elapsed_ms,
                ),
            )

    def rate(self, answer_id: str, rating: Rating, comment: str | None = None) -> None:
        """Keeps what a person thought of an answer; a later rating replaces it, a comment stays until a new one comes.

        Raises UnknownAnswer.
        """
        with self._lock:
            rated = self._connection.execute(
                "UPDATE questions SET rating = ?, comment = coalesce(?, comment), rated_at = ? WHERE answer_id = ?",
                (
                    rating,
                    encodable(comment or "").strip()[:MAX_COMMENT] or None,
                    _now().isoformat(timespec="milliseconds"),
                    encodable(answer_id),
                ),
            )
            if rated.rowcount == 0:
                raise UnknownAnswer

    def questions(
        self, unanswered: bool = False, down: bool = False, limit: int = 100, offset: int = 0
    ) -> list[AskedQuestion]:
        """The questions on record, newest first: all of them, or those that are unanswered or voted down.

        With both set, a question that is either is listed.
        """
        with self._lock:
            rows = self._connection.execute(
                f"SELECT {_ROW} FROM questions WHERE {_condition(unanswered, down)} "
                "ORDER BY asked_at DESC, answer_id LIMIT ? OFFSET ?",
                (limit, offset),
            ).fetchall()
        return [_asked(row) for row in rows]

    def count(self, unanswered: bool = False, down: bool = False) -> int:
        """How many questions `questions` lists with the same conditions, without a limit."""
        with self._lock:
            row = self._connection.execute(f"SELECT count(*) FROM questions WHERE {_condition(unanswered, down)}")
            return int(row.fetchone()[0])

    def forget(self, before: datetime.datetime) -> int:
        """Deletes the questions asked before a time; says how many there were."""
        moment = before.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
        with self._lock:
            return self._connection.execute("DELETE FROM questions WHERE asked_at < ?", (moment,)).rowcount

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _condition(unanswered: bool, down: bool) -> str:
    """The rows that are meant, as SQL."""
    chosen = [sql for wanted, sql in ((unanswered, "NOT answered"), (down, "rating = 'down'")) if wanted]
    return " OR ".join(chosen) or "1"


def _asked(row: tuple[Any, ...]) -> AskedQuestion:
    """A question from the columns of _ROW, which are in the order of its fields."""
    asked = AskedQuestion(*row)
    return replace(asked, asked_at=datetime.datetime.fromisoformat(row[1]), answered=bool(asked.answered))
