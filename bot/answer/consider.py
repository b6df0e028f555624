"""Weighs what was found for a question: the passages, the sentences and lists that may answer, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answer import confidence as judging
from bot.answer.acts import acts_asked, asks_for_state, counts_only_acts, is_of_acts
from bot.answer.articles import article_asked, find_article
from bot.answer.attributes import states
from bot.answer.candidates import FEATURES as SENTENCE_FEATURES
from bot.answer.candidates import Candidate, candidates
from bot.answer.evidence import (
    PEOPLE,
    asks_for_moment,
    asks_for_whole_year,
    counted_by,
    is_of_part,
    says_when,
    years_told,
)
from bot.answer.extract import best_sentences
from bot.answer.facts import OF_ITSELF, Fact, find_facts
from bot.answer.fitted import fitted
from bot.answer.lists import FoundSection, choose_sections
from bot.answer.offices import gives_holder, office_asked, signed_by_holder
from bot.answer.persons import about_persons
from bot.answer.realised import asks_for_result, is_only_planned
from bot.answer.rows import read_out
from bot.answer.units import lacks_unit
from bot.question.designators import is_day, is_term, of_years, tells_one
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index, fold_sentences
from vectorstore.models import BlockKind, Hit
from vectorstore.query import Concept
from vectorstore.search import search
from vectorstore.text import folded_syllables
from vectorstore.years import years_of

_OFFERS = SENTENCE_FEATURES.index("offers")
_HITS = 16
_ORDINAL_HITS = 40  # an item with a number may stand in many bulletins' lists
_SIGNED = 0.9  # of who holds an office by the signature below it
_NAMED_LIST = 0.6  # at least, of a list of the one document that is meant, if its lead-in says what is asked for
_UNSTATED = 0.05  # is left of the confidence in what does not give the attribute asked for, or a figure of another year


@dataclass(frozen=True, slots=True)
class Considered:
    """What an answer is made from.

    `hits` are the passages that were found, best first; `found` the sentences that may answer, `chosen` the best of
    them, `sections` the lists to show instead, `facts` what documents state in places of their own. `values` are the
    features (bot.answer.confidence) that `confidence` comes from; below `threshold` nothing is answered.
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

    @property
    def is_sure(self) -> bool:
        """Whether there is something to answer, and it is sure enough."""
        return bool(self.facts or self.chosen) and self.confidence >= self.threshold


def shown_of(index: Index, chosen: Sequence[Candidate], sections: Sequence[FoundSection]) -> str:
    """What would be shown: the best section, or the chosen sentences, rows with their header and what is above them."""
    if not sections:
        return "\n".join(map(_said, chosen))
    section = sections[0].section
    return index.catalogue.text(sections[0].hit.bulletin.id)[section.lead.start : section.items[-1].end]


def _said(candidate: Candidate) -> str:
    passage = candidate.hit.passage
    if passage.kind is not BlockKind.ROW:
        return candidate.text
    return "\n".join([candidate.hit.bulletin.metadata.title, *passage.path, read_out(candidate)])


def is_stated(index: Index, question: Question, chosen: Sequence[Candidate], sections: Sequence[FoundSection]) -> bool:
    """Whether what would be shown gives what the question asks for, of the year, place and office that it asks about,
    as far as that can be told."""
    text = shown_of(index, chosen, sections)
    if asks_for_moment(question) and not says_when(text):
        return False
    telling = [c for c in chosen if c.features[_OFFERS]] or chosen
    shown = [(sections[0].hit, text)] if sections else [(candidate.hit, _said(candidate)) for candidate in telling]
    office = office_asked(question)
    if office is not None and not any(gives_holder(office, said, hit, question.folded) for hit, said in shown):
        return False
    is_of_one = (
        office is not None or question.intent is Intent.HOW_MANY or any(map(tells_one, question.query.designators))
    )
    if is_of_one and all(hit.unmet for hit, _ in shown):
        return False
    if all(_is_of_another_year(question, hit, said) or _is_of_half(question, hit, said) for hit, said in shown):
        return False
    if question.intent is Intent.HOW_MANY and not (_gives_figure(question, shown) and _says_counted(question, shown)):
        return False
    asked = question.text.lower()
    if asks_for_result(asked) and all(is_only_planned(said.lower(), _above(hit).lower()) for hit, said in shown):
        return False
    if not sections:
        shown = about_persons(question, shown, index.catalogue.text)
    above = "\n".join(_above(hit) for hit, _ in shown)
    return bool(shown) and states(question, "\n".join(said for _, said in shown), above)


def _is_of_another_year(question: Question, hit: Hit, said: str) -> bool:
    """Whether a text, or else the heading above it, speaks of other years than a question does.

    A year that its bulletin is of may be what the question means by it: the report of 2023 names dates of 2024. What
    was before that is of another year all the same.
    """
    asked = years_of(question.folded)
    if not asked:
        return False
    title = hit.bulletin.metadata.title
    told = years_told(said)
    if not told:
        above = next(filter(None, map(years_told, reversed(hit.passage.path))), frozenset[str]())
        return bool(above) and not asked & above
    date = hit.bulletin.metadata.date
    of_bulletin = years_told(title) | ({str(date.year)} if date else frozenset())
    if asked & told or (asked & of_bulletin and question.intent is not Intent.HOW_MANY):
        return False
    return not asked & of_bulletin or max(told) < min(asked)


