"""The JSON of the OpenAI-compatible API: what of it is read, and what is written."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from bot.api.filters import FiltersBody
from bot.api.schemas import AskResponse
from vectorstore.text import encodable

MODEL = "bantin"
"""The id of the one model that there is."""


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Sparse(_Body):
    """A body that leaves out the fields that are None."""

    @model_serializer(mode="wrap")
    def _stated(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in dump(self).items() if value is not None}


class ContentPart(_Body):
    """A part of a message's content; `text` is None for pictures, sound and files."""

    type: str
    text: str | None = None


class ChatMessage(_Body):
    """A message of the history; fields that only tools use are let pass."""

    role: str
    content: str | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        """What the message says in letters, without the halves of characters that JSON can carry."""
        parts = self.content or ()
        text = parts if isinstance(parts, str) else "\n".join(part.text for part in parts if part.text is not None)
        return encodable(text)

    @property
    def only_text(self) -> bool:
        """Whether nothing else is in the message."""
        return not isinstance(self.content, list) or all(part.text is not None for part in self.content)


class StreamOptions(_Body):
    """What a stream tells beside the answer."""

    include_usage: bool | None = None


class ChatRequest(_Body):
    """A history of messages, the last of a user being the question.

    `filters` is an extension. What else a client sends (`temperature`, `n`, `tools`, `max_tokens`, …) is let pass and
    changes nothing: an answer is a quotation, whole and the same each time.
    """

    model: str
    messages: list[ChatMessage] = Field(max_length=10_000)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    filters: FiltersBody | None = None


class UrlCitation(_Body):
    """What `content[start_index:end_index]` rests on; `url` opens the bulletin there.

    The fields of the API come first; ours say where the quote stands: `text[start:end] == quote` in the bulletin.
    """

    start_index: int
    end_index: int
    title: str
    url: str
    number: int
    document_id: str
    quote: str
    start: int
    end: int


class Annotation(_Body):
    """A citation as OpenAI's clients know it."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class Usage(_Body):
    """Words (in Vietnamese: syllables) and punctuation marks, of the messages and of the answer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AnswerMessage(_Body):
    """The answer, with its sources listed below it."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(_Body):
    """The one choice of a completion."""

    index: int = 0
    message: AnswerMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Completion(_Body):
    """An answer; `bantin` is what `POST /api/ask` gives for it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    usage: Usage
    bantin: AskResponse


class Delta(_Sparse):
    """What a chunk adds to the message."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    annotations: list[Annotation] | None = None


class ChunkChoice(_Body):
    """The one choice of a chunk."""

    index: int = 0
    delta: Delta
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class Chunk(_Sparse):
    """A piece of a streamed completion; the one that ends it carries `bantin`, and `usage` follows where asked for."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: list[ChunkChoice]
    usage: Usage | None = None
    bantin: AskResponse | None = None


class Model(_Body):
    """A model that can be asked."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "bantin"


class ModelList(_Body):
    """The models that can be asked."""

    object: Literal["list"] = "list"
    data: list[Model]


class ErrorBody(_Body):
    """What went wrong: a sentence, and words that programs know."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorEnvelope(_Body):
    """An error in OpenAI's shape."""

    error: ErrorBody
