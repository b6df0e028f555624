"""The HTTP API: its shapes, its statuses, who may do what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.library import LocalLibrary
from bot.settings import BotSettings
from tests.conftest import PLAN
from tests.serving import running
from vectorstore.settings import VectorstoreSettings

KEY = {"Authorization": "Bearer right"}
MAX_UPLOAD = 100_000


def _settings(**values: object) -> BotSettings:
    return BotSettings.model_validate({"admin_key": SecretStr("right"), **values})


@pytest.fixture(scope="module")
def client(library: LocalLibrary) -> Iterator[TestClient]:
    """A server over the three bulletins, for tests that only read."""
    with TestClient(create_app(ServerState(library, _settings(), MAX_UPLOAD))) as client:
        yield client


@pytest.fixture
def writable(settings: VectorstoreSettings) -> Iterator[TestClient]:
    """A server over an empty library."""
    library = LocalLibrary.open(settings)
    with TestClient(create_app(ServerState(library, _settings(), MAX_UPLOAD))) as client:
        yield client
    library.close()


@pytest.fixture
def serve(library: LocalLibrary) -> Callable[..., TestClient]:
    """Makes a server over the three bulletins with other settings."""
    return lambda **values: TestClient(create_app(ServerState(library, BotSettings.model_validate(values), MAX_UPLOAD)))


class Response(Protocol):
    """What is looked at in a response, whichever HTTP library the test client stands on."""

    def json(self) -> Any:
        """The body."""


def _detail(response: Response) -> str:
    """The error's sentence, which must be all that there is."""
    body = response.json()
    assert list(body) == ["detail"]
    assert isinstance(body["detail"], str)
    assert body["detail"]
    return str(body["detail"])


def _upload(client: TestClient, text: str = PLAN, name: str = "plan.txt", **data: str) -> Any:
    return client.post("/api/documents", files={"file": (name, text.encode())}, data=data, headers=KEY)


# Asking


def test_answer_has_the_shape_of_the_contract_and_true_citations(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"}).json()
    assert list(answer) == [
        "answered", "answer", "items", "language", "mode", "confidence", "answer_id", "session_id", "elapsed_ms",
        "suggestions", "citations", "sentences",
    ]  # fmt: skip
    assert answer["answered"]
    assert len(answer["items"]) == 4
    assert answer["language"] == "vi"
    assert answer["mode"] == "extractive"
    for number, citation in enumerate(answer["citations"], 1):
        assert citation["number"] == number
        assert citation["date"] == "2021-07-09"
        start, end = citation["start"], citation["end"]
        assert citation["url"] == f"/documents/{citation['document_id']}#c{start}-{end}"
        text = client.get(f"/api/documents/{citation['document_id']}").json()["text"]
        assert text[start:end] == citation["quote"]


def test_refusal_is_no_error(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "Giá vé máy bay đi Paris là bao nhiêu?"})
    assert response.status_code == 200
    assert not response.json()["answered"]
    assert response.json()["citations"] == []


def test_filters_limit_an_answer(client: TestClient) -> None:
    body = {"question": "Bốn nhiệm vụ trọng tâm là gì?", "filters": {"from": "2022-01-01", "to": "2022-12-31"}}
    for citation in client.post("/api/ask", json=body).json()["citations"]:
        assert citation["date"].startswith("2022")


def test_search_finds_the_best_passage_first(client: TestClient) -> None:
    body = {"question": "Huyện đoàn chủ trì trồng cây tại mười hai xã", "limit": 3}
    passages = client.post("/api/search", json=body).json()["passages"]
    assert 1 <= len(passages) <= 3
    assert list(passages[0]) == ["document_id", "title", "date", "text", "start", "end", "score"]
    assert "25.000 cây xanh" in passages[0]["text"]
    assert [p["score"] for p in passages] == sorted((p["score"] for p in passages), reverse=True)


