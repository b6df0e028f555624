"""Word documents (.docx)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.errors import UnreadableFile
from ingest.readers.base import Emphasis, Hints, RawBlock, Reading, table
from vectorstore.models import BlockKind

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_STYLE = re.compile(r"^(?:heading|tiêu đề|đề mục)\s*(\d)", re.I)
_OFFICE_FORM = re.compile(
    r"ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG HO?[ÒÀ]A? XÃ HỘI|Nơi nhận|NƠI NHẬN|^(T/M|TM\.|K/T|KT\.|T/L|TL\.)", re.M
)
_MAX_UNPACKED = 500_000_000  # bytes; a document that unpacks to more is refused


class DocxReader:
    """.docx in document order, tables included; headers and footers of pages are not text."""

    extensions: tuple[str, ...] = (".docx", ".docm")
    media_types: tuple[str, ...] = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)

    def read(self, data: bytes, name: str) -> Reading:
        """The blocks of a Word document."""
        document = _open(data, name)
        numbering = _Numbering(document)
        return Reading(tuple(_walk(document, document.element.body, numbering)), Hints())


def _open(data: bytes, name: str) -> Document:
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _MAX_UNPACKED:
            raise UnreadableFile(
                f"Tệp {name} giải nén ra quá lớn ({unpacked // 1_000_000} MB).",
                f"{name} unpacks to too much ({unpacked // 1_000_000} MB).",
            )
        return docx.Document(io.BytesIO(data))
    except UnreadableFile:
        raise
    except Exception as error:
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise UnreadableFile(
                f"Tệp {name} là tệp Word có mật khẩu hoặc tệp .doc cũ: hãy bỏ mật khẩu và lưu lại thành .docx.",
                f"{name} is protected by a password or an old .doc file: remove the password and save it as .docx.",
            ) from error
        raise UnreadableFile(
            f"Tệp {name} bị hỏng hoặc không phải tệp Word (.docx).",
            f"{name} is damaged or is not a Word document (.docx).",
        ) from error


class _Numbering:
    """Counts the numbers that Word shows in front of paragraphs but does not store as text."""

    def __init__(self, document: Document) -> None:
        self._formats: dict[tuple[str, int], str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        try:
            root: Any = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for number in root.iter(f"{_W}num"):
            for link in number.iter(f"{_W}abstractNumId"):
                self._abstract[number.get(f"{_W}numId")] = link.get(f"{_W}val")
        for abstract in root.iter(f"{_W}abstractNum"):
            for level in abstract.iter(f"{_W}lvl"):
                key = (abstract.get(f"{_W}abstractNumId"), int(level.get(f"{_W}ilvl", "0")))
                for entry in level.iter(f"{_W}numFmt"):
                    self._formats[key] = entry.get(f"{_W}val", "bullet")
                for entry in level.iter(f"{_W}start"):
                    self._starts[key] = int(entry.get(f"{_W}val", "1"))

    def of(self, paragraph: Paragraph) -> tuple[int, int | None] | None:
        """The level, 1 outermost, and the number of a list paragraph; None for any other paragraph."""
        found = _number_properties(paragraph)
        if found is None:
            return None
        identity, level = found
        abstract = self._abstract.get(identity)
        if abstract is None:
            return None
        key = (abstract, level)
        form = self._formats.get(key, "bullet")
        if form == "none":
            return None
        self._counts[key] = self._counts.get(key, self._starts.get(key, 1) - 1) + 1
        for other in [each for each in self._counts if each[0] == abstract and each[1] > level]:
            del self._counts[other]
        return level + 1, None if form == "bullet" else self._counts[key]


def _number_properties(paragraph: Paragraph) -> tuple[str, int] | None:
    """The numbering id and level of a paragraph, from itself or from its style."""
    elements = [paragraph._p.pPr]
    style: Any = paragraph.style
    while style is not None and len(elements) < 8:
        elements.append(style.element.find(f"{_W}pPr"))
        style = getattr(style, "base_style", None)
    level: int | None = None
    for element in elements:
        properties = None if element is None else element.find(f"{_W}numPr")
        if properties is None:
            continue
        depth = properties.find(f"{_W}ilvl")
        if level is None and depth is not None:
            level = int(depth.get(f"{_W}val", "0"))
        identity = properties.find(f"{_W}numId")
        if identity is not None:
            value = identity.get(f"{_W}val", "0")
            return None if value == "0" else (value, level or 0)
    return None


def _walk(document: Document, parent: Any, numbering: _Numbering) -> Iterator[RawBlock]:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for child in parent.iterchildren():
        if child.tag == f"{_W}p":
            yield from _paragraph(Paragraph(child, document._body), numbering)
        elif child.tag == f"{_W}tbl":
            yield from _table(Table(child, document._body), document, numbering)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
            yield from _walk(document, child, numbering)


def _paragraph(paragraph: Paragraph, numbering: _Numbering) -> Iterator[RawBlock]:
    text = _text(paragraph._p)
    if not text.strip():
        return
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    heading = _HEADING_STYLE.match(style)
    item = numbering.of(paragraph)
    emphasis = _emphasis(paragraph)
    for number, line in enumerate(filter(str.strip, text.split("\n"))):
        if heading or style == "Title":
            yield RawBlock(line, BlockKind.HEADING, int(heading[1]) if heading else 1)
        elif style == "Caption":
            yield RawBlock(line, BlockKind.CAPTION)
        elif item and number == 0:
            yield RawBlock(line, BlockKind.ITEM, item[0], number=item[1], emphasis=emphasis)
        else:
            yield RawBlock(line, emphasis=emphasis)


def _text(element: Any) -> str:
    """The text of a paragraph with tabs and line breaks; deleted text and footnote marks are left out."""
    parts: list[str] = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif node.tag == f"{_W}tab":
            parts.append("\t" if node.getparent().tag == f"{_W}r" else "")
        else:
            parts.append("\n")
    return "".join(parts)


def _emphasis(paragraph: Paragraph) -> Emphasis:
    runs = [run for run in paragraph.runs if run.text.strip()]
    if runs and all(run.bold for run in runs):
        return "bold"
    if runs and all(run.italic for run in runs):
        return "italic"
    return ""


def _table(found: Table, document: Document, numbering: _Numbering) -> Iterator[RawBlock]:
    rows = [_row(row) for row in found._tbl.iterchildren(f"{_W}tr")]
    texts = [tuple(_text_of_cell(cell) for cell in row) for row in rows]
    whole = "\n".join("\n".join(row) for row in texts)
    width = max(map(len, texts), default=0)
    if width <= 1 or (width <= 3 and _OFFICE_FORM.search(whole)) or (width == 2 and len(texts) == 1):
        for row in rows:
            for cell in row:
                yield from _walk(document, cell, numbering)
        return
    marked = any(True for _ in found._tbl.iter(f"{_W}tblHeader"))
    yield from table(texts, has_header=True if marked else None)


def _row(row: Any) -> list[Any]:
    """The cells of a row, in order."""
    return [
        cell for cell in row.iter(f"{_W}tc") if cell.getparent() is row or cell.getparent().tag == f"{_W}sdtContent"
    ]


def _text_of_cell(cell: Any) -> str:
    return "\n".join(filter(None, (_text(paragraph).strip() for paragraph in cell.iter(f"{_W}p"))))
