"""The passages that a model is given: numbered, with what a verifier looks for in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.answer.consider import Considered
from bot.generation.claims import Claim, Kind, claims_of, plain
from bot.models import Answer
from bot.question.cues import either
from vectorstore.index import Index
from vectorstore.models import BulletinEntry, Hit, Span
from vectorstore.text import CAPITALS, fold_sentences, folded_syllables, sentences

_SOURCES = 5  # passages, unless a list has more items
_BESIDE_LIST = 2  # passages beside the items of a list
_CHARACTERS = 3_000  # of all passages together; a small model on a processor reads about 60 tokens a second
_BETWEEN = " · "  # the parts of a header
SEMICOLON = re.compile(r";\s")
"""What ends a statement within a sentence."""
_CLAUSE = re.compile(rf",\s(?!ngày \d|[{CAPITALS}])")
_TO_MODEL = re.compile(
    either(
        r"""
        (?:bo qua|quen|khong tuan theo|lam trai) (?:\w+ ){0,4}(?:huong dan|chi dan|chi thi tren|yeu cau tren|lenh)
        (?:ignore|disregard|forget|override) (?:\w+ ){0,4}(?:instructions?|prompts?|rules|above)
        (?:hay|chi|phai) (?:\w+ ){0,3}(?:tra loi|viet|noi|in ra|xuat ra) (?:\w+ ){0,3}(?:rang|la|cau|dung|nguyen van)\b
        (?:answer|reply|respond|say|output|print|write) (?:only|exactly|with|that|the following)\b
        (?:ban|you) (?:la|are|gio la|are now) (?:\w+ ){0,3}(?:tro ly|chatbot|mo hinh|assistant|ai\b|model|bot)
        system prompt | developer mode | jailbreak | loi nhac he thong | nguoi dung dang hoi
        (?:tro ly|mo hinh ngon ngu|chatbot) (?:\w+ ){0,3}(?:phai|hay)
        (?:language model|assistant) (?:\w+ ){0,3}(?:must|should|will)
        """
    )
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage, with what is looked for in it: see `plain` and `fold_sentences`."""

    span: Span
    text: str

    @cached_property
    def plain(self) -> str:
        """Its syllables with accents, spaces around each."""
        return f" {plain(self.text)} "

    @cached_property
    def folded(self) -> str:
        """Its syllables without accents, spaces around each."""
        return fold_sentences([self.text])

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What it claims."""
        return tuple(claims_of(self.text, "any"))

    @cached_property
    def uncounted(self) -> str:
        """Its syllables with accents but without figures, spaces around each."""
        rest = list(self.text)
        for claim in self.claims:
            if claim.kind is Kind.FIGURE:
                rest[claim.span.start : claim.span.end] = " " * (claim.span.end - claim.span.start)
        return f" {plain(''.join(rest))} "

    @cached_property
    def parts(self) -> tuple[Sentence, ...]:
        """What stands between its semicolons, each of which tells something of its own."""
        return self._split(SEMICOLON)

    @cached_property
    def clauses(self) -> tuple[Sentence, ...]:
        """What stands between its commas; one before a capital letter or a date only names something
        more."""
        return self._split(_CLAUSE)

    def _split(self, at: re.Pattern[str]) -> tuple[Sentence, ...]:
        return tuple(Sentence(span, span.of(self.text)) for span in cut(self.text, Span(0, len(self.text)), at))


@dataclass(frozen=True)
class Source:
    """A numbered passage; `header` says what it stands in: title, date, number, issuer, headings, lead-in."""

    number: int
    bulletin: BulletinEntry
    header: str
    text: str
    sentences: tuple[Sentence, ...] = field(repr=False)

    @cached_property
    def above(self) -> tuple[Sentence, ...]:
        """The parts of the header: they can support names, a year or several words together, and cannot be quoted."""
        return tuple(Sentence(Span(0, 0), part) for part in self.header.split(_BETWEEN))

    @cached_property
    def about(self) -> Sentence:
        """The header as a sentence; it can support a name, a document's number or a year, and cannot be quoted."""
        return Sentence(Span(0, 0), self.header)


