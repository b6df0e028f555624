"""Errors of the OpenAI-compatible API: the statuses and sentences of ours, in the shape that OpenAI's clients read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from bot.api.errors import http_sentence, sentence, status_of
from bot.api.invalid import sentence_of
from bot.api.language import language_of
from bot.api.openai_history import InvalidChat
from bot.api.openai_schemas import ErrorBody, ErrorEnvelope
from bot.quota import TooManyQuestions
from vectorstore.errors import BantinError, InvalidFilters

logger = logging.getLogger(__name__)

_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_CODES = {
    401: "invalid_api_key",
    403: "forbidden",
    404: "not_found",
    413: "request_too_large",
    422: "empty_question",
    429: "rate_limit_exceeded",
}


class UnknownModel(BantinError):
    """The model that was asked for does not exist."""

    def __init__(self, model: str, known: str) -> None:
        super().__init__(
            f"Không có mô hình “{model}”: hãy dùng “{known}”.", f"There is no model “{model}”: use “{known}”."
        )


class OpenAIRoute(APIRoute):
    """A route whose errors have OpenAI's shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its errors told."""
        handle = super().get_route_handler()

        async def handle_and_tell(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:
                return _response(request, error)

        return handle_and_tell


def envelope(request: Request, error: Exception) -> ErrorEnvelope:
    """`error` in OpenAI's shape; one that nobody foresaw goes to the log."""
    return ErrorEnvelope(error=_body(request, error, _status(error)))


def _response(request: Request, error: Exception) -> JSONResponse:
    headers: dict[str, str] = {"Content-Language": language_of(request)}
    if isinstance(error, HTTPException):
        headers.update(error.headers or {})
    if isinstance(error, TooManyQuestions):
        headers["Retry-After"] = str(error.retry_after)
    status = _status(error)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(envelope(request, error).model_dump(), status, headers)


def _status(error: Exception) -> int:
    match error:
        case InvalidChat() | InvalidFilters() | RequestValidationError():
            return 400
        case UnknownModel():
            return 404
        case BantinError():
            return status_of(error)
        case HTTPException():
            return error.status_code
        case _:
            return 500


def _body(request: Request, error: Exception, status: int) -> ErrorBody:
    kind = _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    code, param = _CODES.get(status), None
    match error:
        case RequestValidationError():
            vi, en = sentence_of(error.errors()[0])
            message = vi if language_of(request) == "vi" else en
            param = ".".join(str(part) for part in error.errors()[0]["loc"][1:]) or None
        case HTTPException():
            vi, en = http_sentence(error)
            message = vi if language_of(request) == "vi" else en
        case BantinError():
            message = sentence(request, error)
            if isinstance(error, UnknownModel):
                code, param = "model_not_found", "model"
            elif isinstance(error, InvalidFilters):
                param = "filters"
            elif isinstance(error, InvalidChat) or status in (413, 422):
                param = "messages"
        case _:
            message = sentence(request, None)
    if status >= 500:
        logger.error("%s", error, exc_info=None if isinstance(error, BantinError) else error)
    return ErrorBody(message=message, type=kind, param=param, code=code)
