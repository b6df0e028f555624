"""What tells whether a file has changed since it was read: a hash of its bytes, marked with how they were read."""

from __future__ import annotations

import hashlib

READING = 3
"""Which way files are read; raised whenever the same bytes give another bulletin (tests/test_ingest_reading.py), so
that libraries that were filled before read their files again."""
_MARK = f"{READING}:"


def content_hash(data: bytes) -> str:
    """The SHA-256 of `data` in hexadecimal, behind the number of the way in which files are read now and a colon."""
    return _MARK + hashlib.sha256(data).hexdigest()


def is_current(content_hash: str) -> bool:
    """Whether what has this hash was read the way files are read now."""
    return content_hash.startswith(_MARK)


def is_of_same_bytes(content_hash: str, other: str) -> bool:
    """Whether two hashes are of the same bytes, in whichever ways they were read."""
    return content_hash.rpartition(":")[2] == other.rpartition(":")[2]
