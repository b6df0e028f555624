"""Web pages as a source: what is fetched, followed, skipped and refused, against a real server on this machine."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import ingest.web
from ingest import content_hash
from ingest.crawl import Following
from ingest.errors import SourceUnavailable, UnreadableFile
from ingest.report import Report
from ingest.settings import IngestSettings
from ingest.sync import sync as sync_with
from tests.ingest_helpers import InProcessParser
from vectorstore.index import Index

sync = partial(sync_with, parser=InProcessParser())
OPEN = IngestSettings(allow_private_urls=True, crawl_delay=0)


def page(title: str, links: str = "") -> bytes:
    text = f"Sáng 1/2/2030, {title} bàn việc làm đường, có đủ đảng viên và khách mời. " * 5
    return f"<html><head><title>{title}</title></head><body>{links}<p>{text}</p></body></html>".encode()


def anchors(*addresses: str) -> str:
    return "".join(f'<a href="{address}">tin</a> ' for address in addresses)


class Site(ThreadingHTTPServer):
    """A web site; `pages` maps a path to its body, `asked` are the paths that were asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, bytes] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        site, path = self.server, self.path
        site.asked.append(path)
        site.agents.add(self.headers["User-Agent"])
        match path:
            case "/moved":
                self._answer(302, {"Location": "/page"})
            case "/loop":
                self._answer(302, {"Location": "/loop"})
            case "/file":
                self._answer(302, {"Location": "file:///etc/passwd"})
            case "/inside":
                self._answer(302, {"Location": f"{site.url}/page"})
            case "/drip":
                self._answer(200, {"Content-Type": "text/html"})
                self._drip(b"<p>")
            case "/drip-headers":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                self._drip(b"x")
            case "/drops":
                self._answer(200, {"Content-Type": "text/html", "Content-Length": "1000"}, b"<p>nua")
            case "/bomb":
                self._answer(200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(300_000_000), 9))
            case "/packed":
                self._answer(200, {"Content-Encoding": "gzip", "Content-Type": "text/html"}, gzip.compress(page("Gói")))
            case "/broken-pack":
                self._answer(200, {"Content-Encoding": "gzip"}, b"not gzip")
            case "/fails":
                self._answer(500)
            case _ if path in site.pages:
                self._page(site.headers.get(path, {}), site.pages[path])
            case _:
                self._answer(404)

    def _page(self, headers: dict[str, str], body: bytes) -> None:
        unchanged = self.headers["If-None-Match"] == headers.get("ETag", "?") or self.headers[
            "If-Modified-Since"
        ] == headers.get("Last-Modified", "?")
        if unchanged:
            self._answer(304)
        else:
            kind = "application/xml" if body.startswith(b"<?xml") else "text/html; charset=utf-8"
            self._answer(200, {"Content-Type": kind, **headers}, body)

    def _answer(self, status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, part: bytes) -> None:
        for _ in range(200):
            self.wfile.write(part)
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    server.pages["/page"] = page("Chi bộ họp")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def statuses(report: Report) -> dict[str, str]:
    """What became of each page, by its path."""
    return {outcome.source.partition("127.0.0.1:")[2].partition("/")[2]: outcome.status for outcome in report.outcomes}


def titles(index: Index) -> set[str]:
    return {entry.metadata.title for entry in index.entries(100)}


def test_page_is_taken_in_under_the_address_that_was_given(site: Site, index: Index) -> None:
    report = sync([f"{site.url}/moved"], index, settings=OPEN)
    (outcome,) = report.outcomes
    assert (outcome.status, outcome.title, outcome.source) == ("indexed", "Chi bộ họp", f"{site.url}/moved")
    assert site.agents == {"bantin"}


def test_packed_page(site: Site, index: Index) -> None:
    assert statuses(sync([f"{site.url}/packed"], index, settings=OPEN)) == {"packed": "indexed"}


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/missing", "HTTP 404"),
        ("/fails", "HTTP 500"),
        ("/loop", "too many redirects"),
        ("/file", "only http and https"),
        ("/drops", "RemoteProtocolError"),
        ("/broken-pack", "cannot be fetched"),
    ],
)
def test_pages_that_cannot_be_fetched(site: Site, index: Index, path: str, part: str) -> None:
    (outcome,) = sync([site.url + path], index, settings=OPEN).outcomes
    assert isinstance(outcome.error, SourceUnavailable)
    assert part in outcome.error.en
    assert "\n" not in outcome.error.vi


@pytest.mark.parametrize("path", ["/drip", "/drip-headers"])
def test_a_server_that_sends_a_byte_now_and_then_is_left(site: Site, index: Index, path: str) -> None:
    (outcome,) = sync([site.url + path], index, settings=OPEN.model_copy(update={"fetch_timeout": 0.5})).outcomes
    assert isinstance(outcome.error, SourceUnavailable)
    assert "it took too long" in outcome.error.en


