"""Questions that name nothing to look for: "Câu 1 là gì?", "cái gì?", "What is it?"."""

from __future__ import annotations

from bot.question.intent import Intent
from vectorstore.query import Query

_TELLING_NOTHING = frozenset(
    "cau | cau hoi | hoi | no | ho | cai | chuyen | y | muc | phan | so | dieu | diem | van de | thu".split(" | ")
)
_OF_SOMETHING = frozenset(
    (
        Intent.LIST,
        Intent.ORDINAL,
        Intent.WHO,
        Intent.WHEN,
        Intent.WHERE,
        Intent.HOW_MANY,
        Intent.WHAT,
        Intent.DEFINITION,
    )
)
"""What is asked of something that must be named; a signature or the latest bulletin is asked for by itself."""


def is_vague(intent: Intent, query: Query) -> bool:
    """Whether a question, all of whose words are figures or stand for others, names neither a thing nor a document."""
    if intent not in _OF_SOMETHING or query.meant or query.names:
        return False
    return all(wordings[0].isdigit() or wordings[0] in _TELLING_NOTHING for wordings in query.words)
