"""What goes over the wire: the JSON of the HTTP API, which `--json` prints as well, to and from our data classes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.api.filters import FiltersBody
from bot.api.places import public_source
from bot.api.request_body import RequestBody
from bot.models import Answer, AnswerSentence
from ingest.report import Outcome, Report, Status
from vectorstore.errors import Language
from vectorstore.models import (
    BlockKind,
    Bulletin,
    BulletinEntry,
    Citation,
    Hit,
    Item,
    Metadata,
    Origin,
    Passage,
    Section,
    Span,
)

MAX_HITS = 100
"""The most passages of one search."""


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True)


class AskRequest(RequestBody):
    """A question; `session_id` continues a conversation."""

    question: str = Field(examples=["Bốn nhiệm vụ trọng tâm là gì?"])
    session_id: Annotated[str, Field(max_length=200)] | None = None
    filters: FiltersBody | None = None


class CitationBody(_Body):
    """A verbatim quote: `text[start:end] == quote` in the bulletin's text; `url` opens it there."""

    number: int
    document_id: str
    title: str
    date: datetime.date | None
    source: str
    url: str
    quote: str
    start: int
    end: int

    @classmethod
    def of(cls, citation: Citation) -> CitationBody:
        """`citation` as JSON writes it, to whomever."""
        entry = citation.bulletin
        return cls(
            number=citation.number,
            document_id=entry.id,
            title=entry.metadata.title,
            date=entry.metadata.date,
            source=public_source(entry.source),
            url=citation.url,
            quote=citation.quote,
            start=citation.start,
            end=citation.end,
        )

    def citation(self) -> Citation:
        """The citation; of its bulletin it knows id, title, date and source."""
        entry = BulletinEntry(self.document_id, self.source, Metadata(self.title, self.date), "", 0)
        return Citation(self.number, entry, self.quote, self.start, self.end)


class SentenceBody(_Body):
    """A sentence of a generated answer, and the numbers of the citations that support it."""

    text: str
    citations: list[int]


class AskResponse(_Body):
    """An answer, or a refusal: `answered` false, without citations.

    `mode` is `extractive`, or `generative` where a language model worded the answer; then `sentences` tells what each
    of its sentences rests on.
    """

    answered: bool
    answer: str
    items: list[str]
    language: Language
    mode: str
    confidence: float
    answer_id: str
    session_id: str
    elapsed_ms: float
    suggestions: list[str]
    citations: list[CitationBody]
    sentences: list[SentenceBody] = []

    @classmethod
    def of(cls, answer: Answer) -> AskResponse:
        """`answer` as JSON writes it."""
        return cls(
            answered=answer.answered,
            answer=answer.text,
            items=list(answer.items),
            language=answer.language,
            mode=answer.mode,
            confidence=round(answer.confidence, 4),
            answer_id=answer.answer_id,
            session_id=answer.session_id,
            elapsed_ms=round(answer.elapsed_ms, 2),
            suggestions=list(answer.suggestions),
            citations=[CitationBody.of(citation) for citation in answer.citations],
            sentences=[SentenceBody(text=s.text, citations=list(s.citations)) for s in answer.sentences],
        )

    def restored(self) -> Answer:
        """The answer that this was written from, its citations as `CitationBody.citation` knows them."""
        return Answer(
            answered=self.answered,
            text=self.answer,
            language=self.language,
            confidence=self.confidence,
            answer_id=self.answer_id,
            session_id=self.session_id,
            elapsed_ms=self.elapsed_ms,
            items=tuple(self.items),
            citations=tuple(citation.citation() for citation in self.citations),
            suggestions=tuple(self.suggestions),
            mode=self.mode,
            sentences=tuple(AnswerSentence(s.text, tuple(s.citations)) for s in self.sentences),
        )


class TokenBody(_Body):
    """The next piece of an answer's text."""

    text: str


class SuggestionsResponse(_Body):
    """Questions to begin with."""

    suggestions: list[str]


class SearchRequest(RequestBody):
    """A question whose best passages are wanted."""

    question: str = Field(examples=["nhiệm vụ trọng tâm"])
    limit: int = Field(default=10, ge=1, le=MAX_HITS)
    filters: FiltersBody | None = None


class PassageBody(_Body):
    """A passage that was found; a higher score is a better match."""

    document_id: str
    title: str
    date: datetime.date | None
    text: str
    start: int
    end: int
    score: float

    @classmethod
    def of(cls, hit: Hit) -> PassageBody:
        """`hit` as JSON writes it."""
        return cls(
            document_id=hit.bulletin.id,
            title=hit.bulletin.metadata.title,
            date=hit.bulletin.metadata.date,
            text=hit.passage.text,
            start=hit.passage.start,
            end=hit.passage.end,
            score=hit.score,
        )

    def hit(self) -> Hit:
        """The hit; of its bulletin it knows id, title and date, of its passage text and offsets."""
        entry = BulletinEntry(self.document_id, "", Metadata(self.title, self.date), "", 0)
        return Hit(entry, Passage(self.start, self.end, self.text, BlockKind.PARAGRAPH, ()), self.score)


class SearchResponse(_Body):
    """The passages that were found, best first."""

    passages: list[PassageBody]


