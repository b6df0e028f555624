"""Bản Tin within LangChain: what is documented runs, and the runnable has all ways that runnables have."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough
from langchain_core.runnables.utils import AddableDict

from bot.api.invalid import InvalidRequest
from bot.api.state import ServerState
from bot.client import Client
from bot.errors import InvalidQuestion
from bot.langchain import HybridRetriever, ask_runnable
from bot.library import LocalLibrary
from bot.models import Answer
from bot.settings import BotSettings
from ingest.options import IngestOptions
from tests.serving import PacedLibrary, running
from tests.test_docs import ROOT, blocks
from vectorstore.models import Filters
from vectorstore.settings import VectorstoreSettings

LIST = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"
UNKNOWN = "Giá vé máy bay đi Paris là bao nhiêu?"
QUESTIONS = [LIST, "Ai chủ trì hội nghị?", "What revenue did the enterprises reach in 2021?", UNKNOWN]


@pytest.fixture(scope="module")
def url(library: LocalLibrary) -> Iterator[str]:
    """The address of a server over the three bulletins."""
    with running(ServerState(library, BotSettings(), 1_000)) as address:
        yield address


@pytest.fixture(scope="module", params=["library", "client"])
def ask(request: pytest.FixtureRequest, library: LocalLibrary, url: str) -> Iterator[Runnable[Any, dict[str, Any]]]:
    """The runnable over the library in process, and over the same one behind a server."""
    with Client(url) as client:
        yield ask_runnable(library if request.param == "library" else client)


def same(given: dict[str, Any], answer: Answer) -> bool:
    """Whether the runnable's output tells `answer`."""
    result = given["result"]
    assert isinstance(result, Answer)
    quotes = [(c.quote, c.bulletin.id, c.start, c.end) for c in answer.citations]
    told = [(d.page_content, *(d.metadata[key] for key in ("document_id", "start", "end"))) for d in given["context"]]
    return given["answer"] == result.text == answer.text and told == quotes


@pytest.mark.parametrize("question", QUESTIONS)
def test_invoke_and_stream_say_the_same(
    ask: Runnable[Any, dict[str, Any]], library: LocalLibrary, question: str
) -> None:
    answer = library.ask(question)
    assert same(ask.invoke(question), answer)
    *pieces, last = list(ask.stream(question))
    assert not any("result" in piece for piece in pieces)
    assert isinstance(last, AddableDict)
    assert same(sum(pieces[1:], start=pieces[0]) + last, answer)  # type: ignore[call-overload]


def test_batch_and_the_asynchronous_ways(ask: Runnable[Any, dict[str, Any]], library: LocalLibrary) -> None:
    expected = [library.ask(question) for question in QUESTIONS]

    async def run() -> tuple[list[dict[str, Any]], dict[str, Any], str]:
        text = "".join([piece async for piece in ask.pick("answer").astream(LIST)])
        return await ask.abatch(QUESTIONS), await ask.ainvoke(LIST), text

    for given in (ask.batch(QUESTIONS), asyncio.run(run())[0]):
        assert all(same(one, answer) for one, answer in zip(given, expected, strict=True))
    _, one, text = asyncio.run(run())
    assert same(one, expected[0])
    assert text == expected[0].text


def test_conversation_and_filters(ask: Runnable[Any, dict[str, Any]]) -> None:
    asked = {"question": LIST, "session_id": "s-1", "filters": {"from": "2021-01-01", "to": "2021-12-31"}}
    assert ask.invoke(asked)["result"].session_id == "s-1"
    assert len(ask.invoke(asked)["context"]) == 4
    none = ask.invoke({"question": LIST, "filters": Filters(document_ids=frozenset())})
    assert not none["result"].answered
    assert none["context"] == []


def test_it_takes_part_in_chains(ask: Runnable[Any, dict[str, Any]], library: LocalLibrary) -> None:
    shout = ask.pick("answer") | StrOutputParser() | RunnableLambda(str.upper)
    assert shout.invoke(LIST) == library.ask(LIST).text.upper()
    chain = RunnablePassthrough.assign(question=lambda given: given["question"].strip()) | ask
    assert chain.invoke({"question": f" {LIST}\n"})["answer"] == library.ask(LIST).text


def test_errors_are_those_of_the_library(library: LocalLibrary) -> None:
    with pytest.raises(InvalidQuestion):
        ask_runnable(library).invoke(" ")


@pytest.mark.parametrize("asked", [None, 5, ["Ai?"], {}, {"q": "Ai?"}, {"question": "Ai?", "filter": {}},
                                   {"question": 5}, {"question": "Ai?", "filters": 5}, {"question": "Ai?",
                                   "filters": Filters(), "sesion_id": "s"}])  # fmt: skip
def test_what_is_no_question_is_told_in_a_sentence(ask: Runnable[Any, dict[str, Any]], asked: Any) -> None:
    with pytest.raises(InvalidRequest, match=r"question|filter|sesion_id"):
        ask.invoke(asked)


def test_work_stops_when_a_stream_is_left(library: LocalLibrary) -> None:
    paced = PacedLibrary.over(library)
    paced.steps.release(100)

    async def run() -> None:
        stream = ask_runnable(paced).astream(LIST)
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(run())
    assert paced.closed.wait(10)


def test_the_retriever_finds_documents(library: LocalLibrary) -> None:
    retriever = library._asked().retriever(limit=3)
    assert isinstance(retriever, HybridRetriever)
    found = retriever.invoke("trong cay xanh")
    assert len(found) == 3
    assert all(isinstance(document, Document) for document in found)
    assert any("25.000 cây xanh" in document.page_content for document in found)
    bulletin = library.bulletin(found[0].metadata["document_id"])
    assert bulletin.text[found[0].metadata["start"] : found[0].metadata["end"]] == found[0].page_content


# What is documented


@pytest.mark.parametrize("name", ["langchain.md", "langchain.vi.md", "openai.md", "openai.vi.md"])
def test_documented_examples_run(
    name: str, url: str, tmp_path: Path, bulletins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANTIN_DATA_DIR", str(tmp_path))
    library = LocalLibrary.open(VectorstoreSettings())
    library.ingest([str(bulletins)], IngestOptions(), lambda step: None)
    library.close()
    names: dict[str, Any] = {}
    examples = blocks(ROOT / "docs" / name, "python")
    for example in examples:
        exec(compile(example.replace("http://127.0.0.1:8080", url), name, "exec"), names)
    if name.startswith("langchain"):
        assert len(examples) == 3
        assert "Trần Thị Hạnh" in names["answered"]["answer"]
        assert names["later"]["result"].answered
        assert len(names["answers"]) == 2
        assert names["text"] == "Đồng chí Trần Thị Hạnh [1]."
    else:
        assert len(names["message"].annotations) == 4


@pytest.mark.parametrize("name", ["langchain", "openai"])
def test_examples_are_the_same_in_both_languages(name: str) -> None:
    docs = ROOT / "docs"
    assert blocks(docs / f"{name}.md", "python") == blocks(docs / f"{name}.vi.md", "python")
