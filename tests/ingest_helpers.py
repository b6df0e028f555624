"""Helpers of the tests of ingest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.containers import Refused, expand
from ingest.parse import parse
from ingest.readers.base import RawBlock
from ingest.settings import IngestSettings
from ingest.sources import RawDocument
from ingest.structure import Structure, read_structure
from vectorstore.models import Bulletin, Section


class InProcessParser:
    """Reads documents in this process, which is sooner ready than a worker; see ingest.protocols.Parser."""

    def expand(self, raw: RawDocument) -> Iterator[RawDocument | Refused]:
        """The documents in a container; any other document is its own only one."""
        return expand(raw, IngestSettings().max_file_bytes)

    def prepare(self, raws: Sequence[RawDocument]) -> None:
        """Nothing needs to be got ready."""

    def parse(self, raw: RawDocument) -> Bulletin:
        """A document as a bulletin."""
        return parse(raw)


def structure_of(text: str) -> Structure:
    """The structure of a text whose lines are its paragraphs."""
    return read_structure([RawBlock(line) for line in text.splitlines()])


def items_of(structure: Structure, section: Section) -> list[str]:
    """The texts of a section's items."""
    return [structure.text[item.start : item.end] for item in section.items]


def lead_of(structure: Structure, section: Section) -> str:
    """The text of a section's lead."""
    return section.lead.of(structure.text)
