"""Traces a model's sentence to the passages: each of its words must be carried by them, beside the words that it stands
beside there. A word that is not known to be harmless is an invention until it has been found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from bot.generation.binding import Same
from bot.generation.claims import Claim, Kind, plain
from bot.generation.items import HARMLESS, OFFICE, PAUSE, Chain, Item, wordings_of
from bot.generation.qualifiers import without_qualifier
from bot.generation.sources import Sentence
from bot.question.glossary import segments
from vectorstore.query import Concept
from vectorstore.text import has_accents

_TRIED = 3  # parts of sentences, those first that carry most
_MODALS = frozenset("phải cần sẽ must will shall should may can".split())  # may stand apart from what they are of
_UNTOLD = _MODALS | frozenset(("huyện", "xã", "tỉnh", "thành phố", "phường", "thôn", "thị trấn", "quận", "công ty"))
"""What stands between somebody and what he does: modals, and what English has behind the name of a place."""
_HEAD = re.compile(r"(?:bí thư|chủ tịch|giám đốc|trưởng ban|trưởng phòng|ủy viên|phó|cựu|(?<!tài )nguyên) \Z")
"""What changes, before a body or an office, who is meant."""
_COPULA = re.compile(r"(?:\A|\s)(?:đạt|có|là|gồm|với|còn|từ|bằng|lên|đến|toàn tỉnh|mỗi|trong đó)\s*\Z", re.IGNORECASE)
"""Behind which a figure belongs to what stands before."""
_ADVERBS = frozenset(("bằng", "trực", "tiếp"))  # with which a clause may begin
_ASPECTS = HARMLESS | {"xong", "mới", "tổng", "tổng số", "tổng cộng"}
"""What may stand between a verb and its figure."""
_TIMES = frozenset(("ngày", "tháng", "năm"))  # parts of many longer words
_FIGURE = re.compile(r"\d[\d.]*%?")

Carried = NDArray[np.bool_]
"""Which of a chain's items each of some texts carries [texts, items]."""
States = Callable[[Sentence, Claim], bool]
"""Whether a text states a claim."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The sentences that a sentence rests on, and the parts of them, as far as it does; `is_whole` where nothing of it
    is left."""

    places: tuple[int, ...]
    parts: tuple[Sentence, ...]
    is_whole: bool


def trace(
    told: Sequence[Chain],
    pool: Sequence[Sentence],
    beside: Sequence[Sentence],
    above: Sequence[Sentence],
    states: States,
    same: Same,
) -> Trace:
    """Where the chains stand: each in a part of a sentence of `pool`, what is loose in it also in one `beside`.

    The places count the sentences of `pool`, then those `beside`. The headers, `above`, hold names and years, and
    several words together; they cannot be quoted.
    """
    quotable = [(place, part) for place, sentence in enumerate([*pool, *beside]) for part in sentence.parts]
    eligible = sum(place < len(pool) for place, _ in quotable)
    texts = [*(part for _, part in quotable), *above]
    found: set[int] = set()
    is_whole = True
    for chain in told:
        rows = _rows(chain, texts, eligible, len(quotable), states, same)
        is_whole &= rows is not None
        found |= rows or set(_best(chain, texts[:eligible], states)[:1])
    told_by = [quotable[row] for row in sorted(found)]
    places = dict.fromkeys(place for place, _ in told_by)
    return Trace(tuple(places), tuple(part for _, part in told_by), is_whole and bool(found))


def _rows(
    chain: Chain, texts: Sequence[Sentence], eligible: int, below: int, states: States, same: Same
) -> set[int] | None:
    """The rows of the texts that a chain, or else each of its parts, rests on; None where something is left."""
    tracer = _Tracer(chain, texts, below, states, same)
    for row in _best(chain, texts[:eligible], states)[:_TRIED]:
        if (rows := tracer.rows(row)) is not None:
            return rows
    parts = [_rows(part, texts, eligible, below, states, same) for part in chain.parts]
    whole = [rows for rows in parts if rows is not None]
    return set().union(*whole) if parts and len(whole) == len(parts) else None


def _best(chain: Chain, texts: Sequence[Sentence], states: States) -> list[int]:
    """The texts that carry most of a chain first."""
    carried = _carried(chain.items, texts, states)
    best: list[int] = np.argsort(-carried.sum(1), kind="stable").tolist()
    return best


def most_carried(told: Sequence[Chain], pool: Sequence[Sentence], states: States) -> float:
    """The greatest share of a chain's items that a sentence carries."""
    shares = [_carried(chain.items, pool, states).mean(1).max(initial=0.0) for chain in told]
    return float(max(shares, default=0.0))


