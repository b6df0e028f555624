"""Readers: one file per family of formats. A new reader is one file and one line in `_READERS`."""

from __future__ import annotations

from pathlib import PurePath

from ingest.errors import IngestError, UnreadableFile, UnsupportedType
from ingest.readers.base import Reader, Reading
from ingest.readers.docx import DocxReader
from ingest.readers.html import HtmlReader
from ingest.readers.identify import content_type
from ingest.readers.mail import MailReader
from ingest.readers.mend import mended
from ingest.readers.office import READERS as OFFICE_READERS
from ingest.readers.package import damaged, protected
from ingest.readers.pdf import PdfReader
from ingest.readers.picture import PictureReader
from ingest.readers.presentation import PptxReader
from ingest.readers.spreadsheet import CsvReader, XlsxReader
from ingest.readers.text import MarkdownReader, PlainTextReader

_READERS: tuple[Reader, ...] = (
    PlainTextReader(),
    MarkdownReader(),
    HtmlReader(),
    DocxReader(),
    *OFFICE_READERS,
    PdfReader(),
    PptxReader(),
    XlsxReader(),
    CsvReader(),
    PictureReader(),
    MailReader(),
)
_BY_EXTENSION = {extension: reader for reader in _READERS for extension in reader.extensions}
_BY_MEDIA_TYPE = {media_type: reader for reader in _READERS for media_type in reader.media_types}
_TEXT_INSIDE = {".doc": ".txt", ".rtf": ".txt", ".xls": ".csv"}  # what such a file is if it is plain text
_MARKUP_STAYS = (".md", ".markdown", ".eml", ".html", ".htm", ".xhtml")  # text formats that may begin like a page


def choose(data: bytes, name: str, media_type: str | None = None) -> Reader:
    """The reader for a file: by its content where that is certain, else by its name, else by its media type.

    Raises `UnsupportedType`, and `UnreadableFile` for a document that a password protects.
    """
    extension = PurePath(name).suffix.lower()
    content = content_type(data)
    if content == ".encrypted":
        raise protected(name)
    if content == ".html" and extension in _MARKUP_STAYS:
        content = None
    if content in _BY_EXTENSION:
        return _BY_EXTENSION[content]
    if (content == ".ole" and extension in _BY_EXTENSION) or (content is None and extension == ".zip"):
        raise damaged(name)
    if content is not None:
        raise _unsupported(name, content)
    if extension in _TEXT_INSIDE and _is_text(data):
        return _BY_EXTENSION[_TEXT_INSIDE[extension]]
    reader = _BY_EXTENSION.get(extension) or _BY_MEDIA_TYPE.get(_bare(media_type))
    if reader is None:
        raise _unsupported(name, extension)
    return reader


def read(data: bytes, name: str, media_type: str | None = None) -> Reading:
    """Reads a document. Raises `UnsupportedType` and `UnreadableFile`, and nothing else for any bytes."""
    if not data.strip():
        raise UnreadableFile(f"Tệp {name} trống.", f"{name} is empty.")
    reader = choose(data, name, media_type)
    try:
        reading = mended(reader.read(data, name))
    except (IngestError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableFile(
            f"Không đọc được tệp {name}: nội dung bị hỏng.", f"{name} cannot be read: its content is damaged."
        ) from error
    if not any(any(char.isalnum() for char in block.text) for block in reading.blocks):
        raise UnreadableFile(f"Tệp {name} không có chữ nào.", f"{name} holds no text.")
    return reading


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:4_096] and not data.startswith(b"<?xml")


def _bare(media_type: str | None) -> str:
    return (media_type or "").partition(";")[0].strip().lower()


def _unsupported(name: str, extension: str) -> UnsupportedType:
    types = ", ".join((*(reader.extensions[0] for reader in _READERS), ".zip"))
    if extension and not name.lower().endswith(extension):
        return UnsupportedType(
            f"Tệp {name} thực ra là tệp {extension}, loại không đọc được; các loại đọc được: {types}.",
            f"{name} is really a {extension} file, which cannot be read; the types that can be read are {types}.",
        )
    return UnsupportedType(
        f"Không đọc được loại tệp của {name}; các loại đọc được: {types}.",
        f"{name} is of a type that cannot be read; the types that can be read are {types}.",
    )