def choose_sources(index: Index, considered: Considered, answer: Answer) -> list[Source]:
    """What the model is given for a question: what the extractive answer quotes, then the best other passages.

    For a list answer each item is a passage. Passages of another time than the question names are left out while others
    fit, and so are those that speak to the model: they cannot order it about when it does not see them.
    """
    pieces = list(_pieces(index, considered, answer))
    most = len(answer.items) + _BESIDE_LIST if answer.is_list else _SOURCES
    chosen: list[Source] = []
    length = 0
    for bulletin, header, span, spans in pieces:
        text = span.of(index.catalogue.text(bulletin.id))
        if speaks_to_model(text) or any(_overlap(bulletin, span, other) for other in chosen):
            continue
        if chosen and (len(chosen) >= most or length + len(text) > _CHARACTERS) and not _quoted(answer, bulletin, span):
            continue
        document = index.catalogue.text(bulletin.id)
        parts = tuple(Sentence(part, part.of(document)) for part in spans)
        chosen.append(Source(len(chosen) + 1, bulletin, header, text, parts))
        length += len(text)
    return chosen


def cut(text: str, span: Span, at: re.Pattern[str]) -> list[Span]:
    """What stands between the matches of a pattern in a part of a text."""
    gaps = [match.span() for match in at.finditer(text, *span)]
    starts, ends = [span.start, *(end for _, end in gaps)], [*(start for start, _ in gaps), span.end]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def speaks_to_model(text: str) -> bool:
    """Whether a passage gives orders to whoever answers questions, as no bulletin does."""
    return _TO_MODEL.search(folded_syllables(text)) is not None


Piece = tuple[BulletinEntry, str, Span, tuple[Span, ...]]
"""A bulletin, what stands above a piece of its text, where that piece is, and its sentences."""


def _pieces(index: Index, considered: Considered, answer: Answer) -> Iterator[Piece]:
    hits = considered.hits
    leads = {section.hit.bulletin.id: section for section in considered.sections}
    for citation in answer.citations:
        span = Span(citation.start, citation.end)
        hit = next((h for h in hits if h.bulletin.id == citation.bulletin.id and _within(span, h)), None)
        section = leads.get(citation.bulletin.id)
        if hit is not None and not answer.is_list:
            yield _of_hit(hit)
        else:
            lead = section.section.lead.of(index.catalogue.text(citation.bulletin.id)) if section else ""
            yield citation.bulletin, _header(citation.bulletin, [lead]), span, sentences(citation.quote, span.start)
    years = set(re.findall(r"\b(?:19|20)\d\d\b", considered.question.folded))
    for hit in hits:
        if not years or years & set(re.findall(r"(?:19|20)\d\d", f"{_of_hit(hit)[1]} {hit.passage.text}")):
            yield _of_hit(hit)


def _of_hit(hit: Hit) -> Piece:
    passage = hit.passage
    return (
        hit.bulletin,
        _header(hit.bulletin, [*passage.path, passage.lead]),
        Span(passage.start, passage.end),
        passage.sentences,
    )


def _header(bulletin: BulletinEntry, above: Sequence[str]) -> str:
    metadata = bulletin.metadata
    date = f"{metadata.date:%d/%m/%Y}" if metadata.date else None
    parts = [metadata.title, date, metadata.number, metadata.issuer, *above]
    return _BETWEEN.join(dict.fromkeys(part for part in parts if part))


def _within(span: Span, hit: Hit) -> bool:
    return hit.passage.start <= span.start and span.end <= hit.passage.end


def _overlap(bulletin: BulletinEntry, span: Span, other: Source) -> bool:
    return other.bulletin.id == bulletin.id and any(
        part.span.start < span.end and span.start < part.span.end for part in other.sentences
    )


def _quoted(answer: Answer, bulletin: BulletinEntry, span: Span) -> bool:
    return any(c.bulletin.id == bulletin.id and c.start < span.end and span.start < c.end for c in answer.citations)
