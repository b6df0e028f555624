"""The list within a sentence that a question asks for, so that its items are told apart: "các xã A, B và C"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer.candidates import Candidate
from bot.answer.enumerations import enumerations
from bot.answer.sections import FoundSection, found_section
from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import Section

_ASKS_FOR_SEVERAL = cues(
    r"""
    (?:nhung|cac) (?:[a-z]+ ){1,3}(?:nao|gi) | can (?:co |chuan bi |nop )?(?:nhung )?(?:[a-z]+ ){1,2}gi
    (?:what|which) (?!(?:is|was|does|has)\b)(?:(?!d(?:o|oes|id)\b)[a-z]+ ){0,2}[a-z]{2,}(?<!s)s(?<!was)(?<!has)(?<!does)
    what (?:does|do|did) .*(?:require|ask for|demand|call for|include|consist|cover|set out|propose|recommend)
    what (?:does|do|did) .*(?:conclude|decide|order|tell .* to|ask .* to|want|expect .* to) | what (?:must|should) .* do
    may (?:buoc|viec|nhiem vu|noi dung|giai phap|muc tieu|tieu chi|nhom|loai|diem|giai) | ke ra
    nguon nao | (?:nhung|gom) ai | (?:dang vien|thanh vien|uy vien) (?:dau tien )?.*la (?:nhung )?ai
    steps of | who (?:has|have) been | who(?:m)? (?:does|did) .* appoint
    """
)
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
        found_section(index, question, concepts, sentence.hit, section)
        for sentence in chosen
        for section in enumerations(index.catalogue.text(sentence.hit.bulletin.id), sentence.span)
        if question.count in (None, len(section.items))
        and not (question.ordinal and _names_only(index, sentence, section))
    ]
    asked_for = [
        section
        for section in found
        if section.is_focused or section.fit >= _LEAST_FIT or (best and _is_within(section, best))
    ]
    return max(asked_for, key=lambda found: found.score, default=None)


def asks_for_several(question: Question) -> bool:
    """Whether a question asks for several things or persons."""
    return question.intent is Intent.LIST or _ASKS_FOR_SEVERAL.search(question.folded) is not None


def _is_within(found: FoundSection, sentence: Candidate) -> bool:
    return found.hit is sentence.hit and sentence.span.start <= found.section.lead.start < sentence.span.end


def _names_only(index: Index, sentence: Candidate, section: Section) -> bool:
    text = index.catalogue.text(sentence.hit.bulletin.id)
    return all(text[item.start].isupper() for item in section.items)