@pytest.mark.parametrize("path", ["/api/ask", "/api/search"])
@pytest.mark.parametrize(
    ("question", "status"),
    [("", 422), (" \n ", 422), ("\u200b\x00\u202e", 422), ("nhiệm vụ " * 2_300, 413)],
    ids=["empty", "blank", "invisible", "too long"],
)
def test_impossible_questions(client: TestClient, path: str, question: str, status: int) -> None:
    response = client.post(path, json={"question": question})
    assert response.status_code == status
    _detail(response)


@pytest.mark.parametrize(
    "body", [b"{", b"", b"[]", b"{}", b'{"question": 5}', b'{"question": "a", "filters": {"from": "yesterday"}}']
)
def test_malformed_requests_get_one_sentence(client: TestClient, body: bytes) -> None:
    response = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert "\n" not in _detail(response)


def test_errors_speak_the_language_of_the_question_or_else_of_the_browser(client: TestClient) -> None:
    english = client.post("/api/ask", json={"question": "What are the four priority tasks of the party? " * 50})
    assert _detail(english).startswith("The question is too long")
    unspaced = client.post("/api/ask", json={"question": "ộ" * 10_000}, headers={"Accept-Language": "en"})
    assert _detail(unspaced).startswith("Câu hỏi quá dài")
    assert _detail(client.post("/api/ask", json={"question": ""})).startswith("Câu hỏi đang trống")
    preferring = client.post(
        "/api/ask", json={"question": ""}, headers={"Accept-Language": "fr, en-GB;q=0.8, vi;q=0.2"}
    )
    assert _detail(preferring).startswith("The question is empty")


# Documents


def test_documents_are_listed_in_parts(client: TestClient) -> None:
    everything = client.get("/api/documents").json()
    assert everything["total"] == 3
    assert len(everything["documents"]) == 3
    assert set(everything["documents"][0]) == {
        "document_id", "title", "date", "number", "issuer", "kind", "source", "passages",
        "signer", "author", "place", "period", "sources", "origins",
    }  # fmt: skip
    part = client.get("/api/documents", params={"limit": 1, "offset": 1}).json()
    assert part == {"documents": everything["documents"][1:2], "total": 3}


@pytest.mark.parametrize("query", ["limit=0", "limit=10001", "limit=x", "offset=-1", f"offset={10**30}"])
def test_listing_out_of_range(client: TestClient, query: str) -> None:
    response = client.get(f"/api/documents?{query}")
    assert response.status_code == 422
    _detail(response)


def test_unknown_documents(client: TestClient) -> None:
    for method in ("GET", "DELETE"):
        response = client.request(method, "/api/documents/nowhere", headers=KEY)
        assert response.status_code == 404
        _detail(response)


def test_upload_is_indexed_then_unchanged_then_updated_then_removed(writable: TestClient) -> None:
    first = _upload(writable)
    assert first.status_code == 201
    document = first.json()
    assert list(document) == ["document_id", "title", "date", "passages", "status", "documents"]
    assert document["status"] == "indexed"
    (outcome,) = document.pop("documents")
    assert (outcome["status"], outcome["document_id"]) == ("indexed", document["document_id"])
    assert document["date"] == "2022-03-15"
    assert document["passages"] > 0
    assert {**_upload(writable).json(), "documents": []} == {**document, "status": "unchanged", "documents": []}
    updated = _upload(writable, PLAN.replace("25.000", "30.000")).json()
    assert updated["status"] == "updated"
    assert updated["document_id"] == document["document_id"]
    path = f"/api/documents/{document['document_id']}"
    assert "30.000" in writable.get(path).json()["text"]
    assert writable.delete(path, headers=KEY).status_code == 204
    assert writable.get(path).status_code == 404
    assert writable.get("/api/documents").json() == {"documents": [], "total": 0}


