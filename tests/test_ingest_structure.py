"""Structure: headings, lists of every form, captions, tables, the heading block and the end of a document."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.labels import read_label, read_structural
from ingest.lines import clean
from ingest.passages import PASSAGE_LENGTH
from ingest.readers.base import RawBlock
from ingest.readers.tables import table
from ingest.structure import Structure, read_structure
from tests.ingest_helpers import items_of, lead_of, structure_of
from vectorstore.models import BlockKind

LEAD = "Hội nghị thống nhất các nhiệm vụ trọng tâm sau:"


def _contents(count: int) -> list[str]:
    verbs = ["tăng cường kiểm tra cơ sở", "mở ba lớp bồi dưỡng", "thu nộp đảng phí đúng hạn", "xây hai nhà văn hóa"]
    return [f"{verbs[index % 4]} trong quý {index % 4 + 1}." for index in range(count)]


@pytest.mark.parametrize(
    "labels",
    [
        ["Một là, ", "Hai là, ", "Ba là, ", "Bốn là, "],
        ["Một là: ", "Hai là: ", "Ba là: "],
        ["Một là ", "Hai là ", "Ba là "],
        ["Thứ nhất, ", "Thứ hai, ", "Thứ ba, ", "Thứ tư, ", "Thứ năm, "],
        ["Thứ nhất là ", "Thứ hai là ", "Thứ ba là "],
        ["Nhiệm vụ 1: ", "Nhiệm vụ 2: ", "Nhiệm vụ 3: "],
        ["Nhiệm vụ thứ nhất: ", "Nhiệm vụ thứ hai: "],
        ["Giải pháp 1. ", "Giải pháp 2. "],
        ["Bước 1. ", "Bước 2. ", "Bước 3. "],
        ["Giai đoạn 1: ", "Giai đoạn 2: "],
        ["Đợt 1: ", "Đợt 2: "],
        ["Câu 1. ", "Câu 2. "],
        ["Cụm số 1: ", "Cụm số 2: ", "Cụm số 3: "],
        ["Dự án 1 - ", "Dự án 2 - "],
        ["1. ", "2. ", "3. "],
        ["1.", "2.", "3."],
        ["1) ", "2) ", "3) "],
        ["(1) ", "(2) ", "(3) "],
        ["1.1. ", "1.2. ", "1.3. "],
        ["I. ", "II. ", "III. ", "IV. "],
        ["a) ", "b) ", "c) ", "d) ", "đ) ", "e) ", "g) "],
        ["a) ", "b) ", "c) ", "d) ", "e) ", "f) "],
        ["a. ", "b. ", "c. "],
        ["i) ", "ii) ", "iii) ", "iv) "],
        ["- ", "- ", "- "],
        ["-", "-", "-"],
        ["– ", "– "],
        ["+ ", "+ ", "+ "],
        ["• ", "• "],
        ["* ", "* "],
        ["\uf0b7 ", "\uf0b7 "],
    ],
    ids=lambda labels: labels[1],
)
def test_every_form_of_list_is_one_section(labels: list[str]) -> None:
    contents = [text.capitalize() for text in _contents(len(labels))]
    lines = [label + content for label, content in zip(labels, contents, strict=True)]
    structure = structure_of("\n".join(["Sáng 5/6/2023, Huyện ủy họp.", LEAD, *lines, "Hội nghị kết thúc lúc 11 giờ."]))
    (section,) = structure.sections
    assert lead_of(structure, section) == LEAD
    assert items_of(structure, section) == lines
    passages = [passage for passage in structure.passages if passage.item is not None]
    assert [passage.text for passage in passages] == lines
    assert [passage.item for passage in passages] == list(range(len(lines)))
    assert all(passage.lead == LEAD and passage.section == 0 for passage in passages)
    numbers = [item.number for item in section.items]
    assert numbers == [None] * len(lines) or numbers == list(range(1, len(lines) + 1)) or labels[-1] == "f) "


def test_lists_that_the_file_counts_from_one_are_two() -> None:
    structure = read_structure(
        [
            RawBlock("Việc đã làm:"),
            RawBlock("Họp ba phiên.", BlockKind.ITEM, 1, number=1),
            RawBlock("Việc chưa làm:"),
            RawBlock("Chưa kiểm tra xã Bến Lâm.", BlockKind.ITEM, 1, number=1),
        ]
    )
    assert [lead_of(structure, section) for section in structure.sections] == ["Việc đã làm:", "Việc chưa làm:"]


def test_a_table_belongs_to_the_last_item_where_the_others_hold_something_too() -> None:
    rows = [("TT", "Họ và tên"), ("1", "Lò Thị Đào"), ("2", "Cà Văn Ún"), ("3", "Hà Văn Tới")]
    lines = ["Biểu dương các điển hình sau:", "1. Tập thể", "- Chi bộ Pa Hin;", "- Chi bộ Nậm Lỳ.", "2. Cá nhân"]
    after = "Kinh phí lấy từ Quỹ khen thưởng."
    structure = read_structure([*map(RawBlock, lines), *table(rows), RawBlock(after)])
    outer = next(section for section in structure.sections if lead_of(structure, section) == lines[0])
    assert items_of(structure, outer)[1] == "\n\n".join([lines[-1], *(" | ".join(row) for row in rows)])


def test_list_inside_one_paragraph() -> None:
    text = "Đồng chí giao ba việc sau: Một là, sửa đường; hai là, xây cầu; ba là, trồng cây. Hội nghị kết thúc."
    structure = structure_of(f"Hội nghị diễn ra sáng nay.\n{text}\nCác đại biểu ra về.")
    (section,) = structure.sections
    assert lead_of(structure, section) == "Đồng chí giao ba việc sau:"
    assert items_of(structure, section) == ["Một là, sửa đường;", "hai là, xây cầu;", "ba là, trồng cây."]
    assert [item.number for item in section.items] == [1, 2, 3]
    assert len(structure.blocks) == 3
    after = next(passage for passage in structure.passages if passage.text == "Hội nghị kết thúc.")
    assert after.section is None
    assert after.item is None


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Gồm: (1) điện; (2) nước; (3) mạng.", ["(1) điện;", "(2) nước;", "(3) mạng."]),
        ("Gồm (1) điện, (2) nước và (3) mạng.", ["(1) điện,", "(2) nước và", "(3) mạng."]),
        ("Các mức: a) khiển trách; b) cảnh cáo; c) khai trừ.", ["a) khiển trách;", "b) cảnh cáo;", "c) khai trừ."]),
        ("Yêu cầu: thứ nhất, đúng giờ; thứ hai, đủ người.", ["thứ nhất, đúng giờ;", "thứ hai, đủ người."]),
        ("Một là, học. Hai là, làm.", ["Một là, học.", "Hai là, làm."]),
        ("Trình tự: Bước 1: học. Bước 2: làm.", ["Bước 1: học.", "Bước 2: làm."]),
        ("Gồm: Nhiệm vụ 1: trồng rừng; nhiệm vụ 2: mở đường.", ["Nhiệm vụ 1: trồng rừng;", "nhiệm vụ 2: mở đường."]),
        ("Nội dung: 1. Điện; 2. Nước; 3. Mạng.", ["1. Điện;", "2. Nước;", "3. Mạng."]),
        ("Nội dung: 1. Kéo điện. 2. Dẫn nước.", ["1. Kéo điện.", "2. Dẫn nước."]),
        ("Yêu cầu: i) đúng; ii) đủ; iii) rõ.", ["i) đúng;", "ii) đủ;", "iii) rõ."]),
        ("Cần (i) điện, (ii) nước và (iii) mạng.", ["(i) điện,", "(ii) nước và", "(iii) mạng."]),
        ("Như sau: - Kéo điện; - Dẫn nước; - Nối mạng.", ["- Kéo điện;", "- Dẫn nước;", "- Nối mạng."]),
        ("Như sau: + điện; + nước.", ["+ điện;", "+ nước."]),
    ],
)
def test_forms_of_lists_inside_a_paragraph(text: str, items: list[str]) -> None:
    structure = structure_of(f"Chi bộ họp thường kỳ tháng 5.\n{text}")
    assert items_of(structure, structure.sections[0]) == items


@pytest.mark.parametrize(
    "text",
    [
        "Năm 2029 trồng 12 ha; 2. là số thôn; - đó là kết quả; - và còn nữa.",
        "Huyện có: 12 xã. 3. Không còn hộ đói.",
        "Tỷ số là 3 - 1; trận sau: - 2 bàn.",
    ],
)
def test_paragraphs_that_hold_no_list(text: str) -> None:
    assert structure_of(f"Chi bộ họp thường kỳ tháng 5.\n{text}").sections == ()


@pytest.mark.parametrize(("end", "parents"), [("trồng cây.", [None, None]), ("trồng cây, cụ thể:", [None, 0])])
def test_list_inside_a_paragraph_ends_with_it_unless_it_announces_more(end: str, parents: list[int | None]) -> None:
    found = structure_of(f"{LEAD} Một là, làm đường; Hai là, {end}\n1. Về giống\na) Mua;\nb) Ươm.\n2. Về vốn\na) Vay.")
    assert [section.parent for section in found.sections[:2]] == parents
    assert items_of(found, found.sections[0])[-1].endswith(end) == (parents[1] is None)


def test_list_that_goes_on_inside_an_item() -> None:
    structure = structure_of("Điều kiện sau:\na) Có nhà;\nb) Có đất; c) Có xe;\nd) Có việc.")
    assert items_of(structure, structure.sections[0]) == ["a) Có nhà;", "b) Có đất;", "c) Có xe;", "d) Có việc."]


def test_lists_nest_to_three_levels() -> None:
    structure = structure_of(
        "Kế hoạch gồm:\n1. Về tổ chức:\na) Cấp huyện:\n- Lập tổ giúp việc;\n- Cử người trực.\nb) Cấp xã làm tương tự.\n"
        "2. Về kinh phí: dùng ngân sách.\nVăn phòng theo dõi."
    )
    outer, middle, inner = structure.sections
    assert (outer.parent, middle.parent, inner.parent) == (None, 0, 1)
    assert [len(section.items) for section in structure.sections] == [2, 2, 2]
    assert items_of(structure, outer)[0].endswith("b) Cấp xã làm tương tự.")
    assert items_of(structure, middle)[0] == "a) Cấp huyện:\n\n- Lập tổ giúp việc;\n\n- Cử người trực."
    assert lead_of(structure, inner) == "a) Cấp huyện:"
    passage = next(each for each in structure.passages if each.text.startswith("- Lập"))
    assert (passage.section, passage.item) == (2, 0)
    assert passage.lead == "Kế hoạch gồm: › 1. Về tổ chức: › a) Cấp huyện:"
    assert [block.level for block in structure.blocks if block.kind is BlockKind.ITEM] == [1, 2, 3, 3, 2, 1]
    assert structure.passages[-1].section is None


def test_item_keeps_its_paragraphs_and_captions_do_not_end_a_list() -> None:
    structure = structure_of(
        f"{LEAD}\nMột là, chăm lo đời sống.\nViệc này giao Công đoàn chủ trì.\nToàn cảnh Hội nghị\n"
        "Hai là, giữ gìn đoàn kết.\nKết thúc, các đại biểu chụp ảnh chung."
    )
    (section,) = structure.sections
    assert items_of(structure, section) == [
        "Một là, chăm lo đời sống.\n\nViệc này giao Công đoàn chủ trì.",
        "Hai là, giữ gìn đoàn kết.",
    ]
    kinds = {passage.text: (passage.kind, passage.item) for passage in structure.passages}
    assert kinds["Việc này giao Công đoàn chủ trì."] == (BlockKind.PARAGRAPH, 0)
    assert kinds["Toàn cảnh Hội nghị"] == (BlockKind.CAPTION, None)
    assert kinds["Kết thúc, các đại biểu chụp ảnh chung."] == (BlockKind.PARAGRAPH, None)
    assert kinds[LEAD] == (BlockKind.PARAGRAPH, None)


def test_numbering_that_restarts_makes_a_new_section() -> None:
    structure = structure_of(
        "Kết quả đạt được như sau:\n1. Thu ngân sách đạt 5 tỷ.\n2. Kết nạp 9 đảng viên.\n"
        "Phương hướng tới đây như sau:\n1. Thu 6 tỷ.\n2. Kết nạp 10 đảng viên."
    )
    assert [lead_of(structure, section) for section in structure.sections] == [
        "Kết quả đạt được như sau:",
        "Phương hướng tới đây như sau:",
    ]
    assert [len(section.items) for section in structure.sections] == [2, 2]
    assert all(section.parent is None for section in structure.sections)


def test_list_after_a_finished_list_is_not_inside_it() -> None:
    structure = structure_of(
        "Nhiệm vụ sau:\nMột là, trồng rừng.\nHai là, làm đường.\nHội nghị giao các đơn vị:\n- Xã A làm trước;\n"
        "- Xã B làm sau."
    )
    assert [section.parent for section in structure.sections] == [None, None]
    assert items_of(structure, structure.sections[0])[-1] == "Hai là, làm đường."


def test_intro_without_a_colon_is_the_lead() -> None:
    lead = "Hội nghị thống nhất một số nhiệm vụ trọng tâm sau."
    structure = structure_of(f"Hội nghị họp sáng nay.\n{lead}\n1. Trồng cây gây rừng.\n2. Khơi thông kênh mương.")
    assert lead_of(structure, structure.sections[0]) == lead


def test_heading_is_the_lead_of_a_list_that_has_nothing_else() -> None:
    structure = structure_of("BÁO CÁO\nI. KẾT QUẢ\nĐã làm xong.\nII. NHIỆM VỤ\n1. Trồng cây gây rừng.\n2. Làm đường.")
    (section,) = structure.sections
    assert lead_of(structure, section) == "II. NHIỆM VỤ"
    passage = next(each for each in structure.passages if each.text.startswith("1."))
    assert passage.path == ("II. NHIỆM VỤ",)
    lead = next(each for each in structure.passages if each.text == "II. NHIỆM VỤ")
    assert (lead.section, lead.item, lead.path) == (0, None, ())


def test_short_numbered_lines_over_text_are_headings() -> None:
    structure = structure_of(
        "KẾ HOẠCH\nI. MỤC ĐÍCH\n1. Mục tiêu\nNâng cao nhận thức của đảng viên.\n2. Yêu cầu\n- Làm thiết thực;\n"
        "- Tiết kiệm."
    )
    headings = [structure.text[b.start : b.end] for b in structure.blocks if b.kind is BlockKind.HEADING]
    assert headings == ["KẾ HOẠCH", "I. MỤC ĐÍCH", "1. Mục tiêu", "2. Yêu cầu"]
    parts, points = structure.sections
    assert [item.number for item in parts.items] == [1, 2]
    assert lead_of(structure, parts) == "I. MỤC ĐÍCH"
    assert structure.text[parts.items[1].start : parts.items[1].end].endswith("- Tiết kiệm.")
    assert points.parent == 0
    assert structure.passages[-1].path == ("I. MỤC ĐÍCH", "2. Yêu cầu")


def test_short_numbered_lines_one_after_the_other_are_items() -> None:
    structure = structure_of(
        "II. NHIỆM VỤ TRỌNG TÂM\n1. Công tác tuyên truyền\n2. Công tác kiểm tra\n3. Công tác dân vận"
    )
    assert [len(section.items) for section in structure.sections] == [3]


def test_parts_lettered_within_numerals() -> None:
    structure = structure_of(
        "NGHỊ QUYẾT\nI. MỤC TIÊU\nXã giàu đẹp.\nII. CHỈ TIÊU\nA. Về kinh tế\n1. Thu 41 tỷ đồng.\n2. Trồng 260 ha.\n"
        "B. Về xã hội\n3. Giảm hộ nghèo còn 4,5%.\n4. Thêm 02 trường chuẩn.\nIII. GIẢI PHÁP\n1. Trồng rừng\n"
        "Cấp giống cho dân.\n2. Làm đường\nMở 7 km."
    )
    parts = {lead_of(structure, section): len(section.items) for section in structure.sections}
    assert parts["II. CHỈ TIÊU"] == 2
    assert parts["III. GIẢI PHÁP"] == 2
    assert structure.passages[-1].path == ("III. GIẢI PHÁP", "2. Làm đường")


def test_law() -> None:
    structure = structure_of(
        "Luật Ví dụ\nPhần thứ nhất\nQUY ĐỊNH CHUNG\nChương I\nNHỮNG QUY ĐỊNH CHUNG\nMục 1. Phạm vi\n"
        "Điều 1. Phạm vi điều chỉnh\n"
        "Luật này quy định ví dụ.\nĐiều 2. Đối tượng\nLuật áp dụng cho:\n1. Cơ quan;\n2. Cá nhân:\na) Trong nước;\n"
        "b) Ngoài nước.\nChương II\nTHI HÀNH\nĐiều 3. Hiệu lực\n1. Luật có hiệu lực từ năm 2030.\n"
        "2. Điều 5 của luật cũ hết hiệu lực."
    )
    levels = {structure.text[b.start : b.end]: b.level for b in structure.blocks if b.kind is BlockKind.HEADING}
    assert levels["Phần thứ nhất"] == 1
    assert levels["Chương I"] == 2
    assert levels["Mục 1. Phạm vi"] == 3
    assert levels["Điều 2. Đối tượng"] == 4
    articles, first, nested, last = structure.sections
    assert [item.label for item in articles.items] == ["Điều 1", "Điều 2"]
    assert lead_of(structure, articles) == "Mục 1. Phạm vi"
    assert (lead_of(structure, first), len(first.items), nested.parent) == ("Luật áp dụng cho:", 2, 1)
    assert lead_of(structure, last) == "Điều 3. Hiệu lực"
    passage = next(each for each in structure.passages if each.text.startswith("a)"))
    assert passage.path == (
        "Phần thứ nhất. QUY ĐỊNH CHUNG",
        "Chương I. NHỮNG QUY ĐỊNH CHUNG",
        "Mục 1. Phạm vi",
        "Điều 2. Đối tượng",
    )
    assert structure.passages[-1].path[1:] == ("Chương II. THI HÀNH", "Điều 3. Hiệu lực")


def test_articles_of_a_decision_are_items() -> None:
    structure = structure_of(
        "QUYẾT ĐỊNH\nvề việc lập tổ\nBAN THƯỜNG VỤ QUYẾT ĐỊNH:\nĐiều 1. Lập Tổ giúp việc gồm:\n"
        "1. Ông Lê A, Tổ trưởng.\n"
        "2. Bà Trần B, Tổ viên.\nĐiều 2. Tổ họp mỗi tháng một lần.\nĐiều 3. Quyết định có hiệu lực từ ngày ký."
    )
    articles, people = structure.sections
    assert lead_of(structure, articles) == "BAN THƯỜNG VỤ QUYẾT ĐỊNH:"
    assert [item.label for item in articles.items] == ["Điều 1", "Điều 2", "Điều 3"]
    assert people.parent == 0
    assert len(people.items) == 2


def test_end_of_an_official_document_is_no_list() -> None:
    structure = structure_of(
        "KẾ HOẠCH\nnăm 2030\nVăn phòng theo dõi việc thực hiện.\nNơi nhận:\n- Thường trực Tỉnh ủy,\n- Lưu Văn phòng.\n"
        "T/M BAN THƯỜNG VỤ\nBÍ THƯ\n(đã ký)\nLê Văn Ví Dụ"
    )
    assert structure.sections == ()
    recipients, signature = structure.passages[-2:]
    assert recipients.text == "Nơi nhận:\n\n- Thường trực Tỉnh ủy,\n\n- Lưu Văn phòng."
    assert signature.text == "T/M BAN THƯỜNG VỤ\n\nBÍ THƯ\n\n(đã ký)\n\nLê Văn Ví Dụ"
    assert structure.blocks[-1].kind is BlockKind.PARAGRAPH


def test_heading_block_is_one_passage() -> None:
    structure = structure_of(
        "TỈNH ỦY SÔNG VÀNG\n*\nSố 07-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nSông Vàng, ngày 05 tháng 3 năm 2030\n"
        "KẾ HOẠCH\ntrồng cây xanh\nNăm nay, toàn tỉnh trồng 5 vạn cây."
    )
    first, second = structure.passages
    assert first.kind is BlockKind.FRONT
    assert "Số 07-KH/TU" in first.text
    assert first.text.endswith("trồng cây xanh")
    assert second.text.startswith("Năm nay")
    assert second.path == ()


def test_table_rows_carry_their_header() -> None:
    rows = [("TT", "Việc", "Hạn"), ("1", "Rà soát hộ nghèo", "30/6"), ("2", "Báo cáo", "30/9")]
    structure = read_structure([RawBlock("Phân công theo bảng sau:"), *table(rows), RawBlock("Hết bảng.")])
    rows_found = [passage for passage in structure.passages if passage.kind is BlockKind.ROW]
    assert [(row.text, row.lead) for row in rows_found] == [
        ("1 | Rà soát hộ nghèo | 30/6", "TT | Việc | Hạn"),
        ("2 | Báo cáo | 30/9", "TT | Việc | Hạn"),
    ]
    assert [block.kind for block in structure.blocks].count(BlockKind.ROW) == 3


def test_caption_of_a_table_names_its_rows_only() -> None:
    rows = table([("Xã", "Thu"), ("A", "3")])
    said = RawBlock("Nhìn chung thu ngân sách đạt khá so với năm trước.")
    heading, caption = RawBlock("1. Kết quả", BlockKind.HEADING, 2), RawBlock("Bảng 2. Thu ngân sách")
    structure = read_structure([RawBlock("Báo cáo", BlockKind.HEADING, 1), heading, caption, *rows, said])
    assert [passage.path for passage in structure.passages[1:]] == [
        ("1. Kết quả", "Bảng 2. Thu ngân sách"),
        ("1. Kết quả",),
    ]


def test_table_below_a_nested_list_is_not_its_last_item() -> None:
    items = [RawBlock(text, BlockKind.ITEM, level) for text, level in (("Kinh tế", 1), ("Rừng", 2), ("Văn hóa", 1))]
    structure = read_structure([RawBlock(LEAD), *items, *table([("Xã", "Thu"), ("A", "3")])])
    assert items_of(structure, structure.sections[0]) == ["Kinh tế\n\nRừng", "Văn hóa"]


def test_long_paragraph_is_cut_at_sentence_ends() -> None:
    sentence = "Chi bộ thôn họp bàn việc làm đường và thống nhất mỗi hộ góp hai ngày công trong tháng này. "
    structure = structure_of("Một là, " + sentence * 60 + "\nHai là, làm nhanh.\nBa là, làm tốt.")
    parts = [passage for passage in structure.passages if passage.item == 0]
    assert len(parts) > 3
    assert all(len(part.text) <= PASSAGE_LENGTH and part.text.endswith(".") for part in parts)
    assert {part.section for part in parts} == {0}


def test_bullet_that_is_a_heading_of_its_own_ends_the_list_above() -> None:
    structure = structure_of(
        "Kết quả sau:\na) Lập hai chi bộ.\nb) Luân chuyển ba đồng chí.\n"
        "* Tồn tại, hạn chế:\n- Họp chưa đều.\n- Thu chậm."
    )
    assert [(len(section.items), section.parent) for section in structure.sections] == [(2, None), (2, None)]
    assert lead_of(structure, structure.sections[1]) == "* Tồn tại, hạn chế:"


def test_text_under_short_items_belongs_to_them() -> None:
    structure = structure_of(
        f"{LEAD}\n1. Về kinh tế\nTăng trưởng 8%.\nThu đủ ngân sách.\n2. Về văn hóa\n"
        "Xây ba nhà văn hóa.\nTrên đây là báo cáo."
    )
    assert items_of(structure, structure.sections[0])[1] == "2. Về văn hóa\n\nXây ba nhà văn hóa."


def test_text_below_short_items_that_hold_nothing_is_not_theirs() -> None:
    structure = structure_of(f"{LEAD}\n- Trồng rừng mới\n- Xây trường\nNội dung gồm:\n+ Giống\n+ Vốn")
    assert [(len(section.items), section.parent) for section in structure.sections] == [(2, None), (2, None)]
    assert items_of(structure, structure.sections[0])[1] == "- Xây trường"


def test_lone_bullet_on_a_third_level() -> None:
    structure = structure_of(f"{LEAD}\n• Một\no Hai\n▪ Ba;\no Bốn\n▪ Năm.\n• Sáu")
    assert [section.parent for section in structure.sections] == [None, 0, 1, 1]
    assert [items_of(structure, section) for section in structure.sections[2:]] == [["▪ Ba;"], ["▪ Năm."]]


def test_label_stays_with_its_sentence() -> None:
    structure = structure_of("Nhiệm vụ gồm:\nNhiệm vụ 1. Trồng cây. Chăm cây.\nNhiệm vụ 2. Làm đường.")
    first = next(passage for passage in structure.passages if passage.item == 0)
    assert [span.of(structure.text) for span in first.sentences] == ["Nhiệm vụ 1. Trồng cây.", "Chăm cây."]


@pytest.mark.parametrize(
    "text",
    [
        "Thứ hai, ngày 5/6/2023, Huyện ủy họp.",
        "Thứ hai tuần sau, Huyện ủy họp.",
        "1.500 đồng chí dự họp.",
        "2.5 tỷ đồng đã chi.",
        "+5% so với cùng kỳ.",
        "C.Mác và Ăng-ghen",
        "Điều này cho thấy sự đồng thuận.",
        "một buổi sáng",
    ],
)
def test_text_that_only_looks_like_a_label(text: str) -> None:
    assert read_label(text) is None


@pytest.mark.parametrize(
    "text", ["Điều 5 của Luật này quy định về quyền.", "Chương 2 Luật Đất đai nói rõ.", "Mục 3 và Mục 4 bị bãi bỏ."]
)
def test_text_that_only_mentions_an_article(text: str) -> None:
    assert read_structural(text) is None


def test_text_is_normalised() -> None:
    structure = structure_of("\ufeffHo\u0323\u0302i\u00a0 nghi\u0323\u200b \tso\u031b ke\u0302\u0301t\u00ad.")
    assert structure.text == "Hội nghị sơ kết."


def _check(structure: Structure, source: str) -> None:
    """The invariants of every structure."""
    text = structure.text
    letters = [char for char in clean(source) if char.isalnum()]
    assert [char for block in structure.blocks for char in text[block.start : block.end] if char.isalnum()] == letters
    for passage in structure.passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text
        assert passage.text == passage.text.strip()
        assert len(passage.text) <= PASSAGE_LENGTH
        assert passage.sentences
        assert all(passage.start <= span.start < span.end <= passage.end for span in passage.sentences)
        assert all(passage.said(span) == span.of(structure.text) for span in passage.sentences)
        assert all(a.end <= b.start for a, b in pairwise(passage.sentences))
        if passage.section is not None and passage.item is not None:
            item = structure.sections[passage.section].items[passage.item]
            assert item.start <= passage.start
            assert passage.end <= item.end
    assert all(a.end <= b.start for a, b in pairwise(structure.passages))
    assert all(a.end <= b.start for a, b in pairwise(structure.blocks))
    for index, section in enumerate(structure.sections):
        assert section.items
        assert 0 <= section.lead.start <= section.lead.end <= section.items[0].start
        assert all(0 <= item.start < item.end <= len(text) for item in section.items)
        assert all(a.end <= b.start for a, b in pairwise(section.items))
        if section.parent is not None:
            assert section.parent < index
            holders = structure.sections[section.parent].items
            assert any(h.start <= section.items[0].start and section.items[-1].end <= h.end for h in holders)


_LABELS = st.sampled_from(
    "Một là, |Hai là, |Ba là, |Thứ nhất, |Thứ hai, |Nhiệm vụ 1: |Nhiệm vụ 2: |Điều 1. |Điều 2. |1. |2. |3. |1.1. |1.2. "
    "|(1) |(2) |a) |b) |c) |i) |ii) |- |+ |• |I. |II. |Chương I|NGHỊ QUYẾT|Nơi nhận:|T/M BAN THƯỜNG VỤ|Kính gửi: "
    "|Số 1-NQ/TU|".split("|")
)
_BODIES = st.sampled_from(
    [
        "",
        "Tăng cường công tác.",
        "Công tác tuyên truyền",
        "Các việc sau:",
        "Toàn cảnh Hội nghị",
        "ĐÁNH GIÁ CHUNG",
        "gồm: một là, x; hai là, y; ba là, z. Hết.",
        "gồm: a) x; b) y",
        "Câu dài. " * 250,
        "x" * 4000,
    ]
)
_LINES = st.lists(st.tuples(_LABELS, _BODIES).map("".join), max_size=25).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(_LINES)
def test_invariants_hold_for_any_mixture_of_labels(text: str) -> None:
    _check(structure_of(text), text)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_invariants_hold_for_any_text(text: str) -> None:
    _check(structure_of(text), text)


def test_long_documents_are_read() -> None:
    """Texts so long that reading them would not end if its time grew faster than they do."""
    law = "".join(
        f"Điều {n}. Tên điều\n1. Khoản một quy định:\na) Điểm a;\nb) Điểm b.\n2. Khoản hai dài hơn một chút.\n"
        for n in range(999)
    )
    for text in (
        law * 3,
        "Một câu ngắn thôi. " * 20_000,
        "- x\n" * 20_000,
        "chữ " * 100_000,
        "Ảnh: x\n1. y\n" * 10_000,
    ):
        assert structure_of(text).passages


def test_those_whom_a_letter_addresses_are_a_list() -> None:
    head = "HUYỆN ỦY MẪU SƠN\n*\nSố 8-GM/HU\nGIẤY MỜI\ndự hội nghị\n"
    end = "Huyện ủy mời dự.\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nLê Văn Ví Dụ"
    for address in ("Kính gửi:\n- Đảng ủy các xã,\n- Các chi bộ.\n", "Kính gửi: - Đảng ủy các xã,\n- Các chi bộ.\n"):
        structure = structure_of(head + address + end)
        (section,) = structure.sections
        assert lead_of(structure, section) == "Kính gửi:"
        assert items_of(structure, section) == ["- Đảng ủy các xã,", "- Các chi bộ."]
        (signature,) = [p for p in structure.passages if p.kind is BlockKind.SIGNATURE]
        assert signature.text.startswith("T/M BAN THƯỜNG VỤ")
    (addressee,) = [p for p in structure_of(head + "Kính gửi: Đảng ủy xã Mẫu\n" + end).passages if "gửi" in p.text]
    assert addressee.kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("ĐẢNG BỘ TỈNH MẪU|ĐẢNG ỦY KHỐI DOANH|NGHIỆP|*", "ĐẢNG BỘ TỈNH MẪU|ĐẢNG ỦY KHỐI DOANH NGHIỆP|*"),
        ("ĐẢNG ỦY KHỐI|DOANH NGHIỆP|TỈNH MẪU", "ĐẢNG ỦY KHỐI DOANH NGHIỆP TỈNH MẪU"),
        ("TỈNH ỦY MẪU|BAN TỔ CHỨC", "TỈNH ỦY MẪU|BAN TỔ CHỨC"),
        ("Thành phố Mẫu, ngày 14|tháng 01 năm 2030", "Thành phố Mẫu, ngày 14 tháng 01 năm 2030"),
    ],
)
def test_letterheads_that_are_wrapped(lines: str, joined: str) -> None:
    text = f"{lines}|Số 3-KH/HU|KẾ HOẠCH|trồng rừng|Các xã thực hiện.".replace("|", "\n")
    found = structure_of(text).text.split("\n\n")
    assert found[: found.index("Số 3-KH/HU")] == joined.split("|")
    assert structure_of(text.replace("Số 3-KH/HU\n", "")).text.startswith(lines.replace("|", "\n\n"))


def test_blocks_without_text_are_left_out() -> None:
    assert read_structure([RawBlock(" "), RawBlock("chữ"), RawBlock("\u200b")]).text == "chữ"


def test_articles_that_say_something_are_passages() -> None:
    """The name of what follows is found with that; a heading that decides something by itself must be found too."""
    text = """Điều 1. Phạm vi

Quy chế này áp dụng cho các chi bộ.

Điều 2. Chi bộ họp mỗi tháng một lần.

Điều 3. Hiệu lực thi hành

Điều 4. Các chi bộ thi hành Quy chế này"""
    passages = [passage.text for passage in structure_of(text).passages]
    assert "Điều 1. Phạm vi" not in passages
    assert [p[:6] for p in passages if p.startswith("Điều")] == ["Điều 2", "Điều 3", "Điều 4"]
