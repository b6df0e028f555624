"""Formats that are read by way of LibreOffice: Office 97-2003, RTF and OpenDocument."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from pathlib import PurePath

from ingest.errors import MissingTool, UnreadableFile
from ingest.readers import libreoffice, ole
from ingest.readers.base import Reader, Reading
from ingest.readers.docx import DocxReader
from ingest.readers.identify import content_type
from ingest.readers.package import check_markup, damaged, open_package, protected
from ingest.readers.presentation import PptxReader
from ingest.readers.spreadsheet import XlsxReader

_SECONDS = 120.0  # for the conversion of one file
_READERS: dict[str, Reader] = {".docx": DocxReader(), ".xlsx": XlsxReader(), ".pptx": PptxReader()}


class OfficeReader:
    """One format that LibreOffice converts into one that is read here."""

    def __init__(self, extension: str, media_type: str, *more: str) -> None:
        self._extension = extension
        self.extensions: tuple[str, ...] = (extension, *more)
        self.media_types: tuple[str, ...] = (media_type,)

    def read(self, data: bytes, name: str) -> Reading:
        """The blocks of the document. Raises `MissingTool` without LibreOffice."""
        check(data, name)
        converted = libreoffice.convert(data, self._extension, name, _SECONDS)
        return _READERS[libreoffice.TARGETS[self._extension]].read(converted, name)


def check(data: bytes, name: str) -> None:
    """Raises `UnreadableFile` for a file that LibreOffice must not, or cannot, open."""
    if data.startswith(ole.MAGIC):
        if not ole.is_whole(data):
            raise damaged(name)
        if ole.is_encrypted(data):
            raise protected(name)
    elif data.startswith(b"PK"):
        with open_package(data, name) as package:
            check_markup(package, name)
            if "META-INF/manifest.xml" in package.namelist():
                with package.open("META-INF/manifest.xml") as part:
                    if b"encryption-data" in part.read():
                        raise protected(name)
    elif not data.startswith(b"{\\rtf") or _ends_early(data):
        raise damaged(name)


def _ends_early(rtf: bytes) -> bool:
    """Whether groups of an RTF file are still open at its end."""
    opened = rtf.count(b"{") - rtf.count(b"\\{")
    closed = rtf.count(b"}") - rtf.count(b"\\}")
    return opened > closed and not rtf.rstrip(b"\0 \r\n").endswith(b"}")


def is_converted(name: str) -> bool:
    """Whether a file of this name is read by way of LibreOffice."""
    return PurePath(name).suffix.lower() in libreoffice.TARGETS


def convert_together(files: Sequence[tuple[bytes, str]], seconds: float) -> list[bytes | None]:
    """`files`, bytes and name, converted with one start of LibreOffice per family; None for each that was not.

    Takes no more than `seconds`. What is not converted here may still be read by itself.
    """
    results: list[bytes | None] = [None] * len(files)
    until = time.monotonic() + seconds
    types = [_type_to_convert(data, name) for data, name in files]
    for extension in sorted(set(filter(None, types))):
        members = [index for index, found in enumerate(types) if found == extension]
        left = until - time.monotonic()
        if len(members) > 1 and left > 0:
            with contextlib.suppress(MissingTool):  # said when the file itself is read
                converted = libreoffice.convert_all([files[index][0] for index in members], extension, left)
                for index, found in zip(members, converted, strict=True):
                    results[index] = found
    return results


def _type_to_convert(data: bytes, name: str) -> str | None:
    """The type of a file that LibreOffice can convert, None for any other."""
    extension = content_type(data)
    if extension not in libreoffice.TARGETS:
        return None
    try:
        check(data, name)
    except UnreadableFile:
        return None
    return extension


READERS = (
    OfficeReader(".doc", "application/msword", ".dot"),
    OfficeReader(".rtf", "application/rtf"),
    OfficeReader(".odt", "application/vnd.oasis.opendocument.text"),
    OfficeReader(".xls", "application/vnd.ms-excel", ".xlt"),
    OfficeReader(".ods", "application/vnd.oasis.opendocument.spreadsheet"),
    OfficeReader(".ppt", "application/vnd.ms-powerpoint", ".pps"),
    OfficeReader(".odp", "application/vnd.oasis.opendocument.presentation"),
)
"""The readers of all formats that LibreOffice converts."""
