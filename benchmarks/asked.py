"""Questions of a set asked of an index, to be fitted on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from bot.answer.find import find
from bot.evaluation.sets import Case, QuestionSet
from bot.question.understand import Question, understand
from vectorstore.index import Index
from vectorstore.models import Filters, Hit
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


def documents_of_group(questions: QuestionSet, case: Case) -> set[str]:
    """The ids of the bulletins that answer the cases of a case's group."""
    return {other.document_id for other in questions.cases if other.group == case.group and other.document_id}


def without(index: Index, a: Asked, questions: QuestionSet, gone: Set[str]) -> Asked:
    """The case asked of the set's other bulletins than those that are `gone`, which do not answer it."""
    others = frozenset(bulletin.id for bulletin in questions.bulletins) - gone
    query = replace(a.question.query, filters=Filters(document_ids=others))
    hits = find(index, replace(a.question, query=query), POOL)
    return replace(a, case=replace(a.case, answered=False), hits=hits)


def ask_all(index: Index, cases: Sequence[Case], form: Form, weight: float) -> Iterator[Asked]:
    """Each case that has the form and stands by itself, asked."""
    for case in cases:
        if form in case.forms and case.follows is None:
            question = understand(case.forms[form], index.catalogue)
            yield Asked(case, question, find(index, question, POOL), weight)
