"""What a messenger must be able to do; each has a file of its own that does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.channels.messages import Body, Envelope, Incoming, Reply
from vectorstore.errors import BantinError


class Unauthentic(Exception):
    """A webhook call does not come from the far side, as far as can be seen."""


class Malformed(Exception):
    """An update is not written as its messenger writes them."""


class Channel(Protocol):
    """One messenger: it reads what arrives by webhook or polling, and sends."""

    @property
    def name(self) -> str:
        """The name, as it stands in the address of the webhook."""
        ...

    @property
    def rate(self) -> float:
        """How many messages may be sent in a second."""
        ...

    def check(self, headers: Mapping[str, str], raw: bytes) -> bool:
        """Whether a webhook call bears something to be read; False for a probe. Raises Unauthentic for a forged one."""
        ...

    def envelope(self, update: Any) -> Envelope | None:
        """What the inbox must know of an update; None if it is nothing that has to be remembered. Raises Malformed."""
        ...

    async def understand(self, body: Body) -> Incoming | None:
        """What a message wants; None if it is not for the bot. Raises SendError when that cannot be found out now."""
        ...

    def conversation(self, chat: str, body: Body) -> str:
        """The conversation that a message belongs to: that of the chat, in a group of one person in it."""
        ...

    def render(self, reply: Reply, body: Body) -> Sequence[Body]:
        """A reply to `body` as the messages to send, in order."""
        ...

    async def send(self, chat: str, part: Body) -> None:
        """Sends one message. Raises SendError, ChatMoved."""
        ...

    async def notify(self, body: Body, notice: str) -> None:
        """Ends the wait of a button that was pressed; does nothing in channels without buttons. Raises SendError."""
        ...

    async def show_progress(self, chat: str, body: Body, text: str) -> None:
        """Shows for a few seconds that `body` is being answered, and `text`, what there is so far. Raises SendError."""
        ...

    async def close(self) -> None:
        """Closes the connections."""
        ...


class Poller(Protocol):
    """A channel that can also ask for what arrived, where no webhook can reach this machine."""

    async def poll(self) -> Sequence[Any]:
        """Waits for updates and returns them; those returned before are confirmed. Raises SendError, PollingRefused."""
        ...


class PollingRefused(BantinError):
    """The far side does not let itself be polled, most often because a webhook is set."""
