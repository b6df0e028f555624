"""The figures of a run: what share of its questions is found, shown, refused, and how fast."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluation.measures import auroc, recall
from bot.evaluation.run import FOUND_WITHIN, Result
from vectorstore.query import Form


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some questions: rates in percent, `auroc` from 0 to 1, times in milliseconds; None for what was
    not measured.

    `right` is the share that was answered as it should be. Of answerable questions: `recall_1` and `recall_5`, the
    share whose passage was found first, and among the first five; `contained`, the share whose answer was shown;
    `lists`, that of the list questions; `false_refusals`, the share that was refused. Of the others: `refused`, and of
    these `near_misses`. `auroc` is the probability that an answerable question has the greater confidence.
    """

    asked: int
    right: float | None
    recall_1: float | None
    recall_5: float | None
    contained: float | None
    lists: float | None
    refused: float | None
    near_misses: float | None
    false_refusals: float | None
    auroc: float | None
    p50: float | None
    p95: float | None


def figures(results: Sequence[Result]) -> Figures:
    """The figures of some results."""
    answerable = [result for result in results if result.answerable]
    others = [result for result in results if not result.answerable]
    ranked = [result.place for result in answerable if result.is_ranked]
    removed = [result.removed for result in results if result.removed is not None]
    unsure = [result.confidence for result in others] + [each.confidence for each in removed]
    refused = [not result.answered for result in others] + [not each.answered for each in removed]
    times = [result.milliseconds for result in results]
    return Figures(
        asked=len(results),
        right=_share(result.is_right for result in results),
        recall_1=recall(ranked, 1) if ranked else None,
        recall_5=recall(ranked, FOUND_WITHIN) if ranked else None,
        contained=_share(result.is_right for result in answerable),
        lists=_share(result.is_right for result in answerable if result.items is not None),
        refused=_share(refused),
        near_misses=_share(not result.answered for result in others if result.near_miss),
        false_refusals=_share(not result.answered for result in answerable),
        auroc=auroc([result.confidence for result in answerable], unsure) if answerable and unsure else None,
        p50=float(np.percentile(times, 50)) if times else None,
        p95=float(np.percentile(times, 95)) if times else None,
    )


def by_form(results: Sequence[Result]) -> dict[Form, list[Result]]:
    """The results of each form that was asked."""
    grouped = {form: [result for result in results if result.form is form] for form in Form}
    return {form: found for form, found in grouped.items() if found}


def by_intent(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The results of each intent that the set names, in the order in which they come."""
    intents = dict.fromkeys(result.intent for result in results if result.intent)
    return {intent: [result for result in results if result.intent == intent] for intent in intents}


@dataclass(frozen=True, slots=True)
class Point:
    """With the threshold of confidence here, the shares, in percent, of questions that are refused: of answerable ones,
    of near misses, of unrelated ones; None where there are none of the kind."""

    threshold: float
    false_refusals: float
    near_misses: float | None
    unrelated: float | None


def refusal_curve(results: Sequence[Result]) -> list[Point]:
    """What other thresholds would refuse; empty without answerable questions and others."""
    answerable = _confidences(result.confidence for result in results if result.answerable)
    near = _confidences(r.confidence for r in results if not r.answerable and r.near_miss)
    far = _confidences(
        [r.confidence for r in results if not r.answerable and not r.near_miss]
        + [r.removed.confidence for r in results if r.removed is not None]
    )
    if not len(answerable) or not len(near) + len(far):
        return []
    thresholds = np.unique(np.concatenate([[0.0], answerable, [1.0]]))
    return [Point(float(at), _below(answerable, at) or 0.0, _below(near, at), _below(far, at)) for at in thresholds]


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence lies between two values: how many, their mean confidence, and the share of them whose
    answer was found, both from 0 to 1."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(results: Sequence[Result], bins: int = 10) -> list[Bin]:
    """How often what is said to be sure to some degree is so; without the bins that are empty."""
    pairs = [(result.confidence, result.holds) for result in results]
    pairs += [(result.removed.confidence, False) for result in results if result.removed is not None]
    found = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [pair for pair in pairs if low <= pair[0] < high or (number == bins - 1 and pair[0] >= 1)]
        if inside:
            confidence, right = np.mean(np.array(inside, float), axis=0).tolist()
            found.append(Bin(low, high, len(inside), confidence, right))
    return found


def calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance of confidence and truth over all questions (expected calibration error), from 0 to 1."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.confidence - each.right) for each in bins) / max(total, 1)


def _share(values: Iterable[bool]) -> float | None:
    found = list(values)
    return 100 * sum(found) / len(found) if found else None


def _confidences(values: Iterable[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.sort(np.array(list(values), np.float64))


def _below(sorted_values: np.ndarray[tuple[int], np.dtype[np.float64]], threshold: float) -> float | None:
    if not len(sorted_values):
        return None
    return 100 * float(np.searchsorted(sorted_values, threshold, side="left")) / len(sorted_values)