def test_source_of_an_upload_can_be_told(writable: TestClient) -> None:
    document = _upload(writable, source="/srv/bulletins/plan.txt").json()
    path = f"/api/documents/{document['document_id']}"
    assert writable.get(path, headers=KEY).json()["source"] == "/srv/bulletins/plan.txt"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("/srv/bulletins/plan.txt", "plan.txt"),
        ("/srv/bulletins/plans.zip!/2022/plan.txt", "plan.txt"),
        ("{here}/2022/plan.txt", "2022/plan.txt"),
        ("2022/plan.txt", "2022/plan.txt"),
        ("https://committee.example/srv/plan.txt", "https://committee.example/srv/plan.txt"),
    ],
)
def test_strangers_are_told_nothing_of_the_folders(
    writable: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, shown: str
) -> None:
    monkeypatch.chdir(tmp_path)
    whole = source.format(here=tmp_path)
    path = f"/api/documents/{_upload(writable, source=whole).json()['document_id']}"
    asked = {"question": "Huyện đoàn trồng bao nhiêu cây xanh?"}
    chat = {"model": "bantin", "messages": [{"role": "user", "content": asked["question"]}]}
    for told in (
        writable.get(path).json(),
        *writable.get("/api/documents").json()["documents"],
        *writable.post("/api/ask", json=asked).json()["citations"],
        *writable.post("/v1/chat/completions", json=chat).json()["bantin"]["citations"],
    ):
        assert told["source"] == shown
        assert told.get("sources", [shown]) == [shown]
    assert str(tmp_path) not in writable.post("/api/ask/stream", json=asked).text
    for told in (
        writable.get(path, headers=KEY).json(),
        *writable.get("/api/documents", headers=KEY).json()["documents"],
    ):
        assert (told["source"], told["sources"]) == (whole, [whole])


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("picture.xyz", b"whatever", 415),
        ("broken.pdf", b"%PDF-1.7\nnothing that a PDF has", 422),
        ("binary.txt", bytes(range(256)) * 40, 422),
        ("large.txt", b"x" * (MAX_UPLOAD + 1), 413),
        ("huge.txt", b"x" * (MAX_UPLOAD * 3), 413),
    ],
)
def test_bad_files(writable: TestClient, name: str, data: bytes, status: int) -> None:
    response = writable.post("/api/documents", files={"file": (name, data)}, headers=KEY)
    assert response.status_code == status
    _detail(response)
    assert writable.get("/api/documents").json()["total"] == 0


