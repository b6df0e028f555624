"""Writes what was read to the index, in batches: while one is written, the next is embedded, each in a thread of its
own, and the documents of the one after that are read."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from vectorstore.models import Bulletin, Replaced
from vectorstore.places import PlaceRecord

if TYPE_CHECKING:
    from ingest.protocols import BulletinIndex
    from vectorstore.change import EncodedBulletin

_PASSAGES = 512
_FEW_PASSAGES = 64  # that are enough when nothing else is being embedded
_BULLETINS = 64
_RECORDS = 2_000
_AHEAD = 2  # batches that are embedded or written at a time


@dataclass(slots=True)
class Batch:
    """What is written to the index together; `files` are those that its bulletins were read from."""

    bulletins: list[Bulletin] = field(default_factory=list)
    records: list[PlaceRecord] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    aside: dict[str, Mapping[str, str]] = field(default_factory=dict)
    files: int = 0
    passages: int = 0

    def add(self, bulletin: Bulletin, aside: Mapping[str, str]) -> None:
        """Puts a bulletin in, with the corrections beside its file."""
        self.bulletins.append(bulletin)
        self.passages += len(bulletin.passages)
        if aside:
            self.aside[bulletin.id] = aside

    @property
    def is_full(self) -> bool:
        """Whether it is large enough to be written."""
        return self.passages >= _PASSAGES or len(self.bulletins) >= _BULLETINS or len(self.records) >= _RECORDS


class BatchWriter:
    """Embeds and writes batches one after the other; `batch` is the one that is being filled.

    `note` hears what became of the bulletins of each batch, in the thread that flushes or settles. An error of the
    index is raised there too; what was committed before stays.
    """

    def __init__(self, index: BulletinIndex, note: Callable[[Sequence[Bulletin], Sequence[Replaced]], None]) -> None:
        self.batch = Batch()
        self._index = index
        self._note = note
        self._embedder = ThreadPoolExecutor(1, "embed")
        self._writer = ThreadPoolExecutor(1, "write")
        self._embedded: Future[list[EncodedBulletin]] | None = None
        self._written: deque[tuple[Batch, Future[list[Replaced]]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._embedder.shutdown(cancel_futures=True)
        self._writer.shutdown()

    @property
    def waiting_files(self) -> int:
        """How many files were read whose bulletins are not written yet."""
        return self.batch.files + sum(batch.files for batch, _ in self._written)

    def flush_if_full(self) -> None:
        """Has the batch written if it is full, or large enough to keep an idle embedder at work."""
        is_idle = self._embedded is None or self._embedded.done()
        if self.batch.is_full or (self.batch.passages >= _FEW_PASSAGES and is_idle):
            self.flush()

    def flush(self) -> None:
        """Has the batch embedded and written, once no more than one is still being written."""
        while len(self._written) >= _AHEAD:
            self._settle_one()
        batch, self.batch = self.batch, Batch()
        if batch.bulletins or batch.records or batch.gone:
            before = self._written[-1][1] if self._written else None
            embedded = self._embedder.submit(self._index.encode, batch.bulletins, batch.aside)
            self._embedded = embedded
            self._written.append((batch, self._writer.submit(self._write, batch, embedded, before)))

    def settle(self) -> None:
        """Flushes, and waits for all that is being written."""
        self.flush()
        while self._written:
            self._settle_one()

    def _settle_one(self) -> None:
        batch, written = self._written.popleft()
        self._note(batch.bulletins, written.result())

    def _write(
        self, batch: Batch, embedded: Future[list[EncodedBulletin]], before: Future[list[Replaced]] | None
    ) -> list[Replaced]:
        """Writes a batch that may build on the one before it: if that one failed, this one does too."""
        if before is not None:
            before.result()
        return self._index.apply(batch.bulletins, batch.records, batch.gone, batch.aside, embedded.result())
