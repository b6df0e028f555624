"""Fetches one web page: bounded in time and size, never from a private address unless that is allowed."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from ingest.errors import SourceUnavailable, WebStatus
from ingest.sources import RawDocument, too_large

if TYPE_CHECKING:
    import httpx

    from ingest.settings import IngestSettings
    from vectorstore.places import Fingerprint

AGENT = "bantin"
"""What the pages' servers and their robots.txt know us by."""
_MAX_REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server's word that a page is as it was."""


def fetch(url: str, name: str, settings: IngestSettings, seen: Fingerprint | None = None) -> RawDocument | NotModified:
    """The document at `url`, called `name`; NotModified if the server says that it is as it was when it was `seen`.

    Every redirect is checked like the first address. Raises `SourceUnavailable`, or `UnreadableFile` for a page that is
    too large.
    """
    import httpx

    deadline = _Deadline(settings.fetch_timeout)
    target = url
    headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", **_conditions(seen)}
    try:
        with httpx.Client(timeout=settings.fetch_timeout, headers=headers) as client, deadline:
            for _ in range(_MAX_REDIRECTS + 1):
                request = _request(client, target, settings.allow_private_urls)
                request.extensions["trace"] = deadline.watch
                response = client.send(request, stream=True)
                try:
                    if response.has_redirect_location:
                        target = urljoin(target, response.headers["location"])
                        continue
                    answer = _answer(response, url, name, settings.max_file_bytes, seen)
                    if deadline.is_over:  # a body without a stated length seems to end where the connection is shut
                        raise _unavailable(url, "tải quá lâu", "it took too long")
                    return answer
                finally:
                    response.close()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, zlib.error) as error:
        if deadline.is_over:
            raise _unavailable(url, "tải quá lâu", "it took too long") from error
        raise _unavailable(url, "không kết nối được", type(error).__name__) from error
    raise _unavailable(url, "chuyển hướng quá nhiều lần", "too many redirects")


def _conditions(seen: Fingerprint | None) -> dict[str, str]:
    wanted = {"If-None-Match": seen and seen.etag, "If-Modified-Since": seen and seen.last_modified}
    return {name: value for name, value in wanted.items() if value}


def _answer(
    response: httpx.Response, url: str, name: str, limit: int, seen: Fingerprint | None
) -> RawDocument | NotModified:
    status = response.status_code
    if status == 304 and seen is not None:
        return NotModified()
    if not 200 <= status < 300:
        raise WebStatus(url, status)
    parts: list[bytes] = []
    size = 0
    for part in _unpacked(response, limit):
        size += len(part)
        if size > limit:
            raise too_large(name, limit)
        parts.append(part)
    headers = response.headers
    return RawDocument(
        url, name, b"".join(parts), headers.get("content-type"), headers.get("etag"), headers.get("last-modified")
    )


def _unpacked(response: httpx.Response, limit: int) -> Iterator[bytes]:
    """The body in parts of at most `limit` + 1 bytes: httpx would unpack a bomb whole."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        yield from response.iter_raw()
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(f"content encoding {encoding}")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
    for packed in response.iter_raw():
        while packed:
            part = unpacking.decompress(packed, limit + 1)
            packed = unpacking.unconsumed_tail
            if not part:
                break
            yield part
    yield unpacking.flush(limit + 1)


def _request(client: httpx.Client, url: str, allow_private: bool) -> httpx.Request:
    """A request for `url` that goes to the very address that was checked."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise _unavailable(url, "chỉ nhận địa chỉ http và https", "only http and https addresses are taken")
    if allow_private:
        return client.build_request("GET", url)
    address = _public_address(url, parts.hostname, parts.port or _PORTS[parts.scheme])
    host = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    pinned = parts._replace(netloc=host + port, fragment="").geturl()
    return client.build_request(
        "GET", pinned, headers={"Host": parts.hostname + port}, extensions={"sni_hostname": parts.hostname}
    )


def _public_address(url: str, host: str, port: int) -> str:
    """The first address of `host`; raises `SourceUnavailable` if any of its addresses is not public."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise _unavailable(url, "không tìm thấy máy chủ", "the host is unknown") from error
    for address in found:
        if not ipaddress.ip_address(address.partition("%")[0]).is_global:
            raise _unavailable(
                url,
                "địa chỉ thuộc máy này hoặc mạng nội bộ (muốn cho phép: BANTIN_ALLOW_PRIVATE_URLS=true)",
                "the address is this machine's or a private network's (to allow it: BANTIN_ALLOW_PRIVATE_URLS=true)",
            )
    return found[0]


class _Deadline:
    """Shuts the connections of a fetch when its time is over: httpx bounds every single wait, not their sum, and a
    server that sends a byte now and then would hold us for ever."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._ends

    def watch(self, event: str, info: dict[str, Any]) -> None:
        """Takes note of a connection that was made; httpx calls this with all that happens."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            if self.is_over:
                self._shut()

    def _shut(self) -> None:
        for connection in self._sockets:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed already, or taken over by TLS, whose own socket is listed too

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _unavailable(url: str, vi: str, en: str) -> SourceUnavailable:
    return SourceUnavailable(f"Không tải được {url}: {vi}.", f"{url} cannot be fetched: {en}.")
