"""`POST /api/search`: the passages that fit a question best."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from bot.api.ask import ERRORS, admit
from bot.api.auth import reader
from bot.api.filters import filters_of
from bot.api.schemas import PassageBody, SearchRequest, SearchResponse
from bot.api.state import state_of

router = APIRouter(tags=["questions"], dependencies=[Depends(reader)])


@router.post("/api/search", responses=ERRORS)
async def search(request: Request, body: SearchRequest) -> SearchResponse:
    """Finds the passages that fit a question best, best first."""
    state = state_of(request)
    admit(request)
    hits = await state.answer(lambda: state.library.search(body.question, body.limit, filters_of(body.filters)))
    return SearchResponse(passages=[PassageBody.of(hit) for hit in hits])
