"""Tables: every format keeps the columns of a row; ruled tables of PDF pages; cells that span others."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.lines import CELL_BREAK
from ingest.parse import parse
from ingest.readers import read
from ingest.readers.tables import Cell, grid, table
from ingest.sources import RawDocument
from ingest.structure import read_structure
from tests.ingest_files import needs_libreoffice, pdf, presentation, texts, without_tools, word_file, workbook
from vectorstore.models import BlockKind, Span

ROWS = [
    ("Cum", "Cum truong", "So to chuc", "Ghi chu"),
    ("Cum 1", "Cong ty Mau", "11", ""),
    ("", "Cong ty Vi Du", "12", "Moi lap"),
    ("Cong", "", "23", ""),
]
LINES = [
    "Cum | Cum truong | So to chuc | Ghi chu",
    "Cum 1 | Cong ty Mau | 11",
    " | Cong ty Vi Du | 12 | Moi lap",
    "Cong |  | 23",
]
LEFT, TOP, HEIGHT, WIDTH = 60.0, 700.0, 60.0, 110.0


def rows_of(data: bytes, name: str) -> list[str]:
    """The rows of a document's tables as its bulletin has them."""
    bulletin = parse(RawDocument(name, name, data))
    return [bulletin.text[block.start : block.end] for block in bulletin.blocks if block.kind is BlockKind.ROW]


def lines(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Operators that rule a table."""
    upright = [f"{x} {min(ys)} m {x} {max(ys)} l S" for x in xs]
    return " ".join([*upright, *(f"{min(xs)} {y} m {max(xs)} {y} l S" for y in ys)])


def bars(xs: Sequence[float], ys: Sequence[float]) -> str:
    """The same as thin bars, one for each cell's edge, as word processors draw them."""
    edges = [f"{x} {low} 0.5 {high - low} re f" for x in xs for high, low in pairwise(ys)]
    edges += [f"{left} {y} {right - left} 0.5 re f" for y in ys for left, right in pairwise(xs)]
    return " ".join(edges)


def boxes(xs: Sequence[float], ys: Sequence[float]) -> str:
    """The same as a box around each cell, all of them one object."""
    edges = [
        f"{left} {low} {right - left} {high - low} re" for high, low in pairwise(ys) for left, right in pairwise(xs)
    ]
    return " ".join([*edges, "S"])


def places(columns: int, rows: int) -> tuple[list[float], list[float]]:
    """Where the lines of a table stand."""
    return [LEFT + WIDTH * n for n in range(columns + 1)], [TOP - HEIGHT * n for n in range(rows + 1)]


def words(rows: Sequence[Sequence[str]]) -> list[tuple[float, float, str]]:
    """The texts of a table's cells, a word a line."""
    return [
        (LEFT + WIDTH * column + 4, TOP - HEIGHT * row - 11 - 12 * number, word)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        for number, word in enumerate(cell.split())
    ]


def test_a_row_keeps_its_columns_in_every_format() -> None:
    html = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    page = f"<html><body><h1>Bang so lieu</h1><p>{'Day la mot cau van. ' * 20}</p><table>{html}</table></body></html>"
    found = {
        "docx": rows_of(word_file([("Bang so lieu", "Arial")], table=ROWS), "a.docx"),
        "html": rows_of(page.encode(), "a.html"),
        "xlsx": rows_of(workbook({"S": [[None, *(cell or None for cell in row)] for row in ROWS]}), "a.xlsx"),
        "csv": rows_of("\n".join(",".join(row) for row in ROWS).encode(), "a.csv"),
        "md": rows_of("\n".join(f"| {' | '.join(row)} |" for row in ROWS).encode(), "a.md"),
        "pptx": rows_of(presentation([("Bang so lieu", [])], table=ROWS), "a.pptx"),
        "pdf": rows_of(pdf([words(ROWS)], [lines(*places(4, 4))]), "a.pdf"),
    }
    assert found == dict.fromkeys(found, LINES)
    assert [line.split(CELL_BREAK) for line in LINES] == [_trimmed(row) for row in ROWS]


def test_a_passage_of_a_row_carries_the_names_of_its_columns() -> None:
    structure = read_structure([*table(ROWS)])
    assert [(p.text, p.lead) for p in structure.passages] == [(line, LINES[0]) for line in LINES[1:]]


def test_a_row_is_quoted_whole_whatever_its_cells_hold() -> None:
    cells = ("3", "Tổ chức giải bóng chuyền nam. Trao 4 giải thưởng.", "Huyện đoàn.", "20/3 - 25/3")
    (passage,) = read_structure([*table([("STT", "Nội dung", "Đơn vị", "Thời hạn"), cells])]).passages
    assert passage.sentences == (Span(passage.start, passage.end),)


def test_cells_that_span_rows_and_columns() -> None:
    found = grid(
        [
            [Cell("BẢNG TỔNG HỢP", across=4)],
            [Cell("Xã", down=2), Cell("Năm 2030", across=2), Cell("Ghi chú", down=2)],
            [Cell("Kế hoạch"), Cell("Thực hiện")],
            [Cell("Cụm 1", down=2), Cell("12"), Cell(""), Cell("chậm")],
            [Cell("13"), Cell("14"), Cell("")],
            [Cell("Cộng", across=2), Cell("26"), Cell("")],
        ]
    )
    assert found.title == "BẢNG TỔNG HỢP"
    assert found.header == ("Xã", "Năm 2030 Kế hoạch", "Năm 2030 Thực hiện", "Ghi chú")
    assert found.rows == (
        ("Cụm 1", "12", "", "chậm"),
        ("Cụm 1", "13", "14", ""),
        ("Cộng", "", "26", ""),
    )


def test_years_are_names_of_columns() -> None:
    assert grid([[Cell("Xã"), Cell("2029"), Cell("2030")], [Cell("Mẫu"), Cell("7"), Cell("8")]]).header is not None
    assert grid([[Cell("Xã"), Cell("2030"), Cell("15")], [Cell("Mẫu"), Cell("7"), Cell("8")]]).header is None


def test_merged_cells_of_a_word_document() -> None:
    document = docx.Document()
    made = document.add_table(rows=4, cols=4)
    texts = [
        ("Xã", "Năm 2030", "", "Ghi chú"),
        ("", "Kế hoạch", "Thực hiện", ""),
        ("Mẫu", "1", "", "tốt"),
        ("", "2", "3", ""),
    ]
    for row, values in enumerate(texts):
        for column, text in enumerate(values):
            made.cell(row, column).text = text
    for first, last in (((0, 1), (0, 2)), ((0, 0), (1, 0)), ((0, 3), (1, 3)), ((2, 0), (3, 0))):
        made.cell(*first).merge(made.cell(*last))
    stream = io.BytesIO()
    document.save(stream)
    assert rows_of(stream.getvalue(), "a.docx") == [
        "Xã | Năm 2030 Kế hoạch | Năm 2030 Thực hiện | Ghi chú",
        "Mẫu | 1 |  | tốt",
        "Mẫu | 2 | 3",
    ]


def test_merged_cells_of_a_workbook() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ("BIỂU TỔNG HỢP", None, None),
        ("Cụm", "Năm 2030", None),
        (None, "Kế hoạch", "Thực hiện"),
        ("Mẫu", 1, None),
        (None, 2, 3),
        ("Cộng", 3, 3),
    ]
    for row in rows:
        sheet.append(row)
    for merged in ("A1:C1", "A2:A3", "B2:C2", "A4:A5"):
        sheet.merge_cells(merged)
    stream = io.BytesIO()
    book.save(stream)
    assert rows_of(stream.getvalue(), "a.xlsx") == [
        "Cụm | Năm 2030 Kế hoạch | Năm 2030 Thực hiện",
        "Mẫu | 1",
        "Mẫu | 2 | 3",
        "Cộng | 3 | 3",
    ]


