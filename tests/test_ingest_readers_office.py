"""Formats that are read by way of LibreOffice, and spreadsheets."""

from __future__ import annotations

import datetime
import io
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ingest.errors import MissingTool, UnreadableFile
from ingest.readers import libreoffice, read
from ingest.readers.office import convert_together
from tests.ingest_files import (
    FILES,
    archive,
    encode,
    needs_libreoffice,
    presentation,
    texts,
    without_tools,
    word_file,
    workbook,
)
from vectorstore.models import BlockKind

DOCUMENT = [
    (BlockKind.PARAGRAPH, "HUYỆN ỦY VĨNH KHÊ"),
    (BlockKind.PARAGRAPH, "Báo cáo kết quả trồng rừng năm 2004"),
    (
        BlockKind.PARAGRAPH,
        "Toàn huyện đã trồng được 120 ha rừng, vượt kế hoạch; người dân rất phấn khởi. "
        "Kinh phí được cấp đủ và đúng hạn. Hội Nông dân phối hợp tốt.",
    ),
    (BlockKind.PARAGRAPH, "- Xã Đông Sơn trồng 70 ha."),
    (BlockKind.ROW, "Xã | Diện tích | Ghi chú"),
    (BlockKind.ROW, "Đông Sơn | 70 | đã nghiệm thu"),
    (BlockKind.ROW, "Tây Sơn | 50 | chờ nghiệm thu"),
]
SHEETS = [
    (BlockKind.HEADING, "Bieu 1"),
    (BlockKind.PARAGRAPH, "Biểu trồng rừng năm 2004"),
    (BlockKind.ROW, "Xã | Diện tích | Tỷ lệ"),
    (BlockKind.ROW, "Đông Sơn | 70 | 12,5%"),
    (BlockKind.ROW, "Tây Sơn | 50,5 | 50,0%"),
    (BlockKind.HEADING, "Bieu 2"),
    (BlockKind.PARAGRAPH, "Kinh phí được cấp đủ"),
    (BlockKind.PARAGRAPH, "Nguồn: Hội Nông dân"),
]


@needs_libreoffice
@pytest.mark.parametrize(
    ("file", "blocks"),
    [("legacy.doc", DOCUMENT), ("legacy.rtf", DOCUMENT), ("legacy.odt", DOCUMENT), ("legacy.xls", SHEETS)],
)
def test_old_formats_in_three_encodings(file: str, blocks: list[tuple[BlockKind, str]]) -> None:
    reading = read((FILES / file).read_bytes(), file)
    assert [(block.kind, block.text) for block in reading.blocks] == blocks


@needs_libreoffice
def test_old_presentation(tmp_path: Path) -> None:
    (tmp_path / "a.pptx").write_bytes(
        presentation([(encode("Kế hoạch", "tcvn3"), [(0, encode("Trồng rừng đã đủ", "tcvn3"))])], font=".VnTime")
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "ppt", "--outdir", str(tmp_path), "a.pptx"]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    assert texts(read((tmp_path / "a.ppt").read_bytes(), "a.ppt"))[:2] == ["Kế hoạch", "Trồng rừng đã đủ"]


@needs_libreoffice
def test_many_files_share_a_start(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: started.append(args) or run(*args, **kwargs))
    word = (FILES / "legacy.doc").read_bytes()
    files = [(word, "a.doc"), (word[:9_000], "cut.doc"), (word, "b.doc"), (b"x", "c.doc"), (b"x", "d.txt")]
    converted = convert_together(files, seconds=60)
    assert [found is not None for found in converted] == [True, False, True, False, False]
    assert converted[0] is not None
    assert texts(read(converted[0], "a.doc"))[0] == "HUYỆN ỦY VĨNH KHÊ"
    assert len(started) <= 2  # a new profile makes LibreOffice start again by itself


def test_without_libreoffice_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without_tools(monkeypatch, tmp_path)
    for file in ("legacy.doc", "legacy.xls"):
        with pytest.raises(MissingTool) as caught:
            read((FILES / file).read_bytes(), file)
        assert "apt-get install" in caught.value.vi
        assert "libreoffice-writer-nogui" in caught.value.en
    assert convert_together([((FILES / "legacy.doc").read_bytes(), "a.doc")] * 2, seconds=9) == [None, None]
    assert texts(read("Xin chào".encode(), "a.txt")) == ["Xin chào"]


def test_a_part_of_libreoffice_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("soffice", "libswlo.so"):
        (tmp_path / name).write_bytes(b"")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    command = libreoffice.install_command()
    assert command is not None
    assert command.endswith("install --no-install-recommends libreoffice-calc-nogui libreoffice-impress-nogui")
    with pytest.raises(MissingTool, match="calc"):
        read((FILES / "legacy.xls").read_bytes(), "a.xls")


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("file", ["legacy.doc", "legacy.xls", "legacy.rtf", "legacy.odt"])
def test_truncated(file: str, cut: float) -> None:
    data = (FILES / file).read_bytes()
    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        read(data[: int(len(data) * cut)], file)


