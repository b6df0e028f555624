"""Titles that are set in capitals, in small letters where they are not quoted but named in a question."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from bot.question.language import is_vietnamese_syllable
from vectorstore.text import fold

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"[ \u00a0]+")
_ROMAN = re.compile(r"[IVX]+")
_OPENING = re.compile(r"(?:^|[\n.!?:;…“\"(])\s*$")
_LOOKED_THROUGH = 20_000  # characters of the text
_REMEMBERED = 128  # titles, as each takes longer than a search by words, and the same are suggested again
_KNOWN = 0.5  # the share of the words that the text must have, else it does not tell names from other words


@lru_cache(_REMEMBERED)
def in_small_letters(title: str, text: str) -> str:
    """`title` with the capitals that `text` gives the same words, longest runs first; other words are small.

    What does not look like a word of Vietnamese keeps its capitals, since it is likely to be an abbreviation. A title
    that is not all in capitals stays as it is, and so does one whose words the text hardly has.
    """
    if not title.isupper():
        return title
    text = text[:_LOOKED_THROUGH]
    words, written = list(_WORD.finditer(title)), list(_WORD.finditer(text))
    places = defaultdict(list)
    for place, word in enumerate(written):
        if not (word[0].isupper() and len(word[0]) > 1):
            places[word[0].lower()].append(place)
    small, known, position, at = "", 0, 0, 0
    while at < len(words):
        runs = [_run(title, words, at, text, written, place) for place in places[words[at][0].lower()]]
        best = max(runs, key=lambda run: (len(run), not _opens(text, run[0]), -_capitals(run)), default=[])
        length = len(best) or 1
        if len(best) > 1 or (best and not _opens(text, best[0])):
            cased = [word[0] for word in best]
        else:
            cased = [_small(words[at][0])]
        known += len(best)
        for word, replacement in zip(words[at : at + length], cased, strict=True):
            small += title[position : word.start()] + replacement
            position = word.end()
        at += length
    small += title[position:]
    if known < _KNOWN * len(words):
        return title
    return small[:1].upper() + small[1:]


def _run(
    title: str, words: list[re.Match[str]], at: int, text: str, written: list[re.Match[str]], place: int
) -> list[re.Match[str]]:
    """The words of the text from `place` on that are those of the title from `at` on."""
    run = [written[place]]
    for a, b in zip(words[at + 1 :], written[place + 1 :], strict=False):
        spaced = _SPACE.fullmatch(text, run[-1].end(), b.start()) and _SPACE.fullmatch(
            title, words[at + len(run) - 1].end(), a.start()
        )
        if not spaced or a[0].lower() != b[0].lower() or (b[0].isupper() and len(b[0]) > 1):
            break
        run.append(b)
    return run


def _opens(text: str, word: re.Match[str]) -> bool:
    """Whether a word opens a sentence, so that its capital says nothing."""
    return _OPENING.search(text, max(0, word.start() - 3), word.start()) is not None


def _capitals(run: list[re.Match[str]]) -> int:
    return sum(word[0][0].isupper() for word in run)


def _small(word: str) -> str:
    return word.lower() if is_vietnamese_syllable(fold(word)) and not _ROMAN.fullmatch(word) else word
