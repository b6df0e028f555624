"""Runs the application under uvicorn, and tells commands on this machine where it is."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.errors import AddressInUse
from bot.local_server import LocalServer

_SHUTDOWN_SECONDS = 10
_SWITCH_SECONDS = 0.0002
"""How long the event loop waits until a thread that answers lets go of the interpreter: less than Python's 5 ms, as a
webhook call waits for it several times (benchmarks.webhooks)."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on `host` and `port` once the server runs; raises AddressInUse."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        raise AddressInUse(
            f"Không mở được địa chỉ {host}:{port} ({error.strerror}): hãy chọn cổng khác bằng --port.",
            f"Cannot listen on {host}:{port} ({error.strerror}): choose another port with --port.",
        ) from None
    bound.set_inheritable(True)
    return bound


def url_of(bound: socket.socket) -> str:
    """The address at which a browser on this machine finds the server behind `bound`."""
    host, port = bound.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(state: ServerState, bound: socket.socket, data_dir: Path, started: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM; `started` is called with the address when requests are accepted."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    here = LocalServer.starting(url_of(bound))
    state.local_token = here.token
    state.when_ready = _keep_what_is_there
    config = uvicorn.Config(
        create_app(state),
        log_config=None,
        access_log=state.settings.debug,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )

    def accepting() -> None:
        here.note(data_dir)
        started(here.url)

    with _orderly_exit():
        try:
            _Server(config, accepting).run(sockets=[bound])
        except KeyboardInterrupt:
            pass  # Ctrl+C is how a server is stopped; uvicorn has shut down and says it again
        finally:
            here.withdraw(data_dir)


def _keep_what_is_there() -> None:
    """Spares the garbage collector what lasts as long as the process: looking at that holds all requests for 0.2 s."""
    gc.collect()
    gc.freeze()


class _Server(uvicorn.Server):
    """A uvicorn server that says when it accepts requests."""

    def __init__(self, config: uvicorn.Config, accepting: Callable[[], None]) -> None:
        super().__init__(config)
        self._accepting = accepting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._accepting()


@contextmanager
def _orderly_exit() -> Iterator[None]:
    """Turns SIGTERM into SystemExit, so that what is open gets closed; uvicorn raises it again after it has stopped."""

    def leave(number: int, frame: FrameType | None) -> None:
        sys.exit(0)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
