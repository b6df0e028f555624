"""PDF files with a text layer."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.errors import UnreadableFile
from ingest.readers.base import Reading
from ingest.readers.legacy import FontReader, Run, font_encoding, plausibility
from ingest.readers.pdf_layout import paragraphs
from ingest.readers.pdf_rows import Place, place_of, with_tables
from ingest.readers.pdf_tables import RuledTable, ruled_tables
from ingest.readers.printed import PrintedLine

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_PASSWORD = 4  # pdfium's error code for an encrypted file
_COLUMN_GAP = 2.0  # font sizes; white space wider than this parts two columns
_DROP = 0.7  # heights of a character between two that stand on different lines
_SOFT_HYPHENS = str.maketrans("\x02\ufffe", "\xad\xad")  # what pdfium gives for a hyphen at the end of a line
_LINE_BREAKS = "\r\n"
_NOTHING = "\0"
_TOKEN = re.compile(r"[\r\n]|[^\S\r\n]+|[^\s\0]+|\0")
_WITH_DIGITS = re.compile(r"(?=[^\s\0]*\d)[^\s\0]{2,}")
_UNIT = re.compile(r"[\d.,]*(?:[kdcm]?m|dam|hm)")  # what is behind it and raised is its exponent
_RAISED, _SMALLER = 0.2, 0.85  # heights of a character, of which a footnote's mark stands higher, and is at most
_SHORT_PAGE = 250  # characters; a page of fewer, over a picture, is a scan with the note of a digital signature
_READABLE = 0.6  # share of accented words that are Vietnamese, below which a text layer over a picture is garbled
_COVERED = 0.5  # share of a page that its pictures cover if it is a scan
_DEPTH = 3  # levels of nested forms in which pictures are sought
_POINTS = 72  # to the inch
_USUAL_DPI, _LEAST_DPI, _MOST_DPI = 220.0, 100.0, 330.0  # at which a scan is drawn
_MOST_PIXELS = 6_000  # along the longer side of a drawn page


class PdfReader:
    """.pdf: printed lines are joined into paragraphs; page numbers and repeated headers and footers are dropped.

    Pages that are pictures are read by OCR, also those whose only text is the note of a digital signature, or whose
    text layer is the work of a poor OCR.
    """

    extensions: tuple[str, ...] = (".pdf",)
    media_types: tuple[str, ...] = ("application/pdf", "application/x-pdf")

    def read(self, data: bytes, name: str) -> Reading:
        """The paragraphs of a PDF file. Raises `UnreadableFile` for a broken or encrypted one."""
        document = _open(data, name)
        try:
            pages = [_page(document, index) for index in range(len(document))]
            reader = FontReader(run for page in pages for line in page.lines for run in line.runs)
            texts = list(_texts(document, pages, reader, name))
        finally:
            document.close()
        return Reading(tuple(paragraphs(texts)), encoding=reader.encoding)


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


def _page(document: PdfDocument, index: int) -> _Page:
    page = document[index]
    try:
        tables = ruled_tables(page)
        text_page = page.get_textpage()
        try:
            lines = _lines(text_page, tables)
        finally:
            text_page.close()
        return _Page(lines, _is_picture(page, lines), tables)
    finally:
        page.close()


def _is_picture(page: PdfPage, lines: Sequence[_Line]) -> bool:
    """Whether a page is drawn and not written: its text layer is missing, too short for a page, or garbled."""
    import pypdfium2.raw as pdfium

    if not lines:
        return any(True for _ in page.get_objects(max_depth=1))
    text = " ".join(run.text for line in lines for run in line.runs)
    if len(text) >= _SHORT_PAGE and (
        plausibility(text) >= _READABLE or any(font_encoding(run.font) for line in lines for run in line.runs)
    ):
        return False
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEPTH):
        left, bottom, right, top = picture.get_bounds()
        covered += max(0.0, min(right, width) - max(left, 0.0)) * max(0.0, min(top, height) - max(bottom, 0.0))
    return bool(covered >= _COVERED * width * height)


def _texts(document: PdfDocument, pages: Sequence[_Page], reader: FontReader, name: str) -> Iterator[list[PrintedLine]]:
    """The lines of each page. A picture among pages of text is left out where there is no OCR."""
    from ingest.readers.tesseract import install_command

    pictures = sum(page.is_picture for page in pages)
    leave_out = 0 < pictures < len(pages) / 2 and install_command() is not None
    for index, page in enumerate(pages):
        if page.is_picture and not leave_out:
            yield _scanned(document, index, name)
        else:
            lines = [line.printed(reader) for line in page.lines]
            yield with_tables(lines, [line.place for line in page.lines], page.tables) if page.tables else lines


def _scanned(document: PdfDocument, index: int, name: str) -> list[PrintedLine]:
    """The lines of a page that is a picture."""
    from ingest.readers.tesseract import recognise

    page = document[index]
    try:
        dpi = _resolution(page)
        bitmap = page.render(scale=dpi / _POINTS)
        try:
            return recognise(bitmap.to_pil(), name, dpi)
        finally:
            bitmap.close()
    finally:
        page.close()


def _resolution(page: PdfPage) -> float:
    """The dots per inch at which to draw a page: those of its largest picture, within reason."""
    import pypdfium2.raw as pdfium

    best, largest = _USUAL_DPI, 0.0
    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEPTH):
        left, _, right, _ = picture.get_bounds()
        if right - left > largest:
            largest = right - left
            best = picture.get_px_size()[0] / largest * _POINTS
    longest: float = max(page.get_size())
    return min(max(best, _LEAST_DPI), _MOST_DPI, _MOST_PIXELS / longest * _POINTS)


def _lines(page: PdfTextPage, tables: Sequence[RuledTable]) -> list[_Line]:
    """The printed lines of a page in the order in which the file stores them; columns, and the cells of the page's
    tables, have lines of their own."""
    import pypdfium2.raw as pdfium

    builder = _LineBuilder(tables)
    for token in _TOKEN.finditer(_without_marks(pdfium, page, _characters(pdfium, page))):
        text = token[0]
        if text in _LINE_BREAKS:
            builder.finish()
        elif text.isspace():
            builder.add(" ")
        elif text != _NOTHING:
            for word, start, end in _words(pdfium, page, token.start(), token.end()):
                if word is not None:
                    builder.start_word(word)
                builder.add(text[start - token.start() : end - token.start()].translate(_SOFT_HYPHENS))
    builder.finish()
    return builder.lines


def _without_marks(pdfium: Any, page: PdfTextPage, text: str) -> str:
    """`text` of a page without the marks of its footnotes, and without the line breaks that pdfium takes the step down
    behind them, or behind an exponent, for: "\\0" or a space stands in their place."""
    for word in _WITH_DIGITS.finditer(text):
        first, end = word.span()
        while not text[end - 1].isdigit():
            end -= 1
        start = end
        while start > first and text[start - 1].isdigit() and _is_raised(pdfium, page, start - 1, first):
            start -= 1
        if start in (first, end):
            continue
        if _UNIT.fullmatch(text, first, start):
            start = end
        following = end + len(text[end:]) - len(text[end:].lstrip(_LINE_BREAKS))
        space = ""
        if end < following < len(text) and _are_level(_box(pdfium, page, first), _box(pdfium, page, following)):
            end, space = following, " " if text[following].isalnum() else ""
        text = text[:start] + _NOTHING * (end - start - len(space)) + space + text[end:]
    return text


def _is_raised(pdfium: Any, page: PdfTextPage, index: int, other: int) -> bool:
    """Whether a character is a smaller one that stands higher than another."""
    box, beside = _box(pdfium, page, index), _box(pdfium, page, other)
    height = beside.top - beside.bottom
    return bool(box.bottom - beside.bottom > _RAISED * height and box.top - box.bottom < _SMALLER * height)


def _box(pdfium: Any, page: PdfTextPage, index: int) -> Any:
    """Where the character at `index` stands; nowhere, at no height, where the page does not say."""
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(page, index, box)
    return box


def _words(pdfium: Any, page: PdfTextPage, start: int, end: int) -> Iterator[tuple[_Word | None, int, int]]:
    """The words among characters of a page without white space between them, with where they start and end: one, or
    several that pdfium took for one though they stand on different lines. None where the page does not say."""
    first, last = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    while start < end:
        if not pdfium.FPDFText_GetLooseCharBox(page, start, first):
            yield None, start, end
            return
        cut = end
        if pdfium.FPDFText_GetLooseCharBox(page, end - 1, last) and not _are_level(first, last):
            cut = start + 1
            while pdfium.FPDFText_GetLooseCharBox(page, cut, last) and _are_level(first, last):
                cut += 1
        right = first.right
        if pdfium.FPDFText_GetLooseCharBox(page, cut - 1, last):
            right = max(right, last.right)
        baseline, size, font, is_bold = _font(pdfium, page, start, first.top - first.bottom)
        yield _Word(first.left, right, baseline, size, is_bold, font), start, cut
        start = cut


def _are_level(box: Any, other: Any) -> bool:
    """Whether two characters stand at about the same height."""
    return bool(abs(other.bottom - box.bottom) <= _DROP * (box.top - box.bottom))


def _characters(pdfium: Any, page: PdfTextPage) -> str:
    """The text of a page, one character for each that the page counts, "\\0" for one that is none."""
    count = pdfium.FPDFText_CountChars(page)
    units = (ctypes.c_ushort * (count + 1))()
    if count and pdfium.FPDFText_GetText(page, 0, count, units) == count + 1:
        text = bytes(units)[:-2].decode("utf-16-le", "replace")
        if len(text) == count:
            return text
    return "".join(_char(pdfium, page, index, count) for index in range(count))


def _char(pdfium: Any, page: PdfTextPage, index: int, count: int) -> str:
    """The character at `index`; "\\0" for the second half of a pair and for what is no character."""
    code = pdfium.FPDFText_GetUnicode(page, index)
    if 0xD800 <= code < 0xDC00 and index + 1 < count:
        low = pdfium.FPDFText_GetUnicode(page, index + 1)
        return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)) if 0xDC00 <= low < 0xE000 else _NOTHING
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else _NOTHING


def _font(pdfium: Any, page: PdfTextPage, index: int, height: float) -> tuple[float, float, str | None, bool]:
    """Baseline, font size in points, font and whether it is bold, of the character at `index`."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(page, index, x, y)
    size = pdfium.FPDFText_GetFontSize(page, index)
    if not 0.5 * height <= size <= 3 * height:
        size = max(1.1 * height, 1.0)
    name = ctypes.create_string_buffer(80)
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(page, index, name, 80, flags)
    known = 0 < length <= 80
    bold = b"bold" in name.value.lower() if known else pdfium.FPDFText_GetFontWeight(page, index) >= 600
    return y.value, size, name.value.decode("utf-8", "replace") if known else None, bold


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line before its fonts are read; the other fields are as in `PrintedLine`."""

    runs: tuple[Run, ...]
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool
    place: Place | None

    def printed(self, reader: FontReader) -> PrintedLine:
        """The line with its text as `reader` reads its runs."""
        return PrintedLine(
            reader.text(self.runs).strip(), self.left, self.right, self.baseline, self.size, self.is_bold
        )


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[_Line]
    is_picture: bool
    tables: list[RuledTable]


@dataclass(slots=True)
class _Word:
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool
    font: str | None


class _LineBuilder:
    """Collects the characters of a page into lines; wide white space, a step back and a cell's edge end a line."""

    def __init__(self, tables: Sequence[RuledTable]) -> None:
        self.lines: list[_Line] = []
        self._tables = tables
        self._place: Place | None = None
        self._runs: list[tuple[str | None, list[str]]] = []
        self._words: list[_Word] = []

    def start_word(self, word: _Word) -> None:
        """Notes where a word stands, before its characters are added."""
        place = place_of(self._tables, word.left, word.right, word.baseline, word.size) if self._tables else None
        if self._words:
            gap = word.left - self._words[-1].right
            below = word.left < self._words[-1].right and self._words[-1].baseline - word.baseline > _DROP * word.size
            stepped = gap > _COLUMN_GAP * word.size or word.left < self._words[0].left - word.size
            if below or stepped or place != self._place:
                self.finish()
        self._place = place
        self._words.append(word)
        if not self._runs or self._runs[-1][0] != word.font:
            self._runs.append((word.font, []))

    def add(self, text: str) -> None:
        """Adds a word, or the space before the next; a line does not begin with a space."""
        if self._runs:
            self._runs[-1][1].append(text)
        elif not text.isspace():
            self._runs.append((None, [text]))

    def finish(self) -> None:
        """Ends the line."""
        runs = tuple(Run("".join(chars), font) for font, chars in self._runs)
        if self._words and any(run.text.strip() for run in runs):
            self.lines.append(
                _Line(
                    runs,
                    left=min(word.left for word in self._words),
                    right=max(word.right for word in self._words),
                    baseline=self._words[0].baseline,
                    size=max(word.size for word in self._words),
                    is_bold=all(word.is_bold for word in self._words),
                    place=self._place,
                )
            )
        self._runs.clear()
        self._words.clear()
