"""Errors of the outside: questions, settings, servers; each one sentence in Vietnamese and in English."""

from __future__ import annotations

from typing import Literal

from vectorstore.errors import BantinError, pip_command
from vectorstore.text import printable

MAX_QUESTION = 2_000
"""The longest question that is answered, in characters."""


class InvalidQuestion(BantinError):
    """A question that cannot be asked: `reason` says whether it is empty or too long."""

    def __init__(self, reason: Literal["empty", "too_long"]) -> None:
        if reason == "empty":
            super().__init__("Câu hỏi đang trống: hãy nhập một câu hỏi.", "The question is empty: please type one.")
        else:
            super().__init__(
                "Câu hỏi quá dài: xin rút gọn còn tối đa 2.000 ký tự.",
                "The question is too long: please keep it within 2,000 characters.",
            )
        self.reason = reason


def check_question(question: str) -> None:
    """Raises InvalidQuestion for a question that shows nothing or is too long."""
    if not printable(question).strip():
        raise InvalidQuestion("empty")
    if len(question) > MAX_QUESTION:
        raise InvalidQuestion("too_long")


class InvalidSetting(BantinError):
    """A setting (environment variable or line of .env) holds a value that it cannot have."""


class AddressInUse(BantinError):
    """The server cannot listen on the address that was asked for."""


class ServerError(BantinError):
    """A running server answered with an error; `status` is its HTTP status, 0 where no answer came."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail, detail)
        self.status = status


class McpMissing(BantinError):
    """The packages that MCP needs are not installed."""

    def __init__(self) -> None:
        super().__init__(
            f"Chưa cài phần MCP: chạy {pip_command('mcp')} trong thư mục mã nguồn rồi thử lại.",
            f"MCP is not installed: run {pip_command('mcp')} in the source folder, then try again.",
        )
