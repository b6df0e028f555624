"""Numbers of documents, however they are spaced: "Nghị quyết 01", "NQ 01", "52-KL/TU", "nghi quyet so 01 nq duk"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.question.cues import either
from bot.question.language import is_vietnamese_syllable
from bot.question.papers import SYMBOLS
from vectorstore.text import fold, syllables

_KIND = rf"(?P<kind>{either('|'.join(SYMBOLS))})"
_SYMBOL = r"(?:nq|ct|kl|kh|qd|tb|bc|hd|cv|ctr|ctrhd|gm|qc|ttr|bb|btg)"
_NO = r"(?:so|number|no\.?)"
_NOT_A_NUMBER = (
    r"(?!\s?(?:thang(?! \d)|nam(?! (?:19|20)\d\d\b(?! ?[-–]| den))|quy(?! dinh| che)|ngay(?! \d)|tuan|gio|nguoi"
    r"|dong chi|ty|trieu|nghin|nhiem vu|giai phap|noi dung|muc tieu|chi tieu|dang|tasks?|months?|years?|weeks?|days?"
    r"|members?|points?|percent|%)\b|\s?[/.,-]\s?\d)"
)
_FIGURE = r"(?!(?:19|20)\d\d\b)\d{1,4}"  # of a kind of document alone: "kế hoạch 2026" is the plan of a year
_PATTERNS = (
    re.compile(
        rf"(?:\b{_KIND} )?(?:\b{_NO} ?)?\b(?P<n>\d{{1,4}})\s?[-–/ ]\s?(?:\d{{4}}\s?[-/]\s?)?"
        rf"(?P<symbol>{_SYMBOL}(?:\s?[-–/]\s?|\s)[a-z]{{1,8}})\b(?!\.)"
    ),
    re.compile(rf"\b(?P<symbol>{_SYMBOL})\s?(?:{_NO} ?)?(?P<n>{_FIGURE})\b{_NOT_A_NUMBER}"),
    re.compile(rf"\b{_KIND} (?:{_NO} )?(?P<n>{_FIGURE})\b{_NOT_A_NUMBER}"),
)


_BODIES = frozenset("tu hu du thu tw".split())
"""Symbols of bodies that are syllables, too."""
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_YEAR_AFTER = re.compile(rf"[^,;.?!]{{0,30}}?{_YEAR.pattern}")  # the date of a document, not what is asked about it


@dataclass(frozen=True, slots=True)
class Reference:
    """A document's number as a question says it: `symbol` holds the parts after the figure ("nq", "duk"), as many as
    are said or follow from the kind of document; `start` and `end` [characters] are where it stands."""

    figure: int
    symbol: tuple[str, ...]
    start: int
    end: int

    def matches(self, number: str) -> bool:
        """Whether a document's number ("04-NQ/ĐUK") is the one that is meant; one without letters ("7/2025") may be
        of any kind."""
        if str(self.figure) not in number:
            return False
        figure, *symbol = syllables(fold(number)) or [""]
        if not figure.isdigit() or int(figure) != self.figure:
            return False
        return all(part in symbol for part in self.symbol) or all(map(str.isdigit, symbol))

    def phrases(self) -> tuple[str, ...]:
        """How a folded text may mention it."""
        figures = dict.fromkeys([str(self.figure), f"{self.figure:02}"])
        if len(self.symbol) > 1:
            return tuple(" ".join([figure, *self.symbol]) for figure in figures)
        kinds = [kind for kind, symbol in SYMBOLS.items() if symbol in self.symbol]
        words = ("", "so ", "trung uong ")
        spoken = [f"{kind} {word}{figure}" for kind in kinds for word in words for figure in figures]
        return (*spoken, *(" ".join([figure, *self.symbol]) for figure in figures))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A bulletin that has a number."""

    id: str
    number: str
    date: datetime.date | None


def references(folded: str) -> list[Reference]:
    """The numbers of documents in a text, folded but with its punctuation, in order."""
    found: list[Reference] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            groups = match.groupdict()
            if not groups.get("symbol") and _is_year(match["n"]):
                continue
            if _goes_on_in_words(match[0]):
                continue
            kind = groups.get("kind")
            symbol = tuple(syllables(groups.get("symbol") or "")) or ((SYMBOLS[kind],) if kind else ())
            found.append(Reference(int(match["n"]), symbol, match.start(), match.end()))
    return sorted(found, key=lambda reference: reference.start)


def _goes_on_in_words(said: str) -> bool:
    """Whether what looks like a number is none, as a word stands where a body's symbol would: "thứ 2 nq y tế"."""
    words = said.split()
    last = words[-1]
    return len(words) > 2 and last.isalpha() and last not in _BODIES and is_vietnamese_syllable(last)


def _is_year(figure: str) -> bool:
    return len(figure) == 4 and figure[:2] in ("19", "20")


def named(reference: Reference, numbered: Iterable[Numbered], text: str) -> frozenset[str]:
    """The ids of the bulletins with a number that stands in `text`: of those issued in the year that stands right after
    it ("Nghị quyết 01 năm 2019"), or, where several have it, in one that the text says elsewhere."""
    found = [bulletin for bulletin in numbered if reference.matches(bulletin.number)]
    issued = _YEAR_AFTER.match(text, reference.end)
    years = {int(year) for year in ([issued[1]] if issued else _YEAR.findall(text))}
    of_years = [bulletin for bulletin in found if bulletin.date is None or bulletin.date.year in years]
    return frozenset(bulletin.id for bulletin in (of_years if issued or (years and of_years) else found))
