"""Metadata: title, date, number, issuer and kind, from official documents, news and laws."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from ingest.content_hash import is_current
from ingest.dates import date_of_event, dates
from ingest.front import kind_of
from ingest.front_lines import number_in
from ingest.metadata import read_metadata
from ingest.parse import parse
from ingest.readers.base import Hints
from ingest.sources import RawDocument, document_id
from ingest.spelling import Spelling
from tests.ingest_helpers import structure_of
from vectorstore.models import Metadata


def metadata_of(text: str, hints: Hints | None = None, name: str = "tep-mau.txt") -> Metadata:
    """The metadata of a text whose lines are its paragraphs."""
    structure = structure_of(text)
    return read_metadata(structure.lines, structure.front, hints or Hints(), name)


PLAN = """ĐẢNG BỘ TỈNH SÔNG VÀNG
HUYỆN ỦY MẪU SƠN
*
Số 15 - KH/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Mẫu Sơn, ngày 12 tháng 3 năm 2023
KẾ HOẠCH
phòng, chống thiên tai năm 2023
-----
Thực hiện Nghị quyết số 12-NQ/TU, ngày 30/3/2022 của Tỉnh ủy, Huyện ủy Mẫu Sơn ban hành kế hoạch.
T/M BAN THƯỜNG VỤ
BÍ THƯ
Lê Văn Ví Dụ"""


def test_plan() -> None:
    assert metadata_of(PLAN) == Metadata(
        "Kế hoạch phòng, chống thiên tai năm 2023",
        datetime.date(2023, 3, 12),
        "15-KH/HU",
        "Huyện ủy Mẫu Sơn",
        "kế hoạch",
        signer="Lê Văn Ví Dụ",
        place="Mẫu Sơn",
    )


def test_heading_block_that_was_a_table() -> None:
    lines = PLAN.splitlines()
    table = [f"{lines[0]} | {lines[4]}", f"{lines[1]} |", f"{lines[2]} |", f"{lines[3]} | {lines[5]}", "", *lines[6:]]
    read = parse(RawDocument("a.txt", "a.txt", "\n".join(table).encode()))
    assert replace(read.metadata, origins={}) == replace(metadata_of(PLAN), origins={})
    assert "|" not in read.text


@pytest.mark.parametrize(
    "motto", ["ĐẢNG CỘNG SẢN\nVIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA\nVIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"]
)
def test_a_motto_that_wraps_in_its_column_is_no_issuer(motto: str) -> None:
    wrapped = metadata_of(PLAN.replace("ĐẢNG CỘNG SẢN VIỆT NAM", motto))
    assert (wrapped.issuer, wrapped.date) == ("Huyện ủy Mẫu Sơn", datetime.date(2023, 3, 12))


@pytest.mark.parametrize("motto", ["ĐẢNG CỘNG SẲN VIỆT NAM", "ĐẢNG CỘNG SẢN VIỆT NAH"])
@pytest.mark.parametrize("mark", [";", "."])
def test_a_head_that_a_scan_misread(motto: str, mark: str) -> None:
    misread = PLAN.replace("ĐẢNG CỘNG SẢN VIỆT NAM", motto).replace("Mẫu Sơn, ngày", f"Mẫu Sơn{mark} ngày")
    assert replace(metadata_of(misread), origins={}) == replace(metadata_of(PLAN), origins={})


def test_a_title_has_no_two_sentences() -> None:
    text = "Ban Thường vụ tạm dừng 23 lễ hội từ ngày 20/7/2021 cho đến khi có thông báo mới. Các chốt được bố trí như"
    assert metadata_of(f"HUYỆN ỦY MẪU SƠN\nSố 63-TB/HU\nTHÔNG BÁO\nvề lễ hội\n{text}").title == "Thông báo về lễ hội"


def test_heading_in_capitals_takes_the_spelling_of_the_text() -> None:
    text = PLAN.replace("phòng, chống thiên tai năm 2023", "CỦA BAN THƯỜNG VỤ HUYỆN ỦY MẪU SƠN\nvề trồng rừng", 1)
    assert metadata_of(text).title == "Kế hoạch của Ban Thường vụ Huyện ủy Mẫu Sơn về trồng rừng"


def test_organ_of_a_committee_is_named_with_it() -> None:
    text = (
        "TỈNH ỦY SÔNG VÀNG\nBAN TUYÊN GIÁO\n*\nSố 7-HD/BTGTU\nHƯỚNG DẪN\n"
        "về sinh hoạt chi bộ\nBan Tuyên giáo hướng dẫn như sau."
    )
    found = metadata_of(text)
    assert (found.issuer, found.kind) == ("Ban Tuyên giáo Tỉnh ủy Sông Vàng", "hướng dẫn")


def test_letter_without_a_kind() -> None:
    text = (
        "HUYỆN ỦY MẪU SƠN\n*\nSố 88-CV/HU\nV/v báo cáo kết quả đại hội\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Mẫu Sơn, ngày 2 tháng 6 năm 2025\n"
        "Kính gửi:\n- Đảng ủy các xã,\n- Các chi bộ.\nHuyện ủy đề nghị báo cáo trước ngày 10/6/2025."
    )
    found = metadata_of(text)
    assert found.kind == "công văn"
    assert found.number == "88-CV/HU"
    assert found.date == datetime.date(2025, 6, 2)
    assert found.title == "V/v báo cáo kết quả đại hội"
    assert found.issuer == "Huyện ủy Mẫu Sơn"
    assert [len(section.items) for section in structure_of(text).sections] == [2]


def test_committee_of_a_party_organisation_issues_what_its_leadership_does() -> None:
    text = (
        "ĐẢNG BỘ TỈNH SÔNG VÀNG\n*\nSố 22-CT/TU\nCHỈ THỊ\nCỦA BAN THƯỜNG VỤ TỈNH ỦY\nvề phòng cháy\n"
        "Các đoàn thể của tỉnh, của xã thực hiện.\nT/M BAN THƯỜNG VỤ"
    )
    assert metadata_of(text).issuer == "Tỉnh ủy Sông Vàng"
    assert metadata_of(text.replace("TỈNH SÔNG", "XÃ SÔNG")).issuer == "Đảng ủy xã Sông Vàng"
    assert metadata_of(text.replace("THƯỜNG VỤ TỈNH ỦY", "THƯỜNG VỤ TỈNH ỦY SÔNG VÀNG")).issuer == "Tỉnh ủy Sông Vàng"


def test_subject_that_names_the_party() -> None:
    text = PLAN.replace("phòng, chống", "kỷ niệm 94 năm Ngày thành lập Đảng Cộng sản Việt Nam\nvà phòng, chống", 1)
    assert (
        metadata_of(text).title
        == "Kế hoạch kỷ niệm 94 năm Ngày thành lập Đảng Cộng sản Việt Nam và phòng, chống thiên tai năm 2023"
    )


def test_news() -> None:
    found = metadata_of(
        "ĐẢNG ỦY KHỐI DOANH NGHIỆP TỈNH SÔNG VÀNG HỌP\n"
        "Sáng 9/7/2021, Ban Chấp hành Đảng bộ Khối Doanh nghiệp tỉnh Sông Vàng họp.\n"
        "Hội nghị sơ kết Nghị quyết số 01-NQ/ĐUK, ngày 19/5/2016."
    )
    assert found == Metadata(
        "ĐẢNG ỦY KHỐI DOANH NGHIỆP TỈNH SÔNG VÀNG HỌP",
        datetime.date(2021, 7, 9),
        None,
        "Đảng ủy Khối Doanh nghiệp tỉnh Sông Vàng",
        "bản tin",
    )


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("Hội Liên hiệp Phụ nữ thành phố Mẫu: Một năm nhà sạch", "Hội Liên hiệp Phụ nữ thành phố Mẫu"),
        ("ĐOÀN KHỐI DOANH NGHIỆP TỈNH MẪU: THÁNG THANH NIÊN", "Đoàn Khối Doanh nghiệp tỉnh Mẫu"),
        (
            "Ban Chấp hành Đoàn Thanh niên Cộng sản Hồ Chí Minh xã Mẫu họp",
            "Ban Chấp hành Đoàn Thanh niên Cộng sản Hồ Chí Minh xã Mẫu",
        ),
    ],
)
def test_issuers_other_than_the_party(title: str, issuer: str) -> None:
    assert metadata_of(f"{title}\nĐồng chí Phó Bí thư Thành ủy dự, nói về tỉnh Mẫu.").issuer == issuer


def test_issuer_of_news_from_its_first_sentence() -> None:
    found = metadata_of("Trao quà Tết cho hộ nghèo\nChiều nay, Đảng ủy xã Mẫu Lâm trao 50 suất quà.")
    assert found.issuer == "Đảng ủy xã Mẫu Lâm"
    assert found.date is None


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("Đảng bộ tỉnh Mẫu Lâm trao Huy hiệu Đảng", "Tỉnh ủy Mẫu Lâm"),
        ("Ban Chấp hành Đảng bộ huyện Mẫu Sơn họp", "Huyện ủy Mẫu Sơn"),
        ("Đảng bộ Khối Doanh nghiệp tỉnh Mẫu sơ kết", "Đảng ủy Khối Doanh nghiệp tỉnh Mẫu"),
        ("Chi bộ gương mẫu của Huyện ủy Mẫu Sơn", "Huyện ủy Mẫu Sơn"),
        ("PHÂN CÔNG CHUẨN BỊ HỘI NGHỊ SƠ KẾT HUYỆN ỦY MẪU HẠ NĂM 2024", None),
    ],
)
def test_issuer_of_news_is_a_committee_with_its_name(title: str, issuer: str | None) -> None:
    assert metadata_of(f"{title}\nHôm nay trời mưa.").issuer == issuer


def test_names_of_columns_issue_nothing() -> None:
    rows = "| TT | Đảng bộ | Tổng |\n| 1 | Đảng bộ xã Mẫu Lâm | 236 |\n| 2 | Đảng bộ xã Bến Lâm | 118 |"
    text = f"TỔNG HỢP ĐẢNG VIÊN THEO ĐẢNG BỘ\n\n{rows}"
    assert parse(RawDocument("a.txt", "a.txt", text.encode())).metadata.issuer is None


def test_committee_that_a_letter_addresses_is_not_its_issuer() -> None:
    found = metadata_of("Báo cáo tháng 5\nKính gửi Văn phòng Huyện ủy,\nĐảng ủy xã Mẫu Lâm gửi báo cáo.")
    assert found.issuer == "Đảng ủy xã Mẫu Lâm"


def test_date_of_a_cited_document_is_not_the_date() -> None:
    found = metadata_of("Học tập nghị quyết\nHội nghị quán triệt Nghị quyết số 5-NQ/TU, ngày 19/5/2016 của Tỉnh ủy.")
    assert found.date is None


def test_hints_of_a_page_come_first() -> None:
    found = metadata_of("Sáng 1/2/2030, chi bộ họp.", Hints("Chi bộ họp", datetime.date(2030, 2, 3)))
    assert (found.title, found.date) == ("Chi bộ họp", datetime.date(2030, 2, 3))


def test_title_falls_back_to_the_file_name() -> None:
    found = metadata_of("Một câu văn không phải tiêu đề.", name="bao_cao-thang-5.txt")
    assert found.title == "bao cao thang 5"


def test_law() -> None:
    found = metadata_of("Luật Ví dụ năm 2030\nĐiều 1. Phạm vi\nLuật này quy định ví dụ.")
    assert found.title == "Luật Ví dụ năm 2030"
    assert found.kind == "luật"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số 15-KH/HU", "15-KH/HU"),
        ("Số: 15 - KH/HU", "15-KH/HU"),
        ("Số 01 – NQ/ĐUK", "01-NQ/ĐUK"),
        ("Số:      -CV/HU", None),
        ("Số 123/QĐ-UBND", "123/QĐ-UBND"),
        ("Luật số: 45/2019/QH14", "45/2019/QH14"),
        ("Số liệu cho thấy", None),
        ("Số 5 người dự", None),
    ],
)
def test_numbers(line: str, number: str | None) -> None:
    assert number_in(line) == number


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Báo cáo kết quả trồng rừng quý III năm 2031", "báo cáo"),
        ("Kế hoạch số 12 về làm đường", "kế hoạch"),
        ("Nghị quyết đi vào cuộc sống", "bản tin"),
        ("Kế hoạch bị chậm ở ba xã", "bản tin"),
        ("Họp về kế hoạch năm 2031", "bản tin"),
    ],
)
def test_kinds_of_titles_in_one_line(title: str, kind: str) -> None:
    assert metadata_of(f"{title}\nXã Mẫu Lâm trồng 12 ha rừng.").kind == kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("NGHỊ QUYẾT", "nghị quyết"),
        ("CHƯƠNG TRÌNH HÀNH ĐỘNG", "chương trình hành động"),
        ("KẾT LUẬN CỦA BAN THƯỜNG VỤ", "kết luận"),
        ("Bộ luật Ví dụ", "bộ luật"),
        ("LUẬTSƯ", None),
        ("HỘI NGHỊ", None),
    ],
)
def test_kinds(line: str, kind: str | None) -> None:
    assert kind_of(line) == kind


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Sáng 9/7/2021, họp.", datetime.date(2021, 7, 9)),
        ("Chiều ngày 09-7-2021, họp.", datetime.date(2021, 7, 9)),
        ("Ngày 9 tháng 7 năm 2021, họp.", datetime.date(2021, 7, 9)),
        ("Trong hai ngày (8 và 9/7/2021), họp.", None),
        ("Chỉ thị số 5-CT/TW ngày 15/5/2016 nêu rõ.", None),
        ("Ngày ban hành: 12/3/2031", datetime.date(2031, 3, 12)),
        ("Ngày: 12-3-2031", datetime.date(2031, 3, 12)),
        ("Ngày ban hành Nghị quyết: 12/3/2031", None),
        ("Sáng 31/2/2021, họp.", None),
    ],
)
def test_dates_of_events(text: str, date: datetime.date | None) -> None:
    assert date_of_event(text) == date


def test_dates_with_their_places() -> None:
    assert dates("từ 1/2/2020 đến 3/4/2020") == [(3, datetime.date(2020, 2, 1)), (16, datetime.date(2020, 4, 3))]


def test_spelling_is_learnt_from_the_text() -> None:
    spelling = Spelling(["Sáng nay, đồng chí Lê Văn Ví Dụ thăm thôn Bản Mẫu."])
    assert spelling.respell("LÊ VĂN VÍ DỤ THĂM THÔN BẢN MẪU") == "Lê Văn Ví Dụ thăm thôn Bản Mẫu"
    assert spelling.respell("HUYỆN ỦY RỪNG XANH", unknown_is_name=True) == "Huyện ủy Rừng Xanh"


def test_bulletin() -> None:
    raw = RawDocument("/vi/du/ke-hoach.txt", "ke-hoach.txt", PLAN.encode())
    bulletin = parse(raw)
    assert bulletin.id == document_id(raw.source)
    assert len(bulletin.id) == 16
    assert bulletin.source == raw.source
    assert is_current(bulletin.content_hash)
    assert bulletin.metadata == metadata_of(PLAN)
