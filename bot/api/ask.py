"""`POST /api/ask` and `/api/ask/stream`: a question in, a cited answer or a polite refusal out."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from bot.api.auth import reader
from bot.api.errors import sentence, status_of
from bot.api.filters import filters_of
from bot.api.language import accepted
from bot.api.schemas import (
    AskRequest,
    AskResponse,
    CitationBody,
    ErrorResponse,
    SuggestionsResponse,
    TokenBody,
)
from bot.api.state import state_of
from bot.events import AnswerEvent, CitationAdded, Finished, TextAdded
from vectorstore.errors import BantinError, Language

logger = logging.getLogger(__name__)

ERRORS: dict[int | str, dict[str, object]] = {
    401: {"model": ErrorResponse, "description": "The key is missing or wrong"},
    403: {"model": ErrorResponse, "description": "Pages of this origin may not ask"},
    413: {"model": ErrorResponse, "description": "The question is too long"},
    422: {"model": ErrorResponse, "description": "The question is empty, or the request malformed"},
    429: {"model": ErrorResponse, "description": "Too many questions; Retry-After says when to ask again"},
}
STREAM: dict[int | str, dict[str, object]] = {
    200: {
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
        "description": "Server-sent events: `token` {text}, `citation`, then `done` (AskResponse) or `error` {detail}",
    }
}
_GREETINGS: dict[Language, str] = {"vi": "Xin chào", "en": "Hello"}

router = APIRouter(tags=["questions"], dependencies=[Depends(reader)])


@router.post("/api/ask", responses=ERRORS)
async def ask(request: Request, body: AskRequest) -> AskResponse:
    """Answers a question from the bulletins, with verbatim citations; `answered` is false when they do not say."""
    admit(request, body.session_id)
    answer = await state_of(request).ask(body.question, body.session_id, filters_of(body.filters), channel_of(request))
    return AskResponse.of(answer)


@router.post("/api/ask/stream", responses={**ERRORS, **STREAM}, response_class=StreamingResponse)
async def ask_stream(request: Request, body: AskRequest) -> StreamingResponse:
    """Answers as `/api/ask` does, in pieces; what fails before the first piece has a status of its own."""
    admit(request, body.session_id)
    events = state_of(request).stream(body.question, body.session_id, filters_of(body.filters), channel_of(request))
    first = await anext(events)
    return StreamingResponse(
        _lines(request, first, events),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.delete("/api/sessions/{session_id:path}", status_code=204, responses={401: ERRORS[401]})
async def forget(request: Request, session_id: str) -> None:
    """Forgets what a conversation was about; the next question in it must stand alone."""
    state = state_of(request)
    await state.answer(lambda: state.library.forget(session_id))


@router.get("/api/suggestions")
async def suggestions(request: Request) -> SuggestionsResponse:
    """Questions to begin with, in the language that Accept-Language prefers."""
    state = state_of(request)
    greeting = _GREETINGS[accepted(request)]
    answer = await state.answer(lambda: state.library.ask(greeting))
    return SuggestionsResponse(suggestions=list(answer.suggestions))


def admit(request: Request, session_id: str | None = None) -> None:
    """Counts a question against the quotas. Raises TooManyQuestions."""
    state_of(request).quota.take(session_id, request.client.host if request.client else "")


def channel_of(request: Request) -> str:
    """Whether a page in a browser asks, or a program."""
    return "web" if "origin" in request.headers else "api"


async def _lines(request: Request, first: AnswerEvent, rest: AsyncIterator[AnswerEvent]) -> AsyncIterator[str]:
    """The events as they go over the wire; an error ends them."""
    try:
        yield _line(first)
        async for event in rest:
            yield _line(event)
    except BantinError as error:
        yield _event("error", ErrorResponse(detail=sentence(request, error)).model_dump_json())
        if status_of(error) >= 500:
            logger.error("%s", error)
    except Exception:
        logger.exception("an answer broke off")
        yield _event("error", ErrorResponse(detail=sentence(request, None)).model_dump_json())


def _line(event: AnswerEvent) -> str:
    match event:
        case TextAdded(text):
            return _event("token", TokenBody(text=text).model_dump_json())
        case CitationAdded(citation):
            return _event("citation", CitationBody.of(citation).model_dump_json())
        case Finished(answer):
            return _event("done", AskResponse.of(answer).model_dump_json())


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
