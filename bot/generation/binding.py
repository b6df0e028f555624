"""Whether a sentence ties a figure, a date or a name to what the text ties to another one: swapped roles and figures.

Each claim of the sentence stands among words. Among the claims of the same kind in the text, the one whose neighbouring
words are most alike should be the same claim.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.generation.claims import Claim, Kind
from bot.generation.sources import Sentence
from bot.question.glossary import glossed
from bot.question.language import is_english_function_word, is_vietnamese_function_word
from vectorstore.query import Concept
from vectorstore.text import fold, syllable_spans

_WINDOW = 8  # words on each side
_NEAR, _NEAR_ENGLISH = 3.0, 8.0  # words by which a neighbour may have moved; an English rendering orders words anew
_ENOUGH = 1.2  # likeness to another claim that means anything
_BETTER = 1.5  # how many times more alike the other must be
_BOUNDARY = re.compile(r"[;.:\n]\s")

_TITLE = re.compile(r"(?:đồng chí|ông|bà|đ/c|comrades?|mr|mrs|ms|dr)\.? $", re.IGNORECASE)
_SURNAMES = frozenset(
    """nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương đinh
    nguyen tran le pham hoang huynh vu vo dang bui do""".split()
)

Side = Literal["before", "after"]
Same = Callable[[Claim, Claim], bool]
"""Whether the second claim, of a text, states what the first states."""


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """A word near a claim, in alternative wordings, and how many words away."""

    side: Side
    distance: int
    wordings: Concept


def swaps(said: str, claims: Sequence[Claim], pool: Sequence[Sentence], english: bool, same: Same) -> bool:
    """Whether some claim of `said` stands where the sentences of `pool` have another claim of its kind.

    For a person, a figure or a date any other one may stand there; for a body or a place only one that `said` names as
    well, since "the district plants" is no lie where its committee has others plant.
    """
    near = _NEAR_ENGLISH if english else _NEAR
    for claim in filter(_is_tied, claims):
        neighbours = list(_neighbours(said, claim, claims, english))
        is_person = claim.kind is not Kind.NAME or _is_person(said, claim)
        own = rival = 0.0
        for sentence in pool:
            for other in sentence.claims:
                if other.kind is not claim.kind or not _is_tied(other):
                    continue
                there = list(_neighbours(sentence.text, other, sentence.claims, False))
                if same(claim, other) or _nested(claim, other):
                    own = max(own, _likeness(neighbours, there, near))
                elif is_person or any(same(mentioned, other) for mentioned in claims):
                    rival = max(rival, _likeness(neighbours, there, near))
        if rival >= _ENOUGH and rival > _BETTER * own:
            return True
    return False


def _is_person(text: str, claim: Claim) -> bool:
    return claim.text.split()[0] in _SURNAMES or _TITLE.search(text[: claim.span.start]) is not None


def _is_tied(claim: Claim) -> bool:
    """Document numbers tell what they belong to by themselves, and single words with a capital are often no names."""
    return claim.kind is not Kind.REFERENCE and (claim.kind is not Kind.NAME or " " in claim.text)


def _nested(claim: Claim, other: Claim) -> bool:
    return claim.kind is Kind.NAME and (claim.text in other.text or other.text in claim.text)


def _neighbours(text: str, claim: Claim, claims: Iterable[Claim], english: bool) -> Iterator[_Neighbour]:
    same = [c.span for c in claims if c.kind is claim.kind and c.span != claim.span]
    start = max((span.end for span in same if span.end <= claim.span.start), default=0)
    start = max([start, *(m.end() for m in _BOUNDARY.finditer(text, start, claim.span.start))])
    end = min((span.start for span in same if span.start >= claim.span.end), default=len(text))
    boundary = _BOUNDARY.search(text, claim.span.end, end)
    end = boundary.start() if boundary else end
    before = _words(text[start : claim.span.start], english)
    after = _words(text[claim.span.end : end], english)
    yield from (_Neighbour("before", d, w) for d, w in enumerate(before[::-1][:_WINDOW], 1))
    yield from (_Neighbour("after", d, w) for d, w in enumerate(after[:_WINDOW], 1))


def _words(text: str, english: bool) -> list[Concept]:
    typed = [span.of(text) for span in syllable_spans(text)]
    if english:
        folded = [fold(word) for word in typed]
        known = {begin: (end, wordings) for begin, end, wordings in glossed(folded)}
        found: list[Concept] = []
        place = 0
        while place < len(folded):
            end, wordings = known.get(place, (place + 1, (folded[place],)))
            if not is_english_function_word(folded[place]) and not folded[place].isdigit():
                found.append(wordings)
            place = end
        return found
    return [(fold(word),) for word in typed if not word.isdigit() and not is_vietnamese_function_word(word)]


def _likeness(said: Sequence[_Neighbour], found: Sequence[_Neighbour], near: float) -> float:
    """How much two claims' neighbours are alike: each that both have counts up to 1, less where it is moved."""
    total = 0.0
    for neighbour in said:
        places = [
            other.distance
            for other in found
            if other.side == neighbour.side and _says(other, neighbour.wordings, found)
        ]
        if places:
            total += math.exp(-min(abs(place - neighbour.distance) for place in places) / near)
    return total


def _says(other: _Neighbour, wordings: Concept, found: Sequence[_Neighbour]) -> bool:
    """Whether one of the wordings, which may have several syllables, begins with a neighbour's syllable and goes on."""
    syllable = other.wordings[0]
    around = {n.wordings[0] for n in found if n.side == other.side}
    return any(w.split()[0] == syllable and around.issuperset(w.split()) for w in wordings)
