"""`/api/documents`: list the bulletins, read one, put one in, take one out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from bot.api.auth import admin, is_admin
from bot.api.errors import FileTooLarge
from bot.api.filters import MAX_LISTED
from bot.api.invalid import InvalidRequest
from bot.api.language import language_of
from bot.api.places import public_source
from bot.api.schemas import (
    CorrectionRequest,
    DocumentBody,
    DocumentsResponse,
    DocumentTextBody,
    ErrorResponse,
    UploadResponse,
)
from bot.api.state import state_of
from ingest.errors import UnreadableFile
from ingest.report import Report
from vectorstore.errors import BantinError

PATH = "/api/documents"
router = APIRouter(prefix=PATH, tags=["documents"])

DocumentId = Annotated[str, Path(max_length=200)]
Listed = TypeVar("Listed", bound=DocumentBody)
_MAX_OFFSET = 2**53
_ONE_FILE = (
    "Hãy gửi đúng một tệp, trong trường “file” của biểu mẫu multipart.",
    "Please send one file, as the field “file” of a multipart form.",
)
_UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "The bulletin's file"},
                        "source": {
                            "type": "string",
                            "description": "The path or URL that the file came from; its name when left out",
                        },
                    },
                }
            }
        },
    }
}


async def _source_shown(request: Request) -> Callable[[str], str]:
    """How sources are shown: whole with the admin key, as `public_source` without."""
    return str if await is_admin(request) else public_source


SourceShown = Annotated[Callable[[str], str], Depends(_source_shown)]


def _errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    meaning = {
        401: "The key is missing or wrong",
        403: "The server has no admin key",
        404: "No bulletin has this id",
        413: "The file is too large",
        415: "Files of this type cannot be read",
        422: "The file is broken, or the request malformed",
    }
    return {status: {"model": ErrorResponse, "description": meaning[status]} for status in statuses}


@router.get("")
def list_documents(
    request: Request,
    as_shown: SourceShown,
    limit: Annotated[int, Query(ge=1, le=MAX_LISTED)] = 100,
    offset: Annotated[int, Query(ge=0, le=_MAX_OFFSET)] = 0,
) -> DocumentsResponse:
    """Lists the bulletins, `limit` of them from `offset` on."""
    library = state_of(request).library
    documents = [_shown(DocumentBody.of(entry), as_shown) for entry in library.entries(limit, offset)]
    return DocumentsResponse(documents=documents, total=library.count())


@router.get("/{document_id}", responses=_errors(404))
def read_document(request: Request, as_shown: SourceShown, document_id: DocumentId) -> DocumentTextBody:
    """Gives a bulletin with its text, into which the offsets of citations and passages point."""
    library = state_of(request).library
    body = DocumentTextBody.of_bulletin(library.bulletin(document_id), library.entry(document_id).sources)
    return _shown(body, as_shown)


@router.post(
    "",
    status_code=201,
    dependencies=[Depends(admin)],
    openapi_extra=_UPLOAD_BODY,
    responses=_errors(401, 403, 413, 415, 422),
)
async def upload(request: Request) -> UploadResponse:
    """Puts a file into the index; the file of a known source takes the place of its older version.

    An archive or a message may hold several documents: `documents` tells what became of each. Where none could be read,
    the answer is the error of the first.
    """
    state = state_of(request)
    # The form is read here, after the key was checked: what a stranger sends is never stored.
    async with _form(request) as form:
        file, source = form.get("file"), form.get("source")
        if not isinstance(file, UploadFile):
            raise InvalidRequest(*_ONE_FILE)
        data = await _content(file, state.max_upload)
        name, media_type = file.filename or "bulletin", file.content_type
    report = await state.write(lambda: state.library.ingest_bytes(str(source or name), name, data, media_type))
    first = next((outcome for outcome in report.outcomes if outcome.document_id is not None), None)
    if first is None or first.document_id is None:
        raise _nothing_in(name, report)
    return UploadResponse.of(report, first, state.library.entry(first.document_id), language_of(request))


@router.patch("/{document_id}", dependencies=[Depends(admin)], responses=_errors(401, 403, 404, 422))
async def correct_document(request: Request, document_id: DocumentId, body: CorrectionRequest) -> DocumentBody:
    """Corrects metadata of a bulletin; corrections stay when the bulletin is read again."""
    state = state_of(request)
    fields = body.model_dump(exclude_unset=True)
    return DocumentBody.of(await state.write(lambda: state.library.correct(document_id, fields)))


@router.delete("/{document_id}", status_code=204, dependencies=[Depends(admin)], responses=_errors(401, 403, 404))
async def remove_document(request: Request, document_id: DocumentId) -> Response:
    """Takes a bulletin out of the index, with everything that was derived from it."""
    state = state_of(request)
    await state.write(lambda: state.library.remove(document_id))
    return Response(status_code=204)


def _shown(body: Listed, as_shown: Callable[[str], str]) -> Listed:
    """A document with its sources as they are shown."""
    return body.model_copy(update={"source": as_shown(body.source), "sources": [*map(as_shown, body.sources)]})


def _nothing_in(name: str, report: Report) -> BantinError:
    """Why nothing came of an upload."""
    for outcome in report.outcomes:
        if outcome.error is not None:
            return outcome.error
    return UnreadableFile(f"Tệp {name} không chứa văn bản nào.", f"{name} holds no documents.")


@asynccontextmanager
async def _form(request: Request) -> AsyncIterator[FormData]:
    """The form of a request, whose file is closed at the end. Raises InvalidRequest."""
    try:
        form = await request.form(max_files=1, max_fields=4)
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise InvalidRequest(*_ONE_FILE) from error
    try:
        yield form
    finally:
        await form.close()


async def _content(file: UploadFile, limit: int) -> bytes:
    if file.size is not None and file.size > limit:
        raise FileTooLarge(limit)
    return await file.read()
