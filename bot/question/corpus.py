"""What questions are understood with: what is known of the bulletins, their syllables, numbers and days."""

from __future__ import annotations

import datetime
from typing import Protocol

from vectorstore.models import Filters


class SyllableCounts(Protocol):
    """What the corpus knows of syllables; `vectorstore.catalogue.Catalogue` is one."""

    def accented_forms(self, folded: str) -> list[tuple[str, int]]:
        """The syllables that fold to `folded`, with their counts."""

    def accented_pairs(self, folded_a: str, folded_b: str) -> list[tuple[str, str, int]]:
        """The adjacent pairs that fold to the two given, with their counts."""

    def syllable_count(self) -> int:
        """How many syllables there are."""


class Corpus(SyllableCounts, Protocol):
    """What is known of the bulletins; `vectorstore.catalogue.Catalogue` is one."""

    def numbers(self, figure: int, filters: Filters) -> list[tuple[str, str, datetime.date | None]]:
        """The id, the number and the date of each bulletin that the filters let through whose number begins with a
        figure, or with no figure."""

    def dated(self, start: datetime.date, end: datetime.date) -> list[str]:
        """The ids of the bulletins of these days, both ends included."""
