"""Mends what is wrong with the characters of a document whatever its format, and changes nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from ingest.readers.base import RawBlock, Reading
from ingest.readers.legacy import best_conversion, guess_encoding, is_unicode, strange_part, stretches
from ingest.readers.symbols import without_private_use


def mended(reading: Reading) -> Reading:
    """`reading` with bullets of symbol fonts as dashes, and legacy Vietnamese that no font told of in Unicode.

    Where paragraphs are in different encodings, each is read by its own; one that is too short to tell, and words among
    Unicode ones, by whichever of the document's encodings makes them Vietnamese.
    """
    encodings = _encodings(reading)
    if not encodings and all(block.text.isascii() or _is_plain(block.text) for block in reading.blocks):
        return reading

    def mend(text: str) -> str:
        text = without_private_use(text)
        if not encodings or text.isascii():
            return text
        parts = stretches(text) if is_unicode(text) else [text]
        return "".join(best_conversion(part, [guess_encoding([part]) or encodings[0], *encodings]) for part in parts)

    return replace(reading, blocks=tuple(_changed(block, mend) for block in reading.blocks))


def _encodings(reading: Reading) -> list[str]:
    """The legacy encodings of a document, the one that most of it is in first."""
    usual = reading.encoding or guess_encoding(block.text for block in reading.blocks)
    single = Counter(filter(None, (guess_encoding([strange_part(block.text)]) for block in reading.blocks)))
    return list(dict.fromkeys([*([usual] if usual else []), *(encoding for encoding, _ in single.most_common())]))


def _is_plain(text: str) -> bool:
    return without_private_use(text) == text


def _changed(block: RawBlock, mend: Callable[[str], str]) -> RawBlock:
    text = mend(block.text)
    cells = tuple(map(mend, block.cells))
    return block if text == block.text and cells == block.cells else replace(block, text=text, cells=cells)
