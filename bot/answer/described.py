"""How a bulletin is described by what stands beside its text."""

from __future__ import annotations

from vectorstore.models import BulletinEntry
from vectorstore.text import fold_sentences


def described(bulletin: BulletinEntry, *besides: str | None) -> str:
    """A bulletin's title, kind, number and issuer, and what is said besides, as one sentence that `fold_sentences`
    folds."""
    metadata = bulletin.metadata
    said = (metadata.title, metadata.kind, metadata.number, metadata.issuer, *besides)
    return fold_sentences([" ".join(filter(None, said))])
