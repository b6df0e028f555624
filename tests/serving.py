"""Servers of the tests: the application on a real port, and a web site of somebody else beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import uvicorn

from bot.api.app import create_app
from bot.api.server import listen, url_of
from bot.api.state import ServerState
from bot.events import AnswerEvent, Finished
from bot.library import LocalLibrary
from ingest.parse import parse
from ingest.sources import RawDocument
from vectorstore.index import Index
from vectorstore.models import NO_FILTERS, Filters
from vectorstore.settings import VectorstoreSettings


def library_of(files: Sequence[Path], settings: VectorstoreSettings) -> LocalLibrary:
    """A library that holds the bulletins in `files`, to be closed by whoever asked for it."""
    index = Index.open(settings)
    index.replace([parse(RawDocument(str(file), file.name, file.read_bytes())) for file in files])
    return LocalLibrary(index)


class PacedLibrary(LocalLibrary):
    """A library whose answers come one event at a time: each but the last waits until it is let through."""

    steps: threading.Semaphore
    closed: threading.Event

    @classmethod
    def over(cls, library: LocalLibrary) -> PacedLibrary:
        """The same bulletins, paced."""
        paced = cls(library._index)
        paced.steps = threading.Semaphore(0)
        paced.closed = threading.Event()
        return paced

    def stream(
        self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS
    ) -> Iterator[AnswerEvent]:
        """The events of the answer, as they are let through."""
        try:
            for event in super().stream(question, session_id, filters):
                if not isinstance(event, Finished):
                    self.steps.acquire(timeout=10)
                yield event
        finally:
            self.closed.set()


@contextmanager
def running(state: ServerState) -> Iterator[str]:
    """The application over `state` on a free port of this machine; gives its address."""
    with listen("127.0.0.1", 0) as bound:
        server = uvicorn.Server(uvicorn.Config(create_app(state), log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(0.01)
        try:
            yield url_of(bound)
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def web_site(pages: Mapping[str, str]) -> Iterator[int]:
    """A site with these pages; gives its port on this machine, which has two names."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path)
            self.send_response(200 if page is not None else 404)
            kind = "css" if self.path.endswith(".css") else "html"
            self.send_header("Content-Type", f"text/{kind}; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
