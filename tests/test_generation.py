"""Answers worded by a language model: a server on this machine plays the model, well and badly."""

from __future__ import annotations

import builtins
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.generation import figures, run
from bot.api.app import create_app
from bot.api.state import ServerState
from bot.cli import cli
from bot.errors import InvalidSetting
from bot.events import AnswerEvent, CitationAdded, Finished, TextAdded
from bot.generation import provider
from bot.generation.breaker import Breaker
from bot.generation.chat import LangChainChat
from bot.generation.cutter import Cutter, Drafted
from bot.generation.service import LanguageModel
from bot.generation.settings import LanguageModelSettings
from bot.library import LocalLibrary
from bot.models import Answer
from bot.sessions import SessionStore
from bot.settings import BotSettings
from tests.fake_model import FakeModel, Play, fake_model
from tests.serving import running

TREES = "Huyện Thanh Khê trồng bao nhiêu cây xanh?"
TASKS = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"
RIGHT = "Huyện đoàn chủ trì trồng 25.000 cây xanh tại mười hai xã [1]. Kinh phí thực hiện là 1,8 tỷ đồng [2]."
WRONG = "Huyện đoàn chủ trì trồng 52.000 cây xanh [1]."
STREAM = "/api/ask/stream"


@pytest.fixture
def model() -> Iterator[FakeModel]:
    with fake_model() as server:
        yield server


@pytest.fixture
def asked(library: LocalLibrary, model: FakeModel) -> Callable[..., Asking]:
    """Makes a library whose answers the model words; the arguments are settings."""
    return lambda **settings: Asking(library, model, settings)


class Asking:
    """Asks, and holds every answer to what is promised of all."""

    def __init__(self, library: LocalLibrary, model: FakeModel, settings: dict[str, Any]) -> None:
        self.extractive = library
        self.library = LocalLibrary(library._index, model.settings(**settings))
        self.library.warm()
        self._model = model

    def __call__(self, question: str, play: Play | str = "", session_id: str | None = None) -> Answer:
        events = self.events(question, play, session_id)
        finished = events[-1]
        assert isinstance(finished, Finished)
        assert [event for event in events if isinstance(event, Finished)] == [finished]
        answer = finished.answer
        for number, citation in enumerate(answer.citations, 1):
            assert citation.number == number
            assert self.library.bulletin(citation.bulletin.id).text[citation.start : citation.end] == citation.quote
        for sentence in answer.sentences:
            assert sentence.text in answer.text
            assert sentence.citations
            assert set(sentence.citations) <= {citation.number for citation in answer.citations}
        if answer.mode == "generative":
            assert "".join(event.text for event in events if isinstance(event, TextAdded)) == answer.text
            assert tuple(e.citation for e in events if isinstance(e, CitationAdded)) == answer.citations
        return answer

    def events(self, question: str, play: Play | str = "", session_id: str | None = None) -> list[AnswerEvent]:
        """The events of an answer."""
        self._model.play = Play(play) if isinstance(play, str) else play
        return list(self.library.stream(question, session_id))

    @property
    def counts(self) -> dict[str, int]:
        """How often the model's answers were shown, and why not."""
        assert self.library.language_model is not None
        return self.library.language_model.counts.answers


# Generated answers


def test_an_answer_is_worded_by_the_model_and_cited(asked: Callable[..., Asking], model: FakeModel) -> None:
    answer = asked()(TREES, RIGHT)
    assert answer.mode == "generative"
    assert answer.text == (
        "Huyện đoàn chủ trì trồng 25.000 cây xanh tại mười hai xã. [1] Kinh phí thực hiện là 1,8 tỷ đồng. [2]"
    )
    assert [sentence.citations for sentence in answer.sentences] == [(1,), (2,)]
    assert "25.000 cây xanh" in answer.citations[0].quote
    system, question = model.calls[-1]
    assert "[1]" in system["content"]
    assert TREES in question["content"]
    assert '<passage number="1"' in question["content"]


def test_what_shows_nothing_or_turns_the_text_around_is_taken_out_of_a_reply(asked: Callable[..., Asking]) -> None:
    shown = asked().events(TREES, RIGHT.replace("25.000", "\x0025\u200b.000").replace("1,8", "\u202e1,8\x1b"))
    answer = shown[-1]
    assert isinstance(answer, Finished)
    assert answer.answer.mode == "generative"
    assert answer.answer.text == (
        "Huyện đoàn chủ trì trồng 25.000 cây xanh tại mười hai xã. [1] Kinh phí thực hiện là 1,8 tỷ đồng. [2]"
    )
    assert "".join(event.text for event in shown if isinstance(event, TextAdded)) == answer.answer.text


