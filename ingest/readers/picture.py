"""Pictures of pages: scans and photographs, read by OCR."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.readers.base import Reading
from ingest.readers.package import damaged
from ingest.readers.pdf_layout import paragraphs
from ingest.readers.printed import PrintedLine

if TYPE_CHECKING:
    from PIL.Image import Image


class PictureReader:
    """.png, .jpg, .tif: each picture in the file is a page."""

    extensions: tuple[str, ...] = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp")
    media_types: tuple[str, ...] = ("image/png", "image/jpeg", "image/tiff", "image/gif", "image/bmp", "image/webp")

    def read(self, data: bytes, name: str) -> Reading:
        """The paragraphs of the pages. Raises `MissingTool` without Tesseract."""
        return Reading(tuple(paragraphs(list(_pages(data, name)))))


def _pages(data: bytes, name: str) -> Iterator[list[PrintedLine]]:
    from PIL import Image, ImageSequence, UnidentifiedImageError

    from ingest.readers.tesseract import recognise

    try:
        with Image.open(io.BytesIO(data)) as image:
            for frame in ImageSequence.Iterator(image):
                yield recognise(_loaded(frame), name)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise damaged(name) from error


def _loaded(frame: Image) -> Image:
    copied = frame.copy()
    copied.info = dict(frame.info)
    return copied
