"""The index: Chroma, Tantivy and the catalogue behind one door, written by one process at a time.

How a bulletin is replaced, so that a kill at any moment leaves it whole, old or new:

1. the catalogue reserves new passage ids and notes them as leftovers;
2. Chroma and Tantivy receive the new vectors and terms under these ids;
3. one SQLite transaction makes them current and notes the old ids as leftovers: the commit point;
4. Chroma and Tantivy drop the old ids, and the catalogue forgets that they were left over.

Searches drop what the catalogue does not list; `open` finishes step 4 for whatever an earlier process left.
"""

from __future__ import annotations

import os
import shutil
import threading
import uuid
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from filelock import FileLock, Timeout

from vectorstore.catalogue import Catalogue, EncodedPassage
from vectorstore.centring import mean_question
from vectorstore.embedder import Embedder, embedder_name, load_embedder
from vectorstore.errors import IndexLocked, Language, ModelMismatch, UnknownDocument
from vectorstore.lexical import LexicalDocument, LexicalStore
from vectorstore.models import BlockKind, Bulletin, BulletinEntry, Passage, Replaced
from vectorstore.settings import VectorstoreSettings
from vectorstore.text import fold, syllables, terms
from vectorstore.vectors import Vector, Vectors, passage_vector, unit

if TYPE_CHECKING:
    from vectorstore.dense import DenseStore

_LOCK = "lock"
_CURRENT = "CURRENT"
_CONTEXT_CHARACTERS = 300
_HEADING_CHARACTERS = 80
CONTEXT_SHARE = 0.2
"""How much of a passage's vector in Chroma is the vector of its context (title, headings, lead-in)."""


