"""A section of a bulletin that may be the list which a question asks for: how well it fits, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from bot.answer.openings import PREAMBLE
from bot.question.cues import cues
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.lexical import WeightedConcepts
from vectorstore.models import Hit, Item, Passage, Section
from vectorstore.query import Concept, says
from vectorstore.text import fold, fold_sentences, folded_syllables, syllables

_LEAD = 0.3  # weight of the share of the question that lead-in and title say
_OWN = 0.3  # weight of the share that the lead-in says by itself
_COUNT = 0.15  # a list with as many items as the question says
_SPELLED = 0.05  # for an ordinal question, a list that counts in words
_SPELLED_LETTERS = 4
_FOCUSED = 0.25  # a section that says what is asked for
_SHORT = 6  # syllables of a heading that a question may name
_QUESTIONS = cues("cau hoi | hoi (?:nhung )?gi | questions?")
_OUTLINE = 2500  # characters of a section, from which it is the outline of a document
_LABEL = re.compile(r"^\s*(?:[IVX]+|\d+|[a-zđ])[.)]\s*|^\s*[-–+*•]\s*|:\s*$")


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section of a bulletin, with the passage through which it was found, how well it fits the question, and whether
    its lead-in, or each item, says what is asked for."""

    hit: Hit
    section: Section
    fit: float
    is_focused: bool

    @property
    def score(self) -> float:
        """How likely a question means it, beside other sections: its passage's score, its fit, and its focus."""
        return self.hit.score + self.fit + (_FOCUSED if self.is_focused else 0.0)

    def item(self, ordinal: int) -> Item | None:
        """The item that an ordinal asks for; None if there is none."""
        return item_of(self.section, ordinal)


def item_of(section: Section, ordinal: int) -> Item | None:
    """The item with that number, or at that place where the items are not numbered, or, with a negative one, from the
    end; None if there is none."""
    items = section.items
    if ordinal < 0:
        return items[ordinal] if -ordinal <= len(items) else None
    numbered = [item for item in items if item.number == ordinal]
    if numbered:
        return numbered[0]
    return items[ordinal - 1] if 0 < ordinal <= len(items) and items[ordinal - 1].number is None else None


def section_within(index: Index, bulletin_id: str, item: Item) -> Section | None:
    """The list that an item consists of, from the lead-in with which the item begins to its end; None for an item of
    its own words."""
    sections = index.catalogue.sections(bulletin_id)
    return next((s for s in sections if s.lead.start == item.start and s.items[-1].end == item.end), None)


def found_section(
    text: str, question: Question, concepts: WeightedConcepts, hit: Hit, section: Section
) -> FoundSection:
    """A section of a passage's bulletin, which has this text, judged by the question and its weighted concepts."""
    fit = fit_of(text, question, concepts, hit, section)
    said = _says_focus(question, text, section) or _is_named(question, section.lead.of(text))
    is_focused = said or _stands_below_focus(question, hit.passage)
    return FoundSection(hit, section, fit, is_focused)


def _is_named(question: Question, lead: str) -> bool:
    """Whether a question says, in whatever wording, each word of a heading or a short lead-in: "HẠN CHẾ"."""
    words = folded_syllables(_LABEL.sub("", lead)).split(" ")
    said = {syllable for concept in question.query.concepts for wording in concept for syllable in wording.split(" ")}
    return len(words) <= _SHORT and len("".join(words)) > _SHORT and said.issuperset(words)


def _says_focus(question: Question, text: str, section: Section) -> bool:
    """Whether the lead-in says what is asked for, or each item does ("Căn cứ …" where that is), or the items are
    counted as that ("Bước 1", "Bước 2" where all steps are asked for)."""

    def is_said(wordings: Concept, start: int, end: int) -> bool:
        return says(fold_sentences([text[start:end]]), wordings)

    lead, items = section.lead, section.items
    counted = " ".join(word for word in syllables(fold(items[0].label)) if word.isalpha())
    if counted and re.search(rf"\b(?:cac|nhung) {counted}\b", question.folded):
        return True
    return any(
        is_said(focus, lead.start, lead.end) or all(is_said(focus, item.start, item.end) for item in items)
        for focus in question.query.focus
    )


def _stands_below_focus(question: Question, passage: Passage) -> bool:
    """Whether the heading right above a passage says what is asked for."""
    heading = fold_sentences(passage.path[-1:])
    return any(says(heading, focus) for focus in question.query.focus)


def fit_of(text: str, question: Question, concepts: WeightedConcepts, hit: Hit, section: Section) -> float:
    """How well introduction and number of items fit the question."""
    title = fold_sentences([hit.bulletin.metadata.title, *hit.passage.path])
    lead = fold_sentences([_introduction(text, section)])
    in_title, in_lead = concepts.said([title, lead])
    covered, own = concepts.shares(np.stack([in_title | in_lead, in_lead]))
    rest = np.where(in_title, 0.0, concepts.weights)  # of what the title and the headings leave to the lead-in
    if rest.sum() > concepts.greatest:
        own = max(own, float(in_lead @ rest / rest.sum()))
    count = _COUNT if question.count == len(section.items) else 0.0
    spelled = _SPELLED if question.ordinal is not None and _is_spelled(section.items[0].label) else 0.0
    return float(_LEAD * covered + _OWN * own) + count + spelled


def _introduction(text: str, section: Section) -> str:
    """The lead-in of a section, and the words that all of its items begin with ("Căn cứ …")."""
    items = [syllables(text[item.start : item.end]) for item in section.items]
    alike = takewhile(lambda words: len(set(words)) == 1, zip(*items, strict=False))
    begin = [words[0] for words in alike] if len(items) > 1 else []
    return " ".join([section.lead.of(text), *begin])


def _is_spelled(label: str) -> bool:
    """Whether items count in words ("Hai là", "Thứ hai", "Nhiệm vụ 2"), as an ordinal question does."""
    return sum(map(str.isalpha, label)) >= _SPELLED_LETTERS and not label.startswith("Điều")


def is_out_of_question(text: str, question: Question, section: Section) -> bool:
    """Whether a section lists the acts that its document rests on, or the questions that it answers, and these are not
    asked for."""
    firsts = [text[item.start : item.end].split("\n", 1)[0].strip() for item in section.items]
    if all(first.endswith("?") for first in firsts):
        return _QUESTIONS.search(question.folded) is None
    preamble = PREAMBLE.match(firsts[0])
    return preamble is not None and fold(preamble["begun"]) not in question.folded


def is_outline(text: str, section: Section) -> bool:
    """Whether a section is long, and most of its items are parts of a document with paragraphs of their own."""
    parts = sum("\n\n" in text[item.start : item.end] for item in section.items)
    return 2 * parts > len(section.items) and section.items[-1].end - section.lead.start > _OUTLINE


def introduces(passage: Passage, section: Section) -> bool:
    """Whether a section's lead-in ends in a passage."""
    return section.lead.start < section.lead.end and passage.start <= section.lead.end - 1 < passage.end
