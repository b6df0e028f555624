"""How an answer came about, as plain data: for `bantin ask --explain`, its JSON, and the way from a server to it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from bot.answer import confidence as judging
from bot.answer.candidates import FEATURES as SENTENCE_FEATURES
from bot.answer.candidates import Candidate
from bot.answer.consider import Considered
from bot.answer.fitted import fitted
from bot.assistant import Explanation
from bot.question.intent import Intent
from vectorstore.fusion import FusionWeights, fusion_weights
from vectorstore.models import Hit
from vectorstore.query import Form
from vectorstore.text import folded_syllables

_PASSAGES = 5
_SENTENCES = 6
_NOTHING = 1e-6
_READ = "read"  # together with the question


class Outcome(StrEnum):
    """What became of a question."""

    TALK = "talk"
    """Answered with words of its own, such as a greeting."""
    CONVERSATION = "conversation"
    """Answered from what was shown before in the session."""
    SENTENCES = "sentences"
    LIST = "list"
    ITEM = "item"
    FACT = "fact"
    """Answered with what a document states in a place of its own: its number, its signer."""
    NOTHING_FOUND = "nothing_found"
    UNSURE = "unsure"
    """Refused: the confidence is below the threshold."""
    NO_SUCH_ITEM = "no_such_item"
    """Refused: the list that was found is shorter."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a score is the sum of: `value` times `weight`."""

    name: str
    value: float
    weight: float

    @property
    def contribution(self) -> float:
        """What it adds."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage, its score and what it is made of; `missing` are the question's words that it does not say.

    `reranked` is what a reranker gave it, None where none did; what that moved its score by is among the preferences.
    """

    title: str
    date: datetime.date | None
    text: str
    score: float
    reranked: float | None
    parts: tuple[Part, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence that may answer, its score and what it is made of, and whether it is one of those to be shown."""

    title: str
    text: str
    score: float
    parts: tuple[Part, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """How the answer to `asked` came about.

    `understood` is the question with its accents back, completed from the one before if it leaned on that
    (`is_completed`); `words` are what is looked for in texts, each in its wordings. Of the bulletins, `named` are those
    that it speaks of by their titles, and `timely` says how many are of the time that it speaks of. `lists` are the
    lead-ins of the lists that fit. `judged` are the parts of the confidence before it is made a probability.
    """

    asked: str
    understood: str
    is_completed: bool
    form: Form
    intent: Intent
    count: int | None
    ordinal: int | None
    date_from: datetime.date | None
    date_to: datetime.date | None
    issuer: str | None
    named: tuple[str, ...]
    timely: int
    words: tuple[tuple[str, ...], ...]
    passages: tuple[FoundPassage, ...]
    sentences: tuple[JudgedSentence, ...]
    lists: tuple[str, ...]
    judged: tuple[Part, ...]
    confidence: float
    threshold: float
    outcome: Outcome
    answer: str
    elapsed_ms: float


EXPLAINED = TypeAdapter(Explained)
"""Turns an Explained into JSON and back."""


def explained(asked: str, explanation: Explanation) -> Explained:
    """What there is to tell of an answer to `asked`."""
    considered, answer = explanation.considered, explanation.answer
    question = considered.question
    query, filters = question.query, question.query.filters
    titles = {hit.bulletin.id: hit.bulletin.metadata.title for hit in considered.hits}
    return Explained(
        asked=asked,
        understood=question.text,
        is_completed=folded_syllables(asked) != question.folded,
        form=question.form,
        intent=question.intent,
        count=question.count,
        ordinal=question.ordinal,
        date_from=filters.date_from,
        date_to=filters.date_to,
        issuer=filters.issuer,
        named=tuple(titles.get(document_id, document_id) for document_id in sorted(query.named)),
        timely=len(query.timely),
        words=query.words,
        passages=tuple(_passage(hit, fusion_weights()[question.form]) for hit in considered.hits[:_PASSAGES]),
        sentences=_sentences(considered),
        lists=tuple(section.hit.passage.lead or section.hit.passage.text for section in considered.sections),
        judged=_judged(considered),
        confidence=answer.confidence,
        threshold=considered.threshold,
        outcome=_outcome(explanation),
        answer=answer.text,
        elapsed_ms=answer.elapsed_ms,
    )


def _outcome(explanation: Explanation) -> Outcome:
    considered, answer = explanation.considered, explanation.answer
    if answer.answered and not considered.hits:
        return Outcome.CONVERSATION
    if considered.question.intent is Intent.GREETING:
        return Outcome.TALK
    if not answer.answered:
        if not considered.chosen and not considered.facts:
            return Outcome.NOTHING_FOUND
        return Outcome.NO_SUCH_ITEM if considered.is_sure else Outcome.UNSURE
    if considered.facts:
        return Outcome.FACT
    if not considered.sections:
        return Outcome.SENTENCES
    return Outcome.LIST if answer.items else Outcome.ITEM


def _passage(hit: Hit, weights: FusionWeights) -> FoundPassage:
    best = max(s + weights.coverage * c for s, c in zip(hit.similarities, hit.coverages, strict=True))
    parts = [
        Part("dense", hit.dense, weights.dense),
        Part("best", best, weights.best),
        Part("context", hit.context, weights.context),
        Part("lexical", hit.lexical, weights.lexical),
        Part("covered", hit.covered, weights.covered),
    ]
    rest = hit.score - sum(part.contribution for part in parts)
    if abs(rest) > _NOTHING:
        parts.append(Part("preference", rest, 1.0))
    metadata = hit.bulletin.metadata
    missing = tuple(word for word, _ in hit.missing)
    text = hit.passage.text
    return FoundPassage(metadata.title, metadata.date, text, hit.score, hit.reranked, tuple(parts), missing)


def _sentences(considered: Considered) -> tuple[JudgedSentence, ...]:
    numbers = fitted()[considered.question.form]
    weights = {**numbers.sentence, _READ: numbers.reading.sentence}

    def judged(candidate: Candidate, *, is_chosen: bool) -> JudgedSentence:
        read = {} if candidate.read is None else {_READ: candidate.read}
        values = {**dict(zip(SENTENCE_FEATURES, candidate.features, strict=True)), **read}
        parts = _parts(weights, tuple(values), tuple(values.values()))
        score = sum(part.contribution for part in parts)
        return JudgedSentence(candidate.hit.bulletin.metadata.title, candidate.text, score, parts, is_chosen)

    chosen = [judged(candidate, is_chosen=True) for candidate in considered.chosen]
    others = [
        judged(candidate, is_chosen=False) for candidate in considered.found if candidate not in considered.chosen
    ]
    return tuple([*chosen, *sorted(others, key=lambda sentence: sentence.score, reverse=True)][:_SENTENCES])


def _judged(considered: Considered) -> tuple[Part, ...]:
    if not considered.values:
        return ()
    numbers = fitted()[considered.question.form]
    model, reading = numbers.confidence, numbers.reading
    values = dict(zip(judging.FEATURES, considered.values, strict=True))
    deviations, added = model.deviations(values), model.contributions(values)
    weights = {name: added[name] / deviation for name, deviation in deviations.items() if deviation}
    parts = _parts(weights, tuple(deviations), tuple(deviations.values()))
    if considered.sections:
        return (Part("bias", 1.0, model.bias), *parts)
    read = judging.best_reading(considered.chosen)
    bias, weight, of_read = reading.alone_bias, reading.alone_confidence, []
    if read is not None:
        bias, weight, of_read = reading.bias, reading.confidence, [Part(_READ, read, reading.read)]
    before = (Part(part.name, part.value, part.weight * weight) for part in parts)
    return (Part("bias", 1.0, bias + weight * model.bias), *of_read, *before)


def _parts(weights: Mapping[str, float], names: Sequence[str], values: Sequence[float]) -> tuple[Part, ...]:
    """The features that count, those that change the sum most first."""
    parts = (Part(name, value, weights.get(name, 0.0)) for name, value in zip(names, values, strict=True))
    counting = [part for part in parts if abs(part.contribution) > _NOTHING]
    return tuple(sorted(counting, key=lambda part: abs(part.contribution), reverse=True))