class Index:
    """All bulletins of one data folder, searchable; use `Index.open`, and close it.

    Reading is safe from many threads; writes wait for each other.
    """

    def __init__(self, folder: Path, settings: VectorstoreSettings, lock: FileLock | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._settings = settings
        self._lock = lock
        self._loading = threading.Lock()
        self._writing = threading.Lock()
        self.catalogue = Catalogue(folder / "catalogue.sqlite3")
        self._check_model()

    @classmethod
    def open(cls, settings: VectorstoreSettings) -> Self:
        """Opens the index of the settings' data folder, made when it is missing, and cleans up what a crash left.

        Raises IndexLocked when another process has it open, ModelMismatch when it was made with another model.
        """
        lock = _acquire(settings.data_dir)
        try:
            index = cls(_current_folder(settings.data_dir), settings, lock)
            index._drop_leftovers()
        except BaseException:
            lock.release()
            raise
        return index

    def _check_model(self) -> None:
        made_with, wanted = self.catalogue.get("model", ""), embedder_name(self._settings)
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
        for store in ("lexical", "dense"):
            if store in self.__dict__:
                self.__dict__.pop(store).close()
        self.catalogue.close()
        if self._lock is not None:
            self._lock.release()

    # The parts that take time to load are loaded when first needed.

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""
        with self._loading:
            return self._embedder

    @cached_property
    def _embedder(self) -> Embedder:
        return load_embedder(self._settings)

    @cached_property
    def lexical(self) -> LexicalStore:
        """BM25 over the passages."""
        return LexicalStore(self._folder / "tantivy")

    @cached_property
    def dense(self) -> DenseStore:
        """The passages' vectors."""
        from vectorstore.dense import DenseStore

        uid = self.catalogue.get("uid", "")
        if not uid:
            uid = uuid.uuid4().hex
            self.catalogue.set("uid", uid)
        return DenseStore(self._folder / "chroma", f"bantin-{uid}", self._settings.chroma_url)

    def load(self) -> None:
        """Loads all parts now, model and stores side by side, so that the first question need not wait."""
        loader = threading.Thread(target=lambda: self.embedder)
        loader.start()
        _ = self.lexical, self.dense
        loader.join()
        _ = self.embedder  # raises here what was raised there

    # Reading

    def count(self) -> int:
        """How many bulletins there are."""
        return self.catalogue.count()

    def entries(self, limit: int, offset: int = 0) -> list[BulletinEntry]:
        """Bulletins, newest first."""
        return self.catalogue.entries(limit, offset)

    def entry(self, document_id: str) -> BulletinEntry | None:
        """One bulletin without its text, or None."""
        return self.catalogue.entries_of([document_id]).get(document_id)

    def bulletin(self, document_id: str) -> Bulletin:
        """One bulletin, whole. Raises UnknownDocument."""
        bulletin = self.catalogue.bulletin(document_id)
        if bulletin is None:
            raise _unknown(document_id)
        return bulletin

    def question_mean(self, language: Language) -> Vector:
        """The mean vector of questions in a language (see vectorstore.centring); zero for an empty index."""
        stored = self.catalogue.get(f"question_mean_{language}", b"")
        return np.frombuffer(stored, np.float32) if stored else np.zeros(self.embedder.dimension, np.float32)

    # Writing

    def replace(self, bulletins: Sequence[Bulletin]) -> list[Replaced]:
        """Puts bulletins in, each in place of the one with the same id, committed together; says what became of each.

        A bulletin whose content hash is already current is left as it is.
        """
        with self._writing:
            known = self.catalogue.entries_of(bulletin.id for bulletin in bulletins)
            outcomes = [_outcome(bulletin, known.get(bulletin.id)) for bulletin in bulletins]
            changed = [b for b, outcome in zip(bulletins, outcomes, strict=True) if outcome != Replaced.UNCHANGED]
            if changed:
                self._write(changed)
            return outcomes

    def _write(self, bulletins: Sequence[Bulletin]) -> None:
        self._remember_model()
        encoded = self._encode(bulletins)
        passages = [passage for _, passages in encoded for passage in passages]
        ids = self.catalogue.reserve(len(passages))
        if passages:
            self.dense.add(ids, np.stack([_chroma_vector(passage.vectors) for passage in passages]))
            self.lexical.add(
                [
                    LexicalDocument(i, " ".join(terms(p.passage.text)), " ".join(terms(p.context)))
                    for i, p in zip(ids, passages, strict=True)
                ]
            )
        self.catalogue.commit(ids, encoded)
        self._drop_leftovers()

    def _encode(self, bulletins: Sequence[Bulletin]) -> list[tuple[Bulletin, list[EncodedPassage]]]:
        """The bulletins' passages with their vectors; every distinct sentence and context is embedded once."""
        texts: dict[str, int] = {}
        for bulletin in bulletins:
            for passage in bulletin.passages:
                texts.setdefault(headings_of(bulletin, passage), len(texts))
                for sentence in sentences_with_heading(bulletin, passage):
                    texts.setdefault(sentence, len(texts))
        vectors = self.embedder.encode_documents(list(texts))
        return [
            (bulletin, [_encoded(bulletin, passage, texts, vectors) for passage in bulletin.passages])
            for bulletin in bulletins
        ]

    def _remember_model(self) -> None:
        if not self.catalogue.get("model", ""):
            embedder = self.embedder
            languages: tuple[Language, ...] = ("vi", "en")
            for language in languages:
                self.catalogue.set(f"question_mean_{language}", mean_question(embedder, language).tobytes())
            self.catalogue.set("dimension", embedder.dimension)
            self.catalogue.set("model", embedder.name)

    def remove(self, document_id: str) -> None:
        """Takes a bulletin out. Raises UnknownDocument."""
        with self._writing:
            if self.entry(document_id) is None:
                raise _unknown(document_id)
            self.catalogue.remove(document_id)
            self._drop_leftovers()

    def _drop_leftovers(self) -> None:
        leftovers = self.catalogue.leftovers()
        if leftovers:
            for ids in leftovers:
                self.dense.remove(ids)
            self.lexical.remove(leftovers)
            self.catalogue.forget_leftovers(leftovers)


def reindex(settings: VectorstoreSettings, batch: int = 64) -> int:
    """Makes the index again with the model that the settings choose, from the bulletins that it holds; returns how many.

    The old index serves until the new one is whole; no source file is needed. Raises IndexLocked, ModelUnavailable.
    """
    lock = _acquire(settings.data_dir)
    try:
        old_folder = _current_folder(settings.data_dir)
        old = Catalogue(old_folder / "catalogue.sqlite3")
        new_folder = settings.data_dir / f"index-{uuid.uuid4().hex[:8]}"
        new = Index(new_folder, settings)
        ids = [entry.id for entry in old.entries(-1)]
        for first in range(0, len(ids), batch):
            new.replace([b for b in map(old.bulletin, ids[first : first + batch]) if b is not None])
        new.close()
        old.close()
        _make_current(settings.data_dir, new_folder)
        shutil.rmtree(old_folder)
        return len(ids)
    finally:
        lock.release()


def headings_of(bulletin: Bulletin, passage: Passage) -> str:
    """What stands above a passage: title, headings, lead-in; at most 300 characters."""
    parts = [bulletin.metadata.title, *passage.path, passage.lead]
    return " › ".join(dict.fromkeys(part for part in parts if part))[:_CONTEXT_CHARACTERS]


def opening_of(bulletin: Bulletin) -> str:
    """What tells a bulletin from others: title, kind, number, issuer, date in figures and words, first sentence."""
    metadata = bulletin.metadata
    parts = [metadata.title, metadata.kind, metadata.number, metadata.issuer]
    if metadata.date is not None:
        day = metadata.date
        parts.append(f"ngày {day.day} tháng {day.month} năm {day.year}, {day.day}/{day.month}/{day.year}")
    body = next((p for p in bulletin.passages if p.kind is BlockKind.PARAGRAPH), None)
    parts.append(body.sentences[0].of(bulletin.text) if body and body.sentences else None)
    return "\n".join(part for part in parts if part)


def sentences_with_heading(bulletin: Bulletin, passage: Passage) -> list[str]:
    """The passage's sentences as they are embedded: each behind the heading that it stands under, or the title.

    "Anh sinh năm 1980." alone says nothing of whom. Measured in docs/decisions.md.
    """
    heading = passage.path[-1] if passage.path else bulletin.metadata.title
    if len(heading) > _HEADING_CHARACTERS:
        heading = heading[:_HEADING_CHARACTERS].rsplit(" ", 1)[0]
    return [f"{heading}. {sentence.of(bulletin.text)}" for sentence in passage.sentences]


def fold_sentences(texts: Iterable[str]) -> str:
    """Each sentence's folded syllables as " a b c ", one sentence a line, so that " b c " is found by a plain search."""
    return "\n".join(f" {' '.join(syllables(fold(text)))} " for text in texts)


def _encoded(bulletin: Bulletin, passage: Passage, rows: dict[str, int], vectors: Vectors) -> EncodedPassage:
    chosen = [headings_of(bulletin, passage), *sentences_with_heading(bulletin, passage)]
    context = fold_sentences([opening_of(bulletin), *passage.path, passage.lead])
    folded = fold_sentences(sentence.of(bulletin.text) for sentence in passage.sentences)
    return EncodedPassage(passage, context, folded, vectors[[rows[text] for text in chosen]])


def _chroma_vector(vectors: Vectors) -> Vector:
    return unit(passage_vector(vectors[1:]) + CONTEXT_SHARE * vectors[0])


def _outcome(bulletin: Bulletin, known: BulletinEntry | None) -> Replaced:
    if known is None:
        return Replaced.ADDED
    return Replaced.UNCHANGED if known.content_hash == bulletin.content_hash else Replaced.UPDATED


def _unknown(document_id: str) -> UnknownDocument:
    return UnknownDocument(
        f"Không có văn bản nào mang mã {document_id}; xem danh sách bằng «bantin documents».",
        f'No document has the id {document_id}; list them with "bantin documents".',
    )


def _acquire(data_dir: Path) -> FileLock:
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data_dir / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise IndexLocked(
            f"Thư mục dữ liệu {data_dir} đang được một tiến trình Bản Tin khác dùng; hãy dừng tiến trình đó, "
            "hoặc chọn thư mục khác bằng BANTIN_DATA_DIR.",
            f"The data folder {data_dir} is in use by another Bản Tin process; stop that process, "
            "or choose another folder with BANTIN_DATA_DIR.",
        ) from None
    return lock


def _current_folder(data_dir: Path) -> Path:
    """The folder of the index that counts; others, left by an interrupted `reindex`, are deleted."""
    pointer = data_dir / _CURRENT
    if not pointer.exists():
        _make_current(data_dir, data_dir / "index-1")
    current = data_dir / pointer.read_text(encoding="utf-8").strip()
    for folder in data_dir.glob("index-*"):
        if folder != current:
            shutil.rmtree(folder)
    return current


def _make_current(data_dir: Path, folder: Path) -> None:
    scratch = data_dir / f"{_CURRENT}.new"
    scratch.write_text(folder.name, encoding="utf-8")
    os.replace(scratch, data_dir / _CURRENT)
