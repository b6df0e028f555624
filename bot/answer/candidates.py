"""The sentences that may answer a question, each with the features by which it is judged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.evidence import is_typed, offers_new
from bot.question.understand import Question
from vectorstore.models import BlockKind, Hit, Span

FEATURES = (
    "similarity",
    "coverage",
    "neighbour",
    "dense",
    "lexical",
    "context",
    "behind",
    "first",
    "offers",
    "lacks",
    "length",
    "caption",
)
"""The names of a candidate's features, in order; see `_features`."""
PASSAGES = 5
"""From how many of the best passages sentences are taken."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage that was found; `span` is where it stands in its bulletin."""

    hit: Hit
    span: Span
    text: str
    features: tuple[float, ...]


def candidates(question: Question, hits: Sequence[Hit]) -> list[Candidate]:
    """The sentences of the best passages, in the order of the passages."""
    return [
        Candidate(hit, span, text, _features(question, hits[0], hit, index, text))
        for hit in hits[:PASSAGES]
        for index, span in enumerate(hit.passage.sentences)
        if (text := hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start])
    ]


def _features(question: Question, best: Hit, hit: Hit, index: int, text: str) -> tuple[float, ...]:
    typed = is_typed(question.intent)
    offers = typed and offers_new(question.intent, text, question.folded)
    around = [hit.similarities[i] for i in (index - 1, index + 1) if 0 <= i < len(hit.similarities)]
    return (
        hit.similarities[index],
        hit.coverages[index],
        max(around, default=hit.similarities[index]),
        hit.dense,
        hit.lexical,
        hit.context,
        best.score - hit.score,
        float(hit is best),
        float(offers),
        float(typed and not offers),
        math.log(len(text)),
        float(hit.passage.kind is BlockKind.CAPTION),
    )
