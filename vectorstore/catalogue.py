"""The catalogue: an SQLite database that says which bulletins exist and which passages of each are current.

It is the commit point of the index. A passage that it does not list does not exist, whatever Chroma and Tantivy hold;
`leftovers` lists the ranges of passage ids that those two may hold beyond it.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vectorstore import schema
from vectorstore.change import STORED, Change, EncodedBulletin
from vectorstore.corrections import Corrections
from vectorstore.folded_texts import FoldedTexts
from vectorstore.models import NO_FILTERS, BlockKind, Bulletin, BulletinEntry, Card, Filters, Passage, Section
from vectorstore.places import PlaceRecord, text_hash
from vectorstore.query import Concept
from vectorstore.rows import (
    ENTRY,
    PASSAGE,
    blocks_of,
    card_of,
    corrections_of,
    entry_of,
    metadata_of,
    passage_of,
    place_of,
    sections_of,
)
from vectorstore.text import fold_sentences, folded_syllables
from vectorstore.tokens import Tokens, text_key
from vectorstore.vectors import Vector

Setting = TypeVar("Setting", str, int, bytes)
_NEWEST = "date DESC, title, id"  # SQLite takes no date for less than any
_MAPPED = 2**30  # bytes of the file that are read as memory: a third of the time where its pages lie all over it
_FOLDED = 2**24  # characters of the texts that are kept folded
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000", f"mmap_size={_MAPPED}")


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """What scoring needs of a current passage; `vectors` [1 + sentences, dimension] as they are stored."""

    id: int
    bulletin_id: str
    kind: BlockKind
    context: str
    folded: tuple[str, ...]
    vectors: NDArray[np.float16]


class _Connection(sqlite3.Connection):
    """A connection that is closed when its thread is gone."""

    def __del__(self) -> None:
        self.close()


class Catalogue:
    """One SQLite file; reads from any thread see the last commit, writes are the Index's alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.local()
        self._connections: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._folded = FoldedTexts(_FOLDED)
        with self._write() as connection:
            schema.prepare(connection)

    @property
    def _connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: _Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, factory=_Connection)
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            self._threads.connection = connection
            with self._lock:
                self._connections.add(connection)
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

    def entries(self, limit: int, offset: int = 0, filters: Filters = NO_FILTERS) -> list[BulletinEntry]:
        """Bulletins that the filters let through, newest date first, undated ones last."""
        where, values = _let_through(filters)
        query = f"SELECT {ENTRY} FROM bulletins WHERE {where} ORDER BY {_NEWEST} LIMIT ? OFFSET ?"
        return [entry_of(row) for row in self._connection.execute(query, (*values, limit, offset))]

    def cards(self, filters: Filters = NO_FILTERS) -> list[Card]:
        """The cards of all bulletins that the filters let through, newest date first, undated ones last."""
        where, values = _let_through(filters)
        query = f"SELECT id, date, kind, issuer FROM bulletins WHERE {where} ORDER BY {_NEWEST}"
        return [card_of(row) for row in self._connection.execute(query, values)]

    def entries_of(self, bulletin_ids: Iterable[str], filters: Filters = NO_FILTERS) -> dict[str, BulletinEntry]:
        """Those of the named bulletins that the filters let through, by id; unknown ids are left out."""
        where, values = _let_through(filters)
        query = f"SELECT {ENTRY} FROM bulletins WHERE {where} AND id IN (SELECT value FROM json_each(?))"
        rows = self._connection.execute(query, (*values, json.dumps(list(bulletin_ids))))
        return {row[0]: entry_of(row) for row in rows}

    def numbers(self, figure: int, filters: Filters = NO_FILTERS) -> list[tuple[str, str, datetime.date | None]]:
        """The id, the number and the date of each bulletin that the filters let through whose number begins with a
        figure, or with no figure."""
        where, values = _let_through(filters)
        query = f"""SELECT id, number, date FROM bulletins
            WHERE {where} AND number IS NOT NULL AND (CAST(number AS INTEGER) = ? OR number NOT GLOB '[0-9]*')"""
        rows = self._connection.execute(query, (*values, figure))
        return [(row[0], row[1], datetime.date.fromisoformat(row[2]) if row[2] else None) for row in rows]

    def dated(self, start: datetime.date, end: datetime.date) -> list[str]:
        """The ids of the bulletins of these days, both ends included."""
        query = "SELECT id FROM bulletins WHERE date BETWEEN ? AND ?"
        return [row[0] for row in self._connection.execute(query, (start.isoformat(), end.isoformat()))]

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        """The whole bulletin, or None."""
        query = f"SELECT {ENTRY}, text, blocks, sections, first_passage, end_passage FROM bulletins WHERE id = ?"
        row = self._connection.execute(query, (bulletin_id,)).fetchone()
        if row is None:
            return None
        entry, (text, blocks, sections, first, end) = entry_of(row), row[6:]
        return Bulletin(
            entry.id,
            entry.source,
            entry.metadata,
            text,
            entry.content_hash,
            blocks_of(blocks),
            sections_of(sections),
            tuple(self.passages(range(first, end)).values()),
        )

    def sections(self, bulletin_id: str) -> tuple[Section, ...]:
        """The sections of a bulletin, empty for an unknown one."""
        row = self._connection.execute("SELECT sections FROM bulletins WHERE id = ?", (bulletin_id,)).fetchone()
        return sections_of(row[0]) if row else ()

    def text(self, bulletin_id: str) -> str:
        """The text of a bulletin, empty for an unknown one."""
        row = self._connection.execute("SELECT text FROM bulletins WHERE id = ?", (bulletin_id,)).fetchone()
        return str(row[0]) if row else ""

    def folded(self, bulletin_id: str) -> str:
        """The folded syllables of a bulletin's text with a space before, between and after them, " a b c "; none for an
        unknown one."""
        row = self._connection.execute(
            "SELECT content_hash, text FROM bulletins WHERE id = ?", (bulletin_id,)
        ).fetchone()
        return self._folded.of(bulletin_id, *row) if row else fold_sentences([""])

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """The named passages by id, in the order of their ids; those that are not current are left out."""
        query = f"SELECT id, {PASSAGE} FROM passages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
        return {row[0]: passage_of(row[1:]) for row in self._connection.execute(query, (json.dumps(list(ids)),))}

    def passages_of_kind(self, bulletin_id: str, kind: BlockKind) -> list[Passage]:
        """A bulletin's passages of one kind, in order."""
        query = f"""SELECT {PASSAGE} FROM passages WHERE kind = ?
            AND id >= (SELECT first_passage FROM bulletins WHERE id = ?)
            AND id < (SELECT end_passage FROM bulletins WHERE id = ?) ORDER BY id"""
        return [passage_of(row) for row in self._connection.execute(query, (kind.value, bulletin_id, bulletin_id))]

    def signed(self, concepts: Sequence[Concept]) -> frozenset[str]:
        """The ids of the bulletins that have a signature which says all of the concepts."""
        said = " AND EXISTS (SELECT 1 FROM json_each(?) WHERE instr(folded, ' ' || value || ' '))" * len(concepts)
        query = f"SELECT bulletin_id FROM passages WHERE kind = '{BlockKind.SIGNATURE}'{said}"
        values = [json.dumps(wordings) for wordings in concepts]
        return frozenset(row[0] for row in self._connection.execute(query, values))

    def stored(self, ids: Iterable[int]) -> list[StoredPassage]:
        """What scoring needs of the named passages, in the order of their ids; those that are not current are left
        out."""
        query = """SELECT id, bulletin_id, kind, context, folded, vectors FROM passages
            WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""
        rows = self._connection.execute(query, (json.dumps(list(ids)),)).fetchall()
        dimension = self.dimension
        return [
            StoredPassage(
                passage_id,
                bulletin_id,
                BlockKind(kind),
                context,
                tuple(folded.split("\n")),
                np.frombuffer(vectors, STORED).reshape(-1, dimension),
            )
            for passage_id, bulletin_id, kind, context, folded, vectors in rows
        ]

    def tokens(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Tokens]:
        """The tokens of texts, each told by its bulletin's id and itself; those that are not kept are left out: of a
        catalogue that was made before there were any, or with a model that tells none."""
        texts = {(bulletin_id, text_key(text)): (bulletin_id, text) for bulletin_id, text in wanted}
        query = """SELECT t.bulletin_id, t.text_key, t.tokens FROM json_each(?) AS wanted CROSS JOIN tokens AS t
            ON t.bulletin_id = json_extract(wanted.value, '$[0]') AND t.text_key = json_extract(wanted.value, '$[1]')"""
        rows = self._connection.execute(query, (json.dumps(list(texts)),))
        return {texts[bulletin_id, key]: Tokens.from_bytes(stored) for bulletin_id, key, stored in rows}

    def without_tokens(self) -> int:
        """How many bulletins have no tokens."""
        query = """SELECT count(*) FROM bulletins AS b WHERE first_passage < end_passage
            AND NOT EXISTS (SELECT 1 FROM tokens AS t WHERE t.bulletin_id = b.id)"""
        return int(self._connection.execute(query).fetchone()[0])

    def allowed(self, filters: Filters) -> list[range]:
        """The ranges of passage ids of the bulletins that the filters let through."""
        where, values = _let_through(filters)
        query = f"SELECT first_passage, end_passage FROM bulletins WHERE {where}"
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

    # Where bulletins came from, and what people corrected

    def place(self, place: str) -> PlaceRecord | None:
        """What is remembered of a place, or None."""
        return next(iter(self._places("place = ?", place)), None)

    def places(self) -> list[PlaceRecord]:
        """All places."""
        return self._places("1")

    def places_with_hash(self, content_hash: str) -> list[PlaceRecord]:
        """The places whose bytes had this hash."""
        return self._places("content_hash = ?", content_hash)

    def places_below(self, folder: str) -> list[PlaceRecord]:
        """The place `folder` itself, and those whose path or address continues it with a slash."""
        below = folder.rstrip("/") + "/"
        return self._places("place = ?1 OR (place >= ?2 AND place < ?3)", folder, below, below[:-1] + "0")

    def _places(self, where: str, *values: str) -> list[PlaceRecord]:
        rows = self._connection.execute(f"SELECT * FROM places WHERE {where}", values).fetchall()
        held = "SELECT source, bulletin_id FROM sources WHERE place = ? ORDER BY rowid"
        return [place_of(row, self._connection.execute(held, (row[0],)).fetchall()) for row in rows]

    def bulletin_at(self, source: str) -> str | None:
        """The id of the bulletin that came from a source, or None."""
        row = self._connection.execute("SELECT bulletin_id FROM sources WHERE source = ?", (source,)).fetchone()
        return row[0] if row else None

    def bulletin_with_text(self, text: str) -> str | None:
        """The id of a bulletin that says the same as `text`, white space apart, or None."""
        query = "SELECT id FROM bulletins WHERE text_hash = ?"
        row = self._connection.execute(query, (text_hash(text),)).fetchone()
        return row[0] if row else None

    def original(self, bulletin_id: str) -> tuple[Bulletin, Corrections]:
        """A bulletin with its metadata as they were read, and what people corrected. Raises KeyError."""
        bulletin = self.bulletin(bulletin_id)
        if bulletin is None:
            raise KeyError(bulletin_id)
        row = self._connection.execute("SELECT stated FROM bulletins WHERE id = ?", (bulletin_id,)).fetchone()
        return replace(bulletin, metadata=metadata_of(row[0])), self.corrections(bulletin_id)

    def corrections(self, bulletin_id: str) -> Corrections:
        """What people corrected in a bulletin's metadata."""
        row = self._connection.execute("SELECT corrections FROM bulletins WHERE id = ?", (bulletin_id,)).fetchone()
        return corrections_of(row[0]) if row else Corrections()

    # What the accents model knows

    def accented_forms(self, folded: str) -> list[tuple[str, int]]:
        """The syllables of the corpus that fold to `folded`, in lower case, with their counts."""
        return self._connection.execute("SELECT syllable, count FROM syllables WHERE folded = ?", (folded,)).fetchall()

    def accented_pairs(self, folded_a: str, folded_b: str) -> list[tuple[str, str, int]]:
        """The adjacent pairs of syllables of the corpus that fold to the two given, with their counts."""
        query = "SELECT a, b, count FROM bigrams WHERE folded_a = ? AND folded_b = ?"
        return self._connection.execute(query, (folded_a, folded_b)).fetchall()

    def syllable_count(self) -> int:
        """How many syllables the corpus has."""
        return self.get("syllable_count", 0)

    # Writing: see vectorstore.index for the order of things

    def reserve(self, count: int) -> range:
        """New passage ids, noted as leftovers until `commit` makes them current."""
        with self._write() as connection:
            start = self.get("next_passage", 1)
            connection.execute("INSERT OR REPLACE INTO settings VALUES ('next_passage', ?)", (start + count,))
            connection.execute("INSERT INTO leftovers VALUES (?, ?)", (start, start + count))
        return range(start, start + count)

    def commit(
        self,
        ids: range,
        added: Sequence[EncodedBulletin],
        records: Sequence[PlaceRecord] = (),
        gone: Sequence[str] = (),
    ) -> None:
        """Makes bulletins current whose passages have the reserved `ids`, in order; their old passages become
        leftovers. Notes what places hold, and which are gone; a bulletin that no place holds any more is removed.

        One transaction: after it the new state is there whole, before it the old one.
        """
        with self._write() as connection:
            change = Change(connection, self.dimension, *self._sum_of_vectors())
            change.remove(encoded.bulletin.id for encoded in added)
            first = ids.start
            for encoded in added:
                change.add(encoded, first)
                first += len(encoded.passages)
            if change.record(records, gone):
                _want_purge(connection)
            change.finish()
            connection.execute("DELETE FROM leftovers WHERE start = ? AND stop = ?", (ids.start, ids.stop))

    def remove(self, bulletin_id: str) -> None:
        """Forgets a bulletin and its sources, and that their places were read; its passages become leftovers."""
        with self._write() as connection:
            change = Change(connection, self.dimension, *self._sum_of_vectors())
            change.remove([bulletin_id])
            connection.execute(
                "DELETE FROM places WHERE place IN (SELECT place FROM sources WHERE bulletin_id = ?)", (bulletin_id,)
            )
            connection.execute("DELETE FROM sources WHERE bulletin_id = ?", (bulletin_id,))
            _want_purge(connection)
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

    # Recovery: see vectorstore.index

    def passage_ids(self) -> NDArray[np.int64]:
        """The ids of all current passages, in order."""
        rows = self._connection.execute("SELECT id FROM passages ORDER BY id").fetchall()
        return np.array(rows, np.int64).reshape(-1)

    def contents(self, batch: int) -> Iterator[list[StoredPassage]]:
        """All current passages, `batch` at a time."""
        ids = self.passage_ids()
        for first in range(0, len(ids), batch):
            yield self.stored(ids[first : first + batch].tolist())

    def make_stores_current(self, name: str) -> None:
        """Notes which Chroma and Tantivy count, after they were filled with all current passages and no others."""
        with self._write() as connection:
            connection.execute("INSERT OR REPLACE INTO settings VALUES ('stores', ?)", (name,))

    def check(self) -> list[str]:
        """What is wrong with the catalogue itself, each in a sentence."""
        found = [f"Catalogue: {row[0]}" for row in self._connection.execute("PRAGMA quick_check") if row[0] != "ok"]
        query = """SELECT id FROM bulletins AS b WHERE end_passage - first_passage !=
            (SELECT count(*) FROM passages AS p
                WHERE p.id >= b.first_passage AND p.id < b.end_passage AND p.bulletin_id = b.id)"""
        found += [f"Catalogue: the bulletin {row[0]} is not whole" for row in self._connection.execute(query)]
        count = "SELECT (SELECT sum(end_passage - first_passage) FROM bulletins), (SELECT count(*) FROM passages)"
        listed, held = self._connection.execute(count).fetchone()
        if (listed or 0) != held or held != self.get("vector_count", 0):
            found.append(
                f"Catalogue: {held} passages, {listed or 0} in bulletins, {self.get('vector_count', 0)} counted"
            )
        return found

    def shrink(self) -> None:
        """Rewrites the file, so that nothing of what was removed is left in it or in its journal."""
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _let_through(filters: Filters) -> tuple[str, list[str]]:
    """The condition by which the filters let a bulletin through, and its values."""
    clauses, values = ["1"], []
    if filters.date_from is not None:
        clauses.append("date >= ?")
        values.append(filters.date_from.isoformat())
    if filters.date_to is not None:
        clauses.append("date <= ?")
        values.append(filters.date_to.isoformat())
    if filters.issuer is not None:
        clauses.append("instr(issuer_folded, ?) > 0")
        values.append(folded_syllables(filters.issuer))
    if filters.document_ids is not None:
        clauses.append("id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(filters.document_ids)))
    return " AND ".join(clauses), values


def _want_purge(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO settings VALUES ('purge', 1)")
