"""`/v1`: what OpenAI's clients and chat pages speak, over the same answers as `/api/ask`."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from bot.api.ask import admit
from bot.api.auth import reader
from bot.api.filters import filters_of
from bot.api.links import link_of
from bot.api.openai_errors import OpenAIRoute, UnknownModel, envelope
from bot.api.openai_history import History, new_session
from bot.api.openai_schemas import (
    MODEL,
    Annotation,
    AnswerMessage,
    ChatRequest,
    Choice,
    Chunk,
    ChunkChoice,
    Completion,
    Delta,
    ErrorEnvelope,
    Model,
    ModelList,
    Usage,
)
from bot.api.openai_text import url_citations, usage
from bot.api.schemas import AskResponse
from bot.api.state import state_of
from bot.channels.sources import below
from bot.events import AnswerEvent, Finished, TextAdded
from bot.models import Answer

CHANNEL = "openai"
ERRORS: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorEnvelope, "description": description}
    for status, description in {
        400: "The request is malformed, or holds no question",
        401: "The key is missing or wrong",
        403: "Pages of this origin may not ask",
        404: "There is no such model",
        413: "The question is too long",
        422: "The question is empty",
        429: "Too many questions; Retry-After says when to ask again",
    }.items()
}

router = APIRouter(prefix="/v1", tags=["openai"], dependencies=[Depends(reader)], route_class=OpenAIRoute)


@router.get("/models", responses={401: ERRORS[401]})
async def models() -> ModelList:
    """Lists the one model."""
    return ModelList(data=[Model()])


@router.get("/models/{model}", responses={401: ERRORS[401], 404: ERRORS[404]})
async def model(model: str) -> Model:
    """Describes the one model."""
    if model != MODEL:
        raise UnknownModel(model, MODEL)
    return Model()


@router.post("/chat/completions", responses=ERRORS, response_model=Completion)
async def chat(request: Request, body: ChatRequest) -> Completion | StreamingResponse:
    """Answers the last question of the messages from the bulletins, with citations; `stream` sends it in pieces."""
    history = History.of(body.messages)
    if body.model != MODEL:
        raise UnknownModel(body.model, MODEL)
    state = state_of(request)
    known = state.conversations.take(history)
    admit(request, known)
    session = known or await _begun(request, body, history)
    if not body.stream:
        answer = await state.ask(history.question, session, filters_of(body.filters), CHANNEL)
        return _completion(request, body, history, answer)
    events = state.stream(history.question, session, filters_of(body.filters), CHANNEL)
    first = await anext(events)
    return StreamingResponse(
        _Said(request, body, history).lines(first, events),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
async def nothing(request: Request, rest: str) -> Response:
    """Tells that the rest of OpenAI's API is not there, in its shape, or which methods an address takes."""
    routes = [route for route in router.routes if isinstance(route, OpenAIRoute)]
    methods = [route.methods or set() for route in routes if route.matches(request.scope)[0] is Match.PARTIAL]
    if methods:
        raise HTTPException(405, headers={"Allow": ", ".join(sorted(set[str]().union(*methods)))})
    raise HTTPException(404)


async def _begun(request: Request, body: ChatRequest, history: History) -> str:
    """A new conversation in which the latest questions before this one have been asked, of no language model."""
    state, session = state_of(request), new_session()
    for question in history.questions:
        await state.answer(partial(state.library.explain, question, session, filters_of(body.filters)))
    return session


def _completion(request: Request, body: ChatRequest, history: History, answer: Answer) -> Completion:
    """The whole answer as one message; the conversation can go on after it."""
    link = link_of(request)
    content = answer.text + below(answer, link)
    state_of(request).conversations.keep(history.answered(content), answer.session_id)
    return Completion(
        id=f"chatcmpl-{answer.answer_id}",
        created=int(time.time()),
        choices=[Choice(message=AnswerMessage(content=content, annotations=url_citations(answer, content, link)))],
        usage=usage(_texts(body), content),
        bantin=AskResponse.of(answer),
    )


class _Said:
    """An answer that is being streamed: what has been said of it so far."""

    def __init__(self, request: Request, body: ChatRequest, history: History) -> None:
        self._request = request
        self._body = body
        self._history = history
        self._id = f"chatcmpl-{new_session()}"
        self._created = int(time.time())
        self._content = ""

    async def lines(self, first: AnswerEvent, rest: AsyncIterator[AnswerEvent]) -> AsyncIterator[str]:
        """The chunks as they go over the wire, `[DONE]` last; an error ends them."""
        try:
            yield self._line([_choice(role="assistant", content="")])
            for line in self._told(first):
                yield line
            async for event in rest:
                for line in self._told(event):
                    yield line
            yield "data: [DONE]\n\n"
        except Exception as error:
            yield f"data: {envelope(self._request, error).model_dump_json()}\n\n"

    def _told(self, event: AnswerEvent) -> Iterator[str]:
        match event:
            case TextAdded(text) if text:
                yield self._add(text)
            case Finished(answer):
                yield from self._finished(answer)

    def _finished(self, answer: Answer) -> Iterator[str]:
        """What is left to say, the citations, which point into the whole content, and the end."""
        link = link_of(self._request)
        again = "" if answer.text.startswith(self._content) else f"{self._content}\n\n"  # it cannot be taken back
        left = (again + answer.text + below(answer, link))[len(self._content) :]
        if left:
            yield self._add(left)
        found = url_citations(answer, self._content, link)
        if found:
            yield self._line([_choice(annotations=found)])
        state_of(self._request).conversations.keep(self._history.answered(self._content), answer.session_id)
        yield self._line([ChunkChoice(delta=Delta(), finish_reason="stop")], bantin=AskResponse.of(answer))
        if self._body.stream_options and self._body.stream_options.include_usage:
            yield self._line([], usage=usage(_texts(self._body), self._content))

    def _add(self, text: str) -> str:
        self._content += text
        return self._line([_choice(content=text)])

    def _line(self, choices: list[ChunkChoice], usage: Usage | None = None, bantin: AskResponse | None = None) -> str:
        chunk = Chunk(id=self._id, created=self._created, choices=choices, usage=usage, bantin=bantin)
        return f"data: {chunk.model_dump_json()}\n\n"


def _choice(
    role: Literal["assistant"] | None = None, content: str | None = None, annotations: list[Annotation] | None = None
) -> ChunkChoice:
    return ChunkChoice(delta=Delta(role=role, content=content, annotations=annotations))


def _texts(body: ChatRequest) -> Iterator[str]:
    return (message.text for message in body.messages)
