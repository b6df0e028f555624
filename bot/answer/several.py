"""Whether a question asks for several things or persons."""

from __future__ import annotations

from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.understand import Question

_ASKS_FOR_SEVERAL = cues(
    r"""
    (?:nhung|cac) (?:[a-z]+ ){1,3}(?:nao|gi) | can (?:co |chuan bi |nop )?(?:nhung )?(?:[a-z]+ ){1,2}gi
    (?:what|which) (?!(?:is|was|does|has)\b)(?:(?!d(?:o|oes|id)\b)[a-z]+ ){0,2}[a-z]{2,}(?<!s)s(?<!was)(?<!has)(?<!does)
    what (?:does|do|did) .*(?:require|ask for|demand|call for|include|consist|cover|set out|propose|recommend)
    what (?:does|do|did) .*(?:conclude|decide|order|tell .* to|ask .* to|want|expect .* to) | what (?:must|should) .* do
    may (?:buoc|viec|nhiem vu|noi dung|giai phap|muc tieu|tieu chi|nhom|loai|diem|giai) | ke ra
    nguon nao | (?:nhung|gom) ai | (?:dang vien|thanh vien|uy vien) (?:dau tien )?.*la (?:nhung )?ai
    (?:phai|can|nen|dan|khuyen) (?:[a-z]+ ){0,6}lam (?:nhung )?gi | what must .*(?:meet|have|fulfil)
    steps of | who (?:has|have) been | who(?:m)? (?:does|did) .* appoint
    """
)


def asks_for_several(question: Question) -> bool:
    """Whether a question asks for several things or persons."""
    return question.intent is Intent.LIST or _ASKS_FOR_SEVERAL.search(question.folded) is not None
