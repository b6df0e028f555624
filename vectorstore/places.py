"""What the index remembers of the places that documents came from, so that what has not changed is not read again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How a place looked when it was read: `content_hash` tells its bytes (ingest.content_hash).

    A file has `size` (bytes) and `modified_ns` (nanoseconds since 1970), a web page what its server said.
    """

    content_hash: str
    size: int | None = None
    modified_ns: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A file or page that was read, and the documents that it holds: pairs of source and bulletin id.

    A plain file holds one, whose source is the place itself; an archive holds several.
    """

    place: str
    fingerprint: Fingerprint
    documents: tuple[tuple[str, str], ...]


def text_hash(text: str) -> str:
    """The SHA-256 of a text without regard to its white space: two files with the same one say the same."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()
