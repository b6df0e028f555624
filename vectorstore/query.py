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


def says(folded: str, wordings: Concept) -> bool:
    """Whether a text, as `fold_sentences` folds it, says something in one of its wordings."""
    return any(f" {wording} " in folded for wording in wordings)


# What a question is made with, and no text that answers it need say.
_QUESTION_WORDS = frozenset(
    "gì nào ai đâu mấy sao nhiêu bao là những các hãy xin hỏi biết liệt kê vậy thế à ạ nhỉ".split()
)


def concepts(text: str) -> tuple[Concept, ...]:
    """The distinct syllables of a Vietnamese text with its accents, and its distinct adjacent pairs, one concept each.

    Question words are left out, and no pair reaches across one.
    """
    words = [None if word.lower() in _QUESTION_WORDS else fold(word) for word in syllables(text)]
    single = [(word,) for word in words if word]
    pairs = [(f"{a} {b}",) for a, b in pairwise(words) if a and b]
    return tuple(dict.fromkeys([*single, *pairs]))


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: `text` (accents restored) is embedded with its `gloss` in the documents' language, if it is in
    another; `concepts` are looked for in the passages' words.

    `words` are the concepts that a passage which answers should not miss (see `Hit.missing`): whole words, where
    `concepts` holds syllables and pairs. `names` are those of the words that are names (of an
    English question, Vietnamese ones: texts may spell others otherwise), `focus` those that name what is
    asked for. `designators` tell what is asked about from others of its kind (a year, which
    conference). `named` are the ids of the bulletins that the question is about, as far as it
    says so; `timely` those of the time that it speaks of. Both are preferred, and exclude nothing.
    """

    text: str
    concepts: tuple[Concept, ...]
    words: tuple[Concept, ...] = ()
    form: Form = Form.VIETNAMESE
    gloss: str = ""
    filters: Filters = field(default_factory=Filters)
    names: tuple[Concept, ...] = ()
    focus: tuple[Concept, ...] = ()
    designators: tuple[Concept, ...] = ()
    named: frozenset[str] = frozenset()
    timely: frozenset[str] = frozenset()

    @property
    def embedded(self) -> str:
        """The text that is embedded."""
        return f"{self.text} {self.gloss}" if self.gloss else self.text

    @property
    def meant(self) -> frozenset[str]:
        """The ids of the bulletins that the question names, or else to which it is limited; none where it is not."""
        return self.named or self.filters.document_ids or frozenset()

    @classmethod
    def of(cls, text: str) -> Query:
        """`text` taken as Vietnamese with its accents, unfiltered."""
        return cls(text, concepts(text))
