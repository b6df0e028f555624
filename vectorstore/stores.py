"""Chroma and Tantivy side by side: whatever they hold can be made again from the catalogue, without embedding anything.

So they are thrown away rather than mended: a store that a crash left wrong, or that still has traces of a document that
was removed (both keep deleted entries in their files), is filled again in a new folder, and the old folder is deleted.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.lexical import LexicalDocument, LexicalStore
from vectorstore.text import terms
from vectorstore.vectors import Vector, Vectors, passage_vector, unit

CONTEXT_SHARE = 0.2
"""How much of a passage's vector in Chroma is the vector of its context (title, headings, lead-in)."""
_PREFIX = "stores-"


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """What the stores take of a passage: the folded syllables of what it says and of what stands above it, and the
    vectors [1 + sentences, dimension] of its headings and its sentences."""

    id: int
    folded: str
    context: str
    vectors: Vectors


class Stores:
    """One folder `stores-<name>` with both stores, which stay open: a search may hold them while they are destroyed."""

    def __init__(self, parent: Path, name: str, chroma_url: str | None) -> None:
        from vectorstore.dense import DenseStore  # which takes long to import

        self.name = name
        self._folder = parent / f"{_PREFIX}{name}"
        self._chroma_url = chroma_url
        self.lexical = LexicalStore(self._folder / "tantivy")
        """BM25 over the passages."""
        self.dense = DenseStore(self._folder / "chroma", f"bantin-{name}", chroma_url)
        """The passages' vectors."""

    @classmethod
    def new(cls, parent: Path, chroma_url: str | None) -> Stores:
        """Empty stores in a folder that is not there yet."""
        return cls(parent, uuid.uuid4().hex[:12], chroma_url)

    def add(self, passages: Sequence[IndexedPassage]) -> None:
        """Puts passages in, under ids that are not in yet."""
        if passages:
            vectors = np.stack([_chroma_vector(passage.vectors) for passage in passages])
            self.dense.add([passage.id for passage in passages], vectors)
            self.lexical.add(
                [LexicalDocument(p.id, " ".join(terms(p.folded)), " ".join(terms(p.context))) for p in passages]
            )

    def remove(self, ranges: Sequence[range]) -> None:
        """Takes passages out; ids that are not in are ignored. Their traces stay until the stores are filled again."""
        if ranges:
            self.dense.remove([i for ids in ranges for i in ids])
            self.lexical.remove(ranges)

    def counts(self) -> tuple[int, int]:
        """How many passages Chroma and Tantivy hold."""
        return self.dense.count(), self.lexical.count()

    def differences(self, ids: NDArray[np.int64]) -> list[str]:
        """What keeps the stores from holding the passages `ids` (sorted) and no others, each in a sentence."""
        found = []
        for name, held in (("Chroma", self.dense.ids()), ("Tantivy", self.lexical.ids())):
            missing, extra = np.setdiff1d(ids, held), np.setdiff1d(held, ids)
            if len(missing) or len(extra) or len(held) != len(ids):
                found.append(f"{name}: {len(missing)} passages missing, {len(extra)} too many")
        if not found and (lost := len(ids) - len(self.dense.vectors(ids.tolist()))):
            found.append(f"Chroma: {lost} passages without a vector")
        return found

    def close(self) -> None:
        """Waits for what is being written, and lets go of the folder."""
        self.lexical.close()
        self.dense.close()

    def destroy(self) -> None:
        """Deletes the folder. Searches of Tantivy finish, on files that have no name any more; those of Chroma may fail
        where it opens another one."""
        if self._chroma_url is not None:
            self.dense.drop()
        self.lexical.close()  # a merge in the background would write new files
        shutil.rmtree(self._folder, ignore_errors=True)


def sweep(parent: Path, current: str) -> None:
    """Deletes the folders of stores that an interrupted process left, all but those of the stores named `current`."""
    for folder in parent.iterdir():
        if (folder.name.startswith(_PREFIX) and folder.name != _PREFIX + current) or folder.name in (
            "chroma",
            "tantivy",
        ):
            shutil.rmtree(folder, ignore_errors=True)


def _chroma_vector(vectors: Vectors) -> Vector:
    return unit(passage_vector(vectors[1:]) + CONTEXT_SHARE * vectors[0])
