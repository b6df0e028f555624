"""Mends what is wrong with the characters of a document whatever its format, and changes nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.readers.base import RawBlock, Reading
from ingest.readers.legacy import (
    best_conversion,
    either_way,
    guess_encoding,
    is_unicode,
    strange_part,
    stretches,
    with_capitals,
)
from ingest.readers.symbols import without_private_use


def mended(reading: Reading) -> Reading:
    """`reading` with bullets of symbol fonts as dashes, and legacy Vietnamese that no font told of in Unicode.

    Where paragraphs are in different encodings, each is read by its own; one that is too short to tell, and words among
    Unicode ones, by whichever of the document's encodings makes them Vietnamese. What is Vietnamese either way, as "Sè"
    and "Số", is read like the text before it.
    """
    encodings = _encodings(reading)
    if not encodings and all(block.text.isascii() or _is_plain(block.text) for block in reading.blocks):
        return reading
    texts = [without_private_use(text) for block in reading.blocks for text in (block.text, *block.cells)]
    if encodings:
        told = [_converted(text, encodings) for text in texts]
        texts = told if reading.encoding else _like_their_neighbours(texts, told, encodings)
    found = iter(texts)
    return replace(reading, blocks=tuple(_with_texts(block, found) for block in reading.blocks))


def _converted(text: str, encodings: Sequence[str]) -> str:
    if text.isascii():
        return text
    parts = stretches(text) if is_unicode(text) else [text]
    found = "".join(best_conversion(part, [guess_encoding([part]) or encodings[0], *encodings]) for part in parts)
    return with_capitals(found) if "tcvn3" in encodings else found


def _like_their_neighbours(texts: Sequence[str], told: Sequence[str], encodings: Sequence[str]) -> list[str]:
    """`told`, in which those of `texts` that may be in a legacy encoding or not are read like the last one that is
    told, or the first at the start."""
    clear = [
        None if text.isascii() or (text == found and not is_unicode(text)) else text != found
        for text, found in zip(texts, told, strict=True)
    ]
    is_legacy = next((verdict for verdict in clear if verdict is not None), False)
    result = []
    for found, verdict in zip(told, clear, strict=True):
        is_legacy = is_legacy if verdict is None else verdict
        result.append(either_way(found, encodings) if verdict is None and is_legacy else found)
    return result


def _encodings(reading: Reading) -> list[str]:
    """The legacy encodings of a document, the one that most of it is in first."""
    usual = reading.encoding or guess_encoding(block.text for block in reading.blocks)
    single = Counter(filter(None, (guess_encoding([strange_part(block.text)]) for block in reading.blocks)))
    return list(dict.fromkeys([*([usual] if usual else []), *(encoding for encoding, _ in single.most_common())]))


def _is_plain(text: str) -> bool:
    return without_private_use(text) == text


def _with_texts(block: RawBlock, texts: Iterator[str]) -> RawBlock:
    text, cells = next(texts), tuple(next(texts) for _ in block.cells)
    return block if text == block.text and cells == block.cells else replace(block, text=text, cells=cells)
