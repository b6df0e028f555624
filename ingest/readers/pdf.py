"""PDF files with a text layer."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.errors import UnreadableFile
from ingest.readers.base import Hints, Reading
from ingest.readers.pdf_layout import PrintedLine, paragraphs

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_PASSWORD = 4  # pdfium's error code for an encrypted file
_COLUMN_GAP = 2.0  # font sizes; white space wider than this parts two columns
_HYPHENS = "\x02\ufffe"  # what pdfium gives for a hyphen at the end of a line
_LINE_BREAKS = "\r\n"


class PdfReader:
    """.pdf: printed lines are joined into paragraphs; page numbers and repeated headers and footers are dropped."""

    extensions: tuple[str, ...] = (".pdf",)
    media_types: tuple[str, ...] = ("application/pdf", "application/x-pdf")

    def read(self, data: bytes, name: str) -> Reading:
        """The paragraphs of a PDF file. Raises `UnreadableFile` for a broken, encrypted or scanned one."""
        document = _open(data, name)
        try:
            pages = [_page_lines(document, index) for index in range(len(document))]
        finally:
            document.close()
        if not any(pages):
            raise UnreadableFile(
                f"Tệp {name} là bản quét (ảnh), không có lớp văn bản; Bản Tin chưa nhận dạng chữ (OCR) được.",
                f"{name} is a scan without a text layer; reading scans (OCR) is not there yet.",
            )
        return Reading(tuple(paragraphs(pages)), Hints())


def _open(data: bytes, name: str) -> PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise UnreadableFile(
                f"Tệp {name} có mật khẩu: hãy bỏ mật khẩu rồi thử lại.",
                f"{name} is protected by a password: remove it and try again.",
            ) from error
        raise UnreadableFile(
            f"Tệp {name} bị hỏng hoặc không phải tệp PDF.", f"{name} is damaged or is not a PDF file."
        ) from error


def _page_lines(document: PdfDocument, index: int) -> list[PrintedLine]:
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            return _lines(text_page)
        finally:
            text_page.close()
    finally:
        page.close()


def _lines(page: PdfTextPage) -> list[PrintedLine]:
    """The printed lines of a page in the order in which the file stores them; columns are lines of their own."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(page)
    box = pdfium.FS_RECTF()
    builder = _LineBuilder()
    after_space = True
    for index in range(count):
        char = _char(pdfium, page, index, count)
        if char in _LINE_BREAKS:
            builder.finish()
        elif char.isspace():
            builder.space()
        elif char and pdfium.FPDFText_GetLooseCharBox(page, index, box):
            if after_space:
                builder.start_word(_Word(box.left, box.right, *_font(pdfium, page, index, box.top - box.bottom)))
            builder.add("\u00ad" if char in _HYPHENS else char, box.right)
        elif char:
            builder.add("\u00ad" if char in _HYPHENS else char, None)
        after_space = not char or char.isspace()
    builder.finish()
    return builder.lines


def _char(pdfium: Any, page: PdfTextPage, index: int, count: int) -> str:
    """The character at `index`; empty for the second half of a pair and for what is no character."""
    code = pdfium.FPDFText_GetUnicode(page, index)
    if 0xD800 <= code < 0xDC00 and index + 1 < count:
        low = pdfium.FPDFText_GetUnicode(page, index + 1)
        return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)) if 0xDC00 <= low < 0xE000 else ""
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _font(pdfium: Any, page: PdfTextPage, index: int, height: float) -> tuple[float, float, bool]:
    """Baseline, font size in points and whether the font is bold, of the character at `index`."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(page, index, x, y)
    size = pdfium.FPDFText_GetFontSize(page, index)
    if not 0.5 * height <= size <= 3 * height:
        size = max(1.1 * height, 1.0)
    name = ctypes.create_string_buffer(80)
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(page, index, name, 80, flags)
    bold = b"bold" in name.value.lower() if 0 < length <= 80 else pdfium.FPDFText_GetFontWeight(page, index) >= 600
    return y.value, size, bold


@dataclass(slots=True)
class _Word:
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool


class _LineBuilder:
    """Collects the characters of a page into lines; wide white space and a step back end a line."""

    def __init__(self) -> None:
        self.lines: list[PrintedLine] = []
        self._chars: list[str] = []
        self._words: list[_Word] = []

    def start_word(self, word: _Word) -> None:
        """Notes where a word stands, before its characters are added."""
        if self._words:
            gap = word.left - self._words[-1].right
            if gap > _COLUMN_GAP * word.size or word.left < self._words[0].left - word.size:
                self.finish()
        self._words.append(word)

    def add(self, char: str, right: float | None) -> None:
        """Adds a character that ends at `right`."""
        self._chars.append(char)
        if self._words and right is not None:
            self._words[-1].right = max(self._words[-1].right, right)

    def space(self) -> None:
        """Adds a space."""
        self._chars.append(" ")

    def finish(self) -> None:
        """Ends the line."""
        text = "".join(self._chars).strip()
        if text and self._words:
            self.lines.append(
                PrintedLine(
                    text,
                    left=min(word.left for word in self._words),
                    right=max(word.right for word in self._words),
                    baseline=self._words[0].baseline,
                    size=max(word.size for word in self._words),
                    is_bold=all(word.is_bold for word in self._words),
                )
            )
        self._chars.clear()
        self._words.clear()
