"""Whole addresses of citations, for programs that show them far from this server."""

from __future__ import annotations

from fastapi import Request

from bot.channels.sources import Link


def base_url(request: Request) -> str:
    """Where people reach this server: BANTIN_PUBLIC_URL, else the address that was called."""
    public_url: str | None = request.app.state.public_url
    return public_url or str(request.base_url).rstrip("/")


def link_of(request: Request) -> Link:
    """Gives the addresses of citations as whoever made `request` can open them."""
    base = base_url(request)
    return lambda citation: base + citation.url
