"""What a person who types wants: a command, a rating of the last answer, or an answer."""

from __future__ import annotations

from bot.channels.messages import Incoming, Kind

_COMMANDS = {
    "/start": Kind.START,
    "/help": Kind.HELP,
    "/new": Kind.NEW,
    "/tailieu": Kind.LATEST,
    "/hoi": Kind.QUESTION,
    "/ask": Kind.QUESTION,
}
_RATINGS = {"👍": "up", "👎": "down"}
_SKIN_TONES = dict.fromkeys((*range(0x1F3FB, 0x1F400), 0xFE0F))


def is_command(word: str) -> bool:
    """Whether `word` is one of the commands, such as "/help"."""
    return word.lower() in _COMMANDS


def understand(text: str) -> Incoming:
    """What the text of a message asks for."""
    text = text.strip()
    rating = _RATINGS.get(text.translate(_SKIN_TONES))
    if rating is not None:
        return Incoming(Kind.RATING, rating)
    if not text.startswith("/"):
        return Incoming(Kind.QUESTION, text) if text else Incoming(Kind.HELP)
    command, *rest = text.split(maxsplit=1)
    kind = _COMMANDS.get(command.lower(), Kind.HELP)
    if kind is not Kind.QUESTION:
        return Incoming(kind)
    return Incoming(Kind.QUESTION, rest[0]) if rest else Incoming(Kind.HELP)
