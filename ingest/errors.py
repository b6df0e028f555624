"""What can go wrong while a document is taken in; each says so in one sentence, in Vietnamese and in English."""

from __future__ import annotations

from vectorstore.errors import BantinError


class IngestError(BantinError):
    """A document could not be taken in."""


class UnsupportedType(IngestError):
    """No reader knows this type of file."""


class UnreadableFile(IngestError):
    """The file is of a known type, but its text cannot be read."""


class SourceUnavailable(IngestError):
    """There is nothing at this path or address, or it may not be read."""
