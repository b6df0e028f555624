"""Heads of bulletins and of official documents in the forms that committees give them, read as metadata."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.front_lines import columns, date_in, is_month, is_number, number_in, place_in
from ingest.parse import parse
from ingest.signers import signer_of
from ingest.sources import RawDocument
from tests.ingest_helpers import structure_of
from tests.test_ingest_metadata import metadata_of
from vectorstore.models import Bulletin

NEWS = "I. TIN HOẠT ĐỘNG\nNgày 7/9/2031, Đảng ủy xã họp thường kỳ."


def masthead(*lines: str) -> str:
    return "\n".join([*lines, NEWS])


def read(text: str) -> Bulletin:
    return parse(RawDocument("/kho/ban-tin.txt", "ban-tin.txt", text.encode()))


@pytest.mark.parametrize(
    ("issue", "number", "date", "period"),
    [
        ("Số 09/2031 - Lưu hành nội bộ", "09/2031", datetime.date(2031, 9, 7), None),
        ("Số 9 - Tháng 9 năm 2031", "9", datetime.date(2031, 9, 1), "tháng 9 năm 2031"),
        ("Số 9 tháng 9 năm 2031", "9", datetime.date(2031, 9, 1), "tháng 9 năm 2031"),
        ("SỐ 9 (41), THÁNG 9/2031", "9", datetime.date(2031, 9, 1), "tháng 9/2031"),
        ("Số 3 - Quý III/2031", "3", datetime.date(2031, 7, 1), "quý III/2031"),
        ("Số 9, ngày 12 tháng 9 năm 2031", "9", datetime.date(2031, 9, 12), None),
        ("Số 9 - 9/2031", "9", datetime.date(2031, 9, 1), None),
        ("Số 9 - 2031", "9-2031", datetime.date(2031, 9, 7), None),
        ("Số 9-BT/ĐU", "9-BT/ĐU", datetime.date(2031, 9, 7), None),
    ],
)
def test_issue_of_a_bulletin(issue: str, number: str, date: datetime.date, period: str | None) -> None:
    found = metadata_of(masthead("ĐẢNG BỘ HUYỆN MẪU SƠN", "ĐẢNG ỦY XÃ BẾN LÂM", "BẢN TIN NỘI BỘ", issue))
    assert (found.title, found.issuer, found.kind) == ("Bản tin nội bộ", "Đảng ủy xã Bến Lâm", "bản tin")
    assert (found.number, found.date, found.period) == (number, date, period)


def test_place_and_date_of_a_bulletin() -> None:
    found = metadata_of(masthead("ĐẢNG ỦY XÃ BẾN LÂM", "BẢN TIN", "Số 9/2031", "Bến Lâm, ngày 28 tháng 9 năm 2031"))
    assert (found.title, found.number, found.place) == ("Bản tin", "9/2031", "Bến Lâm")
    assert found.date == datetime.date(2031, 9, 28)


@pytest.mark.parametrize(
    ("lines", "title", "number", "date"),
    [
        (
            ["BẢN TIN NỘI BỘ SỐ 7", "ĐẢNG ỦY XÃ BẾN LÂM", "Tháng 8/2031"],
            "Bản tin nội bộ số 7",
            "7",
            datetime.date(2031, 9, 7),
        ),
        (
            ["LƯU HÀNH NỘI BỘ", "ĐẢNG ỦY XÃ BẾN LÂM", "BẢN TIN", "SINH HOẠT CHI BỘ", "THÁNG 8 NĂM 2031"],
            "Bản tin sinh hoạt chi bộ tháng 8 năm 2031",
            None,
            datetime.date(2031, 8, 1),
        ),
        (
            ["ĐẢNG ỦY XÃ BẾN LÂM", "BẢN TIN SỐ 7 THÁNG 8 NĂM 2031"],
            "Bản tin số 7 tháng 8 năm 2031",
            "7",
            datetime.date(2031, 8, 1),
        ),
        (["ĐẢNG ỦY XÃ BẾN LÂM", "ĐẶC SAN", "Số 2"], "Đặc san", "2", datetime.date(2031, 9, 7)),
        (
            ["Bản tin nội bộ", "ĐẢNG ỦY XÃ BẾN LÂM", "Số 2 - Tháng 8/2031"],
            "Bản tin nội bộ",
            "2",
            datetime.date(2031, 8, 1),
        ),
    ],
)
def test_forms_of_mastheads(lines: list[str], title: str, number: str | None, date: datetime.date) -> None:
    found = metadata_of(masthead(*lines))
    assert (found.title, found.number, found.date, found.kind) == (title, number, date, "bản tin")
    assert found.issuer == "Đảng ủy xã Bến Lâm"


def test_heading_of_the_first_news_is_not_in_the_title() -> None:
    text = "BẢN TIN NỘI BỘ\nSố 2/2031\nĐẢNG ỦY XÃ BẾN LÂM HỌP THƯỜNG KỲ\nNgày 7/9/2031, Đảng ủy xã họp."
    assert metadata_of(text).title == "Bản tin nội bộ"


@pytest.mark.parametrize(
    "headline", ["BẢN TIN THỜI TIẾT GIÚP NÔNG DÂN BẾN LÂM ĐƯỢC MÙA", "BÁO CÁO VIÊN GIỎI CỦA XÃ BẾN LÂM"]
)
def test_headline_is_no_masthead(headline: str) -> None:
    assert metadata_of(f"{headline}\nNgày 7/9/2031, xã Bến Lâm họp.").title == headline


def test_number_and_date_on_one_line() -> None:
    text = (
        "Số 31-BC/ĐU, ngày 4 tháng 5 năm 2031\nBÁO CÁO\nkết quả công tác quý I\n"
        "Đảng ủy Bệnh viện Đa khoa Mẫu Sơn báo cáo như sau."
    )
    found = metadata_of(text)
    assert (found.number, found.date) == ("31-BC/ĐU", datetime.date(2031, 5, 4))
    assert (found.title, found.issuer) == ("Báo cáo kết quả công tác quý I", "Đảng ủy Bệnh viện Đa khoa Mẫu Sơn")
    assert found.place is None


def test_number_below_the_title() -> None:
    text = (
        "Báo cáo kết quả công tác năm 2030 của Đảng bộ Trường Bách khoa Mẫu Sơn\nSố 31-BC/ĐU, ngày 4/5/2031\n"
        "Năm 2030, trường tuyển 900 sinh viên.\nT/M ĐẢNG ỦY\nBÍ THƯ\n(đã ký)\nLê Văn Ví Dụ"
    )
    found = metadata_of(text)
    assert (found.number, found.date, found.kind) == ("31-BC/ĐU", datetime.date(2031, 5, 4), "báo cáo")
    assert (found.issuer, found.signer) == ("Đảng bộ Trường Bách khoa Mẫu Sơn", "Lê Văn Ví Dụ")


def test_head_in_small_letters() -> None:
    text = (
        "Đảng ủy xã Bến Lâm\nSố: 12-TB/ĐU\nBến Lâm, ngày 3/4/2031\nThông báo\nvề lịch tiếp dân\n"
        "Bí thư tiếp dân sáng thứ Năm.\nT/M Đảng ủy\nBí thư\nLê Văn Ví Dụ"
    )
    found = metadata_of(text)
    assert (found.title, found.kind, found.issuer) == ("Thông báo về lịch tiếp dân", "thông báo", "Đảng ủy xã Bến Lâm")
    assert (found.number, found.date, found.signer) == ("12-TB/ĐU", datetime.date(2031, 4, 3), "Lê Văn Ví Dụ")


@pytest.mark.parametrize("gap", ["\t", "   ", "            "])
def test_head_of_two_columns_on_the_same_lines(gap: str) -> None:
    found = read(
        f"HUYỆN ỦY MẪU SƠN{gap}ĐẢNG CỘNG SẢN VIỆT NAM\n*\nSố        /KH-HU{gap}Mẫu Sơn, ngày      tháng 3 năm 2031\n\n"
        "KẾ HOẠCH\nkiểm tra, giám sát\n\nNgày 9/9/2030, Huyện ủy họp."
    ).metadata
    assert (found.title, found.issuer, found.place) == ("Kế hoạch kiểm tra, giám sát", "Huyện ủy Mẫu Sơn", "Mẫu Sơn")
    assert (found.number, found.date) == (None, datetime.date(2031, 3, 1))


def test_letter_whose_subject_stands_above_its_number() -> None:
    text = "V/v mời họp\nSố 12-CV/ĐU\nBẾN LÂM, NGÀY 3 THÁNG 9 NĂM 2031\nKính gửi: Chi bộ 2\nĐảng uỷ xã Bến Lâm mời họp."
    found = metadata_of(text)
    assert (found.title, found.number, found.kind) == ("V/v mời họp", "12-CV/ĐU", "công văn")
    assert (found.place, found.issuer) == ("Bến Lâm", "Đảng ủy xã Bến Lâm")


def test_document_whose_date_is_left_blank_has_none() -> None:
    text = "HUYỆN ỦY MẪU SƠN\nSố 3-CT/HU\nMẫu Sơn, ngày … tháng … năm 2031\nCHỈ THỊ\nvề vệ sinh\nNgày 9/9/2030 họp."
    assert (metadata_of(text).date, metadata_of(text).place) == (None, "Mẫu Sơn")


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("HUYỆN ỦY MẪU SƠN ĐẢNG CỘNG SẢN VIỆT NAM", ("HUYỆN ỦY MẪU SƠN", "ĐẢNG CỘNG SẢN VIỆT NAM")),
        ("Số 15-KH/HU Mẫu Sơn, ngày 2/3/2031", ("Số 15-KH/HU", "Mẫu Sơn, ngày 2/3/2031")),
        ("* Mẫu Sơn, ngày 2 tháng 3 năm 2031", ("*", "Mẫu Sơn, ngày 2 tháng 3 năm 2031")),
        ("BAN DÂN VẬN Mẫu Sơn, ngày 2 tháng 3 năm 2031", ("BAN DÂN VẬN", "Mẫu Sơn, ngày 2 tháng 3 năm 2031")),
        ("TP. Mẫu Hải, ngày 2 tháng 3 năm 2031", ("TP. Mẫu Hải, ngày 2 tháng 3 năm 2031",)),
        ("Đảng bộ xã kết nạp đảng viên, ngày 2/3/2031", ("Đảng bộ xã kết nạp đảng viên, ngày 2/3/2031",)),
    ],
)
def test_columns(line: str, parts: tuple[str, ...]) -> None:
    assert columns(line) == parts


def test_headline_that_ends_with_the_name_of_the_party_is_not_parted() -> None:
    headline = "ĐẢNG ỦY XÃ BẾN LÂM MỪNG ĐẢNG CỘNG SẢN VIỆT NAM"
    assert read(f"{headline}\nNgày 7/9/2031, xã Bến Lâm họp.").metadata.title == headline


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số: 15 -NQ/ĐU", "15-NQ/ĐU"),
        ("Số /KH-ĐU", None),
        ("Số: ……/KH-ĐU", None),
        ("Số 15-KH/HU (bản thảo)", "15-KH/HU"),
        ("Số 3 - THÁNG 6 NĂM 2031", "3"),
    ],
)
def test_numbers_of_heads(line: str, number: str | None) -> None:
    assert is_number(line)
    assert number_in(line) == number


def test_white_space_in_a_number_takes_no_time() -> None:
    began = time.process_time()
    assert not is_number(f"Nghị quyết số{' ' * 1_000}!")
    assert time.process_time() - began < 1  # second


@pytest.mark.parametrize(
    ("line", "place", "date"),
    [
        ("Lam Hải, ngày   tháng 3 năm 2031", "Lam Hải", datetime.date(2031, 3, 1)),
        ("Lam Hải, ngày … tháng … năm 2031", "Lam Hải", None),
        ("TP. Lam Hải, ngày 02/03/2031", "TP. Lam Hải", datetime.date(2031, 3, 2)),
        ("Số 3, ngày 2 tháng 3 năm 2031", None, datetime.date(2031, 3, 2)),
        ("Lam Hải, ngày 2 tháng 13 năm 2031", "Lam Hải", None),
    ],
)
def test_places_and_dates(line: str, place: str | None, date: datetime.date | None) -> None:
    assert (place_in(line), date_in(line)) == (place, date)


def test_month_alone() -> None:
    assert is_month("(Tháng 6 năm 2031)")
    assert not is_month("Kết quả tháng 6 năm 2031")


def test_kind_in_a_title_is_no_name() -> None:
    text = "HUYỆN ỦY MẪU SƠN\nSố 3-TB/HU\nTHÔNG BÁO\nvề nước sạch\nGửi thôn Thông và gửi Báo Mẫu Sơn, Báo Lam Hải."
    assert metadata_of(text).title == "Thông báo về nước sạch"


@pytest.mark.parametrize("sign", ["TM.ĐẢNG ỦY", "TM. ĐẢNG ỦY", "T/M ĐẢNG ỦY", "K/T BÍ THƯ", "T/L ĐẢNG ỦY", "KT.BÍ THƯ"])
def test_signatures_stand_apart_however_they_are_opened(sign: str) -> None:
    text = f"ĐẢNG ỦY XÃ BẾN LÂM\nSố 3-TB/ĐU\nTHÔNG BÁO\nvề nước\nXã có nước.\n{sign}\nPHÓ BÍ THƯ\nLê Văn Ví Dụ\n"
    found = read(text)
    assert found.metadata.signer == "Lê Văn Ví Dụ"
    assert found.passages[-1].text.startswith(sign)


def test_office_in_small_letters_is_no_signer() -> None:
    assert signer_of(["T/M Đảng ủy", "Phó Bí thư", "Lê Văn Ví Dụ"]) == "Lê Văn Ví Dụ"


LINES = st.sampled_from(
    [
        "ĐẢNG ỦY XÃ BẾN LÂM", "HUYỆN ỦY MẪU SƠN ĐẢNG CỘNG SẢN VIỆT NAM", "BẢN TIN NỘI BỘ", "Số 3 - Tháng 6 năm 2031",
        "Số 5-KH/HU Mẫu Sơn, ngày 2/3/2031", "KẾ HOẠCH", "Tháng 6/2031", "(Lưu hành nội bộ)", "*", "I. TIN",
        "Hỏi: Ai được kết nạp?", "Trả lời: Người đủ 18 tuổi.", "Đáp:", "Xã có 12 thôn.", "1. Một việc.", "TM.ĐẢNG ỦY",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=14))
def test_whatever_the_head_quotes_are_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = structure_of(text)
    assert found.text.split() == text.split()
    assert all(found.text[passage.start : passage.end] == passage.text for passage in found.passages)


@pytest.mark.parametrize(
    ("above", "issuer", "date"),
    [
        (
            ["TỈNH ỦY LÂM BÌNH", "CỔNG THÔNG TIN ĐIỆN TỬ ĐẢNG BỘ TỈNH", "Thứ Năm, ngày 16/10/2031, 17:42"],
            "Tỉnh ủy Lâm Bình",
            datetime.date(2031, 10, 16),
        ),
        (
            ["BÁO VÀ PHÁT THANH, TRUYỀN HÌNH LÂM BÌNH", "Thứ Ba, ngày 13/01/2032, 11:20"],
            "Đảng ủy xã Bến Lâm",
            datetime.date(2032, 1, 13),
        ),
        (
            ["ĐẢNG BỘ TỈNH LÂM BÌNH", "TRANG THÔNG TIN ĐIỆN TỬ", "Tin hoạt động"],
            "Tỉnh ủy Lâm Bình",
            datetime.date(2031, 9, 7),
        ),
        (
            ["CỔNG THÔNG TIN ĐIỆN TỬ HUYỆN ỦY MẪU SƠN", "Bản tin số 4-BT/HU, Mẫu Sơn, ngày 9 tháng 9 năm 2031"],
            "Huyện ủy Mẫu Sơn",
            datetime.date(2031, 9, 9),
        ),
        (
            [
                "TRANG THÔNG TIN ĐIỆN TỬ ĐẢNG BỘ TỈNH LÂM BÌNH",
                "Trang chủ | Giới thiệu | Tin tức - Sự kiện | Xây dựng Đảng | Học tập, làm theo Bác | Văn bản",
                "Trang chủ » Tin tức - Sự kiện » Hoạt động của lãnh đạo tỉnh",
            ],
            "Tỉnh ủy Lâm Bình",
            datetime.date(2031, 9, 7),
        ),
        (
            ["TRANG THÔNG TIN ĐẢNG BỘ XÃ BẾN LÂM", "Chuyên mục: Hoạt động của cấp ủy"],
            "Đảng ủy xã Bến Lâm",
            datetime.date(2031, 9, 7),
        ),
        (["Trang chủ > Tin tức"], "Đảng ủy xã Bến Lâm", datetime.date(2031, 9, 7)),
        ([], "Đảng ủy xã Bến Lâm", datetime.date(2031, 9, 7)),
    ],
)
def test_the_title_of_news_is_below_the_name_of_the_site(above: list[str], issuer: str, date: datetime.date) -> None:
    title = "Đảng ủy xã Bến Lâm gặp mặt cán bộ hưu trí"
    news = (
        "Sáng 7/9/2031, tại hội trường xã, Đảng ủy xã Bến Lâm gặp mặt 60 cán bộ hưu trí.\nBuổi gặp mặt diễn ra ấm cúng."
    )
    found = metadata_of("\n".join([*above, "", title, "", news]))
    assert (found.title, found.issuer, found.date) == (title, issuer, date)


def test_the_day_of_news_stands_below_its_title() -> None:
    found = metadata_of("Đại hội điểm xã Bến Lâm\nThứ Sáu, 14/3/2031 | 16:45\n\nĐại hội diễn ra đúng kế hoạch.")
    assert (found.title, found.date) == ("Đại hội điểm xã Bến Lâm", datetime.date(2031, 3, 14))


def test_a_title_that_begins_like_a_newspaper_is_one() -> None:
    found = metadata_of("ĐÀI TƯỞNG NIỆM XÃ BẾN LÂM\nKhánh thành ngày 7/9/2031\n\nSáng nay, Đảng ủy xã dâng hương.")
    assert found.title.startswith("ĐÀI TƯỞNG NIỆM XÃ BẾN LÂM")
