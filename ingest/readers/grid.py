"""Sheets of cells: what stands above the table, its header, and its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.readers.base import RawBlock
from ingest.readers.tables import Row, has_figures, row_block, without_empty_columns

REPEATED = "\0"
"""What a cell begins with that only repeats the one above it, which spans its row too."""

_HEADER_ROWS = 15  # rows among which the header of a table is sought
_LONGEST_NAME = 60  # characters of a sub-column's name
_COLUMN_NUMBERS = re.compile(r"\(?([a-zA-Z]|\d{1,2})\)?(\s*=.*)?")


def grid_blocks(rows: Sequence[Row]) -> Iterator[RawBlock]:
    """The blocks of a sheet: paragraphs for what stands above the table, ROW blocks for the table."""
    there = [row for row in rows if any(cell.strip() and not cell.startswith(REPEATED) for cell in row)]
    spread = without_empty_columns(there)
    filled = [tuple("" if cell.startswith(REPEATED) else cell for cell in row) for row in spread]
    start = _header(filled)
    if start is None:
        above, body, header = (len(filled) if _width(filled) < 2 else 0), 0, None
    else:
        header, body = _whole_header(filled, start)
        above = start
    for row in filled[:above]:
        yield from (RawBlock(cell) for cell in row if cell.strip())
    if header is not None:
        yield row_block(header, is_header=True)
    first = max(above, body)
    for row, whole in zip(filled[first:], spread[first:], strict=True):
        if header is None or not _is_numbering(row):
            yield row_block(_without_place(tuple(cell.removeprefix(REPEATED) for cell in whole)))


def _without_place(row: Row) -> Row:
    """A row that only holds a note, without the empty columns before it."""
    cells = [cell for cell in row if cell.strip()]
    return row if len(cells) > 1 or has_figures(cells) else tuple(cells)


def _width(rows: Sequence[Row]) -> int:
    return max((_count(row) for row in rows), default=0)


def _count(row: Row) -> int:
    return sum(1 for cell in row if cell.strip())


def _header(rows: Sequence[Row]) -> int | None:
    """The index of the first row that names most of the columns, None if there is none."""
    needed = max(2, 0.6 * sorted(map(_count, rows))[len(rows) * 9 // 10]) if rows else 2
    for index, row in enumerate(rows[:_HEADER_ROWS]):
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) >= needed and index + 1 < len(rows):
            return None if has_figures(cells) else index
    return None


def _whole_header(rows: Sequence[Row], start: int) -> tuple[Row, int]:
    """The header that begins at `start`, with the names of sub-columns below it, and the index after it; a name above
    several sub-columns stands in the first of them."""
    header = [cell.strip() for cell in rows[start]]
    end = start + 1
    while end < len(rows) and _names_sub_columns(rows[end], header):
        below = [cell.strip() for cell in rows[end]]
        above = ""
        for column, name in enumerate(below):
            above = header[column] or (above if name else "")
            header[column] = f"{above} {name}".strip()
        end += 1
    return tuple(header), end


def _names_sub_columns(row: Row, header: Sequence[str]) -> bool:
    """Whether a row goes on with the header: nothing below its first cell, something where it names nothing, no
    figures."""
    cells = [cell.strip() for cell in row if cell.strip()]
    first = next((index for index, cell in enumerate(header) if cell), 0)
    return (
        bool(cells)
        and any(cell.strip() and not name for cell, name in zip(row, header, strict=True))
        and not has_figures(cells)
        and max(map(len, cells)) <= _LONGEST_NAME
        and all(not cell.strip() for cell in row[: first + 1])
        and len(cells) > 1
    )


def _is_numbering(row: Row) -> bool:
    """Whether a row only numbers the columns: "A, B, 1, 2, 3 = 1 + 2"."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(cells) > 2 and all(_COLUMN_NUMBERS.fullmatch(cell) for cell in cells) and len(set(cells)) == len(cells)
