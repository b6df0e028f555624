"""Holds each sentence of a model against the passages: whatever they do not support is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, partial
from itertools import chain

import numpy as np

from bot.generation.binding import misnames, swaps
from bot.generation.claims import Claim, Kind, agree, claims_of, is_accented, plain
from bot.generation.cutter import Drafted
from bot.generation.endings import breaks_off, ends_openly
from bot.generation.items import Chain, chains
from bot.generation.polarity import contradicts, is_turned
from bot.generation.qualifiers import requalifies
from bot.generation.sources import Sentence, Source, speaks_to_model
from bot.generation.thresholds import thresholds
from bot.generation.tracing import most_carried, trace
from bot.question.glossary import glossed, words
from bot.question.language import detect, is_english_function_word, is_vietnamese_function_word
from vectorstore.errors import Language
from vectorstore.index import Index
from vectorstore.models import BulletinEntry, Span
from vectorstore.query import Concept, Form, says
from vectorstore.text import fold, has_accents, syllables

_FOREIGN_WORDS = 2  # of English grammar in a Vietnamese sentence
_FOREIGN_SHARE = 0.34  # of an English sentence's words that may be Vietnamese: names, terms in brackets
_CLAUSE = re.compile(
    r"[,;:()–]\s|\s(?:và|nhưng|mà|đồng thời|trong khi|còn|and|but|while|whereas|which|who|although)\s", re.IGNORECASE
)
_CONNECTIVE = re.compile(
    r"^(?:cụ thể(?: là)?|theo đó|ngoài ra|bên cạnh đó|như vậy"
    r"|theo (?:văn bản|đoạn trích|tài liệu|bản tin)"
    r"|according to the (?:passages?|documents?|text)|specifically|in addition|also|furthermore|moreover)\b,?",
    re.IGNORECASE,
)
_NAMING_WORDS = 3  # besides claims, with which a sentence may still only name something ("120 đảng viên mới")
_PREDICATES = frozenset(
    """là được bị có đã sẽ do đạt phải gồm tăng giảm chưa không còn
    is are was were be has have had will must can may should""".split()
)
_ENGLISH_GRAMMAR = frozenset(
    "the of and was were is are with from by at which that for this has have been will its their it".split()
)


class Reason(StrEnum):
    """Why a sentence is not shown."""

    LANGUAGE = "language"
    ORDER = "order"
    FRAGMENT = "fragment"
    FIGURE = "figure"
    DATE = "date"
    REFERENCE = "reference"
    NAME = "name"
    WORDS = "words"
    CONTRARY = "contrary"
    SWAPPED = "swapped"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence of a passage that a generated sentence rests on."""

    source: Source
    span: Span

    @property
    def bulletin(self) -> BulletinEntry:
        """The bulletin that it stands in."""
        return self.source.bulletin


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a generated sentence rests on, or why it is not shown."""

    supports: tuple[Support, ...] = ()
    reason: Reason | None = None


class Verifier:
    """Verifies the sentences of one answer against the passages that its model was given."""

    def __init__(self, index: Index, language: Language, sources: Sequence[Source]) -> None:
        self._index = index
        self._language = language
        self._sources = sources
        self._nearness = thresholds()[language]
        self._vectors: dict[str, np.ndarray] = {}

    def verify(self, drafted: Drafted) -> Verdict:
        """What the sentence rests on: first in the passages that it cites, then in any other one."""
        statement = _Statement(drafted.text, self._language == "en")
        if speaks_to_model(drafted.text):
            return Verdict(reason=Reason.ORDER)
        if self._is_foreign(drafted.text):
            return Verdict(reason=Reason.LANGUAGE)
        if statement.is_fragment or ends_openly(statement.text):
            return Verdict(reason=Reason.FRAGMENT)
        cited = [source for source in self._sources if source.number in drafted.cited]
        verdicts: list[Verdict] = []
        for sources in chain([cited] if cited else [], self._nearest(statement, cited)):
            verdicts.append(self._against(statement, sources))
            if verdicts[-1].reason is None:
                return verdicts[-1]
        return verdicts[0] if verdicts else Verdict(reason=Reason.WORDS)

    def _nearest(self, statement: _Statement, cited: Sequence[Source]) -> Iterator[list[Source]]:
        """Each passage alone that was not the only one cited, the one that says most of the sentence first.

        Where something was cited, another bulletin than that or the one that answers the question is no better place
        for the sentence: it tells of other events in the same words.
        """
        near = {source.bulletin.id for source in (*cited, *self._sources[:1])}
        others = [
            source for source in self._sources if list(cited) != [source] and (not cited or source.bulletin.id in near)
        ]
        told = statement.chains(self._index)
        states = partial(_states, statement=statement, year=None)
        shares = [most_carried(told, source.sentences, states) for source in others]
        for place in sorted(range(len(others)), key=lambda place: -shares[place]):
            yield [others[place]]

    def _is_foreign(self, text: str) -> bool:
        """Whether a sentence is not in the answer's language; a quotation, as English answers have them, may be."""
        said = f" {plain(text)} "
        if any(said in sentence.plain for source in self._sources for sentence in source.sentences):
            return False
        typed = syllables(text)
        if self._language == "en":
            accented = sum(1 for word in typed if has_accents(word) and word[0].islower())
            return accented > _FOREIGN_SHARE * len(typed)
        grammar = sum(1 for word in typed if word in _ENGLISH_GRAMMAR)
        return grammar >= _FOREIGN_WORDS or (detect(text) is Form.ENGLISH and not any(map(has_accents, typed)))

    def _against(self, statement: _Statement, sources: Sequence[Source]) -> Verdict:
        pool = [(source, sentence) for source in sources for sentence in source.sentences]
        if not pool:
            return Verdict(reason=Reason.WORDS)
        bulletins = {source.bulletin.id for source in sources}
        beside = [
            (source, sentence)
            for source in self._sources
            if source.bulletin.id in bulletins and source not in sources
            for sentence in source.sentences
        ]
        quotable = [*pool, *beside]
        headers = list(dict.fromkeys(piece for source in sources for piece in source.above))
        years = {source.bulletin.metadata.date.year for source in sources if source.bulletin.metadata.date}
        year = years.pop() if len(years) == 1 else None
        states = partial(_states, statement=statement, year=year)
        same = partial(_is_same, year=year)
        for claim in statement.claims:
            if not any(states(sentence, claim) for _, sentence in quotable) and not any(
                _may_be_above(claim) and states(header, claim) for header in headers
            ):
                if claim.kind is Kind.NAME and self._is_ordinary(statement, claim, sources):
                    continue
                return Verdict(reason=_REASONS[claim.kind])
        told = statement.chains(self._index)
        traced = trace(
            told,
            [sentence for _, sentence in pool],
            [sentence for _, sentence in beside],
            headers,
            states,
            same,
        )
        supports = tuple(Support(quotable[place][0], quotable[place][1].span) for place in traced.places)
        found = " ".join(part.text for part in traced.parts)
        if contradicts(statement.text, found, statement.english) or self._turns(statement, traced.parts, year):
            return Verdict(reason=Reason.CONTRARY)
        if any(_is_quoted(statement.told, quotable[place][1].text) for place in traced.places):
            return Verdict(supports)
        if not traced.is_whole:
            return Verdict(reason=Reason.WORDS)
        if all(breaks_off(told[-1].items, part, same) for part in traced.parts):
            return Verdict(reason=Reason.FRAGMENT)
        if misnames(statement.text, statement.claims, [sentence for _, sentence in quotable]) or swaps(
            statement.text, statement.claims, traced.parts, statement.english, same
        ):
            return Verdict(reason=Reason.SWAPPED)
        if requalifies(statement.text, statement.claims, traced.parts, same):
            return Verdict(reason=Reason.FIGURE)
        if self._similarity(statement.text, found) < self._nearness:
            return Verdict(reason=Reason.MEANING)
        return Verdict(supports)

    def _turns(self, statement: _Statement, quoted: Sequence[Sentence], year: int | None) -> bool:
        """Whether the clause of a figure says the contrary of the clause that has the figure in the text."""
        for claim in statement.claims:
            if claim.kind not in (Kind.FIGURE, Kind.PERCENT, Kind.DATE):
                continue
            here = f" {plain(_clause_around(statement.text, claim.span))} "
            there = [
                f" {plain(_clause_around(sentence.text, other.span))} "
                for sentence in quoted
                for other in sentence.claims
                if _is_same(claim, other, year)
            ]
            if there and all(is_turned(here, clause) for clause in there):
                return True
        return False

    def _is_ordinary(self, statement: _Statement, claim: Claim, sources: Sequence[Source]) -> bool:
        """Whether what looks like a name is an ordinary word: one that opens the sentence, or English for one.

        The word that opens a sentence is ordinary where the passages have it in small letters, or where it begins a
        word of the glossary together with the next one. In English every word of the run must be one of the
        glossary's or stand in the passages as it is.
        """
        typed = claim.span.of(statement.text).split()
        if statement.english:
            everything = " ".join(s.folded for source in sources for s in (*source.sentences, source.about))
            folded = [fold(word) for word in syllables(" ".join(typed))]
            known = {place for begin, end, _ in glossed(folded) for place in range(begin, end)}
            return all(
                place in known or is_english_function_word(word) or f" {word} " in everything
                for place, word in enumerate(folded)
            )
        if claim.span.start > 0 or len(typed) > 1:
            return False
        following = statement.text[claim.span.end :].split()
        word = typed[0].lower()
        texts = [s.text for source in self._sources for s in (*source.sentences, source.about)]
        if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for text in texts):
            return True
        pair = f"{word} {following[0].lower()}" if following else word
        return len(words(pair)) == 1 and len(words(pair)[0]) > 1

    def _similarity(self, said: str, found: str) -> float:
        wanted = [text for text in (said, found) if text not in self._vectors]
        if wanted:
            self._vectors.update(zip(wanted, self._index.embedder.encode_documents(wanted), strict=True))
        return float(self._vectors[said] @ self._vectors[found])