def test_merged_cells_of_a_page() -> None:
    page = (
        "<h1>Kết quả</h1><p>" + "Đây là một câu văn của trang. " * 20 + "</p><table><tr><th rowspan=2>Xã</th>"
        "<th colspan=2>Năm 2030</th></tr><tr><th>Kế hoạch</th><th>Thực hiện</th></tr>"
        "<tr><td rowspan=2>Mẫu</td><td>1</td><td></td></tr><tr><td>2</td><td>3</td></tr></table>"
    )
    assert rows_of(f"<html><body>{page}</body></html>".encode(), "a.html") == [
        "Xã | Năm 2030 Kế hoạch | Năm 2030 Thực hiện",
        "Mẫu | 1",
        "Mẫu | 2 | 3",
    ]


def test_paragraphs_in_the_cells_of_a_page() -> None:
    rows = [("Xã", "Việc"), ("Mẫu", "Trồng rừng|Làm đường"), ("Ví Dụ", "Xây trường|"), ("Rừng", "")]
    html = "".join(
        "<tr>" + "".join(f"<td>{''.join(f'<p>{p}</p>' for p in c.split('|'))}</td>" for c in row) + "</tr>"
        for row in rows
    )
    page = f"<html><body><h1>Phân công</h1><p>{'Đây là một câu văn. ' * 20}</p><table>{html}</table></body></html>"
    assert rows_of(page.encode(), "a.html") == ["Xã | Việc", "Mẫu | Trồng rừng Làm đường", "Ví Dụ | Xây trường", "Rừng"]


@pytest.mark.parametrize("draw", [lines, bars, boxes])
def test_ruled_table_with_wrapped_cells(draw: Callable[[Sequence[float], Sequence[float]], str]) -> None:
    rows = [("Chi tieu", "Nam nay", "Nam sau"), ("Mo lop", "6", "7"), ("Hoc tap", "", "12")]
    above, below = [(60.0, 760.0, "Cac chi tieu nhu sau:")], [(60.0, 480.0, "Dang uy giao cac chi bo thuc hien.")]
    data = pdf([[*above, *words(rows), *below]], [draw(*places(3, 3))])
    assert [block.text for block in read(data, "a.pdf").blocks] == [
        "Cac chi tieu nhu sau:",
        "Chi tieu | Nam nay | Nam sau",
        "Mo lop | 6 | 7",
        "Hoc tap |  | 12",
        "Dang uy giao cac chi bo thuc hien.",
    ]


