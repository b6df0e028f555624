"""Web pages: the main text without menus, advertisements and related links."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ingest.readers.base import Hints, RawBlock, Reading
from ingest.readers.html_head import is_date_line, lead_of
from ingest.readers.html_page import parse_page, prepare, read_hints, simplify
from ingest.readers.tables import table
from vectorstore.models import BlockKind

_BLOCKS = frozenset(("p", "head", "list", "table", "quote", "div", "main", "body", "section", "article"))
_RELATED = re.compile(
    r"^(các )?(tin|bài)( viết)? (liên quan|khác|mới|cũ|đã đưa|đọc nhiều|nổi bật|cùng chuyên mục|cùng loại|tức khác)\b|"
    r"^(tin mới hơn|tin cũ hơn|xem thêm|đọc thêm|ý kiến bạn đọc|bình luận|về trang trước|in trang|gửi email)\b",
    re.I,
)
_LINK_LENGTH = 160  # characters of the longest line among related links
_SHORT = 250  # characters of a main text that may be too short to tell it from the rest
_LITTLE_MORE = 2  # times the main text, up to which the whole page is taken for it
_BEFORE_TITLE = 60  # lines of menus and crumbs that may stand before the title
_COUNTERS = re.compile(
    r"^\W*(?:lượt (?:xem|đọc|truy cập)|đã xem|đã đọc|số (?:người|lượt) (?:truy cập|xem|đọc)|tổng (?:số )?lượt truy cập|"
    r"đang (?:truy cập|online|trực tuyến)|số lần xem|views?)\b[\s:]*[\d.,]*\s*(?:lần|lượt|người)?\W*$|^quảng cáo$",
    re.I,
)
_AFTER_TEXT = re.compile(
    r"^(liên kết( web(site)?)?|thăm dò ý kiến|thống kê( truy cập)?|văn bản mới( ban hành)?|thông báo mới|đăng nhập|"
    r"ngày này năm xưa|thời tiết|thư viện ảnh|video)\b.{0,40}$|^(©|(©\s*)?(bản quyền|copyright)\b|xem tốt nhất)",
    re.I,
)
_DATE_LINES = 4  # lines around the title among which its date stands


class HtmlReader:
    """.html: trafilatura finds the main text; headings, lists, tables and captions are kept."""

    extensions: tuple[str, ...] = (".html", ".htm", ".xhtml")
    media_types: tuple[str, ...] = ("text/html", "application/xhtml+xml")

    def read(self, data: bytes, name: str) -> Reading:
        """The blocks of a page's main text, with its title and date."""
        from trafilatura import bare_extraction

        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
        tree = parse_page(data, name)
        hints = read_hints(tree)
        shown = hints.title is not None and hints.title in " ".join(tree.text_content().split())
        lead = lead_of(tree, hints.title)
        captions = prepare(tree)
        whole = simplify(tree)
        found = bare_extraction(
            tree, include_tables=True, include_comments=False, include_images=False, favor_recall=True
        )
        body: Any = getattr(found, "body", None)
        blocks = list(_walk(body)) if body is not None else []
        everything = list(_walk(whole))
        if _size(blocks) < _SHORT and _size(everything) <= _LITTLE_MORE * max(_size(blocks), 1):
            blocks = everything  # too short to be judged, and what was found of it has lost its structure
        blocks = _with_lead(blocks, lead, hints.title)
        return Reading(tuple(_main_text(blocks, hints, captions, shown)), hints)


def whole_page(data: bytes, name: str) -> Reading:
    """All text of a page that has no menus, such as a message's."""
    tree = parse_page(data, name)
    return Reading(tuple(_walk(simplify(tree))), read_hints(tree))


def _size(blocks: Sequence[RawBlock]) -> int:
    return sum(len(block.text) for block in blocks)


def _with_lead(blocks: Sequence[RawBlock], lead: str | None, title: str | None) -> list[RawBlock]:
    """`blocks` with the lead below the title where extraction lost it, as it stands outside of the body."""
    if lead is None or "".join(lead.split()) in "".join("".join(block.text.split()) for block in blocks):
        return list(blocks)
    place = _place_of_title(blocks, title)
    first = 0 if place is None else place + 1
    return [*blocks[:first], RawBlock(lead), *blocks[first:]]


def _place_of_title(blocks: Sequence[RawBlock], title: str | None) -> int | None:
    return next((i for i, block in enumerate(blocks[:_BEFORE_TITLE]) if _is_title(block.text, title)), None)


