"""Whether a sentence ties a figure, a date or a name to what the text ties to another one: swapped roles and figures.

Each claim of the sentence stands among words. Among the claims of the same kind in the text, the one whose neighbouring
words are most alike should be the same claim.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from bot.generation.claims import Claim, Kind
from bot.generation.sources import Sentence
from bot.question.glossary import glossed
from bot.question.language import is_english_function_word, is_vietnamese_function_word, is_vietnamese_syllable
from bot.question.surnames import SURNAMES, SURNAMES_FOLDED
from vectorstore.query import Concept
from vectorstore.text import fold, syllable_spans

_WINDOW = 8  # words on each side
_NEAR, _NEAR_ENGLISH = 3.0, 8.0  # words by which a neighbour may have moved; an English rendering orders words anew
_ENOUGH, _ENOUGH_ENGLISH = (
    1.2,
    0.9,
)  # likeness to another claim that means anything; an English word is several syllables
_ENOUGH_OF_VERB = 0.9  # the same of a passive's agent, whose verb alone tells ("được Huyện ủy giao")
_VERB = 2  # words
_BETTER = 1.5  # how many times more alike the other must be
_BOUNDARY = re.compile(r"[;.:\n]\s")

_APPOSITION = re.compile(r"^, [^,;]*,")
_PASSIVE = re.compile(r"\b(?:được|bị|by)(?: the)? $")
TIME = re.compile(r"\s(?:tháng|năm|ngày|tuần|giờ|quý|phút|months?|years?|days?|weeks?|hours?|quarters?)\b")
"""What shows, behind a figure, that it counts time."""
_MONEY = frozenset(("dong", "ty", "trieu", "nghin"))  # stand beside every amount, and tell none apart
_TITLE = re.compile(r"(?:đồng chí|ông|bà|đ/c|comrades?|mr|mrs|ms|dr)\.? $", re.IGNORECASE)

_OFFICES = {
    office: re.compile(rf"\b(phó (?:tổng )?|deputy |vice[- ])?(?:{words})\b", re.IGNORECASE)
    for office, words in (
        ("secretary", "bí thư|secretary"),
        ("chairman", "chủ tịch|chairman|chairwoman|president"),
        ("director", "giám đốc|director"),
        ("head", "trưởng ban|trưởng phòng|head of"),
    )
}

Side = Literal["before", "after"]
Same = Callable[[Claim, Claim], bool]
"""Whether the second claim, of a text, states what the first states."""


class _Role(Enum):
    """What can be swapped with its like."""

    PERSON = auto()
    BODY = auto()
    FIGURE = auto()
    PERCENT = auto()
    DATE = auto()


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
    for claim in claims:
        role = _role(said, claim)
        if role is None:
            continue
        is_agent = role is _Role.BODY and _PASSIVE.search(said[: claim.span.start]) is not None
        neighbours = _neighbourhoods(said, claim, claims, english, _VERB if is_agent else _WINDOW)
        own = rival = 0.0
        for sentence in pool:
            for other in sentence.claims:
                if _role(sentence.text, other) is not role and not _nested(claim, other):
                    continue
                there = _neighbourhoods(sentence.text, other, sentence.claims, False, _WINDOW)
                likeness = max(_likeness(one, two, near) for one in neighbours for two in there)
                if same(claim, other) or _nested(claim, other):
                    own = max(own, likeness)
                elif role is not _Role.BODY or any(same(mentioned, other) for mentioned in claims):
                    rival = max(rival, likeness)
        enough = _ENOUGH_OF_VERB if is_agent else _ENOUGH_ENGLISH if english else _ENOUGH
        if rival >= enough and rival > _BETTER * own:
            return True
    return False


def misnames(said: str, claims: Sequence[Claim], pool: Sequence[Sentence]) -> bool:
    """Whether `said` gives a person an office that the sentences of `pool`, which do name the person's, do not give.

    "Phó Bí thư" and "Bí thư" are two offices.
    """
    for claim in claims:
        if claim.kind is not Kind.NAME or not _is_person(said, claim):
            continue
        here = _offices(said, claim, claims)
        there = {
            office
            for sentence in pool
            for other in sentence.claims
            if other.kind is Kind.NAME and fold(other.text) == fold(claim.text)
            for office in _offices(sentence.text, other, sentence.claims)
        }
        if there and not here <= there:
            return True
    return False


def _offices(text: str, claim: Claim, claims: Sequence[Claim]) -> set[tuple[str, bool]]:
    """The offices named right before or behind a person, each with whether it is a deputy's."""
    persons = [c.span for c in claims if c.kind is Kind.NAME and c.span != claim.span and _is_person(text, c)]
    start = max((span.end for span in persons if span.end <= claim.span.start), default=0)
    end = min((span.start for span in persons if span.start >= claim.span.end), default=len(text))
    before = re.split(r"[;.,\n]", text[start : claim.span.start])[-1]
    behind = re.split(r"[;.\n]", text[claim.span.end : end])[0]
    return {
        (office, match[1] is not None)
        for window in (before, behind)
        for office, pattern in _OFFICES.items()
        for match in pattern.finditer(window)
    }


