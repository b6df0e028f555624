"""Lists whose items have no labels: lines behind a colon that end with semicolons, the last with a full stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from ingest.labels import read_label, read_structural
from ingest.lines import Line
from vectorstore.models import BlockKind

_LONGEST = 600  # characters of an item


def unlabelled_items(lines: Sequence[Line]) -> frozenset[int]:
    """The places of the lines that are items of such lists."""
    leads = (place for place, line in enumerate(lines) if _is_plain(line) and line.text.endswith(":"))
    return frozenset(place for lead in leads for place in _items_behind(lines, lead))


def _items_behind(lines: Sequence[Line], lead: int) -> Iterator[int]:
    first = lead + 1
    going_on = sum(1 for _ in takewhile(lambda line: _is_plain(line) and line.text.endswith(";"), lines[first:]))
    end = first + going_on
    closes = end < len(lines) and _is_plain(lines[end]) and lines[end].text.endswith(".")
    yield from range(first, end + 1) if going_on and closes else ()


def _is_plain(line: Line) -> bool:
    """Whether a line is a paragraph without a label, and no longer than an item is."""
    is_short = line.kind is BlockKind.PARAGRAPH and len(line.text) <= _LONGEST
    return is_short and read_label(line.text) is None and read_structural(line.text) is None
