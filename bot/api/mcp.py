"""`/mcp`: the MCP server over streamable HTTP, without sessions: each request stands alone, on any worker.

The SDK takes seconds to import, so this begins with the first request.
"""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup, TaskStatus
from fastapi import APIRouter, Depends, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.api.ask import admit
from bot.api.auth import reader
from bot.api.links import link_of
from bot.api.origins import ForeignOrigin
from bot.api.state import ServerState, state_of
from bot.errors import McpMissing
from bot.models import Answer
from bot.settings import ANY_ORIGIN
from vectorstore.models import Bulletin, BulletinEntry, Citation, Filters, Hit

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

CHANNEL = "mcp"


async def listed_origin(request: Request) -> None:
    """Lets no page in unless its origin is listed, not even one that calls this server by its own name.

    No page of ours speaks MCP, and a name can be made to lead to this machine (DNS rebinding).
    """
    origin = request.headers.get("origin")
    allowed = state_of(request).settings.allowed_origins
    if origin is not None and ANY_ORIGIN not in allowed and origin not in allowed:
        raise ForeignOrigin


router = APIRouter(include_in_schema=False, dependencies=[Depends(reader), Depends(listed_origin)])


@router.post("/mcp")
async def mcp(request: Request) -> Response:
    """Passes a message on to the MCP server. Raises McpMissing."""
    service: McpService = request.app.state.mcp
    return _Passed(await service.started())


class McpService:
    """The MCP server of an application, from its first request until the application ends."""

    def __init__(self, state: ServerState, version: str) -> None:
        self._state = state
        self._version = version
        self._group: TaskGroup | None = None
        self._starting = anyio.Lock()
        self._app: ASGIApp | None = None

    def work_in(self, group: TaskGroup) -> None:
        """Says where the server may work."""
        self._group, self._app = group, None

    async def started(self) -> ASGIApp:
        """What answers requests. Raises McpMissing."""
        if find_spec("mcp") is None:
            raise McpMissing
        async with self._starting:
            if self._app is None:
                assert self._group is not None, "the application has not been started"
                self._app = await self._group.start(self._serve)
        return self._app

    async def _serve(self, *, task_status: TaskStatus[ASGIApp]) -> None:
        manager = await to_thread.run_sync(partial(_create, self._state, self._version))
        async with manager.run():
            task_status.started(manager.asgi_app)
            await anyio.sleep_forever()


def _create(state: ServerState, version: str) -> StreamableHTTPSessionManager:
    from mcp.server.transport_security import TransportSecuritySettings

    from bot.channels.mcp import create_server

    server = create_server(_Served(state), state.settings.language, version)
    server.streamable_http_app(
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # see `listed_origin`
    )
    return server.session_manager


class _Passed(Response):
    """A response that another application gives."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the application answer."""
        await self._app(scope, receive, send)


class _Served:
    """The library of this server, see bot.channels.mcp.Librarian; questions count as those of `/api/ask` do."""

    def __init__(self, state: ServerState) -> None:
        self._state = state

    async def ask(self, question: str, session_id: str | None, filters: Filters, request: Request) -> Answer:
        """The answer to `question`, on record."""
        admit(request, session_id)
        return await self._state.ask(question, session_id, filters, CHANNEL)

    async def search(self, question: str, limit: int, filters: Filters, request: Request) -> list[Hit]:
        """The passages that fit `question` best."""
        admit(request)
        return await self._state.answer(lambda: self._state.library.search(question, limit, filters))

    async def entries(self, limit: int, offset: int) -> tuple[list[BulletinEntry], int]:
        """Some of the bulletins, and how many there are in all."""
        library = self._state.library
        return await self._state.answer(lambda: (library.entries(limit, offset), library.count()))

    async def bulletin(self, document_id: str) -> Bulletin:
        """One bulletin."""
        return await self._state.answer(lambda: self._state.library.bulletin(document_id))

    def link(self, citation: Citation, request: Request) -> str:
        """Where a citation can be read."""
        return link_of(request)(citation)
