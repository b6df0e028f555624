"""`POST /api/ask`: a question in, a cited answer or a polite refusal out."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from bot.api.auth import reader
from bot.api.language import note_question
from bot.api.schemas import AskRequest, AskResponse, ErrorResponse
from bot.api.state import state_of

ERRORS: dict[int | str, dict[str, object]] = {
    401: {"model": ErrorResponse, "description": "The key is missing or wrong"},
    413: {"model": ErrorResponse, "description": "The question is too long"},
    422: {"model": ErrorResponse, "description": "The question is empty, or the request malformed"},
}

router = APIRouter(tags=["questions"], dependencies=[Depends(reader)])


@router.post("/api/ask", responses=ERRORS)
async def ask(request: Request, body: AskRequest) -> AskResponse:
    """Answers a question from the bulletins, with verbatim citations; `answered` is false when they do not say."""
    state = state_of(request)
    note_question(request, body.question)
    answer = await state.answer(lambda: state.library.ask(body.question, body.session_id, body.filters.filters()))
    return AskResponse.of(answer)
