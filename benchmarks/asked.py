"""Questions of a set asked of an index, to be fitted on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answer.find import find
from bot.evaluation.sets import Case
from bot.question.understand import Question, understand
from vectorstore.index import Index
from vectorstore.models import Hit
from vectorstore.query import Form

POOL = 48
"""The passages that are found for each."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A case in one form, asked: the question understood, what was found, and how much the case counts."""

    case: Case
    question: Question
    hits: list[Hit]
    weight: float


def ask_all(index: Index, cases: Sequence[Case], form: Form, weight: float) -> Iterator[Asked]:
    """Each case that has the form and stands by itself, asked."""
    for case in cases:
        if form in case.forms and case.follows is None:
            question = understand(case.forms[form], index.catalogue)
            yield Asked(case, question, find(index, question, POOL), weight)
