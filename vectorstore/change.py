"""What one transaction of the catalogue adds and removes, with the counts that depend on it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vectorstore.corrections import Corrections
from vectorstore.models import Bulletin, Metadata, Passage
from vectorstore.places import PlaceRecord, text_hash
from vectorstore.rows import blocks_json, corrections_json, metadata_json, sections_json, to_json
from vectorstore.text import fold, folded_syllables, syllables
from vectorstore.tokens import Tokens, text_key
from vectorstore.vectors import Vectors, passage_vector

STORED = np.float16
"""How vectors are stored."""


@dataclass(frozen=True, slots=True)
class EncodedPassage:
    """A passage ready to be stored.

    `context` and `folded` have the folded syllables, " a b c ", of what stands above it and of its sentences, one a
    line; `vectors` [1 + sentences, dimension] are those of its headings and its sentences.
    """

    passage: Passage
    context: str
    folded: str
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class EncodedBulletin:
    """A bulletin ready to be stored; its metadata are corrected, `stated` is what was read.

    `tokens` are those of its sentences and headings (vectorstore.encoding), by their text; none where the embedder
    tells none.
    """

    bulletin: Bulletin
    stated: Metadata
    corrections: Corrections
    passages: tuple[EncodedPassage, ...]
    tokens: Mapping[str, Tokens] = field(default_factory=dict)


class Change:
    """The rows of one transaction; `finish` writes the counts."""

    def __init__(self, connection: sqlite3.Connection, dimension: int, total: NDArray[np.float64], count: int) -> None:
        self._connection = connection
        self._dimension = dimension
        self._sum = total.copy()
        self._count = count
        self._syllables: Counter[str] = Counter()
        self._bigrams: Counter[tuple[str, str]] = Counter()

    def add(self, encoded: EncodedBulletin, first: int) -> None:
        """Inserts a bulletin whose passages have the ids from `first` on."""
        bulletin, metadata = encoded.bulletin, encoded.bulletin.metadata
        self._connection.execute(
            "INSERT INTO bulletins VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                bulletin.id,
                bulletin.source,
                metadata.title,
                metadata.date.isoformat() if metadata.date else None,
                metadata.number,
                metadata.issuer,
                metadata.kind,
                folded_syllables(metadata.issuer or ""),
                bulletin.text,
                bulletin.content_hash,
                blocks_json(bulletin.blocks),
                sections_json(bulletin.sections),
                first,
                first + len(encoded.passages),
                text_hash(bulletin.text),
                metadata_json(metadata),
                metadata_json(encoded.stated),
                corrections_json(encoded.corrections),
            ),
        )
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    passage_id,
                    bulletin.id,
                    each.passage.start,
                    each.passage.end,
                    each.passage.text,
                    each.passage.kind.value,
                    to_json(each.passage.sentences),
                    to_json(each.passage.path),
                    each.passage.lead,
                    each.passage.section,
                    each.passage.item,
                    each.context,
                    each.folded,
                    each.vectors.astype(STORED).tobytes(),
                )
                for passage_id, each in enumerate(encoded.passages, first)
            ),
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?)",
            ((bulletin.id, text_key(text), tokens.to_bytes()) for text, tokens in encoded.tokens.items()),
        )
        for each in encoded.passages:
            self._sum += passage_vector(each.vectors[1:].astype(STORED).astype(np.float32))
        self._count += len(encoded.passages)
        self._tally(bulletin.text, 1)

    def remove(self, bulletin_ids: Iterable[str]) -> int:
        """Deletes bulletins with their passages, which become leftovers; says how many there were."""
        removed = 0
        for bulletin_id in bulletin_ids:
            row = self._connection.execute(
                "DELETE FROM bulletins WHERE id = ? RETURNING text, first_passage, end_passage", (bulletin_id,)
            ).fetchone()
            if row is None:
                continue
            text, first, end = row
            between = "FROM passages WHERE id >= ? AND id < ?"
            for (vectors,) in self._connection.execute(f"SELECT vectors {between}", (first, end)):
                rows = np.frombuffer(vectors, STORED).reshape(-1, self._dimension)[1:]
                self._sum -= passage_vector(rows.astype(np.float32))
            self._count -= end - first
            self._connection.execute(f"DELETE {between}", (first, end))
            self._connection.execute("DELETE FROM tokens WHERE bulletin_id = ?", (bulletin_id,))
            if end > first:
                self._connection.execute("INSERT INTO leftovers VALUES (?, ?)", (first, end))
            self._tally(text, -1)
            removed += 1
        return removed

    def record(self, records: Sequence[PlaceRecord], gone: Sequence[str]) -> int:
        """Notes what places hold and which are gone; removes the bulletins that no place holds any more, and says how
        many those were."""
        places = [record.place for record in records]
        sources = [source for record in records for source, _ in record.documents]
        touched = self._holders(places, gone, sources)
        for place in (*places, *gone):
            self._connection.execute("DELETE FROM places WHERE place = ?", (place,))
        for record in records:
            kept = to_json([source for source, _ in record.documents])
            self._connection.execute(
                "DELETE FROM sources WHERE place = ? AND source NOT IN (SELECT value FROM json_each(?))",
                (record.place, kept),
            )
            self._insert(record)
        for place in gone:
            self._connection.execute("DELETE FROM sources WHERE place = ?", (place,))
        removed = 0
        for bulletin_id in touched:
            removed += self._settle(bulletin_id)
        return removed

    def _holders(self, *sources_or_places: Sequence[str]) -> list[str]:
        names = to_json([name for names in sources_or_places for name in names])
        rows = self._connection.execute(
            """SELECT DISTINCT bulletin_id FROM sources WHERE place IN (SELECT value FROM json_each(?1))
            OR source IN (SELECT value FROM json_each(?1))""",
            (names,),
        )
        return [row[0] for row in rows]

    def _insert(self, record: PlaceRecord) -> None:
        seen = record.fingerprint
        self._connection.execute(
            "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)",
            (record.place, seen.content_hash, seen.size, seen.modified_ns, seen.etag, seen.last_modified),
        )
        # A row that stays keeps its rowid, and so its turn among the sources of its bulletin.
        self._connection.executemany(
            """INSERT INTO sources VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET place = excluded.place, bulletin_id = excluded.bulletin_id""",
            ((source, record.place, bulletin_id) for source, bulletin_id in record.documents),
        )

    def _settle(self, bulletin_id: str) -> int:
        """Removes a bulletin without sources, else sees to it that its source is one of them."""
        rows = self._connection.execute(
            "SELECT source FROM sources WHERE bulletin_id = ? ORDER BY rowid", (bulletin_id,)
        ).fetchall()
        if not rows:
            return self.remove([bulletin_id])
        self._connection.execute(
            "UPDATE bulletins SET source = ? WHERE id = ? AND source NOT IN (SELECT value FROM json_each(?))",
            (rows[0][0], bulletin_id, json.dumps([row[0] for row in rows])),
        )
        return 0

    def _tally(self, text: str, sign: int) -> None:
        for line in text.lower().split("\n"):
            words = syllables(line)
            for word in words:
                self._syllables[word] += sign
            for pair in pairwise(words):
                self._bigrams[pair] += sign

    def finish(self) -> None:
        """Writes the counts and the sum of vectors."""
        folded = {word: fold(word) for word in self._syllables}
        self._connection.executemany(
            "INSERT INTO syllables VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
            ((folded[word], word, count) for word, count in self._syllables.items() if count),
        )
        self._connection.executemany(
            "INSERT INTO bigrams VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
            ((folded[a], folded[b], a, b, count) for (a, b), count in self._bigrams.items() if count),
        )
        self._connection.executemany(
            "DELETE FROM syllables WHERE folded = ? AND syllable = ? AND count <= 0",
            ((folded[word], word) for word, count in self._syllables.items() if count < 0),
        )
        self._connection.executemany(
            "DELETE FROM bigrams WHERE folded_a = ? AND folded_b = ? AND a = ? AND b = ? AND count <= 0",
            ((folded[a], folded[b], a, b) for (a, b), count in self._bigrams.items() if count < 0),
        )
        self._connection.execute(
            "UPDATE settings SET value = value + ? WHERE name = 'syllable_count'", (self._syllables.total(),)
        )
        self._connection.execute("INSERT OR REPLACE INTO settings VALUES ('vector_sum', ?)", (self._sum.tobytes(),))
        self._connection.execute("INSERT OR REPLACE INTO settings VALUES ('vector_count', ?)", (self._count,))
