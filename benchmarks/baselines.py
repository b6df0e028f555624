"""Simpler ways to find a passage, on the same index: what the search has to be ahead of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.evaluation.measures import rank, recall
from bot.evaluation.sets import Case
from bot.question.understand import understand
from vectorstore.index import Index
from vectorstore.models import Hit
from vectorstore.query import Form, Query
from vectorstore.search import search

_CANDIDATES = 50
_RANK_CONSTANT = 60  # of reciprocal rank fusion, as its authors have it

Ranker = Callable[[Index, Query], list[int]]


def bm25(index: Index, query: Query) -> list[int]:
    """Passage ids by BM25 alone."""
    return list(index.lexical.search(index.lexical.weigh(query.concepts), _CANDIDATES, 0.0))


def dense(index: Index, query: Query) -> list[int]:
    """Passage ids by the cosine of the passages' vectors alone."""
    return index.dense.search(index.embedder.encode_queries([query.text])[0], _CANDIDATES)


def equal_ranks(index: Index, query: Query) -> list[int]:
    """Passage ids by reciprocal rank fusion of the two, with equal weights."""
    scores: dict[int, float] = {}
    for ranked in (bm25(index, query), dense(index, query)):
        for place, passage_id in enumerate(ranked):
            scores[passage_id] = scores.get(passage_id, 0.0) + 1 / (_RANK_CONSTANT + place)
    return sorted(scores, key=lambda passage_id: scores[passage_id], reverse=True)


RANKERS: dict[str, Ranker] = {"BM25 alone": bm25, "dense alone": dense, "equal rank fusion": equal_ranks}


def compare(index: Index, cases: Sequence[Case], form: Form) -> dict[str, tuple[float, float]]:
    """Recall at 1 and at 5, in percent, of each simpler way and of the search, on the same questions."""
    asked = [
        (case, understand(case.forms[form], index.catalogue).query)
        for case in cases
        if form in case.forms and case.document_id is not None
    ]
    ranks = {
        name: [rank(_hits(index, ranker(index, query)[:5]), case) for case, query in asked]
        for name, ranker in RANKERS.items()
    }
    ranks["Bản Tin"] = [rank(search(index, query, 5), case) for case, query in asked]
    return {name: (recall(places, 1), recall(places, 5)) for name, places in ranks.items()}


def _hits(index: Index, ids: Sequence[int]) -> list[Hit]:
    passages = index.catalogue.passages(ids)
    bulletins = {stored.id: stored.bulletin_id for stored in index.catalogue.stored(ids)}
    entries = index.catalogue.entries_of(bulletins.values())
    return [Hit(entries[bulletins[i]], passages[i], 0.0) for i in ids if i in passages]
