"""Brings an index in step with files, folders and web pages."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from ingest.aside import Asides
from ingest.content_hash import content_hash, is_current, is_of_same_bytes
from ingest.errors import IngestError, ReaderFailed, SourceUnavailable, WebStatus
from ingest.identity import Identities, is_gone, renamed
from ingest.report import Outcome, Progress, Report, Status, Step
from ingest.sources import Place, RawDocument, find, folders, is_url, load
from ingest.writer import BatchWriter
from vectorstore.models import Bulletin, Replaced
from vectorstore.places import Fingerprint, PlaceRecord

if TYPE_CHECKING:
    from ingest.crawl import Crawl, Following
    from ingest.protocols import BulletinIndex, Parser
    from ingest.settings import IngestSettings

_log = logging.getLogger(__name__)

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
    """One sync: reads documents, hands them to the writer, keeps the outcomes.

    `sources` are those of the bulletins that were read, by id; `renewed` are sources that hold another bulletin than
    before.
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
    sources: dict[str, str] = field(default_factory=dict)
    renewed: set[str] = field(default_factory=set)
    done: int = 0
    total: int = 0
    passages: int = 0
    writer: BatchWriter = field(init=False)

    def __post_init__(self) -> None:
        self.identities = Identities(self.index.catalogue)
        self.writer = BatchWriter(self.index, self._written)

    def __enter__(self) -> Self:
        self.writer.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.writer.__exit__(*error)

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
            self.writer.flush_if_full()

    def _is_new(self, raw: RawDocument) -> bool:
        """Whether the index holds nothing with these bytes, before the others of the window are taken in."""
        found = content_hash(raw.data)
        known = self.identities.place(raw.source)
        is_other = known is None or known.fingerprint.content_hash != found
        return is_other and not self.identities.with_bytes(found, raw.source)

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
                seen = known.fingerprint if known and is_current(known.fingerprint.content_hash) else None
                raw = self.crawl.open(page, steps, seen)
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
            self.writer.flush_if_full()

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
        self.writer.settle()
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
        found = content_hash(raw.data)
        size, modified_ns = (place.size, place.modified_ns) if place else (None, None)
        seen = Fingerprint(found, size, modified_ns, raw.etag, raw.last_modified)
        known = self.identities.place(raw.source)
        if known is not None and known.fingerprint.content_hash == found:
            self._record(PlaceRecord(raw.source, seen, known.documents))
            self._unchanged(known)
            return
        same = self.identities.with_bytes(found, raw.source)
        if same is not None:
            self._adopt(raw.source, seen, same)
        else:
            self._read(raw, seen)

    # What may become of one

    def _is_untouched(self, place: Place) -> bool:
        """Whether the file has the size and time that it had when it was read as files are read now; then its outcome
        is noted."""
        known = None if place.problem else self.identities.place(place.source)
        if known is None or place.modified_ns is None or not is_current(known.fingerprint.content_hash):
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
        batch = self.writer.batch
        before = len(batch.bulletins)
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
        batch.files += len(batch.bulletins) > before
        if documents:
            # A container that was not read whole is read again next time.
            self._record(PlaceRecord(raw.source, seen if all_read else Fingerprint(""), tuple(documents)))

    def _place_bulletin(self, bulletin: Bulletin) -> str:
        """Puts a bulletin that was read into the batch under its id, or finds the one with the same text."""
        source, title = bulletin.source, bulletin.metadata.title
        current = self.index.catalogue.bulletin_at(source)
        found = self.identities.id_for(source)
        same = self.identities.with_text(bulletin.text)
        holder = (self.sources.get(same) or self._source_of(same)) if same is not None else None
        if same is not None and holder == source:
            if self._is_read_alike(bulletin, same):
                self.outcomes[source] = Outcome(source, "unchanged", same, title, len(bulletin.passages))
                return same
            found = same
        elif same is not None and same != found:
            status: Status = "unchanged" if same == current else "duplicate"
            self.outcomes[source] = Outcome(source, status, same, title, other=None if same == current else holder)
            return same
        self.identities.rewrite(found, bulletin.text, source)
        self.sources[found] = source
        self.outcomes[source] = Outcome(source, "indexed", found, title)
        if current is not None and current != found:
            self.renewed.add(source)
        aside = None if is_url(source) else self.asides.of(source)
        if aside is None:
            aside = self.index.catalogue.corrections(found).file
        self.writer.batch.add(replace(bulletin, id=found), aside)
        return found

    def _is_read_alike(self, bulletin: Bulletin, bulletin_id: str) -> bool:
        """Whether the index holds what was read of the same bytes just as it is read now."""
        held, _ = self.index.catalogue.original(bulletin_id)
        return is_of_same_bytes(held.content_hash, bulletin.content_hash) and held == replace(
            bulletin, id=bulletin_id, content_hash=held.content_hash
        )

    def _remove(self, known: PlaceRecord) -> None:
        """Forgets a place whose document is gone, and the document if no other place holds it."""
        self.writer.batch.gone.append(known.place)
        removed = self.identities.forget(known)
        entries = self.index.catalogue.entries_of(removed)
        for source, bulletin_id in known.documents:
            if bulletin_id in removed:
                title = entries[bulletin_id].metadata.title if bulletin_id in entries else None
                self.outcomes[source] = Outcome(source, "removed", bulletin_id, title)

    def _fail(self, source: str, error: IngestError) -> None:
        if isinstance(error, ReaderFailed):
            _log.error("Reading %s failed unexpectedly:\n%s", source, error.details)
        self.outcomes[source] = Outcome(source, "failed", error=error)

    # Writing

    def _record(self, record: PlaceRecord, gone: str | None = None) -> None:
        self.identities.record(record, gone)
        self.writer.batch.records.append(record)
        if gone:
            self.writer.batch.gone.append(gone)

    def _written(self, bulletins: Sequence[Bulletin], results: Sequence[Replaced]) -> None:
        """Notes what became of bulletins that were written together."""
        for bulletin, result in zip(bulletins, results, strict=True):
            source, title, passages = bulletin.source, bulletin.metadata.title, len(bulletin.passages)
            status: Status = "updated" if source in self.renewed else result.value
            self.outcomes[source] = Outcome(source, status, bulletin.id, title, passages)
            self.passages += passages if result is not Replaced.UNCHANGED else 0
        self._step()

    def _step(self, source: str = "") -> None:
        """Tells how far the run is; files whose bulletins are not written yet are not done."""
        self.progress(Step(max(self.done - self.writer.waiting_files, 0), self.total, self.passages, source))

    def finish(self) -> Report:
        """Writes what is left, wipes out what was removed, and reports."""
        self.writer.settle()
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
