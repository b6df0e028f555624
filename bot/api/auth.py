"""Who may do what: the admin key lets write, API keys, where any are set, let ask; compared in constant time."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.api.state import state_of
from vectorstore.errors import BantinError

_bearer = HTTPBearer(auto_error=False, description="BANTIN_ADMIN_KEY, or one of BANTIN_API_KEYS for asking")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


class Unauthorized(BantinError):
    """The request carries no key, or a wrong one."""


class NoAdminKey(BantinError):
    """The server has no admin key, so nobody may do over HTTP what needs it."""


async def admin(request: Request, credentials: Credentials) -> None:
    """Lets the request through when it carries the admin key, or the token of a command on this machine."""
    if await is_admin(request):
        return
    if state_of(request).settings.admin_key is None:
        raise NoAdminKey(
            "Việc này cần khóa quản trị, mà máy chủ chưa có: đặt BANTIN_ADMIN_KEY (trong môi trường hoặc .env) rồi "
            "khởi động lại máy chủ.",
            "This needs the admin key, and the server has none: set BANTIN_ADMIN_KEY (in the environment or .env) and "
            "restart the server.",
        )
    raise _unauthorized(credentials)


async def is_admin(request: Request) -> bool:
    """Whether the request carries the admin key, or the token of a command on this machine."""
    state, credentials = state_of(request), await _bearer(request)
    keys = [state.local_token] if state.local_token else []
    if state.settings.admin_key is not None:
        keys.append(state.settings.admin_key.get_secret_value())
    return credentials is not None and _any_equal(credentials.credentials, keys)


async def local_only(request: Request, credentials: Credentials) -> None:
    """Lets the request through when it carries the token of a command on this machine."""
    token = state_of(request).local_token
    if credentials is None or not token or not _any_equal(credentials.credentials, [token]):
        raise _unauthorized(credentials)


async def reader(request: Request, credentials: Credentials) -> None:
    """Lets the request through when no API keys are set, or when it carries one of them or the admin key."""
    state = state_of(request)
    if not state.settings.api_keys:
        return
    keys = [key.get_secret_value() for key in state.settings.api_keys]
    if state.settings.admin_key is not None:
        keys.append(state.settings.admin_key.get_secret_value())
    if state.local_token:
        keys.append(state.local_token)
    if credentials is None or not _any_equal(credentials.credentials, keys):
        raise _unauthorized(credentials)


def _unauthorized(credentials: HTTPAuthorizationCredentials | None) -> Unauthorized:
    if credentials is None:
        return Unauthorized(
            "Thiếu khóa truy cập: gửi tiêu đề Authorization: Bearer <khóa>.",
            "The key is missing: send the header Authorization: Bearer <key>.",
        )
    return Unauthorized("Khóa truy cập không đúng.", "The key is wrong.")


def _any_equal(given: str, keys: Iterable[str]) -> bool:
    """Whether `given` is one of `keys`; takes as long whichever it is."""
    found = False
    for key in keys:
        found |= hmac.compare_digest(given.encode(), key.encode())
    return found
