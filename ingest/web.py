"""Fetches one web page: bounded in time and size, never from a private address unless that is allowed."""

from __future__ import annotations

import ipaddress
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ingest.errors import SourceUnavailable
from ingest.sources import RawDocument, too_large

if TYPE_CHECKING:
    import httpx

    from ingest.settings import IngestSettings

_MAX_REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}
_AGENT = "bantin"


def fetch(url: str, name: str, settings: IngestSettings) -> RawDocument:
    """The document at `url`, called `name`.

    Every redirect is checked like the first address. Raises `SourceUnavailable`, or `UnreadableFile` for a page that is
    too large.
    """
    import httpx

    deadline = time.monotonic() + settings.fetch_timeout
    target = url
    try:
        with httpx.Client(timeout=settings.fetch_timeout, headers={"User-Agent": _AGENT}) as client:
            for _ in range(_MAX_REDIRECTS + 1):
                request = _request(client, target, settings.allow_private_urls)
                response = client.send(request, stream=True)
                try:
                    if response.has_redirect_location:
                        target = urljoin(target, response.headers["location"])
                        continue
                    if response.status_code >= 400:
                        status = response.status_code
                        raise _unavailable(url, f"máy chủ trả lời {status}", f"HTTP {status}")
                    data = _body(response, url, name, settings.max_file_bytes, deadline)
                    return RawDocument(url, name, data, response.headers.get("content-type"))
                finally:
                    response.close()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise _unavailable(url, "không kết nối được", type(error).__name__) from error
    raise _unavailable(url, "chuyển hướng quá nhiều lần", "too many redirects")


def _body(response: httpx.Response, url: str, name: str, limit: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > limit:
            raise too_large(name, limit)
        if time.monotonic() > deadline:
            raise _unavailable(url, "tải quá lâu", "it took too long")
        parts.append(part)
    return b"".join(parts)


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


def _unavailable(url: str, vi: str, en: str) -> SourceUnavailable:
    return SourceUnavailable(f"Không tải được {url}: {vi}.", f"{url} cannot be fetched: {en}.")
