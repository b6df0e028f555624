"""Chooses the sentences that answer a question: at most two, verbatim."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from heapq import nlargest

from bot.answer.candidates import FEATURES, Candidate
from bot.answer.evidence import gives_money
from bot.answer.fitted import fitted, weigh
from bot.answer.offices import gives_holder, office_asked
from bot.answer.rows import read_out
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.models import BlockKind

_SENTENCES = 2
_NEAR = 2.0  # in log odds: what answers about as well as the best
_PRONOUN = re.compile(r"(?:Anh|Ông|Bà|Chị|Cô|Họ|Người|Đồng chí)(?: (?:ấy|này|đó|ta))?(?= [a-zà-ỹđ])")
_OFFERS, _ANOTHER_TIME = FEATURES.index("offers"), FEATURES.index("another_time")


def best_sentences(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """The one or two candidates that answer best, best first; none where there are no candidates.

    Where a figure is asked for, those of another year or place, and of a part of the year, are left out if another
    answers about as well. Where a person is asked for and the best says only "he", the sentence before it, which names
    him, is the second.
    """
    weights = fitted()[question.form].sentence
    scores = {id(candidate): weigh(weights, FEATURES, candidate.features) for candidate in found}
    among = (
        _timely(_figures(question, found), scores) if question.intent is Intent.HOW_MANY else _holders(question, found)
    )
    best = nlargest(_SENTENCES, among, key=lambda c: scores[id(c)])
    if question.intent is Intent.WHO and best and not best[0].features[_OFFERS] and _PRONOUN.match(best[0].text):
        before = _before(best[0], found)
        return [best[0], before] if before else best
    return best


def _holders(question: Question, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that name who holds the office that is asked for; all if none does, or none is asked for."""
    office = office_asked(question)
    if office is None:
        return found
    return [c for c in found if gives_holder(office, read_out(c), c.hit, question.folded)] or found


def _before(candidate: Candidate, found: Sequence[Candidate]) -> Candidate | None:
    """The sentence before a candidate in its passage; None for the first."""
    sentences = candidate.hit.passage.sentences
    place = sentences.index(candidate.span)
    return next((c for c in found if place and c.hit is candidate.hit and c.span == sentences[place - 1]), None)


def _figures(question: Question, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that give a figure, and where money is asked for, a sum or a row of a table; all if none does."""
    offering = [c for c in found if c.features[_OFFERS]]
    sums = {id(c) for c in offering if gives_money(c.text, question.folded)}
    if not sums:
        return offering or found
    return [c for c in offering if id(c) in sums or c.hit.passage.kind is BlockKind.ROW]


def _timely(found: Sequence[Candidate], scores: Mapping[int, float]) -> Sequence[Candidate]:
    """The candidates of the year and place asked for, if one of them answers about as well as the best; else all."""
    best = max((scores[id(c)] for c in found), default=0.0)
    timely = [c for c in found if c.hit.unmet == 0 and not c.features[_ANOTHER_TIME]]
    return timely if any(scores[id(c)] >= best - _NEAR for c in timely) else found
