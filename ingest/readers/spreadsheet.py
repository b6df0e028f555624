"""Spreadsheets: Excel workbooks (.xlsx) and tables of text (.csv)."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ingest.errors import MissingTool, UnreadableFile
from ingest.readers import libreoffice
from ingest.readers.base import Hints, RawBlock, Reading
from ingest.readers.encoding import decode
from ingest.readers.grid import REPEATED, grid_blocks
from ingest.readers.legacy import FontReader, Run
from ingest.readers.number_format import shown_number
from ingest.readers.package import check_markup, open_package, read_part
from ingest.readers.tables import Row
from vectorstore.models import BlockKind

_DELIMITERS = (",", ";", "\t", "|")
_SNIFFED = 50  # lines of a .csv file by which its delimiter is found
_CELL_LIMIT = 1_000_000  # characters

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):\1(\d{1,7})"')
_LONGEST_REPEATED = 200  # characters of a cell that is repeated in each row that it spans

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)
_NO_VALUE = re.compile(
    rb'<(?:\w+:)?c\b(?![^>]*\bt="str")[^>]*>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_UNNAMED = re.compile(r"(?:sheet|trang tính|bảng tính)\s*\d*", re.I)  # what programs call a sheet
_SECONDS = 60.0  # for working out the formulas of a workbook

Cell = tuple[Run, ...]


class _Sheet(NamedTuple):
    """A sheet: its title, its rows, and the cells that span rows, each with column, first and last row."""

    title: str
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int]]


class XlsxReader:
    """.xlsx: each visible sheet is a table; formulas give the values that were saved with them. Where a program saved
    none, LibreOffice works them out; without it they stay empty."""

    extensions: tuple[str, ...] = (".xlsx", ".xlsm", ".xltx")
    media_types: tuple[str, ...] = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)

    def read(self, data: bytes, name: str) -> Reading:
        """The tables of a workbook."""
        with open_package(data, name) as package:
            check_markup(package, name)
            lacks_values = _lacks_values(package, name)
        if lacks_values:
            with contextlib.suppress(MissingTool, UnreadableFile):
                data = libreoffice.convert(data, ".xlsx", name, _SECONDS)
        sheets = list(_sheets(data, name))
        reader = FontReader(run for sheet in sheets for row in sheet.rows for cell in row for run in cell)
        found = [
            (sheet.title, _repeated([tuple(map(reader.text, row)) for row in sheet.rows], sheet.merged))
            for sheet in sheets
        ]
        filled = [(title, rows) for title, rows in found if any(any(row) for row in rows)]
        blocks = [list(grid_blocks(rows)) for _, rows in filled]
        names = [title if len(filled) > 1 and not _UNNAMED.fullmatch(title) else "" for title, _ in filled]
        return Reading(tuple(_named(blocks, names)), Hints(_title(blocks), origin="text"), reader.encoding)


class CsvReader:
    """.csv and .tsv: one table; the delimiter is found from the text."""

    extensions: tuple[str, ...] = (".csv", ".tsv")
    media_types: tuple[str, ...] = ("text/csv", "text/tab-separated-values")

    def read(self, data: bytes, name: str) -> Reading:
        """The rows of a table of text."""
        text = decode(data, name)
        csv.field_size_limit(_CELL_LIMIT)
        try:
            rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))]
        except csv.Error as error:
            raise UnreadableFile(
                f"Tệp {name} không phải là bảng CSV: có ô quá dài hoặc dấu ngoặc kép không đóng.",
                f"{name} is not a CSV table: a cell is too long, or a quotation mark is never closed.",
            ) from error
        return Reading(tuple(grid_blocks(rows)))


def _lacks_values(package: zipfile.ZipFile, name: str) -> bool:
    """Whether a workbook holds formulas without their values, as programs write that cannot work them out."""
    for member in package.namelist():
        if _SHEET.fullmatch(member):
            with package.open(member) as part:
                if _NO_VALUE.search(read_part(part, name)):
                    return True
    return False


def _named(sheets: Sequence[list[RawBlock]], names: Sequence[str]) -> Iterator[RawBlock]:
    """The blocks of all sheets, each below the sheet's name."""
    for blocks, name in zip(sheets, names, strict=True):
        if name:
            yield RawBlock(name, BlockKind.HEADING, 1)
        yield from blocks


def _title(sheets: Sequence[list[RawBlock]]) -> str | None:
    """What stands above the first table."""
    first = next((blocks[0] for blocks in sheets if blocks), None)
    return first.text if first and first.kind is BlockKind.PARAGRAPH else None


def _repeated(rows: list[Row], merged: Sequence[tuple[int, int, int]]) -> list[Row]:
    """`rows` with what spans several of them in each."""
    cells = [list(row) for row in rows]
    for column, first, last in merged:
        text = cells[first][column] if first < len(cells) and column < len(cells[first]) else ""
        if text and len(text) <= _LONGEST_REPEATED:
            for row in cells[first + 1 : last + 1]:
                row += [""] * (column + 1 - len(row))
                row[column] = row[column] or REPEATED + text
    return [tuple(row) for row in cells]


def _merged(part: bytes) -> list[tuple[int, int, int]]:
    """The cells of a sheet that span rows: column, first and last row, from 0."""
    from openpyxl.utils import column_index_from_string

    return [
        (column_index_from_string(found[1].decode()) - 1, int(found[2]) - 1, int(found[3]) - 1)
        for found in _MERGED.finditer(part)
    ]


def _sheets(data: bytes, name: str) -> Iterator[_Sheet]:
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, rich_text=True, keep_links=False
        )
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        for sheet in visible or workbook.worksheets:
            sheet.reset_dimensions()
            rows = [[_runs(cell) for cell in row] for row in sheet.iter_rows()]
            with sheet._get_source() as part:  # a sheet that is only read does not tell
                yield _Sheet(sheet.title, rows, _merged(part.read()))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, SyntaxError) as error:
        raise UnreadableFile(
            f"Tệp {name} bị hỏng hoặc không phải bảng tính Excel (.xlsx).",
            f"{name} is damaged or is not an Excel workbook (.xlsx).",
        ) from error


def _runs(cell: Any) -> Cell:
    value = cell.value
    if value is None or cell.data_type == "e":
        return ()
    if isinstance(value, str):
        return (Run(value, cell.font.name),)
    if isinstance(value, list):
        own = cell.font.name
        return tuple(
            Run(part, own) if isinstance(part, str) else Run(part.text or "", part.font.rFont or own) for part in value
        )
    return (Run(_shown(value, cell.number_format or ""), None),)


def _shown(value: Any, number_format: str) -> str:
    """A number or date as a person reads it."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, int | float):
        return shown_number(value, number_format)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.strftime("%d/%m/%Y")
    if isinstance(value, datetime.datetime):
        return value.strftime("%H:%M %d/%m/%Y")
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return str(value)


def _delimiter(text: str) -> str:
    """The character that parts the cells: the one that the first lines hold equally often, comma if none does."""
    lines = [line for line in text.splitlines()[:_SNIFFED] if line.strip()]
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        counts = [line.count(delimiter) for line in lines]
        common = sorted(counts)[len(counts) // 2] if counts else 0
        if common > most:
            best, most = delimiter, common
    return best
