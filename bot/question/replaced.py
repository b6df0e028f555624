"""A question with another year, place, body or person in place of its own: what "thế năm 2020?", "còn xã Nà Ngần?" and
"what about Lũng Vài commune?" ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.question.cues import cues, either
from bot.question.places import VIETNAMESE
from vectorstore.models import Span
from vectorstore.text import fold, syllable_spans, syllables

_YEAR = re.compile(
    r"(?:(?:nam|in|for|of) )?\b(?:19|20)\d\d\b|\bnam (?:ngoai|nay|truoc|toi|sau)\b|\b(?:last|this) year\b"
)
_ONE_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BESIDE = {
    -1: re.compile(
        r"(?:(?:vao|cua|o) )?(?:cung ky )?nam (?:lien )?truoc(?: do| nua)?"
        r"|(?:(?:in|for) )?(?:the )?(?:same period (?:of |in )?(?:the )?)?"
        r"(?:year (?:before|earlier)|(?:previous|preceding) year)"
    ),
    1: re.compile(
        r"(?:(?:vao|cua|o) )?nam (?:(?:lien |tiep )?sau(?: do)?|ke tiep|tiep theo)"
        r"|(?:(?:in|for) )?(?:the )?(?:year after|(?:following|next) year)"
    ),
}
"""How the year before, and the one after, that a question was about are asked for."""
_PART = re.compile(
    either(
        r"""
        (?:6|sau|9|chin|3|ba) thang (?:dau|cuoi)(?: nam)? | nua (?:dau|cuoi)(?: nam)? | (?:dau|cuoi|giua) nam
        quy (?:iv|i{1,3}|[1-4]|mot|hai|ba|bon|tu|nhat|nhi)\b
        ngay \d{1,2}(?:\s?[/.-]\s?|\sthang\s)\d{1,2} | thang \d{1,2}\b
        (?:the )?(?:first|second|last|latter) (?:half|quarter|six months|three months)(?: of)? | q[1-4]\b
        (?:third|fourth) quarter(?: of)?
        (?:january|february|march|april|may(?= \d{4})|june|july|august|september|october|november|december)\b
        """
    )
)
_AROUND_TIMES = frozenset("vao trong cua ca in the for of nam whole all same period".split())
_UNIT_VI = either(
    """
    tinh uy | huyen uy | thanh uy | thi uy | dang uy | dang bo | chi bo | tinh doan | huyen doan | ubnd | tinh | huyen
    xa | phuong | thi tran | thi xa | thanh pho | cong ty | xi nghiep | nha may | khoi | dong chi | ong | ba
    """
)
_ENGLISH = {**VIETNAMESE, "city": "thành phố"}
_UNIT_EN = either("|".join(_ENGLISH))
_FAMILY = {
    "tinh uy": "tinh", "tinh doan": "tinh", "huyen uy": "huyen", "huyen doan": "huyen", "thanh uy": "thanh pho",
    "thi uy": "thi xa", "ong": "dong chi", "ba": "dong chi",
    **{english: fold(vietnamese) for english, vietnamese in _ENGLISH.items()},
}  # fmt: skip
"""Units whose names may stand for each other."""
_OFFICE = cues(
    """
    (?:pho )?bi thu(?: thuong truc)? | (?:pho )?chu tich(?: thuong truc)? | (?:pho )?(?:tong )?giam doc
    (?:pho )?chu nhiem | (?:pho )?truong (?:ban|phong|doan|thon|cong an) | (?:pho )?hieu truong | chanh van phong
    (?:deputy |vice )?(?:secretary|chair(?:man|woman|person)?|director|head|president|principal)
    """
)
_THAT_UNIT = re.compile(
    rf"\b(?:(?:o|tai|cua) )?{_UNIT_VI} (?:do|nay|ay|kia)\b|\b(?:(?:in|of|at) )?(?:that|this|the same) {_UNIT_EN}\b"
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A place, body or person within a question: what it is called, where its name stands, and where both do."""

    unit: str
    name: Span
    whole: Span

    @property
    def family(self) -> str:
        """What its unit is called whatever its committee is called."""
        return _FAMILY.get(self.unit, self.unit)


def is_time(folded: str) -> bool:
    """Whether words, folded, say a time and nothing else but "that commune"."""
    rest = _THAT_UNIT.sub(" ", _YEAR.sub(" ", _PART.sub(" ", folded)))
    return says_time(folded) and not [word for word in syllables(rest) if word not in _AROUND_TIMES]


def says_time(folded: str) -> bool:
    """Whether words, folded, say a year or a part of one."""
    return _YEAR.search(folded) is not None or _PART.search(folded) is not None


def with_year_beside(question: str, folded: str) -> str | None:
    """`question`, which says one year, with the year before or after it, if words, folded, ask for that; or None."""
    step = next((step for step, asked in _BESIDE.items() if asked.fullmatch(folded)), None)
    if step is None or len(set(_ONE_YEAR.findall(question))) != 1:
        return None
    return _ONE_YEAR.sub(lambda year: str(int(year[0]) + step), question)


