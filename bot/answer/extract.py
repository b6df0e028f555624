"""Chooses the sentences that answer a question: at most two, verbatim."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest

from bot.answer.candidates import FEATURES, Candidate
from bot.answer.fitted import fitted, weigh
from bot.question.understand import Question

_SENTENCES = 2


def best_sentences(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """The one or two candidates that answer best, best first; none where there are no candidates."""
    weights = fitted()[question.form].sentence
    return nlargest(_SENTENCES, found, key=lambda c: weigh(weights, FEATURES, c.features))
