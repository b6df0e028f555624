"""BM25 in Tantivy, over folded syllables and their adjacent pairs, of a passage and of what stands above it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

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
class WeightedTerms:
    """A question's distinct terms, each with its inverse document frequency in the index."""

    weights: dict[str, float]

    @property
    def total(self) -> float:
        """The sum of all weights."""
        return sum(self.weights.values())


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

    def weigh(self, question_terms: Sequence[str]) -> WeightedTerms:
        """The distinct terms with their idf, as BM25 has it, over the passages' texts."""
        searcher = self._index.searcher()
        count = searcher.num_docs
        weights = {}
        for term in dict.fromkeys(question_terms):
            frequency = searcher.doc_freq("text", term)
            weights[term] = math.log1p((count - frequency + 0.5) / (frequency + 0.5))
        return WeightedTerms(weights)

    def search(self, question: WeightedTerms, limit: int, context_weight: float) -> dict[int, float]:
        """The best passages: id → BM25 of the text plus `context_weight` × BM25 of the context, as a share (0 to about
        1) of what a passage that repeated all of the question's terms would reach."""
        clauses = []
        for term in question.weights:
            clauses.append((tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", term, "freq")))
            if context_weight:
                above = tantivy.Query.term_query(self._schema, "context", term, "freq")
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(above, context_weight)))
        if not clauses:
            return {}
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(clauses), limit).hits
        ids = searcher.fast_field_values("id", [address for _, address in hits])
        ceiling = _BM25_CEILING * question.total or 1.0
        return {int(passage_id or 0): score / ceiling for passage_id, (score, _) in zip(ids, hits, strict=True)}

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