def _is_person(text: str, claim: Claim) -> bool:
    """Whether a name is a person's, by the title before it or its surname, which without accents tells only one of
    three syllables or more: "Lam Son" is a commune."""
    if _TITLE.search(text[: claim.span.start]):
        return True
    surname, *given = claim.span.of(text).split()
    if not all(map(str.istitle, given)):  # "Văn phòng Tỉnh ủy"
        return False
    is_plain = surname.lower() in SURNAMES_FOLDED and len(given) > 1
    return surname in SURNAMES or (is_plain and all(is_vietnamese_syllable(fold(name)) for name in given))


def _role(text: str, claim: Claim) -> _Role | None:
    """As what a claim can be swapped; None for what cannot.

    Document numbers tell what they belong to by themselves, single words with a capital are often no names, and "six
    months" are a time, not a figure.
    """
    match claim.kind:
        case Kind.NAME if " " in claim.text:
            return _Role.PERSON if _is_person(text, claim) else _Role.BODY
        case Kind.FIGURE if not TIME.match(text, claim.span.end):
            return _Role.FIGURE
        case Kind.PERCENT:
            return _Role.PERCENT
        case Kind.DATE:
            return _Role.DATE
        case _:
            return None


def _nested(claim: Claim, other: Claim) -> bool:
    return claim.kind is other.kind is Kind.NAME and (claim.text in other.text or other.text in claim.text)


def _neighbourhoods(
    text: str, claim: Claim, claims: Iterable[Claim], english: bool, window: int
) -> list[list[_Neighbour]]:
    """The words around a claim, and the same without what is added to it between commas ("A, Bí thư, chủ trì")."""
    role = _role(text, claim)
    same = [c.span for c in claims if c.span != claim.span and _role(text, c) is role]
    start = max((span.end for span in same if span.end <= claim.span.start), default=0)
    start = max([start, *(m.end() for m in _BOUNDARY.finditer(text, start, claim.span.start))])
    end = min((span.start for span in same if span.start >= claim.span.end), default=len(text))
    boundary = _BOUNDARY.search(text, claim.span.end, end)
    behind = text[claim.span.end : boundary.start() if boundary else end]
    before = _words(text[start : claim.span.start], english)
    first = [_Neighbour("before", d, w) for d, w in enumerate(before[::-1][:window], 1)]
    return [
        first + [_Neighbour("after", d, w) for d, w in enumerate(_words(part, english)[:window], 1)]
        for part in dict.fromkeys((behind, _APPOSITION.sub("", behind)))
    ]


def _words(text: str, english: bool) -> list[Concept]:
    typed = [span.of(text) for span in syllable_spans(text)]
    if english:
        folded = [fold(word) for word in typed]
        known = {begin: (end, wordings) for begin, end, wordings in glossed(folded)}
        found: list[Concept] = []
        place = 0
        while place < len(folded):
            end, wordings = known.get(place, (place + 1, (folded[place],)))
            if (
                not is_english_function_word(folded[place])
                and not folded[place].isdigit()
                and wordings[0] not in _MONEY
            ):
                found.append(wordings)
            place = end
        return found
    return [
        (fold(word),)
        for word in typed
        if not word.isdigit() and not is_vietnamese_function_word(word) and fold(word) not in _MONEY
    ]


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
