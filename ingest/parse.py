"""From raw bytes to a `Bulletin`."""

from __future__ import annotations

import traceback

from ingest.content_hash import content_hash
from ingest.errors import IngestError, ReaderFailed
from ingest.metadata import read_metadata
from ingest.readers import read
from ingest.sources import RawDocument, document_id
from ingest.structure import read_structure
from vectorstore.models import Bulletin


def parse(raw: RawDocument, content: bytes | None = None) -> Bulletin:
    """Reads a document, finds its structure and its metadata.

    `content` is what is read in place of the document's own bytes, where these were converted already. Raises
    `UnsupportedType` and `UnreadableFile`, and nothing else for any bytes; `MemoryError` where these do not fit.
    """
    try:
        return _parse(raw, raw.data if content is None else content)
    except (IngestError, MemoryError):
        raise
    except Exception as error:
        raise ReaderFailed(raw.name, traceback.format_exc()) from error


def _parse(raw: RawDocument, content: bytes) -> Bulletin:
    reading = read(content, raw.name, raw.media_type)
    structure = read_structure(reading.blocks)
    return Bulletin(
        id=document_id(raw.source),
        source=raw.source,
        metadata=read_metadata(structure.lines, structure.front, reading.hints, raw.name),
        text=structure.text,
        content_hash=content_hash(raw.data),
        blocks=structure.blocks,
        sections=structure.sections,
        passages=structure.passages,
    )
