"""The history that a chat client sends with each question, as the conversations that the library knows."""

from __future__ import annotations

import hashlib
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.openai_schemas import ChatMessage
from bot.errors import MAX_QUESTION
from vectorstore.errors import BantinError

_USER, _ASSISTANT = "user", "assistant"
_REPEATED = 2  # questions before the last that are asked again where a conversation is not known
_MOST = 10_000


class InvalidChat(BantinError):
    """The messages hold no question that can be answered."""


@dataclass(frozen=True, slots=True)
class History:
    """What was said before `question`: turns of user and assistant, as (role, text)."""

    question: str
    before: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, messages: Sequence[ChatMessage]) -> History:
        """The history in `messages`; what follows the last question and what others than the two say is left out.

        Raises InvalidChat where there is no question, or where it is more than text.
        """
        last = next((n for n in range(len(messages) - 1, -1, -1) if messages[n].role == _USER), None)
        if last is None:
            raise InvalidChat(
                "Thiếu câu hỏi: cần ít nhất một tin nhắn có role là “user”.",
                "The question is missing: at least one message must have the role “user”.",
            )
        if not messages[last].only_text:
            raise InvalidChat(
                "Chỉ trả lời được câu hỏi bằng chữ: hãy bỏ hình ảnh, âm thanh và tệp khỏi tin nhắn.",
                "Only questions in text can be answered: please leave out pictures, sound and files.",
            )
        before = tuple((m.role, m.text) for m in messages[:last] if m.role in (_USER, _ASSISTANT) and m.text.strip())
        return cls(messages[last].text, before)

    @property
    def questions(self) -> tuple[str, ...]:
        """The latest questions before this one that can be asked, oldest first."""
        return tuple(text for role, text in self.before if role == _USER and len(text) <= MAX_QUESTION)[-_REPEATED:]

    def answered(self, answer: str) -> History:
        """The history of the question that will follow `answer`, that question being unknown yet."""
        return History("", (*self.before, (_USER, self.question), (_ASSISTANT, answer)))


class Conversations:
    """Which conversation of the library goes on with which history.

    A conversation is taken by the first question that goes on with it, so that two people whose histories are alike so
    far never come into the same one.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._sessions: OrderedDict[str, str] = OrderedDict()

    def take(self, history: History) -> str | None:
        """The session that goes on with `history`, None where none is known."""
        return self._sessions.pop(_digest(history), None)

    def keep(self, history: History, session_id: str) -> None:
        """Remembers that `session_id` goes on with `history`; the oldest are forgotten when there are too many."""
        self._sessions[_digest(history)] = session_id
        if len(self._sessions) > self._most:
            self._sessions.popitem(last=False)


def new_session() -> str:
    """An id that no conversation has."""
    return uuid.uuid4().hex


def _digest(history: History) -> str:
    """The same for the same turns, whatever white space surrounds them."""
    said = "\0".join(f"{role}\0{text.strip()}" for role, text in history.before)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
