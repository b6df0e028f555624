"""What a file is: by its content where that is certain, else by its name."""

from __future__ import annotations

import io
import re
import zipfile

from ingest.readers import ole

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
    (b"GIF8", ".gif"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"Rar!\x1a\x07", ".rar"),
    (b"\x1f\x8b", ".gz"),
    (b"\x7fELF", ".elf"),
)
_PDF = b"%PDF-"
_PDF_WITHIN = 1_024  # bytes at the start in which a PDF file says that it is one
_OFFICE_PARTS = (("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"))
_OPEN_DOCUMENT = {"text": ".odt", "spreadsheet": ".ods", "presentation": ".odp"}
_MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html[\s>])", re.I)
_EXECUTABLE = re.compile(rb"^MZ.{56,62}[\x40-\xff]\x00\x00\x00", re.S)


def content_type(data: bytes) -> str | None:
    """The extension that belongs to the content of a file, None where the content does not tell.

    ".encrypted" is an office document that a password protects, ".zip" an archive, ".ole" an unknown OLE2 file.
    """
    for start, extension in _STARTS:
        if data.startswith(start):
            return extension
    if data.startswith(ole.MAGIC):
        return ole.kind(data) or ".ole"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package_type(data)
    if _PDF in data[:_PDF_WITHIN]:
        return ".pdf"
    if _MARKUP.match(data[:_PDF_WITHIN]):
        return ".html"
    if _EXECUTABLE.match(data[:72]):
        return ".exe"
    return None


def _package_type(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if "mimetype" in names:
                with package.open("mimetype") as part:
                    kind = part.read(100).decode("ascii", "replace").rpartition(".")[2].removesuffix("-template")
                return _OPEN_DOCUMENT.get(kind, ".zip")
    except Exception:  # of many kinds, and none tells more than that the package is damaged
        return None
    if "[Content_Types].xml" in names:
        for folder, extension in _OFFICE_PARTS:
            if any(name.startswith(folder) for name in names):
                return extension
    return ".zip"
