"""Abbreviations of Party and state, both ways: a question's "BHXH" finds "bảo hiểm xã hội", and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from vectorstore.query import Concept
from vectorstore.text import fold, folded_syllables, has_accents, syllables

_TOKEN = re.compile(r"(?<![\w/-])\w+(?![\w/-])")
_CODE = re.compile(r"([b-df-hj-np-tv-xz]{2,4})( ?)(\d{1,4}[a-z]?)")  # of a road, say: "ĐH.07" and "ĐH07"
_LONGEST = 6  # syllables of what is abbreviated


@cache
def _full() -> dict[str, str]:
    """Folded abbreviation → its full form."""
    lines = files("bot.question").joinpath("abbreviations.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {fold(short): full for short, full in pairs}


@cache
def _short() -> dict[str, str]:
    """Folded syllables of the full form → folded abbreviation."""
    return {folded_syllables(full): short for short, full in _full().items()}


def in_full(word: str) -> str | None:
    """What a word abbreviates, None if it is no abbreviation."""
    return _full().get(fold(word))


def expanded(text: str) -> str:
    """`text` with its abbreviations in full, with accents if it has any; document numbers ("04-NQ/ĐUK") stay."""
    accented = has_accents(text)

    def full(match: re.Match[str]) -> str:
        written = in_full(match[0])
        if written is None:
            return match[0]
        return written if accented else fold(written)

    return _TOKEN.sub(full, text)


def with_abbreviations(concepts: Iterable[Concept], text: str) -> tuple[Concept, ...]:
    """The concepts, where what `text` says in full or abbreviates may stand in texts in either way, and codes of roads
    and the like in one syllable or two ("dh07", "ĐH.07")."""
    both = dict(_said(syllables(fold(text))))
    known = [(*concept, both.pop(concept[0])) if concept[0] in both else _coded(concept) for concept in concepts]
    return (*known, *both.items())


def _coded(concept: Concept) -> Concept:
    """A concept that is a code, in both spellings; any other as it is."""
    code = _CODE.fullmatch(concept[0])
    return concept if code is None else (*concept, f"{code[1]}{'' if code[2] else ' '}{code[3]}")


def _said(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What the words say in full or abbreviate: the full form's folded syllables, and the abbreviation."""
    for place, word in enumerate(words):
        if word in _full():
            yield folded_syllables(_full()[word]), word
        for length in range(2, _LONGEST + 1):
            phrase = " ".join(words[place : place + length])
            if phrase in _short():
                yield phrase, _short()[phrase]