class _Tracer:
    """Traces one chain to texts, of which those from `below` on are headers."""

    def __init__(self, chain: Chain, texts: Sequence[Sentence], below: int, states: States, same: Same) -> None:
        self._chain = chain
        self._texts = texts
        self._below = below
        self._states = states
        self._same = same
        self.carried = _carried(chain.items, texts, states)

    def rows(self, row: int) -> set[int] | None:
        """The rows that the chain rests on if the one at `row` tells it; None where something is left."""
        text, items = self._texts[row], self._chain.items
        if any(f" {link} " not in text.plain for link in self._chain.links):
            return None
        if not self._is_joined(row) or self._is_reversed(row):
            return None
        found = {row}
        for is_said, run in groupby(range(len(items)), lambda number: bool(self.carried[row, number])):
            numbers = list(run)
            if is_said:
                if not all(self._is_headed(row, number) for number in numbers):
                    return None
                continue
            if any(items[number].is_of_time for number in numbers) and any(c.kind is Kind.DATE for c in text.claims):
                return None
            other = self._elsewhere(numbers)
            if other is None:
                return None
            found |= {other} if other < self._below else set()
        return found

    def _elsewhere(self, run: list[int]) -> int | None:
        """The row that carries adjacent items, beside one that they stand beside in the chain.

        In a header one ordinary word alone might be of anything ("mục tiêu"), several are not.
        """
        items = [self._chain.items[number] for number in run]
        around = [number for number in (run[0] - 1, run[-1] + 1) if 0 <= number < len(self._chain.items)]
        for row in np.flatnonzero(self.carried[:, run].all(1)).tolist():
            is_beside = bool(self.carried[row, around].any()) and all(self._is_headed(row, number) for number in run)
            is_above = row >= self._below
            if is_beside and (is_above or all(item.is_loose for item in items)):
                if len(items) > 1 or not items[0].is_common:
                    return int(row)
            elif is_above and (
                all(item.is_year for item in items)
                or (len(items) > 1 and all(item.is_common or item.claim for item in items))
            ):
                return int(row)
        return None

    def _is_headed(self, row: int, number: int) -> bool:
        """Whether a body or an office stands in a text behind the same as in the chain: "Tỉnh ủy" is no "Bí thư Tỉnh
        ủy", and "Phó Bí thư" no "Bí thư"."""
        item = self._chain.items[number]
        if item.claim is not None or item.is_name:
            return True
        before = self._chain.items[number - 1].wordings if number and not item.pauses else ()
        said = {match[0] for wording in before if (match := _HEAD.search(f"{wording} "))}
        found = set(_heads(self._texts[row].text, item.wordings))
        if said and item.is_loose:
            return bool(said & found)
        return not found or None in found or bool(said & found)

    def _is_joined(self, row: int) -> bool:
        """Whether the items that stand side by side in the chain belong together in a text.

        A figure stands in one clause with the word before it. Where two words stand in different clauses, the chain has
        the word with which the later one begins, and leaves no figure out between them.
        """
        clauses = self._texts[row].clauses
        if not all(self._is_governed(clauses, item) for item in self._chain.items):
            return False
        inside = _carried(self._chain.items, clauses, self._states)
        numbered = list(enumerate(self._chain.items))
        for (one, first), (other, second) in pairwise(numbered):
            together = bool((inside[:, one] & inside[:, other]).any())
            if together or not inside[:, one].any() or not inside[:, other].any():
                continue
            opens = one == 0 and not second.pauses and first.is_counted
            if opens or (second.is_counted and not second.pauses):
                return False
            a, b = min(
                ((a, b) for a in np.flatnonzero(inside[:, one]) for b in np.flatnonzero(inside[:, other])),
                key=lambda pair: abs(pair[0] - pair[1]),
            )
            between = clauses[min(a, b) + 1 : max(a, b)]
            if any(c.kind in (Kind.FIGURE, Kind.PERCENT) for clause in between for c in clause.claims):
                return False
            if not self._begins(clauses[max(a, b)]):
                return False
        return True

    def _is_governed(self, clauses: Sequence[Sentence], item: Item) -> bool:
        """Whether the chain has the word right before its figure in some clause: a district that moves 214 households
        does not have 214 households."""
        if item.claim is None or not item.is_counted:
            return True
        before = [
            _last_word(clause.text[: claim.span.start])
            for clause in clauses
            for claim in clause.claims
            if self._same(item.claim, claim)
        ]
        said = {wording for other in self._chain.items for wording in other.wordings}
        return not before or any(
            word is None or any(f" {word} " in f" {wording} " or f" {wording} " in f" {word} " for wording in said)
            for word in before
        )

    def _begins(self, clause: Sentence) -> bool:
        """Whether the chain has the word with which a clause begins."""
        words = [*self._chain.links, *(wording for item in self._chain.items for wording in item.wordings)]
        rest = clause.plain.strip()
        while rest:
            if rest[0].isdigit() or any(f"{rest} ".startswith(f"{word} ") for word in words):
                return True
            first, _, behind = rest.partition(" ")
            rest = behind if first in HARMLESS or first in _ADVERBS else ""
        return False

    def _is_reversed(self, row: int) -> bool:
        """Whether somebody does in the chain what is done to him in a text, or the other way round."""
        text = self._texts[row]
        doer: Item | None = None
        before: Item | None = None
        for item in self._chain.items:
            if not _UNTOLD.isdisjoint(item.wordings):
                continue
            if item.is_name:
                doer = item
            elif item.is_common and not item.is_office:
                subject = doer or (before if item.voice else None)
                if subject is not None and (_acts if item.voice else _suffers)(text, subject, item):
                    return True
                doer = None
            before = item
        return False


