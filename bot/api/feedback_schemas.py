"""The JSON of ratings and of the questions on record."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field

from bot.api.request_body import RequestBody
from bot.feedback import MAX_COMMENT, AskedQuestion, Rating
from vectorstore.errors import Language


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True)


class FeedbackRequest(RequestBody):
    """What a person thinks of an answer."""

    answer_id: str = Field(max_length=200)
    rating: Rating
    comment: str | None = Field(default=None, max_length=MAX_COMMENT)


class QuestionBody(_Body):
    """A question on record, with its answer, after how many milliseconds it came, and what the person who asked
    thought of it."""

    answer_id: str
    asked_at: datetime.datetime
    channel: str
    session_id: str
    language: Language
    question: str
    answer: str
    answered: bool
    confidence: float
    elapsed_ms: float
    rating: Rating | None
    comment: str | None

    @classmethod
    def of(cls, asked: AskedQuestion) -> QuestionBody:
        """`asked` as JSON writes it."""
        return cls(**{name: getattr(asked, name) for name in cls.model_fields})


class QuestionsResponse(_Body):
    """Some of the questions on record, and how many there are in all."""

    questions: list[QuestionBody]
    total: int
