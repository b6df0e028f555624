"""Readers: one file per family of formats. A new reader is one file and one line in `_READERS`."""

from __future__ import annotations

from pathlib import PurePath

from ingest.errors import IngestError, UnreadableFile, UnsupportedType
from ingest.readers.base import Reader, Reading
from ingest.readers.docx import DocxReader
from ingest.readers.html import HtmlReader
from ingest.readers.pdf import PdfReader
from ingest.readers.text import MarkdownReader, PlainTextReader

_READERS: tuple[Reader, ...] = (PlainTextReader(), MarkdownReader(), HtmlReader(), DocxReader(), PdfReader())

# What a file starts with, what it then is, and the readers that take it in spite of their own extension.
_MAGIC: tuple[tuple[bytes, str, type[object] | None], ...] = (
    (b"%PDF-", "PDF", PdfReader),
    (b"PK\x03\x04", "ZIP/Office", DocxReader),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office 97–2003", DocxReader),
    (b"\x89PNG\r\n", "PNG", None),
    (b"\xff\xd8\xff", "JPEG", None),
    (b"GIF8", "GIF", None),
    (b"\x7fELF", "ELF", None),
    (b"\x1f\x8b", "GZIP", None),
    (b"{\\rtf", "RTF", None),
)


def known_types() -> tuple[str, ...]:
    """The extensions that can be read, each with its dot."""
    return tuple(extension for reader in _READERS for extension in reader.extensions)


def choose(name: str, media_type: str | None = None) -> Reader:
    """The reader for a file of this name, or of this media type where the name says nothing.

    Raises `UnsupportedType`.
    """
    extension = PurePath(name).suffix.lower()
    for reader in _READERS:
        if extension in reader.extensions:
            return reader
    media = (media_type or "").partition(";")[0].strip().lower()
    for reader in _READERS:
        if media in reader.media_types:
            return reader
    types = ", ".join(known_types())
    raise UnsupportedType(
        f"Không đọc được loại tệp của {name}; các loại đọc được: {types}.",
        f"{name} is of a type that cannot be read; the types that can be read are {types}.",
    )


def read(data: bytes, name: str, media_type: str | None = None) -> Reading:
    """Reads a document. Raises `UnsupportedType` and `UnreadableFile`, and nothing else for any bytes."""
    reader = choose(name, media_type)
    if not data.strip():
        raise UnreadableFile(f"Tệp {name} trống.", f"{name} is empty.")
    _check_magic(data, name, reader)
    try:
        reading = reader.read(data, name)
    except IngestError:
        raise
    except Exception as error:
        raise UnreadableFile(
            f"Không đọc được tệp {name}: nội dung bị hỏng.", f"{name} cannot be read: its content is damaged."
        ) from error
    if not any(any(char.isalnum() for char in block.text) for block in reading.blocks):
        raise UnreadableFile(f"Tệp {name} không có chữ nào.", f"{name} holds no text.")
    return reading


def _check_magic(data: bytes, name: str, reader: Reader) -> None:
    for start, kind, owner in _MAGIC:
        if data.startswith(start) and (owner is None or not isinstance(reader, owner)):
            raise UnreadableFile(
                f"Tệp {name} thực ra là tệp {kind}: phần mở rộng không đúng với nội dung.",
                f"{name} is really a {kind} file: its extension does not match its content.",
            )
