"""Weighs what was found for a question: the passages, the sentences and lists that may answer, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.answer import confidence as judging
from bot.answer.articles import article_asked, find_article
from bot.answer.candidates import FEATURES, Candidate, candidates
from bot.answer.cited import asks_day_of_cited, find_cited
from bot.answer.extract import Ranking, rank_sentences
from bot.answer.extremes import extreme_row
from bot.answer.facts import OF_ITSELF, Fact, find_facts
from bot.answer.find import find
from bot.answer.fitted import fitted
from bot.answer.lists import choose_lists
from bot.answer.offices import gives_holder, issued_by_body, office_asked, signed_by_holder
from bot.answer.reading import read
from bot.answer.replaced_documents import asks_what_is_replaced, says_replaced
from bot.answer.sections import FoundSection
from bot.answer.sentence_lists import is_cut, listed_within
from bot.answer.stated import is_stated, said_of
from bot.answer.tables import asks_for_row
from bot.answer.who_is import find_person
from bot.question.designators import is_year
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import Filters, Hit, Span

_HITS = 16
_ORDINAL_HITS = 40  # an item with a number may stand in many bulletins' lists
_SIGNED = 0.9  # of who holds an office by the signature below it
_EXTREME = 0.8  # of the row of a table that has the most of what its column is called
_NAMED_LIST = 0.6  # at least, of a list of the one document that is meant which is asked for, or a row by its number
_DOUBTFUL = (0.1, 0.95)  # outside of this, reading changes hardly an answer for the better
_UNSTATED = 0.05  # is left of the confidence in what does not give the attribute asked for, or a figure of another year


@dataclass(frozen=True, slots=True)
class Considered:
    """What an answer is made from.

    `hits` are the passages that were found, best first; `found` the sentences that may answer, `chosen` the best of
    them, `listed` the list within one of these that is asked for, `sections` the lists to show instead, `facts` what
    documents state in places of their own. `values` are the features (bot.answer.confidence) that `confidence` comes
    from; below `threshold` nothing is answered.
    """

    question: Question
    hits: tuple[Hit, ...] = ()
    found: tuple[Candidate, ...] = ()
    chosen: tuple[Candidate, ...] = ()
    sections: tuple[FoundSection, ...] = ()
    facts: tuple[Fact, ...] = ()
    values: tuple[float, ...] = ()
    confidence: float = 0.0
    threshold: float = 0.0
    listed: FoundSection | None = None

    @property
    def is_sure(self) -> bool:
        """Whether there is something to answer, and it is sure enough."""
        return bool(self.facts or self.chosen) and self.confidence >= self.threshold


@dataclass(frozen=True, slots=True)
class _Judged:
    """How sure an answer is by the features that tell, and whether it states what is asked for; see Considered."""

    values: tuple[float, ...]
    sure: float
    threshold: float
    stated: bool

    @property
    def confidence(self) -> float:
        """The probability that the answer is right."""
        return self.sure if self.stated else self.sure * _UNSTATED

    @property
    def is_sure(self) -> bool:
        """Whether it is sure enough."""
        return self.confidence >= self.threshold


def consider(index: Index, question: Question) -> Considered:
    """Finds what may answer a question, and judges it; nothing is looked for to answer a greeting."""
    if question.intent.is_talk:
        return Considered(question)
    limit = _HITS if question.ordinal is None else _ORDINAL_HITS
    hits = tuple(find(index, question, limit)) if question.folded else ()
    article = article_asked(question)
    if (article or question.intent in OF_ITSELF) and question.references and not question.query.named:
        return Considered(question, hits)
    facts = (find_article(index, question, article, hits) if article else ()) or find_facts(index, question, hits)
    facts = facts or find_cited(question, hits) or find_person(index, question, hits)
    if facts:
        return Considered(question, hits, facts=facts, confidence=facts[0].covered)
    if asks_day_of_cited(question):
        return Considered(question, hits)
    if question.intent is Intent.AUTHOR:  # of something else than a bulletin
        question = replace(question, intent=Intent.WHO)
    found = tuple(candidates(question, hits))
    if not found:
        return Considered(question, hits)
    extreme = extreme_row(index, question, hits)
    if extreme:
        return Considered(question, hits, found, (_whole(extreme, found),), confidence=_EXTREME)
    ranking = rank_sentences(question, found)
    chosen = tuple(ranking.best())
    signed = _signed(index, question, hits, chosen)
    if signed:
        return Considered(question, hits, facts=signed, confidence=_SIGNED)
    listed = listed_within(index, question, chosen)
    sections = tuple(choose_lists(index, question, hits, chosen, listed))
    if listed and not sections and is_cut(listed, chosen):
        sections = (listed,)
    judged = _judged(index, question, hits, chosen, sections)
    if sections and not judged.is_sure and question.intent not in (Intent.LIST, Intent.ORDINAL):
        of_sentences = _judged(index, question, hits, chosen, ())
        if of_sentences.is_sure:
            sections, judged = (), of_sentences
    if not sections:
        again, judged = _read(index, hits, ranking, chosen, judged)
        listed = listed if again == chosen else listed_within(index, question, again)
        chosen = again
    confidence = judged.confidence
    if asks_what_is_replaced(question.folded) and chosen[0].hit.bulletin.id in question.query.meant:
        confidence = max(confidence, _NAMED_LIST if says_replaced(chosen[0].text) else 0.0)
    meant = question.query.meant
    by_number = asks_for_row(question)
    if len(meant) == 1 and any((s.is_focused or by_number) and s.hit.bulletin.id in meant for s in sections[:1]):
        confidence = max(confidence, _NAMED_LIST)
    return Considered(question, hits, found, chosen, sections, (), judged.values, confidence, judged.threshold, listed)


def _whole(hit: Hit, found: Sequence[Candidate]) -> Candidate:
    """All of a passage as the one sentence that answers: the candidate that it is, or one without features."""
    span = Span(hit.passage.start, hit.passage.end)
    same = (candidate for candidate in found if candidate.hit == hit and candidate.span == span)
    return next(same, Candidate(hit, span, hit.passage.text, (0.0,) * len(FEATURES)))


def _judged(
    index: Index,
    question: Question,
    hits: Sequence[Hit],
    chosen: Sequence[Candidate],
    sections: Sequence[FoundSection],
) -> _Judged:
    """How sure the answer is that shows the first of the sections, or else the chosen sentences."""
    values = judging.features(question, hits, chosen, next(iter(sections), None))
    sure, threshold = judging.confidence(question, values), fitted()[question.form].threshold
    return _Judged(values, sure, threshold, is_stated(index, question, chosen, sections))


def _read(
    index: Index, hits: Sequence[Hit], ranking: Ranking, chosen: tuple[Candidate, ...], judged: _Judged
) -> tuple[tuple[Candidate, ...], _Judged]:
    """The sentences to show, and how sure they are, after the best were read together with the question, unless it is
    clear without that, or they cannot be."""
    question, again = ranking.question, chosen
    reading = fitted()[question.form].reading
    if _DOUBTFUL[0] <= judged.sure < _DOUBTFUL[1]:
        readings = read(index, question, ranking.promising)
        again = tuple(ranking.best(readings)) if readings else chosen
    before = judged if again == chosen else _judged(index, question, hits, again, ())
    odds = judging.best_reading(again)
    threshold = reading.threshold if odds is not None else reading.probability(judged.threshold, None)
    return again, replace(before, sure=reading.probability(before.sure, odds), threshold=threshold)


def _signed(index: Index, question: Question, hits: Sequence[Hit], chosen: Sequence[Candidate]) -> tuple[Fact, ...]:
    """The signature of the holder of an office that is asked for, where no sentence names him."""
    office = office_asked(question)
    if office is None or any(
        gives_holder(office, said_of(c), c.hit, question.folded) and not c.hit.unmet for c in chosen
    ):
        return ()
    bulletins = {hit.bulletin.id: hit.bulletin for hit in hits if not hit.unmet}
    of_body = issued_by_body(index, office, _of_years_asked(question))
    found = signed_by_holder(index, office, bulletins.values()) or signed_by_holder(index, office, of_body)
    return (Fact(*found, _SIGNED),) if found else ()


def _of_years_asked(question: Question) -> Filters:
    """The filters of a question, and none but bulletins issued in the years that it says."""
    years = sorted(int(d[0]) for d in question.query.designators if is_year(d))
    filters = question.query.filters
    if not years or filters.date_from or filters.date_to:
        return filters
    return replace(filters, date_from=date(years[0], 1, 1), date_to=date(years[-1], 12, 31))
