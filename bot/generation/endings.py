"""Whether a sentence breaks off: before the figure or the object that the text has there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.generation.binding import Same
from bot.generation.claims import Kind, plain
from bot.generation.items import HARMLESS, PAUSE, Item
from bot.generation.qualifiers import QUALIFIERS
from bot.generation.sources import Sentence
from bot.question.glossary import segments
from vectorstore.models import Span

_OPEN = frozenset(
    """là của và các những được bị do với ở tại trong cho để thì mà có gồm như rằng từ đến tới vào theo hơn trên dưới
    gần khoảng ước đạt chỉ sẽ phải đang số thứ a an the of and in on at by for to from with as that which who is
    are was were be been has have had than about over nearly almost reached mr mrs ms comrade""".split()
) | {"đồng chí", "ước đạt", "bao gồm"}
"""Words with which no sentence ends."""
_TO_FIGURE = re.compile(
    rf"(?:\s*\([^()]*\)|\))?(?:\s+(?:ước|đạt|là|thu|được|tăng|giảm|còn|có|bằng|{QUALIFIERS}))*\s+", re.IGNORECASE
)
"""What may stand between a word and the figure that belongs to it."""
_COMPLEMENTS = frozenset("mới để về từ đến tới vào theo bằng do cho sau trước ra lên xuống ngay nhằm đối".split())
"""With what begins what may be left out of a text."""
_QUOTE = re.compile(r"[;.“”\"]")


def ends_openly(text: str) -> bool:
    """Whether a sentence ends with a word that needs another one behind it."""
    return plain(segments(text)[-1].text) in _OPEN


def breaks_off(items: Sequence[Item], found: Sentence, same: Same) -> bool:
    """Whether the items of a sentence end where the text that it rests on goes on: to the figure of what they name, or
    right away to another word."""
    places = list(_places(items[-1], found, same))
    return bool(places) and all(
        _lacks_figure(items, found, place.end, same) or _lacks_word(items, found.text, place) for place in places
    )


def _places(item: Item, found: Sentence, same: Same) -> Iterator[Span]:
    """Where an item stands; a figure ends well, and so does a name."""
    if item.claim is not None and not item.is_counted:
        yield from (other.span for other in found.claims if same(item.claim, other))
    elif not item.is_name:
        for wording in item.wordings:
            yield from (Span(*m.span()) for m in re.finditer(rf"\b{re.escape(wording)}\b", found.text.lower()))


def _lacks_figure(items: Sequence[Item], found: Sentence, end: int, same: Same) -> bool:
    """Whether a text has a figure behind a place, and none is claimed of those that follow or stand in its clause."""
    start = max(clause.span.start for clause in found.clauses if clause.span.start < end)
    near = [c for c in found.claims if c.kind in (Kind.FIGURE, Kind.PERCENT) and c.span.start >= start]
    if any(item.claim and item.is_counted and same(item.claim, figure) for figure in near for item in items):
        return False
    figures = [figure for figure in near if figure.span.start >= end]
    return any(_TO_FIGURE.fullmatch(found.text[end : figure.span.start]) for figure in figures)


def _lacks_word(items: Sequence[Item], text: str, place: Span) -> bool:
    """Whether a text that has the last two items side by side goes on to a word that the items have not."""
    if len(items) < 2 or items[-1].claim is not None or not _ends_with(text[: place.start], items[-2]):
        return False
    following = segments(PAUSE.split(_QUOTE.split(text[place.end :])[0])[0])
    if not following or following[0].text[0].isdigit():
        return False
    word = plain(following[0].text)
    said = {wording for item in items for wording in item.wordings}
    return word not in HARMLESS | said and word.split()[0] not in _COMPLEMENTS


def _ends_with(text: str, item: Item) -> bool:
    said = plain(text).split()
    while said and said[-1] in HARMLESS:
        said.pop()
    return item.claim is not None or any(f" {' '.join(said)}".endswith(f" {wording}") for wording in item.wordings)
