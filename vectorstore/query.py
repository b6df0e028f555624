"""A question as the retriever takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from vectorstore.models import Filters
from vectorstore.text import fold, syllables


class Form(StrEnum):
    """How a question is written; each form is searched with weights of its own."""

    VIETNAMESE = "vi"
    PLAIN = "vi-plain"
    ENGLISH = "en"


Concept = tuple[str, ...]
"""Something that a passage may say, in alternative wordings: each one's folded syllables with single spaces between."""


def concepts(text: str) -> tuple[Concept, ...]:
    """The distinct syllables of a Vietnamese text, and its distinct adjacent pairs, one concept each."""
    words = syllables(fold(text))
    return tuple(dict.fromkeys([*((word,) for word in words), *((f"{a} {b}",) for a, b in pairwise(words))]))


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: `text` is embedded (accents restored), `concepts` are looked for in the passages' words."""

    text: str
    concepts: tuple[Concept, ...]
    form: Form = Form.VIETNAMESE
    filters: Filters = field(default_factory=Filters)

    @classmethod
    def of(cls, text: str) -> Query:
        """`text` taken as Vietnamese with its accents, unfiltered."""
        return cls(text, concepts(text))
