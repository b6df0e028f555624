"""Numbers in running text, in figures and in words, in Vietnamese and English."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

_UNITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_ENGLISH = {
    word: value
    for value, word in enumerate(
        """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen""".split(),
        1,
    )
} | dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
ORDINALS = {
    "nhất": 1, "nhì": 2, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
}  # fmt: skip
"""Words that stand for a rank and for nothing else."""
MAGNITUDES = {
    "nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9, "thousand": 10**3,
    "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
"""What a figure before the word is multiplied by."""

_SCALES = {"trăm": 100, "hundred": 100, **MAGNITUDES}
_VIETNAMESE_WORD = (
    r"(?:một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín|mười|mươi|trăm|nghìn|ngàn|triệu|tỷ|tỉ|linh|lẻ)"
)
_ENGLISH_WORD = "(?:" + "|".join([*sorted(_ENGLISH, key=len, reverse=True), "hundred", "thousand", "million"]) + ")"
NUMBER_WORDS = re.compile(
    rf"(?<![\w-])(?:{_VIETNAMESE_WORD}(?: {_VIETNAMESE_WORD})*"
    rf"|{_ENGLISH_WORD}(?:(?: and |[ -]){_ENGLISH_WORD})*)(?![\w-])",
    re.IGNORECASE,
)
"""A run of number words."""

_SELDOM_NUMBERS = frozenset(("một", "mốt", "tư", "lăm", "one"))
_NO_NUMBERS = frozenset(("năm", "linh", "lẻ", "mươi", *_SCALES))
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


Notation = Literal["vi", "en", "any"]
"""How figures are written: "12.450,5" in Vietnamese, "12,450.5" in English, and in documents now one, now the other."""


def figure_values(figure: str, notation: Notation) -> frozenset[Decimal]:
    """What a figure may mean.

    A comma before three digits is ambiguous where any notation may be meant; a full stop there is one of thousands, as
    documents give no three decimal places.
    """
    figure = figure.strip(".,")
    whole = Decimal(figure.replace(".", "").replace(",", ""))
    last = max(figure.rfind("."), figure.rfind(","))
    if last < 0:
        return frozenset({whole})
    fraction = Decimal(figure[:last].replace(".", "").replace(",", "") + "." + figure[last + 1 :])
    grouped = _GROUPED.fullmatch(figure)
    if grouped is None:
        return frozenset({fraction})
    sign, repeated = grouped[1], figure.count(grouped[1]) > 1
    if repeated or sign == {"vi": ".", "en": ",", "any": "."}[notation]:
        return frozenset({whole})
    return frozenset({whole, fraction} if notation == "any" else {fraction})


def words_value(words: str, notation: Notation) -> int | None:
    """The number that a run of number words states; None for words that are more often no number ("năm", "một", "one").

    Where any notation may be meant, as in a document that a claim is looked for in, "một" and "one" are numbers too.
    "Hai mươi năm" is twenty years, "hai mươi lăm" twenty-five.
    """
    run = re.split(r"[ -]", words.lower())
    if run[-1] == "năm" and len(run) > 1 and run[-2] in ("mươi", "mười"):
        run.pop()
    if len(run) == 1 and (run[0] in _NO_NUMBERS or (notation != "any" and run[0] in _SELDOM_NUMBERS)):
        return None
    total = group = 0
    for word in run:
        if word == "mươi":
            group = group // 10 * 10 + (group % 10 or 1) * 10
        elif word in ("trăm", "hundred"):
            group = (group or 1) * 100
        elif word in MAGNITUDES:
            total, group = total + (group or 1) * MAGNITUDES[word], 0
        else:
            group += _UNITS.get(word, _ENGLISH.get(word, 0))
    return total + group


def rank_of(words: str) -> int:
    """The rank that "thứ hai", "thứ mười hai" or "second" states; 0 for none."""
    run = words.lower().removeprefix("thứ ").split()
    return ORDINALS.get(run[0]) or sum(_UNITS.get(word, 0) for word in run)


def roman_value(numeral: str) -> int:
    """The value of a Roman numeral."""
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
