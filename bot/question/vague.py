"""Questions that name nothing to look for: "Câu 1 là gì?", "cái gì?", "What is it?"."""

from __future__ import annotations

import re

from bot.question.intent import Intent
from vectorstore.query import Query

_OF_ITSELF = frozenset((Intent.SIGNER, Intent.AUTHOR, Intent.NUMBER, Intent.RECIPIENTS))
_TELLING_NOTHING = frozenset(
    (
        "cau | cau hoi | hoi | no | ho | cai | chuyen | y | muc | phan | so | dieu | diem | van de | thu | khoan"
        " | chuong | article | clause | point | a | b | c | d | noi"
    ).split(" | ")
)
_OF_DOCUMENT = frozenset(
    "ky | da ky | nguoi ky | tac gia | so | so hieu | ban hanh | noi nhan | sign | signed".split(" | ")
)
"""What is asked of a document that must be named, or be the one that the conversation is about."""
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
"""What is asked of something that must be named; the latest bulletin is asked for by itself."""


_PART = re.compile(r"(?:dieu|chuong|article|chapter) (?:\d+|[ivx]+)")
"""Parts of documents that a question can name: "Điều 4 nói gì?"."""


def is_vague(intent: Intent, query: Query) -> bool:
    """Whether a question, all of whose words are figures or stand for others, names neither a thing nor a document."""
    if query.meant or query.names or any(_PART.fullmatch(wording) for words in query.designators for wording in words):
        return False
    if intent in _OF_ITSELF:
        return all(any(wording in _OF_DOCUMENT for wording in wordings) for wordings in query.words)
    if intent not in _OF_SOMETHING:
        return False
    return all(wordings[0].isdigit() or wordings[0] in _TELLING_NOTHING for wordings in query.words)
