"""Replies as Zalo shows them: plain text of at most 2,000 characters, without buttons."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels import wording
from bot.channels.messages import Body, Line, Reply
from bot.channels.splitting import split, utf16_length

LONGEST = 2_000


def render(reply: Reply) -> list[Body]:
    """The reply as the texts to send, in order."""
    return [{"text": "\n".join(line.text for line in page)} for page in split([*_lines(reply)], LONGEST, utf16_length)]


def _lines(reply: Reply) -> Iterator[Line]:
    """The lines with their addresses spelled out, then the questions that may be asked by sending their number."""
    for line in reply.lines:
        yield Line(f"{line.text}: {line.url}" if line.url else line.text, line.strong)
    if reply.choices:
        yield Line("")
        yield Line(f"{wording.SUGGESTIONS[reply.language]}:", strong=True)
        for number, choice in enumerate(reply.choices, 1):
            yield Line(f"{number}. {choice.text}")
