"""The tokens of a text as the embedding model reads them, small enough to be kept with each sentence.

The embedding model reads question and sentence apart; what a reader (bot.answer.reader) needs to read them together is
what each token means in its text. Of the model's 384 numbers the 64 that vary most are kept, in steps of half a
standard deviation: 34 bytes a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from importlib.resources import files
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from vectorstore.vectors import Vectors

SIZE = 64
"""Numbers that are kept of a token."""
MOST = 96
"""Tokens that are kept, and read, of a text."""
_STEP = 0.5  # in standard deviations, of which ±3.5 are told
_LEAST, _GREATEST = -7, 7
Side = Literal["query", "passage"]
"""What a text is to the embedding model."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens: `ids` [tokens], of which the lower 16 bits are kept, and `meanings` [tokens, SIZE], steps of
    half a standard deviation from the mean."""

    ids: NDArray[np.uint16]
    meanings: NDArray[np.int8]

    @classmethod
    def of(cls, texts: Sequence[tuple[Sequence[int], Vectors]], side: Side) -> list[Self]:
        """The tokens of texts with these ids and contextual embeddings [tokens, dimension of the default model]."""
        if not texts:
            return []
        kept = projection()
        embeddings = np.concatenate([embeddings[:MOST] for _, embeddings in texts])
        deviations = (embeddings - kept.means[side]) @ kept.directions / kept.steps
        steps = np.clip(np.rint(deviations), _LEAST, _GREATEST).astype(np.int8)
        ids = [(np.array(ids[:MOST], np.int64) & 0xFFFF).astype(np.uint16) for ids, _ in texts]
        ends = np.cumsum([len(each) for each in ids])[:-1]
        return [cls(own, meanings) for own, meanings in zip(ids, np.split(steps, ends), strict=True)]

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """The tokens that `to_bytes` wrote."""
        rows = np.frombuffer(stored, np.uint8).reshape(-1, 2 + SIZE // 2)
        pairs = rows[:, 2:]
        meanings = np.empty((len(rows), SIZE), np.int8)
        meanings[:, 0::2] = pairs >> 4
        meanings[:, 1::2] = pairs & 15
        return cls(rows[:, :2].copy().view("<u2")[:, 0], meanings + np.int8(_LEAST))

    def to_bytes(self) -> bytes:
        """The tokens, each two bytes of its id and two numbers of its meaning in a byte."""
        numbers = (self.meanings - np.int8(_LEAST)).astype(np.uint8)
        pairs = (numbers[:, 0::2] << 4) | numbers[:, 1::2]
        return np.hstack([self.ids.astype("<u2")[:, None].view(np.uint8), pairs]).tobytes()

    def embeddings(self) -> Vectors:
        """What the tokens mean, as far as it was kept: their distance from the mean along the directions of the
        projection [tokens, SIZE]."""
        return self.meanings * projection().steps

    def __getitem__(self, part: slice) -> Self:
        return type(self)(self.ids[part], self.meanings[part])

    def __len__(self) -> int:
        return len(self.ids)


def text_key(text: str) -> int:
    """A number of 64 bits that tells a text from the others of its bulletin."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


@dataclass(frozen=True)
class Projection:
    """The mean embedding of a token [dimension] in questions and in documents, the directions [dimension, SIZE] in
    which those of documents vary most, scaled so that their mean variance is 1, and the standard deviation along each
    [SIZE]; `python -m benchmarks.train_reader` finds them.
    """

    means: dict[Side, NDArray[np.float32]]
    directions: NDArray[np.float32]
    spreads: NDArray[np.float32]

    @cached_property
    def steps(self) -> NDArray[np.float32]:
        """How far a step of half a standard deviation goes along each direction [SIZE]."""
        return self.spreads * np.float32(_STEP)


@cache
def projection() -> Projection:
    """The projection, from projection.npz."""
    with files("vectorstore").joinpath("projection.npz").open("rb") as file, np.load(file) as stored:
        means: dict[Side, NDArray[np.float32]] = {
            side: stored[side].astype(np.float32) for side in ("query", "passage")
        }
        return Projection(means, stored["directions"].astype(np.float32), stored["spreads"].astype(np.float32))
