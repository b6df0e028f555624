"""How a bulletin begins."""

from __future__ import annotations

import re

from vectorstore.models import BlockKind, Bulletin, Span

PREAMBLE = re.compile(
    r"[-–+* ]*(?P<begun>Căn cứ|Xét(?! (?:nghiệm|tuyển|duyệt|chọn|xử|khen|tặng|nâng|công nhận|kết nạp))|Theo đề nghị)\b"
)
"""What a document begins with that it rests on, and does not say itself."""
ADDRESSED = re.compile(r"Kính (?:gửi|mời|trình)\b", re.IGNORECASE)
"""What the line begins with that says whom a document is for."""
_QUOTED = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)


def opening(bulletin: Bulletin) -> Span:
    """The first sentence of a bulletin's body: of the first passage that is no heading, neither what the bulletin rests
    on nor whom it is for, and not shorter than half the title."""
    passages = bulletin.passages
    least = len(bulletin.metadata.title) / 2
    long_enough = (passage for passage in passages if passage.kind in _QUOTED and len(passage.text) > least)
    said = (p for p in long_enough if not PREAMBLE.match(p.text) and not ADDRESSED.match(p.lead or p.text))
    body = next(said, passages[0])
    return body.sentences[0]
