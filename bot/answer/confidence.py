"""How probable it is that the documents hold the answer, from what was found. Below a threshold nothing is answered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer.candidates import FEATURES as SENTENCE_FEATURES
from bot.answer.candidates import Candidate
from bot.answer.fitted import fitted
from bot.answer.sections import FoundSection
from bot.question.intent import Intent
from bot.question.understand import Question
from vectorstore.models import Hit
from vectorstore.query import says
from vectorstore.text import fold_sentences

FEATURES = (
    "similarity",
    "best_similarity",
    "coverage",
    "covered",
    "residual",
    "said",
    "best_said",
    "missing_word",
    "missing_words",
    "missing_name",
    "unmet",
    "named",
    "unfocused",
    "unfocused_passage",
    "uncounted",
    "lexical",
    "dense",
    "context",
    "lead",
    "lacks",
    "mismeasures",
    "listed",
    "fit",
)
"""The names of an answer's features, in order; see `features`."""


def features(
    question: Question, hits: Sequence[Hit], chosen: Sequence[Candidate], section: FoundSection | None
) -> tuple[float, ...]:
    """The features of an answer that shows a section, or, where that is None, the `chosen` sentences.

    Of the first sentence: its cosine, the share of the question that it says, that its passage says with its context,
    and that it adds to its context; the share of whole words that it says, and the most that a sentence of the best
    passages does. Of all sentences: whether they lack the kind of thing asked for, or its unit. Of
    the shown passage: the rarest word of the question that it and its context miss, the sum of such rarities, that of
    the rarest name, how many designators they lack, whether the question names its bulletin; whether what is shown
    fails to say what is asked for, and the rarity of that where passage and context fail to; whether it fails to say
    what a question how many counts. Of the
    best passages: their best
    cosine; the first one's BM25 and cosines, and its lead before the fifth. Of a section: that there is one, and its
    fit.
    """
    first = hits[0]
    sentences = [dict(zip(SENTENCE_FEATURES, sentence.features, strict=True)) for sentence in chosen]
    of = sentences[0]
    hit = section.hit if section else chosen[0].hit
    words = {phrase: rarity for phrase, rarity in hit.missing if not phrase.isdigit()}
    unfocused = not _says_focus(question, chosen, section)
    return (
        of["similarity"],
        max(max(hit.similarities) for hit in hits[:5]),
        of["coverage"],
        section.hit.covered if section else of["covered"],
        of["residual"],
        of["said"],
        max(max(hit.said) for hit in hits[:5]),
        max(words.values(), default=0.0),
        sum(words.values()),
        max((words.get(name[0], 0.0) for name in question.query.names), default=0.0),
        float(min(hit.unmet, 3)),
        float(hit.bulletin.id in question.query.named),
        float(unfocused),
        max((words.get(focus[0], 0.0) for focus in question.query.focus), default=0.0),
        float(unfocused and question.intent is Intent.HOW_MANY),
        first.lexical,
        first.dense,
        first.context,
        first.score - hits[min(4, len(hits) - 1)].score,
        float(section is None and all(shown["lacks"] for shown in sentences)),
        float(section is None and all(shown["mismeasures"] for shown in sentences)),
        float(section is not None),
        section.fit if section else 0.0,
    )


def _says_focus(question: Question, chosen: Sequence[Candidate], section: FoundSection | None) -> bool:
    """Whether what is shown says each thing that is asked for, in one of its wordings; a list has its headings."""
    shown = [candidate.text for candidate in chosen]
    if section is not None:
        passage = section.hit.passage
        shown = [section.hit.bulletin.metadata.title, *passage.path, passage.lead, passage.text]
    text = fold_sentences(shown)
    return all(says(text, focus) for focus in question.query.focus)


def confidence(question: Question, values: Sequence[float]) -> float:
    """The probability, from 0 to 1, that the answer with these features is there and is right."""
    return fitted()[question.form].confidence.probability(dict(zip(FEATURES, values, strict=True)))


def best_reading(chosen: Sequence[Candidate]) -> float | None:
    """The greatest log odds that one of the sentences was given by reading it with the question; None where none was
    read."""
    return max((sentence.read for sentence in chosen if sentence.read is not None), default=None)
