"""Cuts a reply into messages that a channel takes: between lines, else between sentences, else between words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from bot.channels.messages import Line
from vectorstore.text import sentences

Length = Callable[[str], int]
_WORD = re.compile(r"\S+")


def utf16_length(text: str) -> int:
    """The length of `text` in UTF-16 code units, as Telegram counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def split(lines: Sequence[Line], limit: int, length: Length = len) -> list[tuple[Line, ...]]:
    """`lines` as messages of at most `limit`, each of the lines' texts joined by line breaks.

    No line loses anything but white space; a heading stays with what follows; messages neither begin nor end empty.
    """
    messages: list[list[Line]] = []
    current: list[Line] = []
    size = 0
    for line in chain.from_iterable(_pieces(whole, limit, length) for whole in lines):
        added = length(line.text) + (1 if current else 0)
        if current and size + added > limit:
            kept = _without_headings(current)
            messages.append(kept)
            current = current[len(kept) :]
            size = sum(length(held.text) + 1 for held in current) - 1 if current else 0
            added = length(line.text) + (1 if current else 0)
            if current and size + added > limit:
                messages.append(current)
                current, size, added = [], 0, length(line.text)
        if line.text.strip() or current:
            current.append(line)
            size += added
    messages.append(current)
    return [trimmed for message in messages if (trimmed := _trimmed(message))]


def _pieces(line: Line, limit: int, length: Length) -> Iterator[Line]:
    """`line` whole if it fits, else its pieces."""
    if length(line.text) <= limit:
        yield line
        return
    for piece in _cut(line.text, limit, length):
        yield replace(line, text=piece)


def _cut(text: str, limit: int, length: Length) -> Iterator[str]:
    """Pieces of `text`, as long as the limit lets them be."""
    start = end = 0
    for first, last in _units(text, limit, length):
        if end > start and length(text[start:last]) > limit:
            yield text[start:end]
            start = first
        elif end == start:
            start = first
        end = last
    if end > start:
        yield text[start:end]


def _units(text: str, limit: int, length: Length) -> Iterator[tuple[int, int]]:
    """What is not cut further: sentences, the words of sentences that are too long, parts of words that are."""
    for sentence in sentences(text):
        if length(sentence.of(text)) <= limit:
            yield sentence.start, sentence.end
            continue
        for word in _WORD.finditer(text, sentence.start, sentence.end):
            yield from _word_units(text, word.start(), word.end(), limit, length)


def _word_units(text: str, start: int, end: int, limit: int, length: Length) -> Iterator[tuple[int, int]]:
    while length(text[start:end]) > limit:
        stop = start + 1
        while length(text[start : stop + 1]) <= limit:
            stop += 1
        whole = stop
        while whole > start + 1 and unicodedata.combining(text[whole]):
            whole -= 1
        yield start, whole
        start = whole
    yield start, end


def _without_headings(message: list[Line]) -> list[Line]:
    """`message` up to the headings and empty lines at its end; all of it if nothing else is there."""
    end = len(message)
    while end and (message[end - 1].strong or not message[end - 1].text.strip()):
        end -= 1
    return message[:end] or message


def _trimmed(message: list[Line]) -> tuple[Line, ...]:
    filled = [i for i, line in enumerate(message) if line.text.strip()]
    return tuple(message[filled[0] : filled[-1] + 1]) if filled else ()
