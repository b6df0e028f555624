"""Readers: what each family of formats gives, and every kind of file that cannot be read."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import IngestError
from ingest.parse import parse
from ingest.readers import read
from ingest.readers.base import Reading
from ingest.readers.pdf_layout import paragraphs
from ingest.readers.printed import PrintedLine
from ingest.sources import RawDocument
from vectorstore.models import BlockKind

SAMPLES = Path(__file__).parent.parent / "data" / "bulletins"


def _texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def _kinds(reading: Reading) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in reading.blocks]


# Plain text and Markdown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258"])
def test_encodings(encoding: str) -> None:
    text = "Hội nghị sơ kết công tác xây dựng Đảng sáu tháng đầu năm.\nĐồng chí Bí thư chủ trì, các đại biểu thảo luận."
    if encoding == "cp1258":
        import unicodedata

        marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
        parts: list[str] = []
        for char in unicodedata.normalize("NFD", text):
            if parts and char in "\u0302\u0306\u031b":
                parts[-1] = unicodedata.normalize("NFC", parts[-1] + char)
            elif parts and char in marks and parts[-1] in marks:
                parts.append(char)
            else:
                parts.append(char)
        plain = "".join(parts)
        for base, mark, letter in (
            ("a", "\u0323\u0302", "â\u0323"),
            ("e", "\u0323\u0302", "ê\u0323"),
            ("o", "\u0323\u0302", "ô\u0323"),
        ):
            plain = plain.replace(base + mark, letter)
        data = plain.encode("cp1258", errors="ignore")
    else:
        data = text.encode(encoding)
    reading = read(data, "a.txt")
    bulletin = parse(RawDocument("a.txt", "a.txt", data))
    assert len(reading.blocks) == 2
    assert "Đảng" in bulletin.text
    assert "chủ trì" in bulletin.text


def test_lines_wrapped_at_a_width_are_joined() -> None:
    text = (
        "Sáng nay, Huyện ủy tổ chức hội nghị sơ kết công tác\nsáu tháng đầu năm và triển khai nhiệm vụ sáu tháng\n"
        "cuối năm, có năm mươi đại biểu tham dự hội nghị này.\n\nCác đại biểu thảo luận sôi nổi về công tác xây dựng\n"
        "Đảng ở cơ sở và kiến nghị nhiều việc.\n"
    )
    first, second = _texts(read(text.encode(), "a.txt"))
    assert first.startswith("Sáng nay")
    assert first.endswith("hội nghị này.")
    assert second.endswith("kiến nghị nhiều việc.")


def test_lines_wrapped_by_hand_are_joined() -> None:
    text = (
        "Trong hai ngày 17 và 18/9/2031, tại thành phố Mẫu Hòa, Ủy ban Kiểm tra Tỉnh ủy\nđã họp kỳ thứ 33.\n\n"
        "Xem xét báo cáo của Huyện ủy Mẫu Sơn, Ủy ban quyết định khai trừ\nra khỏi Đảng đối với một đảng viên.\n\n"
        "- Buông lỏng lãnh đạo, thiếu kiểm tra để xã giao đất trái thẩm quyền\ncho 17 trường hợp;\n"
        "- Không họp định kỳ.\n\n"
        "Kế hoạch tập huấn nghiệp vụ cho 210 cán bộ kiểm tra, tổ chức vào\ntháng 10/2031 tại Trường Chính trị.\n"
    )
    first, second, *items, last = _texts(read(text.encode(), "a.txt"))
    assert first.endswith("Ủy ban Kiểm tra Tỉnh ủy đã họp kỳ thứ 33.")
    assert second.endswith("khai trừ ra khỏi Đảng đối với một đảng viên.")
    assert items == [
        "- Buông lỏng lãnh đạo, thiếu kiểm tra để xã giao đất trái thẩm quyền cho 17 trường hợp;",
        "- Không họp định kỳ.",
    ]
    assert last.endswith("tổ chức vào tháng 10/2031 tại Trường Chính trị.")


def test_sentences_of_one_length_are_not_joined() -> None:
    lines = [f"Thôn số {number} đã trồng xong {number}0 ha rừng và làm {number} km đường." for number in range(1, 6)]
    assert _texts(read("\n".join(lines).encode(), "a.txt")) == lines


def test_pages_of_a_printed_text_file() -> None:
    header = "HUYỆN ỦY MẪU - BẢN TIN SỐ 7"
    names = [(1, "Nà"), (2, "Phai"), (3, "Tát")]
    page = "{header}\n\nXã số {number} trồng rừng.\n\nXã cũng làm đường và trường ở thôn {name}\n\n- {number} -\n"
    pages = [page.format(header=header, number=number, name=name) for number, name in names]
    data = "\f".join([*pages, f"{header}\n\nHọc ở thôn Mẫu.\n\nHết.\n\n- 4 -"]).encode()
    assert _texts(read(data, "a.txt")) == [
        header,
        *(
            text
            for number, name in names
            for text in (f"Xã số {number} trồng rừng.", f"Xã cũng làm đường và trường ở thôn {name}")
        ),
        "Học ở thôn Mẫu.",
        "Hết.",
    ]


def test_a_sentence_that_goes_on_on_the_next_page_of_a_text_file() -> None:
    start = "Ban Thường vụ Huyện ủy yêu cầu các chi bộ, đảng bộ cơ sở trong toàn huyện khẩn trương"
    data = f"Trang 1\n{start}\n\f\nTrang 2\nquán triệt, triển khai nghị quyết.\n".encode()
    assert _texts(read(data, "a.txt")) == [f"{start} quán triệt, triển khai nghị quyết."]


def test_a_wrapped_line_that_begins_with_the_dash_of_a_sentence_is_joined() -> None:
    lines = [
        "Ban Thường vụ yêu cầu tập trung phát triển kinh tế",
        "- xã hội của huyện, trong đó chú trọng trồng rừng,",
        "làm đường và xây dựng trường học ở các xã vùng cao",
        "như sau:",
        "- Xã Đông Sơn;",
        "- xã Tây Sơn.",
    ]
    assert _texts(read("\n".join(lines).encode(), "a.txt")) == [" ".join(lines[:4]), *lines[4:]]


def test_columns_of_a_heading_block_in_plain_text() -> None:
    text = (
        "HUYỆN ỦY MẪU                 ĐẢNG CỘNG SẢN VIỆT NAM\n        *\n"
        "Số 3-KH/HU           Mẫu, ngày 1 tháng 2 năm 2030\n\nKẾ HOẠCH\n"
    )
    assert _texts(read(text.encode(), "a.txt")) == [
        "HUYỆN ỦY MẪU",
        "        *",
        "Số 3-KH/HU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Mẫu, ngày 1 tháng 2 năm 2030",
        "KẾ HOẠCH",
    ]


def test_markdown() -> None:
    text = (
        "# Bản tin\n\nMột đoạn **đậm** có [liên kết](http://vi.du/a)\nviết trên hai dòng.\n\n## Nhiệm vụ\n\n"
        "- trồng cây\n- làm *đường*\n"
        "  - đường lớn\n\n| Việc | Hạn |\n|---|---|\n| Họp | 3/5 |\n\n---\n"
    )
    assert _kinds(read(text.encode(), "a.md")) == [
        (BlockKind.HEADING, "Bản tin"),
        (BlockKind.PARAGRAPH, "Một đoạn đậm có liên kết viết trên hai dòng."),
        (BlockKind.HEADING, "Nhiệm vụ"),
        (BlockKind.PARAGRAPH, "- trồng cây"),
        (BlockKind.PARAGRAPH, "- làm đường"),
        (BlockKind.PARAGRAPH, "- đường lớn"),
        (BlockKind.ROW, "Việc | Hạn"),
        (BlockKind.ROW, "Họp | 3/5"),
    ]


# Web pages

PAGE = """<!DOCTYPE html><html><head><title>Hội nghị mẫu | Cổng thông tin</title>
<meta property="article:published_time" content="2030-05-06T08:00:00+07:00"></head><body>
<nav><a href="/">Trang chủ</a> <a href="/tin">Tin tức</a></nav>
<article><h1>Hội nghị mẫu</h1><p class="meta">08:00 ngày 06/05/2030</p>
<p>Sáng 5/5/2030, Huyện ủy Mẫu tổ chức hội nghị sơ kết công tác quý I và bàn nhiệm vụ của quý II năm 2030.</p>
<figure><img src="a.jpg"><figcaption>Các đồng chí chủ tọa hội nghị</figcaption></figure>
<p>Hội nghị giao hai việc:<br>- Trồng một vạn cây;<br>- Sửa ba cây cầu.</p>
<h2>Kết quả</h2><ul><li>Thu ngân sách<ul><li>Thuế 5 tỷ</li><li>Phí 2 tỷ</li></ul></li><li>Kết nạp 20 đảng viên</li></ul>
<table><tr><th>TT</th><th>Việc</th></tr><tr><td>1</td><td>Rà soát</td></tr></table></article>
<aside><h3>Tin liên quan</h3><a href="/1">Một tin khác hẳn</a></aside><footer>Bản quyền của cổng</footer>
<script>var x = "mã lệnh";</script></body></html>"""


def test_web_page() -> None:
    reading = read(PAGE.encode(), "a.html")
    assert reading.hints.title == "Hội nghị mẫu"
    assert str(reading.hints.date) == "2030-05-06"
    assert _kinds(reading)[0] == (BlockKind.HEADING, "Hội nghị mẫu")
    assert (BlockKind.CAPTION, "Các đồng chí chủ tọa hội nghị") in _kinds(reading)
    assert (BlockKind.PARAGRAPH, "- Sửa ba cây cầu.") in _kinds(reading)
    items = [(block.level, block.text) for block in reading.blocks if block.kind is BlockKind.ITEM]
    assert items == [(1, "Thu ngân sách"), (2, "Thuế 5 tỷ"), (2, "Phí 2 tỷ"), (1, "Kết nạp 20 đảng viên")]
    rows = [(block.header, block.text) for block in reading.blocks if block.kind is BlockKind.ROW]
    assert rows == [(True, "TT | Việc"), (False, "1 | Rà soát")]
    whole = " ".join(_texts(reading))
    assert not any(word in whole for word in ("Trang chủ", "Tin liên quan", "Bản quyền", "mã lệnh"))


def test_page_laid_out_with_tables() -> None:
    body = "".join(
        f"<p>Đoạn thứ {n} kể về buổi họp của chi bộ thôn, có đủ đảng viên và khách mời dự họp.</p>" for n in range(6)
    )
    page = (
        "<html><head><title>Chi bộ thôn Mẫu họp bàn làm đường</title></head><body>"
        "<table><tr><td><a href='/'>Trang chủ</a></td></tr>"
        "<tr><td><table><tr><td><font>Chuyên mục | Cập nhật: 14/05/2030</font><br>"
        f"<font size=5><b>Chi bộ thôn Mẫu họp bàn làm đường</b></font><br>{body}</td></tr></table>"
        "<table><tr><td><b>Các tin khác</b><br>"
        "- <a href='/1'>Tin một</a><br>- <a href='/2'>Tin hai</a></td></tr></table>"
        "</td></tr></table></body></html>"
    )
    reading = read(page.encode(), "a.html")
    texts = _texts(reading)
    assert texts[0] == "Chi bộ thôn Mẫu họp bàn làm đường"
    assert len(texts) == 7
    assert str(reading.hints.date) == "2030-05-14"


def test_document_that_libreoffice_saved_as_a_page() -> None:
    data = "".join(
        (
            "<html><body><div title='header'><p>Lưu hành nội bộ</p></div>",
            "<p>Huyện ủy Mẫu họp sơ kết sáu tháng đầu năm, bàn việc trồng rừng và làm đường ở các xã vùng cao.</p>" * 3,
            "<div title='footer'><p>Trang 1</p></div></body></html>",
        )
    )
    assert not {"Lưu hành nội bộ", "Trang 1"} & {*_texts(read(data.encode(), "a.html"))}


def test_short_page() -> None:
    reading = read("<p>Xin <b>chào</b></p><ul><li>một</li></ul>".encode(), "a.htm")
    assert _kinds(reading) == [(BlockKind.PARAGRAPH, "Xin chào"), (BlockKind.ITEM, "một")]


# Word documents


def _docx(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _official() -> Document:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "đầu trang"
    heading = document.add_table(rows=1, cols=2)
    heading.cell(0, 0).text = "HUYỆN ỦY MẪU\n*\nSố 3-KH/HU"
    heading.cell(0, 1).text = "ĐẢNG CỘNG SẢN VIỆT NAM\nMẫu, ngày 1 tháng 2 năm 2030"
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("trồng cây năm 2030")
    document.add_heading("I. Nhiệm vụ", level=1)
    document.add_paragraph("Các xã làm những việc sau:")
    for text in ("Ươm cây giống.", "Đào hố trồng cây."):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("Phân công:")
    document.add_paragraph("Xã A làm trước.", style="List Bullet")
    document.add_paragraph("Trồng ven sông.", style="List Bullet 2")
    document.add_paragraph("Xã B làm sau.", style="List Bullet")
    grid = document.add_table(rows=3, cols=3, style="Table Grid")
    for row, values in zip(
        grid.rows, [("TT", "Việc", "Hạn"), ("1", "Ươm", "3/2030"), ("2", "Trồng", "6/2030")], strict=True
    ):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph("Nơi nhận: như trên.")
    return document


def test_word_document() -> None:
    reading = read(_docx(_official()), "a.docx")
    assert _texts(reading)[:5] == [
        "HUYỆN ỦY MẪU",
        "*",
        "Số 3-KH/HU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Mẫu, ngày 1 tháng 2 năm 2030",
    ]
    assert "đầu trang" not in _texts(reading)
    assert (BlockKind.HEADING, "I. Nhiệm vụ") in _kinds(reading)
    items = [(block.level, block.number, block.text) for block in reading.blocks if block.kind is BlockKind.ITEM]
    assert items == [
        (1, 1, "1. Ươm cây giống."),
        (1, 2, "2. Đào hố trồng cây."),
        (1, None, "Xã A làm trước."),
        (2, None, "Trồng ven sông."),
        (1, None, "Xã B làm sau."),
    ]
    rows = [block.text for block in reading.blocks if block.kind is BlockKind.ROW]
    assert rows == ["TT | Việc | Hạn", "1 | Ươm | 3/2030", "2 | Trồng | 6/2030"]


def test_lists_of_a_word_document_become_sections() -> None:
    bulletin = parse(RawDocument("a.docx", "a.docx", _docx(_official())))
    first, second = (section for section in bulletin.sections if section.parent is None)
    assert first.lead.of(bulletin.text) == "Các xã làm những việc sau:"
    assert [(item.label, item.number) for item in first.items] == [("1.", 1), ("2.", 2)]
    assert second.lead.of(bulletin.text) == "Phân công:"
    assert len(second.items) == 2
    assert bulletin.metadata.title == "Kế hoạch trồng cây năm 2030"
    assert bulletin.metadata.number == "3-KH/HU"


def test_hidden_text_of_a_word_document_is_not_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Chi bộ họp ")
    paragraph.add_run("(nội bộ: chưa thông qua) ").font.hidden = True
    paragraph.add_run("sáng nay.").font.hidden = False
    document.styles.add_style("Ẩn", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    document.add_paragraph().add_run("Ghi chú của người soạn.", style="Ẩn")
    assert _texts(read(_docx(document), "a.docx")) == ["Chi bộ họp sáng nay."]


def test_deleted_text_of_a_word_document_is_not_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Giữ lại.")
    deleted = OxmlElement("w:del")
    run = OxmlElement("w:r")
    text = OxmlElement("w:delText")
    text.text = "Đã xóa."
    run.append(text)
    deleted.append(run)
    paragraph._p.append(deleted)
    assert paragraph._p.find(qn("w:del")) is not None
    assert _texts(read(_docx(document), "a.docx")) == ["Giữ lại."]


# PDF


def _pdf(pages: list[list[tuple[int, int, str]]]) -> bytes:
    """A PDF file with lines of text at the given places."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for lines in pages:
        body = "".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines)
        objects.append(f"<< /Length {len(body)} >>\nstream\n{body}endstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    parts = [b"%PDF-1.4\n"]
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(sum(map(len, parts)))
        parts.append(f"{number} 0 obj\n{body}\nendobj\n".encode())
    start = sum(map(len, parts))
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    parts.append(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
    return b"".join(parts)


def test_pdf() -> None:
    full = "Hoi nghi so ket cong tac sau thang dau nam cua Huyen uy va cac chi bo, dang bo"
    data = _pdf(
        [
            [
                (72, 800, "Ban tin noi bo"),
                (72, 700, full),
                (72, 684, "truc thuoc."),
                (100, 660, "1. Trong cay."),
                (300, 20, "1"),
            ],
            [(72, 800, "Ban tin noi bo"), (72, 700, "2. Lam duong."), (300, 20, "2")],
        ]
    )
    assert _texts(read(data, "a.pdf")) == [f"{full} truc thuoc.", "1. Trong cay.", "2. Lam duong."]


def test_sample_pdf() -> None:
    path = next(iter(sorted(SAMPLES.glob("*ke-hoach-phong-chong-bao-lu.pdf"))), None)
    if path is None:
        pytest.skip("sample bulletins are not there")
    bulletin = parse(RawDocument(str(path), path.name, path.read_bytes()))
    assert bulletin.metadata.number == "22-KH/HU"
    assert [len(section.items) for section in bulletin.sections] == [6]


def _line(text: str, baseline: float, left: float = 80, right: float = 500) -> PrintedLine:
    return PrintedLine(text, left, right, baseline, 12)


def test_words_broken_across_lines() -> None:
    lines = [
        _line("diện tích 28 héc-", 700),
        _line("ta; the imple-", 684),
        _line("mentation of COVID-", 668),
        _line("19 rules", 652),
    ]
    assert [block.text for block in paragraphs([lines])] == [
        "diện tích 28 héc-ta; the implementation of COVID-19 rules"
    ]


def test_table_in_a_pdf() -> None:
    rows = [
        [_line(text, baseline, left, left + 60) for left, text in zip((80, 200, 350), texts, strict=True)]
        for baseline, texts in (
            (700, ("TT", "Việc", "Hạn")),
            (684, ("1", "Ươm cây", "3/2030")),
            (668, ("2", "Trồng", "6/2030")),
        )
    ]
    blocks = list(paragraphs([[line for row in rows for line in row]]))
    assert [(block.kind, block.text, block.header) for block in blocks] == [
        (BlockKind.ROW, "TT | Việc | Hạn", True),
        (BlockKind.ROW, "1 | Ươm cây | 3/2030", False),
        (BlockKind.ROW, "2 | Trồng | 6/2030", False),
    ]


# Any file


def test_type_of_a_web_page_comes_from_the_server() -> None:
    assert _texts(read(b"<p>Mot trang</p>", "tin-tuc", "text/html; charset=utf-8")) == ["Mot trang"]


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.csv", "a.xlsx", "a.pptx", "a.eml"]),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"Subject: a\n\n"]),
)
def test_any_bytes_give_text_or_a_clear_error(data: bytes, name: str, start: bytes) -> None:
    with contextlib.suppress(IngestError):
        assert parse(RawDocument(name, name, start + data)).passages


def test_numbered_items_of_html_keep_their_numbers() -> None:
    bulletin = parse(
        RawDocument("a.html", "a.html", "<p>Việc sau:</p><ol><li>Trồng cây.</li><li>Làm đường.</li></ol>".encode())
    )
    (section,) = bulletin.sections
    found = [(item.number, bulletin.text[item.start : item.end]) for item in section.items]
    assert found == [(1, "Trồng cây."), (2, "Làm đường.")]
