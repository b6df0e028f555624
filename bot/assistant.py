"""The one door that every channel uses: a question in, an `Answer` out."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.answer import wording
from bot.answer.consider import Considered, consider
from bot.answer.lists import FoundSection
from bot.errors import MAX_QUESTION, InvalidQuestion
from bot.models import Answer
from bot.question.intent import Intent
from bot.question.understand import Question, understand
from vectorstore.index import Index
from vectorstore.models import BulletinEntry, Citation, Filters, Hit, Span
from vectorstore.search import search

if TYPE_CHECKING:
    from vectorstore.retriever import HybridRetriever

_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer, and what it was made from."""

    answer: Answer
    considered: Considered


@dataclass(frozen=True, slots=True)
class _Reply:
    """What is said, before it is judged and numbered."""

    text: str
    quotes: tuple[tuple[BulletinEntry, Span], ...] = ()
    items: tuple[str, ...] = ()
    confidence: float = 0.0
    hits: Sequence[Hit] = field(default=(), repr=False)


class Assistant:
    """Answers questions over an index; safe to use from many threads."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def ask(self, question: str, session_id: str | None = None, filters: Filters | None = None) -> Answer:
        """Answers a question with verbatim quotes, or says that the documents do not say.

        Raises InvalidQuestion for an empty question or one of more than 2,000 characters.
        """
        return self.explain(question, session_id, filters).answer

    def explain(self, question: str, session_id: str | None = None, filters: Filters | None = None) -> Explanation:
        """Answers as `ask` does, and keeps what the answer was made from."""
        started = time.perf_counter()
        understood = self._understand(question, filters)
        considered = consider(self._index, understood)
        reply = self._reply(considered)
        answer = Answer(
            answered=bool(reply.quotes),
            text=reply.text,
            language=understood.language,
            confidence=round(reply.confidence, 4),
            answer_id=uuid.uuid4().hex,
            session_id=session_id or uuid.uuid4().hex,
            elapsed_ms=0.0,
            items=reply.items,
            citations=self._citations(reply),
            suggestions=self._suggestions(understood, reply),
        )
        elapsed = round((time.perf_counter() - started) * 1000, 2)
        return Explanation(replace(answer, elapsed_ms=elapsed), considered)

    def search(self, question: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The passages that match a question best, best first. Raises InvalidQuestion as `ask` does."""
        return search(self._index, self._understand(question, filters).query, limit)

    def retriever(self, limit: int = 10) -> HybridRetriever:
        """A LangChain retriever that understands questions as `ask` does."""
        from vectorstore.retriever import HybridRetriever  # LangChain takes 0.4 s to import, and no question needs it

        return HybridRetriever(
            index=self._index,
            limit=limit,
            understand=lambda text: understand(text, self._index.catalogue).query,
        )

    def _understand(self, question: str, filters: Filters | None) -> Question:
        if not question.strip():
            raise InvalidQuestion("empty")
        if len(question) > MAX_QUESTION:
            raise InvalidQuestion("too_long")
        return understand(question, self._index.catalogue, filters)

    def _reply(self, considered: Considered) -> _Reply:
        question, hits, confidence = considered.question, considered.hits, considered.confidence
        if question.intent is Intent.GREETING:
            return _Reply(wording.GREETING[question.language])
        if not considered.is_sure:
            return _Reply(wording.REFUSAL[question.language], confidence=confidence, hits=hits)
        if considered.fact is not None:
            return self._quote(question, [(considered.fact.bulletin, considered.fact.span)], confidence, hits)
        sections = considered.sections
        if not sections:
            return self._quote(question, [(c.hit.bulletin, c.span) for c in considered.chosen], confidence, hits)
        if question.ordinal is not None:
            return self._quote_items(question, sections, question.ordinal, confidence, hits)
        return self._quote_list(question, sections[0], confidence, hits)

    def _quote(
        self, question: Question, places: Sequence[tuple[BulletinEntry, Span]], confidence: float, hits: Sequence[Hit]
    ) -> _Reply:
        quotes = [span.of(self._index.catalogue.text(bulletin.id)) for bulletin, span in places]
        return _Reply(wording.quotation(quotes, question.language), tuple(places), (), confidence, hits)

    def _quote_list(self, question: Question, found: FoundSection, confidence: float, hits: Sequence[Hit]) -> _Reply:
        text = self._index.catalogue.text(found.hit.bulletin.id)
        spans = [Span(item.start, item.end) for item in found.section.items]
        items = [span.of(text) for span in spans]
        answer = wording.listing(found.section.lead.of(text), items, found.hit.bulletin, question.language)
        return _Reply(answer, tuple((found.hit.bulletin, span) for span in spans), tuple(items), confidence, hits)

    def _quote_items(
        self,
        question: Question,
        sections: Sequence[FoundSection],
        ordinal: int,
        confidence: float,
        hits: Sequence[Hit],
    ) -> _Reply:
        """The item with that number, of each section that has one; the bulletins are named where there are several."""
        found = [(section.hit.bulletin, item) for section in sections if (item := section.item(ordinal))]
        if not found:
            bulletin, count = sections[0].hit.bulletin, len(sections[0].section.items)
            text = wording.too_few(ordinal, count, bulletin, question.language)
            return _Reply(text, confidence=1 - confidence, hits=hits)
        places = [(bulletin, Span(item.start, item.end)) for bulletin, item in found]
        reply = self._quote(question, places, confidence, hits)
        if len(places) == 1:
            return reply
        quotes = [(bulletin, span.of(self._index.catalogue.text(bulletin.id))) for bulletin, span in places]
        return replace(reply, text=wording.apart(quotes, question.language))

    def _citations(self, reply: _Reply) -> tuple[Citation, ...]:
        texts = {bulletin.id: self._index.catalogue.text(bulletin.id) for bulletin, _ in reply.quotes}
        return tuple(
            Citation(number, bulletin, span.of(texts[bulletin.id]), span.start, span.end)
            for number, (bulletin, span) in enumerate(reply.quotes, 1)
        )

    def _suggestions(self, question: Question, reply: _Reply) -> tuple[str, ...]:
        """Questions about the nearest bulletins that have lists."""
        if question.intent is Intent.GREETING:
            nearest = self._index.entries(_SUGGESTIONS)
        else:
            cited = {bulletin.id for bulletin, _ in reply.quotes}
            nearest = list({h.bulletin.id: h.bulletin for h in reply.hits if h.bulletin.id not in cited}.values())
        listed = [bulletin for bulletin in nearest[: 2 * _SUGGESTIONS] if self._index.catalogue.sections(bulletin.id)]
        return tuple(wording.list_suggestion(bulletin, question.language) for bulletin in listed[:_SUGGESTIONS])
