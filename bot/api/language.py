"""Which language to speak to the person behind a request."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.routing import APIRoute

from bot.api.state import state_of
from bot.question.language import spoken_language
from vectorstore.errors import Language


async def note_question(request: Request) -> None:
    """Remembers the language of the question in a JSON body, so that whatever refuses the request is told in it.

    Of a route that takes such a body, FastAPI has read it by now; no other is read. An empty question has no language.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or route.body_field is None:
        return
    try:
        question = _question_in(await request.json())
    except (ValueError, RecursionError):
        return  # no JSON: the request is refused for that
    if question.strip():
        request.state.language = spoken_language(question, accepted(request))


def language_of(request: Request) -> Language:
    """The language of the request's question if there is one, else what its browser prefers."""
    language: Language | None = getattr(request.state, "language", None)
    return language or accepted(request)


def accepted(request: Request) -> Language:
    """Vietnamese or English, whichever Accept-Language prefers; the server's language when it names neither."""
    best: tuple[float, Language] = (0.0, state_of(request).settings.language)
    for part in request.headers.get("accept-language", "").split(","):
        name, _, parameters = part.strip().partition(";")
        tag = name.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        if weight > best[0] and (tag == "vi" or tag == "en"):
            best = (weight, "vi" if tag == "vi" else "en")
    return best[1]


def _question_in(body: object) -> str:
    """The question of a body of ours or, as the last that a user said, of OpenAI's, whatever else is wrong with it."""
    match body:
        case {"question": str(question)}:
            return question
        case {"messages": [*messages]}:
            return next(iter(text for message in reversed(messages) for text in _texts(message)), "")
    return ""


def _texts(message: object) -> Iterator[str]:
    match message:
        case {"role": "user", "content": str(text)}:
            yield text
        case {"role": "user", "content": [*parts]}:
            texts = (part.get("text") for part in parts if isinstance(part, dict))
            yield " ".join(text for text in texts if isinstance(text, str))


def _weight(parameters: str) -> float:
    """The q of a language range; 1 where none is given, 0 where it cannot be read."""
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
