"""Which web pages may use this server: its own always, others only when BANTIN_ALLOWED_ORIGINS names them."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from bot.api.state import state_of
from bot.settings import ANY_ORIGIN
from vectorstore.errors import BantinError


class ForeignOrigin(BantinError):
    """A page of another site, which is not on the list, called."""

    def __init__(self) -> None:
        super().__init__(
            "Trang web này chưa được phép dùng máy chủ: người quản trị cần thêm địa chỉ của trang vào "
            "BANTIN_ALLOWED_ORIGINS.",
            "This web site may not use the server: its operator has to add the site's address to "
            "BANTIN_ALLOWED_ORIGINS.",
        )


async def allowed_origin(request: Request) -> None:
    """Lets a request through unless a browser says that a page of a site that is not allowed makes it."""
    origin = request.headers.get("origin")
    if origin is None or request.headers.get("sec-fetch-site") in ("same-origin", "none"):
        return
    allowed = state_of(request).settings.allowed_origins
    if ANY_ORIGIN in allowed or origin in allowed or urlsplit(origin).netloc == request.headers.get("host"):
        return
    raise ForeignOrigin


def frame_ancestors(allowed: tuple[str, ...]) -> str:
    """The pages that may hold this server's page in a frame, as the Content-Security-Policy writes them."""
    return " ".join(("frame-ancestors 'self'", *allowed))
