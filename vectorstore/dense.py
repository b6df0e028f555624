"""Dense vectors in Chroma: passage id → unit vector, nearest by cosine. No text is kept here."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from vectorstore.blank_memory import blank_memory
from vectorstore.vectors import Vector, Vectors

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateHNSWConfiguration

_GRAPH: CreateHNSWConfiguration = {
    "space": "cosine",
    "ef_construction": 200,
    "max_neighbors": 32,
    "ef_search": 300,
}
"""Chroma's graph of neighbours, which several threads build, so that each process has another: with the usual 100, 16
and 100 it found 88% of the 64 nearest of 20,000 vectors, and one question in ten of our own set had other passages
among its best in another process. So it finds 99%, for two milliseconds more, and one question in a thousand differs.
An index that an older version made keeps its graph, and is searched as thoroughly."""


class DenseStore:
    """One Chroma collection, embedded in a folder or on a server (`chroma run`)."""

    def __init__(self, folder: Path, collection: str, url: str | None = None) -> None:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if url is None:
            self._client = chromadb.PersistentClient(str(folder), settings)
        else:
            parts = urlsplit(url)
            secure = parts.scheme == "https"
            port = parts.port or (443 if secure else 8000)
            self._client = chromadb.HttpClient(parts.hostname or "localhost", port, ssl=secure, settings=settings)
        self._collection = self._client.get_or_create_collection(
            collection, configuration={"hnsw": _GRAPH}, embedding_function=None
        )
        graph = self._collection.configuration["hnsw"] or {}
        if graph.get("ef_search") != _GRAPH["ef_search"]:
            self._collection.modify(configuration={"hnsw": {"ef_search": _GRAPH["ef_search"]}})
        self._batch = self._client.get_max_batch_size()
        self._is_new = url is None and not any(folder.glob("*/header.bin"))
        # Whoever searches holds the store, so one that was dropped lets go of its folder after the last search.
        self.close = weakref.finalize(self, self._client.close)  # type: ignore[attr-defined]  # both clients have it

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Stores one vector for each id."""
        if self._is_new and ids:
            # With its first vector Chroma writes a file with room for a hundred, filled with whatever lay in the memory
            # of this process, such as the text of a document that was removed.
            with blank_memory():
                self._upsert(ids[:1], vectors[:1])
            self._is_new = False
            ids, vectors = ids[1:], vectors[1:]
        for rows in self._batches(len(ids)):
            self._upsert(ids[rows], vectors[rows])

    def _upsert(self, ids: Sequence[int], vectors: Vectors) -> None:
        self._collection.upsert(ids=[str(i) for i in ids], embeddings=vectors)

    def remove(self, ids: Sequence[int]) -> None:
        """Forgets the ids; unknown ones are ignored."""
        for rows in self._batches(len(ids)):
            self._collection.delete(ids=[str(i) for i in ids[rows]])

    def search(self, vector: Vector, limit: int) -> list[int]:
        """The ids of the nearest vectors, nearest first."""
        found = self._collection.query(query_embeddings=vector[None, :], n_results=limit, include=[])
        return [int(i) for i in found["ids"][0]]

    def count(self) -> int:
        """How many vectors there are."""
        return self._collection.count()

    def ids(self) -> NDArray[np.int64]:
        """All ids, sorted."""
        return np.sort(np.array(self._collection.get(include=[])["ids"], np.int64))

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of those of the ids that have one, in no certain order."""
        found: list[Vectors] = []
        for rows in self._batches(len(ids)):
            batch = self._collection.get(ids=[str(i) for i in ids[rows]], include=["embeddings"])["embeddings"]
            found += [
                np.asarray(vector, np.float32) for vector in ([] if batch is None else batch) if vector is not None
            ]
        return np.array(found, np.float32)

    def drop(self) -> None:
        """Deletes the collection."""
        self._client.delete_collection(self._collection.name)

    def _batches(self, count: int) -> Iterator[slice]:
        return (slice(first, first + self._batch) for first in range(0, count, self._batch))
