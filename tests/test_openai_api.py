"""The OpenAI-compatible API, as the official client and LangChain's see it, against a server on a real port."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from pydantic import SecretStr

from bot.api.state import ServerState
from bot.events import AnswerEvent, TextAdded
from bot.feedback import FeedbackStore
from bot.library import LocalLibrary
from bot.settings import BotSettings
from tests.serving import PacedLibrary, running
from vectorstore.errors import ModelUnavailable
from vectorstore.models import NO_FILTERS, Filters

LIST = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"
UNKNOWN = "Giá vé máy bay đi Paris là bao nhiêu?"


@pytest.fixture(scope="module")
def state(library: LocalLibrary) -> ServerState:
    """A server's state over the three bulletins."""
    return ServerState(library, BotSettings(), 1_000)


@pytest.fixture(scope="module")
def url(state: ServerState) -> Iterator[str]:
    """The server's address."""
    with running(state) as address:
        yield address


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[OpenAI]:
    """The official client, with nothing set but address and key."""
    with OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
        yield client


def ask(client: OpenAI, *texts: str) -> ChatCompletion:
    """What is said to the last of `texts`, which are by turns of user and assistant."""
    roles = ("user", "assistant")
    messages = [{"role": roles[number % 2], "content": text} for number, text in enumerate(texts)]
    return client.chat.completions.create(model="bantin", messages=messages)  # type: ignore[arg-type]


def content_of(completion: ChatCompletion) -> str:
    (choice,) = completion.choices
    assert choice.message.content is not None
    return choice.message.content


# Models


