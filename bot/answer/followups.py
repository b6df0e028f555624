"""What goes on from the last answer: another item of its list, another cell of its row, what follows the place that was
quoted, and the person that it was about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from bot.answer import wording
from bot.answer.candidates import Candidate
from bot.answer.consider import Considered
from bot.answer.enumerations import lists_of
from bot.answer.evidence import offers_new
from bot.answer.persons import persons
from bot.answer.reply import Quoted, Reply
from bot.answer.rows import ASIDE, is_asked_of, row_at, row_read_out
from bot.answer.sections import item_of, section_within
from bot.answer.stated import is_stated
from bot.answer.tables import tables_as_sections
from bot.answer.units import lacks_share, names_share
from bot.question.conversation import Place, Turn
from bot.question.cues import cues
from bot.question.intent import Intent
from bot.question.pronouns import place_named
from bot.question.understand import Question
from vectorstore.errors import Language
from vectorstore.index import Index
from vectorstore.models import BlockKind, BulletinEntry, Item, Passage, Section, Span
from vectorstore.query import says
from vectorstore.text import CAPITALS, fold_sentences, folded_syllables
from vectorstore.years import years_of

_SURE = 0.95  # of another item: the list is known
_FURTHER = 0.9
_SENTENCES = 4  # that follow are quoted
_ALONE = 0.5  # of what answers a question by itself that might lean on another
_OF_ANOTHER = 0.1  # is left of the confidence in what is said of somebody else
_QUOTED = 2  # places of an answer in sentences; more are a list
_CHARACTERS = 900  # of them, at most, after the first
_KIND_ASKED = frozenset("cho noi o dau dia diem ngay thang nam khi luc thoi gian phan tram dat chiem duoc".split()) | {
    "dia diem", "thoi gian", "phan tram", "dia chi",
}  # fmt: skip
"""Words that say which kind of thing is asked for."""
_DUE = cues("han | thoi han | (?:bao gio|khi nao) .*(?:xong|hoan thanh) | due | deadline | finished | completed | done")
_BY = re.compile(r"\b(?:trước|chậm nhất|đến|xong|hoàn thành|hạn|thời hạn|trong (?:ngày|tháng|quý|năm))\b")
_DOER = re.compile(rf"\b(?:do|giao|phân công)(?: (?:đồng chí|ông|bà))? [{CAPITALS}]")
_ASIDE = re.compile(r"\([^()]+\)|(?:Theo )?(?:[Tt]in|Ảnh|Bài)\b[^:]{0,20}: .{0,60}")
"""A note in brackets, or a byline, that nothing goes on with."""
_NOT_QUOTED = (BlockKind.SIGNATURE, BlockKind.RECIPIENTS, BlockKind.HEADING)


def other_items(index: Index, last: Turn, ordinals: Sequence[int], language: Language) -> Reply | None:
    """The items of the list that was shown last, or that the last quotation belongs to, by their numbers, or the next
    one; None where there is no list."""
    shown = _shown_section(index, last)
    if shown is None:
        return None
    bulletin, section = shown
    ordinals = ordinals or [_next(section, last)]
    found = []
    for ordinal in ordinals:
        item = item_of(section, ordinal)
        if item is None:
            told = wording.too_few(abs(ordinal), len(section.items), bulletin, language)
            return Reply(told, confidence=1 - _SURE)
        found.append(item)
    if len(found) == 1:
        return replace(item_reply(index, bulletin, found[0], language), confidence=_SURE, section=shown)
    replies = [item_reply(index, bulletin, item, language) for item in found]
    quotes = tuple(quote for reply in replies for quote in reply.quotes)
    text = index.catalogue.text(bulletin.id)
    items = tuple(text[item.start : item.end] for item in found)
    return Reply(wording.quotation(list(items), language), quotes, items, _SURE, section=shown)


def _next(section: Section, last: Turn) -> int:
    """The number of the item behind the one that was quoted last, or the first."""
    first, end = last.quoted[0].start, last.quoted[-1].end
    within = (n for n, item in enumerate(section.items, 1) if item.start <= first and end <= item.end)
    place = next(within, 0)
    following = section.items[place] if place < len(section.items) else None
    return place + 1 if following is None or following.number is None else following.number


def item_reply(index: Index, bulletin: BulletinEntry, item: Item, language: Language) -> Reply:
    """An item of a list quoted; one that is a list itself, with its items."""
    text = index.catalogue.text(bulletin.id)
    within = section_within(index, bulletin.id, item)
    if within is None:
        span = Span(item.start, item.end)
        row = row_at(index, bulletin.id, span)
        said = row_read_out(row.lead, row.text) if row else span.of(text)
        return Reply(wording.quotation([said], language), ((bulletin, span),))
    spans = [Span(inner.start, inner.end) for inner in within.items]
    items = tuple(span.of(text) for span in spans)
    listing = wording.listing(within.lead.of(text), list(items), bulletin, language)
    return Reply(listing, tuple((bulletin, span) for span in spans), items)


def same_row(index: Index, last: Turn, question: Question) -> Reply | None:
    """The row of a table that was quoted, or quoted first of two, once more, if a column gives what is asked for."""
    if not 0 < len(last.quoted) <= _QUOTED:
        return None
    place = last.quoted[0]
    bulletin = _bulletin(index, place)
    row = row_at(index, place.document_id, Span(place.start, place.end)) if bulletin else None
    if bulletin is None or row is None or not is_asked_of(row, question):
        return None
    text = wording.quotation([row_read_out(row.lead, row.text)], question.language)
    return Reply(text, ((bulletin, Span(row.start, row.end)),), confidence=_SURE)


def same_quotation(index: Index, last: Turn, question: Question) -> Reply | None:
    """The best quotation of the last answer once more, if it tells by when something is due, or, saying all that the
    question says, who does it, or when, where or in which unit."""
    if not 0 < len(last.quoted) <= _QUOTED:
        return None
    place = last.quoted[0]
    bulletin = _bulletin(index, place)
    if bulletin is None:
        return None
    span = Span(place.start, place.end)
    text = span.of(index.catalogue.text(bulletin.id))
    told = _tells_deadline(question, text) or _tells_who(question, text) or _tells_more(question, text, last.question)
    return Reply(wording.quotation([text], question.language), ((bulletin, span),), confidence=_SURE) if told else None


def _tells_deadline(question: Question, text: str) -> bool:
    asked = question.intent is Intent.WHEN and _DUE.search(question.folded) is not None
    return asked and _BY.search(text.lower()) is not None and offers_new(Intent.WHEN, text, question.folded)


def _tells_who(question: Question, text: str) -> bool:
    said = fold_sentences([text])
    words = [wordings for wordings in question.query.words if wordings[0] not in ASIDE]
    if question.intent is not Intent.WHO or not words or not _DOER.search(text):
        return False
    return all(says(said, wordings) for wordings in words)


def _tells_more(question: Question, text: str, before: str) -> bool:
    """Whether a text says all that a question says, and a time, a place, or a figure in the unit asked for, that
    neither this nor the question before does."""
    if question.intent not in (Intent.WHEN, Intent.WHERE, Intent.HOW_MANY) or question.query.names:
        return False
    said, known = fold_sentences([text]), f"{question.folded} {folded_syllables(before)}"
    words = [
        wordings for wordings in question.query.words if wordings[0] not in ASIDE and wordings[0] not in _KIND_ASKED
    ]
    if not all(says(said, wordings) for wordings in words):
        return False
    if question.intent is Intent.HOW_MANY:
        return names_share(question.folded) and not lacks_share(question.folded, text)
    return offers_new(question.intent, text, known)


def shows_again(last: Turn, question: Question, reply: Reply) -> bool:
    """Whether a reply to a question who, when or where that says little more shows nothing but the list that was shown
    before, or, unless persons are asked for, nothing but items of it."""
    if question.intent not in (Intent.WHO, Intent.WHEN, Intent.WHERE, Intent.VAGUE) or len(question.query.words) > 1:
        return False
    of_list = question.intent is not Intent.WHO and len(last.quoted) > _QUOTED
    if not (reply.items or of_list):
        return False
    return all(_was_quoted(last, quoted) for quoted in reply.quotes)


def _was_quoted(last: Turn, quoted: Quoted) -> bool:
    """Whether a turn quoted something that begins where this does."""
    bulletin, span = quoted
    return any(place.document_id == bulletin.id and place.start == span.start for place in last.quoted)


def _was_shown(last: Turn, quoted: Quoted) -> bool:
    """Whether a turn quoted this, or showed the list that it is an item of."""
    bulletin, span = quoted
    listed = last.listed
    if listed and listed.document_id == bulletin.id and listed.start <= span.start and span.end <= listed.end:
        return True
    return _was_quoted(last, quoted)


def lists_what_is_asked(index: Index, last: Turn, question: Question, considered: Considered, reply: Reply) -> bool:
    """Whether a list that was found for a question together with the one before it gives what it asks for by itself,
    and, if it was shown before, says half of its words; true of sentences."""
    if question.intent.is_talk or not reply.items:
        return True
    if all(_was_shown(last, quoted) for quoted in reply.quotes) and not _says_half(index, question, reply):
        return False
    return is_stated(index, question, considered.chosen, considered.sections)


def stands_alone(index: Index, question: Question, reply: Reply) -> bool:
    """Whether a question need not lean on the one before: the reply to it alone is sure, and what that quotes says at
    least half of its words."""
    return bool(reply.quotes) and reply.confidence >= _ALONE and _says_half(index, question, reply)


def _says_half(index: Index, question: Question, reply: Reply) -> bool:
    """Whether what a reply quotes says at least half of the words of a question, which has any."""
    quoted = fold_sentences(span.of(index.catalogue.text(bulletin.id)) for bulletin, span in reply.quotes)
    words = question.query.words
    said = sum(says(quoted, wordings) for wordings in words)
    return 2 * said >= len(words) > 0


def repeats(last: Turn, reply: Reply, years: frozenset[str]) -> bool:
    """Whether a reply to the last question about other years quotes what was quoted before, and says none of them."""
    if not years or not reply.quotes or not last.quoted:
        return False
    bulletin, _ = reply.quotes[0]
    said = years_of(folded_syllables(f"{bulletin.metadata.title} {reply.text}"))
    return _was_shown(last, reply.quotes[0]) and not said & years


def person_of(index: Index, last: Turn) -> str | None:
    """The person that the last turn was about: whom its question names, or else the first whom its quotations do."""
    quoted = [name for text in _quoted_texts(index, last) for name in persons(text)]
    asked = fold_sentences([last.question])
    named = [name for name in quoted if fold_sentences([name]) in asked] or persons(last.question)
    return next(iter([*named, *quoted]), None)


def place_of(index: Index, last: Turn, unit: str) -> str | None:
    """The name of the place of a kind that the last turn was about: whom its question names, or else its quotations."""
    return place_named(unit, [last.question, *_quoted_texts(index, last)])


def of_person(index: Index, considered: Considered, person: str) -> Considered:
    """What is left to answer from where only what is said of a person counts: sentences of paragraphs that name that
    person up to there, if these give what is asked for."""
    name = fold_sentences([person])

    def is_about(candidate: Candidate) -> bool:
        passage = candidate.hit.passage
        before = [*passage.path[-1:], passage.lead, passage.text[: candidate.span.end - passage.start]]
        return name in fold_sentences(before)

    chosen = tuple(filter(is_about, considered.chosen))
    if chosen and is_stated(index, considered.question, chosen, considered.sections):
        return replace(considered, chosen=chosen)
    return replace(considered, chosen=(), confidence=considered.confidence * _OF_ANOTHER)


def further(index: Index, last: Turn, language: Language) -> Reply | None:
    """What follows the last quotation: the rest of its passage, then the passages below the same heading.

    None where nothing was quoted, or where that is gone.
    """
    place = _end_of_reading(last.quoted)
    bulletin = _bulletin(index, place) if place else None
    if place is None or bulletin is None:
        return None
    whole = index.bulletin(bulletin.id)
    spans = _following(whole.passages, place.end) or _following(whole.passages, last.quoted[0].end)
    if not spans:
        return Reply(wording.NOTHING_FURTHER[language])
    text = wording.quotation([span.of(whole.text) for span in spans], language)
    return Reply(text, tuple((bulletin, span) for span in spans), confidence=_FURTHER)


def _end_of_reading(quoted: Sequence[Place]) -> Place | None:
    """The last of the places that can be read on from the first, which answered best: those after it, in order."""
    if not quoted:
        return None
    onward = takewhile(
        lambda pair: pair[0].document_id == pair[1].document_id and pair[0].end <= pair[1].start, pairwise(quoted)
    )
    return next(reversed([after for _, after in onward]), quoted[0])


def _following(passages: tuple[Passage, ...], end: int) -> list[Span]:
    """The sentences after `end`, as far as they belong together."""
    after = [p for p in passages if p.end > end and p.kind not in _NOT_QUOTED and not _ASIDE.fullmatch(p.text)]
    if not after:
        return []
    path = next((p.path for p in reversed(passages) if p.start < end), after[0].path)
    together = list(takewhile(lambda p: p.path == path, after)) or after[:1]
    spans = [span for passage in together for span in passage.sentences if span.start >= end][:_SENTENCES]
    return list(takewhile(lambda span: span == spans[0] or span.end - spans[0].start <= _CHARACTERS, spans))


def _shown_section(index: Index, last: Turn) -> tuple[BulletinEntry, Section] | None:
    """The section that was shown, or the innermost that holds the first quotation."""
    place = last.listed or next(iter(last.quoted), None)
    bulletin = _bulletin(index, place) if place else None
    if place is None or bulletin is None:
        return None
    around = [
        section
        for section in [
            *index.catalogue.sections(bulletin.id),
            *tables_as_sections(index, bulletin),
            *_within_sentence(index, place),
        ]
        if section.items[0].start <= place.start and place.end <= section.items[-1].end
    ]
    return (bulletin, max(around, key=lambda section: section.items[0].start)) if around else None


def _within_sentence(index: Index, place: Place) -> list[Section]:
    """The lists within the sentence that a place is in."""
    text = index.catalogue.text(place.document_id)
    passages = index.bulletin(place.document_id).passages
    around = next((p for p in passages if p.start <= place.start < p.end), None)
    if around is None:
        return []
    return lists_of(text, around, Span(place.start, place.end))


def _quoted_texts(index: Index, last: Turn) -> list[str]:
    """What the last answer quoted."""
    return [
        index.catalogue.text(bulletin.id)[place.start : place.end]
        for place in last.quoted
        if (bulletin := _bulletin(index, place))
    ]


def _bulletin(index: Index, place: Place) -> BulletinEntry | None:
    """The bulletin of a place, if it is still there as it was."""
    entry = index.entry(place.document_id)
    return entry if entry is not None and entry.content_hash == place.content_hash else None
