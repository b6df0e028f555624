"""The pages: what they hold, that nothing in a bulletin can break out of them, and their headers."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import minify
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.api import pages
from bot.api.app import create_app
from bot.api.assets import widget_file
from bot.api.bulletin_page import bulletin_page
from bot.api.downloads import _attached
from bot.api.state import ServerState
from bot.library import LocalLibrary
from bot.settings import BotSettings
from tests.conftest import PLAN
from tests.serving import library_of
from vectorstore.models import Block, BlockKind, Bulletin, Metadata
from vectorstore.settings import VectorstoreSettings

PAGES = ("index.html", "embed.html", "demo.html", "document.html", "documents.html", "message.html", "api.html")
WIDGET = ("widget.js", "chat.js", "answer.js", "actions.js", "api.js", "dom.js", "sheets.js", "texts.js")
SHEETS = ("theme.css", "chat.css", "widget.css")
HOSTILE = "<script>alert(1)</script> & \"' $title"


@pytest.fixture(scope="module")
def client(library: LocalLibrary) -> TestClient:
    """A server over the three bulletins."""
    return TestClient(create_app(ServerState(library, BotSettings(), 1_000)))


def _bulletin(text: str, blocks: tuple[Block, ...] = (), title: str = "Kế hoạch") -> Bulletin:
    return Bulletin("a", "/tmp/a.txt", Metadata(title), text, "", blocks)


def _texts(page: str) -> dict[int, str]:
    """The texts of the page's blocks by where they start."""
    found = re.findall(r'<\w+[^>]* data-start="(\d+)">(.*?)</\w+>', page, re.DOTALL)
    return {int(start): unescape(text) for start, text in found}


@pytest.mark.parametrize(
    "path", ["/", "/embed", "/demo", "/docs", "/static/chat.js", "/static/chat.css", "/api/documents", "/nowhere"]
)
def test_pages_may_load_nothing_from_elsewhere_and_nothing_inline(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("name", PAGES)
def test_markup_has_no_inline_style_or_script(name: str) -> None:
    markup = widget_file(name)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", markup)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", markup)


def test_every_asset_that_a_page_names_is_served(client: TestClient) -> None:
    for name in PAGES:
        for path in re.findall(r"\"(/static/[\w./-]+)", widget_file(name)):
            assert client.get(path).status_code == 200, path
    for script in (*WIDGET, "document.js", "library.js"):
        for path in re.findall(r'import\b.*?"\./([\w.-]+)"', widget_file(script)):
            assert client.get(f"/static/{path}").headers["content-type"].startswith("text/javascript"), path
    for font in re.findall(r'url\("([^"]+)"\)', widget_file("base.css")):
        response = client.get(f"/static/{font}")
        assert response.content[:4] == b"wOF2"
        assert "immutable" in response.headers["cache-control"]


def test_a_file_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/static/chat.js")
    again = client.get("/static/chat.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/static/chat.js", headers={"If-None-Match": '"other"'}).content == first.content


def test_the_widget_is_small() -> None:
    """What a page of another site loads of ours beside the typeface, minified, not compressed."""
    kinds = dict.fromkeys(WIDGET, "application/javascript") | dict.fromkeys(SHEETS, "text/css")
    assert sum(len(minify.string(kind, widget_file(name)).encode()) for name, kind in kinds.items()) < 30_000


def test_asset_names_cannot_leave_the_widget(client: TestClient) -> None:
    for name in ("index.html", "fonts", "fonts/OFL.txt", "..%2fcli.py", "fonts/..%2f..%2fcli.py", "nothing.css"):
        assert client.get(f"/static/{name}").status_code == 404, name


def test_bulletin_page_shows_what_the_bulletin_states(client: TestClient) -> None:
    documents = client.get("/api/documents").json()["documents"]
    document = next(d for d in documents if d["number"] == "35-KH/HU")
    page = client.get(f"/documents/{document['document_id']}").text
    for part in (document["title"], document["number"], document["issuer"], "15/03/2022", "25.000 cây xanh"):
        assert part in page


@pytest.mark.parametrize(("text", "times"), [("Trồng  cây\n25.000 cây xanh.", 1), ("Số: 35-KH/HU\nTrồng cây", 2)])
def test_title_that_opens_the_text_is_shown_once(text: str, times: int) -> None:
    page = bulletin_page(widget_file("document.html"), _bulletin(text, title="Trồng cây")).partition("<body>")[2]
    assert len(re.findall(r"Trồng\s+cây", page)) == times
    assert page.count("<h1") == 1


