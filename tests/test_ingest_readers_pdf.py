"""PDF pages: two columns, blocks side by side, running headers, old fonts."""

from __future__ import annotations

import pytest

from ingest.readers import read
from ingest.readers.pdf_layout import paragraphs
from ingest.readers.printed import PrintedLine
from tests.ingest_files import encode, pdf, pdf_of, texts

LEFT = [
    "Sang nay Huyen uy to chuc hoi nghi so",
    "ket cong tac sau thang dau nam va ban",
    "nhiem vu sau thang cuoi nam, co nam",
    "muoi dai bieu cua cac chi bo tham du",
    "hoi nghi va phat bieu y kien ve viec",
    "trong rung, lam duong, xay truong hoc",
    "va tram y te o cac xa vung cao cua",
]
RIGHT = [
    "huyen trong nam nay. Hoi nghi thong",
    "nhat bon nhiem vu trong tam va giao",
    "Ban Thuong vu chi dao thuc hien cho",
    "kip tien do, dung nguon von duoc cap",
    "va bao cao ket qua hang thang cho Ban",
    "Chap hanh de kip thoi thao go nhung",
    "kho khan phat sinh trong thuc te.",
]


def _column(lines: list[str], x: float) -> list[tuple[float, float, str]]:
    return [(x, 700 - 16 * number, line) for number, line in enumerate(lines)]


@pytest.mark.parametrize("order", ["columns", "rows"])
def test_two_columns(order: str) -> None:
    left, right = _column(LEFT, 60), _column(RIGHT, 310)
    body = left + right if order == "columns" else [line for pair in zip(left, right, strict=True) for line in pair]
    page = [(150.0, 760.0, "HOI NGHI SO KET CONG TAC SAU THANG DAU NAM CUA HUYEN UY"), *body]
    title, text = texts(read(pdf([page]), "a.pdf"))
    assert title.startswith("HOI NGHI SO KET")
    assert text == " ".join(LEFT + RIGHT)


def test_a_table_of_two_columns_is_read_row_by_row() -> None:
    names = ["Ho va ten", "Ngay sinh", "Que quan", "Chuc vu", "Ngay vao Dang", "Trinh do", "Nghe nghiep"]
    values = ["Nguyen A", "1/2/1980", "Xa Mau", "Bi thu", "3/2/2005", "Dai hoc", "Giao vien"]
    page = [line for pair in zip(_column(names, 60), _column(values, 310), strict=True) for line in pair]
    found = " ".join(texts(read(pdf([page]), "a.pdf")))
    assert found.index("Nguyen A") < found.index("Ngay sinh") < found.index("1/2/1980")


def test_heading_and_signature_blocks_are_read_half_by_half() -> None:
    def line(text: str, left: float, baseline: float) -> PrintedLine:
        return PrintedLine(text, left, left + 6 * len(text), baseline, 12)

    page = [
        line("HUYỆN ỦY MẪU", 80, 780),
        line("ĐẢNG CỘNG SẢN VIỆT NAM", 330, 780),
        line("Số 3-KH/HU", 85, 764),
        line("Mẫu, ngày 1 tháng 2 năm 2030", 320, 764),
        line("KẾ HOẠCH TRỒNG RỪNG CỦA TOÀN HUYỆN NĂM 2030", 150, 720),
        line("Nơi nhận:", 80, 300),
        line("T/M BAN THƯỜNG VỤ", 330, 300),
        line("- Tỉnh ủy,", 80, 286),
        line("BÍ THƯ", 370, 286),
        line("- Lưu.", 80, 272),
    ]
    assert [block.text for block in paragraphs([page])] == [
        "HUYỆN ỦY MẪU",
        "Số 3-KH/HU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Mẫu, ngày 1 tháng 2 năm 2030",
        "KẾ HOẠCH TRỒNG RỪNG CỦA TOÀN HUYỆN NĂM 2030",
        "Nơi nhận:",
        "- Tỉnh ủy,",
        "- Lưu.",
        "T/M BAN THƯỜNG VỤ",
        "BÍ THƯ",
    ]


def test_running_headers_and_page_numbers_are_left_out() -> None:
    pages = [
        [
            (60.0, 810.0, "Ban tin noi bo so 12"),
            (60.0, 700.0, f"Noi dung rieng cua trang {word} nam o giua trang."),
            (60.0, 40.0, "Luu hanh noi bo"),
            (290.0, 20.0, f"Trang {number}/4"),
        ]
        for number, word in enumerate(("mot", "hai", "ba", "bon"), 1)
    ]
    assert texts(read(pdf(pages), "a.pdf")) == [
        f"Noi dung rieng cua trang {word} nam o giua trang." for word in ("mot", "hai", "ba", "bon")
    ]


def test_lines_that_are_alike_all_over_are_no_running_headers() -> None:
    said = "Xa so {} da trong xong {} ha rung."
    pages = [[(60.0, 790.0 - 60 * line, said.format(line, page)) for line in range(8)] for page in range(3)]
    assert texts(read(pdf(pages), "a.pdf")) == [said.format(line, page) for page in range(3) for line in range(8)]


def test_a_title_that_the_running_header_repeats_stays() -> None:
    header, title = "Bao cao cong tac nam 2030", (60.0, 770.0, "Bao cao cong tac nam 2030")
    pages = [[(200.0, 810.0, header), (60.0, 700.0, f"Noi dung {word} o day.")] for word in ("mot", "hai", "ba")]
    pages[0].insert(1, title)
    assert texts(read(pdf(pages), "a.pdf"))[:2] == [header, "Noi dung mot o day."]
    assert len(texts(read(pdf(pages), "a.pdf"))) == 4


