"""What the pages load: scripts, style sheets, the typeface. Browsers ask again whether a file has changed."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

router = APIRouter(include_in_schema=False)

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}
_FONT_SECONDS = 30 * 24 * 3600


def widget_file(name: str) -> str:
    """The text of a file of the widget, which ships with the package."""
    return (files("bot") / "widget" / name).read_text("utf-8")


@router.get("/static/{name}")
def asset(request: Request, name: str) -> Response:
    """A script, style sheet or picture."""
    return _file(request, files("bot") / "widget", name, "no-cache")


@router.get("/static/fonts/{name}")
def font(request: Request, name: str) -> Response:
    """A file of the typeface, which does not change under its name."""
    return _file(request, files("bot") / "widget" / "fonts", name, f"public, max-age={_FONT_SECONDS}, immutable")


@router.get("/favicon.ico")
def favicon() -> RedirectResponse:
    """The icon, for browsers that ask for it by its old name."""
    return RedirectResponse("/static/icon.svg", 301)


def _file(request: Request, folder: Traversable, name: str, caching: str) -> Response:
    """The file `name` that stands in `folder` itself, and is of a kind that is served."""
    kind = _TYPES.get(name.rpartition(".")[2])
    if kind is None or name not in {entry.name for entry in folder.iterdir()}:
        return Response(status_code=404)
    data = (folder / name).read_bytes()
    headers = {"Cache-Control": caching, "ETag": f'"{hashlib.sha256(data).hexdigest()[:32]}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=kind, headers=headers)
