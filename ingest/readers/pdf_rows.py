"""The lines of a page that stand in a ruled table, as its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.pdf_tables import CellBox, RuledTable
from ingest.readers.printed import OFFICE_FORM, PrintedLine, PrintedTable, joined
from ingest.readers.tables import Cell, has_figures

Place = tuple[int, CellBox]
"""The number of a page's table, and a cell of it."""

_RISE = 0.3  # font sizes above the baseline, where the middle of a word stands
_SAME = 3.0  # points within which the columns of two tables are the same


def place_of(tables: Sequence[RuledTable], left: float, right: float, baseline: float, size: float) -> Place | None:
    """The table and the cell in which a word stands."""
    for number, table in enumerate(tables):
        if box := table.box_at((left + right) / 2, baseline + _RISE * size):
            return number, box
    return None


def with_tables(
    lines: Sequence[PrintedLine], places: Sequence[Place | None], tables: Sequence[RuledTable]
) -> list[PrintedLine]:
    """`lines` with the lines of each table as one that has its rows; `places` says where each stands.

    The heading block or signatures of an official document, if they are ruled, stay lines.
    """
    cells: defaultdict[int, defaultdict[CellBox, list[PrintedLine]]] = defaultdict(lambda: defaultdict(list))
    for line, place in zip(lines, places, strict=True):
        if place is not None:
            cells[place[0]][place[1]].append(line)
    kept = {
        number: _table_line(tables[number], found)
        for number, found in cells.items()
        if len(found) > 1 and not OFFICE_FORM.search("\n".join(line.text for cell in found.values() for line in cell))
    }
    result: list[PrintedLine] = []
    shown: set[int] = set()
    for line, place in zip(lines, places, strict=True):
        if place is None or place[0] not in kept:
            result.append(line)
        elif place[0] not in shown:
            result.append(kept[place[0]])
            shown.add(place[0])
    return result


def continued(table: PrintedTable, following: PrintedTable) -> PrintedTable | None:
    """One table of two that stand on two pages; None if the second one is another table.

    A header that is repeated on the second page counts once, and a row that was cut at the page's end is put together.
    """
    if len(table.columns) != len(following.columns) or any(
        abs(one - other) > _SAME for one, other in zip(table.columns, following.columns, strict=True)
    ):
        return None
    rows = list(following.rows)
    repeated = 0
    header_rows = max((cell.down for cell in table.rows[0]), default=0)
    while rows and repeated < min(header_rows, len(table.rows)) and rows[0] == table.rows[repeated]:
        rows.pop(0)
        repeated += 1
    before = list(table.rows)
    if rows and _goes_on(before[-1], rows[0]):
        before[-1] = tuple(
            replace(cell, text=f"{cell.text} {more.text}".strip())
            for cell, more in zip(before[-1], rows.pop(0), strict=True)
        )
    return replace(table, rows=(*before, *rows))


def _goes_on(row: Sequence[Cell], following: Sequence[Cell]) -> bool:
    """Whether the next row only goes on with the texts in some of a row's cells."""
    if [(cell.across, cell.down) for cell in row] != [(cell.across, cell.down) for cell in following]:
        return False
    seams = [(cell.text, more.text) for cell, more in zip(row, following, strict=True) if more.text]
    if not all(text and text[-1] not in ".;:!?" for text, _ in seams) or has_figures([more for _, more in seams]):
        return False
    fewer = len(seams) < sum(bool(cell.text) for cell in row) and not following[0].text
    return fewer or all(more[0].islower() for _, more in seams)


def _table_line(table: RuledTable, found: dict[CellBox, list[PrintedLine]]) -> PrintedLine:
    """The line that stands for a table."""
    rows = tuple(
        tuple(
            Cell(joined(_in_order(found.get(box, []))), box.across, box.down)
            for box in dict.fromkeys(boxes)
            if box.row == number
        )
        for number, boxes in enumerate(table.boxes)
    )
    lines = [line for cell in found.values() for line in cell]
    return PrintedLine(
        " ".join(cell.text for row in rows for cell in row if cell.text),
        left=table.columns[0],
        right=table.columns[-1],
        baseline=max(line.baseline for line in lines),
        size=lines[0].size,
        table=PrintedTable(table.columns, rows),
    )


def _in_order(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines of a cell from above to below, and from left to right."""
    found: list[list[PrintedLine]] = []
    for line in sorted(lines, key=lambda line: -line.baseline):
        if found and found[-1][0].is_beside(line):
            found[-1].append(line)
        else:
            found.append([line])
    return [line for row in found for line in sorted(row, key=lambda line: line.left)]
