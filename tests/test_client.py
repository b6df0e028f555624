"""The Python client gives back what the library in process gives, and tells errors apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from bot.api.state import ServerState
from bot.client import Client
from bot.errors import ServerError
from bot.events import CitationAdded, Finished, TextAdded
from bot.feedback import FeedbackStore
from bot.library import LocalLibrary
from bot.settings import BotSettings
from tests.conftest import PLAN
from tests.serving import running
from vectorstore.errors import UnknownDocument
from vectorstore.models import Filters
from vectorstore.settings import VectorstoreSettings

LIST = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"


@pytest.fixture(scope="module")
def feedback() -> FeedbackStore:
    return FeedbackStore.in_memory()


@pytest.fixture(scope="module")
def client(library: LocalLibrary, feedback: FeedbackStore) -> Iterator[Client]:
    """A client of a server over the three bulletins."""
    with running(ServerState(library, BotSettings(), 1_000, feedback)) as url, Client(url) as client:
        yield client


def test_it_asks_and_streams(client: Client, library: LocalLibrary) -> None:
    answer, asked = client.ask(LIST, "s-1"), library.ask(LIST)
    assert answer.session_id == "s-1"
    assert (answer.text, answer.items) == (asked.text, asked.items)
    assert [(c.bulletin.id, c.quote, c.start, c.end) for c in answer.citations] == [
        (c.bulletin.id, c.quote, c.start, c.end) for c in asked.citations
    ]
    *events, last = client.stream(LIST)
    assert isinstance(last, Finished)
    assert last.answer.text == "".join(event.text for event in events if isinstance(event, TextAdded)) == asked.text
    assert tuple(e.citation for e in events if isinstance(e, CitationAdded)) == last.answer.citations
    assert not client.ask(LIST, filters=Filters(document_ids=frozenset())).answered


def test_it_searches_and_reads(client: Client, library: LocalLibrary) -> None:
    (hit, *_) = client.search("trồng cây xanh", limit=2)
    assert hit.passage.text == library.search("trồng cây xanh", 2)[0].passage.text
    assert [entry.id for entry in client.entries(2)] == [entry.id for entry in library.entries(2)]
    assert client.count() == 3
    assert client.bulletin(hit.bulletin.id).text == library.bulletin(hit.bulletin.id).text
    with pytest.raises(UnknownDocument):
        client.bulletin("nothing")


def test_it_rates_answers(client: Client, feedback: FeedbackStore) -> None:
    answer = client.ask(LIST)
    client.rate(answer.answer_id, "down", "Thiếu ngày.")
    (rated,) = feedback.questions(down=True)
    assert (rated.answer_id, rated.comment) == (answer.answer_id, "Thiếu ngày.")
    with pytest.raises(ServerError) as caught:
        client.rate("nothing", "up")
    assert caught.value.status == 404


def test_it_puts_in_and_takes_out(settings: VectorstoreSettings) -> None:
    library = LocalLibrary.open(settings)
    state = ServerState(library, BotSettings(admin_key=SecretStr("good")), 1_000_000)
    with running(state) as url, Client(url, "good") as client:
        uploaded = client.upload("trong-cay.txt", PLAN.encode())
        assert client.correct(uploaded.document_id, {"issuer": "Huyện ủy"}).metadata.issuer == "Huyện ủy"
        client.remove(uploaded.document_id)
        assert client.count() == 0
        with Client(url, "bad") as stranger, pytest.raises(ServerError) as caught:
            stranger.upload("trong-cay.txt", PLAN.encode())
        assert caught.value.status == 401
    library.close()
    with Client(url) as late, pytest.raises(ServerError) as gone:
        late.ask(LIST)
    assert gone.value.status == 0


def test_what_cannot_be_asked_is_told_in_its_language(client: Client) -> None:
    with pytest.raises(ServerError, match="within 2,000 characters") as caught:
        list(client.stream("What is the task? " * 200))
    assert caught.value.status == 413
