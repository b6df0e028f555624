"""The MCP server as the official client sees it, over HTTP on a real port and over a process's stdin and stdout."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from click.testing import CliRunner
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from pydantic import SecretStr

from bot import mcp_command
from bot.api import mcp as endpoint
from bot.api.state import ServerState
from bot.cli import cli
from bot.errors import McpMissing
from bot.feedback import FeedbackStore
from bot.library import LocalLibrary, open_library
from bot.mcp_command import OpenedLibrary
from bot.settings import BotSettings
from ingest.options import IngestOptions
from tests.serving import running
from vectorstore.errors import IndexLocked
from vectorstore.models import Filters
from vectorstore.settings import VectorstoreSettings

LIST = "Bốn nhiệm vụ trọng tâm sáu tháng cuối năm 2021 là gì?"
UNKNOWN = "Giá vé máy bay đi Paris là bao nhiêu?"
TOOLS = {"ask", "search", "list_bulletins", "read_bulletin"}


@pytest.fixture(scope="module")
def url(library: LocalLibrary) -> Iterator[str]:
    """The address of a server over the three bulletins."""
    with running(ServerState(library, BotSettings(), 1_000)) as address:
        yield address


@asynccontextmanager
async def connected(url: str, key: str | None = None, mode: str = "auto") -> AsyncIterator[Client]:
    """The official client, connected to a server's `/mcp`."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(f"{url}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


