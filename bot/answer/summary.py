"""A summary of a bulletin: the leading sentence of each of its main parts, verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answer import wording
from bot.answer.bulletins import find_first
from bot.answer.described import described
from bot.answer.openings import PREAMBLE
from bot.answer.reply import Reply
from bot.question.glossary import translate, words
from bot.question.topic import topic
from bot.question.understand import Question
from vectorstore.index import Index
from vectorstore.models import BlockKind, Bulletin, BulletinEntry, Hit, Passage, Span
from vectorstore.query import Form
from vectorstore.text import folded_syllables

_MOST = 8  # sentences
_MOST_WITH_ITEMS = 14  # where the items of the lists are the parts of a document, as of a directive
_COVERED = 0.6  # share of the question's words that the title, kind, number, issuer and date of the bulletin must say
_SAID = 0.85  # or of those that its best passage says with its headings
_OPENING = 2  # sentences of the beginning
_SURE = 0.9
_QUOTATION = re.compile(r"[“\"]([^“”\"]{12,}?)…?[”\"]")
_ARTICLE = re.compile(r"Điều \d+")
_QUOTED = (BlockKind.PARAGRAPH, BlockKind.ITEM)


def summary(index: Index, question: Question, hits: Sequence[Hit]) -> Reply | None:
    """The summary of the bulletin that a question describes; None if it describes none, or names one that is not
    there."""
    if question.references and not question.query.named:
        return None
    entry, confidence = _described(index, question, hits)
    if entry is None:
        return None
    bulletin = index.bulletin(entry.id)
    spans = _leading(bulletin)
    if not spans:
        return None
    text = wording.summary(entry, [span.of(bulletin.text) for span in spans], question.language)
    return Reply(text, tuple((entry, span) for span in spans), confidence=confidence, hits=hits)


def _described(index: Index, question: Question, hits: Sequence[Hit]) -> tuple[BulletinEntry | None, float]:
    """The bulletin that the question names, or whose description it fits best, and how sure that is."""
    filters = question.query.filters.document_ids
    named = question.query.named or (filters if filters and len(filters) == 1 else frozenset())
    entries = {hit.bulletin.id: hit.bulletin for hit in hits}
    entries |= index.catalogue.entries_of(named - entries.keys(), question.query.filters)
    if named:
        entries = {key: entry for key, entry in entries.items() if key in named}
    if not entries:
        return None, 0.0
    titled = _titled(question.text, entries.values()) or (find_first(index, question) if question.latest else None)
    if titled:
        return titled, _SURE
    wanted = topic(question.query.text, question.form)
    concepts = index.lexical.weigh(
        translate(wanted, index.catalogue) if question.form is Form.ENGLISH else words(wanted)
    )
    shares = dict(zip(entries, concepts.coverages(map(_description, entries.values())).tolist(), strict=True))
    said = {hit.bulletin.id: hit.covered for hit in reversed(hits)}
    best = max(
        entries.values(),
        key=lambda e: shares[e.id] + 0.3 * said.get(e.id, 0.0) + (e.id in question.query.timely) * 0.05,
    )
    if len(named) == 1 or (named and shares[best.id] >= _COVERED / 2):
        return best, _SURE
    if shares[best.id] >= _COVERED or said.get(best.id, 0.0) >= _SAID:
        return best, max(shares[best.id], 0.5)
    return None, shares[best.id]


def _titled(question: str, bulletins: Iterable[BulletinEntry]) -> BulletinEntry | None:
    """The bulletin whose title, or the beginning of it, a question quotes, if it does; of several that of the day that
    it says."""
    quoted = [folded_syllables(match[1]) for match in _QUOTATION.finditer(question)]
    titled = [b for b in bulletins if any(folded_syllables(b.metadata.title).startswith(each) for each in quoted)]
    return max(
        titled, key=lambda b: b.metadata.date is not None and f"{b.metadata.date:%d/%m/%Y}" in question, default=None
    )


def _description(bulletin: BulletinEntry) -> str:
    metadata = bulletin.metadata
    date = None if re.search(r"\b(?:19|20)\d\d\b", metadata.title) else metadata.date
    return described(bulletin, metadata.period, f"{date:%d/%m/%Y} {date.year}" if date else None)


def _decides(passage: Passage) -> bool:
    """Whether a heading is an article that decides something: "Điều 1. Thành lập Ban Chỉ đạo, gồm:"."""
    return passage.kind is BlockKind.HEADING and bool(_ARTICLE.match(passage.text)) and passage.text[-1] in ".:;"


def _leading(bulletin: Bulletin) -> list[Span]:
    """The first sentences of the body, and the first one below each heading of the highest rank, or, where there are
    no headings, each lead-in and the first sentence of the paragraphs, articles and, if these are not too many, items.
    What a document rests on is not what it says."""
    body = [p for p in bulletin.passages if (p.kind in _QUOTED or _decides(p)) and not PREAMBLE.match(p.text)]
    if not body:
        return []
    starts = {body[0].start: body[0]}
    depth = min((len(p.path) for p in body if p.path), default=0)
    seen: set[tuple[str, ...]] = {body[0].path[:depth]}
    for passage in body:
        if _decides(passage):
            seen.add((*passage.path, passage.text)[:depth])
            starts[passage.start] = passage
        elif depth and passage.path[:depth] not in seen and len(passage.path) >= depth:
            seen.add(passage.path[:depth])
            starts[passage.start] = passage
    if len(starts) < 3:
        for passage in body:
            if passage.kind is BlockKind.PARAGRAPH or _ARTICLE.match(passage.text):
                starts.setdefault(passage.start, passage)
    items = {} if depth else _outer_items(bulletin)
    most = _MOST
    if items and len(items) + len(starts) <= _MOST_WITH_ITEMS:
        starts, most = {**items, **starts}, _MOST_WITH_ITEMS
    spans = [passage.sentences[0] for _, passage in sorted(starts.items())]
    opening = [span for span in body[0].sentences[1:_OPENING] if span not in spans]
    chosen = sorted([*spans, *opening])
    if len(chosen) <= most:
        return chosen
    step = len(chosen) / most
    return [chosen[int(place * step)] for place in range(most)]


def _outer_items(bulletin: Bulletin) -> dict[int, Passage]:
    """The items of the outermost lists, by where they start, without what a document rests on."""
    outer = {place for place, section in enumerate(bulletin.sections) if section.parent is None}
    items = [p for p in bulletin.passages if p.kind is BlockKind.ITEM and p.section in outer]
    return {passage.start: passage for passage in items if not PREAMBLE.match(passage.text)}
