"""English words and phrases → how Vietnamese texts word them, so that English questions are found by words too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

from bot.question.accents import SyllableCounts
from bot.question.language import is_english_function_word
from vectorstore.query import Concept
from vectorstore.text import fold, syllables

_LONGEST = 5  # words of an English phrase


def translate(question: str, counts: SyllableCounts) -> tuple[Concept, ...]:
    """The concepts of an English question.

    The longest phrases of the glossary are taken first. A word that it lacks counts if the corpus has it: names,
    abbreviations, figures; such words that stand together also count as pairs.
    """
    words = syllables(fold(question))
    found: list[Concept] = []
    verbatim: list[str] = []
    place = 0
    while place < len(words):
        length, wordings = _longest_phrase(words, place)
        if wordings:
            found += [wordings, *_pairs(verbatim)]
            verbatim = []
        elif not is_english_function_word(words[place]) and counts.accented_forms(words[place]):
            found.append((words[place],))
            verbatim.append(words[place])
        else:
            found += _pairs(verbatim)
            verbatim = []
        place += length
    return tuple(dict.fromkeys([*found, *_pairs(verbatim)]))


def _pairs(words: list[str]) -> list[Concept]:
    return [(f"{a} {b}",) for a, b in pairwise(words)]


def _longest_phrase(words: list[str], place: int) -> tuple[int, Concept]:
    """How many words from `place` on the glossary knows together, and their wordings; one and none if it knows none."""
    for length in range(min(_LONGEST, len(words) - place), 0, -1):
        *before, last = words[place : place + length]
        for form in _base_forms(last):
            wordings = _glossary().get(" ".join([*before, form]))
            if wordings:
                return length, wordings
        if length > 1:
            for form in _base_forms(before[0]):
                wordings = _glossary().get(" ".join([form, *before[1:], last]))
                if wordings:
                    return length, wordings
    return 1, ()


def _base_forms(word: str) -> Iterator[str]:
    """The word and what it may be a regular inflection of."""
    yield word
    for ending, bases in (
        ("ies", ("y",)),
        ("es", ("", "e")),
        ("s", ("",)),
        ("ied", ("y",)),
        ("ed", ("", "e")),
        ("ing", ("", "e")),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            yield from (stem + base for base in bases)
            if len(stem) > 3 and stem[-1] == stem[-2] and ending in ("ed", "ing"):
                yield stem[:-1]


@cache
def _glossary() -> dict[str, Concept]:
    entries: dict[str, Concept] = {}
    for line in files("bot.question").joinpath("glossary.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            english, vietnamese = line.split("\t")
            wordings = tuple(dict.fromkeys(" ".join(syllables(fold(w))) for w in vietnamese.split("|")))
            entries[" ".join(syllables(fold(english)))] = wordings
    return entries
