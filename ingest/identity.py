"""Which bulletin a document is: new, one that the index holds, or one that it holds under another name.

An id belongs to a text as long as a place holds that text. It follows a file that was moved, and a text that lies in
two places has one id; a place whose text changes keeps the id if it alone held it, else it leaves it to the others.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.sources import document_id, is_url
from vectorstore.places import PlaceRecord, text_hash

if TYPE_CHECKING:
    from vectorstore.catalogue import Catalogue


@dataclass(slots=True)
class Identities:
    """What the catalogue knows, with what this run has decided and not yet written on top of it."""

    catalogue: Catalogue
    _records: dict[str, PlaceRecord] = field(default_factory=dict)
    _by_hash: dict[str, str] = field(default_factory=dict)
    _by_text: dict[str, str] = field(default_factory=dict)
    _joined: dict[str, set[str]] = field(default_factory=dict)
    _left: dict[str, set[str]] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _rewritten: set[str] = field(default_factory=set)

    def place(self, place: str) -> PlaceRecord | None:
        """What is known of a place."""
        if place in self._gone:
            return None
        return self._records.get(place) or self.catalogue.place(place)

    def with_bytes(self, content_hash: str, place: str) -> PlaceRecord | None:
        """Another place than `place` that held these bytes when it was read; best one that is gone now."""
        known = [r for r in self.catalogue.places_with_hash(content_hash) if r.place not in self._records]
        if content_hash in self._by_hash:
            known.append(self._records[self._by_hash[content_hash]])
        others = [r for r in known if r.place != place and r.place not in self._gone and r.documents]
        return min(others, key=lambda record: not is_gone(record.place), default=None)

    def with_text(self, text: str) -> str | None:
        """The id of a bulletin that says the same as `text`."""
        found = self._by_text.get(text_hash(text)) or self.catalogue.bulletin_with_text(text)
        return found if found and self._sources(found) and self._says(found, text) else None

    def id_for(self, source: str) -> str:
        """The id of the document at `source`, whose text is not in the index."""
        current = self.catalogue.bulletin_at(source)
        if current is not None and self._sources(current) == {source}:
            return current
        number = 0
        found = document_id(source)
        while self.catalogue.entries_of([found]) or found in self._joined:
            number += 1
            found = document_id(f"{source}\n{number}")
        return found

    def rewrite(self, bulletin_id: str, text: str, source: str) -> None:
        """Notes that a bulletin says `text` from now on, as the document at `source` does."""
        self._joined.setdefault(bulletin_id, set()).add(source)
        self._rewritten.add(bulletin_id)
        self._by_text[text_hash(text)] = bulletin_id

    def record(self, record: PlaceRecord, gone: str | None = None) -> None:
        """Notes what a place holds from now on, and that another is gone."""
        for old in filter(None, (self.place(record.place), self.place(gone) if gone else None)):
            for source, bulletin_id in old.documents:
                self._left.setdefault(bulletin_id, set()).add(source)
                self._joined.get(bulletin_id, set()).discard(source)
        for source, bulletin_id in record.documents:
            self._joined.setdefault(bulletin_id, set()).add(source)
            self._left.get(bulletin_id, set()).discard(source)
        if gone:
            self._gone.add(gone)
        self._gone.discard(record.place)
        self._records[record.place] = record
        self._by_hash[record.fingerprint.content_hash] = record.place

    def forget(self, record: PlaceRecord) -> set[str]:
        """Notes that a place is gone; returns the ids of those of its documents that no other place holds."""
        for source, bulletin_id in record.documents:
            self._left.setdefault(bulletin_id, set()).add(source)
            self._joined.get(bulletin_id, set()).discard(source)
        self._gone.add(record.place)
        return {bulletin_id for _, bulletin_id in record.documents if not self._sources(bulletin_id)}

    def _sources(self, bulletin_id: str) -> set[str]:
        entry = self.catalogue.entries_of([bulletin_id]).get(bulletin_id)
        held = set(entry.sources) if entry else set()
        return (held - self._left.get(bulletin_id, set())) | self._joined.get(bulletin_id, set())

    def _says(self, bulletin_id: str, text: str) -> bool:
        return bulletin_id not in self._rewritten or self._by_text.get(text_hash(text)) == bulletin_id


def renamed(record: PlaceRecord, place: str) -> tuple[tuple[str, str], ...]:
    """The documents of a record as they are called at another place."""
    return tuple((place + source.removeprefix(record.place), bulletin_id) for source, bulletin_id in record.documents)


def is_gone(place: str) -> bool:
    """Whether a place is a path at which there is no file any more; where one may not look, one cannot tell."""
    if is_url(place) or not os.path.isabs(place):
        return False
    try:
        os.stat(place)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False
