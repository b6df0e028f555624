"""How a bulletin begins."""

from __future__ import annotations

import re

from vectorstore.models import BlockKind, Bulletin, Span

PREAMBLE = re.compile(r"[-–+* ]*(?:Căn cứ|Xét|Theo đề nghị)\b")
"""What a document begins with that it rests on, and does not say itself."""
_QUOTED = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)


def opening(bulletin: Bulletin) -> Span:
    """The first sentence of a bulletin's body: of the first passage that is no heading, nothing that the bulletin rests
    on, and not shorter than half the title."""
    passages = bulletin.passages
    least = len(bulletin.metadata.title) / 2
    said = (p for p in passages if p.kind in _QUOTED and len(p.text) > least and not PREAMBLE.match(p.text))
    body = next(said, passages[0])
    return body.sentences[0]
