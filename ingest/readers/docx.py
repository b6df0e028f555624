"""Word documents (.docx)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.errors import UnreadableFile
from ingest.readers.base import Emphasis, RawBlock, Reading, table
from ingest.readers.docx_lists import Numbering, Styles
from vectorstore.models import BlockKind

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_STYLE = re.compile(r"^(?:heading|tiêu đề|đề mục)\s*(\d)", re.I)
_NESTED_STYLE = re.compile(r"^list (?:bullet|number) (\d)$")
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
        return Reading(tuple(_walk(document, document.element.body, Styles(document), Numbering(document))))


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


def _walk(document: Document, parent: Any, styles: Styles, numbering: Numbering) -> Iterator[RawBlock]:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for child in parent.iterchildren():
        if child.tag == f"{_W}p":
            yield from _paragraph(Paragraph(child, document._body), styles, numbering)
        elif child.tag == f"{_W}tbl":
            yield from _table(Table(child, document._body), document, styles, numbering)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
            yield from _walk(document, child, styles, numbering)


def _paragraph(paragraph: Paragraph, styles: Styles, numbering: Numbering) -> Iterator[RawBlock]:
    text = _text(paragraph._p)
    if not text.strip():
        return
    style = styles.name(paragraph._p)
    heading = _HEADING_STYLE.match(style)
    nested = _NESTED_STYLE.match(style)
    item = numbering.of(styles.list_of(paragraph._p))
    emphasis = _emphasis(paragraph)
    for number, line in enumerate(filter(str.strip, text.split("\n"))):
        if heading or style == "title":
            yield RawBlock(line, BlockKind.HEADING, int(heading[1]) if heading else 1)
        elif style == "caption":
            yield RawBlock(line, BlockKind.CAPTION)
        elif item and number == 0:
            level = max(item[0], int(nested[1])) if nested else item[0]
            yield RawBlock(line, BlockKind.ITEM, level, number=item[1], emphasis=emphasis)
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


def _table(found: Table, document: Document, styles: Styles, numbering: Numbering) -> Iterator[RawBlock]:
    rows = [_row(row) for row in found._tbl.iterchildren(f"{_W}tr")]
    texts = [tuple(_text_of_cell(cell) for cell in row) for row in rows]
    whole = "\n".join("\n".join(row) for row in texts)
    width = max(map(len, texts), default=0)
    if width <= 1 or (width <= 3 and _OFFICE_FORM.search(whole)) or (width == 2 and len(texts) == 1):
        for row in rows:
            for cell in row:
                yield from _walk(document, cell, styles, numbering)
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
