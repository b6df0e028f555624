"""Chooses the sentences that answer a question: at most two, verbatim."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from bot.answer.acts import is_of_discipline
from bot.answer.alone import is_of_it_alone, thing_alone
from bot.answer.candidates import FEATURES, Candidate
from bot.answer.chairing import asks_who_chaired, tells_who_chaired
from bot.answer.evidence import gives_money
from bot.answer.fitted import fitted, weigh
from bot.answer.offices import gives_holder, office_asked
from bot.answer.others import asks_of_province, is_of_other_place, is_of_part_of_province, place_asked
from bot.answer.reasons import asks_for_reason, names_cause
from bot.answer.replaced_documents import asks_what_is_replaced, says_replaced
from bot.answer.rows import read_out
from bot.question.designators import tells_one
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.models import BlockKind

_SENTENCES = 2
READ = 5
"""Sentences that are read together with the question."""
_LIKELY = 0.02  # of the second sentence, if it is of another bulletin; costs a third of a point of what is contained
_NEAR, _NEARER = 2.0, 0.7  # in log odds: what answers about as well as the best
_FAR = 9.0  # what names a cause of it may say so little else of the question
_PRONOUN = re.compile(
    r"^(?:Anh|Ông|Bà|Chị|Cô|Họ|Người|Đồng chí)(?: (?:ấy|này|đó|ta))?(?= [a-zà-ỹđ])"
    r"|\b(?:ông|bà|họ|anh ấy|cô ấy|chị ấy|ông ấy|bà ấy|đồng chí (?:ấy|này|đó))(?= [a-zà-ỹđ]|[,.;:])"
)
_OFFERS, _ANOTHER_TIME, _FOCUSED, _OF_ROW = map(FEATURES.index, ("offers", "another_time", "focused", "of_row"))


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sentences found for a question, with their `scores` by `id`; `among` are those that the rules leave."""

    question: Question
    found: Sequence[Candidate]
    among: Sequence[Candidate]
    scores: Mapping[int, float]

    @property
    def promising(self) -> list[Candidate]:
        """The best that the rules leave, best first: those that may be read together with the question."""
        return nlargest(READ, self.among, key=lambda c: self.scores[id(c)])

    def best(self, readings: Sequence[float] = ()) -> list[Candidate]:
        """The one or two sentences that answer best, best first; none where none was found.

        `readings` are the log odds that each of the promising ones answers, if they were read (bot.answer.reading). The
        second is left out where it is of another bulletin and not likely enough to answer, by the softmax of the scores
        among all that the rules leave, or another row than the one that the question names. Where a person is asked for
        and the best, or one about as good, says only "he", the sentence before it, which names him, is the second.
        """
        scores, promising = self.scores, self.promising
        read = dict(zip(map(id, promising), readings, strict=True)) if readings else {}
        weight = fitted()[self.question.form].reading.sentence
        best = nlargest(_SENTENCES, promising, key=lambda c: scores[id(c)] + weight * read.get(id(c), 0.0))
        if self.question.intent is Intent.WHO:
            for candidate in best:
                before = _antecedent(candidate, self.found)
                if before and scores[id(candidate)] >= scores[id(best[0])] - _NEARER:
                    return [replace(candidate, read=read.get(id(candidate))), before]
        if best and asks_for_reason(self.question.text.lower()) and not names_cause(best[0].text.lower()):
            best = [best[0], *(_reason(best[0], self.found, scores) or best[1:])]
        total = sum(math.exp(scores[id(c)] - scores[id(best[0])]) for c in self.among) if best else 1.0

        def is_told(candidate: Candidate) -> bool:
            is_row = candidate.hit.passage.kind is BlockKind.ROW
            if best[0].features[_OF_ROW] and is_row and not candidate.features[_OF_ROW]:
                return False
            likely = math.exp(scores[id(candidate)] - scores[id(best[0])]) / total
            return candidate.hit.bulletin.id == best[0].hit.bulletin.id or likely >= _LIKELY

        return [replace(c, read=read.get(id(c))) for c in best if is_told(c)]


def rank_sentences(question: Question, found: Sequence[Candidate]) -> Ranking:
    """Ranks the candidates for a question.

    Where a figure is asked for, those of another year or place, of a part of the year, and of other things, are left
    out if another answers about as well.
    """
    weights = fitted()[question.form].sentence
    scores = {id(candidate): weigh(weights, FEATURES, candidate.features) for candidate in found}
    if question.intent is Intent.HOW_MANY:
        among = _focused(_timely(_placed(question, _alone(question, _figures(question, found))), scores), scores)
    else:
        among = _met(question, _holders(question, _met(question, found)))
    return Ranking(question, found, among, scores)