def test_an_english_question_is_answered_in_english(asked: Callable[..., Asking], model: FakeModel) -> None:
    answer = asked(llm_query_seconds=0)(
        "How many trees will Thanh Khê district plant?",
        "25,000 trees will be planted in twelve communes before 30 June 2022 [1]. The cost is 18 billion dong [2].",
    )
    assert answer.text == "25,000 trees will be planted in twelve communes before 30 June 2022. [1]"
    assert answer.language == "en"
    assert model.calls[-1][0]["content"].startswith("You answer")


def test_what_is_unsupported_is_never_shown(asked: Callable[..., Asking]) -> None:
    ask = asked()
    events = ask.events(TREES, f"{WRONG} Huyện đoàn chủ trì trồng 25.000 cây xanh [2].")
    assert all("52.000" not in event.text for event in events if isinstance(event, TextAdded))
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.mode == "generative"
    assert [citation.number for citation in events[-1].answer.citations] == [1]


def test_nothing_supported_means_the_extractive_answer(asked: Callable[..., Asking]) -> None:
    ask = asked()
    answer = ask(TREES, WRONG)
    plain = ask.extractive.ask(TREES)
    assert (answer.mode, answer.text, answer.citations) == ("extractive", plain.text, plain.citations)
    assert ask.counts == {"unsupported": 1}


@pytest.mark.parametrize("question", ["Giá vé máy bay đi Paris là bao nhiêu?", "Xin chào"])
def test_what_the_documents_do_not_say_is_not_put_to_the_model(
    asked: Callable[..., Asking], model: FakeModel, question: str
) -> None:
    answer = asked()(question, "Giá vé là 5 triệu đồng.")
    assert not answer.answered
    assert not model.calls


@pytest.mark.parametrize(
    "reply",
    [
        "1. Lãnh đạo sản xuất, kinh doanh gắn với phòng, chống dịch COVID-19 [1]\n2. Kết nạp 120 đảng viên mới [3]",
        "- Kết nạp 120 đảng viên mới [3]\n- Quán triệt Nghị quyết Đại hội XIII của Đảng [2]",
        "Kết nạp 120 đảng viên mới [3].",
        "Các nhiệm vụ gồm:\n1. Xây 99 ngôi nhà [1]\n2. Kết nạp 120 đảng viên mới [2]",
    ],
)
def test_a_list_is_completed_from_its_section_in_order(asked: Callable[..., Asking], reply: str) -> None:
    ask = asked()
    answer = ask(TASKS, reply)
    plain = ask.extractive.ask(TASKS)
    assert answer.mode == "generative"
    assert answer.items == plain.items
    assert {citation.quote for citation in answer.citations} == set(plain.items)
    starts = [citation.start for citation in answer.citations]
    assert starts == sorted(starts)
    assert "99" not in answer.text


@pytest.mark.parametrize("question", [f"{TREES} Ai chủ trì Hội nghị lần thứ sáu?", "Bản tin mới nhất là bản tin nào?"])
def test_what_is_answered_side_by_side_is_not_put_to_the_model(
    asked: Callable[..., Asking], model: FakeModel, question: str
) -> None:
    ask = asked()
    assert ask(question, RIGHT).text == ask.extractive.ask(question).text
    assert not model.calls


def test_a_whole_list_stays_as_it_was_worded(asked: Callable[..., Asking]) -> None:
    ask = asked()
    items = ask.extractive.ask(TASKS).items
    answer = ask(TASKS, "\n".join(f"{item} [{number}]" for number, item in enumerate(items, 1)))
    assert [sentence.text for sentence in answer.sentences] == list(items)
    assert ask.library.language_model is not None
    assert ask.library.language_model.counts.sentences == {"kept": 4}


# Lies


def test_adversarial_generations() -> None:
    results = run(every=7)
    assert not any(result.is_incomplete for result in results)
    rows = figures(results).values()
    told, shown, supported, kept = (sum(row[column] for row in rows) for column in range(4))
    assert told > 50
    assert shown == 0
    assert kept >= 0.95 * supported


# Failures


