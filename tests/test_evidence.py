"""What a sentence offers: figures of the right time and unit, sums of money, who wrote it."""

from __future__ import annotations

import pytest

from bot.answer.evidence import gives_money, is_byline, is_of_another_time, measures, offered, offers_new
from bot.question.intent import Intent
from vectorstore.text import fold
from vectorstore.years import years_of


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Năm 2021 tăng 8% so với cùng kỳ năm 2020", {"2021"}),
        ("nhiệm kỳ 2020 - 2025", set()),
        ("từ năm 2019 đến năm 2021", {"2019", "2021"}),
        ("ngày 12/01/2023", {"2023"}),
    ],
)
def test_years_of(text: str, years: set[str]) -> None:
    assert years_of(" ".join(fold(text).replace("/", " ").replace("-", " ").split())) == years


@pytest.mark.parametrize(
    ("sentence", "question", "other"),
    [
        ("Sáu tháng qua, Đảng bộ kết nạp 98 đảng viên.", "nam 2022 ket nap bao nhieu dang vien", True),
        ("Đến hết tháng 6/2022, Đảng bộ có 58 tổ chức.", "nam 2022 co bao nhieu to chuc", True),
        ("Đến hết tháng 6/2022, Đảng bộ có 58 tổ chức.", "giua nam 2022 co bao nhieu to chuc", False),
        ("Năm 2019, doanh thu đạt 23.910 tỷ đồng.", "doanh thu nam 2020 la bao nhieu", True),
        ("Năm 2020, doanh thu giảm 5% so với năm 2019.", "doanh thu nam 2020 la bao nhieu", False),
        ("Toàn Đảng bộ kết nạp 221 đảng viên.", "nam 2022 ket nap bao nhieu dang vien", False),
        ("Sáu tháng qua, Đảng bộ kết nạp 98 đảng viên.", "ket nap bao nhieu dang vien", False),
        ("Kết nạp 12 đảng viên (năm 2023 kết nạp 8).", "nam 2024 ket nap bao nhieu dang vien", False),
        ("Kết nạp 221 đảng viên, bù phần thiếu của năm 2021.", "nam 2022 ket nap bao nhieu dang vien", False),
        ("Doanh thu của năm 2021 đạt 9 tỷ đồng.", "doanh thu nam 2022 la bao nhieu", True),
    ],
)
def test_figures_of_another_time(sentence: str, question: str, other: bool) -> None:
    assert is_of_another_time(sentence, (), question) is other


@pytest.mark.parametrize(
    ("sentence", "question", "given"),
    [
        ("Tỉnh mở hai trường đại học.", "co bao nhieu truong dai hoc", True),
        ("Tỉnh mở 2 trường đại học.", "co bao nhieu truong dai hoc", True),
        ("Tỉnh mở hai lớp học.", "co bao nhieu truong dai hoc", False),
        ("Thiệt hại 92 tỷ đồng.", "thiet hai bao nhieu cho huyen", None),
        ("Nhân dân hiến 96.400 m2 đất.", "hien bao nhieu met vuong dat", True),
    ],
)
def test_figures_in_the_unit_asked_for(sentence: str, question: str, given: bool | None) -> None:
    assert measures(sentence, question) is given


def test_sums_of_money() -> None:
    assert gives_money("Làm lợi 5,2 tỷ đồng.", "lam loi bao nhieu tien")
    assert gives_money("Kỷ niệm 92 năm.", "lam loi bao nhieu tien") is False
    assert gives_money("Kỷ niệm 92 năm.", "ky niem bao nhieu nam") is None


@pytest.mark.parametrize(
    "line", ["Tin, ảnh: Thanh Hòa", "Theo tin, ảnh: Minh Kha", "Bài và ảnh: Quỳnh Trâm", "Ảnh: Lê Na"]
)
def test_bylines(line: str) -> None:
    assert is_byline(line)
    assert not is_byline(f"Hội nghị nghe {line.lower()}")


@pytest.mark.parametrize(
    ("headings", "other"),
    [
        (("Phương hướng năm 2025", "I. Chỉ tiêu"), True),
        (("Kết quả năm 2024", "I. Xây dựng Đảng"), False),
        (("Kế hoạch 5 năm 2021 - 2025",), False),
        ((), False),
    ],
)
def test_a_sentence_without_a_year_is_of_that_of_its_heading(headings: tuple[str, ...], other: bool) -> None:
    assert is_of_another_time("Kết nạp 14 đảng viên.", headings, "nam 2024 ket nap bao nhieu dang vien") is other


@pytest.mark.parametrize(
    ("sentence", "offered"),
    [
        ("Quang cảnh Hội nghị của Đảng bộ thành phố Lam Hải", False),
        ("Hội nghị khai mạc tại thành phố Lam Hải.", False),
        ("Hội nghị họp tại Nhà khách Tỉnh ủy.", True),
        ("Hội nghị họp tại hội trường thành phố.", True),
    ],
)
def test_a_place_that_the_question_names_is_not_offered(sentence: str, offered: bool) -> None:
    assert offers_new(Intent.WHERE, sentence, "hoi nghi cua thanh uy lam hai to chuc o dau") is offered


def test_a_name_that_begins_with_one_letter() -> None:
    sentence = "Đồng chí Y Bhăm Niê, Chủ tịch Ủy ban nhân dân huyện chủ trì."
    assert list(offered(Intent.WHO, sentence)) == ["Y Bhăm Niê"]
