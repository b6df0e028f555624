"""Helpers of the tests of ingest."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.readers.base import RawBlock
from ingest.structure import Structure, read_structure
from vectorstore.models import Bulletin, BulletinEntry, Replaced, Section


def structure_of(text: str) -> Structure:
    """The structure of a text whose lines are its paragraphs."""
    return read_structure([RawBlock(line) for line in text.splitlines()])


def items_of(structure: Structure, section: Section) -> list[str]:
    """The texts of a section's items."""
    return [structure.text[item.start : item.end] for item in section.items]


def lead_of(structure: Structure, section: Section) -> str:
    """The text of a section's lead."""
    return section.lead.of(structure.text)


class MemoryIndex:
    """An index that only remembers; `batches` holds the sizes of the calls of `replace`."""

    def __init__(self) -> None:
        self.bulletins: dict[str, Bulletin] = {}
        self.batches: list[int] = []

    def entry(self, document_id: str) -> BulletinEntry | None:
        """The bulletin with this id."""
        found = self.bulletins.get(document_id)
        if found is None:
            return None
        return BulletinEntry(found.id, found.source, found.metadata, found.content_hash, len(found.passages))

    def replace(self, bulletins: Sequence[Bulletin]) -> list[Replaced]:
        """Keeps `bulletins`."""
        self.batches.append(len(bulletins))
        results = [Replaced.UPDATED if each.id in self.bulletins else Replaced.ADDED for each in bulletins]
        self.bulletins |= {each.id: each for each in bulletins}
        return results
