"""The tables of the catalogue, and how an older catalogue is brought up to date."""

from __future__ import annotations

import json
import sqlite3

from vectorstore.places import text_hash

VERSION = 4
_TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bulletins (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, date TEXT, number TEXT, issuer TEXT, kind TEXT,
    issuer_folded TEXT, text TEXT NOT NULL, content_hash TEXT NOT NULL, blocks TEXT NOT NULL, sections TEXT NOT NULL,
    first_passage INTEGER NOT NULL, end_passage INTEGER NOT NULL,
    text_hash TEXT NOT NULL DEFAULT '', metadata TEXT NOT NULL DEFAULT '{}', stated TEXT NOT NULL DEFAULT '{}',
    corrections TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY, bulletin_id TEXT NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL, kind TEXT NOT NULL, sentences TEXT NOT NULL, path TEXT NOT NULL, lead TEXT NOT NULL,
    section INTEGER, item INTEGER, context TEXT NOT NULL, folded TEXT NOT NULL, vectors BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS tokens (
    bulletin_id TEXT NOT NULL, text_key INTEGER NOT NULL, tokens BLOB NOT NULL, PRIMARY KEY (bulletin_id, text_key)
);
CREATE TABLE IF NOT EXISTS places (
    place TEXT PRIMARY KEY, content_hash TEXT NOT NULL, size INTEGER, modified_ns INTEGER, etag TEXT, last_modified TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sources (source TEXT PRIMARY KEY, place TEXT NOT NULL, bulletin_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS leftovers (start INTEGER NOT NULL, stop INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS syllables (
    folded TEXT, syllable TEXT, count INTEGER NOT NULL, PRIMARY KEY (folded, syllable)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bigrams (
    folded_a TEXT, folded_b TEXT, a TEXT, b TEXT, count INTEGER NOT NULL, PRIMARY KEY (folded_a, folded_b, a, b)
) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS places_by_hash ON places (content_hash);
CREATE INDEX IF NOT EXISTS sources_by_bulletin ON sources (bulletin_id);
CREATE INDEX IF NOT EXISTS sources_by_place ON sources (place);
CREATE INDEX IF NOT EXISTS bulletins_by_text ON bulletins (text_hash);
CREATE INDEX IF NOT EXISTS bulletins_by_date ON bulletins (date, id);
CREATE INDEX IF NOT EXISTS bulletins_newest ON bulletins (date DESC, title, id, kind, issuer);
CREATE INDEX IF NOT EXISTS signatures ON passages (bulletin_id) WHERE kind = 'signature';
CREATE INDEX IF NOT EXISTS bulletins_by_number ON bulletins (number, id, date);
"""
_SINCE_1 = (
    "text_hash TEXT NOT NULL DEFAULT ''",
    "metadata TEXT NOT NULL DEFAULT '{}'",
    "stated TEXT NOT NULL DEFAULT '{}'",
    "corrections TEXT NOT NULL DEFAULT '{}'",
)


def prepare(connection: sqlite3.Connection) -> None:
    """Makes the tables, or brings those of an older version up to date; runs within the caller's transaction."""
    found = _version(connection)
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    if found == 1:
        _from_1(connection)
    if found < 3:  # which first noted how many syllables there are
        connection.execute(
            "INSERT OR REPLACE INTO settings SELECT 'syllable_count', coalesce(sum(count), 0) FROM syllables"
        )
    for statement in _INDEXES.split(";"):
        connection.execute(statement)
    connection.execute("INSERT OR REPLACE INTO settings VALUES ('schema', ?)", (VERSION,))


def _version(connection: sqlite3.Connection) -> int:
    """The version of the tables that are there, 0 where there are none."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'settings'").fetchone():
        return 0
    row = connection.execute("SELECT value FROM settings WHERE name = 'schema'").fetchone()
    return int(row[0]) if row else 0


def _from_1(connection: sqlite3.Connection) -> None:
    """Version 1 knew one source of each bulletin, and no corrections."""
    for column in _SINCE_1:
        connection.execute(f"ALTER TABLE bulletins ADD COLUMN {column}")
    rows = connection.execute("SELECT id, source, content_hash, text, title, date, number, issuer, kind FROM bulletins")
    for bulletin_id, source, content_hash, text, *values in rows.fetchall():
        names = ("title", "date", "number", "issuer", "kind")
        stated = json.dumps({name: value for name, value in zip(names, values, strict=True) if value is not None})
        connection.execute(
            "UPDATE bulletins SET text_hash = ?, metadata = ?, stated = ? WHERE id = ?",
            (text_hash(text), stated, stated, bulletin_id),
        )
        connection.execute("INSERT OR REPLACE INTO places (place, content_hash) VALUES (?, ?)", (source, content_hash))
        connection.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", (source, source, bulletin_id))