def with_time(question: str, said: str) -> str:
    """`question` with the time that was said in place of its own, part by part."""
    folded = fold(said)
    for pattern in (_PART, _YEAR):
        new = pattern.search(folded)
        if new is None:
            continue
        piece = re.sub(r"^nam\b", "năm", said[new.start() : new.end()])
        old = pattern.search(fold(question))
        if old is None:
            question = f"{question.rstrip(' ?.!')} {piece}?"
        else:
            year = " năm" if old[0].endswith(" nam") and not fold(piece).endswith("nam") else ""
            question = question[: old.start()] + _joined(piece, old[0]) + year + question[old.end() :]
    return question


def without_time(text: str) -> str:
    """`text` without the time that it says."""
    for pattern in (_PART, _YEAR):
        match = pattern.search(fold(text))
        if match is not None:
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return re.sub(r"\s+", " ", text).strip(" ,")


def with_office(question: str, said: str) -> str | None:
    """`question`, which names one office, with the office that was said, and no more, in place of it; or None."""
    old = _OFFICE.search(fold(question))
    if old is None or not _OFFICE.fullmatch(fold(said)) or fold(said) == old[0]:
        return None
    return question[: old.start()] + said + question[old.end() :]


def with_name(question: str, said: str, is_place: Callable[[str], bool]) -> str | None:
    """`question` with the place, body or person that was said in place of its own; None if either names none.

    `is_place` tells whether something, folded, is the name of a place or committee that issues bulletins.
    """
    said = re.sub(r"^(?:của|ở|tại|cua|o|tai|in|at|of)\s+", "", said, flags=re.IGNORECASE)
    unit, name = _unit_and_name(said)
    named = name and (all(word[0].isupper() for word in syllables(name)) or is_place(fold(name)))
    if not named and not unit:
        return None
    family = _FAMILY.get(unit, unit)
    for old in _named(question):
        if not unit or not old.unit or family == old.family:
            return _put(question, old.name, name if old.unit else said)
        if "dong chi" not in (family, old.family):
            return _put(question, old.whole, said)
    return f"{question.rstrip(' ?.!')} {said}?" if family != "dong chi" else None


def _put(question: str, place: Span, said: str) -> str:
    return question[: place.start] + said + question[place.end :]


def _unit_and_name(said: str) -> tuple[str, str]:
    """What a place, body or person is called, folded, and its name; "" and all of it where it says no unit."""
    folded = fold(said)
    vietnamese = re.match(rf"({_UNIT_VI})\b\s*(.*)", folded)
    if vietnamese and vietnamese[2]:
        return vietnamese[1], said[vietnamese.start(2) :]
    english = re.fullmatch(rf"(.+?)\s+({_UNIT_EN})", folded)
    return (english[2], said[: english.end(1)]) if english else ("", said)


def _named(question: str) -> list[_Named]:
    """What a question names: by capitals if it has any, else the two syllables after a word such as "huyện"."""
    spans = syllable_spans(question)
    capital = [span.of(question)[0].isupper() for span in spans]
    found = sorted([*_before_names(question, spans, capital), *_behind_names(question, spans, capital)], key=_start)
    return found or [_Named("", run, run) for run in _runs(spans, capital)]


def _start(named: _Named) -> int:
    return named.whole.start


def _before_names(question: str, spans: list[Span], capital: list[bool]) -> Iterator[_Named]:
    """What stands behind its unit, as in Vietnamese."""
    for match in re.finditer(rf"\b{_UNIT_VI}\b", fold(question)):
        first = next((i for i, span in enumerate(spans) if span.start >= match.end()), len(spans))
        stop = first
        while stop < len(spans) and (capital[stop] if any(capital[1:]) else stop < first + 2):
            stop += 1
        if stop > first:
            name = Span(spans[first].start, spans[stop - 1].end)
            yield _Named(match[0], name, Span(match.start(), name.end))


def _behind_names(question: str, spans: list[Span], capital: list[bool]) -> Iterator[_Named]:
    """What stands before its unit, as in English."""
    for match in re.finditer(rf"\b{_UNIT_EN}\b", fold(question)):
        stop = next((i for i, span in enumerate(spans) if span.start >= match.start()), len(spans))
        first = stop
        while first > 1 and capital[first - 1]:
            first -= 1
        if first < stop:
            name = Span(spans[first].start, spans[stop - 1].end)
            yield _Named(match[0], name, Span(name.start, match.end()))


def _runs(spans: list[Span], capital: list[bool]) -> Iterator[Span]:
    """Names of two words or more, by their capitals."""
    for first in range(1, len(spans)):
        if capital[first] and not capital[first - 1]:
            stop = first
            while stop < len(spans) and capital[stop]:
                stop += 1
            if stop - first > 1:
                yield Span(spans[first].start, spans[stop - 1].end)


def _joined(piece: str, old: str) -> str:
    """The new year with as many words before it as the old one has ("năm 2021", "7/2021")."""
    if re.fullmatch(r"\d{4}", old):
        return re.sub(r"^\D+(?=\d{4}$)", "", piece)
    if re.fullmatch(r"\d{4}", piece):
        return f"{old[:-4]}{piece}" if old[:-4].isascii() and not old.startswith("nam") else f"năm {piece}"
    return piece
