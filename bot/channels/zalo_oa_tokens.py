"""Access tokens of an Official Account. A refresh token works once: its successor is on disk before anything else.

Tokens are in a file of the data folder. Whoever refreshes them holds a lock, so that two processes never spend the same
refresh token; the one that comes second finds what the first has stored.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx
from filelock import FileLock

from bot.channels.endpoint import endpoint
from bot.channels.errors import ChannelDown, unreachable
from bot.channels.settings import ZaloOASettings

_NAME = "zalo-oa-tokens.json"
_PATH = "/v4/oa/access_token"
_EARLY_SECONDS = 300.0  # a token is replaced this long before it expires
_USUAL_SECONDS = 3_600.0  # how long a token lasts if the answer does not say


@dataclass(frozen=True, slots=True)
class _Tokens:
    """What is stored; `seed` tells from which refresh token of the settings the chain began."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: float
    seed: str


class OATokens:
    """Gives out access tokens, and refreshes them when it is time."""

    def __init__(self, settings: ZaloOASettings, data_dir: Path, http: httpx.AsyncClient) -> None:
        self._settings = settings
        self._path = data_dir / _NAME
        self._http = http
        self._lock = FileLock(data_dir / f"{_NAME}.lock", thread_local=False)
        self._here = asyncio.Lock()
        self._seed = hashlib.sha256(settings.refresh_token.encode()).hexdigest()

    async def access_token(self, spent: str | None = None) -> str:
        """A token that is good, and is not `spent`, which was refused. Raises TryLater, ChannelDown."""
        tokens = self._stored()
        if tokens is not None and self._good(tokens, spent):
            return tokens.access_token
        # Not to be cut off: the answer carries the only refresh token that works from then on.
        return await asyncio.shield(self._refreshed(spent))

    async def _refreshed(self, spent: str | None) -> str:
        async with self._here:
            await asyncio.to_thread(self._lock.acquire)
            try:
                tokens = self._stored()
                if tokens is None or not self._good(tokens, spent):
                    tokens = await self._fetched(tokens.refresh_token if tokens else self._settings.refresh_token)
                    self._store(tokens)
                return tokens.access_token
            finally:
                self._lock.release()

    @staticmethod
    def _good(tokens: _Tokens, spent: str | None) -> bool:
        return tokens.access_token != spent and time.time() < tokens.expires_at - _EARLY_SECONDS

    async def _fetched(self, refresh_token: str) -> _Tokens:
        form = {"refresh_token": refresh_token, "app_id": self._settings.app_id, "grant_type": "refresh_token"}
        headers = {"secret_key": self._settings.app_secret}
        try:
            response = await self._http.post(endpoint(self._settings.oauth_url, _PATH), data=form, headers=headers)
        except httpx.HTTPError as error:
            raise unreachable("Zalo OAuth", type(error).__name__) from None
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise unreachable("Zalo OAuth", f"HTTP {response.status_code}")
        if not answer.get("access_token") or not answer.get("refresh_token"):
            if response.status_code >= 500:
                raise unreachable("Zalo OAuth", f"HTTP {response.status_code}")
            raise _refused(answer)
        try:
            lasts = float(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            lasts = _USUAL_SECONDS
        return _Tokens(str(answer["access_token"]), str(answer["refresh_token"]), time.time() + lasts, self._seed)

    def _stored(self) -> _Tokens | None:
        """What is on disk, unless the operator has given another refresh token since."""
        try:
            tokens = _Tokens(**json.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return tokens if tokens.seed == self._seed else None

    def _store(self, tokens: _Tokens) -> None:
        """Puts the tokens on disk, whole and for good, readable by their owner only."""
        draft = self._path.with_suffix(f".{os.getpid()}")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(tokens), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _refused(answer: dict[str, object]) -> ChannelDown:
    told = " ".join(
        str(answer[key]) for key in ("error", "error_name", "error_description", "message") if answer.get(key)
    )
    return ChannelDown(
        f"Zalo không cấp access token ({told}): kiểm tra BANTIN_ZALO_OA_APP_ID và _APP_SECRET; nếu refresh token đã "
        "dùng hoặc hết hạn (3 tháng), cấp quyền lại cho ứng dụng rồi đặt BANTIN_ZALO_OA_REFRESH_TOKEN mới.",
        f"Zalo gives no access token ({told}): check BANTIN_ZALO_OA_APP_ID and _APP_SECRET; if the refresh token was "
        "used or is out of date (3 months), authorize the app again and set a new BANTIN_ZALO_OA_REFRESH_TOKEN.",
    )
