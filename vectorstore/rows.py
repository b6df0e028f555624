"""Rows of the catalogue's tables as data classes, and back."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from vectorstore.corrections import FIELDS, Corrections
from vectorstore.models import Block, BlockKind, BulletinEntry, Card, Item, Metadata, Passage, Section, Span
from vectorstore.places import Fingerprint, PlaceRecord

ENTRY = """id, source, metadata, content_hash, end_passage - first_passage,
    (SELECT json_group_array(s.source) FROM sources AS s WHERE s.bulletin_id = bulletins.id)"""
"""The columns of `entry_of`."""
PASSAGE = '"start", "end", text, kind, sentences, path, lead, section, item'
"""The columns of `passage_of`."""
_PARSED = 256  # bulletins whose JSON is kept parsed, as questions come back to the same ones


def to_json(value: object) -> str:
    """`value` as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def entry_of(row: Sequence[Any]) -> BulletinEntry:
    """A bulletin without its text, from the columns ENTRY."""
    bulletin_id, source, metadata, content_hash, passages, listed = row[:6]
    others = [other for other in json.loads(listed) if other != source]
    return BulletinEntry(bulletin_id, source, metadata_of(metadata), content_hash, passages, (source, *others))


def card_of(row: Sequence[Any]) -> Card:
    """A card from its columns."""
    bulletin_id, date, kind, issuer = row
    return Card(bulletin_id, datetime.date.fromisoformat(date) if date else None, kind, issuer)


@lru_cache(_PARSED)
def metadata_of(stored: str) -> Metadata:
    """Metadata from JSON."""
    values = json.loads(stored)
    if "date" in values:
        values["date"] = datetime.date.fromisoformat(values["date"])
    return Metadata(**values)


def metadata_json(metadata: Metadata) -> str:
    """Metadata as JSON, without what is None."""
    values: dict[str, object] = {name: getattr(metadata, name) for name in FIELDS}
    if metadata.date is not None:
        values["date"] = metadata.date.isoformat()
    stated = {name: value for name, value in values.items() if value is not None}
    return to_json({**stated, "origins": dict(metadata.origins)})


def corrections_of(stored: str) -> Corrections:
    """Corrections from JSON."""
    return Corrections(**json.loads(stored))


def corrections_json(corrections: Corrections) -> str:
    """Corrections as JSON."""
    return to_json({"file": dict(corrections.file), "api": dict(corrections.api)})


def blocks_of(stored: str) -> tuple[Block, ...]:
    """Blocks from JSON."""
    return tuple(Block(BlockKind(kind), *rest) for kind, *rest in json.loads(stored))


def blocks_json(blocks: Sequence[Block]) -> str:
    """Blocks as JSON."""
    return to_json([list(_values(block)) for block in blocks])


@lru_cache(_PARSED)
def sections_of(stored: str) -> tuple[Section, ...]:
    """Sections from JSON."""
    return tuple(
        Section(Span(*section["lead"]), tuple(Item(**item) for item in section["items"]), section["parent"])
        for section in json.loads(stored)
    )


def sections_json(sections: Sequence[Section]) -> str:
    """Sections as JSON."""
    return to_json([asdict(section) for section in sections])


def passage_of(row: Sequence[Any]) -> Passage:
    """A passage from the columns PASSAGE."""
    start, end, text, kind, sentences, path, lead, section, item = row
    spans = tuple(Span(*span) for span in json.loads(sentences))
    return Passage(start, end, text, BlockKind(kind), spans, tuple(json.loads(path)), lead, section, item)


def place_of(row: Sequence[Any], documents: Sequence[tuple[str, str]]) -> PlaceRecord:
    """A place from all its columns and the rows of the documents in it."""
    place, content_hash, size, modified_ns, etag, last_modified = row
    return PlaceRecord(place, Fingerprint(content_hash, size, modified_ns, etag, last_modified), tuple(documents))


def _values(block: Block) -> Iterator[object]:
    yield block.kind.value
    yield from (block.start, block.end, block.level, block.label, block.number)
