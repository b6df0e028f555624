"""What the HTTP API says of requests that it cannot take: what is wrong and what it expects, in the question's
language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.langchain import ask_runnable
from bot.library import LocalLibrary
from bot.settings import BotSettings
from vectorstore.errors import BantinError

ENGLISH, VIETNAMESE = "Who chaired the sixth conference?", "Ai chủ trì hội nghị lần thứ sáu?"
BACKWARDS = {"from": "2022-12-31", "to": "2022-01-01"}
JSON = {"Content-Type": "application/json"}
KEY = {"Authorization": "Bearer right"}


@pytest.fixture(scope="module")
def library_server(library: LocalLibrary) -> Iterator[TestClient]:
    """A server over the three bulletins, which has an admin key."""
    settings = BotSettings.model_validate({"admin_key": "right", "address_questions_per_minute": 0})
    with TestClient(create_app(ServerState(library, settings, 1_000))) as client:
        yield client


def serve(library: LocalLibrary, **values: object) -> TestClient:
    """A server over the three bulletins with other settings."""
    return TestClient(create_app(ServerState(library, BotSettings.model_validate(values), 1_000)))


# What cannot be read


@pytest.mark.parametrize(
    "body", [b'{"question": "\xff"}', b"[" * 100_000, b"{", b'{"limit": ' + b"1" * 5_000 + b"}"],
    ids=["no UTF-8", "too deep", "broken", "number too long"],
)  # fmt: skip
def test_whatever_is_no_json_is_told_alike(library_server: TestClient, body: bytes) -> None:
    response = library_server.post("/api/ask", content=body, headers=JSON)
    assert response.status_code == 422
    assert response.json() == {"detail": "Nội dung gửi lên không phải JSON hợp lệ trong mã UTF-8."}
    english = library_server.post("/api/ask", content=body, headers={**JSON, "Accept-Language": "en"})
    assert english.json() == {"detail": "The body is not valid JSON in UTF-8."}


def test_broken_forms_are_told_to_hold_one_file(library_server: TestClient) -> None:
    headers = {**KEY, "Content-Type": "multipart/form-data"}
    broken = library_server.post("/api/documents", content=b"x", headers=headers)
    files = [("file", (name, b"text")) for name in ("a.txt", "b.txt")]
    two = library_server.post("/api/documents", files=files, headers=KEY)
    for response in (broken, two):
        assert response.status_code == 422
        assert "“file”" in response.json()["detail"]


# What is wrong, and what is expected


@pytest.mark.parametrize(
    ("body", "vi", "en"),
    [
        ({"filters": {"from": "x"}}, "“filters.from” phải là ngày dạng 2024-07-10.",
         "“filters.from” must be a date like 2024-07-10."),
        ({"filters": {"to": [1]}}, "“filters.to” phải là ngày dạng 2024-07-10.",
         "“filters.to” must be a date like 2024-07-10."),
        ({"filters": {"issuer": 5}}, "“filters.issuer” phải là chữ trong ngoặc kép.",
         "“filters.issuer” must be text in quotation marks."),
        ({"filters": {"issuer": "x" * 201}}, "“filters.issuer” quá dài: tối đa 200 ký tự.",
         "“filters.issuer” is too long: at most 200 characters."),
        ({"filters": {"document_ids": "a"}}, "“filters.document_ids” phải là danh sách trong ngoặc vuông.",
         "“filters.document_ids” must be a list in square brackets."),
        ({"filters": {"document_ids": [""] * 10_001}}, "“filters.document_ids” quá dài: tối đa 10000 mục.",
         "“filters.document_ids” is too long: at most 10000 items."),
        ({"filters": "2024"}, "“filters” phải là đối tượng JSON trong ngoặc nhọn.",
         "“filters” must be a JSON object in braces."),
        ({"filters": {"form": "2024-07-10"}},
         "Trong “filters” không có trường “form”: chỉ nhận from, to, issuer, document_ids.",
         "“filters” has no field “form”: only from, to, issuer, document_ids can be given."),
        ({"limit": "x"}, "“limit” phải là số nguyên.", "“limit” must be a whole number."),
        ({"limit": 0}, "“limit” phải là số từ 1 trở lên.", "“limit” must be a number from 1 on."),
        ({"limit": 101}, "“limit” phải là số không quá 100.", "“limit” must be a number up to 100."),
        ({"x": 1}, "Không có trường “x”: chỉ nhận question, limit, filters.",
         "There is no field “x”: only question, limit, filters can be given."),
        ({"filters": BACKWARDS},
         "Ngày bắt đầu (from) 2022-12-31 muộn hơn ngày kết thúc (to) 2022-01-01: hãy đổi lại hai ngày.",
         "The first day (from) 2022-12-31 is after the last day (to) 2022-01-01: please swap them."),
    ],
)  # fmt: skip
def test_bad_values_are_named_with_what_is_expected_in_the_questions_language(
    library_server: TestClient, body: dict[str, Any], vi: str, en: str
) -> None:
    for question, sentence in ((VIETNAMESE, vi), (ENGLISH, en)):
        response = library_server.post("/api/search", json={"question": question, **body})
        assert response.status_code == 422
        assert response.json() == {"detail": sentence}
        assert response.headers["Content-Language"] == ("vi" if question == VIETNAMESE else "en")


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        ("POST", "/api/ask", {}, "Thiếu trường “question”."),
        ("POST", "/api/ask", {"questoin": VIETNAMESE},
         "Không có trường “questoin”: chỉ nhận question, session_id, filters."),
        ("POST", "/api/feedback", {"answer_id": "x", "rating": "fine"},
         "“rating” phải là một trong các giá trị up, down."),
        ("POST", "/api/feedback", {"answer_id": "x", "rating": "up", "note": ""},
         "Không có trường “note”: chỉ nhận answer_id, rating, comment."),
        ("GET", "/api/questions?down=perhaps", None, "“down” phải là true hoặc false."),
        ("PATCH", "/api/documents/x", {"titel": "x"}, "Không có trường “titel”: chỉ nhận title, date, number, issuer, "
         "kind, signer, author, place, period."),
    ],
)  # fmt: skip
def test_other_requests_say_what_they_expect(
    library_server: TestClient, method: str, path: str, body: dict[str, Any] | None, sentence: str
) -> None:
    response = library_server.request(method, path, json=body, headers=KEY)
    assert response.status_code == 422
    assert response.json() == {"detail": sentence}


def test_null_is_no_filter(library_server: TestClient) -> None:
    none = dict.fromkeys(("from", "to", "issuer", "document_ids"))
    for filters in (None, {}, none):
        body = {"question": VIETNAMESE, "session_id": None, "filters": filters}
        assert library_server.post("/api/ask", json=body).json()["answered"]
        assert library_server.post("/api/search", json={"question": VIETNAMESE, "filters": filters}).json()["passages"]


# Whoever refuses, in the question's language


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/ask", {"question": ENGLISH}),
        ("/api/ask/stream", {"question": ENGLISH, "filters": {"x": 1}}),
        ("/api/search", {"question": ENGLISH}),
        ("/v1/chat/completions", {"model": "bantin", "messages": [{"role": "user", "content": ENGLISH}]}),
        ("/v1/chat/completions", {"messages": [
            {"role": "user", "content": VIETNAMESE}, {"role": "assistant", "content": "…"},
            {"role": "user", "content": [{"type": "text", "text": ENGLISH}]}, {"role": "tool", "content": "…"},
        ]}),
    ],
)  # fmt: skip
def test_key_and_origin_are_told_in_the_language_of_the_question(
    library: LocalLibrary, path: str, body: dict[str, Any]
) -> None:
    denied = serve(library, api_keys="right").post(path, json=body)
    foreign = serve(library).post(path, json=body, headers={"Origin": "https://stranger.example"})
    for response, status in ((denied, 401), (foreign, 403)):
        assert response.status_code == status
        assert response.headers["Content-Language"] == "en"


def test_quota_is_told_in_the_language_of_the_question(library: LocalLibrary) -> None:
    client = serve(library, address_questions_per_minute=1)
    client.post("/api/search", json={"question": VIETNAMESE})
    refused = client.post("/api/search", json={"question": ENGLISH})
    assert refused.status_code == 429
    assert refused.json()["detail"].startswith("Too many questions")


def test_reading_questions_without_an_admin_key_does_not_speak_of_writing(library: LocalLibrary) -> None:
    response = serve(library).get("/api/questions")
    assert response.status_code == 403
    assert response.json()["detail"].startswith("Việc này cần khóa quản trị, mà máy chủ chưa có: đặt BANTIN_ADMIN_KEY")


# Filters elsewhere


def test_openai_clients_may_send_anything_but_filters_that_are_none(library_server: TestClient) -> None:
    body = {"model": "bantin", "messages": [{"role": "user", "content": ENGLISH}], "temperature": 1, "anything": {}}
    assert library_server.post("/v1/chat/completions", json={**body, "filters": None}).status_code == 200
    for filters in ({"form": "2022-01-01"}, BACKWARDS):
        response = library_server.post("/v1/chat/completions", json={**body, "filters": filters})
        assert response.status_code == 400
        assert response.json()["error"]["param"] == "filters"


def test_chains_are_told_of_bad_filters(library: LocalLibrary) -> None:
    for filters, word in ((BACKWARDS, "after"), ({"form": "2022-01-01"}, "form"), ({"from": "x"}, "“filters.from”")):
        with pytest.raises(BantinError, match=word):
            ask_runnable(library).invoke({"question": VIETNAMESE, "filters": filters})
