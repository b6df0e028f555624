"""Errors as HTTP answers: a status and one sentence, `{"detail": "…"}`, in the language of the person who asked."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot.api.auth import NoAdminKey, Unauthorized
from bot.api.invalid import NO_JSON, InvalidRequest, sentence_of
from bot.api.language import language_of
from bot.api.origins import ForeignOrigin
from bot.errors import InvalidQuestion, McpMissing
from bot.feedback import UnknownAnswer
from bot.quota import TooManyQuestions
from ingest.errors import SourceUnavailable, UnreadableFile, UnsupportedType
from vectorstore.corrections import InvalidCorrection
from vectorstore.errors import (
    BantinError,
    IndexLocked,
    InvalidFilters,
    ModelMismatch,
    ModelUnavailable,
    UnknownDocument,
)


class FileTooLarge(BantinError):
    """An uploaded file has more bytes than a document may have."""

    def __init__(self, limit: int) -> None:
        size = f"{limit / 1_000_000:g} MB"
        super().__init__(f"Tệp quá lớn: tối đa {size}.", f"The file is too large: at most {size}.")


STATUSES: dict[type[BantinError], int] = {
    InvalidRequest: 422,
    InvalidFilters: 422,
    InvalidCorrection: 422,
    UnknownDocument: 404,
    UnknownAnswer: 404,
    ForeignOrigin: 403,
    TooManyQuestions: 429,
    UnsupportedType: 415,
    UnreadableFile: 422,
    FileTooLarge: 413,
    SourceUnavailable: 422,
    Unauthorized: 401,
    NoAdminKey: 403,
    McpMissing: 501,
    IndexLocked: 503,
    ModelMismatch: 503,
    ModelUnavailable: 503,
}
"""The HTTP status of each kind of error; a kind that is not listed is answered as its base is, or with 500."""

_UNEXPECTED = (
    "Máy chủ gặp lỗi ngoài dự kiến; xin thử lại, hoặc báo người quản trị xem nhật ký.",
    "The server met an unexpected error; please try again, or ask the operator to look at the log.",
)


def install(app: FastAPI) -> None:
    """Makes `app` answer every error with a status and one sentence."""
    app.add_exception_handler(BantinError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def status_of(error: BantinError) -> int:
    """The HTTP status that tells a program what `error` tells a person."""
    if isinstance(error, InvalidQuestion):
        return 413 if error.reason == "too_long" else 422
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def sentence(request: Request, error: BantinError | None) -> str:
    """What to tell the person behind `request`; None is an error that nobody foresaw."""
    vi, en = (error.vi, error.en) if error is not None else _UNEXPECTED
    return vi if language_of(request) == "vi" else en


def http_sentence(error: HTTPException) -> tuple[str, str]:
    """What the server's own refusals mean, in Vietnamese and in English."""
    match error.status_code:
        case 400:  # the framework could not parse the body
            return NO_JSON
        case 404:
            return "Không có gì ở địa chỉ này.", "There is nothing at this address."
        case 405:
            return "Địa chỉ này không nhận phương thức đó.", "This address does not take that method."
        case 413:
            return "Nội dung gửi lên quá lớn.", "The body is too large."
        case _:
            return (
                f"Máy chủ không thực hiện được yêu cầu này (HTTP {error.status_code}).",
                f"The server cannot do what was requested (HTTP {error.status_code}).",
            )


def _respond(request: Request, status: int, vi: str, en: str) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    language = language_of(request)
    return JSONResponse(
        {"detail": vi if language == "vi" else en}, status, headers={**(headers or {}), "Content-Language": language}
    )


async def _known(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BantinError)
    response = _respond(request, status_of(error), error.vi, error.en)
    if isinstance(error, TooManyQuestions):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return _respond(request, 422, *sentence_of(error.errors()[0]))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = 422 if error.status_code == 400 else error.status_code
    response = _respond(request, status, *http_sentence(error))
    if error.status_code == 405:
        response.headers.update(error.headers or {})
    return response


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    # Starlette raises it again, and uvicorn logs it.
    return _respond(request, 500, *_UNEXPECTED)
