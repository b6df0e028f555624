"""Streaming over HTTP: the events, their order, what fails when, and that work stops when nobody listens."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.events import AnswerEvent, CitationAdded, Finished, TextAdded, events_of
from bot.library import LocalLibrary
from bot.models import Answer
from bot.settings import BotSettings
from tests.serving import PacedLibrary, running
from vectorstore.errors import ModelUnavailable
from vectorstore.models import NO_FILTERS, BulletinEntry, Citation, Filters, Metadata

LIST = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"
STREAM = "/api/ask/stream"


@pytest.fixture(scope="module")
def client(library: LocalLibrary) -> TestClient:
    """A server over the three bulletins."""
    return TestClient(create_app(ServerState(library, BotSettings(), 1_000)))


def _events(body: str) -> list[tuple[str, Any]]:
    """The events of a stream; each is its name and its JSON, and nothing else."""
    assert body.endswith("\n\n")
    events = []
    for event in body[:-2].split("\n\n"):
        name, data = event.split("\n")
        assert name.startswith("event: ")
        assert data.startswith("data: ")
        events.append((name[7:], json.loads(data[6:])))
    return events


def test_answering_holds_no_other_request_up(library: LocalLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, at_work = LocalLibrary.stream, []

    def watched(self: LocalLibrary, *arguments: Any) -> Iterator[AnswerEvent]:
        with contextlib.suppress(RuntimeError):
            at_work.append(asyncio.get_running_loop())  # there is none in a thread that answers
        return stream(self, *arguments)

    monkeypatch.setattr(LocalLibrary, "stream", watched)
    client = TestClient(create_app(ServerState(library, BotSettings(), 1_000)))
    assert client.post(STREAM, json={"question": LIST}).is_success
    assert not at_work


def test_a_list_comes_item_by_item_and_whole_at_the_end(client: TestClient) -> None:
    response = client.post(STREAM, json={"question": LIST})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    events = _events(response.text)
    names = [name for name, _ in events]
    assert names[-1] == "done"
    assert names.count("done") == 1
    done = events[-1][1]
    asked = client.post("/api/ask", json={"question": LIST}).json()
    own = ("answer_id", "session_id", "elapsed_ms")
    assert {k: v for k, v in done.items() if k not in own} == {k: v for k, v in asked.items() if k not in own}
    assert "".join(data["text"] for name, data in events if name == "token") == done["answer"]
    assert names.count("token") >= len(done["items"]) == 4
    assert [data for name, data in events if name == "citation"] == done["citations"]
    said = ""
    for name, data in events:
        said += data["text"] if name == "token" else ""
        assert name != "citation" or data["quote"] in said


def test_a_refusal_streams_too(client: TestClient) -> None:
    events = _events(client.post(STREAM, json={"question": "Giá vé máy bay đi Paris là bao nhiêu?"}).text)
    assert [name for name, _ in events] == ["token", "done"]
    assert not events[-1][1]["answered"]


def test_what_fails_at_once_has_its_own_status(client: TestClient) -> None:
    for question, status in ((" ", 422), ("nhiệm vụ " * 2_300, 413)):
        response = client.post(STREAM, json={"question": question})
        assert response.status_code == status
        assert list(response.json()) == ["detail"]


class _Breaking(LocalLibrary):
    """A library whose answers break off after their first event."""

    error: Exception

    def stream(
        self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS
    ) -> Iterator[AnswerEvent]:
        """One piece, then the error."""
        yield TextAdded("Một là, ")
        raise self.error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ModelUnavailable("Mô hình không trả lời.", "The model does not answer."), "Mô hình không trả lời."),
        (RuntimeError("secret"), "Máy chủ gặp lỗi ngoài dự kiến"),
    ],
)
def test_what_fails_later_ends_the_stream_with_one_sentence(library: LocalLibrary, error: Exception, told: str) -> None:
    breaking = _Breaking(library._index)
    breaking.error = error
    state = ServerState(breaking, BotSettings(), 1_000)
    events = _events(TestClient(create_app(state)).post(STREAM, json={"question": LIST}).text)
    assert [name for name, _ in events] == ["token", "error"]
    assert list(events[-1][1]) == ["detail"]
    assert events[-1][1]["detail"].startswith(told)
    assert state.feedback.count() == 0


def test_pieces_arrive_as_they_come_and_the_work_stops_when_the_client_leaves(library: LocalLibrary) -> None:
    paced = PacedLibrary.over(library)
    state = ServerState(paced, BotSettings(), 1_000)
    with running(state) as url, httpx.Client(base_url=url, trust_env=False) as http:
        paced.steps.release(2)
        with http.stream("POST", STREAM, json={"question": LIST}) as response:
            first = next(response.iter_text())
            assert first.startswith("event: token")
            assert "done" not in first
        paced.steps.release()  # the event that was being waited for; the one after it is not asked for
        assert paced.closed.wait(10)
        assert state.feedback.count() == 0
        paced.steps.release(100)
        assert http.post("/api/ask", json={"question": LIST}).json()["answered"]


def test_a_finished_stream_is_on_record(library: LocalLibrary) -> None:
    state = ServerState(library, BotSettings(), 1_000)
    client = TestClient(create_app(state))
    done = _events(client.post(STREAM, json={"question": LIST}, headers={"Origin": "http://testserver"}).text)[-1][1]
    (asked,) = state.feedback.questions()
    assert (asked.answer_id, asked.channel, asked.question) == (done["answer_id"], "web", LIST)


_QUOTES = st.lists(st.text(alphabet="aớ \n\u2028.", min_size=1, max_size=12), max_size=5)


@given(_QUOTES, st.text(alphabet="aớ \n\r\x0b", max_size=10))
def test_events_of_any_answer_hold_all_of_it(quotes: list[str], before: str) -> None:
    bulletin = BulletinEntry("a", "a.txt", Metadata("A"), "", 0)
    citations = tuple(Citation(n, bulletin, quote, 0, len(quote)) for n, quote in enumerate(quotes, 1))
    answer = Answer(True, before + "\n".join(quotes), "vi", 1.0, "a", "s", 0.0, citations=citations)
    events = list(events_of(answer))
    assert "".join(e.text for e in events if isinstance(e, TextAdded)) == answer.text
    assert tuple(e.citation for e in events if isinstance(e, CitationAdded)) == citations
    assert [e for e in events if isinstance(e, Finished)] == [events[-1]] == [Finished(answer)]
