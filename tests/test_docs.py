"""The documentation is true: its commands, settings, routes, links and examples exist, and the cheap ones run."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from bot.api.app import create_app
from bot.api.state import ServerState
from bot.cli import cli
from bot.library import LocalLibrary
from bot.settings import BotSettings
from scripts import write_configuration
from tests.conftest import PLAN
from vectorstore.settings import VectorstoreSettings

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TRANSLATED = sorted(path for path in DOCUMENTS if path.name.endswith(".vi.md"))
KEY = "the-admin-key"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def console_commands() -> Iterator[tuple[str, str]]:
    for path in DOCUMENTS:
        for block in blocks(path, "console"):
            for line in block.splitlines():
                if line.startswith("$ "):
                    yield name_of(path), line[2:]


COMMANDS = list(dict.fromkeys(console_commands()))


def bantin_arguments(command: str) -> list[str] | None:
    """The arguments of a documented `bantin` command, None if it is another program."""
    words = shlex.split(command.rpartition("|")[2])
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words.pop(0)
    return words[1:] if words and Path(words[0]).name == "bantin" else None


# Commands


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    documented = [shlex.split(command)[1] for _, command in COMMANDS if command.startswith("make ")]
    assert {"demo", "test"} <= set(documented) <= targets
    for path in DOCUMENTS:
        mentioned = set(re.findall(r"`make ([a-z-]+)", path.read_text("utf-8")))
        assert mentioned <= targets, path


def test_what_is_installed_of_bantin_is_editable_and_from_its_sources() -> None:
    commands = [
        command for path in DOCUMENTS for command in re.findall(r"pip (install [^`\n]+)", path.read_text("utf-8"))
    ]
    ours = [words for words in map(shlex.split, commands) if any(w.startswith((".", "bantin")) for w in words)]
    assert ours
    for words in ours:
        assert words[:4] == ["install", "-c", "constraints.txt", "-e"], words
        assert words[4].startswith("."), words


def test_documented_bantin_commands_and_options_exist() -> None:
    documented = [arguments for _, command in COMMANDS if (arguments := bantin_arguments(command))]
    assert len(documented) > 10
    for command, *rest in documented:
        options = {option for parameter in cli.commands[command].params for option in parameter.opts}
        given = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert given <= options, (command, rest)


def test_every_command_is_documented() -> None:
    text = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    for name, command in cli.commands.items():
        assert re.search(rf"\bbantin {name}\b", text), name
        if isinstance(command, click.Group):
            for each in command.commands:
                assert re.search(rf"\bbantin {name} {each}\b", text), (name, each)


def filled(folder: Path, bulletins: Path) -> Path:
    """`folder` as a data folder with the three bulletins."""
    result = CliRunner(env={"BANTIN_DATA_DIR": str(folder)}).invoke(cli, ["ingest", str(bulletins)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, bulletins: Path) -> Path:
    """A data folder with the three bulletins."""
    return filled(tmp_path_factory.mktemp("documented"), bulletins)


def test_documented_commands_run(data_dir: Path, bulletins: Path) -> None:
    runner = CliRunner(env={"BANTIN_DATA_DIR": str(data_dir), "BANTIN_LANGUAGE": "vi"})
    ran = set()
    for arguments in {tuple(words) for _, command in COMMANDS if (words := bantin_arguments(command))}:
        if arguments[0] in ("ask", "search", "documents", "ingest", "doctor", "prepare"):
            given = [str(bulletins) if word == "FOLDER" else word for word in arguments]
            result = runner.invoke(cli, given, input="Ai chủ trì hội nghị?\n")
            assert result.exit_code == 0, (arguments, result.output)
            ran.add(arguments[0])
    assert {"ask", "search", "documents", "ingest", "doctor"} <= ran


def test_the_demo_has_as_many_bulletins_as_the_readme_says() -> None:
    count = len(list((ROOT / "data" / "bulletins").iterdir()))
    assert f"{count} sample bulletins" in (ROOT / "README.md").read_text("utf-8")
    assert f"{count} bản tin mẫu" in (ROOT / "README.vi.md").read_text("utf-8")


# Settings


def settings_classes() -> list[type[BaseSettings]]:
    files = [path for package in ("bot", "ingest", "vectorstore") for path in (ROOT / package).rglob("settings.py")]
    modules = [importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in files]
    found = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    return sorted((c for c in found if issubclass(c, BaseSettings) and c is not BaseSettings), key=lambda c: c.__name__)


def test_every_setting_is_documented_and_no_other() -> None:
    names = {f"BANTIN_{field.upper()}" for kind in settings_classes() for field in kind.model_fields}
    example = (ROOT / ".env.example").read_text("utf-8")
    assert set(re.findall(r"^#?(BANTIN_\w+)=", example, re.MULTILINE)) == names
    text = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    assert set(re.findall(r"\bBANTIN_[A-Z0-9_]*[A-Z0-9]\b", text)) <= names


@pytest.mark.parametrize("language", ["en", "vi"])
def test_configuration_is_that_of_the_example(language: str) -> None:
    document = write_configuration.DOCUMENTS[language]
    assert document.read_text("utf-8") == write_configuration.updated(document, language), "run: make docs"
    for line in document.read_text("utf-8").splitlines():
        if line.startswith("| `BANTIN_"):
            assert line.rstrip(" |").rpartition("|")[2].strip(), f"not explained in {language}: {line}"


# The API


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, bulletins: Path) -> Iterator[TestClient]:
    """A server that may be written to."""
    library = LocalLibrary.open(VectorstoreSettings(data_dir=filled(tmp_path_factory.mktemp("api"), bulletins)))
    settings = BotSettings(admin_key=SecretStr(KEY))
    with TestClient(create_app(ServerState(library, settings, 1_000_000))) as server:
        yield server
    library.close()


def test_every_route_is_documented_and_no_other(client: TestClient) -> None:
    operations = {
        (method.upper(), path)
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        for method in methods
        if path.startswith("/api/")
    }
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    documented = set(re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/api/[^`?]*)`", text))
    assert documented == operations


def test_documented_requests_work(client: TestClient) -> None:
    document_id = client.get("/api/documents").json()["documents"][0]["document_id"]
    answer_id = client.post("/api/ask", json={"question": "Ai chủ trì hội nghị?"}).json()["answer_id"]
    known = {"DOCUMENT_ID": document_id, "ANSWER_ID": answer_id, "$BANTIN_ADMIN_KEY": KEY}
    requests = [command for _, command in COMMANDS if command.startswith("curl ")]
    assert len(requests) > 8
    for command in sorted(requests, key=lambda command: "DELETE" in command):
        for placeholder, value in known.items():
            command = command.replace(placeholder, value)
        response = _request(client, command)
        assert response in (200, 201, 204), command


def _request(client: TestClient, command: str) -> int:
    """Sends what a curl command would send; returns the status."""
    words = shlex.split(command)[1:]
    method, url, headers, body, files = "", "", {}, None, None
    while words:
        word = words.pop(0)
        match word:
            case "-X":
                method = words.pop(0)
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                body = words.pop(0)
                json.loads(body)
            case "-F":
                field, _, name = words.pop(0).partition("=@")
                files = {field: (name, PLAN.replace("2022", "2024").encode())}
            case _ if not word.startswith("-"):
                url = word
    parts = urlsplit(f"http://{url.removeprefix('http://')}")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    method = method or ("POST" if body or files else "GET")
    return int(client.request(method, path, headers=headers, content=body, files=files).status_code)


# Text


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            file, _, anchor = target.partition("#")
            linked = (path.parent / file) if file else path
            assert linked.exists(), target
            if anchor:
                assert anchor in anchors(linked), target


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", TRANSLATED, ids=name_of)
def test_translations_say_the_same(path: Path) -> None:
    original = path.with_name(path.name.replace(".vi.md", ".md"))
    text, translated = original.read_text("utf-8"), path.read_text("utf-8")
    assert _outline(text) == _outline(translated)
    assert blocks(original, "console") == blocks(path, "console")
    assert blocks(original, "ini") == blocks(path, "ini")
    assert path.name in text
    assert original.name in translated


def _outline(text: str) -> list[str]:
    """The marks of headings, and how many rows each table has."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    tables = re.findall(r"(?:^\|.*\n)+", prose, re.MULTILINE)
    return [*re.findall(r"^#+", prose, re.MULTILINE), *(str(table.count("\n")) for table in tables)]


@pytest.mark.parametrize("name", ["getting-started.md", "getting-started.vi.md"])
def test_python_examples_run(name: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANTIN_DATA_DIR", str(data_dir))
    (example,) = blocks(ROOT / "docs" / name, "python")
    names: dict[str, object] = {}
    exec(compile(example, name, "exec"), names)
    assert getattr(names["answer"], "text")  # noqa: B009  # the example's own name


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_json_examples_are_json(path: Path) -> None:
    for example in blocks(path, "json"):
        json.loads(example)


# Packages


def test_all_dependencies_are_pinned_and_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    direct = [requirement for group in groups for requirement in group if not requirement.startswith("bantin[")]
    locked = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in locked)
    versions = {_normal(line.partition("==")[0]): line.partition("==")[2] for line in locked}
    for requirement in direct:
        name, _, version = requirement.partition("==")
        assert versions.get(_normal(re.sub(r"\[.*\]", "", name))) == version, f"{requirement}: run make lock"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
