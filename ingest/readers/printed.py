"""Printed lines, and the order in which the lines of a page are read: column by column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ingest.readers.tables import Cell

Column = Literal["whole", "left", "right", "half"]
"""Where on a page lines stand; "half" is one side of a heading or signature block, whose lines are not running text."""

_LEAST_LINES = 6  # on each side of a page in two columns
_MOST_ACROSS = 0.25  # share of a page's lines that may run across both columns: titles, captions
_FILLED = 0.6  # share of a column's width that half of its lines fill: prose does, a table's cells do not
_PROSE = 25  # characters of such a line at least
_MIDDLE = (0.35, 0.65)  # of the width of the text, where the gutter between two columns stands
_STEP = 2.0  # points
OFFICE_FORM = re.compile(
    r"ĐẢNG CỘNG SẢN|CỘNG HO?[ÒÀ]A? XÃ HỘI|Độc lập|^(?:Nơi nhận|NƠI NHẬN|TM\.|T/M|KT\.|K/T|TL\.|T/L)", re.M
)
"""What stands in the heading block or the signature block of an official document."""


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table on a page: the places of its columns' edges in points from the page's left, and its cells by rows."""

    columns: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a page, or of one of its columns; lengths are points from the page's lower left corner.

    A soft hyphen stands for a hyphen that breaks a word at the line's end. A line with a `table` stands for all of it.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool = False
    table: PrintedTable | None = None

    def is_beside(self, other: PrintedLine) -> bool:
        """Whether both stand at the same height of the page."""
        return abs(self.baseline - other.baseline) < 0.5 * min(self.size, other.size)


class Flow(NamedTuple):
    """Lines that are read one after the other, and the column of the page that they fill."""

    lines: list[PrintedLine]
    column: Column


def joined(lines: Sequence[PrintedLine]) -> str:
    """The text of lines that follow each other in a paragraph, words that were broken at a line's end put together."""
    parts = [line.text for line in lines[:1]]
    for line in lines[1:]:
        end, between = _seam(parts[-1], line.text)
        parts[-1] = end
        parts += [between, line.text]
    return "".join(parts).replace("\u00ad", "-")


def _seam(text: str, following: str) -> tuple[str, str]:
    """A line without the hyphen at its end, and what stands between it and the next.

    The hyphen is kept unless the word is a foreign one, as Vietnamese only breaks hyphenated words.
    """
    if not text.endswith(("\u00ad", "-")) or len(text) < 2 or not text[-2].isalnum() or not following[0].isalnum():
        return text, " "
    before = re.split(r"[\s-]", text[:-1])[-1]
    after = re.split(r"\W", following)[0]
    is_foreign = (before + after).isascii() and before.islower() and after.islower() and len(before + after) > 8
    return text[:-1], "" if is_foreign else "-"


def flows(page: Sequence[PrintedLine]) -> list[Flow]:
    """The lines of a page in the order in which they are read.

    A page in two columns is read column by column, between the lines that run across both. So are the heading block and
    the signature block of an official document, which stand side by side. All else stays in the order of the file.
    """
    gutter = _gutter(page)
    if gutter is None:
        return _side_by_side_apart(page)
    found: list[Flow] = []
    left: list[PrintedLine] = []
    right: list[PrintedLine] = []
    for line in (*page, None):
        if line is not None and line.right <= gutter:
            left.append(line)
        elif line is not None and line.left >= gutter:
            right.append(line)
        else:
            found += [Flow(left, "left")] if left else []
            found += [Flow(right, "right")] if right else []
            left, right = [], []
            if line is not None:
                found.append(Flow([line], "whole"))
    return found


def _gutter(page: Sequence[PrintedLine]) -> float | None:
    """Where the space between two columns of prose stands, None if the page is in one column."""
    if len(page) < 2 * _LEAST_LINES:
        return None
    start, end = min(line.left for line in page), max(line.right for line in page)
    place, last = start + _MIDDLE[0] * (end - start), start + _MIDDLE[1] * (end - start)
    best: float | None = None
    fewest = _MOST_ACROSS * len(page)
    while place <= last:
        left = [line for line in page if line.right <= place]
        right = [line for line in page if line.left >= place]
        across = len(page) - len(left) - len(right)
        if across < fewest and _is_column(left) and _is_column(right) and _side_by_side(left, right):
            best, fewest = place, across
        place += _STEP
    return best


def _is_column(lines: Sequence[PrintedLine]) -> bool:
    if len(lines) < _LEAST_LINES:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    filled = sum(line.right - line.left >= _FILLED * width and len(line.text) >= _PROSE for line in lines)
    return filled >= len(lines) / 2


def _side_by_side(left: Sequence[PrintedLine], right: Sequence[PrintedLine]) -> bool:
    """Whether the two columns share most of their height."""
    top = min(max(line.baseline for line in lines) for lines in (left, right))
    bottom = max(min(line.baseline for line in lines) for lines in (left, right))
    return sum(bottom <= line.baseline <= top for line in (*left, *right)) >= (len(left) + len(right)) / 2


def _side_by_side_apart(page: Sequence[PrintedLine]) -> list[Flow]:
    """A page in one column, the two halves of each block of an official form one after the other."""
    result: list[Flow] = []
    running: list[PrintedLine] = []
    index = 0
    while index < len(page):
        left, right, end = _halves(page, index)
        text = "\n".join(line.text for line in (*left, *right))
        if len(left) > 1 and right and OFFICE_FORM.search(text):
            result += [Flow(running, "whole"), Flow(left, "half"), Flow(right, "half")]
            running = []
            index = end
        else:
            running.append(page[index])
            index += 1
    return [*result, Flow(running, "whole")]


def _halves(page: Sequence[PrintedLine], start: int) -> tuple[list[PrintedLine], list[PrintedLine], int]:
    """The lines from `start` on that stand left and right of one space, and the index after them."""
    left: list[PrintedLine] = []
    right: list[PrintedLine] = []
    index = start
    if index + 1 < len(page) and page[index].is_beside(page[index + 1]) and page[index].right < page[index + 1].left:
        low, high = page[index].right, page[index + 1].left
        while index < len(page):
            line = page[index]
            if line.right < high:
                left.append(line)
                low = max(low, line.right)
            elif line.left > low:
                right.append(line)
                high = min(high, line.left)
            else:
                break
            index += 1
    return left, right, index
