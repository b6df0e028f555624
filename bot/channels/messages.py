"""What passes between the channels and the conversation: messages in, replies out, in no channel's wire format."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vectorstore.errors import Language

Body = Mapping[str, Any]
"""A message as JSON, in its channel's wire format."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the inbox must know of a message that arrived.

    `id` is unique within the channel; `position` grows in the order in which messages were written, by one each time
    where they are `numbered`. Without a `body` there is nothing to answer, and only the id is remembered.
    """

    id: str
    chat: str
    position: int
    body: Body | None
    numbered: bool = False


class Kind(StrEnum):
    """What a person wants."""

    QUESTION = "question"
    SUGGESTED = "suggested"
    START = "start"
    HELP = "help"
    NEW = "new"
    LATEST = "latest"
    RATING = "rating"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message understood.

    `text` is the question of a QUESTION, the id of a SUGGESTED one, `up` or `down` of a RATING, whose `answer_id` is
    empty when it is about the last answer.
    """

    kind: Kind
    text: str = ""
    answer_id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a reply; `strong` for headings; `url` where the line leads."""

    text: str
    strong: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggested question; `id` is what its button sends back."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, in lines, and what may be asked or done next; `notice` is for the button that was pressed."""

    lines: tuple[Line, ...] = ()
    choices: tuple[Choice, ...] = ()
    answer_id: str = ""
    notice: str = ""
    language: Language = "vi"


def new_session() -> int:
    """The number of a conversation that begins; nobody can guess it, and so go on with a conversation of others."""
    return secrets.randbits(62)


def conversation_of(chat: str, person: object) -> str:
    """The conversation that a person has in a chat, which in a private chat is the chat's."""
    return chat if person is None or str(person) == chat else f"{chat}:{person}"


@dataclass(frozen=True, slots=True)
class ChatState:
    """What is remembered of a conversation: its number, its language, and its last answer."""

    session: int
    language: Language = "vi"
    answer_id: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A reply and what the conversation is after it."""

    reply: Reply
    state: ChatState
