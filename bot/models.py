"""What the assistant gives back: one `Answer`, which every channel renders in its own way."""

from __future__ import annotations

from dataclasses import dataclass

from vectorstore.errors import Language
from vectorstore.models import Citation


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence of a generated answer, and the numbers of the citations that support it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or a refusal (`answered` false, no citations).

    `text` is what a person reads; `items` holds every item of the section, or of the list within a sentence, for a list
    answer, verbatim and in order.
    `confidence` is the probability, between 0 and 1, that the documents hold the answer and that it is shown.
    `elapsed_ms` is the time from the question to this answer, in milliseconds. `mode` is `extractive`, or `generative`
    where a language model worded the text; then `sentences` tells what each sentence rests on.
    """

    answered: bool
    text: str
    language: Language
    confidence: float
    answer_id: str
    session_id: str
    elapsed_ms: float
    items: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    mode: str = "extractive"
    sentences: tuple[AnswerSentence, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether each item is a quotation of its own; a list within a sentence is quoted with that sentence."""
        return bool(self.items) and self.items == tuple(citation.quote for citation in self.citations)
