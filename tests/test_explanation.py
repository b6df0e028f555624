"""How an answer came about: what is told of it, for a person and as JSON, here and through a running server."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from rich.console import Console

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.explain_text import print_explained
from bot.explanation import EXPLAINED, Explained, Outcome
from bot.library import LocalLibrary
from bot.settings import BotSettings
from vectorstore.errors import Language
from vectorstore.query import Form

PRIORITIES = "bon nhiem vu trong tam sau thang cuoi nam 2021 la gi"


def text(explained: Explained, language: Language = "vi") -> str:
    console = Console(width=100, record=True, file=io.StringIO())
    print_explained(console, explained, language)
    return console.export_text()


def test_what_is_understood_found_and_chosen_is_told(library: LocalLibrary) -> None:
    told = library.explain(PRIORITIES)
    assert told.form is Form.PLAIN
    assert told.understood.startswith("bốn nhiệm vụ trọng tâm")
    assert not told.is_completed
    assert (told.count, told.outcome) == (4, Outcome.LIST)
    assert any("bốn nhiệm vụ trọng tâm" in lead for lead in told.lists)
    assert told.confidence >= told.threshold
    assert told.answer == library.ask(PRIORITIES).text


def test_parts_add_up_to_the_scores(library: LocalLibrary) -> None:
    told = library.explain("Ai chủ trì Hội nghị?")
    assert told.passages
    for passage in told.passages:
        assert sum(part.contribution for part in passage.parts) == pytest.approx(passage.score)
    assert [p.score for p in told.passages] == sorted((p.score for p in told.passages), reverse=True)
    assert sum(sentence.is_chosen for sentence in told.sentences) in (1, 2)
    assert told.judged


def test_refusal_says_why(library: LocalLibrary) -> None:
    told = library.explain("Giá vàng hôm nay bao nhiêu một lượng?")
    assert told.outcome is Outcome.UNSURE
    assert told.confidence < told.threshold
    assert "thấp hơn ngưỡng" in text(told)
    assert "below the threshold" in text(told, "en")
    assert library.explain("Xin chào").outcome is Outcome.TALK


def test_completed_question_is_told(library: LocalLibrary) -> None:
    library.ask("Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?", "explained")
    told = library.explain("Còn nhiệm vụ thứ hai?", "explained")
    assert told.outcome in (Outcome.CONVERSATION, Outcome.ITEM)
    assert "Nghị quyết Đại hội XIII" in told.answer


@pytest.mark.parametrize("question", [PRIORITIES, "Who chaired the conference?", "Xin chào", "???"])
def test_text_and_json_hold_for_any_answer(library: LocalLibrary, question: str) -> None:
    told = library.explain(question)
    assert told.asked in text(told)
    assert EXPLAINED.validate_json(EXPLAINED.dump_json(told)) == told


def test_running_server_explains_to_commands_of_its_machine_only(library: LocalLibrary) -> None:
    state = ServerState(library, BotSettings(), 1_000_000, local_token="of this machine")
    with TestClient(create_app(state), base_url="http://127.0.0.1") as client:
        body = {"question": PRIORITIES}
        assert client.post("/local/explain", json=body).status_code in (401, 403)
        answer = client.post("/local/explain", json=body, headers={"Authorization": f"Bearer {state.local_token}"})
        assert answer.status_code == 200
        told = EXPLAINED.validate_python(json.loads(answer.content), strict=False)
        assert replace(told, elapsed_ms=0.0) == replace(library.explain(PRIORITIES), elapsed_ms=0.0)
