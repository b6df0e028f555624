"""The command line: what it prints, its exit codes, how fast it starts, and how it finds a running server."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pydantic_settings import BaseSettings

from bot.cli import cli
from bot.client import Client
from bot.errors import ServerError
from bot.library import LocalLibrary
from bot.local_server import LocalServer
from bot.settings import BotSettings
from ingest import content_hash
from ingest.settings import IngestSettings
from vectorstore.errors import UnknownDocument
from vectorstore.settings import VectorstoreSettings

ROOT = Path(__file__).parent.parent
PRIORITIES = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Runs every command in a folder of its own, with its own data, log and settings."""
    for name in list(os.environ):
        if name.startswith("BANTIN_") and name != "BANTIN_CACHE_DIR":
            monkeypatch.delenv(name)
    monkeypatch.setenv("BANTIN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    """The command in this process."""
    return CliRunner().invoke(cli, arguments, input=stdin)


def process(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(command, env=_environment(), capture_output=True, text=True, timeout=120)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def parsed(result: Result) -> Any:
    """The JSON that the command printed."""
    return json.loads(result.stdout)


@pytest.fixture
def filled(bulletins: Path) -> Path:
    """A data folder with the three bulletins; returns the folder that they came from."""
    assert run("ingest", str(bulletins)).exit_code == 0
    return bulletins


# Taking in


def test_ingest_reports_what_became_of_each_file(bulletins: Path) -> None:
    report = parsed(run("ingest", str(bulletins), "--json"))
    assert {k: report[k] for k in ("indexed", "updated", "unchanged", "failed")} == {
        "indexed": 3, "updated": 0, "unchanged": 0, "failed": 0,
    }  # fmt: skip
    assert [d["status"] for d in report["documents"]] == ["indexed"] * 3
    assert all(Path(d["source"]).parent == bulletins.resolve() and d["title"] for d in report["documents"])
    again = run("ingest", str(bulletins))
    assert again.exit_code == 0
    assert "3 không đổi" in again.stdout


def test_unreadable_files_are_named_and_the_rest_goes_on(place: Path, bulletins: Path) -> None:
    (place / "hỏng.pdf").write_bytes(b"%PDF-1.7 nothing")
    (place / "nhị phân.txt").write_bytes(bytes(range(256)) * 40)
    result = run("ingest", "hỏng.pdf", "nhị phân.txt", "không có.txt", str(bulletins))
    assert result.exit_code == 1
    for name in ("hỏng.pdf", "nhị phân.txt", "không có.txt"):
        assert name in result.output
    assert "3 thêm mới" in result.stdout
    assert "3 lỗi" in result.stdout
    assert "Traceback" not in result.output


def test_what_no_reader_expects_is_told_apart_and_logged(
    place: Path, bulletins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "patch").mkdir()
    (place / "patch" / "sitecustomize.py").write_text(
        "import ingest.structure\n"
        "def fail(blocks):\n    raise RuntimeError('something inside')\n"
        "ingest.structure.read_structure = fail\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(place / "patch"))
    result = run("ingest", str(bulletins))
    assert result.exit_code == 1
    assert result.output.count("lỗi ngoài dự kiến") == 3
    assert "BANTIN_PARSE_MEMORY_MB" not in result.output
    assert "something inside" not in result.output
    log = next((place / "state").rglob("bantin.log")).read_text("utf-8")
    assert log.count("RuntimeError: something inside") == 3


def test_links_of_a_folder_cannot_be_followed(bulletins: Path) -> None:
    result = run("ingest", str(bulletins), "--follow", "*/tin-tuc/*")
    assert result.exit_code == 1
    assert "--follow" in result.stderr
    assert not result.stdout


# Asking


def test_answer_for_a_person_has_items_and_cited_source(filled: Path) -> None:
    result = run("ask", PRIORITIES)
    assert result.exit_code == 0
    for part in ("Một là", "Hai là", "Ba là", "Bốn là", "[1]", "(09/07/2021)", "hoi-nghi.txt"):
        assert part in result.stdout
    assert result.stdout.count("Bốn là, tăng cường") >= 1
    assert "\x1b" not in result.stdout


def test_answer_as_json_is_that_of_the_api(filled: Path) -> None:
    answer = parsed(run("ask", PRIORITIES, "--json"))
    assert answer["answered"]
    assert len(answer["items"]) == 4
    assert set(answer["citations"][0]) == {
        "number", "document_id", "title", "date", "source", "url", "quote", "start", "end",
    }  # fmt: skip


def test_question_from_standard_input_and_filters(filled: Path) -> None:
    answer = parsed(
        run("ask", "-", "--from", "2023-01-01", "--issuer", "Tỉnh ủy", "--json", stdin="Ai trực 24/24 giờ?\n")
    )
    assert {citation["date"] for citation in answer["citations"]} <= {"2023-05-20"}


def test_refusal_is_no_failure(filled: Path) -> None:
    assert run("ask", "Giá vé máy bay đi Paris là bao nhiêu?").exit_code == 0


def test_search_prints_passages(filled: Path) -> None:
    assert "25.000 cây xanh" in run("search", "Huyện đoàn trồng cây tại mười hai xã", "--limit", "1").stdout
    passages = parsed(run("search", "Huyện đoàn trồng cây tại mười hai xã", "--limit", "1", "--json"))["passages"]
    assert len(passages) == 1
    assert "25.000 cây xanh" in passages[0]["text"]


@pytest.mark.parametrize("command", ["ask", "search"])
def test_impossible_questions_are_told_in_their_language(command: str) -> None:
    empty = run(command, " ")
    assert empty.exit_code == 1
    assert empty.stderr.startswith("Câu hỏi đang trống")
    long = run(command, "What are the priority tasks? " * 700)
    assert long.exit_code == 1
    assert long.stderr.startswith("The question is too long")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_days_in_the_wrong_order_are_wrong_usage(command: str) -> None:
    result = run(command, "Who chaired the conference?", "--from", "2022-12-31", "--to", "01/01/2022")
    assert result.exit_code == 2
    assert result.stderr == "The first day (from) 2022-12-31 is after the last day (to) 2022-01-01: please swap them.\n"


# The library


def test_documents_are_listed_and_removed(filled: Path) -> None:
    listing = parsed(run("documents", "--json"))
    assert listing["total"] == 3
    first, second, third = listing["documents"]
    assert first["date"] >= second["date"]
    assert second["document_id"] in run("documents", "--limit", "1", "--offset", "1").stdout
    result = run("remove", first["document_id"], "nowhere", third["document_id"])
    assert result.exit_code == 1
    assert "nowhere" in result.stderr
    assert [d["document_id"] for d in parsed(run("documents", "--json"))["documents"]] == [second["document_id"]]


def test_index_of_another_model_is_refused_and_the_way_out_named(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANTIN_EMBEDDING_MODEL", "some/other-model")
    result = run("ask", PRIORITIES)
    assert result.exit_code == 1
    assert "bantin reindex" in result.stderr
    monkeypatch.delenv("BANTIN_EMBEDDING_MODEL")
    assert run("ask", PRIORITIES).exit_code == 0


def test_reindex_keeps_all_documents(filled: Path) -> None:
    assert parsed(run("reindex", "--json")) == {"documents": 3}
    assert parsed(run("ask", PRIORITIES, "--json"))["answered"]


# Usage, settings, trouble


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ingest"], ["search", "a", "--limit", "0"], ["ask", "a", "--from", "x"], ["nothing"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        (["aks"], "Không có lệnh “aks” (gần giống: ask): xem “bantin -h”.",
         "There is no command “aks” (similar: ask): see “bantin -h”."),
        (["--nothing"], "Không có tùy chọn “--nothing”: xem “bantin -h”.",
         "There is no option “--nothing”: see “bantin -h”."),
        (["ingest"], "Thiếu PATH|URL...: xem “bantin ingest -h”.", "PATH|URL... is missing: see “bantin ingest -h”."),
        (["search", "--limit", "0", "2024"],
         "Giá trị của --limit phải là số nguyên từ 1 đến 100: xem “bantin search -h”.",
         "The value of --limit must be a whole number from 1 to 100: see “bantin search -h”."),
        (["ask", "2024", "--to", "x"],
         "Giá trị của --to phải là ngày dạng 2024-07-10 hoặc 10/07/2024: xem “bantin ask -h”.",
         "The value of --to must be a date like 2024-07-10 or 10/07/2024: see “bantin ask -h”."),
        (["eval", "--form", "fr"], "Giá trị của --form phải là một trong vi, vi-plain, en: xem “bantin eval -h”.",
         "The value of --form must be one of vi, vi-plain, en: see “bantin eval -h”."),
        (["eval"], "Hãy nêu tệp hoặc thư mục câu hỏi.", "Name a file or a folder of questions."),
        (["ask", "2023", "2024"], "Thừa “2024”, hãy đặt câu nhiều từ trong ngoặc kép: xem “bantin ask -h”.",
         "“2024” is too much, please put several words in quotation marks: see “bantin ask -h”."),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_one_sentence(
    arguments: list[str], vi: str, en: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*arguments).stderr == f"{vi}\n"
    monkeypatch.setenv("BANTIN_LANGUAGE", "en")
    assert run(*arguments).stderr == f"{en}\n"


def test_wrong_usage_is_told_in_the_language_of_the_question() -> None:
    result = run("ask", "--from", "x", "Who chaired the conference?")
    assert result.stderr.startswith("The value of --from must be a date like 2024-07-10")


def test_empty_library_says_so_and_how_to_fill_it() -> None:
    for question, said in (("Ai ký Nghị quyết 01?", "chưa có văn bản nào"), ("Who chaired it?", "no documents yet")):
        answer = parsed(run("ask", question, "--json"))
        assert not answer["answered"]
        assert answer["suggestions"] == []
        assert said in answer["answer"]
        assert "bantin ingest" in answer["answer"]


def test_wrong_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("BANTIN_PORT", "x"), ("BANTIN_LANGUAGE", "fr"), ("BANTIN_EMBEDDING_THREADS", "0")):
        with monkeypatch.context() as context:
            context.setenv(name, value)
            result = run("doctor")
            assert result.exit_code == 2
            assert name in result.stderr


def test_help_is_in_both_languages_and_names_the_exit_codes() -> None:
    text = run("--help").stdout
    assert "Đặt câu hỏi" in text
    assert "Ask a question" in text
    assert "Exit codes" in text


def test_doctor_says_what_to_do(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANTIN_CACHE_DIR", str(place / "cache"))
    result = run("doctor")
    assert result.exit_code == 1
    assert "bantin prepare" in result.stdout
    assert "BANTIN_ADMIN_KEY" in result.stdout
    assert "bantin ingest" in result.stdout


def test_doctor_is_content_with_a_filled_library(filled: Path) -> None:
    checks = {check["name"]: check for check in parsed(run("doctor", "--json"))["checks"]}
    assert checks["index"]["state"] == "ok"
    assert "3" in checks["index"]["message"]
    assert checks["model"]["state"] == "ok"


def test_doctor_names_what_an_older_version_read(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr(content_hash, "_MARK", f"{content_hash.READING + 1}:")
        checks = {check["name"]: check for check in parsed(run("doctor", "--json"))["checks"]}
        assert checks["reading"]["state"] == "note"
        assert "3" in checks["reading"]["message"]
        assert "bantin ingest" in checks["reading"]["message"]
    assert "reading" not in {check["name"] for check in parsed(run("doctor", "--json"))["checks"]}


def test_unexpected_error_is_one_sentence_and_a_log(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(settings: VectorstoreSettings) -> None:
        raise RuntimeError("something inside")

    monkeypatch.setattr(LocalLibrary, "open", fail)
    result = run("documents")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "something inside" not in result.stderr
    log = re.search(r"\S+bantin\.log", result.stderr)
    assert log
    assert "something inside" in Path(log[0].rstrip(".")).read_text()
    monkeypatch.setenv("BANTIN_DEBUG", "1")
    assert isinstance(run("documents").exception, RuntimeError)


@pytest.mark.parametrize(
    "arguments", [("ask", PRIORITIES), ("documents",), ("questions",), ("ingest", "."), ("reindex",), ("doctor",)]
)
def test_data_folder_that_cannot_be_made_is_named(
    place: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    (place / "file").touch()
    monkeypatch.setenv("BANTIN_DATA_DIR", str(place / "file" / "data"))
    result = run(*arguments)
    assert result.exit_code == 1
    assert f"Không ghi được vào thư mục dữ liệu {place / 'file' / 'data'}" in result.output
    assert "ngoài dự kiến" not in result.output


@pytest.mark.parametrize("kind", [BotSettings, VectorstoreSettings, IngestSettings])
def test_every_setting_is_in_the_example(kind: type[BaseSettings]) -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    for field in kind.model_fields:
        name = f"BANTIN_{field.upper()}="
        at = next((i for i, line in enumerate(lines) if line.lstrip("#").startswith(name)), None)
        assert at is not None, name
        assert kind.model_fields[field].description or lines[at - 1].startswith("#"), name


# Processes


def test_cold_question_needs_neither_torch_nor_a_server(filled: Path) -> None:
    script = (
        "import sys; from bot.cli import cli\n"
        f"cli(['ask', {PRIORITIES!r}], standalone_mode=False)\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'fastapi', 'uvicorn'}\n"
        "print('loaded:', *sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", script], env=_environment(), capture_output=True, text=True)
    assert "Một là" in result.stdout, result.stderr
    loaded = set(result.stdout.splitlines()[-1].split()[1:])
    assert not loaded


def test_second_process_on_the_same_folder_is_told(filled: Path) -> None:
    library = LocalLibrary.open(VectorstoreSettings())
    try:
        for arguments in (["ask", PRIORITIES], ["ingest", str(filled)], ["serve", "--port", "0"]):
            result = process(*arguments)
            assert result.returncode == 1
            assert str(VectorstoreSettings().data_dir) in result.stderr
            assert "Traceback" not in result.stderr
        assert library.count() == 3
    finally:
        library.close()


@pytest.fixture
def server(filled: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running server over the three bulletins: its address and its process."""
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", "0", "--json"]
    running = subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    lines = [running.stdout.readline() for _ in range(4)]
    yield json.loads("".join(lines))["url"], running
    running.terminate()
    running.communicate(timeout=30)


def test_commands_go_through_a_running_server(
    server: tuple[str, subprocess.Popen[str]], filled: Path, place: Path
) -> None:
    note = place / "data" / "server.json"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert parsed(run("ask", PRIORITIES, "--json"))["items"]
    assert "25.000 cây xanh" in run("search", "Huyện đoàn trồng cây tại mười hai xã", "--limit", "1").stdout
    assert "server" in {check["name"] for check in parsed(run("doctor", "--json"))["checks"]}
    (place / "mới.txt").write_text("THÔNG BÁO\n\nHuyện ủy họp giao ban ngày 02/10/2023 tại Hội trường B.\n")
    (place / "hỏng.pdf").write_bytes(b"%PDF-1.7 nothing")
    result = run("ingest", str(filled), "mới.txt", "hỏng.pdf", "không có.txt", "--json")
    assert result.exit_code == 1
    report = parsed(result)
    assert [report[k] for k in ("indexed", "updated", "unchanged", "failed")] == [1, 0, 3, 2]
    sources = {d["source"]: d["document_id"] for d in parsed(run("documents", "--json"))["documents"]}
    assert str(place / "mới.txt") in sources
    assert run("remove", sources[str(place / "mới.txt")]).exit_code == 0
    unknown = run("remove", "nowhere")
    assert unknown.exit_code == 1
    assert "nowhere" in unknown.stderr
    empty = run("ask", "")
    assert empty.exit_code == 1
    assert empty.stderr.startswith("Câu hỏi đang trống")


def test_server_takes_its_note_with_it(server: tuple[str, subprocess.Popen[str]], place: Path) -> None:
    _, running = server
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=30) == 0
    assert not (place / "data" / "server.json").exists()
    assert run("ask", PRIORITIES).exit_code == 0


