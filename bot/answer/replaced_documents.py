"""Which document another one replaces."""

from __future__ import annotations

import re

from bot.question.cues import cues
from bot.question.papers import ANY_PAPER
from vectorstore.text import fold

_ASKED = cues(
    rf"""
    (?:thay the|bai bo|thay cho) (?:cho )?{ANY_PAPER} (?:nao|gi|so)
    (?:thay the|bai bo|thay cho) (?:cho )?(?:cai )?(?:gi|nao)
    {ANY_PAPER} nao (?:[a-z]+ )*?(?:het hieu luc|het hieu luc thi hanh|bi thay the|bi bai bo|duoc thay the)
    (?:which|what) .*(?:replaces?|supersedes?|repeals?) | (?:does|did) .*(?:replace|supersede|repeal)
    """
)
_REPLACED = re.compile(r"\b(?:thay the|thay cho|bai bo|het hieu luc)\b")


def asks_what_is_replaced(folded_question: str) -> bool:
    """Whether a question asks which document another one replaces."""
    return _ASKED.search(folded_question) is not None


def says_replaced(text: str) -> bool:
    """Whether a text says that a document is replaced or no longer in force."""
    return _REPLACED.search(fold(text)) is not None
