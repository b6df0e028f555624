"""Patterns written as lists of phrases, so that what a question or a sentence is told by can be read and added to."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"\s*[|\n]\s*")


def either(phrases: str) -> str:
    """A pattern for any of the phrases, regular expressions with bars or line ends between.

    Space around bars is layout, also within groups: `[ ]` is a space that counts.
    """
    return f"(?:{_BETWEEN.sub('|', phrases.strip())})"


def cues(phrases: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """The compiled pattern for any of the phrases (see `either`) as whole words."""
    return re.compile(rf"\b{either(phrases)}\b", flags)
