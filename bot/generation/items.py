"""A model's sentence taken apart into what must be traced: its claims, and its words with what carries each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from bot.generation.binding import TIME
from bot.generation.claims import Claim, Kind, plain
from bot.generation.qualifiers import without_qualifier
from bot.generation.sources import SEMICOLON, cut
from bot.question.abbreviations import in_full
from bot.question.corpus import SyllableCounts
from bot.question.glossary import phrases, segments
from vectorstore.models import Span
from vectorstore.query import Concept

HARMLESS = frozenset(
    """là và của các những được với ở tại trong thì mà có này đó đây gồm như rằng cùng cũng người việc sự
    cuộc thuộc lần số bị không chưa
    a an the of in on at by from with as that which who this these those is are was were be been being has have had it
    its they their and s comrade comrades dong vnd not no never""".split()
) | {"đồng chí", "đ c", "bao gồm", "như sau", "cụ thể"}
"""Words that state nothing by themselves; what is denied is looked at elsewhere (see polarity). All others must be
found."""

_LINKS = {"trong đó": "trong đó", "trong khi": "trong khi", "of which": "trong đó"}  # harmless apart, but together
_UNSAID = re.compile(
    r"(?<=\w )do(?= (?:đồng chí|ông|bà|[A-ZĐ]))"  # of an agent; not of a cause
    r"|\bvào(?= (?:ngày|tháng|năm|sáng|chiều|\d))"
)
_AND = re.compile(r"\s(?:và|and)\s(?=(?:(?:đồng chí|comrade|Comrade|có|các|the)\s)?[\dA-ZĐ])")
PAUSE = re.compile(r"[,:()–]")
"""What parts words."""
_MONEY = re.compile(r"\s?đồng\b(?! chí)")
_UNIT = re.compile(r"(?:/[^\W\d_]+)+")


OFFICE = re.compile(r"\b(?:bí thư|chủ tịch|chủ nhiệm|giám đốc|trưởng|ủy viên|thư ký|phó)\b")
"""What tells what somebody is."""
_PASSIVE = frozenset("được bị is are was were be been being".split())


@dataclass(frozen=True, slots=True)
class Item:
    """A word of a sentence in the wordings that carry it, itself first, with their accents; or a claim.

    A body, a meeting, a date or a rank is `loose`: another sentence may name it than tells the rest. An item that
    `pauses` comes behind a comma. A `counted` claim is a figure that is no rank and no time. `voice` is
    the word that makes a verb passive.
    """

    wordings: Concept = ()
    claim: Claim | None = None
    is_loose: bool = False
    is_name: bool = False
    pauses: bool = False
    is_counted: bool = False
    voice: str = ""

    @property
    def is_common(self) -> bool:
        """Whether it is an ordinary word."""
        return self.claim is None and not self.is_loose and not self.is_name

    @property
    def is_office(self) -> bool:
        """Whether it is what somebody is."""
        return any(OFFICE.search(wording) for wording in self.wordings)

    @property
    def is_date(self) -> bool:
        """Whether it is a date."""
        return self.claim is not None and self.claim.kind is Kind.DATE

    @property
    def is_of_time(self) -> bool:
        """Whether it tells one event from others: a date or a rank."""
        return self.is_date or (self.claim is not None and self.claim.is_rank)

    @property
    def is_year(self) -> bool:
        """Whether it is a year by itself."""
        return self.claim is not None and self.is_date and self.claim.date[:2] == (None, None)


@dataclass(frozen=True, slots=True)
class Chain:
    """Items that one sentence of the passages must tell together, and the links between them; or else several, each
    one of the `parts`."""

    items: tuple[Item, ...]
    links: tuple[str, ...]
    parts: tuple[Chain, ...] = ()


def chains(text: str, claims: Sequence[Claim], counts: SyllableCounts | None) -> list[Chain]:
    """What must be traced of a sentence; `counts`, of an English one, tell its names."""
    text = _UNSAID.sub(lambda match: " " * len(match[0]), text)

    def chain(span: Span) -> Chain:
        said = f" {plain(span.of(text))} "
        links = tuple(carrier for link, carrier in _LINKS.items() if f" {link} " in said)
        return Chain(tuple(_items(text, span.start, span.end, claims, counts)), links)

    found: list[Chain] = []
    for whole in cut(text, Span(0, len(text)), SEMICOLON):
        parts = [part for span in cut(text, whole, _AND) if (part := chain(span)).items]
        found.append(replace(chain(whole), parts=tuple(parts) if len(parts) > 1 else ()))
    return [chain for chain in found if chain.items]


def wordings_of(word: str, rendered: Iterable[str] = ()) -> Concept:
    """What carries a word: itself, what it is rendered by or abbreviates, and what means the same."""
    others = [*rendered, *_table().get(word, ()), in_full(word) or ""]
    return tuple(dict.fromkeys(filter(None, (word, *map(plain, others)))))


def _items(text: str, start: int, end: int, claims: Sequence[Claim], counts: SyllableCounts | None) -> Iterator[Item]:
    """The words and claims of a part of a sentence, in their order."""
    place = start
    for claim in claims:
        if claim.kind is Kind.NAME or not start <= claim.span.start < end:
            continue
        before = without_qualifier(text[place : claim.span.start])
        yield from _worded(before, place == 0, counts)
        yield Item(
            claim=claim,
            is_loose=claim.kind in (Kind.DATE, Kind.REFERENCE) or claim.is_rank,
            pauses=before.rstrip()[-1:] in (*",:(–",),
            is_counted=claim.kind in (Kind.FIGURE, Kind.PERCENT)
            and not claim.is_rank
            and not TIME.match(text, claim.span.end),
        )
        money = _MONEY.match(text, claim.span.end)
        place = money.end() if money else claim.span.end
        if unit := _UNIT.match(text, place):
            yield Item((plain(unit[0]),))
            place = unit.end()
    yield from _worded(text[place:end], place == 0, counts)


def _worded(text: str, begins: bool, counts: SyllableCounts | None) -> Iterator[Item]:
    """The words of a text without claims; the first one of a sentence has a capital for that reason alone."""
    for number, piece in enumerate(PAUSE.split(text)):
        pauses, before = number > 0, ""
        for word in segments(piece) if counts is None else phrases(piece, counts):
            has_capital = word.text[0].isupper() and not begins
            begins = False
            own = plain(word.text)
            if own not in HARMLESS:
                wordings = wordings_of(own, word.rendered)
                is_name = word.is_name and not word.rendered
                is_loose = has_capital and not is_name and not OFFICE.search(own)
                yield Item(wordings, None, is_loose, is_name, pauses, voice=_voice(before, own))
                pauses = False
            before = own


def _voice(before: str, word: str) -> str:
    """The word that makes a verb passive: one before it, or the first part of it ("được bầu")."""
    if before in _PASSIVE and (before in ("được", "bị") or word.endswith("ed")):
        return before
    first, _, rest = word.partition(" ")
    return first if rest and first in ("được", "bị") else ""


@cache
def _table() -> dict[str, tuple[str, ...]]:
    lines = files("bot.generation").joinpath("wordings.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {plain(word): tuple(wordings.split("|")) for word, wordings in pairs}