@pytest.mark.parametrize(("path", "limit"), [("/page", 100), ("/bomb", 1_000_000), ("/packed", 100)])
def test_large_pages_and_bombs(site: Site, index: Index, path: str, limit: int) -> None:
    (outcome,) = sync([site.url + path], index, settings=OPEN.model_copy(update={"max_file_bytes": limit})).outcomes
    assert isinstance(outcome.error, UnreadableFile)
    assert "larger than the limit" in outcome.error.en


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/a", "http://localhost:9/a", "http://[::1]/a", "http://10.0.0.1/", "http://169.254.169.254/x"],
)
def test_private_addresses_are_refused(url: str, index: Index) -> None:
    (outcome,) = sync([url], index, settings=IngestSettings(allow_private_urls=False)).outcomes
    assert isinstance(outcome.error, SourceUnavailable)
    assert "BANTIN_ALLOW_PRIVATE_URLS" in outcome.error.vi


def test_a_redirect_to_a_private_address_is_refused(site: Site, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    check = ingest.web._public_address

    def public(url: str, host: str, port: int) -> str:
        return "127.0.0.1" if host == "trang.example" else check(url, host, port)

    monkeypatch.setattr(ingest.web, "_public_address", public)
    settings = IngestSettings(allow_private_urls=False)
    report = sync(
        [f"http://trang.example:{site.server_port}{path}" for path in ("/page", "/inside")], index, None, settings
    )
    assert [outcome.status for outcome in report.outcomes] == ["indexed", "failed"]
    assert "BANTIN_ALLOW_PRIVATE_URLS" in (report.outcomes[1].error or SourceUnavailable("", "")).vi
    assert site.asked == ["/page", "/inside"]


@pytest.mark.parametrize("url", ["ftp://vi.du/a.txt", "file:///etc/passwd", "http://", "http://[bad/"])
def test_other_addresses_are_refused(url: str, index: Index) -> None:
    (outcome,) = sync([url], index, settings=IngestSettings()).outcomes
    assert isinstance(outcome.error, SourceUnavailable)


@pytest.mark.parametrize("header", [{"ETag": '"1"'}, {"Last-Modified": "Tue, 01 Jan 2030 00:00:00 GMT"}])
def test_what_the_server_says_is_unchanged_is_not_sent_again(site: Site, index: Index, header: dict[str, str]) -> None:
    site.headers["/page"] = header
    sync([f"{site.url}/page"], index, settings=OPEN)
    site.pages["/page"] = page("Không ai được thấy")
    assert statuses(sync([f"{site.url}/page"], index, settings=OPEN)) == {"page": "unchanged"}
    site.headers["/page"] = {name: f"{value} mới" for name, value in header.items()} if "ETag" in header else {}
    site.headers["/page"] = {
        name: value.encode("ascii", "ignore").decode() for name, value in site.headers["/page"].items()
    }
    assert statuses(sync([f"{site.url}/page"], index, settings=OPEN)) == {"page": "updated"}


def test_a_page_that_was_read_otherwise_is_sent_again(
    site: Site, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.headers["/page"] = {"ETag": '"1"'}
    with monkeypatch.context() as before:
        before.setattr(content_hash, "_MARK", "")
        sync([f"{site.url}/page"], index, settings=OPEN)
    site.pages["/page"] = page("Chi bộ họp lần hai")
    assert statuses(sync([f"{site.url}/page"], index, settings=OPEN)) == {"page": "updated"}


def test_prune_removes_a_page_that_its_server_has_no_more(site: Site, index: Index) -> None:
    sync([f"{site.url}/page"], index, settings=OPEN)
    del site.pages["/page"]
    assert statuses(sync([f"{site.url}/page"], index, settings=OPEN)) == {"page": "failed"}
    assert index.count() == 1
    assert statuses(sync([f"{site.url}/page"], index, settings=OPEN, prune=True)) == {"page": "removed"}
    assert index.count() == 0


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><link>{0}/</link><title>Tin</title>
<item><link>{0}/tin/1</link></item><item><link> {0}/tin/2 </link></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link href="{0}/"/>
<entry><link rel="alternate" href="/tin/1"/><link rel="edit" href="/sua/1"/></entry>
<entry><link href="/tin/2"/></entry></feed>"""
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{0}/tin/1</loc><lastmod>2030-01-01</lastmod></url><url><loc>{0}/tin/2</loc></url></urlset>"""
SITEMAPS = """<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{0}/a.xml</loc></sitemap><sitemap><loc>{0}/list</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize("listing", [RSS, ATOM, SITEMAP], ids=["rss", "atom", "sitemap"])
@pytest.mark.parametrize("packed", [False, True])
def test_feeds_and_sitemaps_give_their_pages(site: Site, index: Index, listing: str, packed: bool) -> None:
    body = listing.format(site.url).encode()
    site.pages |= {"/list": gzip.compress(body) if packed else body, "/tin/1": page("Một"), "/tin/2": page("Hai")}
    report = sync([f"{site.url}/list"], index, settings=OPEN)
    assert statuses(report) == {"tin/1": "indexed", "tin/2": "indexed"}
    assert titles(index) == {"Một", "Hai"}


def test_index_of_sitemaps(site: Site, index: Index) -> None:
    site.pages |= {"/i.xml": SITEMAPS.format(site.url).encode(), "/list": SITEMAP.format(site.url).encode()}
    site.pages |= {"/tin/1": page("Một"), "/tin/2": page("Hai")}
    report = sync([f"{site.url}/i.xml"], index, settings=OPEN)
    assert statuses(report) == {"a.xml": "failed", "tin/1": "indexed", "tin/2": "indexed"}


def test_xml_bomb_in_place_of_a_feed(site: Site, index: Index) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 30))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "tin">{entities}]><rss><item><link>&e29;</link></item></rss>'
    )
    site.pages["/list"] = bomb.encode()
    assert sync([f"{site.url}/list"], index, settings=OPEN).count("indexed") == 0


def test_listing_is_followed_by_pattern(site: Site, index: Index) -> None:
    links = anchors("/tin/1", "/tin/1#dau", "gioi-thieu", "http://khac.example/tin/9", "mailto:a@b.vn", "javascript:0")
    site.pages |= {"/": page("Danh mục", links), "/tin/1": page("Một", anchors("/tin/2")), "/tin/2": page("Hai")}
    pattern = "*/tin/*"
    report = sync([f"{site.url}/"], index, settings=OPEN, following=Following(pattern))
    assert statuses(report) == {"tin/1": "indexed"}
    report = sync([f"{site.url}/"], index, settings=OPEN, following=Following(pattern, depth=2))
    assert statuses(report) == {"tin/1": "unchanged", "tin/2": "indexed"}
    assert titles(index) == {"Một", "Hai"}
    assert "/gioi-thieu" not in site.asked


def test_pages_that_link_to_each_other_are_fetched_once(site: Site, index: Index) -> None:
    for number in range(5):
        site.pages[f"/tin/{number}"] = page(f"Tin {number}", anchors(*(f"/tin/{other}" for other in range(5))))
    report = sync([f"{site.url}/tin/0"], index, settings=OPEN, following=Following("*/tin/*", depth=9))
    assert len(report.outcomes) == 4
    assert [path for path in site.asked if path.startswith("/tin")].count("/tin/3") == 1


def test_crawl_ends_at_its_limits_and_says_so(site: Site, index: Index) -> None:
    site.pages["/"] = page("Danh mục", anchors(*(f"/tin/{number}" for number in range(9))))
    site.pages |= {f"/tin/{number}": page(f"Tin {number}") for number in range(9)}
    for limit, part in (
        ({"crawl_pages": 3}, "after 3 pages"),
        ({"crawl_bytes": 2_000}, "BANTIN_CRAWL_BYTES"),
        ({"crawl_seconds": 0.000_1}, "BANTIN_CRAWL_SECONDS"),
    ):
        report = sync([f"{site.url}/"], index, settings=OPEN.model_copy(update=limit), following=Following("*/tin/*"))
        assert len(report.outcomes) < 9
        (note,) = report.notes
        assert part in note.en
    assert index.count() >= 3


def test_robots_txt_is_obeyed_where_links_are_followed(site: Site, index: Index) -> None:
    site.pages |= {
        "/robots.txt": b"User-agent: *\nDisallow: /tin/*2$\n",
        "/": page("Danh mục", anchors("/tin/1", "/tin/2")),
        "/tin/1": page("Một"),
        "/tin/2": page("Hai"),
    }
    report = sync([f"{site.url}/"], index, settings=OPEN, following=Following("*/tin/*"))
    assert statuses(report) == {"tin/1": "indexed", "tin/2": "failed"}
    assert "robots.txt" in (report.outcomes[1].error or SourceUnavailable("", "")).vi
    assert "/tin/2" not in site.asked
    assert statuses(sync([f"{site.url}/tin/2"], index, settings=OPEN)) == {"tin/2": "indexed"}  # a person asked for it


def test_the_site_rests_between_two_pages(site: Site, index: Index) -> None:
    site.pages["/"] = page("Danh mục", anchors("/tin/1", "/tin/2"))
    site.pages |= {"/tin/1": page("Một"), "/tin/2": page("Hai"), "/robots.txt": b"User-agent: bantin\nCrawl-delay: 0.3"}
    began = time.monotonic()
    sync([f"{site.url}/"], index, settings=OPEN, following=Following("*/tin/*"))
    assert time.monotonic() - began >= 0.6