@pytest.mark.parametrize(
    ("play", "outcome"),
    [
        (Play("", status=429), "rate_limited"),
        (Play("", status=401), "unauthorised"),
        (Play("", status=500), "error"),
        (Play("", raw=b"<html>bad gateway</html>"), "error"),
        (Play(RIGHT, cut=2), "cut"),
        (Play(RIGHT, cut=12), "cut"),
        (Play(RIGHT, cut=12, rude=True), None),
        (Play("Huyện đoàn chủ trì trồng 25.000 cây xanh", finish="length"), "cut"),
        (Play("Huyện đoàn chủ trì trồng 25.000 cây xanh", finish="content_filter"), "cut"),
        (Play(""), "empty"),
        (Play("   \n\n"), "empty"),
        (Play("<think>Tôi nghĩ rằng 25.000 cây xanh"), "empty"),
        (Play("KHÔNG CÓ"), "unsupported"),
        (Play("Xin lỗi, tôi không thể trả lời."), "unsupported"),
        (Play("\ufffd\u0000\u0001 }{ ]] asdf qwer zxcv 123", size=1), "unsupported"),
        (Play("Huyện đoàn chủ trì trồng 25.000 cây xanh [1].\n", endless=True), "endless"),
        (Play("la " * 50, endless=True, size=150), "endless"),
        (Play(RIGHT, delay=0.3), "timeout"),
    ],
)
def test_whatever_goes_wrong_the_extractive_answer_comes(
    asked: Callable[..., Asking], caplog: pytest.LogCaptureFixture, play: Play, outcome: str | None
) -> None:
    ask = asked(llm_seconds=0.5 if outcome == "timeout" else 60.0)
    with caplog.at_level(logging.INFO, "bot"):
        answer = ask(TREES, play)
    plain = ask.extractive.ask(TREES)
    assert (answer.mode, answer.text, answer.citations) == ("extractive", plain.text, plain.citations)
    assert not answer.sentences
    if outcome is not None:
        assert ask.counts == {outcome: 1}
    assert "extractive answer is given instead" in caplog.text


