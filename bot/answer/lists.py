"""Finds the section that a list question asks for, so that all of its items are shown, and the item of an ordinal one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.candidates import Candidate
from bot.question.numbers import LAST
from bot.question.understand import Question
from vectorstore.index import Index, fold_sentences
from vectorstore.lexical import WeightedConcepts
from vectorstore.models import Hit, Item, Section

_HITS = 12  # sections are looked for in so many of the best passages
_LEAD = 0.3  # weight of the share of the question that lead-in and title say
_OWN = 0.4  # weight of the share that the lead-in adds to the title
_COUNT = 0.15  # a list with as many items as the question says
_OUTER = 0.02  # for each step outwards from the passage that was found


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section of a bulletin, with the passage through which it was found."""

    hit: Hit
    section: Section
    score: float

    def item(self, ordinal: int) -> Item | None:
        """The item with that number, or at that place where the items are not numbered; None if there is none."""
        items = self.section.items
        if ordinal == LAST:
            return items[-1]
        numbered = [item for item in items if item.number == ordinal]
        if numbered:
            return numbered[0]
        return items[ordinal - 1] if ordinal <= len(items) and items[ordinal - 1].number is None else None


def find_section(index: Index, question: Question, hits: Sequence[Hit]) -> FoundSection | None:
    """The section that fits the question best among those of the best passages, or None."""
    concepts = index.lexical.weigh(question.query.concepts)
    found: list[FoundSection] = []
    seen: set[tuple[str, int]] = set()
    for hit in hits[:_HITS]:
        place, steps = hit.passage.section, 0
        while place is not None:
            section = index.catalogue.sections(hit.bulletin.id)[place]
            if (hit.bulletin.id, place) not in seen:
                seen.add((hit.bulletin.id, place))
                score = hit.score - _OUTER * steps + _fit(index, question, concepts, hit, section)
                found.append(FoundSection(hit, section, score))
            place, steps = section.parent, steps + 1
    return max(found, key=lambda f: f.score, default=None)


def introduced_section(index: Index, sentence: Candidate) -> FoundSection | None:
    """The section that a sentence introduces, or None if it is no lead-in."""
    passage = sentence.hit.passage
    if passage.section is None or passage.item is not None or sentence.span != passage.sentences[-1]:
        return None
    section = index.catalogue.sections(sentence.hit.bulletin.id)[passage.section]
    return FoundSection(sentence.hit, section, sentence.hit.score)


def _fit(index: Index, question: Question, concepts: WeightedConcepts, hit: Hit, section: Section) -> float:
    """How well lead-in and number of items fit the question."""
    title = fold_sentences([hit.bulletin.metadata.title, *hit.passage.path[:-1]])
    lead = fold_sentences([section.lead.of(index.catalogue.text(hit.bulletin.id))])
    (covered,) = concepts.coverages([title + lead])
    own = concepts.without(title)
    (added,) = own.coverages([lead])
    count = _COUNT if question.count == len(section.items) else 0.0
    return _LEAD * covered + _OWN * added * own.total / (concepts.total or 1.0) + count
