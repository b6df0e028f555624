"""The catalogue: an SQLite database that says which bulletins exist and which passages of each are current.

It is the commit point of the index. A passage that it does not list does not exist, whatever Chroma and Tantivy hold;
`leftovers` lists the ranges of passage ids that those two may hold beyond it.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore.models import (
    Block,
    BlockKind,
    Bulletin,
    BulletinEntry,
    Filters,
    Item,
    Metadata,
    Passage,
    Section,
    Span,
)
from vectorstore.text import fold, syllables
from vectorstore.vectors import Vector, Vectors, passage_vector

_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bulletins (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, date TEXT, number TEXT, issuer TEXT, kind TEXT,
    issuer_folded TEXT, text TEXT NOT NULL, content_hash TEXT NOT NULL, blocks TEXT NOT NULL, sections TEXT NOT NULL,
    first_passage INTEGER NOT NULL, end_passage INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY, bulletin_id TEXT NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL, kind TEXT NOT NULL, sentences TEXT NOT NULL, path TEXT NOT NULL, lead TEXT NOT NULL,
    section INTEGER, item INTEGER, context TEXT NOT NULL, folded TEXT NOT NULL, vectors BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS leftovers (start INTEGER NOT NULL, stop INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS syllables (
    folded TEXT, syllable TEXT, count INTEGER NOT NULL, PRIMARY KEY (folded, syllable)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bigrams (
    folded_a TEXT, folded_b TEXT, a TEXT, b TEXT, count INTEGER NOT NULL, PRIMARY KEY (folded_a, folded_b, a, b)
) WITHOUT ROWID;
"""
_ENTRY = "id, source, title, date, number, issuer, kind, content_hash, end_passage - first_passage"
_STORED = np.float16
Setting = TypeVar("Setting", str, int, bytes)


@dataclass(frozen=True, slots=True)
class EncodedPassage:
    """A passage ready to be stored: `context` and `folded` have the folded syllables, " a b c ", of what stands above it
    and of its sentences, one a line; `vectors` [1 + sentences, dimension] those of its headings and its sentences."""

    passage: Passage
    context: str
    folded: str
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """What scoring needs of a current passage."""

    id: int
    bulletin_id: str
    context: str
    folded: tuple[str, ...]
    vectors: Vectors


