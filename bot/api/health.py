"""`/healthz`: the process is up; `/readyz`: the index is open and the model loaded."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request, Response

from bot.api.auth import Credentials
from bot.api.schemas import StateResponse
from bot.api.state import state_of

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def health() -> StateResponse:
    """Answers as long as the process is up."""
    return StateResponse(status="ok")


@router.get("/readyz", responses={503: {"model": StateResponse, "description": "Not ready yet, or never"}})
async def ready(request: Request, response: Response) -> StateResponse:
    """200 when questions can be answered at once; 503 while the model is loading, or when it cannot be loaded."""
    readiness = state_of(request).readiness
    response.status_code = 200 if readiness.status == "ok" else 503
    return readiness


@router.get("/local", include_in_schema=False)
async def local(request: Request, credentials: Credentials) -> Response:
    """Tells a command on this machine that this is the server whose token it has read."""
    token = state_of(request).local_token
    given = credentials.credentials if credentials is not None else ""
    known = bool(token) and hmac.compare_digest(given.encode(), token.encode())
    return Response(status_code=204 if known else 404)
