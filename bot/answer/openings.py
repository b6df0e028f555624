"""How a bulletin begins."""

from __future__ import annotations

from vectorstore.models import BlockKind, Bulletin, Span

_QUOTED = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)


def opening(bulletin: Bulletin) -> Span:
    """The first sentence of a bulletin's body: of the first passage that is no heading and not shorter than half the
    title."""
    passages = bulletin.passages
    least = len(bulletin.metadata.title) / 2
    body = next((p for p in passages if p.kind in _QUOTED and len(p.text) > least), passages[0])
    return body.sentences[0]
