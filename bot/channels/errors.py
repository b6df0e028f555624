"""What can become of a message that is sent: each failure says what the operator should do."""

from __future__ import annotations

from vectorstore.errors import BantinError

WEEK = 7 * 86_400.0
"""How long an answer is worth sending, in seconds; no channel allows more."""


class SendError(BantinError):
    """The far side did not take a message."""


class TryLater(SendError):
    """The message may pass later: after `after` seconds where the far side says so, for at most `patience` seconds."""

    def __init__(self, vi: str, en: str, after: float | None = None, patience: float = WEEK) -> None:
        super().__init__(vi, en)
        self.after = after
        self.patience = patience


class Refused(SendError):
    """The message will never pass."""


class ChannelDown(SendError):
    """No message will pass until the operator mends something; all of them wait."""


class ChatMoved(Exception):
    """The chat goes on under another id."""

    def __init__(self, chat: str) -> None:
        super().__init__(chat)
        self.chat = chat


def unreachable(name: str, detail: str) -> TryLater:
    """The far side cannot be reached, or broke off."""
    return TryLater(
        f"Không kết nối được với {name} ({detail}): kiểm tra mạng; tin sẽ được gửi lại.",
        f"{name} cannot be reached ({detail}): check the network; messages are sent again.",
    )
