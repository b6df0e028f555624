"""The sentence that says what something is ("X là …"), or what an abbreviation stands for ("… (X)")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.question.topic import topic
from bot.question.understand import Question
from vectorstore.models import Hit, Span
from vectorstore.text import fold, fold_sentences, folded_syllables, syllables

_ACCORDING = re.compile(r"^\W*(?:theo|trong|under|according to|in) [^,?]*,\s*", re.IGNORECASE)
"""What says by which document a term is to be defined, before the question for it."""
_USED = re.compile(r" (?:trong|theo|cua|o|tai|under|according|in|of)\b")
_NUMBERS = frozenset("mot hai ba bon nam sau bay tam chin muoi".split())
_HITS = 12
_TERM = 7  # syllables
_THIS_IS = re.compile(r"(?:day|do) (?:chinh )?la\b")
_IS = r"(?:(?:[a-z]+ ){0,2}?la|(?:[a-z]+ ){0,8}?(?:duoc hieu la|nghia la|tuc la))"
_CONSISTS = r"(?:[a-z]+ ){0,2}?(?:gom|bao gom)"


@dataclass(frozen=True, slots=True)
class Defined:
    """A sentence that defines a term; `surely` if it puts the term in brackets behind what it stands for."""

    hit: Hit
    span: Span
    surely: bool


def defining_sentence(question: Question, hits: Sequence[Hit]) -> Defined | None:
    """The first sentence of the best passages that defines the question's term, or this without where it is used
    ("… theo Quy định số 21"), or that says the term before one that begins "Đây là …", with this; None if none does."""
    whole = folded_syllables(topic(_ACCORDING.sub("", question.text), question.form))
    whole = whole.removeprefix("a ").removeprefix("an ")
    terms = dict.fromkeys([whole, _USED.split(whole)[0]])
    found = (_defining(term, hits) for term in terms if term and term.count(" ") < _TERM and term not in _NUMBERS)
    return next(filter(None, found), None)


def _defining(term: str, hits: Sequence[Hit]) -> Defined | None:
    defines = [re.compile(rf"\b{re.escape(term)} {verb}\b") for verb in (_IS, _CONSISTS)]
    stands_for = re.compile(
        rf"\((?:sau day )?(?:goi tat|viet tat|goi chung)?(?: la)? ?[“\"]?{re.escape(term)}[”\"]?\)"
        rf"|[“\"]{re.escape(term)}[”\"] ?[(:]"
    )
    sentences = [(hit, span, fold(hit.passage.said(span))) for hit in hits[:_HITS] for span in hit.passage.sentences]
    for hit, span, text in sentences:
        if stands_for.search(text):
            return Defined(hit, span, True)
    for pattern in defines:
        for hit, span, text in sentences:
            if pattern.search(" ".join(syllables(text))):
                return Defined(hit, span, False)
    for (hit, span, text), (next_hit, next_span, next_text) in pairwise(sentences):
        if hit is next_hit and f" {term} " in fold_sentences([text]) and _THIS_IS.match(next_text):
            return Defined(hit, Span(span.start, next_span.end), False)
    return None
