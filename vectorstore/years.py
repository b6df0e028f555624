"""Years that a text is about, apart from those that it only compares with, or that bound a term."""

from __future__ import annotations

import re

_COMPARISON = re.compile(r" so voi (?:[a-z]+ ){0,8}(?:19|20)\d\d(?! \d{2})")
"""With a figure right behind it, the year has one of its own: "so với năm 2022 (196 đồng chí)"."""
_RANGE = re.compile(r"\b((?:19|20)\d\d) ((?:19|20)\d[05])\b")  # plans and terms of office end in such years
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def without_other_years(folded: str) -> str:
    """A folded text without years that it only compares with, and with ranges ("2020 - 2025") as one word each: a term
    of office says nothing of its last year."""
    if "19" not in folded and "20" not in folded:  # most texts name no year, and patterns are slow
        return folded
    return _RANGE.sub(r"\1-\2", _COMPARISON.sub(" ", folded))


def years_of(folded: str) -> frozenset[str]:
    """The years that a folded text is about."""
    found = without_other_years(f" {folded} ")
    return frozenset(match[0] for match in _YEAR.finditer(re.sub(r"\d{4}-\d{4}", " ", found)))
