"""What surrounds the main text of a web page: menus, related links, footers, counters."""

from __future__ import annotations

import re
from typing import Any

_TAGS = ("nav", "aside", "select", "button", "marquee", "textarea", "noscript", "script", "style", "template")
_NAMES = re.compile(
    r"(?:^|\s)(?:foot|bottom|side|top|ad|icons|tools|left|right)(?=$|\s)|(?:^|[\s_-])(?:menu|nav(?:bar|igation)?|navbar-nav|breadcrumbs?|crumb|duongdan|footer|copyright|"
    r"sidebar|widget|aside|leftpane|rightpane|left-?col|right-?col|banner|topbar|top-?bar|skip|"
    r"related|relate|related-?posts|jp-relatedposts|other-?(?:news|article|post)s?|tin-?(?:lien-?quan|khac|cu|moi|lq)|"
    r"bai-?(?:lien-?quan|khac)|most-?(?:read|view(?:ed)?)|doc-?nhieu|share|sharedaddy|social|bookmarks?|addthis|"
    r"comments?|binh-?luan|gop-?y|y-?kien|ratings?|stars|ads|advert|quang-?cao|tags?|tag-?links|cat-?links|"
    r"pager|pagenav|pagination|post-navigation|luot-?xem|view-count|counter|thong-?ke|poll|tham-?do|login|dang-?nhap|"
    r"hidden|d-none|sr-only|ribbon\w*|ms-cui-\w+|portlet-topper|portlet-title|entry-footer)(?=$|[\s_-])",
    re.I,
)
_KEPT = re.compile(
    r"(?:^|[\s_-])(?:content|article|detail|body|main|post|entry|noidung|page|wrapper|form)(?=$|[\s_-])", re.I
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DATE = re.compile(r"[(\[]?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?:\s*[-,]?\s*\d{1,2}[:h]\d{2})?[)\]]?")
_PAGE_EDGES = ("header", "footer")  # titles that LibreOffice gives them where it saves a document as a page
_LARGE = 0.45  # share of the page's text that is not thrown away for its name's sake
_LINKS = 3  # so many links make a list of links,
_LINKED = 0.7  # if so much of its text is in them
_SENTENCE = 220  # characters of running text, which a list of links does not have


def drop_boilerplate(tree: Any) -> None:
    """Takes what is not main text out of a page's tree."""
    for element in [*tree.iter(*_TAGS)]:
        _drop(element)
    whole = max(len(_text(tree)), 1)
    for element in [
        *tree.iter("div", "ul", "ol", "section", "footer", "header", "dl", "td", "table", "span", "p", "form")
    ]:
        if element.getparent() is None or element.getroottree().getroot() is not tree:
            continue
        if _is_named(element) and len(_text(element)) < _LARGE * whole:
            _drop(element)
    for element in [*tree.iter("ul", "ol", "div", "table", "td", "p", "section", "font")]:
        if element.getroottree().getroot() is tree and _is_links(element):
            _drop(element)


def _is_named(element: Any) -> bool:
    """Whether an element's class or id says that it is not main text, and nothing that it is."""
    if "display:none" in (element.get("style") or "").replace(" ", ""):
        return True
    if element.tag == "div" and element.get("title") in _PAGE_EDGES:
        return True
    if element.tag == "footer":
        return not element.xpath("ancestor::article")
    named = _CAMEL.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}")
    return _NAMES.search(named) is not None and _KEPT.search(named) is None


def _is_links(element: Any) -> bool:
    """Whether an element is a list of links, dates aside, and holds no running text."""
    links = element.xpath(".//a")
    if len(links) < _LINKS:
        return False
    text = _DATE.sub("", _text(element))
    linked = sum(len(_text(link)) for link in links)
    return linked >= _LINKED * max(len(text), 1) and len(text) - linked < _SENTENCE


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()
