"""How much a request may send: bodies are counted while they stream in, and cut off when they are too large."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_JSON = 1_000_000
"""The largest body of a request that is not an upload, in bytes."""
FORM_OVERHEAD = 65_536
"""What a multipart form may add to the file in it, in bytes."""


class BodyLimit:
    """ASGI middleware that refuses a body above the limit, before it is read where its length is stated.

    FastAPI's own `max_body_size` answers in plain text, and hides a wrong key behind the size.
    """

    def __init__(self, app: ASGIApp, upload_path: str, max_upload: int) -> None:
        self.app = app
        self.upload_path = upload_path
        self.max_upload = max_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, with a `receive` that counts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.max_upload + FORM_OVERHEAD if scope["path"] == self.upload_path else MAX_JSON
        stated = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        too_large = stated.isdigit() and int(stated) > limit
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            if too_large:
                raise HTTPException(413)
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)
