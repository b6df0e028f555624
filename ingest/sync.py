"""Brings an index in step with files, folders and web pages."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from ingest.aside import Asides
from ingest.errors import IngestError, SourceUnavailable, WebStatus
from ingest.identity import Identities, is_gone, renamed
from ingest.report import Outcome, Progress, Report, Status, Step
from ingest.sources import Place, RawDocument, find, folders, is_url, load
from vectorstore.models import Bulletin, Replaced
from vectorstore.places import Fingerprint, PlaceRecord

if TYPE_CHECKING:
    from ingest.crawl import Crawl, Following
    from ingest.protocols import BulletinIndex, Parser
    from ingest.settings import IngestSettings
    from vectorstore.change import EncodedBulletin

_BATCH_PASSAGES = 512
_SMALL_BATCH = 64  # passages that are enough when nothing else is being embedded
_BATCH_BULLETINS = 64
_BATCH_RECORDS = 2_000
_BATCHES_AHEAD = 2  # that are embedded or written at a time
_WINDOW_FILES = 32
_WINDOW_BYTES = 64_000_000


def sync(
    sources: Sequence[str],
    index: BulletinIndex,
    progress: Progress | None = None,
    settings: IngestSettings | None = None,
    *,
    parser: Parser | None = None,
    following: Following | None = None,
    prune: bool = False,
    vanished: Sequence[str] = (),
) -> Report:
    """Takes in what has changed at `sources`: files, folders, patterns and web pages, and pages that these lead to.

    `prune` also removes what is gone below those of the sources that are folders, and pages whose server says so;
    `vanished` are paths that are removed in any case, with all below them, if they are gone. A document that cannot be
    read is reported and the rest goes on; an error of the index ends the sync, and what was committed before stays.
    """
    from ingest.crawl import Crawl

    places = find(sources)
    settings = settings or _default_settings()
    crawl = Crawl([place for place in places if is_url(place.source)], settings, following)
    with (
        _started(parser, settings) as ready,
        _Run(index, settings, progress or _silent, ready, crawl, prune) as run,
    ):
        run.take_files([place for place in places if not is_url(place.source)])
        run.take_pages()
        if prune:
            run.remove_gone(run.not_emptied(folders(sources), places))
        run.remove_gone(vanished)
        return run.finish()


def ingest_one(raw: RawDocument, index: BulletinIndex, parser: Parser | None = None) -> Report:
    """Takes in one file that is already at hand, such as an upload; a container gives several outcomes."""
    from ingest.crawl import Crawl

    settings = _default_settings()
    with (
        _started(parser, settings) as ready,
        _Run(index, settings, _silent, ready, Crawl([], settings), prune=False) as run,
    ):
        run.take_one(raw)
        return run.finish()


@dataclass(slots=True)
class _Batch:
    """What is written to the index together."""

    bulletins: list[Bulletin] = field(default_factory=list)
    records: list[PlaceRecord] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    aside: dict[str, Mapping[str, str]] = field(default_factory=dict)
    renewed: set[str] = field(default_factory=set)
    files: int = 0
    passages: int = 0

    @property
    def is_full(self) -> bool:
        return (
            self.passages >= _BATCH_PASSAGES
            or len(self.bulletins) >= _BATCH_BULLETINS
            or len(self.records) >= _BATCH_RECORDS
        )


@dataclass(slots=True)
class _Window:
    """Files that were loaded and wait to be read."""

    files: list[tuple[Place, RawDocument]] = field(default_factory=list)
    size: int = 0

    def add(self, place: Place, raw: RawDocument) -> None:
        self.files.append((place, raw))
        self.size += len(raw.data)

    @property
    def is_full(self) -> bool:
        return len(self.files) >= _WINDOW_FILES or self.size >= _WINDOW_BYTES


@dataclass(slots=True)
class _Run:
    """One sync: reads documents, hands them to the index in batches, keeps the outcomes.

    While a batch is written, the next one is embedded, each in a thread of its own, and the documents of the one after
    that are read.
    """

    index: BulletinIndex
    settings: IngestSettings
    progress: Progress
    parser: Parser
    crawl: Crawl
    prune: bool
    identities: Identities = field(init=False)
    asides: Asides = field(default_factory=Asides)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    batch: _Batch = field(default_factory=_Batch)
    sources: dict[str, str] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    passages: int = 0
    _embedder: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "embed"))
    _writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "write"))
    _embedded: Future[list[EncodedBulletin]] | None = None
    _written: deque[tuple[_Batch, Future[list[Replaced]]]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.identities = Identities(self.index.catalogue)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._embedder.shutdown(cancel_futures=True)
        self._writer.shutdown()

    # The documents of a run

    def take_files(self, places: Sequence[Place]) -> None:
        """Takes in the files at `places`."""
        self.total += len(places) + self.crawl.waiting
        window = _Window()
        for place in places:
            self._step(place.source)
            if self._is_untouched(place):
                self.done += 1
                continue
            try:
                window.add(place, load(place, self.settings))
            except IngestError as error:
                self._fail(place.source, error)
                self.done += 1
            if window.is_full:
                self._take_window(window)
                window = _Window()
        self._take_window(window)

    def _take_window(self, window: _Window) -> None:
        """Takes in files that were loaded, those that are new to the index prepared together."""
        self.parser.prepare([raw for _, raw in window.files if self._is_new(raw)])
        for place, raw in window.files:
            self._step(place.source)
            self.take_one(raw, place)
            self.done += 1
            self._flush_if_full()

    def _is_new(self, raw: RawDocument) -> bool:
        """Whether the index holds nothing with these bytes, before the others of the window are taken in."""
        content_hash = hashlib.sha256(raw.data).hexdigest()
        known = self.identities.place(raw.source)
        return (known is None or known.fingerprint.content_hash != content_hash) and not self.identities.with_bytes(
            content_hash, raw.source
        )

    def take_pages(self) -> None:
        """Takes in the web pages of the crawl, as long as it finds any."""
        from ingest.web import NotModified

        while (found := self.crawl.next()) is not None:
            page, steps = found
            self._step(page.source)
            known = self.identities.place(page.source)
            try:
                if page.problem:
                    raise page.problem
                raw = self.crawl.open(page, steps, known.fingerprint if known else None)
                if isinstance(raw, NotModified) and known:
                    self._unchanged(known)
                elif isinstance(raw, RawDocument):
                    self.take_one(raw)
            except IngestError as error:
                if known and self.prune and isinstance(error, WebStatus) and error.is_gone:
                    self._remove(known)
                else:
                    self._fail(page.source, error)
            self.done += 1
            self.total = self.done + self.crawl.waiting
            self._flush_if_full()

    def not_emptied(self, folders: Sequence[str], found: Sequence[Place]) -> list[str]:
        """Those folders in which something was found; one that is suddenly empty is likelier a disk that is missing."""
        kept = []
        for folder in folders:
            if any(place.source.startswith(folder.rstrip("/") + "/") for place in found):
                kept.append(folder)
            elif self.index.catalogue.places_below(folder):
                self._fail(
                    folder,
                    SourceUnavailable(
                        f"Thư mục {folder} không còn tệp nào nên không văn bản nào bị gỡ; nếu đúng là phải gỡ hết, "
                        "hãy dùng «bantin remove».",
                        f"{folder} has no files any more, so nothing was removed; if that is meant, use "
                        '"bantin remove".',
                    ),
                )
        return kept

    def remove_gone(self, places: Sequence[str]) -> None:
        """Removes what the index holds from below `places`, or from themselves, and is not there any more."""
        self._flush()
        self._settle()
        for place in places:
            for known in self.index.catalogue.places_below(place):
                if self.identities.place(known.place) and is_gone(known.place):
                    self._remove(known)

    def take_one(self, raw: RawDocument, place: Place | None = None) -> None:
        """Takes in the document or container `raw`, read from `place`."""
        try:
            self._take(raw, place)
        except IngestError as error:
            self._fail(raw.source, error)

    def _take(self, raw: RawDocument, place: Place | None) -> None:
        content_hash = hashlib.sha256(raw.data).hexdigest()
        size, modified_ns = (place.size, place.modified_ns) if place else (None, None)
        seen = Fingerprint(content_hash, size, modified_ns, raw.etag, raw.last_modified)
        known = self.identities.place(raw.source)
        if known is not None and known.fingerprint.content_hash == content_hash:
            self._record(PlaceRecord(raw.source, seen, known.documents))
            self._unchanged(known)
            return
        same = self.identities.with_bytes(content_hash, raw.source)
        if same is not None:
            self._adopt(raw.source, seen, same)
        else:
            self._read(raw, seen)

    # What may become of one

    def _is_untouched(self, place: Place) -> bool:
        """Whether the file has the size and time that it had when it was read; then its outcome is noted."""
        known = None if place.problem else self.identities.place(place.source)
        if known is None or place.modified_ns is None:
            return False
        if (known.fingerprint.size, known.fingerprint.modified_ns) != (place.size, place.modified_ns):
            return False
        self._unchanged(known)
        return True

    def _unchanged(self, known: PlaceRecord) -> None:
        """Notes documents that are as they were; their corrections in the folder may have changed."""
        entries = self.index.catalogue.entries_of(bulletin_id for _, bulletin_id in known.documents)
        for source, bulletin_id in known.documents:
            entry = entries.get(bulletin_id)
            if entry is None:  # in the batch that waits
                self.outcomes.setdefault(source, Outcome(source, "unchanged", bulletin_id))
                continue
            status: Status = "updated" if self._corrected(source, bulletin_id) else "unchanged"
            title = entry.metadata.title
            self.outcomes.setdefault(source, Outcome(source, status, bulletin_id, title, entry.passages))

    def _corrected(self, source: str, bulletin_id: str) -> bool:
        """Whether the corrections beside a file have changed; then they are applied."""
        aside = None if is_url(source) else self.asides.of(source)
        if aside is None:
            return False
        known = self.index.catalogue.corrections(bulletin_id)
        if dict(known.file) == dict(aside) or self._source_of(bulletin_id) != source:
            return False
        self.index.correct(bulletin_id, replace(known, file=aside))
        return True

    def _source_of(self, bulletin_id: str) -> str | None:
        entry = self.index.catalogue.entries_of([bulletin_id]).get(bulletin_id)
        return entry.source if entry else None

    def _adopt(self, place: str, seen: Fingerprint, same: PlaceRecord) -> None:
        """Takes in a file with the bytes of another one: the other was moved, or this is its double."""
        moved = is_gone(same.place)
        documents = renamed(same, place)
        self._record(PlaceRecord(place, seen, documents), same.place if moved else None)
        entries = self.index.catalogue.entries_of(bulletin_id for _, bulletin_id in same.documents)
        for (source, bulletin_id), (other, _) in zip(documents, same.documents, strict=True):
            title = entries[bulletin_id].metadata.title if bulletin_id in entries else None
            status: Status = "moved" if moved else "duplicate"
            self.outcomes[source] = Outcome(source, status, bulletin_id, title, other=other)

    def _read(self, raw: RawDocument, seen: Fingerprint) -> None:
        """Reads the documents in `raw`. Raises IngestError if a container is broken."""
        documents: list[tuple[str, str]] = []
        all_read = True
        before = len(self.batch.bulletins)
        for member in self.parser.expand(raw):
            try:
                if not isinstance(member, RawDocument):
                    raise member.error
                bulletin = self.parser.parse(member)
            except IngestError as error:
                self._fail(member.source, error)
                all_read = False
                current = self.index.catalogue.bulletin_at(member.source)
                if current is not None:  # the version that was read before stays
                    documents.append((member.source, current))
                continue
            documents.append((member.source, self._place_bulletin(bulletin)))
        self.batch.files += len(self.batch.bulletins) > before
        if documents:
            # A container that was not read whole is read again next time.
            self._record(PlaceRecord(raw.source, seen if all_read else Fingerprint(""), tuple(documents)))

    def _place_bulletin(self, bulletin: Bulletin) -> str:
        """Puts a bulletin that was read into the batch under its id, or finds the one with the same text."""
        source, title = bulletin.source, bulletin.metadata.title
        current = self.index.catalogue.bulletin_at(source)
        found = self.identities.id_for(source)
        same = self.identities.with_text(bulletin.text)
        if same is not None and same != found:
            status: Status = "unchanged" if same == current else "duplicate"
            other = None if same == current else self.sources.get(same) or self._source_of(same)
            self.outcomes[source] = Outcome(source, status, same, title, other=other)
            return same
        self.identities.rewrite(found, bulletin.text, source)
        self.sources[found] = source
        self.outcomes[source] = Outcome(source, "indexed", found, title)
        self.batch.bulletins.append(replace(bulletin, id=found))
        self.batch.passages += len(bulletin.passages)
        if current is not None and current != found:
            self.batch.renewed.add(source)
        aside = None if is_url(source) else self.asides.of(source)
        if aside is None:
            aside = self.index.catalogue.corrections(found).file
        if aside:
            self.batch.aside[found] = aside
        return found

    def _remove(self, known: PlaceRecord) -> None:
        """Forgets a place whose document is gone, and the document if no other place holds it."""
        self.batch.gone.append(known.place)
        entries = self.index.catalogue.entries_of(bulletin_id for _, bulletin_id in known.documents)
        for source, bulletin_id in known.documents:
            title = entries[bulletin_id].metadata.title if bulletin_id in entries else None
            self.outcomes[source] = Outcome(source, "removed", bulletin_id, title)

    def _fail(self, source: str, error: IngestError) -> None:
        self.outcomes[source] = Outcome(source, "failed", error=error)

    # Writing

    def _record(self, record: PlaceRecord, gone: str | None = None) -> None:
        self.identities.record(record, gone)
        self.batch.records.append(record)
        if gone:
            self.batch.gone.append(gone)

    def _flush_if_full(self) -> None:
        if self.batch.is_full or (self.batch.passages >= _SMALL_BATCH and self._is_idle):
            self._flush()

    @property
    def _is_idle(self) -> bool:
        """Whether the embedder waits for work."""
        return self._embedded is None or self._embedded.done()

    def _flush(self) -> None:
        """Has the batch embedded and written, once no more than one is still being written."""
        while len(self._written) >= _BATCHES_AHEAD:
            self._settle_one()
        batch, self.batch = self.batch, _Batch()
        if batch.bulletins or batch.records or batch.gone:
            before = self._written[-1][1] if self._written else None
            embedded = self._embedder.submit(self.index.encode, batch.bulletins, batch.aside)
            self._embedded = embedded
            self._written.append((batch, self._writer.submit(self._write, batch, embedded, before)))

    def _write(
        self, batch: _Batch, embedded: Future[list[EncodedBulletin]], before: Future[list[Replaced]] | None
    ) -> list[Replaced]:
        """Writes a batch that may build on the one before it: if that one failed, this one does too."""
        if before is not None:
            before.result()
        return self.index.apply(batch.bulletins, batch.records, batch.gone, batch.aside, embedded.result())

    def _settle(self) -> None:
        """Waits for all that is being written."""
        while self._written:
            self._settle_one()

    def _settle_one(self) -> None:
        """Waits for the oldest batch that is being written, and notes what became of its bulletins."""
        batch, written = self._written.popleft()
        for bulletin, result in zip(batch.bulletins, written.result(), strict=True):
            source, title, passages = bulletin.source, bulletin.metadata.title, len(bulletin.passages)
            status: Status = "updated" if source in batch.renewed else result.value
            self.outcomes[source] = Outcome(source, status, bulletin.id, title, passages)
            self.passages += passages if result is not Replaced.UNCHANGED else 0
        self._step()

    def _step(self, source: str = "") -> None:
        """Tells how far the run is; files whose bulletins are not written yet are not done."""
        waiting = self.batch.files + sum(batch.files for batch, _ in self._written)
        self.progress(Step(max(self.done - waiting, 0), self.total, self.passages, source))

    def finish(self) -> Report:
        """Writes what is left, wipes out what was removed, and reports."""
        self._flush()
        self._settle()
        self.index.purge()
        self._step()
        for path, problem in self.asides.problems.items():
            self._fail(path, problem)
        return Report(tuple(self.outcomes.values()), tuple(self.crawl.notes))


def _default_settings() -> IngestSettings:
    from ingest.settings import IngestSettings

    return IngestSettings()


@contextmanager
def _started(parser: Parser | None, settings: IngestSettings) -> Iterator[Parser]:
    """`parser`, or else a worker process of our own, which ends with us."""
    if parser is not None:
        yield parser
        return
    from ingest.worker import Parser as Worker

    with Worker(settings) as worker:
        yield worker


def _silent(step: Step) -> None:
    """Shows nothing."""
