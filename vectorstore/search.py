"""Search: dense and lexical candidates, scored together sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from vectorstore.catalogue import StoredPassage
from vectorstore.errors import Language
from vectorstore.fusion import FusionWeights, fusion_weights
from vectorstore.index import Index
from vectorstore.lexical import Shares, WeightedConcepts
from vectorstore.models import BlockKind, Filters, Hit
from vectorstore.query import Form, Query
from vectorstore.reranker import PASSAGES, reranked
from vectorstore.vectors import Vector, Vectors, unit
from vectorstore.years import without_other_years

_CANDIDATES = 64  # from each of the two stores
_FILTERED_CANDIDATES = 1000  # from each, when most of them may be dropped by the filters
_EXHAUSTIVE = 2000  # so many allowed passages are all scored
_RESCORED = 48  # the best by vectors and BM25, whose sentences are also compared term by term
FORMALITY = 0.2  # taken off signatures and lists of recipients, which name everybody and say nothing
_NAMED = 0.25  # given to the bulletins that the question names
_TIMELY = 0.03  # and to those of the time that it speaks of
_NAMED_PASSAGES = 400  # of the named bulletins that are candidates in any case
UNMET = 2  # designators that a passage lacks count so many times at most
_CONTEXT_WEIGHT = 0.4  # of BM25 on title, headings and lead-in against BM25 on the passage's text


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


def _compare(
    scored: Sequence[_Scored],
    concepts: WeightedConcepts,
    words: WeightedConcepts,
    designators: WeightedConcepts,
    weights: FusionWeights,
) -> list[_Compared]:
    """Looks for the question's concepts, words and designators in each passage's sentences and context."""
    if not scored:
        return []
    texts = [text for s in scored for text in (s.passage.context, *s.passage.folded)]
    counts = np.array([1 + len(s.passage.folded) for s in scored])
    firsts = np.cumsum(counts) - counts
    saying, meaning = concepts.said(texts), words.said(texts)
    covered = concepts.shares(np.logical_or.reduceat(saying, firsts))
    coverages = concepts.shares(saying)
    residuals = concepts.shares(saying & ~np.repeat(saying[firsts], counts, axis=0))
    said = words.shares(meaning)
    missing = ~np.logical_or.reduceat(meaning, firsts)
    rarities = words.weights / words.greatest
    telling = designators.said(map(without_other_years, texts) if designators.concepts else texts)
    unmet = (~np.logical_or.reduceat(telling, firsts)).sum(axis=1)

    def score(s: _Scored, covered: float, coverages: Shares, unmet: int) -> float:
        best = (s.similarities + weights.coverage * coverages).max()
        gained = weights.best * (best - s.similarities.max()) + weights.covered * covered
        return s.score + float(gained) - weights.unmet * min(unmet, UNMET)

    return [
        _Compared(
            s,
            score(s, covered[i], coverages[first + 1 : first + count], unmet[i]),
            float(covered[i]),
            coverages[first + 1 : first + count],
            residuals[first + 1 : first + count],
            said[first + 1 : first + count],
            tuple((words.concepts[j][0], float(rarities[j])) for j in np.flatnonzero(missing[i])),
            int(unmet[i]),
        )
        for i, (s, first, count) in enumerate(zip(scored, firsts, counts, strict=True))
    ]


def search(index: Index, query: Query, limit: int) -> list[Hit]:
    """The passages that match the query best, best first, at most `limit`."""
    if not index.count():
        return []
    weights = fusion_weights()[query.form]
    vector = index.embedder.encode_queries([query.text])[0]
    concepts = index.lexical.weigh(query.concepts)
    candidates, lexical = _candidates(index, query, vector, concepts)
    scored = _score(index, query, candidates, vector, lexical, weights)
    scored.sort(key=lambda s: s.score, reverse=True)
    words = index.lexical.weigh(query.words)
    designators = index.lexical.weigh(query.designators)
    compared = _compare(scored[: max(_RESCORED, limit)], concepts, words, designators, weights)
    compared.sort(key=lambda c: c.score, reverse=True)
    if index.reranker is None:
        return _hits(index, compared[:limit])
    return reranked(index.reranker, query.text, _hits(index, compared[: max(PASSAGES, limit)]))[:limit]


def _candidates(
    index: Index, query: Query, vector: Vector, concepts: WeightedConcepts
) -> tuple[list[StoredPassage], dict[int, float]]:
    """The current passages worth scoring, and the BM25 of those that the lexical index found."""
    if not query.filters:
        lexical = index.lexical.search(concepts, _CANDIDATES, _CONTEXT_WEIGHT)
        ids: Iterable[int] = {*index.dense.search(vector, _CANDIDATES), *lexical, *_named(index, query)}
    else:
        allowed = index.catalogue.allowed(query.filters)
        lexical = index.lexical.search(concepts, _FILTERED_CANDIDATES, _CONTEXT_WEIGHT)
        if sum(map(len, allowed)) <= _EXHAUSTIVE:
            ids = [i for passages in allowed for i in passages]
        else:
            found = {*index.dense.search(vector, _FILTERED_CANDIDATES), *lexical, *_named(index, query)}
            ids = [i for i in found if any(i in passages for passages in allowed)]
    return index.catalogue.stored(ids), lexical


def _named(index: Index, query: Query) -> list[int]:
    """The passages of the bulletins that the question names."""
    if not query.named:
        return []
    named = index.catalogue.allowed(Filters(document_ids=query.named))
    return [i for passages in named for i in passages][:_NAMED_PASSAGES]


def _preference(query: Query, bulletin_id: str) -> float:
    return _NAMED * (bulletin_id in query.named) + _TIMELY * (bulletin_id in query.timely)


def _score(
    index: Index,
    query: Query,
    candidates: Sequence[StoredPassage],
    vector: Vector,
    lexical: dict[int, float],
    weights: FusionWeights,
) -> list[_Scored]:
    """Each candidate with its cosines and its BM25."""
    if not candidates:
        return []
    rows = np.concatenate([candidate.vectors for candidate in candidates]).astype(np.float32)
    firsts = np.cumsum([0, *(len(candidate.vectors) for candidate in candidates)])[:-1]
    is_sentence = np.ones(len(rows), bool)
    is_sentence[firsts] = False
    counts = np.array([len(candidate.vectors) - 1 for candidate in candidates])
    sentences = rows[is_sentence]
    means = unit(np.add.reduceat(sentences, np.concatenate([[0], np.cumsum(counts)[:-1]])))
    question = vector
    centre: Vector | None = None
    if weights.centred:
        language: Language = "en" if query.form is Form.ENGLISH else "vi"
        question = unit(vector - index.question_mean(language))
        centre = index.catalogue.mean_vector()
    dense = _cosines(means, question, centre)
    context = _cosines(rows[firsts], question, centre)
    similarities = np.split(_cosines(sentences, question, centre), np.cumsum(counts)[:-1])

    def scored(i: int, candidate: StoredPassage) -> _Scored:
        words = lexical.get(candidate.id, 0.0)
        vectors = weights.dense * dense[i] + weights.best * similarities[i].max() + weights.context * context[i]
        formality = FORMALITY if candidate.kind in (BlockKind.SIGNATURE, BlockKind.RECIPIENTS) else 0.0
        score = float(vectors + weights.lexical * words) + _preference(query, candidate.bulletin_id) - formality
        return _Scored(candidate, float(dense[i]), float(context[i]), words, similarities[i], score)

    return [scored(i, candidate) for i, candidate in enumerate(candidates)]


def _cosines(vectors: Vectors, question: Vector, centre: Vector | None) -> Vector:
    return (vectors if centre is None else unit(vectors - centre)) @ question


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
