"""Finds the section that a list question asks for, so that all of its items are shown, and the item of an ordinal one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.question.numbers import LAST
from bot.question.understand import Question
from vectorstore.index import Index, fold_sentences
from vectorstore.models import Hit, Item, Section

_HITS = 12  # sections are looked for in so many of the best passages
_LEAD = 0.5  # weight of the term coverage of lead-in, headings and title
_COUNT = 0.25  # a list with as many items as the question says
_OUTER = 0.05  # for each step outwards from the passage that was found


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
    found: dict[tuple[str, int], FoundSection] = {}
    sections: dict[str, tuple[Section, ...]] = {}
    for hit in hits[:_HITS]:
        place, steps = hit.passage.section, 0
        while place is not None:
            of_bulletin = sections.setdefault(hit.bulletin.id, index.catalogue.sections(hit.bulletin.id))
            section = of_bulletin[place]
            score = hit.score - _OUTER * steps + _fit(index, question, hit, section)
            key = hit.bulletin.id, place
            if key not in found or found[key].score < score:
                found[key] = FoundSection(hit, section, score)
            place, steps = section.parent, steps + 1
    return max(found.values(), key=lambda f: f.score, default=None)


def _fit(index: Index, question: Question, hit: Hit, section: Section) -> float:
    """How well lead-in and number of items fit the question."""
    lead = section.lead.of(index.catalogue.text(hit.bulletin.id))
    above = " ".join([hit.bulletin.metadata.title, *hit.passage.path, lead])
    (covered,) = index.lexical.weigh(question.query.concepts).coverages([fold_sentences([above])])
    count = _COUNT if question.count == len(section.items) else 0.0
    return _LEAD * covered + count