def _acts(text: Sentence, one: Item, verb: Item) -> bool:
    """Whether somebody or something does in a text what a passive verb says: he stands before it, and it is active; or
    it is of the other voice ("bị khen")."""
    places = [place for place, _ in _places(text, one)]
    told = [(place, f"{text.plain[:place]} ".split()[-1:] or [""]) for place, _ in _places(text, verb)]
    voices = {"được", "bị"}
    if verb.voice in voices and any(set(word) & voices - {verb.voice} for _, word in told):
        return True
    return bool(places and told) and all(
        any(start < place for start in places)
        and not voices.intersection(word)
        and " do " not in text.plain[min(places) : place]
        for place, word in told
    )


def _suffers(text: Sentence, one: Item, verb: Item) -> bool:
    """Whether what an active verb says is done to somebody in a text: he stands behind it, and not as the one who it
    says did it ("Chủ trì là đồng chí A", "sự chủ trì của A")."""
    names, verbs = _places(text, one), _places(text, verb)
    return bool(names and verbs) and not any(
        start < place or re.search(r" (?:là|của)(?: \w+){0,4} ?\Z", text.plain[end:start])
        for start, _ in names
        for place, end in verbs
    )


def _places(text: Sentence, item: Item) -> list[tuple[int, int]]:
    """Where an item begins and ends among the syllables of a text, the word apart that makes it passive."""
    said = text.folded if item.is_name and not any(map(has_accents, item.wordings)) else text.plain
    words = [re.sub(r"^(?:được|bị) ", "", wording) for wording in item.wordings]
    return [place.span() for word in words for place in re.finditer(rf"(?<= ){re.escape(word)}(?= )", said)]


def _last_word(text: str) -> str | None:
    """The word that governs the figure behind a text; None where the figure begins a clause or only has a copula."""
    *earlier, piece = _FIGURE.split(PAUSE.split(without_qualifier(text))[-1])
    if earlier and piece.rstrip().endswith(" và"):
        return _last_word(earlier[-1])
    if _COPULA.search(piece):
        return None
    words = [plain(word.text) for word in segments(piece)]
    return next((word for word in reversed(words) if word not in _ASPECTS), None)


def _heads(text: str, wordings: Concept) -> Iterator[str | None]:
    """The offices right before a word with a capital in a text, wherever it stands there; None where there is none."""
    lower = text.lower()
    for wording in wordings:
        for place in re.finditer(rf"\b{re.escape(wording)}\b", lower):
            head = _HEAD.search(lower[: place.start()])
            yield head[0] if head and text[place.start()].isupper() else None


def _carried(items: Sequence[Item], texts: Sequence[Sentence], states: States) -> Carried:
    rows = [[_carries(text, item, states) for item in items] for text in texts]
    return np.array(rows, bool).reshape(len(texts), len(items))


def _carries(text: Sentence, item: Item, states: States) -> bool:
    if item.claim is not None:
        return states(text, item.claim)
    if item.is_name and not any(map(has_accents, item.wordings)):
        return any(f" {wording} " in text.folded for wording in item.wordings)
    return _says(text, item.wordings)


def _says(text: Sentence, wordings: Concept) -> bool:
    """Whether a text has a word in one of its wordings, or the word itself, the first, in two parts that mean the same
    apart ("bảo đảm việc làm" in "việc làm được bảo đảm")."""
    if any(_has(text, wording) for wording in wordings):
        return True
    parts = wordings[0].split() if not OFFICE.search(wordings[0]) else []
    halves = [(parts[:cut], parts[cut:]) for cut in range(1, len(parts))]
    return any(all(_says_half(text, half) for half in pair) for pair in halves)


def _says_half(text: Sentence, syllables: list[str]) -> bool:
    half = " ".join(syllables)
    return half in HARMLESS or ((len(syllables) > 1 or half in _MODALS) and _says(text, wordings_of(half)))


def _has(text: Sentence, wording: str) -> bool:
    """Whether one syllable is a word of a text, or more of them stand in it side by side, figures aside ("trồng cây" in
    "trồng 25.000 cây xanh")."""
    if " " not in wording and wording not in _TIMES:
        return wording in _words(text.text)
    behind = f" {wording} " if not wording.endswith(" ủy") else f" {wording} (?!viên )"  # "Tỉnh ủy viên" is a person
    return any(re.search(behind, said) for said in (text.plain, text.uncounted))


@cache
def _words(text: str) -> frozenset[str]:
    """The words of one syllable in a Vietnamese text, harmless ones before them aside ("được bầu"), and the syllables
    with a capital in the names of bodies."""
    found: set[str] = set()
    for word in (word for piece in PAUSE.split(text) for word in segments(piece)):
        if plain(word.text) not in HARMLESS:
            typed = word.text.split()
            found |= {plain(syllable) for syllable in typed if syllable[0].isupper()}
            *before, last = map(plain, typed)
            found |= {last} if HARMLESS.issuperset(before) else set()
    return frozenset(found)
