"""The index that a question set is asked of, where the set brings its texts along."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vectorstore.index import Index
from vectorstore.models import Bulletin
from vectorstore.settings import VectorstoreSettings

BATCH = 64
"""How many bulletins are put in at a time."""


@contextmanager
def temporary_index(bulletins: Sequence[Bulletin]) -> Iterator[Index]:
    """An index of its own in a temporary folder, loaded, with the bulletins in it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = VectorstoreSettings(data_dir=Path(folder))
        with Index.open(settings) as index:
            index.load()
            for first in range(0, len(bulletins), BATCH):
                index.replace(bulletins[first : first + BATCH])
            yield index
