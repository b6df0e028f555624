"""A server on loopback that speaks the OpenAI chat API, played by us: it says what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.generation.settings import LanguageModelSettings


@dataclass
class Play:
    """How the next calls are answered.

    `reply` is what is said, or says it for the messages of a call; `status` other than 200 refuses the call; `delay`
    seconds pass before each piece; after `cut` pieces the connection breaks, politely or not; `finish` is the reason
    that the end mark gives.
    """

    reply: str | Callable[[list[dict[str, Any]]], str] = ""
    status: int = 200
    delay: float = 0.0
    cut: int | None = None
    rude: bool = False
    endless: bool = False
    raw: bytes | None = None
    size: int = 7
    finish: str = "stop"


@dataclass
class FakeModel:
    """The server: what it plays, what it was asked, and how many calls were given up by the caller."""

    url: str
    play: Play = field(default_factory=Play)
    calls: list[list[dict[str, Any]]] = field(default_factory=list)
    abandoned: threading.Event = field(default_factory=threading.Event)

    def settings(self, **more: Any) -> LanguageModelSettings:
        """Settings that name this server."""
        return LanguageModelSettings(_env_file=None, llm="openai:fake", llm_base_url=f"{self.url}/v1", **more)  # type: ignore[call-arg]


def _pieces(play: Play, reply: str) -> Iterator[str]:
    while True:
        for first in range(0, len(reply), play.size):
            yield reply[first : first + play.size]
        if not play.endless:
            return


@contextmanager
def fake_model() -> Iterator[FakeModel]:
    """The server on a free port of this machine."""
    model = FakeModel("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.calls.append(body["messages"])
            play = model.play
            if play.status != 200:
                self._plain(play.status, b'{"error": {"message": "refused by the test", "type": "test"}}')
            elif play.raw is not None:
                self._plain(200, play.raw)
            else:
                try:
                    self._stream(play, play.reply if isinstance(play.reply, str) else play.reply(body["messages"]))
                except (BrokenPipeError, ConnectionResetError):
                    model.abandoned.set()

        def _plain(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _stream(self, play: Play, reply: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for number, text in enumerate(_pieces(play, reply)):
                if number == play.cut:
                    if play.rude:
                        self.close_connection = True
                        return
                    self._chunk(b"")
                    return
                self._wait(play.delay)
                self._event({"delta": {"role": "assistant", "content": text}, "index": 0, "finish_reason": None})
            self._wait(play.delay)
            self._event({"delta": {}, "index": 0, "finish_reason": play.finish})
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")

        def _wait(self, seconds: float) -> None:
            """Waits, and notices when the caller has gone."""
            until = time.monotonic() + seconds
            while seconds and time.monotonic() < until:
                time.sleep(min(0.05, seconds))
                self._chunk(b": waiting\n\n")

        def _event(self, choice: dict[str, Any]) -> None:
            data = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "fake", "choices": [choice]}
            self._chunk(b"data: " + json.dumps(data).encode() + b"\n\n")

        def _chunk(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
