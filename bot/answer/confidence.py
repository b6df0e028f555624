"""How probable it is that the documents hold the answer, from what was found. Below a threshold nothing is answered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer.candidates import FEATURES as SENTENCE_FEATURES
from bot.answer.candidates import Candidate
from bot.answer.fitted import fitted, sigmoid, weigh
from bot.question.understand import Question
from vectorstore.models import Hit

FEATURES = (
    "similarity",
    "best_similarity",
    "coverage",
    "best_covered",
    "covered",
    "residual",
    "lexical",
    "dense",
    "context",
    "lead",
    "offers",
    "lacks",
    "listed",
)
"""The names of an answer's features, in order; see `features`."""


def features(hits: Sequence[Hit], chosen: Sequence[Candidate], *, listed: bool) -> tuple[float, ...]:
    """The features of an answer: the cosine of its first sentence and the best of all, the best share of the question
    that a sentence says and that a passage with its context says, the latter for the sentence's own passage, what the
    sentence adds to its context; BM25, cosines and lead of the best passage; whether the sentence offers or lacks the
    kind of thing asked for; and whether a list is shown."""
    best = hits[0]
    first = dict(zip(SENTENCE_FEATURES, chosen[0].features, strict=True))
    return (
        first["similarity"],
        max(max(hit.similarities) for hit in hits[:5]),
        max(max(hit.coverages) for hit in hits[:5]),
        max(hit.covered for hit in hits[:5]),
        first["covered"],
        first["residual"],
        best.lexical,
        best.dense,
        best.context,
        best.score - hits[min(4, len(hits) - 1)].score,
        first["offers"],
        first["lacks"],
        float(listed),
    )


def confidence(question: Question, values: Sequence[float]) -> float:
    """The probability, from 0 to 1, that the answer with these features is there and is right."""
    return sigmoid(weigh(fitted()[question.form].confidence, FEATURES, values))