def test_a_line_that_begins_with_the_dash_of_a_sentence_goes_on() -> None:
    lines = [
        "Ban Thuong vu yeu cau cac chi bo tap trung phat trien kinh te",
        "- xa hoi cua huyen trong nam nay va nhung nam tiep theo, cu the",
        "la trong rung:",
        "- Xa Dong Son;",
        "- xa Tay Son.",
    ]
    page = [(60.0, 700.0 - 16 * number, line) for number, line in enumerate(lines)]
    assert texts(read(pdf([page]), "a.pdf")) == [" ".join(lines[:3]), *lines[3:]]


def test_pages_that_hold_one_like_line_each_are_not_empty() -> None:
    assert len(texts(read(pdf([[(60.0, 700.0, f"Phieu so {number}.")] for number in range(5)]), "a.pdf"))) == 5


@pytest.mark.parametrize(("font", "encoding"), [("ABCDEF+.VnTime", "tcvn3"), ("VNI-Times", "vni")])
def test_old_fonts(font: str, encoding: str) -> None:
    text = "Nhà nước và nhân dân cùng làm, được bảo đảm đủ vốn."
    shown = encode(text, encoding).encode("cp1252")
    content = b"BT /F1 12 Tf 60 700 Td <" + shown.hex().encode() + b"> Tj ET"
    data = pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /TrueType /BaseFont /%b /Encoding /WinAnsiEncoding >>" % font.encode(),
        ]
    )
    assert texts(read(data, "a.pdf")) == [text]


@pytest.mark.parametrize("label", ["1.", "a)", "-", "Điều 5."])
@pytest.mark.parametrize("below", [160.0, 90.0])
def test_a_label_and_its_text_behind_a_tab_are_one_paragraph(label: str, below: float) -> None:
    page = [
        PrintedLine(label, 124, 134, 580, 11),
        PrintedLine("Tập trung dân chủ, thiểu số phục tùng đa số, cấp dưới phục", 160, 505, 580, 11),
        PrintedLine("tùng cấp trên trong mọi công việc của đảng bộ xã và các chi bộ", below, 507, 566, 11),
        PrintedLine("trực thuộc.", below, below + 50, 552, 11),
    ]
    (block,) = paragraphs([page])
    assert block.text.startswith(f"{label} Tập trung dân chủ")
    assert block.text.endswith("trực thuộc.")


def test_marks_of_footnotes_are_left_out_and_exponents_kept() -> None:
    words = [(60, 680, 12, "Quy 3,4 ty dong"), (145, 685, 7, "1"), (149, 680, 12, " lam 48 nha, moi nha 60 m")]
    words += [(280, 685, 7, "2"), (285, 680, 12, ", xong som"), (339, 685, 7, "2"), (343, 680, 12, ".")]
    body = "".join(f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n" for x, y, size, text in words)
    (text,) = texts(read(pdf([[]], [body]), "a.pdf"))
    assert text.replace("\u00b2", "2") == "Quy 3,4 ty dong lam 48 nha, moi nha 60 m2, xong som."


@pytest.mark.parametrize(("note", "size"), [("(1) Theo Báo cáo số 77.", 8), ("1 Theo Báo cáo số 77.", 12)])
def test_a_footnote_does_not_part_the_sentence_above_it(note: str, size: float) -> None:
    text = "Đảng ủy xã đã hỗ trợ mỗi chi bộ một máy tính do công ty ủng"
    first = [PrintedLine(text, 60, 500, 700 - 18 * number, 12) for number in range(4)]
    second = [PrintedLine("hộ. Mô hình được nhân ra 9 chi bộ.", 60, 300, 700, 12)]
    found = [block.text for block in paragraphs([[*first, PrintedLine(note, 60, 300, 88, size)], second])]
    assert found == [" ".join([*[text] * 4, second[0].text]), note]


@pytest.mark.parametrize(
    ("title", "last", "left"),
    [
        ("KẾT QUẢ NỬA NHIỆM KỲ CỦA ĐẢNG BỘ HUYỆN MẪU KỲ", "SƠN", 280),  # centred below a full line
        ("PHÂN CÔNG CHUẨN BỊ HỘI NGHỊ SƠ KẾT CỦA HUYỆN ỦY NĂM", "2024", 60),
    ],
)
def test_the_last_line_of_a_title_belongs_to_it(title: str, last: str, left: float) -> None:
    text = "Hội nghị bàn việc trồng rừng, làm đường và xây trường học ở các xã vùng cao,"
    page = [PrintedLine(title, 60, 530, 700, 12), PrintedLine(last, left, left + 30, 684, 12)]
    page += [PrintedLine(text, 60, 530, 640 - 16 * number, 12) for number in range(4)]
    assert [block.text for block in paragraphs([page])] == [f"{title} {last}", " ".join([text] * 4)]


def test_the_issue_of_a_bulletin_is_a_line_of_its_own() -> None:
    lines = ["BẢN TIN SINH HOẠT CHI BỘ", "Số 9 - Tháng 9 năm 2023", "Ban Tuyên giáo Tỉnh ủy Hưng Lâm"]
    page = [PrintedLine(line, 200, 390, 760 - 16 * number, 12, True) for number, line in enumerate(lines)]
    assert [block.text for block in paragraphs([page])] == lines
