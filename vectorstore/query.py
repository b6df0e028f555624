"""A question as the retriever takes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from vectorstore.models import Filters
from vectorstore.text import terms


class Form(StrEnum):
    """How a question is written; each form is searched with weights of its own."""

    VIETNAMESE = "vi"
    PLAIN = "vi-plain"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: `text` is embedded (accents restored), `terms` are looked up in the lexical index."""

    text: str
    terms: tuple[str, ...]
    form: Form = Form.VIETNAMESE
    filters: Filters = field(default_factory=Filters)

    @classmethod
    def of(cls, text: str) -> Query:
        """`text` taken as Vietnamese with its accents, unfiltered."""
        return cls(text, tuple(terms(text)))
