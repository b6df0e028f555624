"""Simpler ways to answer, on the same bulletins and questions in the same run: what Bản Tin has to be ahead of.

BM25 alone, the vectors alone and both by equal rank fusion search the passages of the same index, with the question as
Bản Tin understands it (accents restored, English words translated), and show the first two passages. The usual
LangChain recipe cuts the bulletins into chunks of 500 characters, searches them in Chroma with the same embedding model
and the question as it was typed, and shows four chunks. None of them refuses anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bot.evaluation.measures import holds, normal, recall
from bot.evaluation.run import Result, place_of
from bot.evaluation.sets import Case, QuestionSet
from bot.question.understand import understand
from vectorstore.embedder import Embedder
from vectorstore.index import Index
from vectorstore.models import Hit
from vectorstore.query import Form, Query

_CANDIDATES = 50
_RANK_CONSTANT = 60  # of reciprocal rank fusion, as its authors have it
_FOUND, _SHOWN = 5, 2  # passages
_CHUNK, _OVERLAP, _CHUNKS = 500, 50, 4

Ranker = Callable[[Index, Query], list[int]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a way makes of a question: the place of what answers among what it finds, None if it is not there or was not
    looked for; whether all that it shows holds the answer; and how long that is."""

    place: int | None
    is_contained: bool
    characters: int


@dataclass(frozen=True, slots=True)
class Row:
    """A way's figures in percent, recall None where no bulletin is named that answers, and the mean length of what it
    shows, in characters."""

    recall_1: float | None
    recall_5: float | None
    contained: float
    characters: float


def bm25(index: Index, query: Query) -> list[int]:
    """Passage ids by BM25 alone."""
    return list(index.lexical.search(index.lexical.weigh(query.concepts), _CANDIDATES, 0.0))


def dense(index: Index, query: Query) -> list[int]:
    """Passage ids by the cosine of the passages' vectors alone."""
    return index.nearest(index.embedder.encode_queries([query.text])[0], _CANDIDATES)


def equal_ranks(index: Index, query: Query) -> list[int]:
    """Passage ids by reciprocal rank fusion of the two, with equal weights."""
    scores: dict[int, float] = {}
    for ranked in (bm25(index, query), dense(index, query)):
        for place, passage_id in enumerate(ranked):
            scores[passage_id] = scores.get(passage_id, 0.0) + 1 / (_RANK_CONSTANT + place)
    return sorted(scores, key=lambda passage_id: scores[passage_id], reverse=True)


RANKERS: dict[str, Ranker] = {"BM25 alone": bm25, "dense alone": dense, "equal rank fusion": equal_ranks}
RECIPE = f"LangChain, {_CHUNKS} chunks"


class _Embeddings(Embeddings):
    """The embedding model as LangChain takes it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """See Embeddings."""
        vectors: list[list[float]] = self._embedder.encode_documents(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """See Embeddings."""
        vector: list[float] = self._embedder.encode_queries([text])[0].tolist()
        return vector


class Recipe:
    """The usual LangChain recipe over the bulletins of a set."""

    def __init__(self, questions: QuestionSet, embedder: Embedder) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP)
        texts = [bulletin.text for bulletin in questions.bulletins]
        chunks = splitter.create_documents(texts, [{"document_id": bulletin.id} for bulletin in questions.bulletins])
        self._store = Chroma.from_documents(chunks, _Embeddings(embedder), collection_name=f"recipe-{id(self)}")

    def ask(self, case: Case, question: str) -> Shown:
        """The four nearest chunks; one of the right bulletin that holds an expected string answers."""
        chunks = self._store.similarity_search(question, _CHUNKS)
        answering = (
            place
            for place, chunk in enumerate(chunks)
            if chunk.metadata["document_id"] == case.document_id
            and any(normal(expected) in normal(chunk.page_content) for expected in case.expected)
        )
        return _shown(case, next(answering, None), [chunk.page_content for chunk in chunks])


def compare(
    index: Index, questions: QuestionSet, results: Sequence[Result], form: Form, recipe: Recipe
) -> dict[str, Row]:
    """The figures of each way on the set's questions that have an answer and follow no other, and those of Bản Tin's
    `results`."""
    cases = [case for case in questions.cases if form in case.forms and case.answered and case.follows is None]
    shown: dict[str, list[Shown]] = {
        name: [_by(ranker, index, case, case.forms[form]) for case in cases] for name, ranker in RANKERS.items()
    }
    shown[RECIPE] = [recipe.ask(case, case.forms[form]) for case in cases]
    ours = {result.id: result for result in results if result.form is form}
    shown["Bản Tin"] = [Shown(ours[case.id].place, ours[case.id].is_right, len(ours[case.id].shown)) for case in cases]
    ranked = [ours[case.id].is_ranked for case in cases]
    return {name: _row(found, ranked) for name, found in shown.items()}


def _by(ranker: Ranker, index: Index, case: Case, question: str) -> Shown:
    hits = _hits(index, ranker(index, understand(question, index.catalogue).query)[:_FOUND])
    place = place_of(index, case, hits) if case.document_id else None
    return _shown(case, place, [hit.passage.text for hit in hits[:_SHOWN]])


def _shown(case: Case, place: int | None, texts: Sequence[str]) -> Shown:
    return Shown(place, holds(" ".join(texts), case), sum(map(len, texts)))


def _row(shown: Sequence[Shown], ranked: Sequence[bool]) -> Row:
    places = [each.place for each, is_ranked in zip(shown, ranked, strict=True) if is_ranked]
    return Row(
        recall(places, 1) if places else None,
        recall(places, _FOUND) if places else None,
        100 * sum(each.is_contained for each in shown) / max(len(shown), 1),
        sum(each.characters for each in shown) / max(len(shown), 1),
    )


def _hits(index: Index, ids: Sequence[int]) -> list[Hit]:
    passages = index.catalogue.passages(ids)
    bulletins = {stored.id: stored.bulletin_id for stored in index.catalogue.stored(ids)}
    entries = index.catalogue.entries_of(bulletins.values())
    return [Hit(entries[bulletins[i]], passages[i], 0.0) for i in ids if i in passages]
