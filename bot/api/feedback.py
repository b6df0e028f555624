"""`POST /api/feedback` rates an answer; `GET /api/questions` tells the operator which questions need care."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from bot.api.auth import admin, reader
from bot.api.feedback_schemas import FeedbackRequest, QuestionBody, QuestionsResponse
from bot.api.schemas import ErrorResponse
from bot.api.state import state_of

router = APIRouter(tags=["feedback"])

_NOT_FOUND: dict[int | str, dict[str, object]] = {
    404: {"model": ErrorResponse, "description": "No answer with this id is on record"}
}
_KEY: dict[int | str, dict[str, object]] = {
    401: {"model": ErrorResponse, "description": "The key is missing or wrong"},
    403: {"model": ErrorResponse, "description": "The server has no admin key"},
}


@router.post("/api/feedback", status_code=204, dependencies=[Depends(reader)], responses=_NOT_FOUND)
def rate(request: Request, body: FeedbackRequest) -> Response:
    """Rates an answer, with a comment if there is one; a later rating replaces an earlier one."""
    state = state_of(request)
    state.feedback.rate(body.answer_id, body.rating, body.comment)
    state.metrics.rated(body.rating)
    return Response(status_code=204)


@router.get("/api/questions", dependencies=[Depends(admin)], responses=_KEY)
def questions(
    request: Request,
    unanswered: bool = False,
    down: bool = False,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    offset: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> QuestionsResponse:
    """Lists questions, newest first: all, or those `unanswered` or voted `down` (either, when both are set)."""
    feedback = state_of(request).feedback
    asked = feedback.questions(unanswered, down, limit, offset)
    return QuestionsResponse(
        questions=[QuestionBody.of(question) for question in asked], total=feedback.count(unanswered, down)
    )
