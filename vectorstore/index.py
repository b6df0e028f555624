"""The index: Chroma, Tantivy and the catalogue behind one door, written by one process at a time.

How a bulletin is replaced, so that a kill at any moment leaves it whole, old or new:

1. the catalogue reserves new passage ids and notes them as leftovers;
2. Chroma and Tantivy receive the new vectors and terms under these ids;
3. one SQLite transaction makes them current and notes the old ids as leftovers: the commit point;
4. Chroma and Tantivy drop the old ids, and the catalogue forgets that they were left over.

Searches drop what the catalogue does not list; `open` finishes step 4 for whatever an earlier process left. Chroma and
Tantivy hold nothing that the catalogue does not: where they were damaged, they are made again from it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np
from filelock import FileLock

from vectorstore.catalogue import Catalogue
from vectorstore.centring import LANGUAGES, mean_question
from vectorstore.change import EncodedBulletin
from vectorstore.corrections import Corrections, check_name, checked
from vectorstore.data_folder import acquire, current_folder
from vectorstore.embedder import Embedder, OnnxEmbedder, TokenEmbedder, embedder_name, load_embedder
from vectorstore.encoding import encode_bulletins
from vectorstore.errors import Language, ModelMismatch, UnknownDocument
from vectorstore.lexical import LexicalStore
from vectorstore.models import NO_FILTERS, Bulletin, BulletinEntry, Filters, Replaced
from vectorstore.places import Fingerprint, PlaceRecord
from vectorstore.reranker import Reranker, load_reranker
from vectorstore.settings import VectorstoreSettings
from vectorstore.stores import IndexedPassage, Stores, sweep
from vectorstore.tokens import Tokens
from vectorstore.vectors import Vector

if TYPE_CHECKING:
    from vectorstore.dense import DenseStore

_T = TypeVar("_T")
_REFILL_BATCH = 2_000  # passages
_QUESTIONS = 16  # that are being answered at the same time
_log = logging.getLogger(__name__)


class Index:
    """All bulletins of one data folder, searchable; use `Index.open`, and close it.

    Reading is safe from many threads; writes wait for each other.
    """

    def __init__(
        self,
        folder: Path,
        settings: VectorstoreSettings,
        lock: FileLock | None = None,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._settings = settings
        self._lock = lock
        self._embedder = embedder
        self._reranker = reranker
        self._loading = threading.Lock()
        self._writing = threading.RLock()
        self._beside = ThreadPoolExecutor(thread_name_prefix="bantin-beside")
        self._stores: Stores | None = None
        self.embedded = lru_cache(_QUESTIONS)(self._embedded)
        """The vector of a question, and its tokens, None where the model tells none; a question is searched for with
        the one and read with the others."""
        self.catalogue = Catalogue(folder / "catalogue.sqlite3")
        self._check_model()

    @classmethod
    def open(
        cls, settings: VectorstoreSettings, embedder: Embedder | None = None, reranker: Reranker | None = None
    ) -> Self:
        """Opens the index of the settings' data folder, made when it is missing, and cleans up what a crash left.

        `embedder` and `reranker` take the place of those that the settings name. Raises IndexLocked when another
        process has the index open, UnusableDataFolder when nothing can be written there, ModelMismatch when it was made
        with another embedding model.
        """
        lock = acquire(settings.data_dir)
        try:
            index = cls(current_folder(settings.data_dir), settings, lock, embedder, reranker)
            index._recover()
        except BaseException:
            lock.release()
            raise
        return index

    def _check_model(self) -> None:
        made_with = self.catalogue.get("model", "")
        wanted = self._embedder.name if self._embedder else embedder_name(self._settings)
        if made_with and made_with != wanted:
            self.catalogue.close()
            raise ModelMismatch(
                f"Chỉ mục được tạo bằng mô hình {made_with}, nhưng cấu hình đang chọn {wanted}; "
                "hãy chạy «bantin reindex» để tạo lại chỉ mục bằng mô hình mới, hoặc đặt lại BANTIN_EMBEDDING_MODEL.",
                f"The index was made with the model {made_with}, but the settings choose {wanted}; "
                'run "bantin reindex" to make it again with the new model, or change BANTIN_EMBEDDING_MODEL back.',
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes all three stores and lets other processes open the data folder."""
        self._beside.shutdown()
        if self._stores is not None:
            self._stores.close()
        self.catalogue.close()
        if self._lock is not None:
            self._lock.release()

    @property
    def data_dir(self) -> Path:
        """The data folder, for what others keep beside the index."""
        return self._settings.data_dir

    # The parts that take time to load are loaded when first needed.

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""
        with self._loading:
            if self._embedder is None:
                self._embedder = load_embedder(self._settings)
            return self._embedder

    @property
    def reranker(self) -> Reranker | None:
        """What scores the best passages anew; None where the settings name no model."""
        with self._loading:
            if self._reranker is None:
                self._reranker = load_reranker(self._settings)
            return self._reranker

    @property
    def lexical(self) -> LexicalStore:
        """BM25 over the passages."""
        return self._open_stores().lexical

    @property
    def dense(self) -> DenseStore:
        """The passages' vectors."""
        return self._open_stores().dense

    def nearest(self, vector: Vector, limit: int) -> list[int]:
        """The ids of the passages nearest to a vector, nearest first.

        Chroma opens files when it is asked, and fails where `purge` has deleted them in that instant: then those that
        took their place are asked.
        """
        stores = self._open_stores()
        try:
            return stores.dense.search(vector, limit)
        except Exception:  # in one of Chroma's own classes
            if self._stores is stores:
                raise
            return self.dense.search(vector, limit)

    def beside(self, call: Callable[[], _T]) -> Future[_T]:
        """Begins a call in a thread of its own, which is of use where it waits or computes outside of Python."""
        return self._beside.submit(call)

    def _open_stores(self) -> Stores:
        """Chroma and Tantivy; made again where they cannot be opened or hold another number of passages."""
        if self._stores is None:
            with self._writing:
                if self._stores is None:
                    self._stores = self._opened_stores()
        return self._stores

    def _opened_stores(self) -> Stores:
        name = self.catalogue.get("stores", "")
        if name:
            expected = self.catalogue.get("vector_count", 0)
            try:
                stores = Stores(self._folder, name, self._settings.chroma_url)
                if self.catalogue.leftovers() or stores.counts() == (expected, expected):
                    return stores
                _log.warning("Chroma or Tantivy lost passages: both are made again from the catalogue")
            except Exception as error:  # of a damaged file, in either library's own class
                _log.warning("Chroma or Tantivy cannot be opened (%s): both are made again from the catalogue", error)
        return self._filled_stores()

    def _filled_stores(self) -> Stores:
        """New stores with all that the catalogue lists, which takes no embedding; they are current from here on."""
        stores = Stores.new(self._folder, self._settings.chroma_url)
        for batch in self.catalogue.contents(_REFILL_BATCH):
            stores.add(
                [IndexedPassage(p.id, "\n".join(p.folded), p.context, p.vectors.astype(np.float32)) for p in batch]
            )
        self.catalogue.make_stores_current(stores.name)
        return stores

    def load(self) -> None:
        """Loads all parts now, models and stores side by side, so that the first question need not wait."""
        loader = threading.Thread(target=lambda: self.embedder)
        loader.start()
        _ = self.lexical, self.dense
        loader.join()
        _ = self.embedder, self.reranker  # raises here what was raised there

    # Reading

    def count(self) -> int:
        """How many bulletins there are."""
        return self.catalogue.count()

    def entries(self, limit: int, offset: int = 0, filters: Filters = NO_FILTERS) -> list[BulletinEntry]:
        """Bulletins that the filters let through, newest first."""
        return self.catalogue.entries(limit, offset, filters)

    def entry(self, document_id: str) -> BulletinEntry | None:
        """One bulletin without its text, or None."""
        return self.catalogue.entries_of([document_id]).get(document_id)

    def known(self, document_id: str) -> BulletinEntry:
        """One bulletin without its text. Raises UnknownDocument."""
        entry = self.entry(document_id)
        if entry is None:
            raise _unknown(document_id)
        return entry

    def bulletin(self, document_id: str) -> Bulletin:
        """One bulletin, whole. Raises UnknownDocument."""
        bulletin = self.catalogue.bulletin(document_id)
        if bulletin is None:
            raise _unknown(document_id)
        return bulletin

    def _embedded(self, text: str) -> tuple[Vector, Tokens | None]:
        embedder = self.embedder
        if isinstance(embedder, TokenEmbedder):
            vectors, tokens = embedder.read_queries([text])
            return vectors[0], tokens[0]
        return embedder.encode_queries([text])[0], None

    def question_mean(self, language: Language) -> Vector:
        """The mean vector of questions in a language (see vectorstore.centring); zero for an empty index."""
        stored = self.catalogue.get(f"question_mean_{language}", b"")
        return np.frombuffer(stored, np.float32) if stored else np.zeros(self.embedder.dimension, np.float32)

    def check(self) -> list[str]:
        """What is wrong with the index, each in an English sentence; nothing if the three stores agree."""
        with self._writing:
            ids = self.catalogue.passage_ids()
            found = self.catalogue.check()
            try:
                found += self._open_stores().differences(ids)
            except Exception as error:  # of a damaged file, in either library's own class
                found.append(f"Chroma or Tantivy cannot be read: {error}")
            return found

    def without_tokens(self) -> int:
        """How many bulletins an older version put in, which kept no tokens of them, though the model tells them."""
        return self.catalogue.without_tokens() if self.catalogue.get("model", "") == OnnxEmbedder.name else 0

    # Writing

    def replace(self, bulletins: Sequence[Bulletin]) -> list[Replaced]:
        """Puts bulletins in, each in place of the one with the same id, committed together; says what became of each.

        A bulletin whose content hash is already current is left as it is.
        """
        records = [PlaceRecord(b.source, Fingerprint(b.content_hash), ((b.source, b.id),)) for b in bulletins]
        return self.apply(bulletins, records)

    def apply(
        self,
        bulletins: Sequence[Bulletin],
        records: Sequence[PlaceRecord],
        gone: Sequence[str] = (),
        aside: Mapping[str, Mapping[str, str]] | None = None,
        ready: Sequence[EncodedBulletin] = (),
    ) -> list[Replaced]:
        """Puts bulletins in as `replace` does, and notes in the same transaction what places hold and which are gone.

        A bulletin that no place holds any more is removed; `purge` then wipes it out. `aside` are corrections of
        bulletins, by their id, from files beside them; corrections made over the API are kept. `ready` is what `encode`
        made of these bulletins; what does not fit any more is made again.
        """
        with self._writing:
            outcomes, changed = self._changes(bulletins, aside)
            self.put(changed, records, gone, ready)
            return outcomes

    def encode(
        self, bulletins: Sequence[Bulletin], aside: Mapping[str, Mapping[str, str]] | None = None
    ) -> list[EncodedBulletin]:
        """Embeds ahead what `apply` would put in, while others may write."""
        _, changed = self._changes(bulletins, aside)
        return encode_bulletins(self.embedder, changed) if changed else []

    def _changes(
        self, bulletins: Sequence[Bulletin], aside: Mapping[str, Mapping[str, str]] | None
    ) -> tuple[list[Replaced], list[tuple[Bulletin, Corrections]]]:
        """What becomes of each bulletin, and those that are to be written."""
        known = self.catalogue.entries_of(bulletin.id for bulletin in bulletins)
        outcomes = [Replaced.by(bulletin, known.get(bulletin.id)) for bulletin in bulletins]
        changed = [
            (b, replace(self.catalogue.corrections(b.id), file=(aside or {}).get(b.id, {})))
            for b, outcome in zip(bulletins, outcomes, strict=True)
            if outcome != Replaced.UNCHANGED
        ]
        return outcomes, changed

    def correct(self, document_id: str, corrections: Corrections) -> None:
        """Makes these the corrections of a bulletin's metadata. Raises UnknownDocument."""
        with self._writing:
            self.known(document_id)
            if corrections != self.catalogue.corrections(document_id):
                bulletin, _ = self.catalogue.original(document_id)
                self.put([(bulletin, corrections)])

    def amend(self, document_id: str, fields: Mapping[str, str | None]) -> BulletinEntry:
        """Corrects some metadata of a bulletin over the API; None takes a correction back. Raises UnknownDocument,
        InvalidCorrection."""
        for name in fields:
            check_name(name)
        wanted = {name: checked(name, value) for name, value in fields.items() if value is not None}
        with self._writing:
            known = self.catalogue.corrections(self.known(document_id).id)
            others = {name: value for name, value in known.api.items() if name not in fields}
            self.correct(document_id, replace(known, api={**others, **wanted}))
            return self.known(document_id)

    def put(
        self,
        bulletins: Sequence[tuple[Bulletin, Corrections]],
        records: Sequence[PlaceRecord] = (),
        gone: Sequence[str] = (),
        ready: Sequence[EncodedBulletin] = (),
    ) -> None:
        """Puts bulletins, whose metadata are as they were read, in place of those with the same ids; see `apply`."""
        with self._writing:
            encoded = self._completed(bulletins, ready)
            passages = [passage for each in encoded for passage in each.passages]
            ids = self.catalogue.reserve(len(passages)) if passages else range(0)
            if passages:
                numbered = zip(ids, passages, strict=True)
                self._open_stores().add([IndexedPassage(i, p.folded, p.context, p.vectors) for i, p in numbered])
            self.catalogue.commit(ids, encoded, records, gone)
            self._drop_leftovers()

    def _completed(
        self, bulletins: Sequence[tuple[Bulletin, Corrections]], ready: Sequence[EncodedBulletin]
    ) -> list[EncodedBulletin]:
        """The bulletins encoded: as they are in `ready`, or now."""
        if not bulletins:
            return []
        self._remember_model()
        found = {each.bulletin.id: each for each in ready}
        missing = [each for each in bulletins if not _is_of(found.get(each[0].id), *each)]
        found |= {each.bulletin.id: each for each in (encode_bulletins(self.embedder, missing) if missing else [])}
        return [found[bulletin.id] for bulletin, _ in bulletins]

    def _remember_model(self) -> None:
        if not self.catalogue.get("model", ""):
            embedder = self.embedder
            for language in LANGUAGES:
                mean = mean_question(embedder, language, self._settings.cache_dir)
                self.catalogue.set(f"question_mean_{language}", mean.tobytes())
            self.catalogue.set("dimension", embedder.dimension)
            self.catalogue.set("model", embedder.name)

    def remove(self, *document_ids: str) -> None:
        """Takes bulletins out and wipes out what the data folder holds of them. Raises UnknownDocument, for the first
        that is unknown, before it takes out any."""
        with self._writing:
            known = self.catalogue.entries_of(document_ids)
            for document_id in document_ids:
                if document_id not in known:
                    raise _unknown(document_id)
            for document_id in dict.fromkeys(document_ids):
                self.catalogue.remove(document_id)
            self._drop_leftovers()
            self.purge()

    def purge(self) -> None:
        """Wipes out what the files still hold of bulletins that were removed; nothing happens if none were.

        Databases only mark what is deleted: text, terms and vectors stay readable in their files. So Chroma and Tantivy
        are made again (about 2,000 passages a second), and the catalogue's file is rewritten.
        """
        with self._writing:
            if self.catalogue.get("purge", 0):
                old, self._stores = self._stores, self._filled_stores()
                if old is not None:
                    old.destroy()
                sweep(self._folder, self._stores.name)
                self.catalogue.shrink()
                self.catalogue.set("purge", 0)

    def _drop_leftovers(self) -> None:
        leftovers = self.catalogue.leftovers()
        if leftovers:
            self._open_stores().remove(leftovers)
            self.catalogue.forget_leftovers(leftovers)

    def _recover(self) -> None:
        """Finishes what a process that was killed had begun; Chroma's files may be damaged if it was in the middle."""
        leftovers = self.catalogue.leftovers()
        if leftovers:
            self._stores = self._recovered_stores(leftovers)
            self.catalogue.forget_leftovers(leftovers)
        sweep(self._folder, self.catalogue.get("stores", ""))
        self.purge()

    def _recovered_stores(self, leftovers: Sequence[range]) -> Stores:
        """The current stores without what was left over in them, or new ones where they are not sound then."""
        try:
            with ExitStack() as unless_sound:
                stores = Stores(self._folder, self.catalogue.get("stores", ""), self._settings.chroma_url)
                unless_sound.callback(stores.destroy)
                stores.remove(leftovers)
                if not stores.differences(self.catalogue.passage_ids()):
                    unless_sound.pop_all()
                    return stores
        except Exception as error:  # of a damaged file, in either library's own class
            _log.warning("Chroma or Tantivy cannot be read after a crash: %s", error)
        return self._filled_stores()


def _is_of(encoded: EncodedBulletin | None, bulletin: Bulletin, corrections: Corrections) -> bool:
    """Whether this was made of `bulletin` as it is, with these corrections."""
    return (
        encoded is not None
        and encoded.bulletin.content_hash == bulletin.content_hash
        and encoded.bulletin.text == bulletin.text
        and (encoded.stated, encoded.corrections) == (bulletin.metadata, corrections)
    )


def _unknown(document_id: str) -> UnknownDocument:
    return UnknownDocument(
        f"Không có văn bản nào mang mã {document_id}; xem danh sách bằng «bantin documents».",
        f'No document has the id {document_id}; list them with "bantin documents".',
    )
