"""A bulletin to keep: the original file where it still lies at its place unchanged, its plain text always."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from bot.api.state import state_of
from ingest.content_hash import content_hash, is_of_same_bytes
from ingest.sources import is_url
from vectorstore.errors import UnknownDocument
from vectorstore.models import Bulletin

router = APIRouter(include_in_schema=False)

_KEEP = {"Cache-Control": "no-cache"}


@router.get("/documents/{document_id}/file")
def original_file(request: Request, document_id: str) -> Response:
    """The file that the bulletin was read from, byte for byte."""
    bulletin = state_of(request).library.bulletin(document_id)
    data = original(bulletin)
    if data is None:
        raise UnknownDocument(
            "Tệp gốc không còn ở chỗ cũ hoặc đã thay đổi: hãy tải bản văn bản thuần.",
            "The original file is no longer in its place, or has changed: download the plain text.",
        )
    return Response(data, media_type="application/octet-stream", headers=_attached(Path(bulletin.source).name))


@router.get("/documents/{document_id}/text")
def plain_text(request: Request, document_id: str) -> Response:
    """The text that the citations' offsets point into."""
    bulletin = state_of(request).library.bulletin(document_id)
    stem = Path(bulletin.source.replace("\\", "/").rstrip("/")).stem or bulletin.id
    return Response(
        bulletin.text.encode("utf-8", "replace"),
        media_type="text/plain; charset=utf-8",
        headers=_attached(f"{stem}.txt"),
    )


def original(bulletin: Bulletin) -> bytes | None:
    """The bytes that the bulletin was read from, None where they are gone.

    A source is only a name that somebody gave. The hash makes sure that nothing is handed out but what was taken in.
    """
    if is_url(bulletin.source):
        return None
    try:
        path = Path(bulletin.source)
        data = path.read_bytes() if path.is_absolute() and path.is_file() else b""
    except (OSError, ValueError):
        return None
    return data if data and is_of_same_bytes(content_hash(data), bulletin.content_hash) else None


def _attached(name: str) -> dict[str, str]:
    """Headers that make a browser save the response under `name`."""
    plain = re.sub(r"[^\w .()-]", "_", name, flags=re.ASCII)
    encoded = quote(name.encode("utf-8", "replace"), safe="")
    return {**_KEEP, "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"}
