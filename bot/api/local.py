"""`/local`: what the commands `ingest` and `ask --explain` ask of a server that owns the data folder, with the token
noted there."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from bot.api.auth import local_only
from bot.api.filters import filters_of
from bot.api.schemas import AskRequest
from bot.api.state import ServerState, state_of
from bot.explanation import EXPLAINED
from ingest.options import IngestOptions
from ingest.report import Report, Step
from vectorstore.errors import BantinError

router = APIRouter(prefix="/local", include_in_schema=False, dependencies=[Depends(local_only)])
_STEP_SECONDS = 0.1  # at least between two steps that are told


class IngestRequest(BaseModel):
    """What to take in, and how: see ingest.options.IngestOptions. Paths are absolute."""

    sources: list[str] = Field(max_length=100_000)
    prune: bool = False
    dry_run: bool = False
    follow: str | None = None
    depth: int = 1
    pages: int | None = None
    vanished: list[str] = []

    def options(self) -> IngestOptions:
        """The options that this states."""
        values = self.model_dump(exclude={"sources", "vanished"})
        return IngestOptions(**values, vanished=tuple(self.vanished))


class _Left(Exception):
    """The command that asked is gone."""


@router.post("/ingest")
def ingest(request: Request, body: IngestRequest) -> StreamingResponse:
    """Takes in files, folders and pages as `bantin ingest` does, and tells steps and report, one JSON object a line.

    When the command that asked leaves, the run ends after the file that it is at; what was committed stays.
    """
    return StreamingResponse(_run(state_of(request), body), media_type="application/x-ndjson")


@router.post("/explain")
def explain(request: Request, body: AskRequest) -> Response:
    """How the answer to a question comes about, as bot.explanation has it."""
    told = state_of(request).library.explain(body.question, body.session_id, filters_of(body.filters))
    return Response(EXPLAINED.dump_json(told), media_type="application/json")


def _run(state: ServerState, body: IngestRequest) -> Iterator[str]:
    told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
    left = threading.Event()
    last = 0.0

    def progress(step: Step) -> None:
        nonlocal last
        if left.is_set():
            raise _Left
        if time.monotonic() - last >= _STEP_SECONDS:
            last = time.monotonic()
            told.put({"step": asdict(step)})

    def work() -> None:
        try:
            report: Report = state.library.ingest(body.sources, body.options(), progress)
            told.put({"report": report.as_json()})
        except _Left:
            pass
        except BantinError as error:
            told.put({"error": error.vi, "error_en": error.en})
        except BaseException as error:
            told.put({"error": f"{type(error).__name__}: {error}", "error_en": f"{type(error).__name__}: {error}"})
            raise
        finally:
            told.put(None)

    thread = threading.Thread(target=work, name="ingest")
    thread.start()
    try:
        while (line := told.get()) is not None:
            yield json.dumps(line, ensure_ascii=False) + "\n"
    finally:
        left.set()
