"""Search: dense and lexical candidates, scored together sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.catalogue import StoredPassage
from vectorstore.errors import Language
from vectorstore.fusion import FusionWeights, fusion_weights
from vectorstore.index import Index
from vectorstore.lexical import Shares, WeightedConcepts
from vectorstore.models import BlockKind, Filters, Hit
from vectorstore.phrases import Texts
from vectorstore.query import Concept, Form, Query
from vectorstore.reranker import PASSAGES, reranked
from vectorstore.vectors import Vector, Vectors, singles, unit
from vectorstore.years import without_other_years

_CANDIDATES = 64  # from each of the two stores
_FILTERED_CANDIDATES = 1000  # from each, when most of them may be dropped by the filters
_EXHAUSTIVE = 2000  # so many allowed passages are all scored
_RESCORED = 48  # the best by vectors and BM25, whose sentences are also compared term by term
_WORDED = 8  # of these, the best by BM25 where it counts for nothing until then
FORMALITY = 0.2  # taken off signatures and lists of recipients, which name everybody and say nothing
_FORMAL = (BlockKind.SIGNATURE, BlockKind.RECIPIENTS)
_NAMED = 0.25  # given to the bulletins that the question names
_TIMELY = 0.03  # and to those of the time that it speaks of
_NAMED_PASSAGES = 400  # of the named bulletins that are candidates in any case
UNMET = 2  # designators that a passage lacks count so many times at most
_CONTEXT_WEIGHT = 0.4  # of BM25 on title, headings and lead-in against BM25 on the passage's text


@dataclass(frozen=True, slots=True)
class _Worded:
    """What a question says, weighed, and what its words found: BM25 by passage, and these passages, unless filters say
    which of them count."""

    concepts: WeightedConcepts
    words: WeightedConcepts
    designators: WeightedConcepts
    shares: dict[int, float]
    passages: list[StoredPassage]


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate with its BM25, its cosines, those of its sentences, and the score that these make."""

    passage: StoredPassage
    dense: float
    context: float
    lexical: float
    similarities: Vector
    score: float


@dataclass(frozen=True, slots=True)
class _Compared:
    """A scored passage, with the shares of the question's concepts that Hit describes, and the whole score."""

    scored: _Scored
    score: float
    covered: float
    coverages: Shares
    residuals: Shares
    said: Shares
    missing: tuple[tuple[str, float], ...]
    unmet: int


def _compare(scored: Sequence[_Scored], worded: _Worded, weights: FusionWeights, limit: int) -> list[_Compared]:
    """Looks for the question's concepts, words and designators in each passage's sentences and context; the best
    passages, best first."""
    if not scored:
        return []
    concepts, words, designators = worded.concepts, worded.words, worded.designators
    plain = [text for s in scored for text in (s.passage.context, *s.passage.folded)]
    distinct = {text: place for place, text in enumerate(dict.fromkeys(plain))}  # a bulletin's contexts are alike
    texts, places = Texts(list(distinct)), np.array([distinct[text] for text in plain])
    counts = np.array([1 + len(s.passage.folded) for s in scored])
    firsts = np.cumsum(counts) - counts
    saying, meaning = texts.say_any(concepts.concepts)[places], texts.say_any(words.concepts)[places]
    covered = concepts.shares(np.logical_or.reduceat(saying, firsts))
    coverages = concepts.shares(saying)
    residuals = concepts.shares(saying & ~np.repeat(saying[firsts], counts, axis=0))
    said = words.shares(meaning)
    missing = ~np.logical_or.reduceat(meaning, firsts)
    rarities = words.weights / words.greatest
    telling = _telling(texts, list(distinct), designators.concepts)[places]
    unmet = (~np.logical_or.reduceat(telling, firsts)).sum(axis=1)

    similarities = np.concatenate([s.similarities for s in scored])
    starts = firsts - np.arange(len(scored))  # of a passage's sentences among all sentences
    coverage = weights.coverage * np.delete(coverages, firsts)
    gained = np.maximum.reduceat(similarities + coverage, starts) - np.maximum.reduceat(similarities, starts)
    scores = np.array([s.score for s in scored]) + (weights.best * gained + weights.covered * covered)
    scores -= weights.unmet * np.minimum(unmet, UNMET)

    def compared(i: int) -> _Compared:
        sentences = slice(firsts[i] + 1, firsts[i] + counts[i])
        return _Compared(
            scored[i],
            float(scores[i]),
            float(covered[i]),
            coverages[sentences],
            residuals[sentences],
            said[sentences],
            tuple((words.concepts[j][0], float(rarities[j])) for j in np.flatnonzero(missing[i])),
            int(unmet[i]),
        )

    return [compared(i) for i in _best(scores, limit)]


