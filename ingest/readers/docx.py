"""Word documents (.docx)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.errors import UnreadableFile
from ingest.labels import read_label, read_structural
from ingest.readers.base import Emphasis, RawBlock, Reading
from ingest.readers.docx_fonts import DocumentText, paragraphs_in, text_boxes
from ingest.readers.docx_lists import Numbering, Styles
from ingest.readers.package import check_markup, open_package
from ingest.readers.tables import Cell, cell_table
from vectorstore.models import BlockKind

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_STYLE = re.compile(r"^(?:heading|tiêu đề|đề mục)\s*(\d)", re.I)
_NESTED_STYLE = re.compile(r"^list (?:bullet|number) (\d)$")
_OFFICE_FORM = re.compile(
    r"ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG HO?[ÒÀ]A? XÃ HỘI|Nơi nhận|NƠI NHẬN|^(T/M|TM\.|K/T|KT\.|T/L|TL\.)", re.M
)
_MOST_COLUMNS = 500
_NOTES = ("footnotes.xml", "endnotes.xml")
_RULES = ("separator", "continuationSeparator", "continuationNotice")  # what Word keeps among notes and is none
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "smartTag", "customXml"))


class DocxReader:
    """.docx in document order, tables, text boxes and notes included; headers and footers of pages are not text."""

    extensions: tuple[str, ...] = (".docx", ".docm", ".dotx")
    media_types: tuple[str, ...] = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)

    def read(self, data: bytes, name: str) -> Reading:
        """The blocks of a Word document."""
        document = _open(data, name)
        notes = _notes(document)
        text = DocumentText(document, [document.element.body, *notes])
        walk = _Walk(document, text)
        blocks = [block for part in (document.element.body, *notes) for block in walk.blocks(part)]
        return Reading(tuple(blocks), encoding=text.encoding)


def _lines(text: str) -> list[str]:
    """The lines of a paragraph; one that goes on in the middle of a sentence is none of its own."""
    lines: list[str] = []
    for line in map(str.strip, filter(str.strip, text.split("\n"))):
        last = lines[-1] if lines else ""
        unfinished = last[-1:].isalnum() or last.endswith(",")
        if unfinished and not last.isupper() and line[0].islower() and read_label(line) is None:
            lines[-1] = f"{last} {line}"
        else:
            lines.append(line)
    return lines


def _open(data: bytes, name: str) -> Document:
    import docx

    with open_package(data, name) as package:
        check_markup(package, name)
    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:
        raise UnreadableFile(
            f"Tệp {name} bị hỏng hoặc không phải tệp Word (.docx).",
            f"{name} is damaged or is not a Word document (.docx).",
        ) from error


def _notes(document: Document) -> list[Any]:
    """The footnotes and endnotes of a document, in order."""
    from docx.oxml import parse_xml

    parts = [part for part in document.part.package.iter_parts() if str(part.partname).endswith(_NOTES)]
    notes = (note for part in parts for note in parse_xml(part.blob))
    return [note for note in notes if note.get(f"{_W}type") not in _RULES]


class _Walk:
    """Turns the elements of a document into blocks."""

    def __init__(self, document: Document, text: DocumentText) -> None:
        self._document = document
        self._text = text
        self._styles = Styles(document)
        self._numbering = Numbering(document)

    def blocks(self, parent: Any) -> Iterator[RawBlock]:
        """The blocks below `parent`."""
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
                for box in text_boxes(child):
                    yield from self.blocks(box)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self.blocks(child)

    def _paragraph(self, element: Any) -> Iterator[RawBlock]:
        place = self._numbering.of(self._styles.list_of(element))
        label = place.label if place else ""
        text = self._text.of(element)
        if not text.strip() and not read_structural(label):
            return
        if label:
            text = f"{label} {text.lstrip()}"
        style = self._styles.name(element)
        heading = _HEADING_STYLE.match(style)
        nested = _NESTED_STYLE.match(style)
        emphasis = self._emphasis(element)
        for number, line in enumerate(_lines(text)):
            if heading or style == "title":
                yield RawBlock(line, BlockKind.HEADING, int(heading[1]) if heading else 1)
            elif style == "caption":
                yield RawBlock(line, BlockKind.CAPTION)
            elif place and number == 0:
                level = max(place.level, int(nested[1])) if nested else place.level
                yield RawBlock(line, BlockKind.ITEM, level, place.label, place.number, emphasis=emphasis)
            else:
                yield RawBlock(line, emphasis=emphasis)

    def _emphasis(self, element: Any) -> Emphasis:
        from docx.text.paragraph import Paragraph

        runs = [run for run in Paragraph(element, self._document._body).runs if run.text.strip()]
        if runs and all(run.bold for run in runs):
            return "bold"
        if runs and all(run.italic for run in runs):
            return "italic"
        return ""

    def _table(self, element: Any) -> Iterator[RawBlock]:
        rows = [_row(row) for row in element.iterchildren(f"{_W}tr")]
        texts = [tuple(self._text_of_cell(cell) for cell in row) for row in rows]
        whole = "\n".join("\n".join(row) for row in texts)
        width = max(map(len, texts), default=0)
        if width <= 1 or (width <= 3 and _OFFICE_FORM.search(whole)) or (width == 2 and len(texts) == 1):
            for row in rows:
                for cell in row:
                    yield from self.blocks(cell)
            return
        marked = sum(1 for row in element.iterchildren(f"{_W}tr") if row.find(f"{_W}trPr/{_W}tblHeader") is not None)
        yield from cell_table(_cells(rows, texts), marked or None)

    def _text_of_cell(self, cell: Any) -> str:
        return "\n".join(filter(None, (self._text.of(paragraph).strip() for paragraph in paragraphs_in(cell))))


def _row(row: Any) -> list[Any]:
    """The cells of a row, in order."""
    return [
        cell for cell in row.iter(f"{_W}tc") if cell.getparent() is row or cell.getparent().tag == f"{_W}sdtContent"
    ]


def _cells(rows: Sequence[Sequence[Any]], texts: Sequence[Sequence[str]]) -> list[list[Cell]]:
    """The cells of a table, those that only go on with the cell above them counted as a part of it."""
    found: list[list[Cell]] = []
    open_cells: dict[int, tuple[list[Cell], int]] = {}  # by column, the lowest cell above: its row and place there
    for row, row_texts in zip(rows, texts, strict=True):
        cells = [Cell("", _number(row[0].getparent(), "trPr/gridBefore"))] if row else []
        cells = [cell for cell in cells if cell.across]
        column = sum(cell.across for cell in cells)
        for element, text in zip(row, row_texts, strict=True):
            across = max(_number(element, "tcPr/gridSpan"), 1)
            merged = element.find(f"{_W}tcPr/{_W}vMerge")
            if merged is not None and merged.get(f"{_W}val", "continue") == "continue" and column in open_cells:
                above, place = open_cells[column]
                above[place] = replace(above[place], down=above[place].down + 1)
            else:
                cells.append(Cell(text, across))
                open_cells[column] = cells, len(cells) - 1
            column += across
        found.append(cells)
    return found


def _number(element: Any, path: str) -> int:
    """The number that a property of a row or cell states, 0 if there is none."""
    found = element.find("/".join(f"{_W}{name}" for name in path.split("/")))
    value = "" if found is None else found.get(f"{_W}val", "")
    return min(int(value), _MOST_COLUMNS) if value.isdigit() else 0
