"""What a web page says of itself, and its tree made ready for the extraction of the main text."""

from __future__ import annotations

import copy
import re
from typing import Any

from ingest.errors import UnreadableFile
from ingest.readers.base import Hints
from ingest.readers.encoding import decode
from ingest.readers.html_boilerplate import drop_boilerplate
from ingest.readers.html_head import date_of, title_of
from ingest.readers.package import check_prologue
from ingest.readers.tables import Cell, grid

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.I)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONTAINERS = ".//p | .//div | .//ul | .//ol | .//h1 | .//h2 | .//h3 | .//center"
_HEADINGS = ".//h1 | .//h2 | .//h3"
_LEAST_ROWS = 3  # of two cells or more, in a table of data whose cells hold paragraphs
_LONGEST_CELL = 500  # characters
_NAMES = {"ul": "list", "ol": "list", "li": "item", "tr": "row", "td": "cell", "th": "cell", "br": "lb"}
_NOT_TEXT = ("script", "style", "noscript", "nav", "header", "footer", "aside", "form", "head", "template", "iframe")


def parse_page(data: bytes, name: str) -> Any:
    """The tree of a page, its characters decoded as it says or else like a text file's. Raises `UnreadableFile`."""
    from lxml import etree, html

    check_prologue(data, name)
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
    """The title, date of publication and author that a page states in its head or beside its title."""
    title = title_of(tree)
    authors = tree.xpath("//meta[@name='author' or @property='article:author']/@content")
    return Hints(title, date_of(tree, title), str(authors[0]) if authors else None, "html")


def prepare(tree: Any) -> frozenset[str]:
    """Changes `tree` so that extraction keeps captions and sees through menus and tables that only lay out the page.

    Returns the texts of the captions.
    """
    drop_boilerplate(tree)
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
        if _lays_out_the_page(table):
            _unwrap_table(table)
        elif table.xpath(".//tr/*[self::td or self::th][@rowspan or @colspan or count(p | div) > 1]"):
            _put_in_columns(table)
    return frozenset(captions)


def _lays_out_the_page(table: Any) -> bool:
    """Whether a table only puts parts of a page side by side: there are tables in it, or blocks of text in its cells
    and not several rows of short cells."""
    if table.xpath(".//table"):
        return True
    if not any(sum(map(_has_text, cell.xpath(_CONTAINERS))) > 1 for cell in table.iter("td")):
        return False
    rows = [
        [len(" ".join(cell.text_content().split())) for cell in row.xpath("./td | ./th")] for row in table.iter("tr")
    ]
    filled = sum(sum(map(bool, row)) > 1 for row in rows)
    return filled < _LEAST_ROWS or max(map(max, filter(None, rows))) > _LONGEST_CELL or bool(table.xpath(_HEADINGS))


def _has_text(element: Any) -> bool:
    return bool(element.text_content().strip())


def _put_in_columns(table: Any) -> None:
    """Makes a table whose cells span rows or columns into one with a cell in each column of each row."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    heads = [bool(row) and all(cell.tag == "th" for cell in row) for row in rows]
    found = grid([list(map(_cell, row)) for row in rows], heads.index(False) if False in heads and heads[0] else None)
    first, *others = table.iter("tr")
    for row in others:
        row.getparent().remove(row)
    place = first.getparent()
    index = place.index(first)
    place.remove(first)
    lines = ([("td", (found.title,))] if found.title else []) + ([("th", found.header)] if found.header else [])
    for number, (tag, texts) in enumerate([*lines, *(("td", row) for row in found.rows)]):
        row = place.makeelement("tr")
        for text in texts:
            cell = place.makeelement(tag)
            cell.text = text
            row.append(cell)
        place.insert(index + number, row)


def _cell(element: Any) -> Cell:
    for block in element.iter("p", "div", "li", "br"):
        block.tail = f" {block.tail or ''}"
    across, down = (element.get(name, "1") for name in ("colspan", "rowspan"))
    return Cell(
        " ".join(element.text_content().split()),
        max(int(across), 1) if across.isdecimal() else 1,
        max(int(down), 1) if down.isdecimal() else 1,
    )


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
