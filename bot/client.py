"""A client of the HTTP API for Python programs: it gives back the same data classes as the library in process.

    with Client("http://127.0.0.1:8080") as client:
        answer = client.ask("Bốn nhiệm vụ trọng tâm là gì?")
        for citation in answer.citations:
            print(citation.bulletin.metadata.title, citation.quote)

Errors that the server tells are raised as ServerError, an id that no bulletin has as UnknownDocument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from bot.api.feedback_schemas import FeedbackRequest
from bot.api.filters import FiltersBody
from bot.api.schemas import (
    AskRequest,
    AskResponse,
    CitationBody,
    DocumentBody,
    DocumentsResponse,
    DocumentTextBody,
    ErrorResponse,
    SearchRequest,
    SearchResponse,
    TokenBody,
    UploadResponse,
)
from bot.errors import ServerError
from bot.events import AnswerEvent, CitationAdded, Finished, TextAdded
from bot.feedback import Rating
from bot.models import Answer
from vectorstore.errors import Language, UnknownDocument
from vectorstore.models import NO_FILTERS, Bulletin, BulletinEntry, Filters, Hit


class Client:
    """A connection to one server; `key` is an API key, or the admin key for writing.

    What the API does not tell is empty in what comes back: hashes of contents, and all of a cited bulletin's entry
    but id, title, date and source.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        language: Language = "vi",
        timeout: float = 120.0,
        trust_env: bool = True,
    ) -> None:
        headers: dict[str, str] = {"Accept-Language": language}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout, trust_env=trust_env)

    def ask(self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS) -> Answer:
        """The answer to `question`; `session_id` continues a conversation."""
        body = AskRequest(question=question, session_id=session_id, filters=FiltersBody.of(filters))
        response = self._send("POST", "/api/ask", json=body.model_dump(mode="json", by_alias=True))
        return AskResponse.model_validate_json(response.content).restored()

    def stream(
        self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS
    ) -> Iterator[AnswerEvent]:
        """The answer to `question` as it comes into being; closing it tells the server to stop."""
        body = AskRequest(question=question, session_id=session_id, filters=FiltersBody.of(filters))
        content = body.model_dump(mode="json", by_alias=True)
        try:
            with self._http.stream("POST", "/api/ask/stream", json=content) as response:
                if not response.is_success:
                    response.read()
                    raise ServerError(response.status_code, _detail(response))
                yield from _events(response.iter_lines())
        except httpx.HTTPError as error:
            raise ServerError(0, f"{self._http.base_url}: {error or type(error).__name__}") from error

    def search(self, question: str, limit: int = 10, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The passages that fit `question` best, best first."""
        body = SearchRequest(question=question, limit=limit, filters=FiltersBody.of(filters))
        response = self._send("POST", "/api/search", json=body.model_dump(mode="json", by_alias=True))
        return [passage.hit() for passage in SearchResponse.model_validate_json(response.content).passages]

    def forget(self, session_id: str) -> None:
        """Forgets what a conversation was about."""
        self._send("DELETE", f"/api/sessions/{quote(session_id, safe='')}")

    def rate(self, answer_id: str, rating: Rating, comment: str | None = None) -> None:
        """Tells what a person thinks of an answer; a later rating replaces it."""
        body = FeedbackRequest(answer_id=answer_id, rating=rating, comment=comment)
        self._send("POST", "/api/feedback", json=body.model_dump())

    def entries(self, limit: int = 100, offset: int = 0) -> list[BulletinEntry]:
        """`limit` of the bulletins from `offset` on."""
        return [document.entry() for document in self._documents(limit, offset).documents]

    def count(self) -> int:
        """How many bulletins there are."""
        return self._documents(1, 0).total

    def bulletin(self, document_id: str) -> Bulletin:
        """A bulletin with its text and sections."""
        response = self._send("GET", _path(document_id), document_id=document_id)
        return DocumentTextBody.model_validate_json(response.content).bulletin()

    def upload(
        self, name: str, data: bytes, source: str | None = None, media_type: str | None = None
    ) -> UploadResponse:
        """Puts a file into the index; needs the admin key. `source` says where it came from, `name` if left out."""
        file = (name, data, media_type or "application/octet-stream")
        response = self._send(
            "POST", "/api/documents", files={"file": file}, data={"source": source} if source else None
        )
        return UploadResponse.model_validate_json(response.content)

    def entry(self, document_id: str) -> BulletinEntry:
        """A bulletin without its text."""
        response = self._send("GET", _path(document_id), document_id=document_id)
        return DocumentBody.model_validate_json(response.content).entry()

    def correct(self, document_id: str, fields: Mapping[str, str | None]) -> BulletinEntry:
        """Corrects metadata of a bulletin, by field; None takes a correction back. Needs the admin key."""
        response = self._send("PATCH", _path(document_id), json=dict(fields), document_id=document_id)
        return DocumentBody.model_validate_json(response.content).entry()

    def remove(self, *document_ids: str) -> None:
        """Takes bulletins out of the index; needs the admin key."""
        for document_id in document_ids:
            self._send("DELETE", _path(document_id), document_id=document_id)

    def close(self) -> None:
        """Closes the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _documents(self, limit: int, offset: int) -> DocumentsResponse:
        response = self._send("GET", "/api/documents", params={"limit": limit, "offset": offset})
        return DocumentsResponse.model_validate_json(response.content)

    def _send(
        self,
        method: str,
        path: str,
        *,
        document_id: str | None = None,
        json: Any = None,
        params: Mapping[str, int] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        try:
            response = self._http.request(method, path, json=json, params=params, files=files, data=data)
        except httpx.HTTPError as error:
            raise ServerError(0, f"{self._http.base_url}: {error or type(error).__name__}") from error
        if response.is_success:
            return response
        detail = _detail(response)
        if response.status_code == 404 and document_id is not None:
            raise UnknownDocument(detail, detail)
        raise ServerError(response.status_code, detail)


def _path(document_id: str) -> str:
    return f"/api/documents/{quote(document_id, safe='')}"


def _events(lines: Iterable[str]) -> Iterator[AnswerEvent]:
    """The answer's events, from the lines of server-sent events. Raises ServerError where they break off."""
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        if field != "data":
            continue
        match name:
            case "token":
                yield TextAdded(TokenBody.model_validate_json(value).text)
            case "citation":
                yield CitationAdded(CitationBody.model_validate_json(value).citation())
            case "error":
                raise ServerError(500, ErrorResponse.model_validate_json(value).detail)
            case "done":
                yield Finished(AskResponse.model_validate_json(value).restored())
                return
    raise ServerError(0, "the server stopped before it had answered")


def _detail(response: httpx.Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"{response.status_code} {response.reason_phrase}"
