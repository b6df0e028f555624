"""Holds each sentence of a model against the passages: whatever they do not support is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import chain

import numpy as np

from bot.generation.binding import misnames, swaps
from bot.generation.claims import Claim, Kind, agree, claims_of, is_accented, plain
from bot.generation.cutter import Drafted
from bot.generation.polarity import contradicts, is_turned
from bot.generation.sources import Sentence, Source, speaks_to_model
from bot.generation.thresholds import Thresholds, thresholds
from bot.question.glossary import glossed, translate, words
from bot.question.language import detect, is_english_function_word, is_vietnamese_function_word
from vectorstore.errors import Language
from vectorstore.index import Index
from vectorstore.lexical import WeightedConcepts
from vectorstore.models import BulletinEntry, Span
from vectorstore.query import Concept, Form, says
from vectorstore.text import fold, has_accents, syllables

_SENTENCES = 3  # of a text, that one generated sentence may rest on
_FOREIGN_WORDS = 2  # of English grammar in a Vietnamese sentence
_FOREIGN_SHARE = 0.34  # of an English sentence's words that may be Vietnamese: names, terms in brackets
_CLAUSE = re.compile(
    r"[,;:()–]\s|\s(?:và|nhưng|mà|đồng thời|trong khi|còn|and|but|while|whereas|which|who|although)\s", re.IGNORECASE
)
_CONNECTIVE = re.compile(
    r"^(?:cụ thể(?: là)?|theo đó|ngoài ra|bên cạnh đó|đồng thời|như vậy|trong đó"
    r"|theo (?:văn bản|đoạn trích|tài liệu|bản tin)"
    r"|according to the (?:passages?|documents?|text)|specifically|in addition|also|furthermore|moreover)\b,?",
    re.IGNORECASE,
)
_NAMING_WORDS = 3  # besides claims, with which a sentence may still only name something ("120 đảng viên mới")
_PREDICATES = frozenset(
    """là được bị có đã sẽ do đạt phải gồm tăng giảm chưa không còn
    is are was were be has have had will must can may should""".split()
)
_CLAUSE_WORDS = 2  # a shorter clause is not judged by itself
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
class Measures:
    """What a sentence is judged by, for the fitting of thresholds; see Thresholds."""

    coverage: float
    clause: float
    similarity: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a generated sentence rests on, or why it is not shown."""

    supports: tuple[Support, ...] = ()
    reason: Reason | None = None
    measures: Measures | None = None


