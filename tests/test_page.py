"""The pages: what they hold, that nothing in a bulletin can break out of them, and their headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.api.app import create_app
from bot.api.bulletin_page import bulletin_page
from bot.api.pages import widget_file
from bot.api.state import ServerState
from bot.library import LocalLibrary
from bot.settings import BotSettings
from vectorstore.models import Block, BlockKind, Bulletin, Metadata

HOSTILE = "<script>alert(1)</script> & \"' $title"


@pytest.fixture(scope="module")
def client(library: LocalLibrary) -> Iterator[TestClient]:
    """A server over the three bulletins."""
    return TestClient(create_app(ServerState(library, BotSettings(), 1_000)))


def _bulletin(text: str, blocks: tuple[Block, ...] = (), title: str = "Kế hoạch") -> Bulletin:
    return Bulletin("a", "/tmp/a.txt", Metadata(title), text, "", blocks)


def _texts(page: str) -> dict[int, str]:
    """The texts of the page's blocks by where they start."""
    found = re.findall(r'<\w+(?: class="[^"]*")? data-start="(\d+)">(.*?)</\w+>', page, re.DOTALL)
    return {int(start): unescape(text) for start, text in found}


@pytest.mark.parametrize("path", ["/", "/docs", "/static/chat.js", "/static/chat.css", "/api/documents", "/nowhere"])
def test_pages_may_load_nothing_from_elsewhere_and_nothing_inline(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("name", ["index.html", "document.html", "message.html", "api.html"])
def test_markup_has_no_inline_style_or_script(name: str) -> None:
    markup = widget_file(name)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", markup)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", markup)


def test_every_asset_that_a_page_names_is_served(client: TestClient) -> None:
    for name in ("index.html", "document.html", "message.html", "api.html"):
        for path in re.findall(r"/static/[\w.-]+", widget_file(name)):
            assert client.get(path).status_code == 200, path
    for script in ("chat.js", "document.js"):
        for path in re.findall(r'from "\./([\w.-]+)"', widget_file(script)):
            assert client.get(f"/static/{path}").headers["content-type"].startswith("text/javascript")


def test_asset_names_cannot_leave_the_widget(client: TestClient) -> None:
    for name in ("index.html", "..%2fcli.py", "%2e%2e/cli.py", "nothing.css"):
        assert client.get(f"/static/{name}").status_code == 404


def test_bulletin_page_shows_what_the_bulletin_states(client: TestClient) -> None:
    documents = client.get("/api/documents").json()["documents"]
    document = next(d for d in documents if d["number"] == "35-KH/HU")
    page = client.get(f"/documents/{document['document_id']}").text
    for part in (document["title"], document["number"], document["issuer"], "15/03/2022", "25.000 cây xanh"):
        assert part in page


def test_unknown_bulletin_is_a_page_too(client: TestClient) -> None:
    response = client.get("/documents/nowhere")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


def test_nothing_in_a_bulletin_becomes_markup() -> None:
    page = bulletin_page(widget_file("document.html"), _bulletin(HOSTILE, title=HOSTILE))
    assert "<script>alert" not in page
    assert _texts(page) == {0: HOSTILE}


@given(st.text(alphabet=st.sampled_from("aớ𝒳<& \n\u2028"), max_size=60), st.data())
def test_every_block_of_the_page_stands_at_its_offset(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    blocks = tuple(
        Block(kind, start, end)
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        for kind in (data.draw(st.sampled_from(BlockKind)),)
    )
    shown = _texts(bulletin_page(widget_file("document.html"), _bulletin(text, blocks)))
    covered = set()
    for start, part in shown.items():
        assert text[start : start + len(part)] == part
        covered |= set(range(start, start + len(part)))
    assert all(i in covered for i, character in enumerate(text) if not character.isspace())
