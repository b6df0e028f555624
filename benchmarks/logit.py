"""Conditional logit: the weights by which the right one of several choices is the likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Features = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """What there was to choose from for a question: features [choices, features], which is right [choices], and how
    much the question counts."""

    features: Features
    right: NDArray[np.bool_]
    weight: float


def conditional_logit(choices: Sequence[Choice], ridge: float) -> Features:
    """The weights [features] that make the likelihood of a right choice among the others greatest, less `ridge` times
    their squares (of the features in units of their standard deviations)."""
    scale = np.concatenate([choice.features for choice in choices]).std(axis=0) + 1e-6

    def loss(w: Features) -> tuple[float, Features]:
        value, gradient = ridge * float(w @ w), 2 * ridge * w
        for choice in choices:
            x = choice.features / scale
            z = x @ w
            e = np.exp(z - z.max())
            good = np.where(choice.right, e, 0)
            value -= choice.weight * float(np.log(good.sum() / e.sum()))
            gradient = gradient - choice.weight * (x.T @ (good / good.sum() - e / e.sum()))
        return value, gradient

    solved: Features = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B").x / scale
    return solved


def named_weights(names: Sequence[str], values: Features, digits: int) -> dict[str, float]:
    """The weights by the names of their features, rounded to so many digits."""
    return {name: round(float(value), digits) for name, value in zip(names, values, strict=True)}