def _main_text(
    blocks: Sequence[RawBlock], hints: Hints, captions: frozenset[str], shows_title: bool
) -> Iterator[RawBlock]:
    """`blocks` from the title on, without related links at the end; captions and the title marked as such.

    The title comes first where extraction lost it though the page shows it.
    """
    start = _place_of_title(blocks, hints.title)
    first = start or 0
    end = _end(blocks, first)
    if start is None and hints.title and shows_title:
        yield RawBlock(hints.title, BlockKind.HEADING, 1)
    for index in range(first, end):
        block = blocks[index]
        if index == start:
            yield RawBlock(block.text, BlockKind.HEADING, 1)
        elif _COUNTERS.match(block.text) or (index - first <= _DATE_LINES and _repeats_head(block.text, hints.title)):
            continue
        elif block.kind is BlockKind.PARAGRAPH and block.text in captions:
            yield RawBlock(block.text, BlockKind.CAPTION)
        else:
            yield block


def _end(blocks: Sequence[RawBlock], start: int) -> int:
    """Where the main text ends: before the related links and what stands beside and below the text."""
    end = len(blocks)
    for index in range(len(blocks) - 1, start, -1):
        ends = _RELATED.match(blocks[index].text) or _AFTER_TEXT.match(blocks[index].text)
        if not ends and (len(blocks[index].text) > _LINK_LENGTH or blocks[index].kind is BlockKind.ROW):
            break
        if ends:
            end = index
    return end


def _repeats_head(text: str, title: str | None) -> bool:
    """Whether a line says no more than the title, or the day of publication, which metadata have."""
    return is_date_line(text) or _is_title(text, title)


def _is_title(text: str, title: str | None) -> bool:
    if not title:
        return False
    folded = text.casefold()
    return folded == title.casefold() or (len(text) > 20 and title.casefold().startswith(folded))


def _walk(element: Any) -> Iterator[RawBlock]:
    tag = element.tag
    if tag == "table":
        yield from _table(element)
    elif tag == "list":
        yield from _list(element, 1)
    elif tag == "head":
        level = str(element.get("rend") or "h2")[1:]
        for text in _split(_inner(element)):
            yield RawBlock(text, BlockKind.HEADING, int(level) if level.isdigit() else 2)
    elif tag not in ("graphic", "figure"):
        yield from _mixed(element, 1)


def _mixed(element: Any, level: int) -> Iterator[RawBlock]:
    """Text of an element that may hold both words and blocks; `level` is that of lists inside it."""
    parts: list[str] = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS:
            yield from (RawBlock(line) for line in _split("".join(parts)))
            parts = []
            yield from _list(child, level) if child.tag == "list" else _walk(child)
        elif child.tag == "lb":
            parts.append("\0")
        elif child.tag != "graphic" and isinstance(child.tag, str):
            parts.append(_inner(child))
        parts.append(child.tail or "")
    yield from (RawBlock(line) for line in _split("".join(parts)))


def _split(text: str) -> list[str]:
    """The lines of `text`, which line breaks of the page ("\\0") part; other white space is one space."""
    return [line for line in (" ".join(part.split()) for part in text.split("\0")) if line]


def _inner(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            parts.append("\0")
        elif isinstance(child.tag, str):
            parts.append(_inner(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _list(element: Any, level: int) -> Iterator[RawBlock]:
    ordered = element.get("rend") == "ol"
    number = 0
    for item in element:
        if item.tag != "item":
            yield from _walk(item)
            continue
        number += 1
        for index, block in enumerate(_mixed(item, level + 1)):
            if index == 0 and block.kind is BlockKind.PARAGRAPH:
                yield RawBlock(block.text, BlockKind.ITEM, level, number=number if ordered else None)
            else:
                yield block


def _table(element: Any) -> Iterator[RawBlock]:
    rows = [[cell for cell in row if cell.tag == "cell"] for row in element.iter("row")]
    texts = [tuple(" ".join(_inner(cell).replace("\0", " ").split()) for cell in row) for row in rows]
    if max(map(len, texts), default=0) <= 1:
        for row in rows:
            for cell in row:
                yield from _mixed(cell, 1)
        return
    marked = all(cell.get("role") == "head" for cell in rows[0])
    yield from table(texts, has_header=True if marked else None)