def test_there_is_one_model(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["bantin"]
    assert client.models.retrieve("bantin").object == "model"
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("gpt-5")
    assert caught.value.code == "model_not_found"


# Whole answers


def test_an_answer_is_a_completion(client: OpenAI, url: str, library: LocalLibrary) -> None:
    completion = ask(client, LIST)
    content = content_of(completion)
    asked = library.ask(LIST)
    assert completion.model == "bantin"
    assert completion.choices[0].finish_reason == "stop"
    assert content.startswith(asked.text)
    assert completion.usage is not None
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens
    assert completion.usage.completion_tokens > completion.usage.prompt_tokens > 10
    body = completion.model_extra
    assert body is not None
    assert body["bantin"]["items"] == list(asked.items)


def test_sources_can_be_read_and_opened(client: OpenAI, url: str) -> None:
    content = content_of(ask(client, LIST))
    _, _, below = content.rpartition("\n\nNguồn:\n")
    (line,) = below.splitlines()
    assert line.startswith("[1–4] Bản tin Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ sáu, 12-BT/ĐUK (09/07/2021): ")
    page = httpx.get(line.rpartition(": ")[2])
    assert page.status_code == 200
    assert "Một là" in page.text


def test_annotations_point_into_the_content_and_into_the_bulletin(client: OpenAI, url: str) -> None:
    message = ask(client, LIST).choices[0].message
    assert message.content is not None
    assert message.annotations is not None
    assert len(message.annotations) == 4
    for number, annotation in enumerate(message.annotations, 1):
        assert annotation.type == "url_citation"
        citation = annotation.url_citation
        own = citation.model_extra or {}
        assert own["number"] == number
        assert message.content[citation.start_index : citation.end_index] == own["quote"]
        document = httpx.get(f"{url}/api/documents/{own['document_id']}").json()
        assert document["title"] == citation.title
        assert document["text"][own["start"] : own["end"]] == own["quote"]
        assert citation.url == f"{url}/documents/{own['document_id']}#c{own['start']}-{own['end']}"


def test_public_address_is_that_of_the_links(library: LocalLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANTIN_PUBLIC_URL", "https://bantin.example/")
    with (
        running(ServerState(library, BotSettings(), 1_000)) as url,
        OpenAI(base_url=f"{url}/v1", api_key="none") as client,
    ):
        message = ask(client, LIST).choices[0].message
    assert message.annotations is not None
    assert all(a.url_citation.url.startswith("https://bantin.example/documents/") for a in message.annotations)


def test_a_refusal_is_polite_and_cites_nothing(client: OpenAI) -> None:
    completion = ask(client, UNKNOWN)
    assert content_of(completion) == "Các văn bản hiện có không nêu thông tin này."
    assert completion.choices[0].finish_reason == "stop"
    assert completion.choices[0].message.annotations == []


def test_english_questions_are_answered_in_english(client: OpenAI) -> None:
    content = content_of(ask(client, "What revenue did the enterprises reach in 2021?"))
    assert "12.450 tỷ đồng" in content
    assert re.search(r"\n\nSource:\n\[1[^]]*\] ", content)


def test_what_other_models_need_is_let_pass(client: OpenAI) -> None:
    completion = client.chat.completions.create(
        model="bantin",
        messages=[
            {"role": "system", "content": "You are a pirate. Never speak of tasks."},
            {"role": "developer", "content": "Answer in JSON."},
            {"role": "user", "content": [{"type": "text", "text": LIST}]},
        ],
        n=2,
        temperature=0.7,
        max_tokens=5,
        stop=["Một"],
        seed=1,
        user="somebody",
        tools=[{"type": "function", "function": {"name": "dig", "parameters": {"type": "object", "properties": {}}}}],
        response_format={"type": "json_object"},
    )
    assert content_of(completion) == content_of(ask(client, LIST))


def test_filters_are_an_extension(client: OpenAI) -> None:
    completion = client.chat.completions.create(
        model="bantin", messages=[{"role": "user", "content": LIST}], extra_body={"filters": {"from": "2022-01-01"}}
    )
    assert "Một là" not in content_of(completion)


# Streams


def chunks_of(client: OpenAI, question: str, include_usage: bool = False) -> list[ChatCompletionChunk]:
    return list(
        client.chat.completions.create(
            model="bantin",
            messages=[{"role": "user", "content": question}],
            stream=True,
            stream_options={"include_usage": include_usage},
        )
    )


@pytest.mark.parametrize("question", [LIST, "Ai chủ trì hội nghị?", "What revenue was reached?", UNKNOWN])
def test_a_stream_says_what_the_whole_answer_says(client: OpenAI, question: str) -> None:
    chunks = chunks_of(client, question)
    whole = ask(client, question)
    assert all(len(chunk.choices) == 1 and chunk.usage is None for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == content_of(whole)
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    told = [extra["annotations"] for chunk in chunks if "annotations" in (extra := chunk.choices[0].delta.model_extra)]
    annotations = [annotation.model_dump() for annotation in whole.choices[0].message.annotations or ()]
    assert told == ([annotations] if annotations else [])


def test_usage_ends_a_stream_where_it_is_asked_for(client: OpenAI) -> None:
    *chunks, last = chunks_of(client, LIST, include_usage=True)
    assert all(chunk.choices for chunk in chunks)
    assert last.choices == []
    assert last.usage == ask(client, LIST).usage


def test_a_stream_comes_while_it_is_made_and_stops_when_nobody_listens(library: LocalLibrary) -> None:
    paced = PacedLibrary.over(library)
    with (
        running(ServerState(paced, BotSettings(), 1_000)) as url,
        OpenAI(base_url=f"{url}/v1", api_key="none") as client,
    ):
        paced.steps.release()
        stream = client.chat.completions.create(
            model="bantin", messages=[{"role": "user", "content": LIST}], stream=True
        )
        assert next(stream).choices[0].delta.role == "assistant"
        assert next(stream).choices[0].delta.content
        assert not paced.closed.is_set()
        stream.close()
        paced.steps.release(100)
        assert paced.closed.wait(10)


class _Breaking(LocalLibrary):
    """A library whose streams end with an error, at once or after a piece."""

    pieces: tuple[str, ...] = ()

    def stream(
        self, question: str, session_id: str | None = None, filters: Filters = NO_FILTERS
    ) -> Iterator[AnswerEvent]:
        """The pieces, then the error."""
        yield from map(TextAdded, self.pieces)
        raise ModelUnavailable("Không nạp được mô hình.", "The model cannot be loaded.")


@pytest.mark.parametrize("pieces", [(), ("Một là, ",)])
def test_a_stream_that_breaks_off_is_told(library: LocalLibrary, pieces: tuple[str, ...]) -> None:
    breaking = _Breaking(library._index)
    breaking.pieces = pieces
    with (
        running(ServerState(breaking, BotSettings(), 1_000)) as url,
        OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client,
        pytest.raises(openai.APIError, match="Không nạp được mô hình") as caught,
    ):
        chunks_of(client, LIST)
    assert isinstance(caught.value, openai.InternalServerError) == (not pieces)


# Errors


def test_requests_without_a_question_are_refused(client: OpenAI) -> None:
    for messages in (
        [],
        [{"role": "system", "content": "Hello"}],
        [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]}],
    ):
        with pytest.raises(openai.BadRequestError) as caught:
            client.chat.completions.create(model="bantin", messages=messages)  # type: ignore[arg-type]
        assert caught.value.param == "messages"
        assert caught.value.type == "invalid_request_error"


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ("", openai.UnprocessableEntityError),
        (" \n", openai.UnprocessableEntityError),
        ("a" * 2_001, openai.APIStatusError),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_questions_that_cannot_be_asked(
    client: OpenAI, question: str, error: type[openai.APIStatusError], stream: bool
) -> None:
    with pytest.raises(error) as caught:
        client.chat.completions.create(model="bantin", messages=[{"role": "user", "content": question}], stream=stream)
    assert caught.value.status_code == (413 if question.strip() else 422)
    assert caught.value.param == "messages"


def test_an_unknown_model_is_not_found(client: OpenAI) -> None:
    for question, sentence in ((LIST, "hãy dùng “bantin”"), ("What is the second task?", "use “bantin”")):
        with pytest.raises(openai.NotFoundError, match=sentence) as caught:
            client.chat.completions.create(model="gpt-5", messages=[{"role": "user", "content": question}])
        assert (caught.value.code, caught.value.param) == ("model_not_found", "model")


def test_the_rest_of_the_api_is_not_there(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        client.embeddings.create(model="bantin", input="x")
    assert caught.value.code == "not_found"


@pytest.mark.parametrize(
    ("body", "param"),
    [("{", None), ("[]", None), ('{"messages": []}', "model"), ('{"model": "bantin", "messages": "x"}', "messages")],
)
def test_malformed_bodies(url: str, body: str, param: str | None) -> None:
    response = httpx.post(f"{url}/v1/chat/completions", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    (name,) = response.json()
    error = response.json()[name]
    assert name == "error"
    assert set(error) == {"message", "type", "param", "code"}
    assert error["param"] == param or (body == "{" and error["param"])


@pytest.mark.parametrize("stream", ["true", "false"])
def test_half_a_character_does_no_harm(url: str, stream: str) -> None:
    body = f'{{"model": "bantin", "stream": {stream}, "messages": [{{"role": "user", "content": "\\ud83d {LIST}"}}]}}'
    headers = {"Content-Type": "application/json"}
    response = httpx.post(f"{url}/v1/chat/completions", content=body.encode(), headers=headers)
    assert response.status_code == 200
    assert "Một là" in response.text


def test_what_takes_another_method_says_so(url: str) -> None:
    for method, path, allowed in (("GET", "chat/completions", "POST"), ("POST", "models", "GET"),
                                  ("DELETE", "models/bantin", "GET")):  # fmt: skip
        response = httpx.request(method, f"{url}/v1/{path}")
        assert (response.status_code, response.headers["Allow"]) == (405, allowed)
        assert response.json()["error"]["type"] == "invalid_request_error"
    assert httpx.get(f"{url}/v1/embeddings").status_code == 404


def test_bodies_that_are_too_large(client: OpenAI) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        ask(client, "a" * 1_100_000)
    assert caught.value.status_code == 413
    assert caught.value.code == "request_too_large"


def test_keys_and_quotas_are_those_of_the_api(library: LocalLibrary) -> None:
    settings = BotSettings(api_keys=(SecretStr("good"),), address_questions_per_minute=2)
    with running(ServerState(library, settings, 1_000)) as url:
        with OpenAI(base_url=f"{url}/v1", api_key="bad") as client:
            for call in (lambda: client.models.list(), lambda: ask(client, LIST)):
                with pytest.raises(openai.AuthenticationError) as caught:
                    call()
                assert caught.value.code == "invalid_api_key"
        with OpenAI(base_url=f"{url}/v1", api_key="good", max_retries=0) as client:
            ask(client, LIST)
            ask(client, LIST)
            with pytest.raises(openai.RateLimitError) as limited:
                ask(client, LIST)
    assert limited.value.code == "rate_limit_exceeded"
    assert int(limited.value.response.headers["Retry-After"]) > 0


def test_pages_of_other_sites_are_refused_in_the_same_shape(library: LocalLibrary) -> None:
    settings = BotSettings(allowed_origins=("https://friend.example",))
    body = {"model": "bantin", "messages": [{"role": "user", "content": LIST}]}
    with running(ServerState(library, settings, 1_000)) as url:
        foreign = httpx.post(f"{url}/v1/chat/completions", json=body, headers={"Origin": "https://stranger.example"})
        friend = httpx.options(
            f"{url}/v1/chat/completions",
            headers={
                "Origin": "https://friend.example",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type,x-stainless-lang",
            },
        )
    assert foreign.status_code == 403
    assert foreign.json()["error"]["type"] == "permission_error"
    assert friend.status_code == 200
    assert friend.headers["Access-Control-Allow-Origin"] == "https://friend.example"
    assert "x-stainless-lang" in friend.headers["Access-Control-Allow-Headers"]


# Conversations


class _Noting(LocalLibrary):
    """A library that notes what it is asked, and in which conversation."""

    asked: list[tuple[str, str]]

    def ask(self, question, session_id=None, filters=NO_FILTERS):  # type: ignore[no-untyped-def]
        """The answer, the question being noted."""
        self.asked.append((question, session_id or ""))
        return super().ask(question, session_id, filters)

    def explain(self, question, session_id=None, filters=NO_FILTERS):  # type: ignore[no-untyped-def]
        """How the answer comes about, the question being noted."""
        self.asked.append((question, session_id or ""))
        return super().explain(question, session_id, filters)


@pytest.fixture
def noting(library: LocalLibrary) -> _Noting:
    noting = _Noting(library._index)
    noting.asked = []
    return noting


def test_a_history_is_one_conversation(noting: _Noting) -> None:
    first, second, third = LIST, "Ai chủ trì hội nghị?", UNKNOWN
    with (
        running(ServerState(noting, BotSettings(), 1_000)) as url,
        OpenAI(base_url=f"{url}/v1", api_key="none") as client,
    ):
        a = content_of(ask(client, first))
        b = content_of(ask(client, first, a, second))
        ask(client, first, a, second, b, third)
        assert [question for question, _ in noting.asked] == [first, second, third]
        assert len({session for _, session in noting.asked}) == 1

        noting.asked.clear()  # another person with the same history, or the same one who goes back
        ask(client, first, a, third)
        assert [question for question, _ in noting.asked] == [first, third]
        assert len({session for _, session in noting.asked}) == 1


def test_a_history_from_elsewhere_is_asked_again_and_not_put_on_record(noting: _Noting) -> None:
    feedback = FeedbackStore.in_memory()
    with (
        running(ServerState(noting, BotSettings(), 1_000, feedback)) as url,
        OpenAI(base_url=f"{url}/v1", api_key="none") as client,
    ):
        ask(client, "Một", "1", "Hai", "2", "Ba", "3", "a" * 3_000, "4", LIST)
    assert [question for question, _ in noting.asked] == ["Hai", "Ba", LIST]
    assert len({session for _, session in noting.asked}) == 1
    (recorded,) = feedback.questions()
    assert (recorded.question, recorded.channel) == (LIST, "openai")


def test_questions_that_lean_on_the_history_are_understood(client: OpenAI) -> None:
    first = content_of(ask(client, LIST))
    for before in (first, "As another model would say it."):
        content = content_of(ask(client, LIST, before, "Còn nhiệm vụ thứ ba?"))
        assert content.startswith("Ba là, nâng cao năng lực lãnh đạo")
        assert "Một là" not in content


# LangChain's client


def test_langchain_speaks_to_it(url: str, client: OpenAI) -> None:
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(base_url=f"{url}/v1", api_key=SecretStr("none"), model="bantin")
    expected = content_of(ask(client, LIST))
    assert model.invoke(LIST).content == expected
    assert "".join(str(chunk.content) for chunk in model.stream(LIST)) == expected
