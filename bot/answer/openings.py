"""How a bulletin begins."""

from __future__ import annotations

import re

from vectorstore.models import BlockKind, Bulletin, Span

PREAMBLE = re.compile(r"[-–+* ]*(?:Căn cứ|Xét|Theo đề nghị)\b")
"""What a document begins with that it rests on, and does not say itself."""
_ADDRESSED = re.compile("Kính gửi|Kính mời|KÍNH GỬI")
_QUOTED = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)


def opening(bulletin: Bulletin) -> Span:
    """The first sentence of a bulletin's body: of the first passage that is no heading, neither what the bulletin rests
    on nor whom it is for, and not shorter than half the title."""
    passages = bulletin.passages
    least = len(bulletin.metadata.title) / 2
    long_enough = (passage for passage in passages if passage.kind in _QUOTED and len(passage.text) > least)
    said = (p for p in long_enough if not PREAMBLE.match(p.text) and not _ADDRESSED.match(p.lead or p.text))
    body = next(said, passages[0])
    return body.sentences[0]
