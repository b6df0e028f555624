"""Brings an index in step with files, folders and web pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from ingest.errors import IngestError
from ingest.sources import Place, RawDocument, document_id, find, load
from vectorstore.models import Bulletin, BulletinEntry, Replaced

if TYPE_CHECKING:
    from ingest.settings import IngestSettings

Status = Literal["indexed", "updated", "unchanged", "failed"]

_BATCH_PASSAGES = 512
_BATCH_BULLETINS = 64


class BulletinIndex(Protocol):
    """What sync needs of an index."""

    def entry(self, document_id: str) -> BulletinEntry | None:
        """The bulletin with this id as the index holds it, None if it holds none."""
        ...

    def replace(self, bulletins: Sequence[Bulletin]) -> list[Replaced]:
        """Puts `bulletins` in place of what the index holds under their ids; all are committed together."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document; `error` is set if it failed, the other fields are None or 0 then."""

    source: str
    status: Status
    document_id: str | None = None
    title: str | None = None
    passages: int = 0
    error: IngestError | None = None

    def as_json(self) -> dict[str, str | int | None]:
        """The outcome as JSON values; `error` is the Vietnamese sentence, `error_en` the English one."""
        return {
            "source": self.source,
            "status": self.status,
            "document_id": self.document_id,
            "title": self.title,
            "passages": self.passages,
            "error": self.error.vi if self.error else None,
            "error_en": self.error.en if self.error else None,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all documents, in the order in which they were found."""

    outcomes: tuple[Outcome, ...] = ()

    def count(self, status: Status) -> int:
        """How many documents have this status."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def passages(self) -> int:
        """How many passages were written to the index."""
        return sum(each.passages for each in self.outcomes if each.status in ("indexed", "updated"))

    @property
    def exit_code(self) -> int:
        """1 if any document failed, else 0."""
        return 1 if self.count("failed") else 0

    def as_json(self) -> dict[str, object]:
        """The report as JSON values."""
        return {
            "indexed": self.count("indexed"),
            "updated": self.count("updated"),
            "unchanged": self.count("unchanged"),
            "failed": self.count("failed"),
            "passages": self.passages,
            "documents": [outcome.as_json() for outcome in self.outcomes],
        }


@dataclass(frozen=True, slots=True)
class Step:
    """How far a sync is: `done` of `total` documents, `passages` written, and the document that is read now."""

    done: int
    total: int
    passages: int
    source: str = ""


Progress = Callable[[Step], None]
"""Is told of every step, to draw a progress bar: before each document, after each batch, and at the end."""


def sync(
    sources: Sequence[str],
    index: BulletinIndex,
    progress: Progress | None = None,
    settings: IngestSettings | None = None,
) -> Report:
    """Takes in what has changed at `sources`: files, folders and web pages.

    A document that cannot be read is reported and the rest goes on; an error of the index ends the sync, and what was
    committed before stays.
    """
    run = _Run(index, settings or _default_settings(), progress or _silent)
    return run.over(find(sources))


def ingest_one(raw: RawDocument, index: BulletinIndex) -> Outcome:
    """Takes in one document that is already at hand, such as an upload. Raises `IngestError` if it cannot be read."""
    unchanged = _unchanged(raw, index)
    if unchanged is not None:
        return unchanged
    from ingest.parse import parse

    bulletin = parse(raw)
    return _outcome(bulletin, index.replace([bulletin])[0])


@dataclass(slots=True)
class _Run:
    """One sync: reads documents, hands them to the index in batches, keeps the outcomes."""

    index: BulletinIndex
    settings: IngestSettings
    progress: Progress
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    passages: int = 0
    batch: list[Bulletin] = field(default_factory=list)
    waiting: int = 0

    def over(self, places: Sequence[Place]) -> Report:
        """Takes in the documents at `places`."""
        for done, place in enumerate(places):
            self.progress(Step(done, len(places), self.passages, place.source))
            self._take(place)
            if self.waiting >= _BATCH_PASSAGES or len(self.batch) >= _BATCH_BULLETINS:
                self._flush()
                self.progress(Step(done + 1, len(places), self.passages))
        self._flush()
        self.progress(Step(len(places), len(places), self.passages))
        return Report(tuple(self._in_order(places)))

    def _take(self, place: Place) -> None:
        from ingest.parse import parse

        try:
            raw = load(place, self.settings)
            unchanged = _unchanged(raw, self.index)
            if unchanged is not None:
                self.outcomes[place.source] = unchanged
                return
            bulletin = parse(raw)
        except IngestError as error:
            self.outcomes[place.source] = Outcome(place.source, "failed", error=error)
            return
        self.batch.append(bulletin)
        self.waiting += len(bulletin.passages)

    def _flush(self) -> None:
        if not self.batch:
            return
        for bulletin, replaced in zip(self.batch, self.index.replace(self.batch), strict=True):
            outcome = _outcome(bulletin, replaced)
            self.outcomes[bulletin.source] = outcome
            self.passages += outcome.passages
        self.batch = []
        self.waiting = 0

    def _in_order(self, places: Sequence[Place]) -> Iterator[Outcome]:
        return (self.outcomes[place.source] for place in places)


def _unchanged(raw: RawDocument, index: BulletinIndex) -> Outcome | None:
    """The outcome for a document that the index holds with the same bytes, None for any other."""
    from ingest.parse import content_hash

    entry = index.entry(document_id(raw.source))
    if entry is None or entry.content_hash != content_hash(raw.data):
        return None
    return Outcome(raw.source, "unchanged", entry.id, entry.metadata.title, entry.passages)


def _outcome(bulletin: Bulletin, replaced: Replaced) -> Outcome:
    return Outcome(bulletin.source, replaced.value, bulletin.id, bulletin.metadata.title, len(bulletin.passages))


def _default_settings() -> IngestSettings:
    from ingest.settings import IngestSettings

    return IngestSettings()


def _silent(step: Step) -> None:
    """Shows nothing."""
