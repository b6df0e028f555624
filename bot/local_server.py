"""The note that a running server leaves in its data folder, by which commands on this machine find and may use it."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

_NAME = "server.json"


@dataclass(frozen=True, slots=True)
class LocalServer:
    """Where the server that owns a data folder listens.

    Only the folder's owner can read `token`; it lets whoever can write the folder write through the server too.
    """

    url: str
    pid: int
    token: str

    @classmethod
    def starting(cls, url: str) -> LocalServer:
        """This process as a server at `url`, with a new token."""
        return cls(url, os.getpid(), secrets.token_urlsafe(32))

    @classmethod
    def of(cls, data_dir: Path) -> LocalServer | None:
        """The server that noted itself in `data_dir` and whose process exists; it may still not answer."""
        try:
            noted = json.loads((data_dir / _NAME).read_text("utf-8"))
            server = cls(str(noted["url"]), int(noted["pid"]), str(noted["token"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return server if _exists(server.pid) else None

    def note(self, data_dir: Path) -> None:
        """Writes the note, readable by its owner only; it appears whole or not at all."""
        path = data_dir / _NAME
        draft = path.with_suffix(f".{self.pid}")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
        draft.replace(path)

    def withdraw(self, data_dir: Path) -> None:
        """Removes the note if it is still this server's."""
        if LocalServer.of(data_dir) == self:
            (data_dir / _NAME).unlink(missing_ok=True)


def _exists(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
