"""What is measured of questions: where the answering passage ranks, whether what is shown holds the answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.evaluation.sets import Case
from bot.models import Answer
from vectorstore.models import Hit
from vectorstore.text import nfc


def normal(text: str) -> str:
    """`text` for comparison: NFC, lower case, single spaces."""
    return " ".join(nfc(text).lower().split())


def is_right(hit: Hit, case: Case) -> bool:
    """Whether a passage is the one that answers.

    It stands in the right bulletin and under the right heading, and, where the bulletin has more than a few passages,
    holds an expected string.
    """
    if hit.bulletin.id != case.document_id:
        return False
    if case.heading:
        return any(heading.startswith(case.heading) for heading in hit.passage.path)
    if hit.bulletin.passages <= 3:
        return True
    return any(normal(expected) in normal(hit.passage.text) for expected in case.expected)


def holds(text: str, case: Case) -> bool:
    """Whether a text holds all expected strings."""
    said = normal(text)
    return all(normal(expected) in said for expected in case.expected)


def rank(hits: Sequence[Hit], case: Case) -> int | None:
    """The place, from 0, of the first passage that answers, or None."""
    return next((place for place, hit in enumerate(hits) if is_right(hit, case)), None)


def recall(ranks: Sequence[int | None], at: int) -> float:
    """The share of questions whose answering passage is among the first `at`, in percent."""
    return 100 * float(np.mean([place is not None and place < at for place in ranks])) if ranks else 0.0


def is_contained(answer: Answer, case: Case) -> bool:
    """Whether what is shown holds all expected strings, quotes all bulletins that it must, and has as many items as a
    list should."""
    shown = " ".join([answer.text, *answer.items, *(citation.quote for citation in answer.citations)])
    complete = case.items is None or len(answer.items) == case.items
    quoted = {citation.bulletin.id for citation in answer.citations}
    together = quoted.issuperset(case.documents)
    return answer.answered and complete and together and holds(shown, case)


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The probability that a positive scores above a negative (Mann-Whitney)."""
    if not positive or not negative:
        return float("nan")
    above = np.subtract.outer(np.array(positive), np.array(negative))
    return float((above > 0).mean() + 0.5 * (above == 0).mean())
