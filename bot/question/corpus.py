"""What questions are understood with: what is known of the syllables of the bulletins."""

from __future__ import annotations

from typing import Protocol


class SyllableCounts(Protocol):
    """What the corpus knows of syllables; `vectorstore.catalogue.Catalogue` is one."""

    def accented_forms(self, folded: str) -> list[tuple[str, int]]:
        """The syllables that fold to `folded`, with their counts."""

    def accented_pairs(self, folded_a: str, folded_b: str) -> list[tuple[str, str, int]]:
        """The adjacent pairs that fold to the two given, with their counts."""
