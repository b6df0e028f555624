"""Strategies that make Vietnamese text."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = sorted(
    {unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES} | set("bcdđghklmnpqrstvx")
)

syllable = st.builds(
    lambda onset, vowel, tone, coda: unicodedata.normalize("NFC", f"{onset}{vowel}{tone}{coda}"),
    st.sampled_from(["", "b", "c", "đ", "d", "ngh", "kh", "tr", "qu", "v"]),
    st.sampled_from(_VOWELS),
    st.sampled_from(_TONES),
    st.sampled_from(["", "n", "ng", "m", "t", "ch"]),
)
"""One syllable in lower case, NFC."""

word = st.one_of(syllable, syllable.map(str.capitalize), syllable.map(str.upper), st.integers(0, 2030).map(str))
"""A syllable in any case, or a number."""

_marks = st.sampled_from([" ", " ", " ", " ", ", ", ". ", "; ", "? ", ".\n", "\n\n", " – ", " (", ") ", "./.\n", "… "])
text = st.lists(st.tuples(word, _marks), max_size=60).map(lambda parts: "".join(w + m for w, m in parts))
"""Text with punctuation and lines, NFC."""

question = st.lists(word, min_size=1, max_size=12).map(" ".join)
"""A line of words without punctuation, NFC."""


def nfd(text: str) -> str:
    """`text` with its diacritics apart."""
    return unicodedata.normalize("NFD", text)