async def called(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """What a tool gives back, in its schema."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    """What a tool says that cannot do what it was asked for."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]


# Over HTTP


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_tools_have_schemas(url: str, mode: str) -> None:
    async def run() -> None:
        async with connected(url, mode=mode) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert set(tools) == TOOLS
            for tool in tools.values():
                assert tool.description
                assert tool.annotations is not None
                assert tool.annotations.read_only_hint
                assert tool.output_schema is not None
                assert tool.output_schema["properties"]
                assert tool.input_schema["additionalProperties"] is False
                assert all("description" in field for field in tool.input_schema["properties"].values())
            assert tools["ask"].input_schema["required"] == ["question"]
            assert "citations" in tools["ask"].output_schema["properties"]  # type: ignore[index]

    asyncio.run(run())


def test_ask_gives_the_answer_its_sources_and_citations(url: str, library: LocalLibrary) -> None:
    async def run() -> None:
        async with connected(url) as client:
            result = await client.call_tool("ask", {"question": LIST})
            body, text = result.structured_content, result.content[0].text  # type: ignore[union-attr]
            assert isinstance(body, dict)
            asked = library.ask(LIST)
            assert body["answered"]
            assert body["answer"] == asked.text
            assert body["items"] == list(asked.items)
            assert text.startswith(asked.text)
            assert "\n\nNguồn:\n[1–4] " in text
            for citation in body["citations"]:
                bulletin = library.bulletin(citation["document_id"])
                assert bulletin.text[citation["start"] : citation["end"]] == citation["quote"]
                assert httpx.get(citation["url"]).status_code == 200
            refusal = await called(client, "ask", question=UNKNOWN)
            assert not refusal["answered"]
            assert refusal["citations"] == []
            english = await called(client, "ask", question="What revenue did the enterprises reach in 2021?")
            assert english["language"] == "en"
            limited = await called(client, "ask", question=LIST, date_from="2022-01-01")
            assert all(citation["date"] >= "2022-01-01" for citation in limited["citations"])

    asyncio.run(run())


def test_search_finds_passages(url: str, library: LocalLibrary) -> None:
    async def run() -> None:
        async with connected(url) as client:
            found = (await called(client, "search", question="trồng cây xanh", limit=3))["passages"]
            assert len(found) == 3
            assert any("25.000 cây xanh" in passage["text"] for passage in found)
            assert [passage["score"] for passage in found] == sorted((p["score"] for p in found), reverse=True)
            only = await called(client, "search", question="trồng cây xanh", document_ids=[found[1]["document_id"]])
            assert {passage["document_id"] for passage in only["passages"]} == {found[1]["document_id"]}

    asyncio.run(run())


def test_bulletins_are_listed_and_read_page_by_page(url: str, library: LocalLibrary) -> None:
    async def run() -> None:
        async with connected(url) as client:
            ids: list[str] = []
            offset: int | None = 0
            while offset is not None:
                page = await called(client, "list_bulletins", limit=2, offset=offset)
                ids += [bulletin["document_id"] for bulletin in page["bulletins"]]
                offset = page["next_offset"]
            assert ids == [entry.id for entry in library.entries()]
            assert page["total"] == 3

            text, start = "", 0
            while start is not None:
                part = await called(client, "read_bulletin", document_id=ids[0], start=start, length=100)
                assert part["start"] == start
                text, start = text + part["text"], part["next_start"]
            assert text == library.bulletin(ids[0]).text
            assert part["length"] == len(text)
            beyond = await called(client, "read_bulletin", document_id=ids[0], start=10**9)
            assert (beyond["text"], beyond["next_start"]) == ("", None)

    asyncio.run(run())


def test_bulletins_are_resources(url: str, library: LocalLibrary) -> None:
    async def run() -> None:
        async with connected(url) as client:
            resources = (await client.list_resources()).resources
            assert {str(resource.uri) for resource in resources} == {
                f"bantin://bulletins/{entry.id}" for entry in library.entries()
            }
            (template,) = (await client.list_resource_templates()).resource_templates
            assert template.uri_template == "bantin://bulletins/{document_id}"
            (content,) = (await client.read_resource(str(resources[0].uri))).contents
            document_id = str(resources[0].uri).rpartition("/")[2]
            assert content.text == library.bulletin(document_id).text  # type: ignore[union-attr]
            with pytest.raises(MCPError, match="nothing"):
                await client.read_resource("bantin://bulletins/nothing")

    asyncio.run(run())


def test_what_cannot_be_done_is_told(url: str) -> None:
    async def run() -> None:
        async with connected(url) as client:
            assert "Câu hỏi đang trống" in await refused(client, "ask", question=" ")
            assert "within 2,000 characters" in await refused(client, "ask", question="What is the task? " * 200)
            assert "nothing" in await refused(client, "read_bulletin", document_id="nothing")
            backwards = {"question": LIST, "date_from": "2022-12-31", "date_to": "2022-01-01"}
            for tool in ("ask", "search"):
                assert "muộn hơn" in await refused(client, tool, **backwards)
            asked, listed = {"question": LIST}, "question, session_id, date_from, date_to, issuer, document_ids"
            english = {"question": "Who chaired the conference?", "filters": {}}
            for tool, arguments, sentence in (
                ("ask", {}, "Thiếu trường “question”."),
                ("ask", {"question": 5}, "“question” phải là chữ trong ngoặc kép."),
                ("ask", {**asked, "filters": {}}, f"Không có trường “filters”: chỉ nhận {listed}."),
                ("ask", english, f"There is no field “filters”: only {listed} can be given."),
                ("ask", {**asked, "date_from": "yesterday"}, "“date_from” phải là ngày dạng 2024-07-10."),
                ("search", {**asked, "limit": 51}, "“limit” phải là số không quá 50."),
                ("list_bulletins", {"limit": 0}, "“limit” phải là số từ 1 trở lên."),
                ("list_bulletins", {"offset": 10**30}, f"“offset” phải là số không quá {2**53}."),
                ("read_bulletin", {"document_id": "x", "length": 50_001}, "“length” phải là số không quá 50000."),
            ):
                assert await refused(client, tool, **arguments) == sentence

    asyncio.run(run())


def test_keys_and_quotas_are_those_of_the_api(library: LocalLibrary) -> None:
    settings = BotSettings(api_keys=(SecretStr("good"),), address_questions_per_minute=2)
    feedback = FeedbackStore.in_memory()
    with running(ServerState(library, settings, 1_000, feedback)) as url:
        assert httpx.post(f"{url}/mcp", json={}).status_code == 401
        assert httpx.post(f"{url}/mcp", json={}, headers={"Authorization": "Bearer bad"}).status_code == 401

        async def run() -> None:
            async with connected(url, "good") as client:
                await called(client, "ask", question=LIST)
                await called(client, "search", question=LIST)
                assert "chờ" in await refused(client, "ask", question=LIST)

        asyncio.run(run())
    assert [question.channel for question in feedback.questions()] == ["mcp"]


PING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"Accept": "application/json, text/event-stream"}


def test_no_page_may_come_by_a_name_that_leads_here(library: LocalLibrary) -> None:
    settings = BotSettings(allowed_origins=("https://friend.example",))
    with running(ServerState(library, settings, 1_000)) as url:
        port = url.rpartition(":")[2]
        rebound = {"Host": f"evil.example:{port}", "Origin": f"http://evil.example:{port}"}
        for headers in (rebound, {**rebound, "Sec-Fetch-Site": "same-origin"}, {"Origin": "null"}, {"Origin": url}):
            assert httpx.post(f"{url}/mcp", json=PING, headers={**ACCEPT, **headers}).status_code == 403, headers
        friend = httpx.post(f"{url}/mcp", json=PING, headers={**ACCEPT, "Origin": "https://friend.example"})
        assert friend.status_code == 200
        assert {tool["name"] for tool in friend.json()["result"]["tools"]} == TOOLS


