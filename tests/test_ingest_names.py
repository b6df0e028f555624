"""Names of institutions are whole, and capitals that are no words stay capitals."""

from __future__ import annotations

import pytest

from ingest.committees import committee_in
from ingest.spelling import Spelling


@pytest.mark.parametrize(
    "name",
    [
        "Đảng ủy Bệnh viện Đa khoa tỉnh Mẫu",
        "Đảng ủy Trường Đại học Bách khoa Mẫu Sơn",
        "Chi bộ Trường Trung học phổ thông dân tộc nội trú Mẫu Sơn",
        "Đảng ủy Bệnh viện Y học cổ truyền Mẫu",
    ],
)
def test_names_of_institutions_are_whole(name: str) -> None:
    assert committee_in("Họp", [f"Sáng nay, {name} tổ chức hội nghị."], Spelling([])) == name


@pytest.mark.parametrize(
    ("capitals", "spelled"),
    [
        ("KẾT QUẢ QUÝ I VÀ QUÝ II", "Kết quả quý I và quý II"),
        ("ĐẠI HỘI LẦN THỨ XIV", "Đại hội lần thứ XIV"),
        ("KHÓA VI, KỲ HỌP XI", "Khóa VI, kỳ họp xi"),
        ("BÁN XI MĂNG, XỬ LÝ VI PHẠM", "Bán xi măng, xử lý vi phạm"),
        ("NGHỊ QUYẾT 57-NQ/TW, KHU B", "Nghị quyết 57-NQ/TW, khu B"),
    ],
)
def test_capitals_that_are_no_words_stay(capitals: str, spelled: str) -> None:
    assert Spelling([]).respell(capitals) == spelled


def test_one_word_in_capitals_among_small_ones_stays() -> None:
    text = "KẾ HOẠCH kiểm tra Đảng ủy Sở Y tế và UBKT xã"
    assert Spelling([]).respell(text) == "Kế hoạch kiểm tra Đảng ủy Sở Y tế và UBKT xã"


def test_names_of_institutions_in_capitals() -> None:
    respell = Spelling([]).respell
    assert respell("ĐẢNG ỦY SỞ Y TẾ", unknown_is_name=True) == "Đảng ủy Sở Y tế"
    assert respell("SỞ LAO ĐỘNG", unknown_is_name=True) == "Sở Lao động"
    assert respell("ĐẢNG ỦY BỆNH VIỆN ĐA KHOA MẪU SƠN", unknown_is_name=True) == "Đảng ủy Bệnh viện Đa khoa Mẫu Sơn"
    assert respell("CHI BỘ THÔN BẾN LÂM, XÃ MẪU", unknown_is_name=True) == "Chi bộ thôn Bến Lâm, xã Mẫu"


def test_a_committee_has_one_name_wherever_the_tone_stands() -> None:
    assert committee_in("Đảng uỷ xã Bến Lâm họp", [], Spelling([])) == "Đảng ủy xã Bến Lâm"