# Spreadsheets


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (9 / 196, "0.0%", "4,6%"),
        (0.5, "0%", "50%"),
        (12_345_678, "#,##0", "12.345.678"),
        (9_876_543.5, "#,##0", "9.876.544"),
        (9_876_543.5, "General", "9876543,5"),
        (-1_234.5, "#,##0.00", "-1.234,50"),
        (-1_234.5, "#,##0.0;[Red](#,##0.0)", "(1.234,5)"),
        (0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "-"),
        (1_500_000, '#,##0 "đồng"', "1.500.000 đồng"),
        (1_500_000, "#,##0 [$₫-42A]", "1.500.000 ₫"),
        (1_500_000, "#,##0,", "1.500"),
        (7, "000", "007"),
        (4, '0"%"', "4%"),
        (2.0, "0.##", "2"),
        (0.25, "# ?/?", "0,25"),
        (912_345_678, "0000-000-000", "912345678"),
        (2_031, "0", "2031"),
    ],
)
def test_numbers_are_shown_as_their_cells_show_them(value: float, number_format: str, shown: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Đơn vị", "Kết quả"])
    sheet.append(["Xã Bến Lâm", value])
    sheet["B2"].number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    assert texts(read(stream.getvalue(), "a.xlsx"))[1] == f"Xã Bến Lâm | {shown}"


def test_values_of_a_workbook() -> None:
    row = [1_250_000, 0.1 + 0.2, datetime.date(2030, 5, 14), datetime.datetime(2030, 5, 14, 8, 30), True, "=1/0", 3.0]
    reading = read(workbook({"S": [["Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy"], row]}), "a.xlsx")
    assert texts(reading)[1] == "1250000 | 30,0% | 14/05/2030 | 08:30 14/05/2030 | x |  | 3"


def test_header_of_two_rows_above_a_numbering_row() -> None:
    rows = [
        ["UBND HUYỆN MẪU", None, None, "Mẫu số 23"],
        [None, "DỰ TOÁN NGÂN SÁCH"],
        ["STT", "Nội dung", "Năm 2030", None],
        [None, None, "Kế hoạch", "Thực hiện"],
        ["A", "B", "1", "2"],
        [1, "Thu nội địa", 127, 130],
        [2, "Thu khác", 5, 4],
    ]
    reading = read(workbook({"S": rows}), "a.xlsx")
    assert [(block.kind, block.header, block.text) for block in reading.blocks] == [
        (BlockKind.PARAGRAPH, False, "UBND HUYỆN MẪU"),
        (BlockKind.PARAGRAPH, False, "Mẫu số 23"),
        (BlockKind.PARAGRAPH, False, "DỰ TOÁN NGÂN SÁCH"),
        (BlockKind.ROW, True, "STT | Nội dung | Năm 2030 Kế hoạch | Năm 2030 Thực hiện"),
        (BlockKind.ROW, False, "1 | Thu nội địa | 127 | 130"),
        (BlockKind.ROW, False, "2 | Thu khác | 5 | 4"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_table_of_text(delimiter: str) -> None:
    lines = [("Xã", "Diện tích"), ("Đông Sơn", "70"), ('"Tây ""Sơn""; mới, cũ"', "50")]
    data = "\r\n".join(delimiter.join(cells) for cells in lines).encode("utf-8-sig")
    reading = read(data, "a.csv")
    assert texts(reading) == ["Xã | Diện tích", "Đông Sơn | 70", 'Tây "Sơn"; mới, cũ | 50']
    assert [block.header for block in reading.blocks] == [True, False, False]


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({"Thấy": [["có"]], "Ẩn": [["không"]]})))
    book["Ẩn"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    assert texts(read(stream.getvalue(), "a.xlsx")) == ["có"]


# Word documents


def test_a_soft_break_in_a_sentence_is_a_space() -> None:
    broken = word_file(
        [("KẾ HOẠCH\ntrồng rừng", "Arial")],
        [("Huyện ủy giao Hạt Kiểm lâm\nchủ trì trồng rừng,\nxong trước ngày 30/6.\nKinh phí: 2 tỷ đồng;", "Arial")],
        [("Nhiệm vụ\na) trồng rừng\nb) làm đường", "Arial")],
    )
    assert texts(read(broken, "a.docx")) == [
        "KẾ HOẠCH",
        "trồng rừng",
        "Huyện ủy giao Hạt Kiểm lâm chủ trì trồng rừng, xong trước ngày 30/6.",
        "Kinh phí: 2 tỷ đồng;",
        "Nhiệm vụ",
        "a) trồng rừng",
        "b) làm đường",
    ]


def test_text_boxes_and_notes_of_a_word_document_are_read_once() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    inner = "<w:txbxContent><w:p><w:r><w:t>Trong khung.</w:t></w:r></w:p></w:txbxContent>"
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps">{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>'
    )
    notes = (
        f'<w:footnotes {space}><w:footnote w:id="0" w:type="separator"><w:p><w:r><w:t>—</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>Theo báo cáo quý I.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    plain = word_file([("Đầu.", "Arial")], [("Cuối.", "Arial")], table=[["A", "B"], ["C", "D"]])
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        parts = {name: package.read(name).decode("utf-8", "surrogateescape") for name in package.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace("Đầu.</w:t>", f"Đầu.</w:t>{box}", 1)
    parts["word/document.xml"] = parts["word/document.xml"].replace("C</w:t>", f"C</w:t>{box}", 1)
    parts["word/footnotes.xml"] = notes
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        "</Relationships>", f'<Relationship Id="n" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    )
    data = archive({name: text.encode("utf-8", "surrogateescape") for name, text in parts.items()})
    assert texts(read(data, "a.docx")) == [
        "Đầu.",
        "Trong khung.",
        "Cuối.",
        "A | B",
        "C\nTrong khung. | D",
        "Theo báo cáo quý I.",
    ]
