"""The library of a running server, for commands on the same machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import httpx

from bot.api.filters import FiltersBody
from bot.api.schemas import AskRequest
from bot.client import Client
from bot.errors import ServerError
from bot.explanation import EXPLAINED, Explained
from bot.local_server import LocalServer
from ingest.errors import IngestError
from ingest.options import IngestOptions
from ingest.report import Progress, Report, Step
from vectorstore.errors import Language
from vectorstore.models import NO_FILTERS, Filters

_HELLO = httpx.Timeout(30.0, connect=2.0)
"""Seconds: where nobody listens any more this is told at once; a server that listens may be busy."""


class RemoteLibrary(Client):
    """A client that can also have the server take in files, folders and web pages of this machine."""

    def ingest(self, sources: Sequence[str], options: IngestOptions, progress: Progress) -> Report:
        """Has the server take in what is at `sources`, which are absolute paths and addresses."""
        body = {"sources": list(sources), **asdict(options)}
        report: Report | None = None
        try:
            with self._http.stream("POST", "/local/ingest", json=body, timeout=None) as response:
                if not response.is_success:
                    raise ServerError(response.status_code, response.read().decode("utf-8", "replace"))
                for line in response.iter_lines():
                    report = _told(json.loads(line), progress) or report
        except httpx.HTTPError as error:
            raise ServerError(0, f"{self._http.base_url}: {error or type(error).__name__}") from error
        if report is None:
            raise ServerError(0, f"{self._http.base_url}: the server stopped before it had finished")
        return report

    def explain(self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS) -> Explained:
        """How the server's extractive answer to `question` comes about."""
        body = AskRequest(question=question, session_id=session_id, filters=FiltersBody.of(filters))
        response = self._send("POST", "/local/explain", json=body.model_dump(mode="json", by_alias=True))
        return EXPLAINED.validate_json(response.content)


def _told(line: dict[str, dict[str, int]], progress: Progress) -> Report | None:
    """What one line of the answer says: the report, or a step, which is passed on. Raises IngestError."""
    match line:
        case {"report": stated}:
            return Report.of_json(stated)
        case {"step": step}:
            progress(Step(**step))  # type: ignore[arg-type]  # `source` is a string
            return None
        case _:
            raise IngestError(str(line["error"]), str(line["error_en"]))


def connect(server: LocalServer, language: Language) -> RemoteLibrary | None:
    """The library of `server`, or None when it does not answer to its token."""
    headers = {"Authorization": f"Bearer {server.token}"}
    try:
        hello = httpx.get(f"{server.url}/local", headers=headers, timeout=_HELLO, trust_env=False)
    except httpx.HTTPError:
        return None
    if hello.status_code != 204:
        return None
    return RemoteLibrary(server.url, server.token, language=language, trust_env=False)