class Verifier:
    """Verifies the sentences of one answer against the passages that its model was given."""

    def __init__(
        self, index: Index, language: Language, sources: Sequence[Source], limits: Thresholds | None = None
    ) -> None:
        self._index = index
        self._language = language
        self._sources = sources
        self._limits = limits or thresholds()[language]
        self._vectors: dict[str, np.ndarray] = {}

    def verify(self, drafted: Drafted) -> Verdict:
        """What the sentence rests on: first in the passages that it cites, then in any other one."""
        statement = _Statement(drafted.text, self._language == "en")
        if speaks_to_model(drafted.text):
            return Verdict(reason=Reason.ORDER)
        if self._is_foreign(drafted.text):
            return Verdict(reason=Reason.LANGUAGE)
        if statement.is_fragment:
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
        weighed = self._index.lexical.weigh(statement.concepts(self._index))
        shares = [float(weighed.coverages(_texts(source.sentences)).max(initial=0.0)) for source in others]
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
        headers = list({source.header: source.about for source in sources}.values())
        years = {source.bulletin.metadata.date.year for source in sources if source.bulletin.metadata.date}
        year = years.pop() if len(years) == 1 else None
        for claim in statement.claims:
            if not any(_states(sentence, claim, statement, year) for _, sentence in pool) and not any(
                _may_be_above(claim) and _states(header, claim, statement, year) for header in headers
            ):
                if claim.kind is Kind.NAME and self._is_ordinary(statement, claim, sources):
                    continue
                return Verdict(reason=_REASONS[claim.kind])
        concepts = statement.concepts(self._index)
        weighed = self._index.lexical.weigh(concepts)
        said = _said(weighed, [sentence for _, sentence in pool])
        above = np.logical_or.reduce(_said(weighed, headers))
        chosen = self._choose(statement, [sentence for _, sentence in pool], said, weighed.weights, above, year)
        union = np.logical_or.reduce(said[chosen]) | above
        coverage = float(weighed.shares(union[None])[0]) if concepts else 1.0
        clause = min(self._clause_shares(statement, concepts, union), default=1.0)
        supports = tuple(Support(pool[place][0], pool[place][1].span) for place in chosen)
        texts = [pool[place][1].text for place in chosen]
        found = " ".join(texts)
        if contradicts(statement.text, found, statement.english) or self._turns(statement, pool, chosen, year):
            return Verdict(reason=Reason.CONTRARY)
        verbatim = any(f" {plain(statement.text)} " in pool[place][1].plain for place in chosen)
        if verbatim:
            return Verdict(supports)
        bulletins = {source.bulletin.id for source in sources}
        around = [s for source in self._sources if source.bulletin.id in bulletins for s in source.sentences]
        same = lambda claim, other: _is_same(claim, other, year)  # noqa: E731
        if misnames(statement.text, statement.claims, around) or swaps(
            statement.text, statement.claims, around, statement.english, same
        ):
            return Verdict(reason=Reason.SWAPPED)
        measures = Measures(coverage, clause, self._similarity(statement.text, found))
        if coverage < self._limits.coverage or clause < self._limits.clause:
            return Verdict(reason=Reason.WORDS, measures=measures)
        if measures.similarity < self._limits.similarity:
            return Verdict(reason=Reason.MEANING, measures=measures)
        return Verdict(supports, measures=measures)

    def _choose(
        self,
        statement: _Statement,
        pool: Sequence[Sentence],
        said: np.ndarray,
        weights: np.ndarray,
        above: np.ndarray,
        year: int | None,
    ) -> list[int]:
        """The places of the few sentences that together say most: each adds a claim, or a good part of the words."""
        chosen: list[int] = []
        covered = above.copy()
        missing = list(statement.claims)
        total = float(weights.sum()) or 1.0
        while len(chosen) < min(_SENTENCES, len(pool)):
            gains = [
                (
                    sum(_states(sentence, claim, statement, year) for claim in missing)
                    + float(weights[said[place] & ~covered].sum()) / total,
                    place,
                )
                for place, sentence in enumerate(pool)
                if place not in chosen
            ]
            gain, place = max(gains, key=lambda g: (g[0], -g[1]))
            if chosen and gain < _WORTH:
                break
            chosen.append(place)
            covered |= said[place]
            missing = [claim for claim in missing if not _states(pool[place], claim, statement, year)]
        return sorted(chosen)

    def _clause_shares(self, statement: _Statement, concepts: Sequence[Concept], union: np.ndarray) -> Iterator[float]:
        """For each clause of some length, the share of its words that are said."""
        known = dict(zip(concepts, union.tolist(), strict=True))
        for clause in statement.clauses:
            own = [concept for concept in statement.concepts_of(clause, self._index) if concept in known]
            if len(own) >= _CLAUSE_WORDS:
                weights = self._index.lexical.weigh(own).weights
                yield float(weights[[known[concept] for concept in own]].sum() / (weights.sum() or 1.0))

    def _turns(
        self, statement: _Statement, pool: Sequence[tuple[Source, Sentence]], chosen: Sequence[int], year: int | None
    ) -> bool:
        """Whether the clause of a figure says the contrary of the clause that has the figure in the text."""
        for claim in statement.claims:
            if claim.kind not in (Kind.FIGURE, Kind.PERCENT, Kind.DATE):
                continue
            here = f" {plain(_clause_around(statement.text, claim.span))} "
            there = [
                f" {plain(_clause_around(pool[place][1].text, other.span))} "
                for place in chosen
                for other in pool[place][1].claims
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

    @cached_property
    def clauses(self) -> list[str]:
        """Its clauses, figures and dates blanked out: those are claims, and looked for as such."""
        return [clause for clause in _CLAUSE.split(self._worded) if clause.strip()]

    def concepts(self, index: Index) -> tuple[Concept, ...]:
        """Its words with their other wordings."""
        return tuple(dict.fromkeys(c for clause in self.clauses for c in self.concepts_of(clause, index)))

    def concepts_of(self, clause: str, index: Index) -> tuple[Concept, ...]:
        """The words of one of its clauses, with their other wordings."""
        return translate(clause, index.catalogue) if self.english else words(clause)

    @cached_property
    def _worded(self) -> str:
        rest = list(self.text)
        for claim in self.claims:
            if claim.kind is not Kind.NAME:
                length = claim.span.end - claim.span.start
                rest[claim.span.start : claim.span.end] = ";".ljust(length)  # no phrase reaches across a figure
        return _CONNECTIVE.sub("", "".join(rest))


_WORTH = 0.15  # what a further sentence must add: a claim, or such a share of the words
_REASONS = {
    Kind.FIGURE: Reason.FIGURE,
    Kind.PERCENT: Reason.FIGURE,
    Kind.DATE: Reason.DATE,
    Kind.REFERENCE: Reason.REFERENCE,
    Kind.NAME: Reason.NAME,
}


def _said(weighed: WeightedConcepts, sentences: Sequence[Sentence]) -> np.ndarray:
    """Which of the words stand in which of some sentences; a word of several syllables also where they stand apart
    ("trồng cây" in "trồng 25.000 cây xanh")."""
    texts = _texts(sentences)
    apart = [
        [all(f" {syllable} " in text for syllable in concept[0].split()) for concept in weighed.concepts]
        for text in texts
    ]
    said: np.ndarray = weighed.said(texts) | np.array(apart, bool).reshape(len(texts), -1)
    return said


def _texts(sentences: Sequence[Sentence]) -> list[str]:
    return [sentence.folded for sentence in sentences]


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
    if claim.kind is not other.kind:
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
