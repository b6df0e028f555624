"""The links of a sitemap, of a feed and of a page."""

from __future__ import annotations

import zlib
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from ingest.sources import RawDocument

_GZIP = b"\x1f\x8b"
_LISTS = ("urlset", "sitemapindex", "rss", "feed", "RDF")


def listed(raw: RawDocument, limit: int) -> list[str] | None:
    """The addresses that a sitemap, an index of sitemaps, or an RSS or Atom feed lists; None if `raw` is none of these.

    A sitemap may be packed with gzip; at most `limit` bytes of it are unpacked.
    """
    data = raw.data
    if data.startswith(_GZIP):
        try:
            data = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, limit)
        except zlib.error:
            return None
    start = data[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<") or b"<html" in start.lower():
        return None
    root = _xml(data)
    if root is None or _name(root) not in _LISTS:
        return None
    found = (_address(element) for element in root.iter())
    return list(dict.fromkeys(urljoin(raw.source, address) for address in found if address))


def links(raw: RawDocument) -> list[str]:
    """The addresses on the same host that a web page links to, without fragments, each once, in order."""
    from lxml import html

    if not raw.data.strip():
        return []
    try:
        tree = html.document_fromstring(raw.data, base_url=raw.source)
    except (ValueError, html.etree.ParserError):
        return []
    bases = tree.xpath("//base/@href")
    base = urljoin(raw.source, str(bases[0])) if bases else raw.source
    found = []
    for href in tree.xpath("//a/@href"):
        try:
            address = urldefrag(urljoin(base, str(href).strip())).url
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname == urlsplit(raw.source).hostname:
            found.append(address)
    return list(dict.fromkeys(found))


def _xml(data: bytes) -> Any:
    """The root element; entities are not resolved, so that a bomb stays small, and nothing is loaded from elsewhere."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _address(element: Any) -> str:
    """The address that an element of a sitemap or feed states, empty if it states none."""
    parent = element.getparent()
    if parent is None:
        return ""
    match _name(parent), _name(element):
        case ("url" | "sitemap", "loc") | ("item", "link"):
            return (element.text or "").strip()
        case ("entry", "link") if element.get("rel", "alternate") == "alternate":
            return (element.get("href") or "").strip()
        case _:
            return ""


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