def _telling(texts: Texts, plain: Sequence[str], designators: Sequence[Concept]) -> NDArray[np.bool_]:
    """Which of the texts say which of the designators, apart from years that they only compare with
    [texts, designators]."""
    found = np.zeros((len(plain), len(designators)), bool)
    apart: dict[int, str] = {}
    for column, designator in enumerate(designators):
        for wording in designator:
            for place in np.flatnonzero(texts.say(wording.replace("-", " "))).tolist():
                if place not in apart:
                    apart[place] = without_other_years(plain[place])
                found[place, column] |= f" {wording} " in apart[place]
    return found


def _best(scores: NDArray[np.float64], limit: int) -> list[int]:
    """The places of the greatest scores, greatest first, at most `limit`; of equal ones the first comes first."""
    places: list[int] = np.argsort(-scores, kind="stable")[:limit].tolist()
    return places


def search(index: Index, query: Query, limit: int) -> list[Hit]:
    """The passages that match the query best, best first, at most `limit`."""
    if not index.count():
        return []
    weights = fusion_weights()[query.form]
    allowed = index.catalogue.allowed(query.filters) if query.filters else None
    wording = index.beside(lambda: _by_words(index, query))  # while the model and Chroma compute
    vector, _ = index.embedded(query.embedded)
    if allowed is not None and sum(map(len, allowed)) <= _EXHAUSTIVE:
        worded = wording.result()
        candidates = index.catalogue.stored(i for passages in allowed for i in passages)
    else:
        nearest = index.nearest(vector, _wanted(query))
        worded = wording.result()
        candidates = _candidates(index, query, allowed, nearest, worded)
    scored = _score(index, query, candidates, vector, worded.shares, weights, max(_RESCORED, limit))
    if index.reranker is None:
        return _hits(index, _compare(scored, worded, weights, limit))
    compared = _compare(scored, worded, weights, max(PASSAGES, limit))
    return reranked(index.reranker, query.text, _hits(index, compared))[:limit]


def _wanted(query: Query) -> int:
    """How many passages are asked of each of the two stores."""
    return _FILTERED_CANDIDATES if query.filters else _CANDIDATES


def _by_words(index: Index, query: Query) -> _Worded:
    """What the question's words find."""
    concepts = index.lexical.weigh(query.concepts)
    shares = index.lexical.search(concepts, _wanted(query), _CONTEXT_WEIGHT)
    passages = [] if query.filters else index.catalogue.stored(shares)
    return _Worded(concepts, index.lexical.weigh(query.words), index.lexical.weigh(query.designators), shares, passages)


def _candidates(
    index: Index, query: Query, allowed: Sequence[range] | None, nearest: Sequence[int], worded: _Worded
) -> list[StoredPassage]:
    """The current passages worth scoring, by their ids: those that were found, and those of the bulletins that the
    question names; only allowed ones, if filters say which these are."""
    found = {*nearest, *worded.shares, *_named(index, query)}
    if allowed is not None:
        return index.catalogue.stored(_within(list(found), allowed))
    others = index.catalogue.stored(found - worded.shares.keys())
    return sorted([*worded.passages, *others], key=lambda passage: passage.id)


def _within(ids: Sequence[int], ranges: Sequence[range]) -> list[int]:
    """Those of the ids that are in one of the ranges, which do not overlap."""
    starts, stops = np.array(sorted((ids.start, ids.stop) for ids in ranges)).T
    found = np.array(ids)
    at = np.searchsorted(starts, found, "right") - 1
    within: list[int] = found[(at >= 0) & (found < stops[at])].tolist()
    return within


