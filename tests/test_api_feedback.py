"""Feedback over HTTP and on the command line, and the figures of /metrics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.cli import cli
from bot.feedback import FeedbackStore
from bot.library import LocalLibrary
from bot.settings import BotSettings

TREES, TICKETS = "Huyện đoàn trồng bao nhiêu cây xanh?", "Giá vé máy bay đi Paris là bao nhiêu?"
KEY = {"Authorization": "Bearer right"}


@pytest.fixture
def client(library: LocalLibrary, tmp_path: Path) -> TestClient:
    """A server over the three bulletins that keeps its record in `tmp_path`."""
    settings = BotSettings.model_validate({"admin_key": "right"})
    return TestClient(create_app(ServerState(library, settings, 1_000, FeedbackStore.open(tmp_path))))


def _ask(client: TestClient, question: str) -> str:
    return str(client.post("/api/ask", json={"question": question}).json()["answer_id"])


def _rate(client: TestClient, **body: object) -> int:
    return client.post("/api/feedback", json=body).status_code


def test_a_rating_is_kept_with_its_question_and_comment(client: TestClient) -> None:
    answer_id = _ask(client, TREES)
    assert _rate(client, answer_id=answer_id, rating="down", comment="Thiếu nguồn") == 204
    listed = client.get("/api/questions?down=true", headers=KEY).json()
    assert listed["total"] == 1
    (asked,) = listed["questions"]
    assert asked["answer_id"] == answer_id
    assert (asked["question"], asked["rating"], asked["comment"], asked["channel"]) == (
        TREES, "down", "Thiếu nguồn", "api",
    )  # fmt: skip
    assert "25.000" in asked["answer"]
    assert asked["elapsed_ms"] > 0


def test_unanswered_questions_are_listed(client: TestClient) -> None:
    _ask(client, TREES)
    _ask(client, TICKETS)
    questions = client.get("/api/questions?unanswered=true", headers=KEY).json()["questions"]
    assert [asked["question"] for asked in questions] == [TICKETS]
    assert client.get("/api/questions", headers=KEY).json()["total"] == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"answer_id": "nowhere", "rating": "up"}, 404),
        ({"answer_id": "nowhere", "rating": "sideways"}, 422),
        ({"rating": "up"}, 422),
        ({"answer_id": "nowhere", "rating": "up", "comment": "a" * 2_001}, 422),
    ],
)
def test_feedback_that_cannot_be_kept(client: TestClient, body: dict[str, str], status: int) -> None:
    response = client.post("/api/feedback", json=body)
    assert response.status_code == status
    assert list(response.json()) == ["detail"]


def test_only_the_operator_reads_the_questions(client: TestClient, library: LocalLibrary) -> None:
    assert client.get("/api/questions").status_code == 401
    assert client.get("/api/questions", headers={"Authorization": "Bearer wrong"}).status_code == 401
    without_key = TestClient(create_app(ServerState(library, BotSettings(), 1_000)))
    assert without_key.get("/api/questions").status_code == 403


def test_ratings_need_the_key_that_asking_needs(library: LocalLibrary) -> None:
    client = TestClient(create_app(ServerState(library, BotSettings.model_validate({"api_keys": "one"}), 1_000)))
    body = {"answer_id": "nowhere", "rating": "up"}
    assert client.post("/api/feedback", json=body).status_code == 401
    assert client.post("/api/feedback", json=body, headers={"Authorization": "Bearer one"}).status_code == 404


def test_an_answer_is_given_even_when_it_cannot_be_put_on_record(library: LocalLibrary, tmp_path: Path) -> None:
    store = FeedbackStore.open(tmp_path)
    state = ServerState(library, BotSettings(), 1_000, store)
    store.close()
    response = TestClient(create_app(state)).post("/api/ask", json={"question": TREES})
    assert response.status_code == 200
    assert response.json()["answered"]


def test_the_command_lists_what_needs_care(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _rate(client, answer_id=_ask(client, TREES), rating="down", comment="Thiếu nguồn")
    _ask(client, TICKETS)
    monkeypatch.setenv("BANTIN_DATA_DIR", str(tmp_path))
    both = CliRunner().invoke(cli, ["questions", "--unanswered", "--down", "--json"], catch_exceptions=False)
    listed = json.loads(both.output)
    assert {asked["question"] for asked in listed["questions"]} == {TREES, TICKETS}
    assert listed == client.get("/api/questions?unanswered=true&down=true", headers=KEY).json()
    text = CliRunner().invoke(cli, ["questions", "--down"], catch_exceptions=False).output
    assert TREES in text
    assert "Góp ý: Thiếu nguồn" in text
    assert TICKETS not in text


def test_an_empty_record_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANTIN_DATA_DIR", str(tmp_path))
    result = CliRunner().invoke(cli, ["questions"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "Không có câu hỏi nào" in result.output
    assert "máy chủ" in result.output


def test_metrics_count_questions_answers_ratings_and_bulletins(client: TestClient) -> None:
    _rate(client, answer_id=_ask(client, TREES), rating="up")
    _ask(client, TICKETS)
    client.post("/api/ask", json={"question": TREES}, headers={"Origin": "http://testserver"})
    client.post("/api/ask", json={"question": ""})
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    lines = response.text.splitlines()
    for line in (
        'bantin_questions_total{channel="api",outcome="answered"} 1.0',
        'bantin_questions_total{channel="api",outcome="refused"} 1.0',
        'bantin_questions_total{channel="web",outcome="answered"} 1.0',
        'bantin_answer_seconds_count{channel="api"} 2.0',
        'bantin_ratings_total{rating="up"} 1.0',
        "bantin_bulletins 3.0",
    ):
        assert line in lines
    assert not [line for line in lines if 'outcome="failed"' in line]


def test_suggestions_to_begin_with_are_not_on_record(client: TestClient) -> None:
    vietnamese = client.get("/api/suggestions").json()["suggestions"]
    english = client.get("/api/suggestions", headers={"Accept-Language": "en"}).json()["suggestions"]
    assert vietnamese
    assert english
    assert vietnamese != english
    assert client.get("/api/questions", headers=KEY).json()["total"] == 0
