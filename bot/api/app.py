"""The HTTP application: routes, errors, headers, limits. What requests share hangs on the application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

import anyio
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from bot.api import ask, documents, errors, health, pages, search
from bot.api.limits import BodyLimit
from bot.api.schemas import StateResponse
from bot.api.state import ServerState
from vectorstore.errors import BantinError

logger = logging.getLogger(__name__)


def create_app(state: ServerState) -> FastAPI:
    """The application that serves `state.library`, which the caller opens and closes."""
    app = FastAPI(
        title="Bản Tin",
        version=_version(),
        description="Hỏi đáp trên bản tin của cấp ủy, có trích dẫn. / Cited answers from Party committees' bulletins.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.server = state
    for module in (ask, search, documents, health, pages):
        app.include_router(module.router)
    errors.install(app)
    app.add_middleware(BodyLimit, upload_path=documents.PATH, max_upload=state.max_upload)
    if state.settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=state.settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        )
    app.add_middleware(pages.SecurityHeaders)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Loads the model beside serving, so that the first question does not wait for it."""
    state: ServerState = app.state.server
    async with anyio.create_task_group() as group:
        group.start_soon(_make_ready, state)
        yield
        group.cancel_scope.cancel()


async def _make_ready(state: ServerState) -> None:
    try:
        await state.answer(state.library.warm)
    except BantinError as error:
        logger.error("%s", error)
        state.readiness = StateResponse(status="failed", detail=error.message(state.settings.language))
    except Exception:
        logger.exception("the model could not be loaded")
        state.readiness = StateResponse(status="failed")
    else:
        state.readiness = StateResponse(status="ok")


def _version() -> str:
    try:
        return version("bantin")
    except PackageNotFoundError:
        return "0"