def _says_counted(question: Question, shown: Sequence[tuple[Hit, str]]) -> bool:
    """Whether something shown says what a question how many counts, or counts people where it does."""
    counted = counted_by(question.folded)
    wordings = next(iter(question.query.focus[-1:]), ())
    is_named = counted is not None and wordings and f"{wordings[0]} ".startswith(f"{counted} ")
    if not is_named or any(hit.passage.kind is BlockKind.ROW for hit, _ in shown):
        return True
    text = fold_sentences([f"{_above(hit)} ; {said}" for hit, said in shown])
    return any(f" {wording} " in text for wording in (*wordings, *(PEOPLE if counted == PEOPLE[0] else ())))


def _gives_figure(question: Question, shown: Sequence[tuple[Hit, str]]) -> bool:
    """Whether something shown is of the acts, and in the unit, that a question how many names."""
    if asks_for_state(question.folded) and question.query.focus:
        counted = question.query.focus[-1]
        if all(any(counts_only_acts(folded_syllables(said), word) for word in counted) for _, said in shown):
            return False
    acts = acts_asked(question)
    texts = [folded_syllables(f"{hit.bulletin.metadata.title} ; {_above(hit)} ; {said}") for hit, said in shown]
    in_unit = (
        hit.passage.kind is BlockKind.ROW or not lacks_unit(question.folded, folded_syllables(said))
        for hit, said in shown
    )
    return any(is_of_acts(text, acts) for text in texts) and any(in_unit)


def _is_of_half(question: Question, hit: Hit, said: str) -> bool:
    """Whether a question asks of a whole year, and a text with its title of a part of one."""
    told = folded_syllables(f"{hit.bulletin.metadata.title} ; {said}")
    return asks_for_whole_year(question.folded) and is_of_part(told)


def _above(hit: Hit) -> str:
    """The heading and the lead-in right above a passage."""
    return "\n".join([*hit.passage.path[-1:], hit.passage.lead])


def find(index: Index, question: Question, limit: int) -> list[Hit]:
    """The passages that may answer, best first, at most `limit`.

    Where the question names documents by their numbers, only what stands in them, or speaks of them, may; not one with
    the same number of another year.
    """
    hits = [_met(index, question, hit) for hit in search(index, question.query, limit)]
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


def _met(index: Index, question: Question, hit: Hit) -> Hit:
    """The hit with no day or term unmet that its bulletin says elsewhere: whoever asks of the conference of a day asks
    of all that is said of it."""
    telling = [designator for designator in question.query.designators if is_day(designator) or is_term(designator)]
    if not hit.unmet or not telling:
        return hit
    bulletin = fold_sentences([hit.bulletin.metadata.title, index.catalogue.text(hit.bulletin.id)])
    passage = fold_sentences([hit.bulletin.metadata.title, *hit.passage.path, hit.passage.lead, hit.passage.text])

    date = hit.bulletin.metadata.date
    years = frozenset({str(date.year)}) if date else years_of(bulletin)

    def is_met_elsewhere(designator: Concept) -> bool:
        return not _says(passage, designator) and _says(bulletin, of_years(designator, years))

    return replace(hit, unmet=hit.unmet - sum(map(is_met_elsewhere, telling)))


def _says(text: str, wordings: Concept) -> bool:
    return any(f" {wording} " in text for wording in wordings)


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
    if facts:
        return Considered(question, hits, facts=facts, confidence=facts[0].covered)
    found = tuple(candidates(question, hits))
    if not found:
        return Considered(question, hits)
    chosen = tuple(best_sentences(question, found))
    signed = _signed(index, question, hits, chosen)
    if signed:
        return Considered(question, hits, facts=signed, confidence=_SIGNED)
    sections = tuple(choose_sections(index, question, hits, chosen))
    values = judging.features(question, hits, chosen, next(iter(sections), None))
    confidence, threshold = judging.confidence(question, values), fitted()[question.form].threshold
    if not is_stated(index, question, chosen, sections):
        confidence *= _UNSTATED
    meant = question.query.meant
    if len(meant) == 1 and any(s.is_focused and s.hit.bulletin.id in meant for s in sections[:1]):
        confidence = max(confidence, _NAMED_LIST)
    return Considered(question, hits, found, chosen, sections, (), values, confidence, threshold)


def _signed(index: Index, question: Question, hits: Sequence[Hit], chosen: Sequence[Candidate]) -> tuple[Fact, ...]:
    """The signature of the holder of an office that is asked for, where no sentence names him."""
    office = office_asked(question)
    if office is None or any(gives_holder(office, _said(c), c.hit, question.folded) for c in chosen):
        return ()
    bulletins = {hit.bulletin.id: hit.bulletin for hit in hits if not hit.unmet}
    found = signed_by_holder(index, office, bulletins.values())
    return (Fact(*found, _SIGNED),) if found else ()
