"""`POST /channels/…`: what the messengers call. A call is answered when it is in the inbox; the work follows."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from starlette.types import Lifespan

from bot.api.state import ServerState
from bot.channels.answerers import ServerAnswerer
from bot.channels.channel import Channel, Unauthentic
from bot.channels.hub import Hub, channels_of
from bot.channels.settings import ChannelSettings


def create_router(settings: ChannelSettings, data_dir: Path) -> APIRouter:
    """The webhooks of the channels that are on, with the couriers behind them; others are answered with 404.

    Raises InvalidSetting.
    """
    channels = channels_of(settings, data_dir)
    router = APIRouter(prefix="/channels", include_in_schema=False, lifespan=_lifespan(channels, settings, data_dir))

    @router.post("/{name}")
    async def webhook(name: str, request: Request) -> Response:
        """Takes an update in, if it comes from where it should."""
        hub: Hub | None = getattr(request.app.state, "hub", None)
        channel = hub.channels.get(name) if hub is not None else None
        if hub is None or channel is None:
            raise HTTPException(404)
        raw = await request.body()
        try:
            if not channel.check(request.headers, raw):
                return Response()
        except Unauthentic:
            return Response(status_code=401)
        try:
            update = json.loads(raw)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        await hub.receive(channel, update)
        return Response()

    return router


def _lifespan(channels: list[Channel], settings: ChannelSettings, data_dir: Path) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if not channels:
            yield
            return
        state: ServerState = app.state.server
        answerer = ServerAnswerer(state)
        async with Hub.working(channels, data_dir, settings.public_url, answerer, state.feedback, state.quota) as hub:
            app.state.hub = hub
            yield

    return lifespan
