"""How probable it is that the documents hold the answer, from what was found. Below a threshold nothing is answered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer.candidates import FEATURES as SENTENCE_FEATURES
from bot.answer.candidates import Candidate
from bot.answer.fitted import fitted, sigmoid, weigh
from bot.answer.lists import FoundSection
from bot.question.understand import Question
from vectorstore.models import Hit

FEATURES = (
    "similarity",
    "best_similarity",
    "coverage",
    "covered",
    "residual",
    "missing_word",
    "missing_words",
    "missing_figures",
    "lexical",
    "dense",
    "context",
    "lead",
    "offers",
    "lacks",
    "listed",
    "fit",
)
"""The names of an answer's features, in order; see `features`."""


def features(hits: Sequence[Hit], best: Candidate, section: FoundSection | None) -> tuple[float, ...]:
    """The features of an answer that shows a section, or, where that is None, the sentence `best`.

    Of the sentence: its cosine, the share of the question that it says, that its passage says with its context, that it
    adds to its context, and whether it offers or lacks the kind of thing asked for. Of the shown passage: the rarest
    word of the question that it and its context miss, the sum of such rarities, and how many figures they miss. Of the
    best passage: its best cosine, BM25, cosines, and lead before the fifth. Of a section: that there is one, and its fit.
    """
    first, of = hits[0], dict(zip(SENTENCE_FEATURES, best.features, strict=True))
    missing = section.hit.missing if section else best.hit.missing
    words = [rarity for phrase, rarity in missing if not phrase.isdigit()]
    return (
        of["similarity"],
        max(max(hit.similarities) for hit in hits[:5]),
        of["coverage"],
        section.hit.covered if section else of["covered"],
        of["residual"],
        max(words, default=0.0),
        sum(words),
        float(sum(phrase.isdigit() for phrase, _ in missing)),
        first.lexical,
        first.dense,
        first.context,
        first.score - hits[min(4, len(hits) - 1)].score,
        of["offers"],
        of["lacks"],
        float(section is not None),
        section.fit if section else 0.0,
    )


def confidence(question: Question, values: Sequence[float]) -> float:
    """The probability, from 0 to 1, that the answer with these features is there and is right."""
    return sigmoid(weigh(fitted()[question.form].confidence, FEATURES, values))
