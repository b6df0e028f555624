"""Finds the section that a list question asks for, so that all of its items are shown, and the item of an ordinal one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answer.candidates import Candidate
from bot.question.intent import Intent
from bot.question.numbers import LAST
from bot.question.understand import Question
from vectorstore.index import Index, fold_sentences
from vectorstore.lexical import WeightedConcepts
from vectorstore.models import Hit, Item, Passage, Section

_HITS = 12  # sections are looked for in so many of the best passages
_LEAD = 0.3  # weight of the share of the question that lead-in and title say
_OWN = 0.4  # weight of the share that the lead-in adds to the title
_COUNT = 0.15  # a list with as many items as the question says
_OUTER = 0.02  # for each step outwards from the passage that was found


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section of a bulletin, with the passage through which it was found, and how well it fits the question."""

    hit: Hit
    section: Section
    fit: float

    def item(self, ordinal: int) -> Item | None:
        """The item with that number, or at that place where the items are not numbered; None if there is none."""
        items = self.section.items
        if ordinal == LAST:
            return items[-1]
        numbered = [item for item in items if item.number == ordinal]
        if numbered:
            return numbered[0]
        return items[ordinal - 1] if ordinal <= len(items) and items[ordinal - 1].number is None else None


def choose_section(index: Index, question: Question, hits: Sequence[Hit], best: Candidate) -> FoundSection | None:
    """The section to show: for a list or ordinal question the one that fits best, for any other the one that its best
    sentence introduces; None where sentences are to be shown."""
    if question.intent in (Intent.LIST, Intent.ORDINAL):
        return _find_section(index, question, hits)
    return _introduced_section(index, question, best)


def _find_section(index: Index, question: Question, hits: Sequence[Hit]) -> FoundSection | None:
    concepts = index.lexical.weigh(question.query.concepts)
    found: list[tuple[float, FoundSection]] = []
    seen: set[tuple[str, int]] = set()
    for hit in hits[:_HITS]:
        sections = index.catalogue.sections(hit.bulletin.id)
        for steps, place in enumerate(_places(hit.passage, sections)):
            if (hit.bulletin.id, place) not in seen:
                seen.add((hit.bulletin.id, place))
                fit = _fit(index, question, concepts, hit, sections[place])
                found.append((hit.score - _OUTER * steps + fit, FoundSection(hit, sections[place], fit)))
    return max(found, key=lambda f: f[0])[1] if found else None


def _places(passage: Passage, sections: Sequence[Section]) -> Iterator[int]:
    """The sections that a passage introduces or belongs to, innermost first."""
    yield from (place for place, section in enumerate(sections) if _introduces(passage, section))
    place = passage.section
    while place is not None:
        yield place
        place = sections[place].parent


def _introduces(passage: Passage, section: Section) -> bool:
    return section.lead.start < section.lead.end and passage.start <= section.lead.end - 1 < passage.end


def _introduced_section(index: Index, question: Question, sentence: Candidate) -> FoundSection | None:
    passage = sentence.hit.passage
    if sentence.span != passage.sentences[-1]:
        return None
    for section in index.catalogue.sections(sentence.hit.bulletin.id):
        if _introduces(passage, section):
            concepts = index.lexical.weigh(question.query.concepts)
            return FoundSection(sentence.hit, section, _fit(index, question, concepts, sentence.hit, section))
    return None


def _fit(index: Index, question: Question, concepts: WeightedConcepts, hit: Hit, section: Section) -> float:
    """How well lead-in and number of items fit the question."""
    title = fold_sentences([hit.bulletin.metadata.title, *hit.passage.path[:-1]])
    lead = fold_sentences([section.lead.of(index.catalogue.text(hit.bulletin.id))])
    (covered,) = concepts.coverages([title + lead])
    own = concepts.without(title)
    (added,) = own.coverages([lead])
    count = _COUNT if question.count == len(section.items) else 0.0
    return _LEAD * covered + _OWN * added * own.total / (concepts.total or 1.0) + count
