"""Small arithmetic on vectors that more than one module needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""One vector [dimension]."""
Vectors = NDArray[np.float32]
"""Vectors [rows, dimension]."""
_SIGN_AND_NUMBER = np.uint32(0x8FFF_E000).view(np.int32)  # the bits of a half, 13 places to the left in a single


def unit(vectors: Vectors) -> Vectors:
    """The vectors scaled to length 1; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def passage_vector(sentences: Vectors) -> Vector:
    """The vector of a passage: the direction of the mean of its sentences' vectors.

    Encoding sentences alone costs 0.7 of encoding passages, and with each sentence's own vector beside the mean finds
    as well: see docs/decisions.md.
    """
    return unit(sentences.mean(axis=0))


def singles(halves: NDArray[np.float16]) -> Vectors:
    """Half-precision numbers as single-precision ones, exactly, in a third of the time of `astype`.

    Their sign, exponent and fraction move to the places that they have in a single, and the difference between the two
    exponents' biases, 127 - 15, is multiplied away. Infinity and what is no number are not told: no vector has any.
    """
    bits = halves.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= _SIGN_AND_NUMBER
    numbers = bits.view(np.float32)
    numbers *= np.float32(2.0**112)
    return numbers
