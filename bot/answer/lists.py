"""Finds the list that a question asks for, so that all items are shown, and the item of an ordinal question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answer.candidates import Candidate
from bot.answer.evidence import asks_for_moment
from bot.answer.list_ranking import ranked_lists
from bot.answer.near_lists import sections_near, tables_near
from bot.answer.reasons import asks_for_reason, names_cause
from bot.answer.replaced_documents import asks_what_is_replaced
from bot.answer.sections import FoundSection, fit_of, found_section, introduces, is_out_of_question
from bot.answer.several import asks_for_several
from bot.answer.tables import asks_for_row, rows_asked, tables_of
from bot.question.intent import Intent
from bot.question.numbers import counts_named, folded_by_numbers
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import BlockKind, Hit

MAY_LIST = (Intent.LIST, Intent.WHAT, Intent.WHO, Intent.WHERE)
"""The kinds of question that a list may answer; for others, one only where a sentence introduces it."""
_RIVAL = 0.1  # how far behind the best a section of another bulletin is still shown beside it
_RIVALS = 5
_OUTER = 0.02  # for each step outwards from the passage that was found


def choose_lists(
    index: Index, question: Question, hits: Sequence[Hit], chosen: Sequence[Candidate], listed: FoundSection | None
) -> list[FoundSection]:
    """The lists to show: the one that a question means more likely than the chosen sentences, within which `listed`
    stands, else the one that the best of these introduces; none where sentences are to be shown.

    An ordinal question may fit the lists of several bulletins about as well ("nhiệm vụ thứ hai là gì?"), none of which
    misses a word of it that the others say: then the best one of each follows, up to five.
    """
    if question.intent is Intent.ORDINAL:
        return _with_item(index, question, hits, listed)
    if asks_what_is_replaced(question.folded):
        return []
    if question.intent not in MAY_LIST or (question.intent is Intent.WHERE and not asks_for_several(question)):
        return _introduced(index, question, chosen)
    ranked = ranked_lists(index, question, hits, chosen, listed)
    if asks_for_reason(question.text.lower()):
        ranked = [found for found in ranked if _tells_causes(index, found)]
    likeliest = [found for found in ranked if _has_as_many(index, question, found)][:1]
    return [_of_rows_asked(index, question, found) for found in likeliest] or _introduced(index, question, chosen)


def _of_rows_asked(index: Index, question: Question, found: FoundSection) -> FoundSection:
    """A table with only the rows that a question asks for by a cell of theirs; any other list as it is."""
    text = index.catalogue.text(found.hit.bulletin.id)
    table = next((t for t in tables_of(index, found.hit.bulletin) if t.section == found.section), None)
    rows = rows_asked(text, question, table) if table else None
    return replace(found, section=rows) if rows else found


def _tells_causes(index: Index, found: FoundSection) -> bool:
    """Whether a list's lead-in, or the heading above it, says that it lists causes, or most of its items name one."""
    text, items = index.catalogue.text(found.hit.bulletin.id), found.section.items
    above = " ; ".join([*found.hit.passage.path[-1:], found.section.lead.of(text)]).lower()
    naming = sum(names_cause(text[item.start : item.end].lower()) for item in items)
    return names_cause(above) or 2 * naming > len(items)


def _has_as_many(index: Index, question: Question, found: FoundSection) -> bool:
    """Whether a list has, or says that it has, as many items as the question says, if it says that."""
    if question.count in (None, len(found.section.items)):
        return True
    lead = found.section.lead.of(index.catalogue.text(found.hit.bulletin.id))
    return question.count in counts_named(folded_by_numbers(lead))


def _with_item(
    index: Index, question: Question, hits: Sequence[Hit], listed: FoundSection | None
) -> list[FoundSection]:
    """The lists whose item an ordinal question may mean, the likeliest first; none if that is the one within a chosen
    sentence."""
    ranked = _ranked(index, question, hits)
    if listed is not None and all(score < listed.score for score, _ in ranked):
        return []
    if asks_for_row(question):
        numbered = [f for f in _ranked_tables(index, question, hits) if f[1].section.items[0].number is not None]
        ranked = numbered or ranked
    ranked = [f for f in ranked if not f[1].hit.unmet] or ranked
    if not ranked:
        return []
    best_score, best_section = _best_with_item(question, ranked)
    rivals: dict[str, FoundSection] = {}
    for score, section in [(best_score, best_section), *ranked]:
        if score > best_score - _RIVAL and section.hit.missing == best_section.hit.missing:
            rivals.setdefault(section.hit.bulletin.id, section)
    return list(rivals.values())[:_RIVALS]


def _best_with_item(question: Question, ranked: Sequence[tuple[float, FoundSection]]) -> tuple[float, FoundSection]:
    """The best list, or, where that has no such item, the best of those within it that has: "Chỉ tiêu thứ sáu" of parts
    through which the targets are counted."""
    best = ranked[0]
    ordinal = question.ordinal
    if ordinal is None or best[1].item(ordinal) is not None:
        return best
    items = best[1].section.items

    def is_within(found: FoundSection) -> bool:
        inner = found.section.items
        of_bulletin = found.hit.bulletin.id == best[1].hit.bulletin.id
        return of_bulletin and any(item.start <= inner[0].start and inner[-1].end <= item.end for item in items)

    within = (each for each in ranked[1:] if is_within(each[1]) and each[1].item(ordinal) is not None)
    return next(within, best)


def _ranked(index: Index, question: Question, hits: Sequence[Hit]) -> list[tuple[float, FoundSection]]:
    """The sections of the passages with their scores, best first."""
    concepts = index.lexical.weigh(question.query.concepts)
    found = [
        (found_section(near.text, question, concepts, near.hit, near.section), near.steps)
        for near in sections_near(index, hits)
        if not is_out_of_question(near.text, question, near.section)
    ]
    return sorted(((section.score - _OUTER * steps, section) for section, steps in found), key=lambda f: -f[0])


def _ranked_tables(index: Index, question: Question, hits: Sequence[Hit]) -> list[tuple[float, FoundSection]]:
    """The tables near the passages with their scores, best first. One whose rows are what a question asks for is
    focused."""
    concepts = index.lexical.weigh(question.query.concepts)
    found = [
        FoundSection(
            near.hit,
            near.section,
            fit_of(near.text, question, concepts, near.hit, near.section),
            near.table is not None and near.table.is_asked_for_whole(near.text, question),
        )
        for near in tables_near(index, hits)
    ]
    return sorted(((section.score, section) for section in found), key=lambda f: -f[0])


def _introduced(index: Index, question: Question, chosen: Sequence[Candidate]) -> list[FoundSection]:
    """The section that the best sentence introduces, or that the heading does which says what is asked for; none where
    a day or a place is asked for."""
    if question.intent is Intent.WHERE or asks_for_moment(question):
        return []
    for sentence in chosen:
        passage = sentence.hit.passage
        if sentence.span != passage.sentences[-1]:
            continue
        text = index.catalogue.text(sentence.hit.bulletin.id)
        for section in index.catalogue.sections(sentence.hit.bulletin.id):
            if introduces(passage, section) and not is_out_of_question(text, question, section):
                concepts = index.lexical.weigh(question.query.concepts)
                found = found_section(text, question, concepts, sentence.hit, section)
                if sentence is chosen[0] or (passage.kind is BlockKind.HEADING and found.is_focused):
                    return [found]
    return []
