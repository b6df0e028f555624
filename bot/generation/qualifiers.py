"""How much a figure is, and which part of a year: "hơn", "tối đa", "6 tháng đầu" are neither added nor left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.generation.binding import Same
from bot.generation.claims import Claim, Kind
from bot.generation.sources import Sentence

_BEFORE = {
    "more": "hơn|trên|vượt|more than|over|above|exceeding",
    "about": "khoảng|chừng|xấp xỉ|about|around|approximately|roughly",
    "nearly": "gần|nearly|almost|close to",
    "less": "dưới|chưa đến|chưa tới|under|below|less than|fewer than",
    "most": "tối đa|không quá|nhiều nhất|at most|no more than|not more than|up to|a maximum of",
    "least": "tối thiểu|ít nhất|at least|no less than|not less than|a minimum of",
}
QUALIFIERS = "|".join(_BEFORE.values())
"""A pattern of what says, before a figure, how much of it."""
_BEHIND = {"least": "trở lên|or more|and above|and more", "most": "trở xuống|or less|or fewer|and below"}
_BOUNDS = frozenset(("less", "most", "least"))  # which change the sense where they are left out
_QUALIFIER = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words}))" for name, words in _BEFORE.items()).join((r"(?:", r")\s+\Z")), re.IGNORECASE
)
_SUFFIX = {name: re.compile(rf"[^,;.:]{{0,25}}\b(?:{words})\b", re.IGNORECASE) for name, words in _BEHIND.items()}
_PART = re.compile(
    r"\b(?:đầu|cuối|giữa|quý \w+)(?: năm|,)? (?:năm )?\Z"
    r"|\b(?:half|quarter|months|early|late|beginning|end)\b[^,;.]{0,12}\Z",
    re.IGNORECASE,
)


def without_qualifier(text: str) -> str:
    """What stands before a figure, without the words that say how much of it."""
    match = _QUALIFIER.search(text)
    return text[: match.start()] if match else text


def requalifies(said: str, claims: Sequence[Claim], found: Sequence[Sentence], same: Same) -> bool:
    """Whether `said` makes more or less of a figure or a year than each of the places in `found` that have it."""
    for claim in claims:
        there = [(sentence.text, other) for sentence in found for other in sentence.claims if same(claim, other)]
        if claim.kind in (Kind.FIGURE, Kind.PERCENT):
            here = _qualifier(said, claim)
            if there and not any(_allows(_qualifier(text, other), here) for text, other in there):
                return True
        elif claim.kind is Kind.DATE and claim.date[:2] == (None, None):
            parts = [_PART.search(text[: other.span.start]) is not None for text, other in there]
            if parts and (_PART.search(said[: claim.span.start]) is not None) not in parts:
                return True
    return False


def _allows(found: str | None, said: str | None) -> bool:
    return found == said or (said is None and found not in _BOUNDS)


def _qualifier(text: str, claim: Claim) -> str | None:
    match = _QUALIFIER.search(text[: claim.span.start])
    if match:
        return match.lastgroup
    behind = text[claim.span.end :]
    return next((name for name, pattern in _SUFFIX.items() if pattern.match(behind)), None)
