"""An answer as it comes into being: pieces of its text, the citations that they rest on, and the whole at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.models import Answer
from vectorstore.models import Citation


@dataclass(frozen=True, slots=True)
class TextAdded:
    """The next piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class CitationAdded:
    """A citation that what has been said so far rests on."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; nothing follows it. It wins over the pieces where they differ."""

    answer: Answer


AnswerEvent = TextAdded | CitationAdded | Finished


def events_of(answer: Answer) -> Iterator[AnswerEvent]:
    """A finished answer as events: its lines (sentences or items), each citation once its quote has been said."""
    waiting = list(answer.citations)
    said = ""
    for line in answer.text.splitlines(keepends=True):
        yield TextAdded(line)
        said += line
        while waiting and waiting[0].quote in said:
            yield CitationAdded(waiting.pop(0))
    for citation in waiting:
        yield CitationAdded(citation)
    yield Finished(answer)


def answer_of(events: Iterator[AnswerEvent]) -> Answer:
    """The whole answer of a stream of events, which is read to its end."""
    return next(event.answer for event in events if isinstance(event, Finished))
