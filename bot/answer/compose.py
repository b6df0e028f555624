"""Composes the reply to a question from what was considered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answer import wording
from bot.answer.articles import article_asked, lacks_article
from bot.answer.bulletins import first_bulletin, which_bulletins
from bot.answer.candidates import Candidate
from bot.answer.consider import Considered
from bot.answer.definition import defining_sentence
from bot.answer.extract import in_order
from bot.answer.followups import item_reply
from bot.answer.issued import issued_bulletins
from bot.answer.numbers import unknown_number
from bot.answer.reply import Listed, Quoted, Reply
from bot.answer.rows import read_out
from bot.answer.sections import FoundSection
from bot.answer.summary import summary
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import Hit, Section, Span

_DEFINED = 0.9  # of an abbreviation that a text writes out


def compose(index: Index, considered: Considered) -> Reply:
    """What is said to a question, from what was considered: quotations, a refusal that says why, or talk."""
    question, hits, confidence = considered.question, considered.hits, considered.confidence
    if question.intent.is_talk:
        return Reply(wording.TALK[question.intent][question.language])
    if not hits and not index.count():
        return Reply(wording.NO_DOCUMENTS[question.language])
    missing = unknown_number(index, question)
    if missing:
        return Reply(wording.no_such_number(missing, question.language), hits=hits)
    article = article_asked(question)
    lacking = lacks_article(index, question, article, hits) if article and not considered.facts else None
    if article and lacking:
        return Reply(wording.no_such_article(article.number, lacking, question.language), hits=hits)
    reply = _special(index, considered)
    if reply is not None:
        return reply
    if not considered.is_sure:
        return Reply(wording.REFUSAL[question.language], confidence=confidence, hits=hits)
    if considered.facts:
        listed = _listed_recipients(index, considered)
        if listed is not None:
            return _quote_list(index, question, listed, confidence, hits)
        reply = _quote_apart(index, question, [(fact.bulletin, fact.span) for fact in considered.facts], considered)
        return _with_items(index, reply) if article else reply
    sections = considered.sections
    if not sections:
        return _quote_sentences(index, considered)
    if question.ordinal is not None:
        return _quote_items(index, question, sections, question.ordinal, considered)
    best = (sections[0].hit.bulletin, sections[0].section)
    return _quote_list(index, question, best, confidence, hits)


def _quote_sentences(index: Index, considered: Considered) -> Reply:
    """The chosen sentences, with the items of the list that one of them holds where that is asked for; or the one item
    of it that an ordinal asks for."""
    question = considered.question
    chosen = in_order(considered.chosen)
    listed = considered.listed
    if listed is not None and question.ordinal is not None:
        return _quote_items(index, question, [listed], question.ordinal, considered)
    places = tuple((candidate.hit.bulletin, candidate.span) for candidate in chosen)
    reply = Reply(_sentences(question, chosen), places, (), considered.confidence, considered.hits)
    if listed is None:
        return reply
    text = index.catalogue.text(listed.hit.bulletin.id)
    return replace(reply, items=_items_of(listed.section, text), section=(listed.hit.bulletin, listed.section))


def _sentences(question: Question, chosen: Sequence[Candidate]) -> str:
    """The chosen sentences; figures of several bulletins each with the name and date of its own."""
    quotes = [read_out(candidate) for candidate in chosen]
    bulletins = [candidate.hit.bulletin for candidate in chosen]
    if question.intent is Intent.HOW_MANY and len({bulletin.id for bulletin in bulletins}) > 1:
        return wording.of_each(list(zip(bulletins, quotes, strict=True)), question.language)
    return wording.quotation(quotes, question.language)


def _special(index: Index, considered: Considered) -> Reply | None:
    """The reply to a question that is not answered by a passage alone; None for others, and where there is none."""
    question = considered.question
    match question.intent:
        case Intent.SUMMARY:
            return summary(index, question, considered.hits)
        case Intent.WHICH:
            return which_bulletins(index, question)
        case Intent.ISSUED:
            return issued_bulletins(index, question)
        case Intent.LATEST | Intent.OLDEST:
            return first_bulletin(index, question)
        case Intent.DEFINITION:
            found = defining_sentence(question, considered.hits)
            if found is not None and (found.surely or considered.is_sure):
                confidence = max(considered.confidence, _DEFINED if found.surely else 0.0)
                return _quote(index, question, [(found.hit.bulletin, found.span)], confidence, considered.hits)
    return None


def _quote(index: Index, question: Question, places: Sequence[Quoted], confidence: float, hits: Sequence[Hit]) -> Reply:
    quotes = [span.of(index.catalogue.text(bulletin.id)) for bulletin, span in places]
    return Reply(wording.quotation(quotes, question.language), tuple(places), (), confidence, hits)


def _quote_list(index: Index, question: Question, listed: Listed, confidence: float, hits: Sequence[Hit]) -> Reply:
    bulletin, section = listed
    text = index.catalogue.text(bulletin.id)
    items = _items_of(section, text)
    answer = wording.listing(section.lead.of(text), list(items), bulletin, question.language)
    places = tuple((bulletin, Span(item.start, item.end)) for item in section.items)
    return Reply(answer, places, items, confidence, hits, listed)


def _items_of(section: Section, text: str) -> tuple[str, ...]:
    """What each item of a list says, in the text of its bulletin."""
    return tuple(text[item.start : item.end] for item in section.items)


def _with_items(index: Index, reply: Reply) -> Reply:
    """The reply that quotes one article, with the clauses, points or items that the article consists of."""
    if len(reply.quotes) != 1:
        return reply
    ((bulletin, span),) = reply.quotes
    within = [
        section
        for section in index.catalogue.sections(bulletin.id)
        if span.start <= section.lead.start and section.items[-1].end <= span.end
    ]
    if not within:
        return reply
    section = max(within, key=lambda section: section.items[-1].end - section.items[0].start)
    text = index.catalogue.text(bulletin.id)
    return replace(reply, items=_items_of(section, text), section=(bulletin, section))


def _listed_recipients(index: Index, considered: Considered) -> Listed | None:
    """The list of those whom the one document is for that is asked about; None if it has no such list."""
    if considered.question.intent is not Intent.RECIPIENTS or len(considered.facts) != 1:
        return None
    (fact,) = considered.facts
    sections = index.catalogue.sections(fact.bulletin.id)
    whole = (fact.span.start, fact.span.end)
    return next(((fact.bulletin, s) for s in sections if (s.lead.start, s.items[-1].end) == whole), None)


def _quote_items(
    index: Index,
    question: Question,
    sections: Sequence[FoundSection],
    ordinal: int,
    considered: Considered,
) -> Reply:
    """The item with that number, of each section that has one; the bulletins are named where there are several.

    Where the question tells which list it means, that one must have it.
    """
    specific = bool(question.query.designators or question.query.named)
    found = [(section.hit.bulletin, item) for section in sections if (item := section.item(ordinal))]
    if not found or (specific and found[0][0] is not sections[0].hit.bulletin):
        bulletin, count = sections[0].hit.bulletin, len(sections[0].section.items)
        text = wording.too_few(ordinal, count, bulletin, question.language)
        return Reply(text, confidence=1 - considered.confidence, hits=considered.hits)
    if len(found) > 1:
        places = [(bulletin, Span(item.start, item.end)) for bulletin, item in found]
        return _quote_apart(index, question, places, considered)
    ((bulletin, item),) = found
    shown = next(section for section in sections if section.hit.bulletin is bulletin)
    reply = item_reply(index, bulletin, item, question.language)
    confidence, section = considered.confidence, (bulletin, shown.section)
    return replace(reply, confidence=confidence, hits=considered.hits, section=section)


def _quote_apart(index: Index, question: Question, places: Sequence[Quoted], considered: Considered) -> Reply:
    """One quotation, or several of different bulletins, which are then named."""
    reply = _quote(index, question, places, considered.confidence, considered.hits)
    if len(places) == 1:
        return reply
    quotes = [(bulletin, span.of(index.catalogue.text(bulletin.id))) for bulletin, span in places]
    return replace(reply, text=wording.apart(quotes, question.language))