class _Statement:
    """A generated sentence, taken apart."""

    def __init__(self, text: str, english: bool) -> None:
        self.text = text
        small = " ".join(word for word in syllables(text) if word[0].islower())
        self.english = english and (not small or detect(small) is Form.ENGLISH)
        self.claims = claims_of(text, "en" if self.english else "vi")

    @cached_property
    def is_fragment(self) -> bool:
        """Whether it only names something, so that what it states is left to the question, and cannot be verified."""
        rest = list(self.text)
        for claim in self.claims:
            if claim.kind is not Kind.NAME or " " in claim.text:  # a single word with a capital is often no name
                rest[claim.span.start : claim.span.end] = " " * (claim.span.end - claim.span.start)
        left = syllables("".join(rest))
        if any(word.lower() in _PREDICATES for word in left):
            return False
        function_word = is_english_function_word if self.english else is_vietnamese_function_word
        return sum(not function_word(word.lower()) for word in left) <= _NAMING_WORDS

    def chains(self, index: Index) -> list[Chain]:
        """What must be traced of it."""
        return chains(self.told, self.claims, index.catalogue if self.english else None)

    @cached_property
    def told(self) -> str:
        """It with blanks for a harmless beginning ("Theo văn bản, …")."""
        return _CONNECTIVE.sub(lambda match: " " * len(match[0]), self.text)


