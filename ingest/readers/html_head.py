"""The title, the lead and the day of publication that a web page states, in its head or beside its title."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any

_SEPARATOR = re.compile(r"\s+[|–—>»-]+\s+|\s*(?:::|»|\|)\s*")
_TITLED = re.compile(r"(?:^|[\s_-])(?:title|tieu-?de|headline|tit)(?:[\s_-]|$)|(?:lbl|txt)(?:title|tieude)", re.I)
_NOT_TITLED = re.compile(r"(?:^|[\s_-])(?:site|portlet|page-title|box|widget|panel|other|sub|mt)(?:[\s_-]|$)", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|chapeau|desc|description|summary|intro|introtext|excerpt|trich-?(?:dan|yeu)|tom-?tat|mo-?ta)"
    r"(?:[\s_-]|$)",
    re.I,
)
_LEAST_LEAD, _LONGEST_LEAD = 40, 1_000  # characters of a lead
_RUNNING = 100  # characters of an element's own text that make it running text, with which the body has begun
_SHORTEST, _LONGEST = 15, 300  # characters of a title
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_SHOWN_DATE = re.compile(
    r"(?:cập nhật|ngày đăng|đăng lúc|đăng ngày|được đăng|xuất bản|thứ \w+|chủ nhật)[^\d]{0,20}"
    r"(?:\d{1,2}[:hg]\d{2}(?::\d{2})?[^\d]{1,12})?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|"
    r"^\W*(?:\d{1,2}[:hg]\d{2}\D{1,12})?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\D{0,5}(?:\d{1,2}[:hg]\d{2}(?::\d{2})?)?(?:\s*(?:AM|PM|GMT\+7))?\W*$",
    re.I,
)
_META_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//*[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//*[@itemprop='datePublished']/text()",
    "//*[contains(@property, 'dc:date') or contains(@property, 'dc:created')]/@content",
    "//meta[@name='pubdate' or @name='date' or @name='DC.date' or @name='DC.date.issued' or @name='dc.date']/@content",
    "//meta[@name='publish-date' or @name='article:published_time']/@content",
    "//time/@datetime",
)
_AFTER_TITLE = 12  # texts after the title among which its date stands
_DATE_LINE = 80  # characters of the longest line that only states a date


def title_of(tree: Any) -> str | None:
    """The title of the article on a page, None if the page states none."""
    for value in (_first(tree, "//meta[@property='og:title']/@content"), _json_ld(tree, "headline"), _itemprop(tree)):
        if value:
            return _without_site(value, tree)
    page = _first(tree, "//title/text()") or ""
    marked = {text.casefold(): text for text in _candidates(tree)}
    names = list(dict.fromkeys(part.strip() for part in (page, *sorted(_SEPARATOR.split(page), key=len, reverse=True))))
    parts = [part for part in names if len(part) >= _SHORTEST]
    # Beside a heading, only the first of several names may be the article's: the last, or the only one, is the site's.
    unmarked = [part for part in parts if not marked or (part != page and page.startswith(part))]
    for candidates, shown in ((parts, marked), (unmarked, {text.casefold() for text in _texts(tree)})):
        for part in candidates:
            if part.casefold() in shown:
                return part
    if marked:
        return next(iter(marked.values()))
    stated = _first(tree, "//meta[@name='title']/@content")
    return _before_date(tree) or _only_heading(tree) or stated or _SEPARATOR.split(page)[0].strip()


def date_of(tree: Any, title: str | None) -> datetime.date | None:
    """The day on which a page says that it was published: in its head, in its data, or in a line near its title."""
    for path in _META_DATES:
        for value in tree.xpath(path):
            if date := _iso(str(value)):
                return date
    if date := _iso(_json_ld(tree, "datePublished") or ""):
        return date
    texts = list(_texts(tree))
    place = _place(texts, title)
    near = texts[place + 1 : place + 1 + _AFTER_TITLE] if place is not None else []
    for text in (*near, *(texts[max(0, place - 4) : place] if place is not None else ()), *texts):
        if len(text) <= _DATE_LINE and _SHOWN_DATE.search(text) and (found := _DAY.search(text)):
            day, month, year = found.groups()
            if date := _date(year, month, day):
                return date
    return _iso(_first(tree, "//meta[@name='last-modified']/@content") or "")


def lead_of(tree: Any, title: str | None) -> str | None:
    """The lead paragraph that stands apart between a page's title and its body, None if there is none.

    It goes by the names that sites give to it, and is the first running text after the title.
    """
    folded, is_below = (title or "").casefold(), False
    for element in tree.iter("h1", "h2", "h3", "p", "div", "span", "strong", "section", "td", "li"):
        text = " ".join(element.text_content().split())
        if not is_below:
            is_below = bool(folded) and text.casefold() == folded
        elif _LEAD.search(_names(element)) and _LEAST_LEAD <= len(text) <= _LONGEST_LEAD and not element.xpath(".//a"):
            return text
        elif len(" ".join("".join(element.xpath("text()")).split())) >= _RUNNING:
            return None
    return None


def is_date_line(text: str) -> bool:
    """Whether a line says no more than when, or how often, a page was published or seen."""
    return len(text) <= _DATE_LINE and _SHOWN_DATE.search(text) is not None and not text.endswith(".")


def _candidates(tree: Any) -> Iterator[str]:
    """Texts that are marked as titles, the likeliest first."""
    marked = [
        element
        for element in tree.iter("h1", "h2", "h3", "div", "span", "td", "p", "font", "b", "strong")
        if _TITLED.search(named := _names(element)) and not _NOT_TITLED.search(named)
    ]
    for element in (*tree.iter("h1"), *marked):
        text = " ".join(element.text_content().split())
        if _SHORTEST <= len(text) <= _LONGEST and not _NOT_TITLED.search(_names(element)):
            yield text


def _names(element: Any) -> str:
    """The class and the id of an element, their words parted."""
    return _CAMEL.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}")


def _only_heading(tree: Any) -> str | None:
    """The one heading of the first level on a page, unless it is a link, as the name of a site is."""
    headings = [element for element in tree.iter("h1") if element.text_content().strip()]
    if len(headings) != 1 or headings[0].xpath("ancestor-or-self::a | .//a"):
        return None
    return " ".join(headings[0].text_content().split())


def _before_date(tree: Any) -> str | None:
    """The text right above a line that states when a page was published, as old pages have it."""
    texts = list(_texts(tree))
    for index, text in enumerate(texts[1:], 1):
        if is_date_line(text) and re.search(r"cập nhật|đăng", text, re.I) and len(texts[index - 1]) >= _SHORTEST:
            return texts[index - 1]
    return None


def _without_site(value: str, tree: Any) -> str:
    """A stated title without the name of the site behind it, where the page shows it without."""
    shown = {text.casefold() for text in _texts(tree)}
    if value.casefold() in shown:
        return value
    parts = _SEPARATOR.split(value)
    return next((part.strip() for part in parts if len(part) >= _SHORTEST and part.strip().casefold() in shown), value)


def _itemprop(tree: Any) -> str | None:
    for element in tree.xpath("//*[@itemprop='headline']"):
        text = " ".join(element.text_content().split())
        if len(text) >= _SHORTEST:
            return text
    return None


def _json_ld(tree: Any, key: str) -> str | None:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            found = json.loads(str(script))
        except ValueError:
            continue
        nodes = found if isinstance(found, list) else found.get("@graph", [found]) if isinstance(found, dict) else []
        for node in nodes if isinstance(nodes, list) else []:
            if isinstance(node, dict) and "Article" in str(node.get("@type")) and isinstance(node.get(key), str):
                return str(node[key])
    return None


def _texts(tree: Any) -> Iterator[str]:
    for text in tree.xpath("//body//text()[not(ancestor::script) and not(ancestor::style)]"):
        if cleaned := " ".join(str(text).split()):
            yield cleaned


def _place(texts: list[str], title: str | None) -> int | None:
    """Where the title stands among the texts of a page: its last place, as lists of links may have it too."""
    if not title:
        return None
    folded = title.casefold()
    return next((index for index, text in enumerate(texts) if text.casefold() == folded), None)


def _first(tree: Any, *paths: str) -> str | None:
    for path in paths:
        for value in tree.xpath(path):
            if text := " ".join(str(value).split()):
                return text
    return None


def _iso(text: str) -> datetime.date | None:
    match = _ISO_DATE.search(text)
    return _date(*match.groups()) if match else None


def _date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