class Catalogue:
    """One SQLite file; reads from any thread see the last commit, writes are the Index's alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        with self._write() as connection:
            connection.executescript(_SCHEMA)
        self.set("schema", _SCHEMA_VERSION)

    @property
    def _connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000"):
                connection.execute(f"PRAGMA {pragma}")
            self._threads.connection = connection
            with self._lock:
                self._connections.append(connection)
        return connection

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction, rolled back on an exception."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        if connection.in_transaction:
            connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the connections of all threads."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    # Settings of the index

    def get(self, name: str, default: Setting) -> Setting:
        """A stored setting, or `default`, whose type the stored ones of this name have."""
        row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return row[0] if row else default

    def set(self, name: str, value: Setting) -> None:
        """Stores a setting."""
        with self._write() as connection:
            connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    # Reading

    def count(self) -> int:
        """How many bulletins there are."""
        return int(self._connection.execute("SELECT count(*) FROM bulletins").fetchone()[0])

    def entries(self, limit: int, offset: int = 0) -> list[BulletinEntry]:
        """Bulletins, newest date first, undated ones last."""
        query = f"SELECT {_ENTRY} FROM bulletins ORDER BY date IS NULL, date DESC, title, id LIMIT ? OFFSET ?"
        return [_entry(row) for row in self._connection.execute(query, (limit, offset))]

    def entries_of(self, bulletin_ids: Iterable[str]) -> dict[str, BulletinEntry]:
        """The named bulletins by id; unknown ids are left out."""
        query = f"SELECT {_ENTRY} FROM bulletins WHERE id IN (SELECT value FROM json_each(?))"
        rows = self._connection.execute(query, (json.dumps(list(bulletin_ids)),))
        return {row[0]: _entry(row) for row in rows}

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        """The whole bulletin, or None."""
        query = f"SELECT {_ENTRY}, text, blocks, sections, first_passage, end_passage FROM bulletins WHERE id = ?"
        row = self._connection.execute(query, (bulletin_id,)).fetchone()
        if row is None:
            return None
        entry, (text, blocks, sections, first, end) = _entry(row), row[9:]
        return Bulletin(
            entry.id,
            entry.source,
            entry.metadata,
            text,
            entry.content_hash,
            tuple(Block(BlockKind(kind), *rest) for kind, *rest in json.loads(blocks)),
            _sections(sections),
            tuple(self.passages(range(first, end)).values()),
        )

    def sections(self, bulletin_id: str) -> tuple[Section, ...]:
        """The sections of a bulletin, empty for an unknown one."""
        row = self._connection.execute("SELECT sections FROM bulletins WHERE id = ?", (bulletin_id,)).fetchone()
        return _sections(row[0]) if row else ()

    def text(self, bulletin_id: str) -> str:
        """The text of a bulletin, empty for an unknown one."""
        row = self._connection.execute("SELECT text FROM bulletins WHERE id = ?", (bulletin_id,)).fetchone()
        return str(row[0]) if row else ""

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """The named passages by id, in the order of their ids; those that are not current are left out."""
        query = """SELECT id, "start", "end", text, kind, sentences, path, lead, section, item FROM passages
            WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""
        return {row[0]: _passage(row[1:]) for row in self._connection.execute(query, (json.dumps(list(ids)),))}

    def stored(self, ids: Iterable[int]) -> list[StoredPassage]:
        """What scoring needs of the named passages; those that are not current are left out."""
        query = """SELECT id, bulletin_id, context, folded, vectors FROM passages
            WHERE id IN (SELECT value FROM json_each(?))"""
        rows = self._connection.execute(query, (json.dumps(list(ids)),)).fetchall()
        dimension = self.dimension
        return [
            StoredPassage(
                passage_id,
                bulletin_id,
                context,
                tuple(folded.split("\n")),
                np.frombuffer(vectors, _STORED).reshape(-1, dimension).astype(np.float32),
            )
            for passage_id, bulletin_id, context, folded, vectors in rows
        ]

    def allowed(self, filters: Filters) -> list[range]:
        """The ranges of passage ids of the bulletins that the filters let through."""
        clauses, values = ["1"], []
        if filters.date_from is not None:
            clauses.append("date >= ?")
            values.append(filters.date_from.isoformat())
        if filters.date_to is not None:
            clauses.append("date <= ?")
            values.append(filters.date_to.isoformat())
        if filters.issuer is not None:
            clauses.append("instr(issuer_folded, ?) > 0")
            values.append(" ".join(syllables(fold(filters.issuer))))
        if filters.document_ids is not None:
            clauses.append("id IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(sorted(filters.document_ids)))
        query = f"SELECT first_passage, end_passage FROM bulletins WHERE {' AND '.join(clauses)}"
        return [range(first, end) for first, end in self._connection.execute(query, values)]

    @property
    def dimension(self) -> int:
        """The length of the stored vectors."""
        return self.get("dimension", 0)

    def mean_vector(self) -> Vector:
        """The mean of all passages' vectors [dimension]; zero for an empty index."""
        total, count = self._sum_of_vectors()
        return (total / max(count, 1)).astype(np.float32)

    def _sum_of_vectors(self) -> tuple[NDArray[np.float64], int]:
        total = np.frombuffer(self.get("vector_sum", b""), np.float64)
        return (total, self.get("vector_count", 0)) if len(total) else (np.zeros(self.dimension), 0)

    # What the accents model knows

    def accented_forms(self, folded: str) -> list[tuple[str, int]]:
        """The syllables of the corpus that fold to `folded`, in lower case, with their counts."""
        return self._connection.execute("SELECT syllable, count FROM syllables WHERE folded = ?", (folded,)).fetchall()

    def accented_pairs(self, folded_a: str, folded_b: str) -> list[tuple[str, str, int]]:
        """The adjacent pairs of syllables of the corpus that fold to the two given, with their counts."""
        query = "SELECT a, b, count FROM bigrams WHERE folded_a = ? AND folded_b = ?"
        return self._connection.execute(query, (folded_a, folded_b)).fetchall()

    # Writing: see vectorstore.index for the order of things

    def reserve(self, count: int) -> range:
        """New passage ids, noted as leftovers until `commit` makes them current."""
        with self._write() as connection:
            start = self.get("next_passage", 1)
            connection.execute("INSERT OR REPLACE INTO settings VALUES ('next_passage', ?)", (start + count,))
            connection.execute("INSERT INTO leftovers VALUES (?, ?)", (start, start + count))
        return range(start, start + count)

    def commit(self, ids: range, added: Sequence[tuple[Bulletin, Sequence[EncodedPassage]]]) -> None:
        """Makes bulletins current whose passages have the reserved `ids`, in order; their old passages become leftovers.

        One transaction: after it the new state is there whole, before it the old one.
        """
        with self._write() as connection:
            change = _Change(connection, self.dimension, *self._sum_of_vectors())
            change.remove(bulletin.id for bulletin, _ in added)
            first = ids.start
            for bulletin, passages in added:
                change.add(bulletin, passages, first)
                first += len(passages)
            change.finish()
            connection.execute("DELETE FROM leftovers WHERE start = ? AND stop = ?", (ids.start, ids.stop))

    def remove(self, bulletin_id: str) -> None:
        """Forgets a bulletin; its passages become leftovers."""
        with self._write() as connection:
            change = _Change(connection, self.dimension, *self._sum_of_vectors())
            change.remove([bulletin_id])
            change.finish()

    def leftovers(self) -> list[range]:
        """Passage ids that Chroma and Tantivy may still hold though they are not current."""
        return [range(start, stop) for start, stop in self._connection.execute("SELECT start, stop FROM leftovers")]

    def forget_leftovers(self, ranges: Sequence[range]) -> None:
        """Notes that Chroma and Tantivy no longer hold these."""
        with self._write() as connection:
            connection.executemany(
                "DELETE FROM leftovers WHERE start = ? AND stop = ?", [(ids.start, ids.stop) for ids in ranges]
            )


class _Change:
    """The rows that one transaction adds and removes, with the counts that depend on them."""

    def __init__(self, connection: sqlite3.Connection, dimension: int, total: NDArray[np.float64], count: int) -> None:
        self._connection = connection
        self._dimension = dimension
        self._sum = total.copy()
        self._count = count
        self._syllables: Counter[str] = Counter()
        self._bigrams: Counter[tuple[str, str]] = Counter()

    def add(self, bulletin: Bulletin, passages: Sequence[EncodedPassage], first: int) -> None:
        """Inserts a bulletin whose passages have the ids from `first` on."""
        metadata = bulletin.metadata
        self._connection.execute(
            "INSERT INTO bulletins VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                bulletin.id,
                bulletin.source,
                metadata.title,
                metadata.date.isoformat() if metadata.date else None,
                metadata.number,
                metadata.issuer,
                metadata.kind,
                " ".join(syllables(fold(metadata.issuer or ""))),
                bulletin.text,
                bulletin.content_hash,
                _json([list(_values(block)) for block in bulletin.blocks]),
                _json([asdict(section) for section in bulletin.sections]),
                first,
                first + len(passages),
            ),
        )
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    passage_id,
                    bulletin.id,
                    encoded.passage.start,
                    encoded.passage.end,
                    encoded.passage.text,
                    encoded.passage.kind.value,
                    _json(encoded.passage.sentences),
                    _json(encoded.passage.path),
                    encoded.passage.lead,
                    encoded.passage.section,
                    encoded.passage.item,
                    encoded.context,
                    encoded.folded,
                    encoded.vectors.astype(_STORED).tobytes(),
                )
                for passage_id, encoded in enumerate(passages, first)
            ),
        )
        for encoded in passages:
            self._sum += passage_vector(encoded.vectors[1:].astype(_STORED).astype(np.float32))
        self._count += len(passages)
        self._tally(bulletin.text, 1)

    def remove(self, bulletin_ids: Iterable[str]) -> None:
        """Deletes bulletins with their passages; unknown ids are ignored."""
        for bulletin_id in bulletin_ids:
            row = self._connection.execute(
                "DELETE FROM bulletins WHERE id = ? RETURNING text, first_passage, end_passage", (bulletin_id,)
            ).fetchone()
            if row is None:
                continue
            text, first, end = row
            between = "FROM passages WHERE id >= ? AND id < ?"
            for (vectors,) in self._connection.execute(f"SELECT vectors {between}", (first, end)):
                rows = np.frombuffer(vectors, _STORED).reshape(-1, self._dimension)[1:]
                self._sum -= passage_vector(rows.astype(np.float32))
            self._count -= end - first
            self._connection.execute(f"DELETE {between}", (first, end))
            self._connection.execute("INSERT INTO leftovers VALUES (?, ?)", (first, end))
            self._tally(text, -1)

    def _tally(self, text: str, sign: int) -> None:
        for line in text.lower().split("\n"):
            words = syllables(line)
            for word in words:
                self._syllables[word] += sign
            for pair in pairwise(words):
                self._bigrams[pair] += sign

    def finish(self) -> None:
        """Writes the counts and the sum of vectors."""
        self._connection.executemany(
            "INSERT INTO syllables VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
            ((fold(word), word, count) for word, count in self._syllables.items() if count),
        )
        self._connection.executemany(
            "INSERT INTO bigrams VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
            ((fold(a), fold(b), a, b, count) for (a, b), count in self._bigrams.items() if count),
        )
        self._connection.executemany(
            "DELETE FROM syllables WHERE folded = ? AND syllable = ? AND count <= 0",
            ((fold(word), word) for word, count in self._syllables.items() if count < 0),
        )
        self._connection.executemany(
            "DELETE FROM bigrams WHERE folded_a = ? AND folded_b = ? AND a = ? AND b = ? AND count <= 0",
            ((fold(a), fold(b), a, b) for (a, b), count in self._bigrams.items() if count < 0),
        )
        self._connection.execute("INSERT OR REPLACE INTO settings VALUES ('vector_sum', ?)", (self._sum.tobytes(),))
        self._connection.execute("INSERT OR REPLACE INTO settings VALUES ('vector_count', ?)", (self._count,))


def _values(block: Block) -> Iterator[object]:
    yield block.kind.value
    yield from (block.start, block.end, block.level, block.label, block.number)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _entry(row: Sequence[object]) -> BulletinEntry:
    bulletin_id, source, title, date, number, issuer, kind, content_hash, passages = row[:9]
    day = datetime.date.fromisoformat(str(date)) if date else None
    metadata = Metadata(str(title), day, _text(number), _text(issuer), _text(kind))
    return BulletinEntry(str(bulletin_id), str(source), metadata, str(content_hash), int(str(passages)))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _sections(stored: str) -> tuple[Section, ...]:
    return tuple(
        Section(Span(*section["lead"]), tuple(Item(**item) for item in section["items"]), section["parent"])
        for section in json.loads(stored)
    )


def _passage(row: Sequence[object]) -> Passage:
    start, end, text, kind, sentences, path, lead, section, item = row
    return Passage(
        int(str(start)),
        int(str(end)),
        str(text),
        BlockKind(str(kind)),
        tuple(Span(*span) for span in json.loads(str(sentences))),
        tuple(json.loads(str(path))),
        str(lead),
        None if section is None else int(str(section)),
        None if item is None else int(str(item)),
    )