_REASONS = {
    Kind.FIGURE: Reason.FIGURE,
    Kind.PERCENT: Reason.FIGURE,
    Kind.DATE: Reason.DATE,
    Kind.REFERENCE: Reason.REFERENCE,
    Kind.NAME: Reason.NAME,
}


def _is_quoted(said: str, text: str) -> bool:
    """Whether a sentence is one of a text, or whole clauses of one."""
    pieces = [plain(clause) for clause in re.split(r"[,;:.–-]\s|\s(?=[–-])", f"{text} ")]
    starts = range(len(pieces))
    return any(plain(said) == " ".join(pieces[i : j + 1]).strip() for i in starts for j in starts[i:])


def _may_be_above(claim: Claim) -> bool:
    """Whether a claim may rest on what stands above a passage: its document's number and names, a year by itself."""
    return claim.kind in (Kind.REFERENCE, Kind.NAME) or (claim.kind is Kind.DATE and claim.date[:2] == (None, None))


def _states(sentence: Sentence, claim: Claim, statement: _Statement, year: int | None) -> bool:
    """Whether a sentence of a text states what a claim states."""
    match claim.kind:
        case Kind.NAME:
            if is_accented(claim.text):
                return f" {claim.text} " in sentence.plain
            return f" {' '.join(syllables(fold(claim.text)))} " in sentence.folded
        case Kind.FIGURE if claim.values:
            return _counts_same(sentence, claim, statement)
        case _:
            return any(_is_same(claim, other, year) for other in sentence.claims)


