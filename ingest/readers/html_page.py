"""What a web page says of itself, and its tree made ready for the extraction of the main text."""

from __future__ import annotations

import copy
import datetime
import re
from typing import Any

from ingest.errors import UnreadableFile
from ingest.readers.base import Hints
from ingest.readers.encoding import decode

_TITLE_TAIL = re.compile(r"\s+[|–—-]\s+[^|–—]{2,80}$")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SHOWN_DATE = re.compile(
    r"(?:cập nhật|ngày đăng|đăng lúc|đăng ngày|xuất bản|thứ \w+|chủ nhật)[^\d]{0,20}"
    r"(?:\d{1,2}[:hg]\d{2}(?::\d{2})?[^\d]{1,12})?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|"
    r"^\s*(?:\d{1,2}[:hg]\d{2}\D{1,12})(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$",
    re.I,
)
_META_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[@name='pubdate' or @name='date' or @name='DC.date' or @name='DC.date.issued' or @name='dc.date']/@content",
    "//meta[@name='publish-date' or @name='article:published_time' or @name='last-modified']/@content",
    "//time/@datetime",
)
_CONTAINERS = ".//p | .//div | .//ul | .//ol | .//h1 | .//h2 | .//h3 | .//center"
_NAMES = {"ul": "list", "ol": "list", "li": "item", "tr": "row", "td": "cell", "th": "cell", "br": "lb"}
_NOT_TEXT = ("script", "style", "noscript", "nav", "header", "footer", "aside", "form", "head", "template", "iframe")


def parse_page(data: bytes, name: str) -> Any:
    """The tree of a page, its characters decoded as it says or else like a text file's. Raises `UnreadableFile`."""
    from lxml import etree, html

    try:
        return html.document_fromstring(_XML_HEAD.sub("", _characters(data, name)))
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableFile(f"Tệp {name} không có chữ nào.", f"{name} holds no text.") from error


def _characters(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:2_048])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return data.decode(declared[1].decode("ascii", "replace"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, name)


def read_hints(tree: Any) -> Hints:
    """The title and date of publication that a page states in its head or beside its title."""
    title = _first(tree, "//meta[@property='og:title']/@content", "//meta[@name='title']/@content")
    if title is None and (page := _first(tree, "//title/text()")):
        title = _TITLE_TAIL.sub("", page)
    author = _first(tree, "//meta[@name='author' or @property='article:author']/@content")
    return Hints(title or _first(tree, "//h1//text()"), _published(tree), author, "html")


def prepare(tree: Any) -> frozenset[str]:
    """Changes `tree` so that extraction keeps captions and sees through tables that only lay out the page.

    Returns the texts of the captions.
    """
    captions = set()
    for caption in tree.xpath("//figcaption"):
        if text := " ".join(caption.text_content().split()):
            captions.add(text)
            figure = caption.getparent()
            caption.drop_tree()
            paragraph = figure.makeelement("p")
            paragraph.text = text
            if figure.tag == "figure":
                figure.addnext(paragraph)
            else:
                figure.append(paragraph)
    for table in tree.xpath("//table"):
        if table.xpath(".//table") or any(len(cell.xpath(_CONTAINERS)) > 1 for cell in table.iter("td")):
            _unwrap_table(table)
    return frozenset(captions)


def simplify(tree: Any) -> Any:
    """A copy of `tree` in the few tags that the main text is given in, for pages that are too short to be judged."""
    plain = copy.deepcopy(tree)
    for element in plain.xpath("|".join(f"//{name}" for name in _NOT_TEXT)):
        if element.getparent() is not None:
            element.drop_tree()
    for element in plain.iter():
        if not isinstance(element.tag, str):
            continue
        if re.fullmatch("h[1-6]", element.tag):
            element.set("rend", element.tag)
            element.tag = "head"
        elif element.tag in _NAMES:
            element.set("rend", element.tag)
            if element.tag == "th":
                element.set("role", "head")
            element.tag = _NAMES[element.tag]
    return plain


def _unwrap_table(table: Any) -> None:
    """Makes a table that lays out the page into plain blocks."""
    for element in [table, *table.iterchildren("thead", "tbody", "tfoot", "tr")]:
        for row in [element, *element.iterchildren("tr")] if element is not table else [element]:
            for cell in row.iterchildren("td", "th"):
                cell.tag = "div"
            row.tag = "div"


def _first(tree: Any, *paths: str) -> str | None:
    for path in paths:
        for value in tree.xpath(path):
            if text := " ".join(str(value).split()):
                return text
    return None


def _published(tree: Any) -> datetime.date | None:
    for path in _META_DATES:
        for value in tree.xpath(path):
            if (match := _ISO_DATE.match(str(value).strip())) and (date := _date(*match.groups())):
                return date
    for text in tree.xpath("//body//text()[string-length() < 200]"):
        if match := _SHOWN_DATE.search(str(text)):
            day, month, year = (group for group in match.groups() if group)
            if date := _date(year, month, day):
                return date
    return None


def _date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
