"""The HTTP application: routes, errors, headers, limits. What requests share hangs on the application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware

from bot.api import (
    ask,
    assets,
    documents,
    downloads,
    errors,
    feedback,
    health,
    local,
    mcp,
    metrics,
    openai,
    pages,
    search,
)
from bot.api.head import HeadAsGet
from bot.api.language import note_question
from bot.api.limits import BodyLimit
from bot.api.origins import allowed_origin
from bot.api.schemas import StateResponse
from bot.api.state import ServerState
from bot.channels.routes import create_router
from bot.channels.settings import ChannelSettings
from bot.settings import load
from bot.version import version
from vectorstore.errors import BantinError
from vectorstore.settings import VectorstoreSettings

logger = logging.getLogger(__name__)


def create_app(state: ServerState) -> FastAPI:
    """The application that serves `state.library`, which the caller opens and closes."""
    app = FastAPI(
        title="Bản Tin",
        version=version(),
        description="Hỏi đáp trên bản tin của cấp ủy, có trích dẫn. / Cited answers from Party committees' bulletins.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(note_question), Depends(allowed_origin)],
    )
    app.state.server = state
    for module in (ask, search, documents, feedback, health, local, mcp, metrics, openai, pages, downloads, assets):
        app.include_router(module.router)
    channels = load(ChannelSettings)
    app.state.mcp = mcp.McpService(state, version())
    app.state.public_url = channels.public_url
    app.include_router(create_router(channels, load(VectorstoreSettings).data_dir))
    errors.install(app)
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyLimit, upload_path=documents.PATH, max_upload=state.max_upload)
    if state.settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=state.settings.allowed_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["*"],  # OpenAI's client for browsers sends a dozen of its own
            expose_headers=["Retry-After"],
            max_age=86_400,
        )
    app.add_middleware(pages.SecurityHeaders)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Loads the model beside serving, so that the first question does not wait for it."""
    state: ServerState = app.state.server
    async with anyio.create_task_group() as group:
        group.start_soon(_make_ready, state)
        app.state.mcp.work_in(group)
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
        state.when_ready()
        state.readiness = StateResponse(status="ok")
