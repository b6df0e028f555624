"""What every part of Bản Tin passes around: frozen data classes, no behaviour that needs a library.

Offsets are character offsets into `Bulletin.text`, which is NFC; `bulletin.text[start:end] == quote` always.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from vectorstore.errors import InvalidFilters


class Span(NamedTuple):
    """A half-open range of character offsets into a bulletin's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The part of `text` that this span covers."""
        return text[self.start : self.end]


CELLS = " | "
"""What stands between the cells of a row in its text and in that of its header."""
LEADS = " › "
"""What stands between the parts of a passage's lead: the leads of outer and inner lists, the header of a table."""


class BlockKind(StrEnum):
    """What a block or a passage is in the structure of its bulletin; the last three are kinds of passages only: the
    heading block of an official document, the signature with its office, the list of recipients."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CAPTION = "caption"
    ROW = "row"
    FRONT = "front"
    SIGNATURE = "signature"
    RECIPIENTS = "recipients"


@dataclass(frozen=True, slots=True)
class Block:
    """A structural piece of a bulletin: heading, paragraph, list item, caption or table row.

    `level` is the depth of a heading or of a list item, 1 outermost, 0 for other kinds. `label` is what an
    item or heading starts with ("Một là", "2.", "a)", "-", "Điều 5") and is part of the text, except for lists whose
    numbers the file does not store as text, where it is empty. `number` is the ordinal that the label states.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    label: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a section, with all that belongs to it: further paragraphs and nested lists."""

    start: int
    end: int
    label: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A lead-in ("… nhiệm vụ trọng tâm sau:") with all of its items, never separated.

    `lead` is the paragraph or heading before the first item; it is empty (start == end) where there is none. `parent`
    is the index, within the bulletin, of the section whose item holds this list.
    """

    lead: Span
    items: tuple[Item, ...]
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is retrieved: one paragraph, list item or table row.

    `path` holds the headings above it, outermost first; `lead` what introduces it (the lead-in of its list, the
    header of its table), empty where nothing does. `section` and `item` are indexes into `Bulletin.sections` and
    `Section.items`; a lead-in has a section and no item. `sentences` tile what can be quoted.
    """

    start: int
    end: int
    text: str
    kind: BlockKind
    sentences: tuple[Span, ...]
    path: tuple[str, ...] = ()
    lead: str = ""
    section: int | None = None
    item: int | None = None

    def said(self, span: Span) -> str:
        """What stands in a span, as of one of its sentences, that lies within it."""
        return self.text[span.start - self.start : span.end - self.start]


Origin = Literal["text", "html", "file", "name", "correction"]
"""Where a field of metadata came from: the document's text, the head of an HTML page, the properties that a file
carries, the file's name, or a person who corrected it."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a bulletin says of itself; a field is None where it does not say.

    `place` is where it was issued; `period` is the time that it reports on, in its own words. `origins` tells, by the
    name of each field that is not None, where its value came from.
    """

    title: str
    date: datetime.date | None = None
    number: str | None = None
    issuer: str | None = None
    kind: str | None = None
    signer: str | None = None
    author: str | None = None
    place: str | None = None
    period: str | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One document: news bulletin, resolution, directive, conclusion, plan, report.

    `content_hash` tells the bytes it was read from, and how they were read (ingest.content_hash).
    """

    id: str
    source: str
    metadata: Metadata
    text: str
    content_hash: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class BulletinEntry:
    """A bulletin as a listing shows it: no text, `passages` is their number.

    `sources` are all the places where its text was found, `source`, the first, among them.
    """

    id: str
    source: str
    metadata: Metadata
    content_hash: str
    passages: int
    sources: tuple[str, ...] = ()


class Card(NamedTuple):
    """What a bulletin is filed under in the catalogue, for going through all that there are."""

    id: str
    date: datetime.date | None
    kind: str | None
    issuer: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits a search to some bulletins; an empty one lets all through.

    `date_from` and `date_to` are inclusive; a bulletin without a date passes neither. `issuer` matches without regard
    to case and accents anywhere in the issuer's name. Raises InvalidFilters where `date_from` is after `date_to`.
    """

    date_from: datetime.date | None = None
    date_to: datetime.date | None = None
    issuer: str | None = None
    document_ids: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise InvalidFilters(self.date_from, self.date_to)

    def __bool__(self) -> bool:
        return any(value is not None for value in (self.date_from, self.date_to, self.issuer, self.document_ids))


NO_FILTERS = Filters()
"""Lets everything through."""


class Replaced(StrEnum):
    """What `Index.replace` did with a bulletin."""

    ADDED = "indexed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"

    @classmethod
    def by(cls, bulletin: Bulletin, known: BulletinEntry | None) -> Replaced:
        """What becomes of a bulletin where an index knows `known` under its id."""
        if known is None:
            return cls.ADDED
        return cls.UNCHANGED if known.content_hash == bulletin.content_hash else cls.UPDATED


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found, with the bulletin it stands in; `score` is higher for a better match.

    The parts of the score follow. `dense` and `context` are cosines of the question with the passage and with what
    stands above it, `lexical` is BM25 as a share of its maximum, `covered` the share of the question's concepts, by
    idf, that the passage or its context says.

    For each sentence, `similarities` holds its cosine with the question, `coverages` the share of the concepts that it
    says, `residuals` the part of that which the context does not say already, and `said` the share of the question's
    whole words that it says, in any of their wordings. `missing` are the question's words (by their first wording) that
    neither passage nor context says, each with its rarity: 0 for what every passage says, 1 for what none does; `unmet`
    how many of its designators neither says, or only to compare with them ("so với năm 2018").

    `reranked` is what a reranker gave it, from 0 to 1; None where none did. Where one did, the hits' scores were dealt
    out anew in its order (see vectorstore.reranker).
    """

    bulletin: BulletinEntry
    passage: Passage
    score: float
    dense: float = 0.0
    context: float = 0.0
    lexical: float = 0.0
    covered: float = 0.0
    similarities: tuple[float, ...] = ()
    coverages: tuple[float, ...] = ()
    residuals: tuple[float, ...] = ()
    said: tuple[float, ...] = ()
    missing: tuple[tuple[str, float], ...] = ()
    unmet: int = 0
    reranked: float | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and its place; `number` counts from 1 within an answer."""

    number: int
    bulletin: BulletinEntry
    quote: str
    start: int
    end: int

    @property
    def url(self) -> str:
        """Where the quote can be read in its bulletin, relative to the server's root."""
        return f"/documents/{self.bulletin.id}#c{self.start}-{self.end}"