def test_a_server_that_is_not_there_costs_nothing_after_two_questions(
    library: LocalLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    with fake_model() as gone:
        settings = gone.settings()
    down = LocalLibrary(library._index, settings)
    with caplog.at_level(logging.WARNING, "bot"):
        for _ in range(5):
            assert down.ask(TREES).mode == "extractive"
    assert down.language_model is not None
    assert down.language_model.counts.answers == {"unreachable": 2, "down": 3}
    assert "left alone" in caplog.text


def test_a_silent_server_is_waited_for_twice_and_no_more(asked: Callable[..., Asking], model: FakeModel) -> None:
    ask = asked(llm_seconds=0.3)
    for _ in range(4):
        assert ask(TREES, Play(RIGHT, delay=5)).mode == "extractive"
    assert ask.counts == {"timeout": 2, "down": 2}
    assert len(model.calls) <= 2


def test_a_model_that_recovers_is_found_without_a_person_waiting(library: LocalLibrary, model: FakeModel) -> None:
    settings = model.settings()
    chat = LangChainChat(lambda: provider.load_model(settings))
    again = LocalLibrary(library._index, settings)
    again.__dict__["language_model"] = LanguageModel(library._index, chat, settings, Breaker(pause=0.0))
    model.play = Play("", status=500)
    for _ in range(2):
        again.ask(TREES)
    model.play = Play(RIGHT)
    for _ in range(200):
        if again.ask(TREES).mode == "generative":
            break
        time.sleep(0.02)
    else:
        raise AssertionError("the model was not tried again")


def test_more_questions_than_may_be_worded_at_once_get_the_extractive_answer(asked: Callable[..., Asking]) -> None:
    ask = asked(llm_parallel=1)
    first = ask.library.stream(TREES)
    ask._model.play = Play(RIGHT, delay=0.02)
    assert isinstance(next(first), TextAdded)
    assert ask.library.ask(TREES).mode == "extractive"
    assert ask.counts == {"busy": 1}
    assert isinstance(list(first)[-1], Finished)
    assert ask.library.ask(TREES).mode == "generative"


# Query help


SAPLINGS = "How many saplings shall be put into the soil of Thanh Khê?"


def _translated(messages: list[dict[str, Any]]) -> str:
    return "Huyện Thanh Khê trồng bao nhiêu cây xanh?" if "Translate" in messages[0]["content"] else "NONE"


def test_an_english_question_is_searched_for_in_its_translation_too(asked: Callable[..., Asking]) -> None:
    answer = asked(llm_query_seconds=5)(SAPLINGS, Play(_translated))
    assert answer.answered
    assert answer.language == "en"
    assert any("25.000 cây xanh" in citation.quote for citation in answer.citations)
    assert answer.text.startswith(("The documents say", "Two items"))


def test_a_conversation_goes_on_from_what_the_translation_found(asked: Callable[..., Asking]) -> None:
    ask = asked(llm_query_seconds=5)
    first = ask(SAPLINGS, Play(_translated), "saplings")
    then = ask("Who must do it?", Play(""), "saplings")
    assert then.language == "en"
    assert {citation.bulletin.id for citation in then.citations} == {first.citations[0].bulletin.id}


def test_only_what_is_shown_is_remembered(asked: Callable[..., Asking], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    monkeypatch.setattr(SessionStore, "keep", lambda store, session_id, turn: kept.append(session_id))
    asked(llm_query_seconds=5)(SAPLINGS, Play(_translated), "saplings")
    assert kept == ["saplings"]


@pytest.mark.parametrize(
    "translation", ["Năm 2019 huyện nào trồng 77 cây?", "How many trees?", "", "Một câu.\nHai câu.", "la " * 500]
)
def test_a_translation_that_says_something_else_is_dropped(asked: Callable[..., Asking], translation: str) -> None:
    ask = asked(llm_query_seconds=5)
    question = "How many trees will Thanh Khê district plant?"

    def reply(messages: list[dict[str, Any]]) -> str:
        return translation if "Translate" in messages[0]["content"] else "NONE"

    assert ask(question, Play(reply)).citations == ask.extractive.ask(question).citations


def test_a_translation_that_is_late_is_not_waited_for(asked: Callable[..., Asking], model: FakeModel) -> None:
    ask = asked(llm_query_seconds=0.2, llm_seconds=0.5)
    started = time.monotonic()
    question = "How many trees will Thanh Khê district plant?"
    assert ask(question, Play("Huyện nào?", delay=30)).citations == ask.extractive.ask(question).citations
    assert time.monotonic() - started < 20


# Settings


def test_without_the_setting_nothing_is_imported(library: LocalLibrary) -> None:
    code = (
        "import sys, bot.library, bot.api.app, bot.assistant\n"
        "from vectorstore.settings import VectorstoreSettings\n"
        "bot.library.LocalLibrary(None).language_model\n"
        "print([m for m in sys.modules if m.startswith(('langchain', 'openai', 'bot.generation.'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['bot.generation.settings']"


@pytest.mark.parametrize(
    ("llm", "command"),
    [
        ("ollama:qwen3:8b", "pip install -c constraints.txt -e '.[ollama]'"),
        ("openai:gpt", "pip install -c constraints.txt -e '.[openai]'"),
        ("anthropic:claude", "pip install -c constraints.txt -e '.[anthropic]'"),
        ("mistralai:large", "pip install langchain langchain-mistralai"),
    ],
)
def test_a_missing_extra_is_told_with_its_command(llm: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *arguments: Any, **more: Any) -> Any:
        if name.startswith("langchain_") and name != "langchain_core" and not name.startswith("langchain_core."):
            raise ImportError(name)
        return real(name, *arguments, **more)

    monkeypatch.setattr(provider, "find_spec", lambda name: None if name.startswith("langchain_") else name)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(InvalidSetting) as told:
        provider.load_model(LanguageModelSettings(_env_file=None, llm=llm))  # type: ignore[call-arg]
    assert command in told.value.en
    assert command in told.value.vi


@pytest.mark.parametrize("llm", ["ollama:qwen3:8b", "openai:gpt-4o", "anthropic:claude-sonnet"])
def test_every_provider_with_an_extra_loads(llm: str) -> None:
    settings = LanguageModelSettings(
        _env_file=None,
        llm=llm,
        llm_base_url="http://localhost:9/v1",
        llm_api_key="a key",  # type: ignore[call-arg, arg-type]
    )
    assert llm.partition(":")[2] in repr(provider.load_model(settings))


@pytest.mark.parametrize("value", ["qwen3", "ollama:", ":x", "ollama qwen"])
def test_a_setting_that_names_no_model_is_refused(value: str) -> None:
    result = CliRunner(env={"BANTIN_LLM": value}).invoke(cli, ["doctor"])
    assert "BANTIN_LLM" in result.output


def test_doctor_says_whether_the_model_answers(model: FakeModel) -> None:
    environment = {"BANTIN_LLM": "openai:fake", "BANTIN_LLM_BASE_URL": f"{model.url}/v1", "BANTIN_LANGUAGE": "en"}
    model.play = Play("2")
    assert "openai:fake answers" in CliRunner(env=environment).invoke(cli, ["doctor"]).output
    model.play = Play("", status=429)
    told = CliRunner(env=environment).invoke(cli, ["doctor"]).output
    assert "openai:fake does not answer (rate_limited" in told


# Over HTTP


def test_the_api_says_what_supports_each_sentence(asked: Callable[..., Asking], model: FakeModel) -> None:
    client = TestClient(create_app(ServerState(asked().library, BotSettings(), 1_000)))
    model.play = Play(f"{WRONG} {RIGHT}")
    body = client.post("/api/ask", json={"question": TREES}).json()
    assert body["mode"] == "generative"
    assert [sentence["citations"] for sentence in body["sentences"]] == [[1], [2]]
    metrics = client.get("/metrics").text
    assert 'bantin_generations_total{outcome="generated"} 1.0' in metrics
    assert 'bantin_generated_sentences_total{fate="kept"} 2.0' in metrics
    assert 'bantin_generated_sentences_total{fate="figure"} 1.0' in metrics


def test_generation_stops_when_the_client_leaves(asked: Callable[..., Asking], model: FakeModel) -> None:
    model.play = Play(RIGHT * 60, delay=0.1)
    state = ServerState(asked().library, BotSettings(), 1_000)
    with running(state) as url, httpx.Client(base_url=url, trust_env=False) as http:
        with http.stream("POST", STREAM, json={"question": TREES}) as response:
            assert next(response.iter_text()).startswith("event: token")
        assert model.abandoned.wait(30)


def test_waiting_for_the_model_keeps_nobody_else_from_an_answer(asked: Callable[..., Asking], model: FakeModel) -> None:
    model.play = Play(RIGHT, delay=4.0, size=1_000)
    state = ServerState(asked(llm_parallel=3, llm_seconds=30).library, BotSettings(), 1_000)
    with running(state) as url:
        post = lambda: httpx.post(f"{url}/api/ask", json={"question": TREES}, trust_env=False, timeout=60)  # noqa: E731
        waiting = [threading.Thread(target=post) for _ in range(3)]
        for thread in waiting:
            thread.start()
        while len(model.calls) < 3:
            time.sleep(0.01)
        answer = httpx.post(f"{url}/api/ask", json={"question": TREES}, trust_env=False, timeout=60).json()
        assert answer["mode"] == "extractive"
        assert all(thread.is_alive() for thread in waiting)
        state.library.close = lambda: None  # type: ignore[method-assign]
        for thread in waiting:
            thread.join()


# Cutting a reply into sentences

REPLY = (
    "<think>25.000? Tôi đếm lại.</think>**Doanh thu** đạt 12.450 tỷ đồng, tăng 8,6%. [2] Ông A chủ trì [1][3].\n"
    "1. Một việc [4]. 2. Việc nữa. [4]\n- Hai việc [5, 6]\nTP. Hồ Chí Minh có 3 việc 【7】\n[8]"
)


@given(st.integers(1, 40), st.integers(0, 1_000))
def test_sentences_do_not_depend_on_how_the_reply_is_cut(size: int, seed: int) -> None:
    cutter = Cutter()
    found: list[Drafted] = []
    for first in range(0, len(REPLY), size):
        found += cutter.add(REPLY[first : first + size])
    found += cutter.rest()
    assert found == [
        Drafted("Doanh thu đạt 12.450 tỷ đồng, tăng 8,6%.", (2,)),
        Drafted("Ông A chủ trì.", (1, 3)),
        Drafted("Một việc.", (4,), "1."),
        Drafted("Việc nữa.", (4,), "2."),
        Drafted("Hai việc", (5, 6), "-"),
        Drafted("TP. Hồ Chí Minh có 3 việc", (7, 8)),
    ]


@given(st.text(alphabet="aạ1 .\n[]*<>/think-", max_size=80), st.integers(1, 9))
def test_any_reply_is_cut(reply: str, size: int) -> None:
    cutter = Cutter()
    found = [d for first in range(0, len(reply), size) for d in cutter.add(reply[first : first + size])]
    assert all(any(map(str.isalpha, drafted.text)) for drafted in [*found, *cutter.rest()])
