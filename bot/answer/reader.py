"""Reads a question and a sentence together: a network of 90,000 weights over their tokens.

Question and sentence are embedded apart, and no product of two vectors tells "who chaired" from "who spoke". The
network sees all tokens of both, and of the sentence's headings, each as the embedding model left it
(vectorstore.tokens), with how well the other side matches it. `python -m benchmarks.train_reader` trains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vectorstore.tokens import MOST, SIZE, Tokens, projection
from vectorstore.vectors import Vectors, unit

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

QUESTION, SENTENCE, HEADING = 60, MOST, 12
"""Tokens that are read of a question, a sentence, and each heading."""
WIDTH = SIZE + 4
"""Numbers that the network is given of a token: what it means, and how it is matched; see `together`."""
LONGEST = QUESTION + SENTENCE + 3 * HEADING
"""Tokens that are read at most."""
SUMMARY = 3
"""The part that is neither question, sentence nor heading (0, 1, 2): the place where the network sums up."""
_NEAREST = 3
Text = tuple[Tokens, Sequence[Tokens]]
"""The tokens of a sentence, and of each heading above it."""


@dataclass(frozen=True, slots=True)
class Together:
    """A question and a sentence side by side, token by token: `numbers` [tokens, WIDTH], the part that each is of
    [tokens] (0 question, 1 sentence, 2 heading), and its place in question or document [tokens]."""

    numbers: Vectors
    parts: NDArray[np.int64]
    places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.parts)


def together(question: Tokens, texts: Sequence[Text]) -> list[Together]:
    """A question with each of the texts, as the network reads them.

    Of each token there is what it means, its best cosine with a token of the other side, whether that side has the same
    token, the mean of its three best cosines, and which side it is on.
    """
    parts = [_cut(sentence, headings) for sentence, headings in texts]
    asked, asked_ids = question.embeddings()[:QUESTION], question.ids[:QUESTION]
    said = np.concatenate([cut.meanings for of_text in parts for cut in of_text]) * projection().steps
    said_ids = np.concatenate([cut.ids for of_text in parts for cut in of_text])
    cosines = unit(said) @ unit(asked).T
    same = said_ids[:, None] == asked_ids[None, :]
    of_texts = np.column_stack([said, _matches(cosines, same), np.ones(len(said), np.float32)])
    asked = np.column_stack([asked, np.zeros((len(asked), 4), np.float32)])
    found, first = [], 0
    for own, *above in parts:
        own_count, count = len(own), len(own) + sum(map(len, above))
        of_text = slice(first, first + count)
        of_question = asked.copy()
        of_question[:, SIZE:-1] = _matches(cosines[of_text].T, same[of_text].T)
        numbers = np.concatenate([of_question, of_texts[of_text]])
        marks = np.repeat(np.arange(3), [len(asked), own_count, count - own_count])
        found.append(Together(numbers, marks, np.concatenate([np.arange(len(asked)), np.arange(count)])))
        first += count
    return found


def _cut(sentence: Tokens, headings: Sequence[Tokens]) -> list[Tokens]:
    """A sentence and its headings, as far as they are read."""
    return [sentence[:SENTENCE], *(heading[:HEADING] for heading in headings)]


def _matches(cosines: Vectors, same: NDArray[np.bool_]) -> Vectors:
    """For each token of one side [tokens, 3]: its best cosine with one of the other side, whether that has the same
    token, and the mean of its best three cosines."""
    if not cosines.shape[1]:
        return np.zeros((len(cosines), 3), np.float32)
    nearest = min(_NEAREST, cosines.shape[1])
    best = np.partition(cosines, -nearest, axis=1)[:, -nearest:]
    return np.column_stack([best.max(axis=1), same.any(axis=1), best.mean(axis=1)])


def padded(pairs: Sequence[Together]) -> dict[str, NDArray[np.generic]]:
    """The pairs as the network takes them, padded to the longest, after a first place where it sums up: `numbers`
    [pairs, 1 + tokens, WIDTH], `parts`, `places` and `mask` [pairs, 1 + tokens]."""
    shape = (len(pairs), 1 + max(map(len, pairs)))
    numbers = np.zeros((*shape, WIDTH), np.float32)
    parts, places, mask = (np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int32))
    parts[:, 0], mask[:, 0] = SUMMARY, 1
    for row, pair in enumerate(pairs):
        own = slice(1, 1 + len(pair))
        numbers[row, own], parts[row, own], places[row, own] = pair.numbers, pair.parts, pair.places
        mask[row, own] = 1
    return {"numbers": numbers, "parts": parts, "places": places, "mask": mask}


class Reader:
    """The trained network; of no use to tokens of another model than it was trained on."""

    def __init__(self, session: InferenceSession) -> None:
        self._session = session

    def scores(self, question: Tokens, texts: Sequence[Text]) -> list[float]:
        """For each sentence with its headings, the log odds that it answers the question."""
        if not texts:
            return []
        (scores,) = self._session.run(None, padded(together(question, texts)))
        found: list[float] = scores.tolist()
        return found


def session(network: bytes) -> InferenceSession:
    """Loads a network for one thread: two take longer over so few numbers."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


@cache
def reader() -> Reader:
    """The reader, loaded once."""
    return Reader(session(files("bot.answer").joinpath("reader.onnx").read_bytes()))
