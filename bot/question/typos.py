"""Mends slips of the fingers: a syllable that the corpus does not know becomes one that it does, one edit away, where
the corpus has that beside its neighbour; an English word becomes one of the glossary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from bot.question.accents import is_word
from bot.question.corpus import SyllableCounts
from bot.question.language import (
    is_english_function_word,
    is_vietnamese_function_word,
    is_vietnamese_syllable,
)
from bot.question.numbers import rank
from vectorstore.models import Span
from vectorstore.text import fold, has_accents, syllable_spans

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_MOST = 4  # unknown words that are looked at
_SHORTEST = 3  # letters of a syllable that is mended
_SHORTEST_EN = 5  # letters of an English word that is mended


def mended(text: str, counts: SyllableCounts) -> str:
    """A Vietnamese text with its misspelt syllables mended, as far as the corpus tells how."""
    spans = syllable_spans(text)
    typed = [span.of(text).lower() for span in spans]
    unknown = [place for place, word in enumerate(typed) if _is_unknown(word, counts)]
    changes: list[tuple[Span, str]] = []
    for place in unknown[:_MOST]:
        better = _better(typed, place, counts)
        if better is not None:
            changes.append((spans[place], better))
    for span, better in reversed(changes):
        text = text[: span.start] + (better.capitalize() if text[span.start].isupper() else better) + text[span.end :]
    return text


def mended_english(text: str, known: frozenset[str], counts: SyllableCounts) -> str:
    """An English text with its misspelt words mended, as far as exactly one known word is one edit away."""

    def better(match: re.Match[str]) -> str:
        word = match[0].lower()
        if (
            len(word) < _SHORTEST_EN
            or match[0][0].isupper()
            or word in known
            or any(word.removesuffix(ending) in known for ending in ("s", "d", "ed", "es", "ing"))
            or is_english_function_word(word)
            or rank(word) is not None
            or counts.accented_forms(word)
        ):
            return match[0]
        found = known.intersection(_slips(word))
        return next(iter(found)) if len(found) == 1 else match[0]

    return re.sub(r"[A-Za-z]+", better, text)


def _is_unknown(word: str, counts: SyllableCounts) -> bool:
    """Whether neither the corpus nor the glossary has such a syllable; one without accents may be any of its accented
    forms."""
    if len(word) < _SHORTEST or not word.isalpha() or is_vietnamese_function_word(word) or is_word(word):
        return False
    forms = counts.accented_forms(fold(word))
    return word not in {form for form, _ in forms} if has_accents(word) else not forms


def _better(typed: Sequence[str], place: int, counts: SyllableCounts) -> str | None:
    """The best known syllable near an unknown one: with another tone, or, if it is none at all, an edit away."""
    word = fold(typed[place])
    if is_vietnamese_syllable(word):
        best = _beside(word, typed, place, counts)
        return best[1] if best and _toneless(best[1]) == _toneless(typed[place]) else None
    found = [beside for near in _edits(word) if (beside := _beside(near, typed, place, counts))]
    return max(found)[1] if found else None


def _beside(folded: str, typed: Sequence[str], place: int, counts: SyllableCounts) -> tuple[int, str] | None:
    """The form of a folded syllable that the corpus has most often beside the neighbours, and how often."""
    scores: dict[str, int] = {}
    if place > 0:
        for before, form, count in counts.accented_pairs(fold(typed[place - 1]), folded):
            if not has_accents(typed[place - 1]) or before == typed[place - 1]:
                scores[form] = scores.get(form, 0) + count
    if place + 1 < len(typed):
        for form, after, count in counts.accented_pairs(folded, fold(typed[place + 1])):
            if not has_accents(typed[place + 1]) or after == typed[place + 1]:
                scores[form] = scores.get(form, 0) + count
    return max(((count, form) for form, count in scores.items()), default=None)


def _toneless(word: str) -> str:
    """A syllable without its tone, but with its vowels as they are ("nhiệm" → "nhiêm")."""
    return unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", word)))


def _edits(word: str) -> Iterator[str]:
    """What is one slip away: a letter too many, too few, wrong, or two in the wrong order."""
    seen = {word}
    for near in _all_edits(word, ascii_lowercase):
        if near not in seen and is_vietnamese_syllable(near):
            seen.add(near)
            yield near


def _slips(word: str) -> Iterator[str]:
    """The same for English, the first letter being right."""
    return (near for near in _all_edits(word, ascii_lowercase) if near[:1] == word[0])


def _all_edits(word: str, letters: str) -> Iterator[str]:
    for i in range(len(word) + 1):
        before, after = word[:i], word[i:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in letters)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in letters)
