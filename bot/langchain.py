"""Bản Tin within LangChain: `ask_runnable` answers, `HybridRetriever` finds passages; both take part in any chain.

ask = ask_runnable(library)
ask.invoke("Ai chủ trì hội nghị?")["answer"]
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import reduce
from operator import add
from typing import Any, NotRequired, Protocol, TypedDict

from langchain_core.documents import Document
from langchain_core.runnables import Runnable, RunnableGenerator
from langchain_core.runnables.utils import AddableDict
from pydantic import ValidationError

from bot.api.filters import filters_of
from bot.api.invalid import InvalidRequest, sentence_of
from bot.api.schemas import AskRequest
from bot.events import AnswerEvent, CitationAdded, Finished, TextAdded
from vectorstore.models import Citation, Filters
from vectorstore.retriever import HybridRetriever

__all__ = ["Asked", "HybridRetriever", "Streaming", "ask_runnable"]


class Streaming(Protocol):
    """What can be asked: `bot.library.LocalLibrary` in this process, `bot.client.Client` over HTTP."""

    def stream(self, question: str, session_id: str | None = ..., filters: Filters = ...) -> Iterator[AnswerEvent]:
        """The answer to `question` as it comes into being."""
        ...


class Asked(TypedDict):
    """A question with what goes with it; `filters` may be written as in `POST /api/ask`."""

    question: str
    session_id: NotRequired[str | None]
    filters: NotRequired[Filters | dict[str, Any] | None]


def ask_runnable(library: Streaming) -> Runnable[str | Asked, dict[str, Any]]:
    """A runnable that answers a question, or an `Asked`, from `library`.

    It gives `answer`, the text; `context`, a document for each quote that the answer rests on; and `result`, the whole
    `bot.models.Answer`. A stream gives these piece by piece, `result` last: it wins where the pieces differ from it.
    Raises what `library` raises, InvalidQuestion among it, InvalidRequest for an input of any other shape, and
    InvalidFilters.
    """

    def answer(pieces: Iterator[Any]) -> Iterator[AddableDict]:
        for event in _events(library, reduce(add, pieces)):
            yield _chunk(event)

    async def answer_beside(pieces: AsyncIterator[Any]) -> AsyncIterator[AddableDict]:
        events = _events(library, reduce(add, [piece async for piece in pieces]))
        try:
            while (event := await asyncio.to_thread(next, events, None)) is not None:
                yield _chunk(event)
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                await asyncio.to_thread(close)

    return RunnableGenerator(answer, answer_beside, name="bantin")


def _events(library: Streaming, asked: object) -> Iterator[AnswerEvent]:
    """The answer to what was asked. Raises InvalidRequest, InvalidFilters."""
    given = {"question": asked} if isinstance(asked, str) else asked
    if not isinstance(given, dict):
        raise InvalidRequest(
            "Đầu vào phải là một câu hỏi, hoặc một dict có “question”.",
            "The input must be a question, or a dict with “question”.",
        )
    ready = given.get("filters")
    if isinstance(ready, Filters):
        body = _request({**given, "filters": None})
        return iter(library.stream(body.question, body.session_id, ready))
    body = _request(given)
    return iter(library.stream(body.question, body.session_id, filters_of(body.filters)))


def _request(given: dict[str, Any]) -> AskRequest:
    """What was asked as `POST /api/ask` takes it. Raises InvalidRequest."""
    try:
        return AskRequest.model_validate(given)
    except ValidationError as error:
        raise InvalidRequest(*sentence_of(dict(error.errors()[0]))) from None


def _chunk(event: AnswerEvent) -> AddableDict:
    """What an event adds to the output."""
    match event:
        case TextAdded(text):
            return AddableDict(answer=text)
        case CitationAdded(citation):
            return AddableDict(context=[_document(citation)])
        case Finished(answer):
            return AddableDict(answer="", context=[], result=answer)


def _document(citation: Citation) -> Document:
    """A quote as LangChain passes documents around, with the fields that `HybridRetriever` gives."""
    metadata = citation.bulletin.metadata
    return Document(
        page_content=citation.quote,
        metadata={
            "number": citation.number,
            "document_id": citation.bulletin.id,
            "title": metadata.title,
            "date": metadata.date.isoformat() if metadata.date else None,
            "source": citation.bulletin.source,
            "url": citation.url,
            "start": citation.start,
            "end": citation.end,
        },
    )
