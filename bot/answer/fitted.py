"""The fitted numbers of the answerer, from fitted.json; `python -m benchmarks.fit` fits them, and
`python -m benchmarks.train_reader` what reading counts."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vectorstore.query import Form

_LEAST = 1e-4  # probability that is told from none
_EXTREME = 6.0  # what a product of two deviations counts at most, so that no rare pair decides alone


@dataclass(frozen=True)
class Confidence:
    """Logistic regression on the features of an answer (bot.answer.confidence), as their deviations from the `means` in
    units of the `scales`, and on the products of each two of these.

    `products` has the weights of the products by the first feature's name and the second's.
    """

    bias: float
    means: Mapping[str, float]
    scales: Mapping[str, float]
    weights: Mapping[str, float]
    products: Mapping[str, Mapping[str, float]]

    def deviations(self, values: Mapping[str, float]) -> dict[str, float]:
        """How many standard deviations each feature is above its mean."""
        return {name: (value - self.means[name]) / self.scales[name] for name, value in values.items()}

    def contributions(self, values: Mapping[str, float]) -> dict[str, float]:
        """What each feature adds to the log odds: its own part, and half of each product that it is in."""
        deviations = self.deviations(values)
        added = {name: self.weights[name] * deviation for name, deviation in deviations.items()}
        for first, row in self.products.items():
            for second, weight in row.items():
                half = weight * product(deviations[first], deviations[second]) / 2
                added[first] += half
                added[second] += half
        return added

    def probability(self, values: Mapping[str, float]) -> float:
        """The probability, from 0 to 1, that an answer with these features is there and is right."""
        deviations = np.array([(values[name] - self.means[name]) / self.scales[name] for name in self.weights])
        products = np.clip(np.outer(deviations, deviations), -_EXTREME, _EXTREME)
        own, of_products = self._matrices
        return sigmoid(self.bias + float(own @ deviations + (of_products * products).sum()))

    @cached_property
    def _matrices(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The weights of the features [features] and of the products of each two [features, features]."""
        names = list(self.weights)
        pairs = [[self.products.get(first, {}).get(second, 0.0) for second in names] for first in names]
        return np.array([self.weights[name] for name in names]), np.array(pairs)


@dataclass(frozen=True, slots=True)
class Reading:
    """What it counts how a sentence reads together with the question (bot.answer.reader): in its score, `sentence`
    times; in how sure an answer is, `read` times beside `confidence` times what was thought before.

    `alone_bias` and `alone_confidence` take the places of `bias` and `confidence` where nothing was read, so that both
    are probabilities of the same questions. Below `threshold` nothing is answered.
    """

    sentence: float
    bias: float
    confidence: float
    read: float
    alone_bias: float
    alone_confidence: float
    threshold: float

    def probability(self, confidence: float, read: float | None) -> float:
        """The probability that an answer is right, of what was thought before and of how it reads, None where it was
        not read."""
        if read is None:
            return sigmoid(self.alone_bias + self.alone_confidence * logit(confidence))
        return sigmoid(self.bias + self.confidence * logit(confidence) + self.read * read)


@dataclass(frozen=True, slots=True)
class Fitted:
    """For one form of question: the weight of each feature of a sentence (bot.answer.candidates) and of a list
    (bot.answer.list_ranking), how sure an answer is, and what reading adds, and the confidence below which nothing is
    answered that was not read."""

    sentence: Mapping[str, float]
    lists: Mapping[str, float]
    confidence: Confidence
    reading: Reading
    threshold: float


def product(first: float, second: float) -> float:
    """The product of two deviations, within bounds."""
    return max(-_EXTREME, min(_EXTREME, first * second))


@cache
def fitted() -> dict[Form, Fitted]:
    """The fitted numbers for each form of question."""
    stored = json.loads(files("bot.answer").joinpath("fitted.json").read_text(encoding="utf-8"))
    return {
        Form(form): Fitted(
            n["sentence"], n["lists"], Confidence(**n["confidence"]), Reading(**n["reading"]), n["threshold"]
        )
        for form, n in stored.items()
    }


def weigh(weights: Mapping[str, float], names: Sequence[str], values: Sequence[float]) -> float:
    """The weighted sum of features."""
    return sum(weights.get(name, 0.0) * value for name, value in zip(names, values, strict=True))


def sigmoid(x: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def logit(probability: float) -> float:
    """The log odds of a probability, finite for 0 and 1 too."""
    within = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(within / (1 - within))
