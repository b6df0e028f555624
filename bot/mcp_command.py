"""The command `bantin mcp`: an MCP server on standard input and output, for a program that starts it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

import click

# Everything else is imported where it is needed, as in bot.cli.
if TYPE_CHECKING:
    from bot.feedback import FeedbackStore
    from bot.library import Library
    from bot.models import Answer
    from vectorstore.models import Bulletin, BulletinEntry, Citation, Filters, Hit

T = TypeVar("T")
_IDLE_SECONDS = 60.0


@click.command(short_help="Chạy máy chủ MCP qua stdin/stdout. / Run the MCP server on stdin and stdout.")
def mcp() -> None:
    """Chạy máy chủ MCP qua stdin/stdout. / Run the MCP server on stdin and stdout.

    Do chương trình khác khởi chạy, như Claude Desktop. Nếu «bantin serve» đang chạy trên cùng thư mục dữ liệu thì hỏi
    qua máy chủ đó; nếu không, thư mục được nhả ra sau một phút không dùng. / Another program starts it, such as Claude
    Desktop. Goes through "bantin serve" if that runs on the same data folder; else the folder is let go after a minute
    without use.
    """
    from bot import logs
    from bot.channels.settings import ChannelSettings
    from bot.errors import McpMissing
    from bot.feedback import FeedbackStore
    from bot.library import open_library
    from bot.settings import BotSettings, load
    from bot.version import version
    from vectorstore.settings import VectorstoreSettings

    if find_spec("mcp") is None:
        raise McpMissing
    from bot.channels.mcp import create_server

    settings, vectorstore, public_url = load(BotSettings), load(VectorstoreSettings), load(ChannelSettings).public_url
    logs.configure(settings.debug)
    feedback = FeedbackStore.open(vectorstore.data_dir, settings.keep_questions_days)
    librarian = OpenedLibrary(lambda: open_library(vectorstore, settings.language), feedback, public_url)
    try:
        create_server(librarian, settings.language, version()).run("stdio")
    finally:
        librarian.close()
        feedback.close()


class OpenedLibrary:
    """The library as a command finds it, see bot.channels.mcp.Librarian: opened when it is needed, here or through a
    running server, and let go when it has not been used for `idle_seconds`."""

    def __init__(
        self,
        open_library: Callable[[], Library],
        feedback: FeedbackStore,
        public_url: str | None,
        idle_seconds: float = _IDLE_SECONDS,
    ) -> None:
        self._open = open_library
        self._feedback = feedback
        self._public_url = public_url
        self._idle_seconds = idle_seconds
        self._library: Library | None = None
        self._one_at_a_time = asyncio.Lock()
        self._uses = 0
        self._timer: asyncio.TimerHandle | None = None
        self._letting_go: asyncio.Task[None] | None = None

    async def ask(self, question: str, session_id: str | None, filters: Filters, request: Any) -> Answer:
        """The answer to `question`, on record."""
        from bot.channels.mcp import CHANNEL

        answer = await self._with_library(lambda library: library.ask(question, session_id, filters))
        await asyncio.to_thread(self._feedback.record_answer, answer, question, CHANNEL)
        return answer

    async def search(self, question: str, limit: int, filters: Filters, request: Any) -> list[Hit]:
        """The passages that fit `question` best."""
        return await self._with_library(lambda library: library.search(question, limit, filters))

    async def entries(self, limit: int, offset: int) -> tuple[list[BulletinEntry], int]:
        """Some of the bulletins, and how many there are in all."""
        return await self._with_library(lambda library: (library.entries(limit, offset), library.count()))

    async def bulletin(self, document_id: str) -> Bulletin:
        """One bulletin."""
        return await self._with_library(lambda library: library.bulletin(document_id))

    def link(self, citation: Citation, request: Any) -> str:
        """Where a citation can be read: at BANTIN_PUBLIC_URL, else by its resource."""
        from bot.channels.mcp_schemas import uri_of

        return f"{self._public_url}{citation.url}" if self._public_url else uri_of(citation.bulletin.id)

    def close(self) -> None:
        """Lets go of the library."""
        if self._library is not None:
            self._library.close()
            self._library = None

    async def _with_library(self, work: Callable[[Library], T]) -> T:
        async with self._one_at_a_time:
            self._uses += 1
            try:
                return await asyncio.to_thread(self._work, work)
            finally:
                if self._timer is not None:
                    self._timer.cancel()
                self._timer = asyncio.get_running_loop().call_later(self._idle_seconds, self._idle, self._uses)

    def _work(self, work: Callable[[Library], T]) -> T:
        """`work` done with the library; where its server is gone, it is looked for once more."""
        from bot.errors import ServerError

        known = self._library is not None
        self._library = library = self._library or self._open()
        try:
            return work(library)
        except ServerError as error:
            self.close()
            if error.status or not known:
                raise
        return self._work(work)

    def _idle(self, uses: int) -> None:
        self._letting_go = asyncio.create_task(self._let_go(uses))

    async def _let_go(self, uses: int) -> None:
        """Lets go of the library unless it has been used since."""
        async with self._one_at_a_time:
            if uses == self._uses:
                await asyncio.to_thread(self.close)
