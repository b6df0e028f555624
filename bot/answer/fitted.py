"""The fitted numbers of the answerer, from fitted.json; `python -m benchmarks.fit` fits them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vectorstore.query import Form


@dataclass(frozen=True, slots=True)
class Fitted:
    """For one form of question: the weight of each feature of a sentence (bot.answer.candidates) and of an answer
    (bot.answer.confidence), and the confidence below which nothing is answered."""

    sentence: Mapping[str, float]
    confidence: Mapping[str, float]
    threshold: float


@cache
def fitted() -> dict[Form, Fitted]:
    """The fitted numbers for each form of question."""
    stored = json.loads(files("bot.answer").joinpath("fitted.json").read_text(encoding="utf-8"))
    return {Form(form): Fitted(**numbers) for form, numbers in stored.items()}


def weigh(weights: Mapping[str, float], names: Sequence[str], values: Sequence[float]) -> float:
    """The weighted sum of features, with the weight "bias" added if there is one."""
    return weights.get("bias", 0.0) + sum(
        weights.get(name, 0.0) * value for name, value in zip(names, values, strict=True)
    )


def sigmoid(x: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