def _is_same(claim: Claim, other: Claim, year: int | None) -> bool:
    """Whether a claim of a text states what another one states."""
    if claim.kind is not other.kind or claim.is_rank != other.is_rank:
        return False
    match claim.kind:
        case Kind.DATE:
            return agree(claim.date, other.date, year)
        case Kind.NAME:
            return fold(claim.text) == fold(other.text)
        case Kind.REFERENCE:
            return claim.text == other.text
        case _:
            parts = {Decimal(part) for part in other.text.split("/") if part.isdigit()}
            return bool(claim.values & (other.values | parts)) if claim.values else claim.text == other.text


def _counts_same(sentence: Sentence, claim: Claim, statement: _Statement) -> bool:
    """Whether the text has a claim's figure, for the thing that it counts ("120 đảng viên", not "120 chi bộ").

    The word after the figure must stand near the figure in the text; a claim without such a word counts anything.
    """
    spans = [other.span for other in sentence.claims if _is_same(claim, other, None)]
    thing = _counted(statement, claim)
    if thing is None or not spans:
        return bool(spans)
    near = [f" {' '.join(syllables(fold(_around(sentence.text, span))))} " for span in spans]
    return any(says(window, thing) for window in near)


def _around(text: str, span: Span) -> str:
    """The words around a figure that may name what it counts: up to a sign of punctuation or the next figure."""
    before = re.split(r"[,;.:\d]", text[max(0, span.start - _NAMING) : span.start])[-1]
    behind = re.split(r"[,;.:\d]", text[span.end : span.end + _NAMING])[0]
    return f"{before} {behind}"


_NAMING = 40  # characters on each side of a figure in which what it counts is named
_PERSONS = ("nguoi", "dong chi", "luot")


def _counted(statement: _Statement, claim: Claim) -> Concept | None:
    """The wordings of what a figure counts; None where no word that counts follows it."""
    after = re.match(r"\s*((?:[^\W\d_]+\s*){1,4})", statement.text[claim.span.end :])
    if after is None:
        return None
    if statement.english:
        folded = [fold(word) for word in syllables(after[1])]
        phrases = [wordings for begin, _, wordings in glossed(folded) if begin <= 1]
        return tuple(chain.from_iterable(phrases)) or None
    following = words(after[1])
    if not following or not after[1].split()[0].islower():
        return None
    first = after[1].split()[0]
    own = next((c for c in following if c[0].split()[0] == fold(first)), None)
    if own is None or own[0].split()[0] in ("dong",) or any(w in _PERSONS for w in own):
        return None
    return (*own, own[0].split()[0])


def _clause_around(text: str, span: Span) -> str:
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, span.start)), default=0)
    end = _CLAUSE.search(text, span.end)
    return text[start : end.start() if end else len(text)]
