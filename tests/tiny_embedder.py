"""An embedder that is quick to start, for tests of what is done with vectors and not of what they mean."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from vectorstore.text import fold, syllables
from vectorstore.vectors import Vectors, unit


class TinyEmbedder:
    """A text's vector is the direction of the sum of its syllables' vectors, which depend on their letters alone.

    `encoded` are all texts that it was given, in order.
    """

    name = "tiny"
    dimension = 48

    def __init__(self) -> None:
        self.encoded: list[str] = []
        self._known: dict[str, Vectors] = {}

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See vectorstore.embedder.Embedder."""
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """See vectorstore.embedder.Embedder."""
        self.encoded += texts
        rows = [sum((self._syllable(s) for s in syllables(fold(text))), self._syllable("")) for text in texts]
        return unit(np.array(rows, np.float32).reshape(-1, self.dimension))

    def _syllable(self, syllable: str) -> Vectors:
        if syllable not in self._known:
            seed = zlib.crc32(syllable.encode())
            self._known[syllable] = np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)
        return self._known[syllable]
