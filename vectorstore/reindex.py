"""Makes an index again with another embedding model."""

from __future__ import annotations

import shutil
import uuid

from vectorstore.catalogue import Catalogue
from vectorstore.data_folder import acquire, current_folder, make_current
from vectorstore.embedder import Embedder
from vectorstore.index import Index
from vectorstore.settings import VectorstoreSettings

_BATCH = 64  # bulletins


def reindex(settings: VectorstoreSettings, embedder: Embedder | None = None) -> int:
    """Makes the index again with the model that the settings choose, or with `embedder`; returns how many bulletins.

    The old index serves until the new one is whole; no source file is needed. Raises IndexLocked, ModelUnavailable.
    """
    lock = acquire(settings.data_dir)
    try:
        old_folder = current_folder(settings.data_dir)
        new_folder = settings.data_dir / f"index-{uuid.uuid4().hex[:8]}"
        old, new = Catalogue(old_folder / "catalogue.sqlite3"), Index(new_folder, settings, embedder=embedder)
        try:
            ids = [entry.id for entry in old.entries(-1)]
            for first in range(0, len(ids), _BATCH):
                new.put([old.original(bulletin_id) for bulletin_id in ids[first : first + _BATCH]])
            new.put((), old.places())
        finally:
            new.close()
            old.close()
        make_current(settings.data_dir, new_folder)
        shutil.rmtree(old_folder)
        return len(ids)
    finally:
        lock.release()