def test_ruled_table_over_two_pages() -> None:
    """Its header is repeated, and a row is cut by the page's end."""
    first = [("Chi tieu", "Don vi"), ("Mo lop cho", "lop"), ("Tong so nguoi hoc cua", "nguoi")]
    second = [("Chi tieu", "Don vi"), ("cac chi bo", ""), ("Kiem tra", "cuoc")]
    xs, ys = places(2, 3)
    xs, ys = [60.0, 200.0, 310.0], ys

    def at(rows: Sequence[Sequence[str]]) -> list[tuple[float, float, str]]:
        return [(xs[c] + 4, ys[r] - 20, text) for r, row in enumerate(rows) for c, text in enumerate(row) if text]

    assert rows_of(pdf([at(first), at(second)], [lines(xs, ys)] * 2), "a.pdf") == [
        "Chi tieu | Don vi",
        "Mo lop cho | lop",
        "Tong so nguoi hoc cua cac chi bo | nguoi",
        "Kiem tra | cuoc",
    ]


def test_merged_cells_of_a_ruled_table() -> None:
    xs, ys = places(3, 4)
    rules = [f"{xs[0]} {y} m {xs[3]} {y} l S" for y in (ys[0], ys[2], ys[4])]
    rules += [f"{xs[1]} {ys[1]} m {xs[3]} {ys[1]} l S", f"{xs[1]} {ys[3]} m {xs[3]} {ys[3]} l S"]
    rules += [f"{x} {ys[4]} m {x} {ys[0]} l S" for x in (xs[0], xs[1], xs[3])]
    rules.append(f"{xs[2]} {ys[4]} m {xs[2]} {ys[1]} l S")
    rows = [("Xa", "Nam nay", ""), ("", "Ke hoach", "Thuc hien"), ("Mau", "1", "2"), ("", "3", "")]
    assert rows_of(pdf([words(rows)], [" ".join(rules)]), "a.pdf") == [
        "Xa | Nam nay Ke hoach | Nam nay Thuc hien",
        "Mau | 1 | 2",
        "Mau | 3",
    ]


def test_frames_and_drawings_are_no_tables() -> None:
    text = [(60.0, 700.0, "Hoi nghi thong nhat noi dung."), (60.0, 660.0, "Hoi nghi ket thuc.")]
    frame = "40 40 500 760 re S 60 690 m 200 690 l S"
    assert rows_of(pdf([text], [frame]), "a.pdf") == []


_WORDS = st.lists(st.sampled_from(["xa", "lop", "7", "12", "tot", "kha"]), max_size=3).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 4).flatmap(lambda width: st.lists(st.tuples(*[_WORDS] * width), min_size=2, max_size=6)))
def test_any_ruled_table_gives_its_cells(rows: list[tuple[str, ...]]) -> None:
    rows = [tuple(f"Cot {cell}".strip() for cell in rows[0]), *rows[1:]]
    found = rows_of(pdf([words(rows)], [lines(*places(len(rows[0]), len(rows)))]), "a.pdf")
    assert [line.split(CELL_BREAK) for line in found] == [_trimmed(row) for row in rows if any(row)]


def _trimmed(row: Sequence[str]) -> list[str]:
    """A row without the empty cells at its end."""
    last = max((column for column, cell in enumerate(row) if cell), default=-1)
    return list(row[: last + 1])


def test_a_workbook_is_called_after_what_stands_above_its_first_table() -> None:
    rows: list[list[object]] = [["Xã", "Đảng viên"], ["Đông Sơn", 70]]
    data = workbook({"Sheet1": [["DANH SÁCH CÁC XÃ"], *rows], "Kết nạp": rows})
    bulletin = parse(RawDocument("a.xlsx", "a.xlsx", data))
    assert bulletin.metadata.title == "DANH SÁCH CÁC XÃ"
    assert "Sheet1" not in bulletin.text
    assert "Kết nạp" in bulletin.text


@needs_libreoffice
def test_formulas_without_values_are_worked_out() -> None:
    rows: list[list[object]] = [
        ["Xã", "Nam", "Nữ"],
        ["Đông Sơn", 70, 30],
        ["Tây Sơn", 50, 20],
        ["Tổng", "=SUM(B2:B3)", "=C2+C3"],
    ]
    assert texts(read(workbook({"S": rows}), "a.xlsx"))[-1] == "Tổng | 120 | 50"


def test_formulas_without_values_stay_empty_without_libreoffice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_tools(monkeypatch, tmp_path)
    data = workbook({"S": [["Xã", "Số"], ["Đông Sơn", 7], ["Tổng", "=B2"]]})
    assert texts(read(data, "a.xlsx"))[-1] == "Tổng"
