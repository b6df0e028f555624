"""Whose pages may use the server, and how many questions one may ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.library import LocalLibrary
from bot.quota import Buckets, Quota, TooManyQuestions, network
from bot.settings import BotSettings

QUESTION = {"question": "Trồng bao nhiêu cây xanh?"}
FAR, NEAR = "203.0.113.9", "127.0.0.1"


@pytest.fixture
def serve(library: LocalLibrary) -> Callable[..., TestClient]:
    """Makes a server over the three bulletins with other settings, for a client at an address."""

    def make(address: str = NEAR, **values: object) -> TestClient:
        state = ServerState(library, BotSettings.model_validate(values), 1_000)
        return TestClient(create_app(state), client=(address, 50_000))

    return make


# Origins


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/stream", "/api/feedback", "/api/search"])
def test_pages_of_other_sites_are_refused(serve: Callable[..., TestClient], path: str) -> None:
    client = serve(allowed_origins="https://friend.example")
    for origin in ("https://stranger.example", "null", "https://friend.example.evil.example", "http://friend.example"):
        response = client.post(path, json=QUESTION, headers={"Origin": origin})
        assert response.status_code == 403, origin
        assert "BANTIN_ALLOWED_ORIGINS" in response.json()["detail"]
        assert "Access-Control-Allow-Origin" not in response.headers


def test_scripts_are_not_given_to_pages_of_other_sites(serve: Callable[..., TestClient]) -> None:
    assert serve().get("/static/widget.js", headers={"Origin": "https://stranger.example"}).status_code == 403


def test_own_pages_programs_and_listed_sites_are_served(serve: Callable[..., TestClient]) -> None:
    client = serve(allowed_origins="https://Friend.example/, http://b.example:8080")
    served: list[dict[str, str]] = [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "https://testserver"},  # the proxy before the server may speak TLS
        {"Origin": "https://outside.example", "Sec-Fetch-Site": "same-origin"},  # and have another name
        {"Origin": "https://friend.example"},
        {"Origin": "http://b.example:8080"},
    ]
    for headers in served:
        assert client.post("/api/ask", json=QUESTION, headers=headers).status_code == 200, headers
    allowed = client.post("/api/ask", json=QUESTION, headers={"Origin": "https://friend.example"})
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://friend.example"


def test_everybody_may_where_that_is_said(serve: Callable[..., TestClient]) -> None:
    client = serve(allowed_origins="*")
    response = client.post("/api/ask", json=QUESTION, headers={"Origin": "https://anyone.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "frame-ancestors 'self' *" in client.get("/embed").headers["Content-Security-Policy"]


def test_only_the_page_for_frames_may_be_framed_and_only_by_listed_sites(serve: Callable[..., TestClient]) -> None:
    client = serve(allowed_origins="https://a.example,https://b.example")
    policy = client.get("/embed").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://a.example https://b.example")
    assert "unsafe" not in policy
    for path in ("/", "/demo", "/docs"):
        assert client.get(path).headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert serve().get("/embed").headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")


@pytest.mark.parametrize(
    "origin", ["example.org", "https://a.example/page", "https://*.example", "https://a;script-src", "https://a b"]
)
def test_what_is_no_origin_is_not_taken_for_one(origin: str) -> None:
    with pytest.raises(ValidationError):
        BotSettings.model_validate({"allowed_origins": origin})


# Quotas


def test_a_session_that_asks_too_much_is_told_when_to_go_on(serve: Callable[..., TestClient]) -> None:
    client = serve(session_questions_per_minute=2)
    body = {**QUESTION, "session_id": "s"}
    assert [client.post("/api/ask", json=body).status_code for _ in range(2)] == [200, 200]
    for path in ("/api/ask", "/api/ask/stream"):
        response = client.post(path, json=body)
        assert response.status_code == 429
        wait = int(response.headers["Retry-After"])
        assert 1 <= wait <= 30
        assert response.json() == {"detail": f"Có quá nhiều câu hỏi trong một phút: xin chờ {wait} giây rồi hỏi tiếp."}
    assert client.post("/api/ask", json={**QUESTION, "session_id": "other"}).status_code == 200


def test_an_address_that_asks_too_much_is_stopped_whatever_its_sessions(serve: Callable[..., TestClient]) -> None:
    client = serve(FAR, address_questions_per_minute=3)
    statuses = [client.post("/api/ask", json={**QUESTION, "session_id": str(n)}).status_code for n in range(2)]
    statuses += [client.post("/api/search", json=QUESTION).status_code for _ in range(3)]
    assert statuses == [200, 200, 200, 429, 429]


def _asked(quota: Quota, address: str, times: int) -> int:
    """How many of `times` questions of one session are let through."""
    passed = 0
    for _ in range(times):
        try:
            quota.take("s", address)
            passed += 1
        except TooManyQuestions:
            pass
    return passed


def test_this_machine_has_no_quota_unless_one_is_set() -> None:
    assert _asked(Quota(BotSettings(), lambda: 0.0), NEAR, 500) == 500
    assert _asked(Quota(BotSettings(), lambda: 0.0), "::1", 500) == 500
    assert _asked(Quota(BotSettings(), lambda: 0.0), FAR, 500) == 20
    assert _asked(Quota(BotSettings(session_questions_per_minute=5), lambda: 0.0), NEAR, 500) == 5
    unlimited = BotSettings(session_questions_per_minute=0, address_questions_per_minute=0)
    assert _asked(Quota(unlimited, lambda: 0.0), FAR, 500) == 500


@given(st.integers(1, 60), st.lists(st.floats(0, 30), max_size=60))
def test_no_minute_gives_more_than_twice_the_quota_and_waiting_is_enough(per_minute: int, pauses: list[float]) -> None:
    now = 1_000.0
    buckets = Buckets(per_minute, lambda: now)
    taken: list[float] = []
    for pause in [*pauses, *[0.0] * 70]:
        now += pause
        wait = buckets.wait("k")
        if wait == 0:
            buckets.take("k")
            taken.append(now)
    assert all(sum(start <= moment < start + 60 for moment in taken) <= 2 * per_minute for start in taken)
    now += buckets.wait("k") + 1e-6
    assert buckets.wait("k") == 0


def test_buckets_take_no_more_room_than_they_may() -> None:
    buckets = Buckets(1, lambda: 0.0, most=3)
    for key in "abcd":
        buckets.take(key)
    assert [buckets.wait(key) > 0 for key in "abcd"] == [False, True, True, True]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_what_counts_as_one_address(address: str, counted: str) -> None:
    assert network(address) == counted
