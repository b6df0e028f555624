"""The list within a sentence that a question asks for, so that its items are told apart: "các xã A, B và C"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer.candidates import Candidate
from bot.answer.enumerations import lists_of
from bot.answer.sections import FoundSection, found_section
from bot.answer.several import asks_for_several
from bot.question.intent import Intent
from bot.question.numbers import LISTABLE, counts_named, folded_by_numbers
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import Section
from vectorstore.text import fold

_LABEL = re.compile(rf"{LISTABLE} (?:so |thu )?\w+:")
_LEAST_FIT = 0.18  # of a list that a question means


def listed_within(index: Index, question: Question, chosen: Sequence[Candidate]) -> FoundSection | None:
    """The list within one of the chosen sentences, or within the best if a question asks for anything, that it asks
    for: it has as many items as the question says, and its lead-in says what is asked for, or fits it, or it stands in
    the best sentence for a question that asks for several things. None where none is asked for, or there is none."""
    best = chosen[0] if chosen and asks_for_several(question) else None
    if question.intent is not Intent.ORDINAL and best is None:
        if question.intent not in (Intent.WHAT, Intent.WHERE):
            return None
        chosen = chosen[:1]
    concepts = index.lexical.weigh(question.query.concepts)
    found = [
        found_section(text, question, concepts, sentence.hit, section)
        for sentence in chosen
        for text in [index.catalogue.text(sentence.hit.bulletin.id)]
        for section in lists_of(text, sentence.hit.passage, sentence.span)
        if not (_is_label(section.lead.of(text)) or _is_item_of_asked(index, question, sentence))
        and question.count in (None, len(section.items))
        and not (question.ordinal and _names_only(text, section))
    ]
    asked_for = [
        section
        for section in found
        if section.is_focused or section.fit >= _LEAST_FIT or (best and _is_within(section, best))
    ]
    return max(asked_for, key=lambda found: found.score, default=None)


def _is_label(lead: str) -> bool:
    """Whether a lead-in only counts the item that it begins: "Nhiệm vụ 1:"."""
    return _LABEL.fullmatch(fold(lead)) is not None


def _is_item_of_asked(index: Index, question: Question, sentence: Candidate) -> bool:
    """Whether a sentence is an item of a list which the bulletin says to have as many items as a question says."""
    passage = sentence.hit.passage
    if question.count is None or passage.section is None or passage.item is None:
        return False
    lead = index.catalogue.sections(sentence.hit.bulletin.id)[passage.section].lead
    text = index.catalogue.text(sentence.hit.bulletin.id)
    return question.count in counts_named(folded_by_numbers(lead.of(text)))


def _is_within(found: FoundSection, sentence: Candidate) -> bool:
    section, span = found.section, sentence.span
    return found.hit is sentence.hit and section.lead.start < span.end and span.start < section.items[-1].end


def is_cut(found: FoundSection, chosen: Sequence[Candidate]) -> bool:
    """Whether a list stands in a sentence of which the chosen pieces are only a part, so that it is to be shown by
    itself."""
    pieces = [candidate.span for candidate in chosen if _is_within(found, candidate)]
    return any(all(not p.start <= item.start < p.end for p in pieces) for item in found.section.items)


def _names_only(text: str, section: Section) -> bool:
    return all(text[item.start].isupper() for item in section.items)
