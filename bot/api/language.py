"""Which language to speak to the person behind a request."""

from __future__ import annotations

from fastapi import Request

from bot.api.state import state_of
from bot.errors import chosen_language
from bot.question.language import detect
from vectorstore.errors import Language


def note_question(request: Request, question: str) -> None:
    """Remembers the language of `question`, so that an error is told in it; an empty one has none."""
    if not question.strip():
        return
    request.state.language = chosen_language(detect(question[:2_000]), accepted(request))


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


def _weight(parameters: str) -> float:
    """The q of a language range; 1 where none is given, 0 where it cannot be read."""
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
