"""How probable it is that the documents hold the answer, from what was found. Below a threshold nothing is answered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer.candidates import Candidate
from bot.answer.fitted import fitted, sigmoid, weigh
from bot.question.understand import Question
from vectorstore.index import Index, fold_sentences
from vectorstore.models import Hit

FEATURES = (
    "similarity",
    "best_similarity",
    "coverage",
    "known",
    "lexical",
    "dense",
    "context",
    "lead",
    "lacks",
    "listed",
)
"""The names of an answer's features, in order; see `features`."""


def features(
    index: Index, question: Question, hits: Sequence[Hit], chosen: Sequence[Candidate], *, listed: bool
) -> tuple[float, ...]:
    """The features of an answer: of its first sentence the cosine, the best cosine of all, the best term coverage; the
    share of the question's terms that the best passage or what stands above it knows; BM25, cosines and lead of the best
    passage; whether the sentence lacks the kind of thing asked for; and whether a list is shown."""
    best = hits[0]
    above = " ".join([best.bulletin.metadata.title, *best.passage.path, best.passage.lead, best.passage.text])
    (known,) = index.lexical.weigh(question.query.concepts).coverages([fold_sentences([above])])
    first = chosen[0].features
    return (
        first[0],
        max(max(hit.similarities) for hit in hits[:5]),
        max(max(hit.coverages) for hit in hits[:5]),
        known,
        best.lexical,
        best.dense,
        best.context,
        best.score - hits[min(4, len(hits) - 1)].score,
        first[6],
        float(listed),
    )


def confidence(question: Question, values: Sequence[float]) -> float:
    """The probability, from 0 to 1, that the answer with these features is there and is right."""
    return sigmoid(weigh(fitted()[question.form].confidence, FEATURES, values))
