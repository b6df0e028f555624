"""The retriever inside real LangChain chains."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from langchain_core.documents import Document
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from bot.assistant import Assistant
from tests.conftest import BULLETINS
from tests.test_index import bulletin
from vectorstore.embedder import Embedder
from vectorstore.index import Index
from vectorstore.retriever import HybridRetriever
from vectorstore.settings import VectorstoreSettings

QUESTIONS = {
    "Huyện ủy giao ai chủ trì trồng cây xanh?": "25.000 cây xanh",
    "Tổng doanh thu của các doanh nghiệp đạt bao nhiêu?": "12.450 tỷ đồng",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, default_embedder: Embedder) -> Iterator[Index]:
    with Index.open(VectorstoreSettings(data_dir=tmp_path_factory.mktemp("index")), default_embedder) as opened:
        opened.replace([bulletin(name, text) for name, text in BULLETINS.items()])
        yield opened


@pytest.fixture
def chain(index: Index) -> Runnable[str, str]:
    """A question and what was found for it, as the prompt that a language model would get."""

    def joined(documents: list[Document]) -> str:
        return "\n\n".join(document.page_content for document in documents)

    prompt = ChatPromptTemplate.from_template("Trả lời theo các đoạn sau.\n\n{context}\n\nCâu hỏi: {question}")
    retriever = HybridRetriever(index=index, limit=2)
    found = {"context": retriever | RunnableLambda(joined), "question": RunnablePassthrough()}
    return found | prompt | RunnableLambda(lambda value: value.to_string())


def test_documents_quote_the_bulletin_and_say_where(index: Index) -> None:
    retriever = HybridRetriever(index=index, limit=3)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("Tổng doanh thu của các doanh nghiệp")
    assert len(documents) == 3
    for document in documents:
        metadata = document.metadata
        text = index.bulletin(metadata["document_id"]).text
        assert text[metadata["start"] : metadata["end"]] == document.page_content
        assert metadata["title"]
        assert metadata["source"]
    scores = [document.metadata["score"] for document in documents]
    assert scores == sorted(scores, reverse=True)
    assert documents[0].metadata["date"] == "2021-07-09"


def test_in_a_chain(chain: Runnable[str, str]) -> None:
    for question, expected in QUESTIONS.items():
        prompt = chain.invoke(question)
        assert expected in prompt
        assert question in prompt


def test_in_a_chain_many_at_once(chain: Runnable[str, str]) -> None:
    questions = list(QUESTIONS) * 4
    for question, prompt in zip(questions, chain.batch(questions), strict=True):
        assert QUESTIONS[question] in prompt


def test_in_a_chain_asynchronously(chain: Runnable[str, str]) -> None:
    async def ask() -> list[str]:
        return await asyncio.gather(*(chain.ainvoke(question) for question in QUESTIONS))

    for expected, prompt in zip(QUESTIONS.values(), asyncio.run(ask()), strict=True):
        assert expected in prompt


@pytest.mark.parametrize(
    "question",
    ["Huyen uy giao ai chu tri trong cay xanh?", "Who is in charge of planting the trees of the district?"],
)
def test_the_assistants_retriever_understands_all_forms(index: Index, question: str) -> None:
    assert "25.000 cây xanh" in Assistant(index).retriever(limit=1).invoke(question)[0].page_content


def test_an_empty_index_gives_no_documents(settings: VectorstoreSettings) -> None:
    with Index.open(settings) as empty:
        assert HybridRetriever(index=empty).invoke("trồng cây") == []