def test_there_are_no_sessions_and_no_large_bodies(url: str) -> None:
    assert httpx.get(f"{url}/mcp", headers=ACCEPT).status_code == 405
    assert httpx.delete(f"{url}/mcp").status_code == 405
    assert httpx.post(f"{url}/mcp", content=b"x" * 1_100_000, headers=ACCEPT).status_code == 413


def test_without_the_extra_it_is_off_and_says_so(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "find_spec", lambda name: None)
    response = httpx.post(f"{url}/mcp", json=PING, headers={"Accept-Language": "en"})
    assert response.status_code == 501
    assert response.json()["detail"] == McpMissing().en


def test_without_the_extra_the_command_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp_command, "find_spec", lambda name: None)
    result = CliRunner(env={"BANTIN_DATA_DIR": str(tmp_path)}).invoke(cli, ["mcp"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.strip() == McpMissing().vi


# By stdin and stdout


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, bulletins: Path) -> Path:
    """A data folder with the three bulletins."""
    folder = tmp_path_factory.mktemp("mcp")
    library = LocalLibrary.open(VectorstoreSettings(data_dir=folder))
    library.ingest([str(bulletins)], IngestOptions(), lambda step: None)
    library.close()
    return folder


def command(data_dir: Path, **settings: str) -> StdioServerParameters:
    """How a program starts `bantin mcp`."""
    environment = {**os.environ, "BANTIN_DATA_DIR": str(data_dir), **settings}
    return StdioServerParameters(command=sys.executable, args=["-m", "bot.cli", "mcp"], env=environment)


def test_a_program_starts_it(data_dir: Path) -> None:
    async def run() -> None:
        async with Client(command(data_dir)) as client:
            assert client.server_info.name == "bantin"
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
            body = await called(client, "ask", question=LIST)
            assert len(body["items"]) == 4
            uri = body["citations"][0]["url"]
            assert uri == f"bantin://bulletins/{body['citations'][0]['document_id']}"
            assert (await client.read_resource(uri)).contents

    asyncio.run(run())
    feedback = FeedbackStore.open(data_dir)
    assert [(asked.question, asked.channel) for asked in feedback.questions()] == [(LIST, "mcp")]
    feedback.close()


def test_it_goes_through_the_server_that_owns_the_folder(data_dir: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "serve", "--port", "0", "--json"],
        env={**os.environ, "BANTIN_DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        assert json.loads("".join(server.stdout.readline() for _ in range(4)))["documents"] == 3

        async def run() -> None:
            async with Client(command(data_dir, BANTIN_PUBLIC_URL="https://bantin.example")) as client:
                body = await called(client, "ask", question=LIST)
                assert body["citations"][0]["url"].startswith("https://bantin.example/documents/")
                assert (await called(client, "list_bulletins"))["total"] == 3

        asyncio.run(run())
    finally:
        server.terminate()
        server.wait()


def test_stdout_holds_messages_only(data_dir: Path) -> None:
    messages = (
        {
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        },
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": LIST}}},
    )
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "mcp"],
        env=command(data_dir).env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for message in messages:
            process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            process.stdin.flush()
        told = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        assert process.stdout.read() == ""
        assert process.wait(timeout=30) == 0
    assert [message["id"] for message in told] == [1, 2]


def test_the_folder_is_let_go_when_it_is_not_used(data_dir: Path) -> None:
    settings = VectorstoreSettings(data_dir=data_dir)

    async def run() -> None:
        opened = OpenedLibrary(lambda: open_library(settings), FeedbackStore.in_memory(), None, idle_seconds=0.2)
        for _ in range(2):
            assert (await opened.entries(10, 0))[1] == 3
            with pytest.raises(IndexLocked):
                LocalLibrary.open(settings)
            await _until_free(settings)
        assert len(await opened.search("cây xanh", 2, Filters(), None)) == 2
        opened.close()

    asyncio.run(run())


async def _until_free(settings: VectorstoreSettings) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                LocalLibrary.open(settings).close()
            except IndexLocked:
                await asyncio.sleep(0.02)
            else:
                return


# Start-up


def test_nothing_of_it_is_imported_before_it_is_needed() -> None:
    program = """
        import sys
        import bot.cli, bot.api.app, bot.api.server, bot.library, bot.assistant
        heavy = {"mcp", "mcp_types", "openai", "langchain_core", "langchain_openai"}
        print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
    """
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True
    ).stdout
    assert told.strip() == "[]"