class DocumentBody(_Body):
    """A bulletin as a listing shows it; `passages` is their number, `source` the first path or URL it came from.

    `sources` are all of them. `origins` tells by the name of a field whether it was read from the text, the head of an
    HTML page, the file's properties or its name, or is a person's correction.
    """

    document_id: str
    title: str
    date: datetime.date | None
    number: str | None
    issuer: str | None
    kind: str | None
    source: str
    passages: int
    signer: str | None = None
    author: str | None = None
    place: str | None = None
    period: str | None = None
    sources: list[str] = []
    origins: dict[str, Origin] = {}

    @classmethod
    def of(cls, entry: BulletinEntry) -> DocumentBody:
        """`entry` as JSON writes it."""
        return cls(
            document_id=entry.id,
            source=entry.source,
            passages=entry.passages,
            sources=list(entry.sources),
            **_stated(entry.metadata),
        )

    def entry(self) -> BulletinEntry:
        """The entry, without the hash of its content."""
        return BulletinEntry(self.document_id, self.source, self.metadata(), "", self.passages, tuple(self.sources))

    def metadata(self) -> Metadata:
        """What the bulletin says of itself."""
        return Metadata(
            self.title,
            self.date,
            self.number,
            self.issuer,
            self.kind,
            self.signer,
            self.author,
            self.place,
            self.period,
            self.origins,
        )


class DocumentsResponse(_Body):
    """Some of the bulletins, and how many there are in all."""

    documents: list[DocumentBody]
    total: int


class SpanBody(_Body):
    """A half-open range of character offsets into the bulletin's text."""

    start: int
    end: int


class ItemBody(SpanBody):
    """An item of a section, with the label and the ordinal that it states."""

    label: str
    number: int | None


class SectionBody(_Body):
    """A lead-in with all of its items; `parent` is the index of the section whose item holds this list."""

    lead: SpanBody
    items: list[ItemBody]
    parent: int | None

    @classmethod
    def of(cls, section: Section) -> SectionBody:
        """`section` as JSON writes it."""
        items = [ItemBody(start=i.start, end=i.end, label=i.label, number=i.number) for i in section.items]
        return cls(lead=SpanBody(start=section.lead.start, end=section.lead.end), items=items, parent=section.parent)

    def section(self) -> Section:
        """The section that this was written from."""
        items = tuple(Item(i.start, i.end, i.label, i.number) for i in self.items)
        return Section(Span(self.lead.start, self.lead.end), items, self.parent)


class DocumentTextBody(DocumentBody):
    """A bulletin with its text, into which every offset points, and its sections."""

    text: str
    sections: list[SectionBody]

    @classmethod
    def of_bulletin(cls, bulletin: Bulletin, sources: Sequence[str]) -> DocumentTextBody:
        """`bulletin`, which came from `sources`, as JSON writes it."""
        return cls(
            document_id=bulletin.id,
            source=bulletin.source,
            sources=list(sources),
            passages=len(bulletin.passages),
            text=bulletin.text,
            sections=[SectionBody.of(section) for section in bulletin.sections],
            **_stated(bulletin.metadata),
        )

    def bulletin(self) -> Bulletin:
        """The bulletin with text and sections, without blocks, passages and the hash of its content."""
        sections = tuple(section.section() for section in self.sections)
        return Bulletin(self.document_id, self.source, self.metadata(), self.text, "", sections=sections)


class OutcomeBody(_Body):
    """What became of one document of an uploaded file; `error` says why it failed.

    `duplicate` means that the text is there already, from the source `other`.
    """

    source: str
    status: Status
    document_id: str | None
    title: str | None
    passages: int
    error: str | None
    other: str | None

    @classmethod
    def of(cls, outcome: Outcome, language: Language) -> OutcomeBody:
        """`outcome` as JSON writes it."""
        return cls(
            source=outcome.source,
            status=outcome.status,
            document_id=outcome.document_id,
            title=outcome.title,
            passages=outcome.passages,
            error=outcome.error.message(language) if outcome.error else None,
            other=outcome.other,
        )


class UploadResponse(_Body):
    """What became of an uploaded file: of the first document in it that could be read, and of each in `documents`."""

    document_id: str
    title: str
    date: datetime.date | None
    passages: int
    status: Literal["indexed", "updated", "unchanged"]
    documents: list[OutcomeBody] = []

    @classmethod
    def of(cls, report: Report, first: Outcome, entry: BulletinEntry, language: Language) -> UploadResponse:
        """`report`, whose outcome `first` is that of the bulletin of `entry`."""
        return cls(
            document_id=entry.id,
            title=entry.metadata.title,
            date=entry.metadata.date,
            passages=entry.passages,
            status=first.status if first.status in ("indexed", "updated") else "unchanged",
            documents=[OutcomeBody.of(outcome, language) for outcome in report.outcomes],
        )


class CorrectionRequest(RequestBody):
    """Corrections of a bulletin's metadata: a value takes the place of what was read, null takes a correction back, and
    an empty text says that the field is unknown."""

    title: str | None = None
    date: str | None = Field(default=None, examples=["2024-07-03"])
    number: str | None = None
    issuer: str | None = None
    kind: str | None = None
    signer: str | None = None
    author: str | None = None
    place: str | None = None
    period: str | None = None


class ErrorResponse(_Body):
    """One sentence that says what is wrong and what to do."""

    detail: str


class StateResponse(_Body):
    """Whether the server is up (`/healthz`) or ready to answer (`/readyz`)."""

    status: Literal["ok", "starting", "failed"]
    detail: str = ""


def _stated(metadata: Metadata) -> dict[str, Any]:
    """The fields of `metadata`, by the names that JSON gives them."""
    return {
        "title": metadata.title,
        "date": metadata.date,
        "number": metadata.number,
        "issuer": metadata.issuer,
        "kind": metadata.kind,
        "signer": metadata.signer,
        "author": metadata.author,
        "place": metadata.place,
        "period": metadata.period,
        "origins": dict(metadata.origins),
    }