def in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The chosen candidates as they are shown: those first that offer a thing of the kind asked for, as the column of a
    table's row may do alone."""
    return sorted(chosen, key=lambda c: not (c.features[_OFFERS] or c.hit.passage.kind is BlockKind.ROW))


def _holders(question: Question, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that name who holds the office that is asked for, who chaired the meeting, or whom a measure was
    taken against, or what a document replaces; all if none does, or none is asked for."""
    if asks_what_is_replaced(question.folded):
        return [c for c in found if says_replaced(c.text)] or found
    office = office_asked(question)
    if asks_who_chaired(question):
        return [c for c in found if c.features[_OFFERS] and tells_who_chaired(c.text)] or found
    if office is None:
        return [c for c in found if c.features[_OFFERS] and is_of_discipline(c.text, question.folded)] or found
    return [c for c in found if gives_holder(office, read_out(c), c.hit, question.folded)] or found


def says_only_he(candidate: Candidate) -> bool:
    """Whether a sentence speaks of somebody whom it does not name."""
    return not candidate.features[_OFFERS] and _PRONOUN.search(candidate.text) is not None


def _met(question: Question, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """Where a question says which meeting or day it asks of, the candidates of that, if one of them gives a thing of
    the kind asked for; else all."""
    if not any(map(tells_one, question.query.designators)):
        return found
    met = [c for c in found if not c.hit.unmet]
    return met if any(c.features[_OFFERS] for c in met) else found


def _antecedent(candidate: Candidate, found: Sequence[Candidate]) -> Candidate | None:
    """The candidate nearest before one that says only "he" in its passage, which names somebody; None where there is
    none."""
    if not says_only_he(candidate):
        return None
    before = [c for c in found if c.hit is candidate.hit and c.span.start < candidate.span.start]
    return max((c for c in before if c.features[_OFFERS]), key=lambda c: c.span.start, default=None)


def _reason(fact: Candidate, found: Sequence[Candidate], scores: Mapping[int, float]) -> list[Candidate]:
    """The best candidate of a fact's bulletin that names a cause, if it is not far behind; none where there is none."""
    near = [c for c in found if c.hit.bulletin.id == fact.hit.bulletin.id and names_cause(c.text.lower())]
    near = [c for c in near if scores[id(c)] >= scores[id(fact)] - _FAR]
    return nlargest(1, near, key=lambda c: scores[id(c)])


def _figures(question: Question, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that give a figure, and where money is asked for, a sum or a row of a table; all if none does."""
    offering = [c for c in found if c.features[_OFFERS]]
    sums = {id(c) for c in offering if gives_money(c.text, question.folded)}
    if not sums:
        return offering or found
    return [c for c in offering if id(c) in sums or c.hit.passage.kind is BlockKind.ROW]


def _alone(question: Question, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that give a figure of the one thing of which alone a question asks; all if it asks of none, or
    none does."""
    thing = thing_alone(question)
    return [c for c in found if thing and is_of_it_alone(c.text, thing, question.folded)] or found


def _placed(question: Question, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that tell of no other place than the one that the question names, if one of them names it; else
    all."""
    if asks_of_province(question):
        found = [c for c in found if not is_of_part_of_province(c.hit, c.text)] or found
    place = place_asked(question)
    if place is None:
        return found
    placed = [c for c in found if not is_of_other_place(place, question, c.hit, c.text)]
    return placed if any(place.is_named_in(c.text) for c in placed) else found


def _timely(found: Sequence[Candidate], scores: Mapping[int, float]) -> Sequence[Candidate]:
    """The candidates of the year and place asked for, if one of them answers about as well as the best; else all."""
    timely = [c for c in found if c.hit.unmet == 0 and not c.features[_ANOTHER_TIME]]
    return timely if _answer_as_well(timely, found, scores, _NEAR) else found


def _focused(found: Sequence[Candidate], scores: Mapping[int, float]) -> Sequence[Candidate]:
    """The candidates that say all that is asked for, if one of them answers about as well as the best; else all."""
    focused = [c for c in found if c.features[_FOCUSED] == 1.0]
    return focused if _answer_as_well(focused, found, scores, _NEARER) else found


def _answer_as_well(
    some: Sequence[Candidate], found: Sequence[Candidate], scores: Mapping[int, float], near: float
) -> bool:
    best = max((scores[id(c)] for c in found), default=0.0)
    return any(scores[id(c)] >= best - near for c in some)
