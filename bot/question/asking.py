"""Words that ask, told from those that only look like them once their accents are gone: "từ đầu năm" asks for no place,
"máy giám sát" counts nothing."""

from __future__ import annotations

import re

from bot.question.language import accented_share
from vectorstore.text import fold, has_accents, syllables

_ASKING = {"dau": "đâu", "may": "mấy", "ai": "ai", "nao": "nào", "gi": "gì"}
MARK = "z"
"""What `asking` puts behind a syllable that does not ask; no Vietnamese syllable ends so."""
_OF_ANY = re.compile(r"\bnào\b.*\bthì\b.*\b(?:sao|gì|thế nào|bao nhiêu|mấy|ai|đâu|không)\b")
_ACCENTED = 0.5  # share of accented syllables from which a text is taken to have all its accents


def asking(text: str) -> str:
    """The folded syllables of a text, joined by single spaces, those marked that only look like words that ask."""
    is_accented = accented_share(text) >= _ACCENTED
    return " ".join(_marked(syllable, is_accented) for syllable in syllables(text))


def _marked(syllable: str, is_accented: bool) -> str:
    folded = fold(syllable)
    asks = _ASKING.get(folded)
    if asks is None or syllable.lower() == asks or not (is_accented or has_accents(syllable)):
        return folded
    return folded + MARK


def asks_of_any(question: str) -> bool:
    """Whether "nào" in a question in lower case with its accents means any, and another word asks: "Đơn vị nào chậm thì
    bị làm sao?"."""
    return _OF_ANY.search(question) is not None
