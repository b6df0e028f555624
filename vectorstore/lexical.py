"""BM25 in Tantivy, over folded syllables and their adjacent pairs, of a passage and of what stands above it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from vectorstore.query import Concept

Shares = NDArray[np.float64]
"""Shares of a question's concepts, by weight, from 0 to 1 [rows]."""

_TOKENIZER = "spaces"
_BM25_CEILING = 2.2  # k1 + 1, what a term's weight tends to as it is repeated (Tantivy's k1 is 1.2)
_WRITER_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class LexicalDocument:
    """A passage as the lexical index sees it: the terms of what it says, and of its title, headings and lead-in, each
    joined by spaces."""

    id: int
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class WeightedConcepts:
    """A question's concepts with their inverse document frequencies [concepts] in the index.

    `greatest` is the weight of a concept that no passage says. Texts are given to the methods as their folded syllables
    with a space before, between and after them: " a b c ".
    """

    concepts: tuple[Concept, ...]
    weights: NDArray[np.float64]
    greatest: float

    @property
    def total(self) -> float:
        """The sum of all weights; 1 where there are none, so that shares of it are 0."""
        return float(self.weights.sum()) or 1.0

    def said(self, texts: Iterable[str]) -> NDArray[np.bool_]:
        """Which of the concepts stand in which of the texts [texts, concepts]; `vectorstore.phrases.Texts` tells the
        same of many texts faster."""
        if not self.concepts:
            return np.zeros((len(list(texts)), 0), bool)
        wordings = [f" {phrase} " for concept in self.concepts for phrase in concept]
        firsts = np.cumsum([0, *map(len, self.concepts)])[:-1]
        rows = np.array([[wording in text for wording in wordings] for text in texts], bool)
        return np.logical_or.reduceat(rows.reshape(-1, len(wordings)), firsts, axis=1)

    def shares(self, said: NDArray[np.bool_]) -> Shares:
        """The share of the concepts, by weight, that each row of `said` holds [rows]."""
        return said @ self.weights / self.total

    def coverages(self, texts: Iterable[str]) -> Shares:
        """The share of the concepts, by weight, that stand in each of some texts [texts]."""
        return self.shares(self.said(texts))


class LexicalStore:
    """One Tantivy index in a folder; what is written is seen by searches after the write returns."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=False, indexed=True, fast=True)
        for name in ("text", "context"):
            builder.add_text_field(name, stored=False, tokenizer_name=_TOKENIZER, index_option="freq")
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, str(folder), reuse=True)
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_TOKENIZER, analyzer)
        self._writer: tantivy.IndexWriter | None = None

    def add(self, documents: Sequence[LexicalDocument]) -> None:
        """Adds the passages, in one atomic commit."""
        writer = self._open_writer()
        for document in documents:
            entry = tantivy.Document()
            entry.add_unsigned("id", document.id)
            entry.add_text("text", document.text)
            entry.add_text("context", document.context)
            writer.add_document(entry)
        self._commit(writer)

    def remove(self, ranges: Sequence[range]) -> None:
        """Removes all passages whose id is in one of the ranges, in one atomic commit."""
        writer = self._open_writer()
        for ids in ranges:
            query = tantivy.Query.range_query(
                self._schema, "id", tantivy.FieldType.Unsigned, ids.start, ids.stop, include_upper=False
            )
            writer.delete_documents_by_query(query)
        self._commit(writer)

    def weigh(self, concepts: Sequence[Concept]) -> WeightedConcepts:
        """The concepts with their idf, as BM25 has it, over the passages' texts; a concept is as frequent as the most
        frequent of its wordings."""
        searcher = self._index.searcher()
        count = searcher.num_docs

        def frequency(concept: Concept) -> int:
            return max(min(searcher.doc_freq("text", term) for term in _terms(phrase)) for phrase in concept)

        def idf(frequency: int) -> float:
            return math.log1p((count - frequency + 0.5) / (frequency + 0.5))

        return WeightedConcepts(tuple(concepts), np.array([idf(frequency(c)) for c in concepts]), idf(0))

    def search(self, question: WeightedConcepts, limit: int, context_weight: float) -> dict[int, float]:
        """The best passages: id → BM25 of the text plus `context_weight` × BM25 of the context, as a share (0 to about
        1) of what a passage that repeated all of the question's concepts would reach."""
        clauses = []
        for concept in question.concepts:
            clauses.append((tantivy.Occur.Should, self._best_wording("text", concept)))
            if context_weight:
                above = tantivy.Query.boost_query(self._best_wording("context", concept), context_weight)
                clauses.append((tantivy.Occur.Should, above))
        if not clauses:
            return {}
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False).hits
        ids = searcher.fast_field_values("id", [address for _, address in hits])
        ceiling = _BM25_CEILING * question.total or 1.0
        return {int(passage_id or 0): score / ceiling for passage_id, (score, _) in zip(ids, hits, strict=True)}

    def count(self) -> int:
        """How many passages there are."""
        return int(self._index.searcher().num_docs)

    def ids(self) -> NDArray[np.int64]:
        """All ids, sorted."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(searcher.num_docs, 1), count=False).hits
        return np.sort(np.array(searcher.fast_field_values("id", [address for _, address in hits]), np.int64))

    def _best_wording(self, field: str, concept: Concept) -> tantivy.Query:
        """A query that scores a passage by the wording of the concept that fits it best."""
        wordings = [
            [tantivy.Query.term_query(self._schema, field, term, "freq") for term in _terms(phrase)]
            for phrase in concept
        ]
        queries = [
            terms[0] if len(terms) == 1 else tantivy.Query.boolean_query([(tantivy.Occur.Must, t) for t in terms])
            for terms in wordings
        ]
        return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries)

    def close(self) -> None:
        """Waits for background merges."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        return self._writer

    def _commit(self, writer: tantivy.IndexWriter) -> None:
        writer.commit()
        self._index.reload()


def _terms(phrase: str) -> list[str]:
    """The index's terms for a phrase: the syllable itself, or the pairs of which a longer phrase is made."""
    words = phrase.split(" ")
    return words if len(words) == 1 else [f"{a}_{b}" for a, b in pairwise(words)]
