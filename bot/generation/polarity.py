"""Whether a sentence says the contrary of what it rests on: a negation more or less, a word turned round, what is to be
done as done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from bot.generation.claims import plain
from bot.question.language import is_vietnamese_function_word

_NEGATION_VI = re.compile(
    r"(?<!hàng )(?<!trên )(?<!có hay )\b"
    r"(?:không(?! chỉ| những| ngừng| gian| khí| quân| ít| hạn| may)|chưa|chẳng|đừng|chớ|nghiêm cấm|cấm) "
)
_NEGATION_EN = re.compile(r"\b(?:not|no|never|without|neither|nor|cannot|nobody|nothing|\w+n t)\b(?! only)")
_TO_DO = re.compile(
    r"\b(?:phải(?! làm)|yêu cầu|trước ngày|chậm nhất|giao(?! thông| dịch| lưu| ban| nhận| động))\b(?!.*\bđã\b)"
)
_DONE = re.compile(r"\b(?:was|were|has|have|had|\w+ed)\b")
_STILL_TO_DO = re.compile(
    r"\b(?:will|must|shall|should|(?:is|are|was|were|has|have|had) to"
    r"|asked|assigned|required|requested|instructed|ordered)\b"
)
_FOLLOWING = 2  # words after a negation, which are what it denies
_SHORT = 25  # syllables of a Vietnamese sentence whose negation an English rendering cannot leave aside


def contradicts(said: str, found: str, english: bool) -> bool:
    """Whether `said` turns `found`, the sentence that it rests on, into its contrary; `english` is of `said`."""
    said, found = f" {plain(said)} ", f" {plain(found)} "
    if is_turned(said, found):
        return True
    if english:
        if _TO_DO.search(found) and _DONE.search(said) and not _STILL_TO_DO.search(said):
            return True
        denied, denies = bool(_NEGATION_VI.search(found)), bool(_NEGATION_EN.search(said))
        return (denies and not denied) or (denied and not denies and found.count(" ") <= _SHORT)
    here, there = list(_denied(said)), list(_denied(found))
    if any(words[0] not in {other[0] for other in there} for words in here):
        return True
    kept = {words[0] for words in here}
    return any(f" {' '.join(words)} " in said and words[0] not in kept for words in there)


def is_turned(said: str, found: str) -> bool:
    """Whether a text says one of two opposites where another says only the other; both as spaced syllables."""
    for one, other in _opposites():
        here = (_any(one, said), _any(other, said))
        there = (_any(one, found), _any(other, found))
        if here in ((True, False), (False, True)) and there == (here[1], here[0]):
            return True
    return False


def _denied(text: str) -> Iterator[tuple[str, ...]]:
    """For each negation in a Vietnamese text, the first words of what it denies."""
    for match in _NEGATION_VI.finditer(text):
        following = [word for word in text[match.end() :].split() if not is_vietnamese_function_word(word)]
        if following:
            yield tuple(following[:_FOLLOWING])


def _any(words: tuple[str, ...], text: str) -> bool:
    return any(f" {word} " in text for word in words)


@cache
def _opposites() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    lines = files("bot.generation").joinpath("opposites.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((_side(one), _side(other)) for one, other in pairs)


def _side(listed: str) -> tuple[str, ...]:
    return tuple(plain(word) for word in listed.split("|"))
