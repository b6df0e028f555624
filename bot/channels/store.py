"""The inbox and the outbox: an SQLite database by which no message is lost and none is answered twice.

A message is in the inbox before its sender is told that it arrived. Its reply's parts enter the outbox in the same
transaction that marks it answered, and each part leaves the outbox as soon as the far side has taken it. Whatever
happens in between, what is there afterwards is what is left to do. A power cut may undo the last moments of that work,
which is then done again, but no arrival.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.channels.messages import Body, ChatState, Choice, Envelope, new_session
from bot.private_file import private_file
from vectorstore.errors import BantinError, Language
from vectorstore.text import encodable

P = ParamSpec("P")
T = TypeVar("T")

NAME = "channels.db"
_GAP_SECONDS = 0.5
"""How long a message waits for the one before it that has not arrived."""
_NEARBY = 100
"""How many positions before a message are looked through for one that is missing."""
_LATELY_SECONDS = 10.0
"""Only among messages of this time is a missing one likely to be on its way."""
_LARGEST = 2**62
"""Positions beyond it are no positions."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS inbox (
    id INTEGER PRIMARY KEY, channel TEXT NOT NULL, message_id TEXT NOT NULL, chat TEXT NOT NULL,
    position INTEGER NOT NULL, body TEXT, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    since REAL NOT NULL, due REAL NOT NULL, vi TEXT, en TEXT, UNIQUE (channel, message_id)
);
CREATE INDEX IF NOT EXISTS inbox_waiting ON inbox (channel, chat, position, id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS inbox_position ON inbox (channel, position);
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY, message INTEGER NOT NULL, channel TEXT NOT NULL, chat TEXT NOT NULL, body TEXT NOT NULL,
    state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, since REAL NOT NULL, due REAL NOT NULL, vi TEXT, en TEXT
);
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (channel, chat, id) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS chats (
    channel TEXT, chat TEXT, session INTEGER NOT NULL, language TEXT NOT NULL, answer_id TEXT NOT NULL,
    PRIMARY KEY (channel, chat)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS choices (id TEXT PRIMARY KEY, text TEXT NOT NULL, since REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS problems (channel TEXT PRIMARY KEY, vi TEXT NOT NULL, en TEXT NOT NULL) WITHOUT ROWID;
"""
_RECEIVE = """
INSERT INTO inbox (channel, message_id, chat, position, body, state, since, due)
SELECT :channel, :message_id, :chat, :position, :body, :state, :now,
    CASE WHEN last < :position - 1 OR (count > 0 AND count < :position - first) THEN :later ELSE :now END
FROM (
    SELECT MAX(position) AS last, MIN(position) FILTER (WHERE since > :lately) AS first,
        COUNT(*) FILTER (WHERE since > :lately) AS count
    FROM inbox WHERE channel = :channel AND position >= :nearby AND position < :position
)
WHERE true ON CONFLICT DO NOTHING
"""
"""One statement, as few as can be: a webhook waits for it. A message waits for the one right before it that is missing,
or for one shortly before it that may be on its way; that only concerns channels whose messages are numbered."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the inbox that waits for its answer; `since` is when it arrived, in seconds of the epoch."""

    id: int
    channel: str
    chat: str
    body: Body
    attempts: int
    since: float


@dataclass(frozen=True, slots=True)
class Part:
    """A message of the outbox that waits to be sent; `message` is the one in the inbox that it answers."""

    id: int
    message: int
    channel: str
    chat: str
    body: Body
    attempts: int
    since: float


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that was given up: it could not be answered, or its answer was refused."""

    channel: str
    chat: str
    since: float
    vi: str
    en: str

    def reason(self, language: Language) -> str:
        """Why it was given up, and what to do."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits in a channel: messages to answer and parts to send; `oldest` is when the first of them came."""

    waiting: int
    undelivered: int
    oldest: float | None


class DeliveryStore:
    """The database in a data folder; several processes and threads may use it at the same time."""

    def __init__(self, data_dir: Path) -> None:
        path = private_file(data_dir / NAME)
        self._connection = _connected(path)
        self._connection.executescript(_SCHEMA)
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "bantin-delivery")
        # What arrives does not queue behind the work on what is there.
        self._arrivals = _connected(path)
        self._arrivals.execute("PRAGMA synchronous = FULL")
        self._arrivals.execute("PRAGMA wal_autocheckpoint = 0")
        self._writing = threading.Lock()  # a second writer would sleep, for up to a tenth of a second at a time
        self._arrival_thread = ThreadPoolExecutor(1, "bantin-arrivals")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of one of the methods below, from the store's own thread; it is finished even if cancelled."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args, **kwargs))

    def close(self) -> None:
        """Finishes what was begun and closes the database."""
        for thread in (self._thread, self._arrival_thread):
            thread.shutdown()
        for connection in (self._connection, self._arrivals):
            connection.close()

    # What arrives

    async def receive(self, channel: str, envelope: Envelope, now: float) -> bool:
        """Puts a message into the inbox; False if it was there before. It is on disk when this returns."""
        position = max(-_LARGEST, min(envelope.position, _LARGEST))
        values = {
            "channel": channel,
            "message_id": encodable(envelope.id),
            "chat": encodable(envelope.chat),
            "position": position,
            "body": None if envelope.body is None else _json(envelope.body),
            "state": "done" if envelope.body is None else "waiting",
            "now": now,
            "later": now + _GAP_SECONDS,
            "lately": now - _LATELY_SECONDS,
            "nearby": position - _NEARBY if envelope.numbered else position,
        }
        return await asyncio.get_running_loop().run_in_executor(self._arrival_thread, self._insert, values)

    def _insert(self, values: dict[str, object]) -> bool:
        with self._writing:
            return self._arrivals.execute(_RECEIVE, values).rowcount == 1

    # What is to be done

    def ready(self, channel: str, now: float) -> list[str]:
        """The chats in which something is to be sent or answered now."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT chat FROM (SELECT chat, due, ROW_NUMBER() OVER (PARTITION BY chat ORDER BY id) AS place "
                "FROM outbox WHERE channel = :channel AND state = 'waiting') WHERE place = 1 AND due <= :now "
                "UNION ALL "
                "SELECT chat FROM (SELECT chat, due, "
                "ROW_NUMBER() OVER (PARTITION BY chat ORDER BY position, id) AS place "
                "FROM inbox WHERE channel = :channel AND state = 'waiting') WHERE place = 1 AND due <= :now "
                "AND chat NOT IN (SELECT chat FROM outbox WHERE channel = :channel AND state = 'waiting')",
                {"channel": channel, "now": now},
            ).fetchall()
        return [row[0] for row in rows]

    def next_in(self, channel: str, chat: str, now: float) -> Part | Message | None:
        """What comes next in a chat: the rest of a reply before the next message; None if it has to wait."""
        with self._lock:
            row = self._connection.execute(
                "SELECT id, message, body, attempts, since, due FROM outbox "
                "WHERE channel = ? AND chat = ? AND state = 'waiting' ORDER BY id LIMIT 1",
                (channel, chat),
            ).fetchone()
            if row is not None:
                return (
                    Part(row[0], row[1], channel, chat, json.loads(row[2]), row[3], row[4]) if row[5] <= now else None
                )
            row = self._connection.execute(
                "SELECT id, body, attempts, since, due FROM inbox "
                "WHERE channel = ? AND chat = ? AND state = 'waiting' ORDER BY position, id LIMIT 1",
                (channel, chat),
            ).fetchone()
        if row is None or row[4] > now:
            return None
        return Message(row[0], channel, chat, json.loads(row[1]), row[2], row[3])

    # What has been done

    def answered(
        self,
        message: Message,
        conversation: str,
        parts: Sequence[Body],
        state: ChatState,
        choices: Sequence[Choice],
        now: float,
    ) -> None:
        """Takes a message out of the inbox and puts its reply into the outbox, in one step."""
        with self._write() as connection:
            if self._end(connection, message, "done"):
                self._enqueue(connection, message, parts, now)
                connection.execute(
                    "INSERT OR REPLACE INTO chats VALUES (?, ?, ?, ?, ?)",
                    (message.channel, encodable(conversation), state.session, state.language, state.answer_id),
                )
                connection.executemany(
                    "INSERT OR REPLACE INTO choices VALUES (?, ?, ?)", [(c.id, c.text, now) for c in choices]
                )

    def give_up(self, message: Message, why: BantinError, parts: Sequence[Body], now: float) -> None:
        """Keeps a message that cannot be answered among the undelivered, and puts an apology into the outbox."""
        with self._write() as connection:
            if self._end(connection, message, "undelivered", why):
                self._enqueue(connection, message, parts, now)

    def sent(self, part: Part) -> None:
        """Takes a part out of the outbox, since the far side has it."""
        with self._write() as connection:
            connection.execute("DELETE FROM outbox WHERE id = ?", (part.id,))

    def postpone(self, item: Part | Message, due: float, why: BantinError) -> None:
        """Lets a part or a message wait until `due`."""
        with self._write() as connection:
            connection.execute(
                f"UPDATE {_table(item)} SET due = ?, attempts = attempts + 1, vi = ?, en = ? WHERE id = ?",
                (due, why.vi, why.en, item.id),
            )

    def refused(self, part: Part, why: BantinError) -> None:
        """Keeps a part, and what is left of the same reply, among the undelivered."""
        with self._write() as connection:
            connection.execute(
                "UPDATE outbox SET state = 'undelivered', vi = ?, en = ? "
                "WHERE message = ? AND id >= ? AND state = 'waiting'",
                (why.vi, why.en, part.message, part.id),
            )

    def move(self, channel: str, chat: str, to: str) -> None:
        """Gives everything of a chat to another."""
        with self._write() as connection:
            for table in ("inbox", "outbox"):
                connection.execute(f"UPDATE {table} SET chat = ? WHERE channel = ? AND chat = ?", (to, channel, chat))
            connection.execute(
                "UPDATE OR REPLACE chats SET chat = :to || substr(chat, length(:chat) + 1) "
                "WHERE channel = :channel AND substr(chat || ':', 1, length(:chat) + 1) = :chat || ':'",
                {"channel": channel, "chat": chat, "to": to},
            )

    def forget(self, before: float) -> None:
        """Drops what was finished, offered or given up before a moment."""
        with self._write() as connection:
            connection.execute("DELETE FROM inbox WHERE state != 'waiting' AND since < ?", (before,))
            connection.execute("DELETE FROM outbox WHERE state != 'waiting' AND since < ?", (before,))
            connection.execute("DELETE FROM choices WHERE since < ?", (before,))

    # Conversations

    def state(self, channel: str, conversation: str) -> ChatState:
        """What is remembered of a conversation."""
        with self._lock:
            row = self._connection.execute(
                "SELECT session, language, answer_id FROM chats WHERE channel = ? AND chat = ?",
                (channel, encodable(conversation)),
            ).fetchone()
        return ChatState(*row) if row else ChatState(new_session())

    def choice(self, choice_id: str) -> str | None:
        """The suggested question with this id, None if it was offered too long ago."""
        with self._lock:
            row = self._connection.execute("SELECT text FROM choices WHERE id = ?", (choice_id,)).fetchone()
        return str(row[0]) if row else None

    # For the operator

    def note_problem(self, channel: str, why: BantinError | None) -> None:
        """Remembers why nothing passes in a channel, or with None that all is well."""
        with self._write() as connection:
            if why is None:
                connection.execute("DELETE FROM problems WHERE channel = ?", (channel,))
            else:
                connection.execute("INSERT OR REPLACE INTO problems VALUES (?, ?, ?)", (channel, why.vi, why.en))

    def problem(self, channel: str) -> BantinError | None:
        """Why nothing passes in a channel, None if nothing is known to be wrong."""
        with self._lock:
            row = self._connection.execute("SELECT vi, en FROM problems WHERE channel = ?", (channel,)).fetchone()
        return BantinError(*row) if row else None

    def load(self, channel: str) -> Load:
        """How much waits in a channel, and how much was given up."""
        with self._lock:
            waiting, undelivered, oldest = self._connection.execute(
                "SELECT COUNT(*) FILTER (WHERE state = 'waiting'), "
                "COUNT(DISTINCT message) FILTER (WHERE state = 'undelivered'), "
                "MIN(since) FILTER (WHERE state = 'waiting') "
                "FROM (SELECT state, since, id AS message FROM inbox WHERE channel = :channel AND state != 'done' "
                "UNION ALL SELECT state, since, message FROM outbox WHERE channel = :channel)",
                {"channel": channel},
            ).fetchone()
        return Load(waiting, undelivered, oldest)

    def undelivered(self, limit: int = 100) -> list[Undelivered]:
        """What was given up, newest first."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT channel, chat, MIN(since), vi, en FROM ("
                "SELECT channel, chat, since, vi, en, id AS message FROM inbox WHERE state = 'undelivered' UNION ALL "
                "SELECT channel, chat, since, vi, en, message FROM outbox WHERE state = 'undelivered') "
                "GROUP BY message ORDER BY 3 DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [Undelivered(*row) for row in rows]

    def retry_undelivered(self, now: float) -> int:
        """Lets everything that was given up be tried again; how many answers that concerns."""
        count = len(self.undelivered(-1))
        with self._write() as connection:
            for table in ("inbox", "outbox"):
                connection.execute(
                    f"UPDATE {table} SET state = 'waiting', attempts = 0, since = ?, due = ? "
                    "WHERE state = 'undelivered'",
                    (now, now),
                )
        return count

    def drop_undelivered(self) -> int:
        """Forgets everything that was given up; how many answers that concerns."""
        count = len(self.undelivered(-1))
        with self._write() as connection:
            connection.execute("UPDATE inbox SET state = 'done', body = NULL WHERE state = 'undelivered'")
            connection.execute("DELETE FROM outbox WHERE state = 'undelivered'")
        return count

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._lock, self._writing:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @staticmethod
    def _end(connection: sqlite3.Connection, message: Message, state: str, why: BantinError | None = None) -> bool:
        """Whether it was this call that ended the wait of a message; its text is dropped when it is done."""
        cursor = connection.execute(
            "UPDATE inbox SET state = ?, body = CASE WHEN ? = 'done' THEN NULL ELSE body END, vi = ?, en = ? "
            "WHERE id = ? AND state = 'waiting'",
            (state, state, why and why.vi, why and why.en, message.id),
        )
        return cursor.rowcount == 1

    @staticmethod
    def _enqueue(connection: sqlite3.Connection, message: Message, parts: Sequence[Body], now: float) -> None:
        connection.executemany(
            "INSERT INTO outbox (message, channel, chat, body, state, since, due) VALUES (?, ?, ?, ?, 'waiting', ?, ?)",
            [(message.id, message.channel, message.chat, _json(part), now, now) for part in parts],
        )


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    return connection


def _table(item: Part | Message) -> str:
    return "outbox" if isinstance(item, Part) else "inbox"


def _json(value: Body) -> str:
    """`value` in ASCII, which can also be stored where it holds half a character."""
    return json.dumps(value)
