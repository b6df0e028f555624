"""Finds the passages that may answer a question."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from bot.answer.bulletin_years import is_of_later_years
from bot.question.designators import (
    is_day,
    is_month,
    is_storm,
    is_term,
    is_year,
    month_of,
    of_years,
    storms_said,
    summed_up,
)
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import BulletinEntry, Hit
from vectorstore.query import Concept, says
from vectorstore.search import search
from vectorstore.text import fold_sentences
from vectorstore.years import years_of

_TERM = re.compile(r" (?:19|20)\d\d(?:-| den | )(?:19|20)\d\d ")

_OF_WHOLE = (is_day, is_month, is_term, is_storm, summed_up)
"""What a bulletin as a whole may be of."""


def find(index: Index, question: Question, limit: int) -> list[Hit]:
    """The passages that may answer, best first, at most `limit`.

    Where the question names documents by their numbers, only what stands in them, or speaks of them, may; not one with
    the same number of another year.
    """
    hits = _met(index, question, search(index, question.query, limit))
    if not question.references:
        return hits
    phrases = [f" {phrase} " for reference in question.references for phrase in reference.phrases()]

    def is_about(hit: Hit) -> bool:
        number = hit.bulletin.metadata.number
        if hit.bulletin.id in question.query.named or (number and any(r.matches(number) for r in question.references)):
            return hit.bulletin.id in question.query.named
        said = fold_sentences([hit.bulletin.metadata.title, hit.passage.text])
        return any(phrase in said for phrase in phrases)

    return list(filter(is_about, hits))


class _Whole:
    """A bulletin as a whole, whose text is read where the title and the date do not tell."""

    def __init__(self, index: Index, bulletin: BulletinEntry) -> None:
        self._index = index
        self._bulletin = bulletin
        self._date = bulletin.metadata.date

    def meets(self, designator: Concept, passage: str) -> bool:
        """Whether the bulletin is of a day, month, year or term, or of the meeting that sums up a year, of which one of
        its passages is not by itself.

        Whoever asks of the conference of a day asks of all that is said of it. A bulletin whose title names a term is
        of that one; one that tells no year at all may be of any, and one that names a single storm is of that.
        """
        if is_year(designator):
            return self._date is None and not self._years
        month = month_of(designator)
        if month is not None and self._meets_month(*month, passage):
            return True
        if is_storm(designator):
            return storms_said(self._folded) == storms_said(designator[0])
        meeting = summed_up(designator)
        if meeting is not None:
            return meeting.search(self._folded) is not None
        if is_term(designator) and _TERM.search(fold_sentences([self._bulletin.metadata.title])):
            return says(passage, of_years(designator, self._years))
        return says(self._folded, of_years(designator, self._years))

    def _meets_month(self, month: int, year: int, passage: str) -> bool:
        """Whether a month is that of the bulletin, or a passage speaks of it as one of the bulletin's year."""
        if self._date is None or year != self._date.year:
            return False
        return month == self._date.month or f" thang {month} " in passage

    @cached_property
    def _folded(self) -> str:
        return f"{fold_sentences([self._bulletin.metadata.title])}\n{self._index.catalogue.folded(self._bulletin.id)}"

    @cached_property
    def _years(self) -> frozenset[str]:
        return frozenset({str(self._date.year)}) if self._date else years_of(self._folded)


def _met(index: Index, question: Question, hits: list[Hit]) -> list[Hit]:
    """The hits with nothing unmet that their bulletin meets as a whole; and with the year unmet that it only is issued
    in, where its title names a later one: the programme for 2021 is of December 2020."""
    telling = [d for d in question.query.designators if any(is_one(d) for is_one in _OF_WHOLE)]
    years = [d for d in question.query.designators if is_year(d)]
    lacking = {hit.bulletin.id: hit.bulletin for hit in hits if hit.unmet}
    wholes = {id: _Whole(index, b) for id, b in lacking.items() if telling or (years and not b.metadata.date)}

    def met(hit: Hit) -> Hit:
        whole = wholes[hit.bulletin.id]
        passage = fold_sentences([hit.bulletin.metadata.title, *hit.passage.path, hit.passage.lead, hit.passage.text])
        unmet = [d for d in (*telling, *years) if not says(passage, d)]
        return replace(hit, unmet=hit.unmet - sum(whole.meets(d, passage) for d in unmet))

    def checked(hit: Hit) -> Hit:
        return replace(hit, unmet=hit.unmet + 1) if any(_only_issued_in(year, hit) for year in years) else hit

    return [met(hit) if hit.unmet and hit.bulletin.id in wholes else checked(hit) for hit in hits]


def _only_issued_in(year: Concept, hit: Hit) -> bool:
    """Whether a year is that of a passage's bulletin and of nothing that it says, and the bulletin's title names
    later ones."""
    date = hit.bulletin.metadata.date
    if date is None or str(date.year) not in year or not is_of_later_years(hit.bulletin):
        return False
    return not says(fold_sentences([*hit.passage.path, hit.passage.lead, hit.passage.text]), year)
