"""The index as a LangChain retriever, so that any LangChain chain can use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from vectorstore.index import Index
from vectorstore.models import Hit
from vectorstore.query import Query
from vectorstore.search import search


class HybridRetriever(BaseRetriever):
    """Retrieves passages by vectors and terms together.

    `understand` turns the question's text into a Query (`bot.question.understand` restores accents and knows English);
    without it the text is taken as Vietnamese with its accents.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    limit: int = 10
    understand: Callable[[str], Query] = Query.of

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(hit) for hit in search(self.index, self.understand(query), self.limit)]


def _document(hit: Hit) -> Document:
    metadata: dict[str, Any] = {
        "document_id": hit.bulletin.id,
        "title": hit.bulletin.metadata.title,
        "date": hit.bulletin.metadata.date.isoformat() if hit.bulletin.metadata.date else None,
        "source": hit.bulletin.source,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "headings": list(hit.passage.path),
        "score": hit.score,
    }
    return Document(page_content=hit.passage.text, metadata=metadata)
