"""Tables as every format has them: cells that span columns or rows, several rows of headers, a title across."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.base import RawBlock
from vectorstore.models import BlockKind

Row = tuple[str, ...]
"""The texts of a row's cells, one for each column of the table, "" for a cell without text."""

_LONGEST_NAME = 80  # characters of a column's name
_MOST_SPANNED = 1_000
_MOST_HEADER_ROWS = 4
_LONGEST_REPEATED = 200  # characters of a cell that is repeated in each row that it spans
_SPANNED = "\0"
_FIGURE = re.compile(r"[\d.,%/\s-]*\d[\d.,%/\s-]*")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, and how many columns and rows it spans."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose rows all have as many columns: what stands in its first row across all of them, its header if it
    has one, its rows."""

    title: str
    header: Row | None
    rows: tuple[Row, ...]


def table(rows: Sequence[Row], has_header: bool | None = None) -> Iterator[RawBlock]:
    """The blocks of a table without spanning cells; `has_header` is what the file says of its first row, None if it
    says nothing."""
    header_rows = None if has_header is None else int(has_header)
    yield from cell_table([[Cell(text) for text in row] for row in rows], header_rows)


def cell_table(rows: Sequence[Sequence[Cell]], header_rows: int | None = None) -> Iterator[RawBlock]:
    """The blocks of a table: a paragraph for its title, ROW blocks for its header and its rows.

    See `grid` for `header_rows`.
    """
    found = grid(rows, header_rows)
    if found.title:
        yield RawBlock(found.title)
    if found.header is not None:
        yield row_block(found.header, is_header=True)
    yield from map(row_block, found.rows)


def row_block(cells: Row, is_header: bool = False) -> RawBlock:
    """A row as a block."""
    return RawBlock(" | ".join(cells), BlockKind.ROW, cells=cells, header=is_header)


def grid(rows: Sequence[Sequence[Cell]], header_rows: int | None = None) -> Grid:
    """`rows` with each cell in its column; rows and columns without text are dropped.

    A cell that spans rows is repeated in each of them, unless it is long; one that spans columns stands in the first of
    them, and in the header in each that has a name of its own below. The header's rows are put together, column by
    column. `header_rows` is how many the file says there are, None if it says nothing: then the header is as deep as
    the cells of the first row are, if they read like names of columns.
    """
    filled = [row for row in rows if row]
    width = max((sum(cell.across for cell in row) for row in filled), default=0)
    title = ""
    while len(filled) > 1 and width > 1 and _spans_all(filled[0], width):
        title = f"{title}\n{filled[0][0].text}".strip()
        filled = filled[1:]
        header_rows = header_rows and header_rows - 1
    depth = _depth(filled) if header_rows is None else header_rows
    spread = _spread(filled)
    header = _joined(spread[:depth]) if 0 < depth < len(spread) else None
    if header is not None and header_rows is None and not _reads_like_header(header):
        header = None
    body = [tuple("" if text.startswith(_SPANNED) else text for text in row) for row in spread]
    table = without_empty_columns([*([header] if header else []), *(body[depth:] if header else body)])
    return Grid(
        title,
        table[0] if header and any(table[0]) else None,
        tuple(row for row in (table[1:] if header else table) if any(row)),
    )


def has_figures(cells: Sequence[str]) -> bool:
    """Whether any of some cells holds a figure and nothing else; years that follow each other are names of columns."""
    figures = [cell for cell in cells if _FIGURE.fullmatch(cell)]
    if len(figures) > 1 and all(map(_YEAR.fullmatch, figures)) and figures == sorted(set(figures)):
        return False
    return bool(figures)


def without_empty_columns(rows: Sequence[Row]) -> list[Row]:
    """`rows`, all as wide as the widest, without the columns in which no row has text."""
    width = max(map(len, rows), default=0)
    kept = [column for column in range(width) if any(column < len(row) and row[column].strip() for row in rows)]
    return [tuple(row[column] if column < len(row) else "" for column in kept) for row in rows]


def _spans_all(row: Sequence[Cell], width: int) -> bool:
    texts = [cell for cell in row if cell.text.strip()]
    return len(row) == 1 and bool(texts) and row[0].across >= width


def _depth(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows the header seems to have."""
    if len(rows) < 2:
        return 0
    deepest = min(max(cell.down for cell in rows[0]), _MOST_HEADER_ROWS, len(rows) - 1)
    if deepest == 1 and len(rows) > 2 and any(cell.across > 1 for cell in rows[0]):
        below = [cell.text.strip() for cell in rows[1] if cell.text.strip()]
        return 2 if len(below) > 1 and not has_figures(below) else 1
    return deepest


def _spread(rows: Sequence[Sequence[Cell]]) -> list[Row]:
    """The rows with a text in each column; one that only goes on from the column before is marked by `_SPANNED`."""
    found: list[Row] = []
    waiting: dict[int, tuple[str, int]] = {}  # by column, what spans the next rows, and how many of them
    for row in rows:
        texts: list[str] = []
        begun: dict[int, tuple[str, int]] = {}
        for cell in (*row, None):
            while len(texts) in waiting:
                text, left = waiting.pop(len(texts))
                if left > 1:
                    begun[len(texts)] = text, left - 1
                texts.append(text)
            if cell is None:
                break
            text = cell.text.strip()
            for index in range(min(cell.across, _MOST_SPANNED)):
                own = text if index == 0 else _SPANNED + text
                if cell.down > 1:
                    begun[len(texts)] = own if len(own) <= _LONGEST_REPEATED else "", min(cell.down, _MOST_SPANNED) - 1
                texts.append(own)
        waiting = begun
        found.append(tuple(texts))
    return found


def _joined(rows: Sequence[Row]) -> Row:
    """Rows of a header as one: the different texts of each column, from above to below."""
    width = max(map(len, rows))
    columns = [[row[column] if column < len(row) else "" for row in rows] for column in range(width)]
    return tuple(" ".join(filter(None, dict.fromkeys(_names(column)))) for column in columns)


def _names(texts: Sequence[str]) -> Iterator[str]:
    """The names above a column; one that spans others too counts if there is a name of this column alone below it."""
    for index, text in enumerate(texts):
        if not text.startswith(_SPANNED):
            yield text
        elif any(below and not below.startswith(_SPANNED) for below in texts[index + 1 :]):
            yield text.removeprefix(_SPANNED)


def _reads_like_header(header: Row) -> bool:
    """Whether a row holds names of columns: short texts, none of them a figure."""
    cells = [cell for cell in header if cell]
    enough = len(cells) >= max(2, len(header) - 1)
    return enough and max(map(len, cells)) <= _LONGEST_NAME and not has_figures(cells)
