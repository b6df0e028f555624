"""Mends what is wrong with the characters of a document whatever its format, and changes nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ingest.readers.base import RawBlock, Reading
from ingest.readers.legacy import convert_if_better, guess_encoding, is_unicode
from ingest.readers.symbols import without_private_use


def mended(reading: Reading) -> Reading:
    """`reading` with bullets of symbol fonts as dashes, and legacy Vietnamese that no font told of in Unicode."""
    encoding = reading.encoding or guess_encoding(block.text for block in reading.blocks)
    if encoding is None and all(block.text.isascii() or _is_plain(block.text) for block in reading.blocks):
        return reading

    def mend(text: str) -> str:
        text = without_private_use(text)
        return text if encoding is None or is_unicode(text) else convert_if_better(text, encoding)

    return replace(reading, blocks=tuple(_changed(block, mend) for block in reading.blocks))


def _is_plain(text: str) -> bool:
    return without_private_use(text) == text


def _changed(block: RawBlock, mend: Callable[[str], str]) -> RawBlock:
    text = mend(block.text)
    cells = tuple(map(mend, block.cells))
    return block if text == block.text and cells == block.cells else replace(block, text=text, cells=cells)
