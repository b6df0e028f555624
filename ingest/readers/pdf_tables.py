"""Tables of a PDF page: the lines that are ruled on it, and the cells between them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_THIN = 3.0  # points of the thickest line
_SHORT = 4.0  # points of the shortest
_NEAR = 3.0  # points between two lines that meet
_MOST_OBJECTS = 20_000  # drawn on a page with tables; a page of more is a drawing
_MOST_POINTS = 4_000  # of one object
_MOST_CELLS = 20_000


class _Rule(NamedTuple):
    """A line: its place across, where it starts and ends along itself."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class CellBox:
    """A cell: its first column and row, and how many of each it spans."""

    column: int
    row: int
    across: int
    down: int


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table that is ruled on a page.

    `columns` are the places of its vertical lines from left to right, `rows` those of its horizontal lines from top to
    bottom, in points from the page's lower left corner; `boxes` gives by row and column the cell that covers the place.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    boxes: tuple[tuple[CellBox, ...], ...]

    def box_at(self, x: float, y: float) -> CellBox | None:
        """The cell that covers a point, None outside of the table."""
        column = next((i for i, right in enumerate(self.columns) if x < right), len(self.columns)) - 1
        row = next((i for i, bottom in enumerate(self.rows) if y > bottom), len(self.rows)) - 1
        if 0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1:
            return self.boxes[row][column]
        return None


def ruled_tables(page: PdfPage) -> list[RuledTable]:
    """The tables of at least two columns that are ruled on a page, from top to bottom."""
    across, upright = _rules(page)
    found = [table for group in _groups(across, upright) if (table := _table(*group)) is not None]
    return sorted(found, key=lambda table: -table.rows[0])


def _rules(page: PdfPage) -> tuple[list[_Rule], list[_Rule]]:
    """The horizontal and the vertical lines of a page."""
    import pypdfium2.raw as pdfium

    across: list[_Rule] = []
    upright: list[_Rule] = []
    for number, path in enumerate(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=1)):
        if number == _MOST_OBJECTS:
            return [], []
        for left, bottom, right, top in _boxes(pdfium, path.raw):
            if top - bottom <= _THIN and right - left >= _SHORT:
                across.append(_Rule((top + bottom) / 2, left, right))
            elif right - left <= _THIN and top - bottom >= _SHORT:
                upright.append(_Rule((left + right) / 2, bottom, top))
    return _merged(across), _merged(upright)


def _boxes(pdfium: Any, path: Any) -> Iterator[tuple[float, float, float, float]]:
    """Where the lines of a drawn object stand: thin parts of what is filled, the sides of what is outlined."""
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroked)
    count = pdfium.FPDFPath_CountSegments(path)
    if not (fill.value or stroked.value) or not 2 <= count <= _MOST_POINTS:
        return
    for points in _parts(pdfium, path, count):
        left, bottom = (min(point[axis] for point in points) for axis in (0, 1))
        right, top = (max(point[axis] for point in points) for axis in (0, 1))
        if not stroked.value or min(right - left, top - bottom) <= _THIN:
            yield left, bottom, right, top
        else:
            for (x0, y0), (x1, y1) in pairwise(points):
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _parts(pdfium: Any, path: Any, count: int) -> Iterator[list[tuple[float, float]]]:
    """The points of each part of a drawn object, on the page; a part that is closed ends where it begins."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append(
            (
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
        )
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _merged(rules: Sequence[_Rule]) -> list[_Rule]:
    """Lines that go on with each other, or lie upon each other, as one."""
    found: list[_Rule] = []
    for place in _places([rule.at for rule in rules]):
        start = end = None
        for rule in sorted((rule for rule in rules if abs(rule.at - place) <= _NEAR / 2), key=lambda rule: rule.start):
            if end is None or start is None or rule.start > end + _NEAR:
                if start is not None and end is not None:
                    found.append(_Rule(place, start, end))
                start, end = rule.start, rule.end
            else:
                end = max(end, rule.end)
        if start is not None and end is not None:
            found.append(_Rule(place, start, end))
    return found


def _places(values: Sequence[float]) -> list[float]:
    """The different ones of some places, in order; those that nearly coincide are one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR / 2:
            found.append(value)
    return found


def _groups(across: Sequence[_Rule], upright: Sequence[_Rule]) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """The lines that meet each other, horizontal and vertical ones."""
    left = set(range(len(upright)))
    waiting = set(range(len(across)))
    while left:
        inside = [left.pop()]
        lines: list[int] = []
        done = 0
        while done < len(inside):
            rule = upright[inside[done]]
            done += 1
            for number in [n for n in waiting if _meet(across[n], rule)]:
                waiting.discard(number)
                lines.append(number)
                reached = [n for n in left if _meet(across[number], upright[n])]
                left.difference_update(reached)
                inside += reached
        yield [across[n] for n in lines], [upright[n] for n in inside]


def _meet(across: _Rule, upright: _Rule) -> bool:
    return (
        across.start - _NEAR <= upright.at <= across.end + _NEAR
        and upright.start - _NEAR <= across.at <= upright.end + _NEAR
    )


def _table(across: Sequence[_Rule], upright: Sequence[_Rule]) -> RuledTable | None:
    """The table that some lines make; None if it has but one column. Its outer lines need not be ruled."""
    if not across:
        return None
    ends = [edge for rule in across for edge in (rule.start, rule.end)]
    columns = _with_ends([rule.at for rule in upright], min(ends), max(ends))
    heights = [edge for rule in upright for edge in (rule.start, rule.end)]
    rows = _with_ends([rule.at for rule in across], min(heights), max(heights))[::-1]
    wide, high = len(columns) - 1, len(rows) - 1
    if wide < 2 or high < 1 or wide * high > _MOST_CELLS:
        return None
    parents = list(range(wide * high))

    def root(cell: int) -> int:
        while parents[cell] != cell:
            parents[cell] = parents[parents[cell]]
            cell = parents[cell]
        return cell

    for row in range(high):
        for column in range(wide):
            here = row * wide + column
            middle_x, middle_y = (columns[column] + columns[column + 1]) / 2, (rows[row] + rows[row + 1]) / 2
            if column + 1 < wide and not _is_ruled(upright, columns[column + 1], middle_y):
                parents[root(here + 1)] = root(here)
            if row + 1 < high and not _is_ruled(across, rows[row + 1], middle_x):
                parents[root(here + wide)] = root(here)
    members: dict[int, list[tuple[int, int]]] = {}
    for cell in range(wide * high):
        members.setdefault(root(cell), []).append(divmod(cell, wide))
    if len(members) < 2:
        return None
    boxes = {group: _box(cells) for group, cells in members.items()}
    return RuledTable(
        tuple(columns),
        tuple(rows),
        tuple(tuple(boxes[root(row * wide + column)] for column in range(wide)) for row in range(high)),
    )


def _with_ends(places: Sequence[float], start: float, end: float) -> list[float]:
    """Places in order, with `start` and `end` where no other one is near."""
    found = _places(places)
    if start < found[0] - _NEAR:
        found.insert(0, start)
    if end > found[-1] + _NEAR:
        found.append(end)
    return found


def _is_ruled(rules: Sequence[_Rule], at: float, along: float) -> bool:
    return any(abs(rule.at - at) <= _NEAR / 2 and rule.start <= along <= rule.end for rule in rules)


def _box(cells: Sequence[tuple[int, int]]) -> CellBox:
    top, left = (min(cell[axis] for cell in cells) for axis in (0, 1))
    bottom, right = (max(cell[axis] for cell in cells) for axis in (0, 1))
    return CellBox(left, top, right - left + 1, bottom - top + 1)