def test_the_original_is_offered_while_it_lies_unchanged_at_its_place(tmp_path: Path) -> None:
    settings = VectorstoreSettings(data_dir=tmp_path / "data")
    source = tmp_path / "Kế hoạch “trồng cây”.txt"
    source.write_text(PLAN, encoding="utf-8")
    library = library_of([source], settings)
    client = TestClient(create_app(ServerState(library, BotSettings(), 1_000)))
    address = f"/documents/{library.entries()[0].id}"
    assert f'href="{address}/file"' in client.get(address).text
    saved = client.get(f"{address}/file")
    assert saved.content == PLAN.encode()
    assert saved.headers["content-disposition"].startswith("attachment; ")
    assert quote("Kế hoạch “trồng cây”.txt", safe="") in saved.headers["content-disposition"]
    source.write_text("Mật khẩu", encoding="utf-8")
    assert f'href="{address}/file"' not in client.get(address).text
    gone = client.get(f"{address}/file")
    assert gone.status_code == 404
    assert "văn bản thuần" in gone.json()["detail"]
    library.close()


def test_the_plain_text_is_always_offered_and_is_what_citations_point_into(client: TestClient) -> None:
    document_id = client.get("/api/documents").json()["documents"][0]["document_id"]
    assert f'href="/documents/{document_id}/text"' in client.get(f"/documents/{document_id}").text
    saved = client.get(f"/documents/{document_id}/text")
    assert saved.headers["content-type"] == "text/plain; charset=utf-8"
    assert saved.text == client.get(f"/api/documents/{document_id}").json()["text"]


@given(st.text(max_size=40))
def test_any_name_can_stand_in_the_header_of_a_download(name: str) -> None:
    header = _attached(name)["Content-Disposition"]
    assert header.isascii()
    assert header.isprintable()
    assert unquote(header.rpartition("''")[2]) == name


def test_without_javascript_there_is_a_way_to_every_document(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    (noscript,) = re.findall("<noscript>(.*)</noscript>", client.get("/").text)
    monkeypatch.setattr(pages, "_LISTED", 2)
    seen: list[str] = []
    addresses = re.findall('href="([^"]+)"', noscript)
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
        seen += re.findall('href="(/documents/[^"]+)"', page.text)
        addresses += re.findall('href="(/documents[?][^"]+)"', page.text)
    ids = [document["document_id"] for document in client.get("/api/documents").json()["documents"]]
    assert seen == [f"/documents/{document_id}" for document_id in ids]
    assert "Trồng cây xanh trên địa bàn huyện năm 2022, 35-KH/HU (15/03/2022)" in client.get("/documents").text


def test_unknown_bulletin_is_a_page_too(client: TestClient) -> None:
    for accepted, language, home in (("vi", "vi", "Về trang hỏi đáp"), ("en-GB", "en", "Go to the questions")):
        response = client.get("/documents/nowhere", headers={"Accept-Language": accepted})
        assert response.status_code == 404
        assert response.headers["content-type"].startswith("text/html")
        assert f'<html lang="{language}">' in response.text
        assert f'<a href="/">{home}</a>' in response.text


def test_nothing_in_a_bulletin_becomes_markup() -> None:
    page = bulletin_page(widget_file("document.html"), _bulletin(HOSTILE, title=HOSTILE))
    assert "<script>alert" not in page
    assert _texts(page) == {0: HOSTILE}


def test_rows_of_a_table_are_a_table_whose_cells_stand_at_their_offsets() -> None:
    rows = ("Đảng bộ | Kết nạp", "Lam Hải | 96", "Vĩnh Khê | ", "Tổng cộng | 1.044 | cả <năm>")
    text = "\n".join(rows)
    starts = [text.index(row) for row in rows]
    blocks = tuple(Block(BlockKind.ROW, start, start + len(row)) for start, row in zip(starts, rows, strict=True))
    page = bulletin_page(widget_file("document.html"), _bulletin(text, blocks))
    assert page.count("<tr>") == 3
    assert page.count('<th scope="col"') == 2
    assert f'<td class="figure" data-start="{text.index("96")}">96</td>' in page
    assert f'<p class="row level-0" data-start="{starts[3]}">Tổng cộng | 1.044 | cả &lt;năm&gt;</p>' in page
    shown = _texts(page)
    assert [shown[start] for start in sorted(shown)][:6] == ["Đảng bộ", "Kết nạp", "Lam Hải", "96", "Vĩnh Khê", ""]
    assert all(text[start : start + len(part)] == part for start, part in shown.items())


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