def _named(index: Index, query: Query) -> list[int]:
    """The passages of the bulletins that the question names."""
    if not query.named:
        return []
    named = index.catalogue.allowed(Filters(document_ids=query.named))
    return [i for passages in named for i in passages][:_NAMED_PASSAGES]


def _preference(query: Query, passage: StoredPassage) -> float:
    """What a passage's score gains by its bulletin, and loses by its kind."""
    of_bulletin = _NAMED * (passage.bulletin_id in query.named) + _TIMELY * (passage.bulletin_id in query.timely)
    return of_bulletin - FORMALITY * (passage.kind in _FORMAL)


def _score(
    index: Index,
    query: Query,
    candidates: Sequence[StoredPassage],
    vector: Vector,
    lexical: dict[int, float],
    weights: FusionWeights,
    limit: int,
) -> list[_Scored]:
    """The best candidates by cosines and BM25, best first."""
    if not candidates:
        return []
    rows = singles(np.concatenate([candidate.vectors for candidate in candidates]))
    counts = np.array([len(candidate.vectors) for candidate in candidates])
    ends = np.cumsum(counts)
    firsts = ends - counts  # of a candidate's rows, of which the first is its context's
    starts = firsts - np.arange(len(candidates))  # of its sentences among all sentences
    question = vector
    centre: Vector | None = None
    if weights.centred:
        language: Language = "en" if query.form is Form.ENGLISH else "vi"
        question = unit(vector - index.question_mean(language))
        centre = index.catalogue.mean_vector()
    dense = _cosines(unit(_sums_of_sentences(rows, firsts, counts)), question, centre)
    cosines = _cosines(rows, question, centre)
    context, similarities = cosines[firsts], np.delete(cosines, firsts)
    words = np.array([lexical.get(candidate.id, 0.0) for candidate in candidates])
    best = np.maximum.reduceat(similarities, starts)
    vectors = weights.dense * dense + weights.best * best + weights.context * context
    preferences = np.array([_preference(query, candidate) for candidate in candidates])
    scores = vectors + (weights.lexical * words).astype(np.float32) + preferences
    chosen = _best(scores, limit)
    if not weights.lexical:
        chosen = list(dict.fromkeys([*chosen[: limit - _WORDED], *_best(words, _WORDED)]))
    columns = (dense, context, words, scores, starts, starts + counts - 1)
    figures = zip(*(column[chosen].tolist() for column in columns), strict=True)
    return [
        _Scored(candidates[i], of_passage, of_context, lexical_share, similarities[start:end], score)
        for i, (of_passage, of_context, lexical_share, score, start, end) in zip(chosen, figures, strict=True)
    ]


def _sums_of_sentences(rows: Vectors, firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> Vectors:
    """The sum of each candidate's sentences, all first ones, then all second ones and so on: a seventh of the time of
    `np.add.reduceat`."""
    sums = rows[firsts + 1]
    for sentence in range(2, counts.max()):
        longer = np.flatnonzero(counts > sentence)
        sums[longer] += rows[firsts[longer] + sentence]
    return sums


def _cosines(vectors: Vectors, question: Vector, centre: Vector | None) -> Vector:
    """The cosines of a question with unit vectors, from which the centre is taken if there is one."""
    if centre is None:
        return vectors @ question
    centred = vectors - centre
    lengths = np.linalg.norm(centred, axis=-1)
    return (centred @ question / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def _hits(index: Index, ranked: Sequence[_Compared]) -> list[Hit]:
    passages = index.catalogue.passages(c.scored.passage.id for c in ranked)
    entries = index.catalogue.entries_of({c.scored.passage.bulletin_id for c in ranked})
    return [
        Hit(
            entries[c.scored.passage.bulletin_id],
            passages[c.scored.passage.id],
            c.score,
            c.scored.dense,
            c.scored.context,
            c.scored.lexical,
            c.covered,
            tuple(map(float, c.scored.similarities)),
            tuple(map(float, c.coverages)),
            tuple(map(float, c.residuals)),
            tuple(map(float, c.said)),
            c.missing,
            c.unmet,
        )
        for c in ranked
        if c.scored.passage.id in passages and c.scored.passage.bulletin_id in entries
    ]
