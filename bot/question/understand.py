"""From a typed question to what the retriever and the answerer need."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.question.accents import SyllableCounts, restore
from bot.question.glossary import translate, words
from bot.question.intent import Intent, intent_of
from bot.question.language import detect, language_of
from bot.question.numbers import count_asked, ordinal_asked, without_ordinal
from vectorstore.errors import Language
from vectorstore.models import Filters
from vectorstore.query import Form, Query, concepts
from vectorstore.text import fold, nfc, syllables


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood: `text` has its accents back, `folded` its folded syllables joined by single spaces.

    `count` is how many things it names ("bốn nhiệm vụ"), `ordinal` which item of a list it asks for.
    """

    text: str
    folded: str
    form: Form
    intent: Intent
    count: int | None
    ordinal: int | None
    query: Query

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return language_of(self.form)


def understand(text: str, counts: SyllableCounts, filters: Filters | None = None) -> Question:
    """Detects language and intent of a question, and restores its accents from the corpus's `counts`."""
    typed = re.sub(r"\s+", " ", nfc(text)).strip()
    form = detect(typed)
    restored = restore(typed, counts) if form is Form.PLAIN else typed
    folded = " ".join(syllables(fold(typed)))
    ordinal = ordinal_asked(folded)
    wanted = restored if ordinal is None else without_ordinal(restored)
    if form is Form.ENGLISH:
        said = meant = translate(wanted, counts)
    else:
        said = concepts(wanted)
        meant = tuple(dict.fromkeys(word.concept for word in words(wanted) if word.concept))
    query = Query(wanted, said, meant, form, filters or Filters())
    return Question(restored, folded, form, intent_of(folded), count_asked(folded), ordinal, query)
