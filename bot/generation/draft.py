"""An answer that grows sentence by sentence: its text, what each sentence rests on, the citations in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.events import AnswerEvent, CitationAdded, TextAdded
from bot.models import Answer, AnswerSentence
from vectorstore.models import BulletinEntry, Citation, Span

Place = tuple[BulletinEntry, Span]
"""A part of a bulletin's text."""
QuoteOf = Callable[[BulletinEntry, Span], str]
"""What stands at a place, verbatim."""


class Draft:
    """Collects what is shown, and gives it on as events.

    A list answer begins as the extractive one does, and every item that the model leaves out is shown verbatim in its
    place: before the next item that the model words, or at the end.
    """

    def __init__(self, extractive: Answer, quote_of: QuoteOf) -> None:
        self._extractive = extractive
        self._quote_of = quote_of
        self._text = ""
        self._sentences: list[AnswerSentence] = []
        self._citations: dict[tuple[str, Span], Citation] = {}
        self._items = [(c.bulletin, Span(c.start, c.end)) for c in extractive.citations] if extractive.is_list else []
        self._said: set[int] = set()
        self._verbatim: set[int] = set()

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been shown yet."""
        return not self._text

    @property
    def is_list(self) -> bool:
        """Whether the answer is a list."""
        return bool(self._items)

    @property
    def completed(self) -> int:
        """How many items the model left out."""
        return len(self._verbatim)

    def add(self, text: str, label: str, places: Sequence[Place]) -> Iterator[AnswerEvent]:
        """Shows a sentence that rests on these places; not if it repeats an item that had to be shown verbatim."""
        items = {number for place in places if (number := self._item_of(place)) is not None}
        if items and items <= self._verbatim:
            return
        if items:
            yield from self._complete(before=min(items))
            self._said |= items
        yield from self._show(text, label, places)

    def finish(self) -> Iterator[AnswerEvent]:
        """Shows the items of the list that are still missing."""
        if self._items:
            yield from self._complete(before=len(self._items))

    def answer(self) -> Answer:
        """The whole answer."""
        return replace(
            self._extractive,
            text=self._text,
            mode="generative",
            sentences=tuple(self._sentences),
            citations=tuple(self._citations.values()),
        )

    def _complete(self, before: int) -> Iterator[AnswerEvent]:
        for number in range(before):
            if number not in self._said:
                self._said.add(number)
                self._verbatim.add(number)
                yield from self._show(self._extractive.items[number], "", [self._items[number]])

    def _show(self, text: str, label: str, places: Sequence[Place]) -> Iterator[AnswerEvent]:
        new = [place for place in dict.fromkeys((b.id, span) for b, span in places) if place not in self._citations]
        for bulletin, span in places:
            if (bulletin.id, span) in new:
                number = len(self._citations) + 1
                quote = self._quote_of(bulletin, span)
                self._citations.setdefault((bulletin.id, span), Citation(number, bulletin, quote, span.start, span.end))
        numbers = tuple(sorted({self._citations[bulletin.id, span].number for bulletin, span in places}))
        line = f"{label} {text}" if label else text
        piece = f"{self._separator(label)}{line} {''.join(f'[{number}]' for number in numbers)}"
        self._text += piece
        self._sentences.append(AnswerSentence(text, numbers))
        yield TextAdded(piece)
        for place in new:
            yield CitationAdded(self._citations[place])

    def _separator(self, label: str) -> str:
        if self._text:
            return "\n" if self._items or label else " "
        if self._items and self._extractive.items[0] in self._extractive.text:
            return self._extractive.text[: self._extractive.text.index(self._extractive.items[0])]
        return ""

    def _item_of(self, place: Place) -> int | None:
        bulletin, span = place
        return next(
            (
                number
                for number, (other, item) in enumerate(self._items)
                if other.id == bulletin.id and item.start <= span.start and span.end <= item.end
            ),
            None,
        )