def test_note_of_a_killed_server_does_no_harm(server: tuple[str, subprocess.Popen[str]], place: Path) -> None:
    _, running = server
    running.kill()
    running.wait()
    assert (place / "data" / "server.json").exists()
    assert run("ask", PRIORITIES).exit_code == 0


def test_note_of_another_process_does_no_harm(filled: Path, place: Path) -> None:
    LocalServer("http://127.0.0.1:9", os.getpid(), "token").note(place / "data")
    assert run("documents").exit_code == 0


def test_client_gives_the_same_as_the_library(server: tuple[str, subprocess.Popen[str]]) -> None:
    url, _ = server
    with Client(url, language="en") as client:
        answer = client.ask(PRIORITIES)
        assert answer.answered
        assert len(answer.items) == 4
        for citation in answer.citations:
            bulletin = client.bulletin(citation.bulletin.id)
            assert bulletin.text[citation.start : citation.end] == citation.quote
            assert bulletin.metadata.number == "12-BT/ĐUK"
            assert bulletin.sections
        assert client.count() == len(client.entries()) == 3
        assert client.search("trồng cây", limit=2)[0].score > 0
        with pytest.raises(UnknownDocument):
            client.bulletin("nowhere")
        with pytest.raises(ServerError) as refused:
            client.upload("a.txt", b"text")
        assert refused.value.status == 403
        assert "BANTIN_ADMIN_KEY" in str(refused.value)
    with pytest.raises(ServerError), Client("http://127.0.0.1:9") as nobody:
        nobody.count()


def test_serve_on_a_taken_port_says_so(server: tuple[str, subprocess.Popen[str]]) -> None:
    port = server[0].rpartition(":")[2]
    result = process("serve", "--port", port)
    assert result.returncode == 1
    assert port in result.stderr
    assert "Traceback" not in result.stderr
