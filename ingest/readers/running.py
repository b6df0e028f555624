"""Running headers, running footers and page numbers: lines that stand at the edges of pages and belong to no text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

EDGE_LINES = 3
"""Lines at the top and at the bottom of a page among which running headers are sought."""
_PAGE_NUMBER = re.compile(r"^[\W_]*(trang|page)?\s*\d{1,4}\s*([/|]|trên|of)?\s*\d{0,4}[\W_]*$", re.I)


def is_page_number(text: str) -> bool:
    """Whether a line holds nothing but the number of a page: "Trang 3/12", "- 3 -"."""
    return _PAGE_NUMBER.match(text) is not None


def running_key(text: str) -> str:
    """What is the same in a running header on each page: the line, digits and spaces aside."""
    return re.sub(r"\d+", "#", " ".join(text.split()))


def running_lines(pages: Sequence[Iterable[str]], edges: Sequence[Iterable[str]]) -> frozenset[str]:
    """The keys of lines that stand at the edge of at least half of the pages, and on two at least.

    `pages` are the lines of each page, `edges` those of them that stand at its edges. A line that stands elsewhere as
    often, as in texts that are all alike, is none.
    """
    counts = Counter(key for edge in edges for key in set(map(running_key, edge)))
    everywhere = Counter(running_key(text) for page in pages for text in page)
    least = max(2, len(pages) / 2)
    return frozenset(key for key, count in counts.items() if count >= least and everywhere[key] < 2 * count)