def test_upload_that_does_not_state_its_length_is_cut_off(writable: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(1_000):
            yield b"x" * 10_000

    headers = {**KEY, "Content-Type": "multipart/form-data; boundary=x"}
    response = writable.post("/api/documents", content=endless(), headers=headers)
    assert response.status_code == 413
    _detail(response)


def test_upload_without_a_file(writable: TestClient) -> None:
    requests: list[dict[str, Any]] = [{"data": {"source": "a"}}, {"data": {"file": "text"}}, {"json": {}}]
    for request in requests:
        response = writable.post("/api/documents", headers=KEY, **request)
        assert response.status_code == 422, request
        _detail(response)


# Who may


def test_writing_needs_the_right_key(client: TestClient) -> None:
    for given in ("", "Bearer wrong", "Basic right", "Bearer khóa", "right"):
        headers = {b"Authorization": given.encode()} if given else {}
        for method, path in (("POST", "/api/documents"), ("DELETE", "/api/documents/nowhere")):
            response = client.request(method, path, headers=headers)
            assert response.status_code == 401
            assert response.headers["WWW-Authenticate"] == "Bearer"
            _detail(response)


def test_a_stranger_hears_of_the_key_before_the_size(client: TestClient) -> None:
    response = client.post("/api/documents", files={"file": ("a.txt", b"x" * MAX_UPLOAD * 3)})
    assert response.status_code == 401


def test_without_an_admin_key_writing_is_off_and_says_how_to_turn_it_on(serve: Callable[..., TestClient]) -> None:
    response = serve().delete("/api/documents/nowhere", headers={"Authorization": "Bearer "})
    assert response.status_code == 403
    assert "BANTIN_ADMIN_KEY" in _detail(response)


@pytest.mark.parametrize("path", ["/api/ask", "/api/search"])
def test_api_keys_are_needed_where_they_are_set(serve: Callable[..., TestClient], path: str) -> None:
    client = serve(api_keys="one, two", admin_key="right")
    body = {"question": "trồng cây xanh"}
    for key, status in (("one", 200), ("two", 200), ("right", 200), ("three", 401), ("", 401)):
        assert client.post(path, json=body, headers={"Authorization": f"Bearer {key}"}).status_code == status, key
    assert client.post(path, json=body).status_code == 401


def test_foreign_origins_are_denied_unless_allowed(serve: Callable[..., TestClient]) -> None:
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    for allowed, header in (("", None), ("https://b.example", None), ("https://a.example/", "https://a.example")):
        response = serve(allowed_origins=allowed).options("/api/ask", headers=asked)
        assert response.headers.get("Access-Control-Allow-Origin") == header
    asked["Access-Control-Request-Method"] = "DELETE"
    assert serve(allowed_origins="https://a.example").options("/api/sessions/s-1", headers=asked).status_code == 200


@pytest.mark.parametrize("session", ["s-1", "a/b", "a/../b c?d#e", "họp"])
def test_a_conversation_is_forgotten_whatever_it_is_called(client: TestClient, session: str) -> None:
    def ask(question: str) -> dict[str, Any]:
        answer: dict[str, Any] = client.post("/api/ask", json={"question": question, "session_id": session}).json()
        return answer

    ask("Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?")
    assert "quán triệt" in ask("còn nhiệm vụ thứ hai?")["answer"]
    assert client.delete(f"/api/sessions/{quote(session, safe='')}").status_code == 204
    assert not ask("còn nhiệm vụ thứ hai?")["answered"]


# State


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/metrics", "/docs", "/v1/models", "/static/widget.js",
                                  "/documents/nowhere", "/api/ask"])  # fmt: skip
def test_head_is_answered_wherever_get_is(library: LocalLibrary, path: str) -> None:
    with running(ServerState(library, _settings(), MAX_UPLOAD)) as url:
        head, get = httpx.head(url + path), httpx.get(url + path)
    assert head.status_code == get.status_code
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert head.headers.get("Allow") == get.headers.get("Allow")
    assert not head.content


def test_ready_once_the_model_is_loaded(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    for _ in range(200):
        response = client.get("/readyz")
        if response.status_code == 200:
            break
        assert response.status_code == 503
        assert response.json()["status"] == "starting"
    assert response.json() == {"status": "ok", "detail": ""}


def test_not_ready_when_the_model_cannot_be_loaded(
    settings: VectorstoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("the encoder is gone")

    library = LocalLibrary.open(settings)
    monkeypatch.setattr(library, "warm", fail)
    with TestClient(create_app(ServerState(library, _settings(), MAX_UPLOAD))) as client:
        client.get("/healthz")
        response = client.get("/readyz")
    library.close()
    assert response.status_code == 503
    assert response.json()["status"] == "failed"


def test_an_unexpected_error_tells_nothing_of_its_inside(
    library: LocalLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("secret")

    app = create_app(ServerState(library, _settings(), MAX_UPLOAD))
    monkeypatch.setattr(library, "search", fail)
    response = TestClient(app, raise_server_exceptions=False).post("/api/search", json={"question": "cây"})
    assert response.status_code == 500
    assert "secret" not in _detail(response)


def test_description_of_the_api_needs_nothing_from_elsewhere(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    assert {"/api/ask", "/api/search", "/api/documents", "/api/documents/{document_id}"} <= set(schema["paths"])
    page = client.get("/docs").text
    assert "/api/documents/{document_id}" in page
    assert "//" not in page.replace("http://", "//").replace("<!--", "")
    json.dumps(schema)
